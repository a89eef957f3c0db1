"""What each fact says to each side: which sentence, of which amount, with which codes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest
from tests.intake.cases import CLAIMANT, FILED, NOW, RESPONDENT, contested, euros, unserved

from odr_intake.domain.cases import Case
from odr_intake.domain.happened import Happening as Is
from odr_intake.domain.happenings import happened
from odr_intake.domain.notices import Happened, NoticeKind, Told, Turn
from odr_intake.domain.obligations import Obligation, Part, PartStanding
from odr_intake.domain.papers import Side
from odr_intake.domain.whose_turn import position
from odr_intake.domain.wording import performance
from odr_intake.domain.wording.saying import About, Tongue, day, say
from odr_intake.domain.wording.sentences import SENTENCES, alike
from odr_intake.domain.wording.words import Pair
from odr_rules.deadlines import Deadline
from odr_rules.packs import Remedy, pack
from odr_shared.contracts import Fact
from odr_shared.contracts.codes import (
    Answer,
    CaseOutcome,
    Channel,
    ConfirmedBy,
    Cure,
    Reason,
    ScreenedBy,
    Served,
    Stage,
)
from odr_shared.contracts.intake import (
    CaseAccepted,
    CaseAnswered,
    CaseClosed,
    CaseRefused,
    CaseReturned,
    ConsentStated,
    CounterclaimAnswered,
    NoticeServed,
    RefusalReviewed,
    SetAsideDecided,
    StageOpened,
    StageSkipped,
    WithdrawVoid,
)
from odr_shared.contracts.intake_links import CaseLinked, CaseUnlinked, JoiningAgreed, LinkKind
from odr_shared.contracts.intake_remedies import (
    CasePerformed,
    PerformanceConfirmed,
    PerformanceReported,
    RemedyDue,
    RemedyOrdered,
)
from odr_shared.contracts.intake_repairs import CaseRepaired, Repaired

AT: Final = NOW + timedelta(hours=3)
OWN: Final[dict[str, Any]] = {"occurred_at": AT, "by_platform": False}
ID: Final = CLAIMANT
C, R = Side.CLAIMANT, Side.RESPONDENT


def debt(number: int, debtor: Any = RESPONDENT, **more: Any) -> Obligation:
    creditor = CLAIMANT if debtor == RESPONDENT else RESPONDENT
    whole: dict[str, Any] = {
        "remedy": Remedy.REFUND,
        "amount": euros(2500),
        "ordered_at": NOW,
        "due": None,
    }
    return Obligation(number=number, debtor=debtor, creditor=creditor, **whole | more)


def owing(*owed: Obligation) -> Case:
    return replace(FILED, obligations=owed)


def ordered(number: int, of: Obligation) -> RemedyOrdered:
    return RemedyOrdered(
        occurred_at=AT,
        number=number,
        remedy=of.remedy,
        amount=of.amount,
        debtor=of.debtor,
        creditor=of.creditor,
        after=None,
        credit=0,
    )


MINE: Final = debt(2, CLAIMANT, remedy=Remedy.RETURN, amount=None)
THEIRS: Final = debt(1)
BOTH: Final = owing(THEIRS, MINE)
GIVES: Final = euros(300)
SAID: dict[str, tuple[Fact, Case, Side, Sequence[Happened]]] = {
    "accepted, to who filed it": (
        *(CaseAccepted(occurred_at=AT, by=ScreenedBy.CASEWORKER), unserved(), C),
        [Happened(Is.ACCEPTED, AT)],
    ),
    "accepted, to who hears of it first": (
        *(CaseAccepted(occurred_at=AT, by=ScreenedBy.REVIEW), unserved(), R),
        [Happened(Is.ACCEPTED, AT), Happened(Is.ASKED, AT, euros(2500))],
    ),
    "accepted without money": (
        *(CaseAccepted(occurred_at=AT, by=ScreenedBy.REVIEW), replace(unserved(), claimed=None), R),
        [Happened(Is.ACCEPTED, AT)],
    ),
    "accepted by silence": (
        *(CaseAccepted(occurred_at=AT, by=ScreenedBy.SILENCE), unserved(), C),
        [Happened(Is.ACCEPTED_BY_SILENCE, AT)],
    ),
    "admitted": (
        *(CaseAnswered(**OWN, answer=Answer.ADMIT), FILED, C),
        [Happened(Is.ADMITTED, AT, euros(2500))],
    ),
    "admitted in part": (
        *(CaseAnswered(**OWN, answer=Answer.ADMIT_IN_PART, admitted=GIVES), FILED, C),
        [Happened(Is.ADMITTED_IN_PART, AT, GIVES)],
    ),
    "contested": (
        *(CaseAnswered(**OWN, answer=Answer.CONTEST), FILED, R),
        [Happened(Is.CONTESTED, AT)],
    ),
    "contested and countered": (
        *(CaseAnswered(**OWN, answer=Answer.CONTEST, counterclaim=GIVES), FILED, C),
        [Happened(Is.CONTESTED, AT), Happened(Is.COUNTERCLAIMED, AT, GIVES)],
    ),
    "returned": (
        *(CaseReturned(occurred_at=AT, missing=(Cure.ORDER, Cure.CLAIM)), FILED, C),
        [Happened(Is.RETURNED, AT, codes=("order", "claim"))],
    ),
    "refused": (
        *(CaseRefused(occurred_at=AT, ground="value"), FILED, C),
        [Happened(Is.REFUSED, AT, codes=("value",))],
    ),
    "upheld": (
        *(RefusalReviewed(occurred_at=AT, upheld=True), FILED, C),
        [Happened(Is.UPHELD, AT)],
    ),
    "overturned": (
        *(RefusalReviewed(occurred_at=AT, upheld=False), FILED, C),
        [Happened(Is.OVERTURNED, AT)],
    ),
    "joined": (
        *(CaseLinked(occurred_at=AT, link=ID, kind=LinkKind.JOINED), FILED, C),
        [Happened(Is.JOINED, AT)],
    ),
    "severed": (
        *(CaseUnlinked(occurred_at=AT, link=ID, kind=LinkKind.JOINED), FILED, C),
        [Happened(Is.SEVERED, AT)],
    ),
    "unlinked": (
        *(CaseUnlinked(occurred_at=AT, link=ID, kind=LinkKind.RELATED), FILED, C),
        [Happened(Is.UNLINKED, AT)],
    ),
    "agreed to be joined": (
        *(JoiningAgreed(**OWN, party=RESPONDENT, given=True), FILED, C),
        [Happened(Is.JOINING_AGREED, AT)],
    ),
    "not agreed to be joined": (
        *(JoiningAgreed(**OWN, party=RESPONDENT, given=False), FILED, C),
        [Happened(Is.JOINING_REFUSED, AT)],
    ),
    "consent": (
        *(ConsentStated(**OWN, stage=Stage.MEDIATION, party=RESPONDENT, given=True), FILED, C),
        [Happened(Is.CONSENT_GIVEN, AT, codes=("mediation",))],
    ),
    "no consent": (
        *(ConsentStated(**OWN, stage=Stage.MEDIATION, party=RESPONDENT, given=False), FILED, C),
        [Happened(Is.CONSENT_REFUSED, AT, codes=("mediation",))],
    ),
    "skipped": (
        *(StageSkipped(occurred_at=AT, stage=Stage.ARBITRATION), FILED, C),
        [Happened(Is.STAGE_SKIPPED, AT, codes=("arbitration",))],
    ),
    "served": (
        NoticeServed(
            occurred_at=AT, notice=Served.DEFAULT, party=RESPONDENT, channel=Channel.EMAIL
        ),
        *(FILED, C, [Happened(Is.DEFAULT_SERVED, AT)]),
    ),
    "the counterclaim in default": (
        *(CounterclaimAnswered(**OWN, answer=None), FILED, R),
        [Happened(Is.COUNTERCLAIM_UNANSWERED, AT)],
    ),
    "over": (
        *(CaseClosed(occurred_at=AT, outcome=CaseOutcome.AWARDED, amount=GIVES), FILED, C),
        [Happened(Is.OVER_AWARDED, AT, GIVES)],
    ),
    "set aside": (
        *(SetAsideDecided(occurred_at=AT, granted=True), FILED, C),
        [Happened(Is.SET_ASIDE_GRANTED, AT)],
    ),
    "not set aside": (
        *(SetAsideDecided(occurred_at=AT, granted=False), FILED, C),
        [Happened(Is.SET_ASIDE_DENIED, AT)],
    ),
    "a bare one": (WithdrawVoid(occurred_at=AT), FILED, C, [Happened(Is.LEAVING_VOID, AT)]),
    "a sum is owed": (
        *(ordered(1, THEIRS), BOTH, C),
        [Happened(Is.OWED_SUM, AT, euros(2500), ("refund",))],
    ),
    "an act is owed back": (
        *(ordered(2, MINE), BOTH, C),
        [Happened(Is.OWED_ACT_BACK, AT, None, ("return",))],
    ),
    "its time runs": (
        *(RemedyDue(occurred_at=AT, number=1), BOTH, C),
        [Happened(Is.REMEDY_DUE, AT, None, ("refund",))],
    ),
    "the time of what is owed back runs": (
        *(RemedyDue(occurred_at=AT, number=2), BOTH, C),
        [Happened(Is.REMEDY_DUE_BACK, AT, None, ("return",))],
    ),
    "confirmed by silence": (
        *(PerformanceConfirmed(**OWN, number=1, part=1, by=ConfirmedBy.SILENCE), BOTH, R),
        [Happened(Is.CONFIRMED_BY_SILENCE, AT, None, ("refund",))],
    ),
    "all is performed": (CasePerformed(occurred_at=AT), BOTH, C, [Happened(Is.ALL_PERFORMED, AT)]),
}


@pytest.mark.parametrize(("fact", "case", "side", "said"), SAID.values(), ids=SAID)
def test_a_fact_says_this_and_no_more(fact, case, side, said) -> None:
    assert happened(fact, case, side) == said


def test_a_stage_that_opens_is_named() -> None:
    (opened,) = [each for each in contested(FILED) if isinstance(each, StageOpened)]
    assert happened(opened, FILED, C) == [Happened(Is.STAGE_OPENED, NOW, codes=("negotiation",))]


def test_each_repair_has_its_sentence() -> None:
    said = [happened(CaseRepaired(occurred_at=AT, what=what), FILED, C) for what in Repaired]
    assert {each.what for (each,) in said} == {
        *(Is.SERVICE_CORRECTED, Is.SERVICE_UNDONE, Is.ANSWER_UNDONE, Is.SCREENING_UNDONE),
    }


DUE: Final = Deadline("p/1/x", NOW, AT, "UTC", "overdue")
CONFIRM: Final = Deadline("p/1/y", NOW, AT, "UTC", "confirmed")


def part(standing: PartStanding = PartStanding.CLAIMED, cents: int = 2500) -> Part:
    return Part(1, euros(cents), NOW, CONFIRM, standing)


RUNNING: Final = debt(1, due=DUE)
REPORTED: Final = debt(1, due=DUE, parts=(part(),))
IN_PART: Final = debt(1, due=DUE, parts=(part(cents=500),))
DISPUTED: Final = debt(1, due=DUE, parts=(part(PartStanding.DISPUTED),))
LATE: Final = debt(1, due=DUE, overdue_at=AT)
DONE: Final = debt(1, due=DUE, parts=(part(PartStanding.CONFIRMED),))
WAITS: Final = debt(2, CLAIMANT, waits=True)
TURNS: dict[str, tuple[tuple[Obligation, ...], Any, Any]] = {
    "nothing": ((), (Turn.OVER, None), (Turn.OVER, None)),
    "all is done": ((DONE,), (Turn.OVER, None), (Turn.OVER, None)),
    "its precondition is still to come": ((WAITS,), (Turn.OVER, None), (Turn.OVER, None)),
    "owed": ((RUNNING,), (Turn.WAIT_PERFORMANCE, DUE), (Turn.PERFORM, DUE)),
    "late": ((LATE,), (Turn.WAIT_PERFORMANCE, None), (Turn.PERFORM, None)),
    "reported": ((REPORTED,), (Turn.CONFIRM, CONFIRM), (Turn.WAIT_CONFIRMATION, CONFIRM)),
    "reported in part": ((IN_PART,), (Turn.CONFIRM, CONFIRM), (Turn.PERFORM, DUE)),
    "disputed": ((DISPUTED,), (Turn.WAIT_DECISION, None), (Turn.WAIT_DECISION, None)),
    "both ways": ((REPORTED, MINE), (Turn.CONFIRM, CONFIRM), (Turn.WAIT_CONFIRMATION, CONFIRM)),
    "both ways, theirs first": (
        (debt(2, CLAIMANT, due=None), DISPUTED),
        *((Turn.PERFORM, None), (Turn.WAIT_DECISION, None)),
    ),
}


@pytest.mark.parametrize(("owed", "mine", "theirs"), TURNS.values(), ids=TURNS)
def test_what_one_can_do_oneself_comes_first(owed, mine, theirs) -> None:
    case = owing(*owed)
    assert (position(case, C), position(case, R)) == (mine, theirs)


def about(name: str = "bc-crt") -> About:
    return About("7F3K", "Europe/Berlin", (Reason.DEFECTIVE, Reason.NOT_RECEIVED), pack(name))


def words(what: Happened, tongue: Tongue, side: Side = C) -> str:
    told = Told((what,), Turn.WAIT_SCREENING)
    return say(NoticeKind.REFUSED, side, told, None, None, about(), tongue).happened


@pytest.mark.parametrize("tongue", ["en", "zh-CN"])
def test_a_ground_is_said_in_the_words_of_its_pack(tongue: Tongue) -> None:
    ground = pack("bc-crt").grounds[0]
    own = ground.text.zh if tongue == "zh-CN" else ground.text.en
    assert own in words(Happened(Is.REFUSED, AT, codes=(ground.code,)), tongue)
    assert "unheard_of" in words(Happened(Is.REFUSED, AT, codes=("unheard_of",)), tongue)


def test_what_is_missing_and_why_is_listed_as_the_language_lists() -> None:
    missing = Happened(Is.RETURNED, AT, codes=("order", "claim"))
    assert ", " in words(missing, "en")
    assert "、" in words(missing, "zh-CN")


def test_a_day_is_that_of_the_case_in_the_language_of_its_reader() -> None:
    late = NOW.replace(hour=23, minute=30)
    assert day(late, "Europe/Berlin", "en") == "8 January 2026"
    assert day(late, "UTC", "en") == "7 January 2026"
    assert day(late, "UTC", "zh-CN") == "2026年1月7日"


def test_what_is_said_alike_to_both_is_one_pair_twice() -> None:
    assert alike("It ended.", "已结束。") == (Pair("It ended.", "已结束。"),) * 2
    assert all(len(each) == 2 for each in SENTENCES.values())


def test_what_was_reported_is_said_of_what_is_owed() -> None:
    said = PerformanceReported(occurred_at=AT, number=2, part=1, amount=None, by_platform=False)
    assert happened(said, BOTH, R) == [Happened(Is.REPORTED_BACK, AT, None, ("return",))]


def test_what_is_owed_is_said_of_the_other_side_with_the_sides_changed() -> None:
    found = performance.both()
    assert found.items() <= SENTENCES.items()
    assert len(found) == 2 * len(performance.SAID) + 1
    for theirs, back, debtor, creditor in performance.SAID:
        assert found[theirs] == (creditor, debtor)
        assert found[back] == (debtor, creditor)
    done = found[Is.ALL_PERFORMED]
    assert done[0] == done[1]
    assert "{day}" in done[0].en
    assert "{day}" in done[0].zh
