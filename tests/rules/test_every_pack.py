"""The packs that there are: their numbers as the sources have them, and what all must have."""

from datetime import date
from typing import Any

import pytest

from odr_rules.deadlines import Unit
from odr_rules.expressions import NAMES
from odr_rules.packs import NotInForce, Opening, Pack, names, pack, versions
from odr_rules.packs.parts import HAN
from odr_rules.packs.vocabulary import Consequence, Evidence, Rule, Trigger
from odr_rules.packs.wording import CONSEQUENCES, EVIDENCE, FACTS, RULES, TRIGGERS, word
from odr_shared.contracts.codes import Reason, Stage

EVERY = [each for name in names() for each in versions(name)]
H, CD, BD, W, M = Unit.HOUR, Unit.CALENDAR_DAY, Unit.BUSINESS_DAY, Unit.WEEK, Unit.MONTH

# What the sources say, and whether it was read there or is known (design, table of rules).
NUMBERS: list[tuple[str, int, str, int, Unit, str, bool]] = [
    ("cn-ecommerce", 1, "screening", 7, BD, "accepted", True),
    ("cn-ecommerce", 1, "mediation", 60, CD, "referred", True),
    ("cn-ecommerce", 2, "screening", 7, BD, "accepted", True),
    ("cn-ecommerce", 2, "mediation", 45, BD, "referred", True),
    ("cn-ecommerce", 3, "mediation", 60, CD, "referred", True),
    ("cn-ecommerce", 3, "performance", 7, CD, "overdue", True),
    ("eu-adr", 1, "screening", 3, W, "accepted", False),
    ("eu-adr", 1, "mediation", 90, CD, "referred", False),
    ("eu-adr", 1, "acceptance", 7, CD, "rejected", False),
    ("eu-adr", 2, "answer", 20, BD, "referred", True),
    ("eu-adr", 2, "mediation", 90, CD, "referred", False),
    ("uncitral-odr", 1, "answer", 7, CD, "default", True),
    ("uncitral-odr", 1, "negotiation", 10, CD, "referred", False),
    ("uk-ombudsman", 1, "acceptance", 30, CD, "rejected", False),
    ("bc-crt", 1, "answer", 14, CD, "default", True),
    ("bc-crt", 1, "counterclaim_answer", 14, CD, "default", True),
    ("bc-crt", 1, "set_aside", 28, CD, "final", True),
    ("merchant-express", 1, "answer", 3, BD, "next_stage", True),
    ("merchant-express", 1, "negotiation", 20, CD, "closed", True),
    ("merchant-express", 1, "arbitration", 48, H, "overdue", True),
    ("merchant-express", 1, "appeal", 30, CD, "final", True),
]


@pytest.mark.parametrize(
    ("name", "version", "rule", "length", "unit", "brings", "read"),
    NUMBERS,
    ids=lambda each: str(each),
)
def test_the_numbers_are_those_of_their_sources(
    name: str, version: int, rule: str, length: int, unit: Unit, brings: str, read: bool
) -> None:
    period = pack(name, version).period(rule)
    assert period is not None
    assert (period.length, period.unit, period.consequence) == (length, unit, brings)
    assert period.verified is read


def test_there_are_six_packs() -> None:
    assert names() == (
        *("bc-crt", "cn-ecommerce", "eu-adr", "merchant-express", "uk-ombudsman"),
        "uncitral-odr",
    )


@pytest.mark.parametrize(
    ("name", "day", "version"),
    [
        ("cn-ecommerce", "2014-03-14", None),
        ("cn-ecommerce", "2019-12-31", 1),
        ("cn-ecommerce", "2020-01-01", 2),
        ("cn-ecommerce", "2026-04-14", 2),
        ("cn-ecommerce", "2026-04-15", 3),
        ("eu-adr", "2028-03-19", 1),
        ("eu-adr", "2028-03-20", 2),
    ],
)
def test_the_day_decides_which_version_governs(name: str, day: str, version: int | None) -> None:
    on = date.fromisoformat(day)
    if version is None:
        with pytest.raises(NotInForce):
            pack(name, on=on)
    else:
        assert pack(name, on=on).version == version


def by_pack(each: Any) -> str:
    return f"{each.name}/{each.version}"


@pytest.mark.parametrize("found", EVERY, ids=by_pack)
def test_every_reason_that_can_be_filed_has_its_evidence_and_remedies(found: Pack) -> None:
    assert set(found.reasons) == {each.value for each in Reason}
    assert all(each.evidence and each.remedies for each in found.reasons.values())


@pytest.mark.parametrize("found", EVERY, ids=by_pack)
def test_every_stage_is_one_that_cases_have_and_leads_somewhere(found: Pack) -> None:
    assert {each.name.value for each in found.stages} <= {each.value for each in Stage}
    assert found.opened_by(Opening.CONTESTED) is not None


@pytest.mark.parametrize("found", EVERY, ids=by_pack)
def test_no_path_is_without_a_way_to_the_courts(found: Pack) -> None:
    assert "court" in {each.code for each in found.ways}


def test_from_outside_british_columbia_there_are_thirty_days() -> None:
    (other,) = pack("bc-crt").deadlines["answer"].instead  # type: ignore[index]
    assert "respondent.region" in other.when
    assert other.length == 30


def test_every_word_of_a_pack_is_said_in_both_languages() -> None:
    for words, codes in (
        (RULES, Rule),
        (TRIGGERS, Trigger),
        (CONSEQUENCES, Consequence),
        (EVIDENCE, Evidence),
    ):
        assert set(words) == set(codes)
    asked = {
        f"{name}.{member}" if isinstance(kind, dict) else name
        for name, kind in NAMES.items()
        for member in (kind if isinstance(kind, dict) else [""])
    }
    assert set(FACTS) == asked
    said = [*RULES.values(), *TRIGGERS.values(), *CONSEQUENCES.values(), *EVIDENCE.values()]
    assert all(english and HAN.search(chinese) for english, chinese in [*said, *FACTS.values()])
    assert [word(Rule.ANSWER), word(Rule.ANSWER, "zh-CN")] == ["answer the claim", "答辩"]
