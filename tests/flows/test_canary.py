"""What is personal is planted everywhere, and found nowhere but in answers to who may see it."""

import json
import logging
from base64 import b64encode
from typing import Any
from uuid import uuid4

from tests.conftest import Case, World

from odr_shared import testing
from odr_shared.db import Database

CANARY = "kanarie"


def sung(place: str) -> str:
    """A word that stands in that place alone."""
    return f"{CANARY}{place}{uuid4().hex[:8]}"


def planted() -> dict[str, Any]:
    """A filing with a canary in each field that is personal."""

    def party(side: str, kind: str) -> dict[str, Any]:
        return {
            "external_id": sung(f"{side}id"),
            "kind": kind,
            "name": sung(f"{side}name"),
            "email": f"{sung(f'{side}mail')}@example.org",
            "phone": f"+4930{uuid4().int % 10**8:08}",
            "address": {
                "lines": [sung(f"{side}street")],
                "city": sung(f"{side}city"),
                "region": sung(f"{side}region"),
                "postal_code": sung(f"{side}post"),
                "country": "DE",
            },
        }

    return {
        "claimant": party("buyer", "consumer"),
        "respondent": party("shop", "merchant"),
        "order": {
            "number": sung("order"),
            "placed_at": "2026-01-05T10:00:00Z",
            "paid": {"amount": 4000, "currency": "EUR"},
            "items": [{"title": sung("item")}],
        },
        "claims": [
            {
                "reason": "defective",
                "remedy": "refund",
                "amount": {"amount": 4000, "currency": "EUR"},
                "text": sung("claim"),
            }
        ],
        "metadata": {"ticket": sung("metadata")},
    }


def found_in(value: object) -> set[str]:
    """The canaries in it: words, and telephone numbers."""
    if isinstance(value, dict):
        return set().union(*map(found_in, value.values()))
    if isinstance(value, list):
        return set().union(*map(found_in, value)) if value else set()
    said = str(value).partition("@")[0]
    return {said} if CANARY in said or said.startswith("+4930") else set()


async def everything(database: Database) -> str:
    """All that is stored, as a dump shows it; bytes also as text, hex and base64."""
    rows = list[str]()
    async with database.reading() as session:
        tables = await session.driver.fetch(
            "SELECT oid::regclass::text AS name FROM pg_class WHERE relkind IN ('r', 'm')"
            " AND relnamespace = 'public'::regnamespace"
        )
        for table in tables:
            query = f"SELECT * FROM {table['name']}"  # noqa: S608  # out of the catalogue
            for row in await session.driver.fetch(query):
                for value in row.values():
                    rows.append(
                        value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
                    )
    return "\n".join(rows)


def disguises(word: str) -> set[str]:
    """How the word may look where it should not be: as it is, in hex, or base64 at any offset."""
    plain = word.encode()
    shifted = {b64encode(b"x" * n + plain).decode()[n + 1 : -4] for n in range(3)}
    return {word, word.lower(), plain.hex(), *shifted}


async def story(world: World) -> tuple[Case, set[str], list[Any]]:
    """A dispute in which all is said that can be said, and every answer to who may see it."""
    world.filing |= planted()
    key = {"Idempotency-Key": sung("key")}
    filed = await world.file(**key)
    assert filed.status_code == 201, filed.text
    assert (await world.file(**key)).headers["Idempotency-Replayed"] == "true"
    case = world.of(filed.json())
    text = sung("answer")
    said = {"answer": "contest", "text": text}
    await world.serve(filed.json())
    answered = await world.post(f"{case.path}/answer", case.respondent, said, **key)
    assert answered.status_code == 200, answered.text
    await world.settle()
    offer = {"amount": {"amount": 3000, "currency": "EUR"}}
    made = await world.post(f"{case.negotiation}/offers", case.claimant, offer, **key)
    accept = f"{case.negotiation}/offers/{made.json()['on_table']['id']}/accept"
    assert (await world.post(accept, case.respondent)).status_code == 200
    await world.settle()
    words = {*found_in(planted_in(world)), text, key["Idempotency-Key"]}
    return case, words, [filed, answered, made]


def planted_in(world: World) -> dict[str, Any]:
    names = ("claimant", "respondent", "order", "claims", "metadata")
    return {name: world.filing[name] for name in names}


async def test_what_is_personal_is_stored_nowhere_in_clear_and_never_logged(world, caplog) -> None:
    with caplog.at_level(logging.DEBUG):
        case, words, _ = await story(world)
        refused = planted()
        refused["claims"][0]["amount"]["amount"] = 0
        refused["claimant"]["surprise"] = sung("surprise")
        told = await world.post("/v1/cases", world.platform, world.filing | refused)
        assert told.status_code == 422
        words |= found_in(refused)
        assert CANARY not in told.text
    assert len(words) > 30
    stored = [await everything(each) for each in (world.intake, world.negotiation)]
    logged = "\n".join(
        f"{record.getMessage()} {record.__dict__} {record.exc_text}" for record in caplog.records
    )
    assert str(case.id) in stored[0], "the dump shows what is open"
    assert str(case.id) in stored[1]
    for word in words:
        for disguise in disguises(word):
            assert disguise not in stored[0], word
            assert disguise not in stored[1], word
            assert disguise not in logged, word


async def test_each_sees_what_is_theirs_to_see(world) -> None:
    case, words, _ = await story(world)
    staff = testing.staff()
    everybody = {
        "platform": world.platform,
        "claimant": case.claimant,
        "respondent": case.respondent,
        "caseworker": staff,
    }
    seen = {}
    for who, caller in everybody.items():
        read = await world.get(case.path, caller)
        assert read.status_code == 200, read.text
        seen[who] = found_in(read.json())
        # Lists, timelines and the negotiation show nobody anything personal.
        for path in ("/v1/cases", f"{case.path}/timeline", case.negotiation):
            other = await world.get(path, caller)
            assert other.status_code == 200, other.text
            assert not found_in(other.json()), path
    parties = {side: found_in(world.filing[side]) for side in ("claimant", "respondent")}
    names = {side: {world.filing[side]["name"]} for side in parties}
    metadata = found_in(world.filing["metadata"])
    of_both = found_in([world.filing["order"], world.filing["claims"]])
    of_both |= {word for word in words if "answer" in word}
    whole = of_both | parties["claimant"] | parties["respondent"]
    assert seen["platform"] == whole | metadata
    assert seen["caseworker"] == whole
    assert seen["claimant"] == of_both | parties["claimant"] | names["respondent"]
    assert seen["respondent"] == of_both | parties["respondent"] | names["claimant"]


async def test_what_leaves_intake_has_nothing_personal_in_it(world) -> None:
    case, words, _ = await story(world)
    query = {
        "webhook_events": "SELECT body::text FROM webhook_events WHERE case_id = $1",
        "history": "SELECT data::text FROM history WHERE subject = $1",
    }
    for name, sql in query.items():
        async with world.intake.reading() as session:
            rows = [row[0] for row in await session.driver.fetch(sql, case.id)]
        assert len(rows) >= 4, name
        for row in rows:
            assert json.loads(row)
            assert not [word for word in words if word in row], name
