"""The course of a case over HTTP: every command, by those who may give it and those who may not."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.conftest import Case, World
from tests.intake.test_cases_api import good, refused
from tests.invariants import invariant

from odr_intake import consumers
from odr_intake.domain.running import said
from odr_intake.models.cases import CaseRow
from odr_intake.queries.cases import visible_to
from odr_intake.service import cases as service
from odr_rules.packs import pack
from odr_shared import testing
from odr_shared.broker import Envelope
from odr_shared.callers import Caller
from odr_shared.contracts.arbitration import ArbitrationEnded, ArbitrationOutcome
from odr_shared.contracts.codes import Stage
from odr_shared.contracts.intake import StageOpened
from odr_shared.contracts.mediation import MediationEnded, MediationOutcome
from odr_shared.inbox import Inbox
from odr_shared.money import Money

MONEY = {"amount": 500, "currency": "EUR"}
WHY = {"text": "Seen."}
caseworker, another = testing.staff(), testing.staff()


async def filed(world: World, rule_pack: str = "bc-crt", **more: Any) -> Case:
    if "test_clock_id" not in more:  # bought so lately that no pack finds it too old
        bought = (datetime.now(UTC) - timedelta(days=3)).isoformat()
        more = {"order": world.filing["order"] | {"placed_at": bought}} | more
    world.filing |= {"rule_pack": rule_pack, **more}
    return world.of(await good(world.file(), 201))


async def give(
    world: World, case: Case, command: str, caller: Caller, body: Any = None
) -> dict[str, Any]:
    return await good(world.post(f"{case.path}/{command}", caller, body))


async def seen(world: World, case: Case) -> tuple[str, str | None, str | None]:
    read = await good(world.get(case.path, world.platform))
    return read["status"], read["stage"], read["outcome"]


async def serve(world: World, case: Case, notice: str = "claim") -> dict[str, Any]:
    proof = {"notice": notice, "channel": "post", "at": case.body["filed_at"]}
    return await give(world, case, "serve", world.platform, proof)


async def types(world: World, case: Case) -> list[str]:
    timeline = await good(world.get(f"{case.path}/timeline", world.platform))
    return [each["type"].split(".")[1] for each in timeline["data"]]


@invariant(22, 26)
async def test_a_case_is_returned_supplied_refused_and_taken_by_another(world: World) -> None:
    case = await filed(world)
    assert case.body["status"] == "screening"
    back = {"missing": ["order", "identity"], **WHY}
    body = await give(world, case, "return", caseworker, back)
    assert (body["status"], body["missing"]) == ("returned", ["order", "identity"])
    assert body["clock"]["rule"] == "bc-crt/1/cure"
    body = await give(world, case, "resubmit", case.claimant)
    assert (body["status"], body["missing"]) == ("screening", [])
    wrong = {"ground": "because", **WHY}
    await refused(world.post(f"{case.path}/refuse", caseworker, wrong), 422, "ground_unknown")
    ground = {"ground": pack("bc-crt").grounds[0].code, **WHY}
    body = await give(world, case, "refuse", caseworker, ground)
    assert (body["status"], body["ground"]) == ("refused", ground["ground"])
    await give(world, case, "ask-review", case.claimant, {"text": "Look again."})
    decision = {"upheld": False, **WHY}
    await refused(
        world.post(f"{case.path}/review", caseworker, decision), 403, "conflict_of_interest"
    )
    body = await give(world, case, "review", another, decision)
    assert (body["status"], body["to_serve"], body["ground"]) == ("awaiting_service", "claim", None)
    assert await types(world, case) == [
        *("case_filed", "case_returned", "case_resubmitted", "case_refused"),
        *("review_asked", "refusal_reviewed", "case_accepted"),
    ]


COMMANDS: dict[str, tuple[str, Any]] = {
    "accept": ("screening", None),
    "return": ("screening", {"missing": ["order"], **WHY}),
    "refuse": ("screening", {"ground": "not_within_jurisdiction", **WHY}),
    "serve": (
        "unserved",
        {"notice": "claim", "channel": "app", "at": "2026-01-06T10:00:00Z"},
    ),
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("who", ["claimant", "respondent"])
async def test_what_is_not_a_partys_to_do_it_is_told_and_nothing_changes(
    world, command, who
) -> None:
    where, body = COMMANDS[command]
    case = await filed(world, "uncitral-odr" if where == "unserved" else "bc-crt")
    before = await good(world.get(case.path, world.platform))
    await refused(
        world.post(f"{case.path}/{command}", getattr(case, who), body), 403, "not_permitted"
    )
    assert await good(world.get(case.path, world.platform)) == before


@invariant(17)
async def test_nothing_runs_before_the_notice_is_served_and_then_from_there(world: World) -> None:
    case = await filed(world, "uncitral-odr")
    assert (case.body["clock"]["running"], case.body["to_serve"]) == (False, "claim")
    early = world.post(f"{case.path}/answer", case.respondent, {"answer": "contest"})
    await refused(early, 409, "not_served")
    ahead = {"notice": "claim", "channel": "app", "at": "2999-01-01T00:00:00Z"}
    body = await refused(
        world.post(f"{case.path}/serve", world.platform, ahead), 422, "future_date"
    )
    assert body["errors"][0]["pointer"] == "#/at"
    body = await serve(world, case)
    assert body["clock"]["rule"] == "uncitral-odr/1/answer"
    again = {"notice": "claim", "channel": "post", "at": case.body["filed_at"]}
    await refused(world.post(f"{case.path}/serve", world.platform, again), 409, "wrong_state")


@invariant(21)
async def test_a_counterclaim_is_served_outlives_the_claims_and_is_answered(world: World) -> None:
    case = await filed(world, "uncitral-odr")
    await serve(world, case)
    said = {"answer": "contest", "counterclaim": MONEY, "text": "It was used."}
    body = await give(world, case, "answer", case.respondent, said)
    assert (body["to_serve"], body["counterclaim"]) == ("counterclaim", MONEY)
    body = await give(world, case, "withdraw", case.claimant)
    assert (body["status"], body["outcome"]) == ("awaiting_service", None)
    body = await serve(world, case, "counterclaim")
    assert body["status"] == "awaiting_claimant"
    body = await give(world, case, "answer-counterclaim", case.claimant, {"answer": "contest"})
    assert (body["status"], body["stage"]) == ("awaiting_parties", "negotiation")


async def test_a_part_is_admitted_and_the_rest_is_negotiated(world: World) -> None:
    case = await filed(world, "uncitral-odr")
    await serve(world, case)
    too_much = {"answer": "admit_in_part", "admitted": {"amount": 4000, "currency": "EUR"}}
    await refused(world.post(f"{case.path}/answer", case.respondent, too_much), 422, "not_a_part")
    said = {"answer": "admit_in_part", "admitted": MONEY}
    body = await give(world, case, "answer", case.respondent, said)
    assert (body["admitted"], body["stage"]) == (MONEY, "negotiation")
    await world.settle()
    await good(world.post(f"{case.negotiation}/decline", case.respondent))
    await world.settle()
    read = await good(world.get(case.path, case.claimant))
    assert (read["outcome"], read["amount"]) == ("referred", MONEY)


@invariant(17, 19)
async def test_a_default_is_served_attacked_and_set_aside_in_its_time(world: World) -> None:
    clock = str((await world.clock("2026-01-07T15:30:00Z"))["id"])
    case = await filed(world, test_clock_id=clock)
    await give(world, case, "accept", caseworker)
    await serve(world, case)
    await world.advance(clock, "2026-03-01T00:00:00Z")
    assert await seen(world, case) == ("closed", None, "default")
    proof = {"notice": "default", "channel": "post", "at": "2026-03-01T00:00:00Z"}
    body = await give(world, case, "serve", world.platform, proof)
    assert body["clock"]["rule"] == "bc-crt/1/set_aside"
    asked = {"cause": "not_told", "text": "It went astray."}
    await refused(
        world.post(f"{case.path}/ask-set-aside", case.claimant, asked), 403, "not_permitted"
    )
    wrong = world.post(f"{case.path}/ask-set-aside", case.respondent, {"cause": "rain"})
    await refused(wrong, 422, "cause_unknown")
    body = await give(world, case, "ask-set-aside", case.respondent, asked)
    assert body["status"] == "setting_aside"
    body = await give(world, case, "decide-set-aside", caseworker, {"granted": True, **WHY})
    assert (body["status"], body["outcome"]) == ("awaiting_respondent", None)
    assert body["clock"]["rule"] == "bc-crt/1/answer"
    body = await give(world, case, "answer", case.respondent, {"answer": "contest"})
    assert body["stage"] == "negotiation"


async def test_consents_are_recorded_per_stage_and_party_and_can_be_taken_back(world) -> None:
    case = await filed(world, "cn-ecommerce")
    said = {"stage": "mediation", "given": True}
    body = await give(world, case, "consent", case.respondent, said)
    own = {"stage": "mediation", "party_id": str(case.respondent.id)}
    assert body["consents"] == [own | {"given": True}]
    body = await give(world, case, "consent", case.respondent, said | {"given": False})
    assert body["consents"] == [own | {"given": False}]
    asked = world.post(f"{case.path}/consent", case.claimant, said)
    await refused(asked, 409, "consent_not_needed")


# The courts, and the certificate.


@invariant(23)
async def test_the_claims_can_be_taken_to_a_court_also_from_an_open_stage(world: World) -> None:
    early, open_ = await world.case(), await world.contested()
    way = {"to": "court"}
    body = await give(world, early, "transfer-out", early.claimant, way)
    assert (body["status"], body["outcome"]) == ("closed", "referred")
    for caller in (open_.respondent, caseworker):
        await refused(world.post(f"{open_.path}/transfer-out", caller, way), 403, "not_permitted")
    unknown = world.post(f"{open_.path}/transfer-out", open_.claimant, {"to": "newspaper"})
    await refused(unknown, 422, "way_unknown")
    await good(world.post(f"{open_.path}/transfer-out", world.platform, way), 202)
    await world.settle()
    assert await seen(world, open_) == ("closed", None, "referred")
    talks = await good(world.get(open_.negotiation, open_.respondent))
    assert talks["status"] == "withdrawn"


async def test_a_certificate_names_what_was_tried_and_the_ways_in_ones_language(world) -> None:
    case = await filed(world, "cn-ecommerce")
    path = f"{case.path}/certificate"
    await refused(world.get(path, case.claimant), 409, "case_open")
    await give(world, case, "accept", caseworker)
    await serve(world, case)
    await give(world, case, "answer", case.respondent, {"answer": "contest"})
    await world.settle()
    await good(world.post(f"{case.negotiation}/decline", case.respondent))
    await world.settle()
    for caller in (case.claimant, case.respondent, world.platform, caseworker):
        found = await good(world.get(path, caller))
        assert [each["code"] for each in found["ways"]] == [
            way.code for way in pack("cn-ecommerce").ways
        ]
        assert [each["stage"] for each in found["tried"]] == ["negotiation"]
        assert found["outcome"] == "referred"
        assert found["served_at"] >= case.body["filed_at"], "not before it was owed"
    assert "article 39(5)" in found["statement"][-2]
    chinese = await good(world.get(path, case.claimant, **{"Accept-Language": "zh-CN"}))
    assert chinese["statement"][0].startswith("案件于")
    assert len(chinese["statement"]) == len(found["statement"])
    await refused(world.get(path, testing.platform()), 404, "not_found")


async def test_what_was_resolved_is_not_certified(world: World) -> None:
    case = await world.case()
    await give(world, case, "answer", case.respondent, {"answer": "admit"})
    await refused(world.get(f"{case.path}/certificate", case.claimant), 409, "case_resolved")


# What mediation and arbitration will say.


async def in_stage(world: World, stage: Stage) -> Case:
    """A case whose stage is open, as it will be once a service runs it."""
    case = await filed(world)
    now = await world.intake.now()
    async with world.intake.transaction() as session:
        row = await session.lock(visible_to(caseworker).where(CaseRow.id == case.id))
        period = said(pack("bc-crt").due(stage.value, now, row.zone))
        del period["began_at"]
        opened = StageOpened(
            occurred_at=now,
            stage=stage,
            pack=row.pack,
            pack_version=row.pack_version,
            cap=row.cap,
            claimant=row.claimant,
            respondent=row.respondent,
            clock_now=None,
            **period,
        )
        service.record(session, row, [opened], now)
    return case


@pytest.mark.parametrize(
    ("stage", "fact", "outcome"),
    [
        (Stage.MEDIATION, (MediationEnded, MediationOutcome.SETTLED), "settled"),
        (Stage.MEDIATION, (MediationEnded, MediationOutcome.NO_AGREEMENT), "referred"),
        (Stage.MEDIATION, (MediationEnded, MediationOutcome.WITHDRAWN), "withdrawn"),
        (Stage.ARBITRATION, (ArbitrationEnded, ArbitrationOutcome.AWARDED), "awarded"),
        (Stage.ARBITRATION, (ArbitrationEnded, ArbitrationOutcome.DISMISSED), "dismissed"),
        (Stage.ARBITRATION, (ArbitrationEnded, ArbitrationOutcome.SETTLED), "settled"),
        (Stage.ARBITRATION, (ArbitrationEnded, ArbitrationOutcome.TERMINATED), "referred"),
        (Stage.ARBITRATION, (ArbitrationEnded, ArbitrationOutcome.WITHDRAWN), "withdrawn"),
    ],
    ids=str,
)
async def test_what_a_stage_to_come_says_ends_the_case_once(world, stage, fact, outcome) -> None:
    case = await in_stage(world, stage)
    kind, ended = fact
    amount = Money(**MONEY) if outcome in ("settled", "awarded") else None
    heard = kind(occurred_at=datetime.now(UTC), outcome=ended, amount=amount)
    envelope = Envelope(
        *(uuid4(), stage.value, 1, "case", UUID(str(case.id)), 1, kind.type, heard.occurred_at),
        *("test", world.platform.id, "", heard.model_dump_json()),
    )
    inbox = Inbox(world.intake, consumers.on)
    await inbox.receive([envelope, envelope])
    await inbox.receive([envelope])
    assert await seen(world, case) == ("performing" if amount else "closed", None, outcome)
    read = await good(world.get(case.path, case.claimant))
    assert read["amount"] == (MONEY if amount else None)
    assert (await types(world, case)).count("case_closed") == 1
