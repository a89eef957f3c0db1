"""Grounds of refusal at filing: what eligibility says before is what becomes of the case then."""

from typing import Any, Final

import pytest
from tests.conftest import World

from odr_shared import testing

NOW: Final = "2026-01-07T15:30:00Z"
DECIDED: Final = {"elsewhere": {"decided": True}}
TRIED: Final = {"contact": {"made": True, "made_on": "2025-12-01"}}


async def asked(world: World, pack: str, **circumstances: Any) -> dict[str, Any]:
    """What eligibility says of the world's filing, on the same day."""
    order, paid = world.filing["order"], world.filing["order"]["paid"]
    said = {
        "rule_pack": pack,
        "filed_at": NOW,
        "time_zone": world.filing["time_zone"],
        "claimant": {"kind": "consumer"},
        "respondent": {"kind": "merchant"},
        "order": {"paid": paid, "placed_on": order["placed_at"][:10]},
        "claims": [
            {key: each[key] for key in ("reason", "remedy", "amount")}
            for each in world.filing["claims"]
        ],
        **circumstances,
    }
    answer = await world.post("/v1/eligibility", world.platform, said)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def file(world: World, pack: str, **circumstances: Any) -> Any:
    clock = await world.clock(NOW)
    world.filing |= {"rule_pack": pack, "test_clock_id": clock["id"]}
    world.filing["circumstances"] = circumstances
    return await world.file()


@pytest.mark.parametrize(
    ("pack", "placed_at", "circumstances", "ground"),
    [
        pytest.param("uncitral-odr", None, {}, None, id="nothing said"),
        pytest.param("uncitral-odr", None, {"elsewhere": {"court": True}}, None, id="no ground"),
        pytest.param("uncitral-odr", None, DECIDED, "decided_already", id="decided"),
        pytest.param("merchant-express", "2025-07-11T10:00:00Z", {}, None, id="the 180th day"),
        pytest.param("merchant-express", "2025-07-10T10:00:00Z", {}, "too_late", id="a day later"),
    ],
)
async def test_where_nobody_screens_a_ground_refuses_at_once_as_eligibility_says(
    world: World, pack: str, placed_at: str | None, circumstances: Any, ground: str | None
) -> None:
    world.filing["order"] |= {"placed_at": placed_at or world.filing["order"]["placed_at"]}
    before = await asked(world, pack, **circumstances)
    held = {each["code"]: each for each in before["grounds"] if each["holds"]}
    assert list(held) == ([ground] if ground else [])
    answer = await file(world, pack, **circumstances)
    if ground is None:
        assert answer.status_code == 201, answer.text
        return
    assert (answer.status_code, answer.json()["code"]) == (422, "ground_holds")
    [error] = answer.json()["errors"]
    assert error["pointer"] == "#/rule_pack"
    assert answer.json()["ground"] == ground
    assert answer.json()["article"] == held[ground]["article"]
    listed = await world.get("/v1/cases", world.platform)
    assert listed.json()["data"] == [], "nothing of it is kept"
    world.filing["circumstances"] = {}
    world.filing["order"]["placed_at"] = "2026-01-05T10:00:00Z"
    assert (await world.file()).status_code == 201, "the order is not taken"


@pytest.mark.parametrize(
    ("pack", "circumstances", "grounds"),
    [
        ("eu-adr", {"contact": {"made": False}}, ["no_prior_contact"]),
        ("eu-adr", {"contact": {"made_on": "2024-12-01"}}, ["too_late"]),
        ("eu-adr", TRIED | {"elsewhere": {"court": True}}, ["handled_elsewhere"]),
        ("eu-adr", TRIED, []),
        ("eu-adr", {}, []),
    ],
)
async def test_where_a_caseworker_screens_the_grounds_are_suggested_with_their_articles(
    world: World, pack: str, circumstances: Any, grounds: list[str]
) -> None:
    before = await asked(world, pack, **circumstances)
    answer = await file(world, pack, **circumstances)
    assert (answer.status_code, answer.json()["status"]) == (201, "screening"), answer.text
    case = world.of(answer.json())
    staff = testing.staff(mode=world.platform.mode)
    read = (await world.get(case.path, staff)).json()
    assert [each["code"] for each in read["suggested"]] == grounds
    assert read["suggested"] == [each for each in before["grounds"] if each["holds"]]
    assert all(each["article"] for each in read["suggested"])
    # Whoever decides nothing by them does not see them, but sees what was said.
    for caller in (world.platform, case.claimant, case.respondent):
        theirs = (await world.get(case.path, caller)).json()
        assert theirs["suggested"] == []
        assert theirs["circumstances"] == read["circumstances"]
    accepted = await world.post(f"{case.path}/accept", staff)
    assert (accepted.status_code, accepted.json()["suggested"]) == (200, []), "it is decided"


@pytest.mark.parametrize(
    ("circumstances", "pointer"),
    [
        ({"elsewhere": {"bar": True}}, "#/circumstances/elsewhere/bar"),
        ({"elsewhere": {"court": "yes"}}, "#/circumstances/elsewhere/court"),
        ({"contact": {"made_on": "1899-12-31"}}, "#/circumstances/contact/made_on"),
    ],
)
async def test_circumstances_that_no_pack_asks_for_are_refused_by_name(
    world: World, circumstances: Any, pointer: str
) -> None:
    answer = await file(world, "eu-adr", **circumstances)
    assert answer.status_code == 422
    assert [each["pointer"] for each in answer.json()["errors"]] == [pointer]
