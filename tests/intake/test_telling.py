"""What each step of a case tells its parties: to whom, in which words, with which end."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import UUID

import pytest
from tests.intake import cases
from tests.intake.cases import (
    CLAIMED,
    DUE,
    NOW,
    after,
    answered,
    claim,
    claimant,
    contested,
    ended,
    euros,
    filing,
    lapsed,
    served,
    unserved,
    withdrawn,
)
from tests.intake.test_instalments import TODAY, agreed, proposed
from tests.intake.test_obligations import (
    ADMIT,
    COUNTERCLAIMED,
    DEFAULTED,
    RETURNING,
    aside,
    confirmed,
    counter,
    decided,
    disputed,
    following,
    received,
    reported,
)
from tests.intake.test_recomputing import BEFORE, longer, running, waiting
from tests.invariants import invariant

from odr_intake.domain import (
    amending,
    ending,
    extending,
    linking,
    outages,
    pausing,
    repairing,
    response,
    screening,
    stages,
)
from odr_intake.domain import cases as domain
from odr_intake.domain import filing as notice
from odr_intake.domain.cases import Case
from odr_intake.domain.facts import RemedyReminded, Reminded
from odr_intake.domain.happened import Happening
from odr_intake.domain.happenings import happened
from odr_intake.domain.instalments import Part
from odr_intake.domain.links import Link
from odr_intake.domain.notices import NoticeKind, Owed, Told, Turn
from odr_intake.domain.papers import Side
from odr_intake.domain.recomputing import recompute
from odr_intake.domain.telling import KINDS, owed
from odr_intake.domain.wording.kinds import TITLES
from odr_intake.domain.wording.parts import OWN, PARTS
from odr_intake.domain.wording.saying import About, Words, due, money, say
from odr_intake.domain.wording.sentences import SENTENCES
from odr_intake.domain.wording.words import CURES, ONE, REASONS, REMEDIES, STAGES
from odr_local.documents.found import public_facts
from odr_rules.deadlines import Unit
from odr_rules.outages import Outage
from odr_rules.packs import Remedy, pack
from odr_rules.packs.vocabulary import Consequence, Pauser
from odr_shared.contracts import Fact
from odr_shared.contracts.codes import Answer, Channel, Cure, Reason, Served, Stage
from odr_shared.contracts.intake import ClockAdvanced, StageSkipped
from odr_shared.contracts.intake_links import CaseLinked, LinkKind
from odr_shared.contracts.intake_mandates import MandateGiven, MandateRevoked, RepresentativeActed
from odr_shared.contracts.intake_repairs import Repaired
from odr_shared.contracts.negotiation import Outcome
from odr_shared.money import Money

HAN = re.compile(r"[\u4e00-\u9fff]")
NEEDS_NONE: dict[type[Fact], str] = {
    ClockAdvanced: "turning a test clock changes nothing; what falls due by it has its own fact",
    MandateGiven: "the party gave it itself, or had its platform do so",
    MandateRevoked: "the party ended it itself, or had its platform do so",
    RepresentativeActed: "what was done under the mandate has a fact and a notice of its own",
}
"""Public facts of intake of which nobody is told, each with the reason why."""
OF_300 = [Part(euros(100), TODAY), Part(euros(200), TODAY + timedelta(days=1))]
CN, BC, EU = pack("cn-ecommerce"), pack("bc-crt"), pack("eu-adr")
LATER = NOW + timedelta(days=1)


def spoken(case: Case, each: Owed, tongue: str, due_at: datetime | None = None) -> Words:
    about = About("7F3K-9Q2M-X", case.zone, (Reason.DEFECTIVE,), case.rules)
    end = due_at or each.due_at
    return say(each.kind, each.side, each.told, end, each.consequence, about, tongue)  # type: ignore[arg-type]


def step(before: Case | None, facts: Sequence[Fact]) -> tuple[Case, dict[Side, Owed]]:
    """What one step owes: at most one notice to each side."""
    came = domain.evolve(before, facts)
    found = owed(before, facts, came)
    assert len({each.side for each in found}) == len(found)
    return came, {each.side: each for each in found}


def steps() -> list[tuple[Case | None, list[Fact]]]:
    """One of every kind, by the decisions themselves."""
    filed = notice.file_case(filing(), NOW)
    case = domain.evolve(None, filed)
    screened = notice.file_case(filing(pack=BC), NOW)
    checked = domain.evolve(None, screened)
    returned = screening.send_back(checked, cases.caseworker, [Cure.ORDER], "Which?", LATER)
    back = domain.evolve(checked, returned)
    ground = BC.grounds[0].code
    refused = screening.refuse(checked, cases.caseworker, ground, "It is.", LATER)
    no = domain.evolve(checked, refused)
    asked = screening.ask_review(no, claimant, None, LATER)
    again = domain.evolve(no, asked)
    open_ = after(contested)
    countered = answered(Answer.CONTEST, counterclaim=euros(500))
    against = after(countered, served(Served.COUNTERCLAIM))
    default = after(lapsed, pack=BC)
    late = unserved(served(), pack=BC)
    default = domain.evolve(late, domain.lapse(late, late.deadline.due_at))  # type: ignore[union-attr]
    over = default.progress.closed_at or NOW
    notified = response.serve(default, cases.platform, Served.DEFAULT, Channel.POST, over, over)
    attacked = domain.evolve(default, notified)
    wanted = ending.ask_set_aside(attacked, cases.respondent, "not_told", None, over)
    deciding = domain.evolve(attacked, wanted)
    decide = ending.decide_set_aside
    mediated = unserved(pack=CN)
    skipping = unserved(served(), pack=EU)
    # No stage that is held here needs a consent yet, so none is ever skipped by a decision.
    skipped = StageSkipped(occurred_at=NOW, stage=Stage.MEDIATION)
    ruled = after(pack=pack("merchant-express"))
    sought = domain.evolve(ruled, extending.ask(ruled, cases.respondent, 1, NOW))
    stopped = pausing.pause(after(), cases.caseworker, Pauser.OUTAGE, None, "Down.", NOW)
    still = domain.evolve(after(), stopped)
    unpublished = waiting(running())
    end = attacked.deadline.due_at  # type: ignore[union-attr]
    return [
        (None, filed),
        (None, screened),
        (checked, screening.accept(checked, cases.caseworker, LATER)),
        (checked, returned),
        (back, screening.resubmit(back, claimant, LATER)),
        (back, domain.lapse(back, back.deadline.due_at)),  # type: ignore[union-attr]
        (checked, refused),
        (no, asked),
        (again, screening.review(again, cases.another, upheld=True, text="So.", now=LATER)),
        (again, screening.review(again, cases.another, upheld=False, text="No.", now=LATER)),
        (case, served()(case)),
        (after(), contested(after())),
        (after(), answered(Answer.ADMIT)(after())),
        (after(), answered(Answer.ADMIT_IN_PART, admitted=euros(500))(after())),
        (after(), countered(after())),
        (after(), withdrawn(after())),
        (after(), domain.lapse(after(), DUE)),
        (against, response.answer_counterclaim(against, claimant, Answer.ADMIT, NOW)),
        (against, domain.lapse(against, DUE)),
        (against, withdrawn(against)),
        *of_amendments(against),
        (mediated, consent(mediated)),
        (open_, withdrawn(open_)),
        (open_, ending.transfer_out(open_, claimant, "court", NOW)),
        (cases.WITHDRAWING, ended(Outcome.SETTLED, CLAIMED)(cases.WITHDRAWING)),
        (open_, ended(Outcome.DECLINED)(open_)),
        (open_, ended(Outcome.SETTLED, CLAIMED)(open_)),
        (default, notified),
        (attacked, wanted),
        (deciding, decide(deciding, cases.caseworker, granted=True, text="Yes.", now=over)),
        (deciding, decide(deciding, cases.caseworker, granted=False, text="No.", now=over)),
        (attacked, domain.lapse(attacked, end)),
        (skipping, contested(skipping)),
        (skipping, [skipped, *contested(skipping)]),
        (ruled, extending.ask(ruled, cases.respondent, 1, NOW)),
        (sought, extending.refuse(sought, claimant, NOW)),
        (sought, extending.grant(sought, claimant, NOW)),
        *((each, repairing.repair(each, cases.caseworker, *to)) for each, to in repaired(back)),
        *((after(), [fact]) for fact in linked()),
        (after(), stopped),
        (still, pausing.resume(still, cases.caseworker, LATER)),
        (after(), outages.allow(after(), Outage(NOW, DUE, timedelta(hours=1)), NOW)),
        (unpublished, recompute(unpublished, BEFORE, longer)),
        (after(), [Reminded(occurred_at=LATER)]),
        (open_, [Reminded(occurred_at=LATER)]),
        *of_remedies(),
    ]


def of_amendments(against: Case) -> list[tuple[Case | None, list[Fact]]]:
    """Claims changed before anybody heard of them, and after an answer that then stands."""
    claims = [claim(euros(1000), Remedy.PARTIAL_REFUND)]
    screened = unserved(pack=BC)
    first = amending.amend(screened, claimant, [], claims, NOW)
    facts = amending.amend(against, claimant, [], claims, NOW)
    changed = domain.evolve(against, facts)
    anew = domain.evolve(changed, served(at=LATER)(changed))
    stands = domain.lapse(anew, anew.deadline.due_at)  # type: ignore[union-attr]
    return [(screened, first), (against, facts), (anew, stands)]


def repaired(back: Case) -> list[tuple[Case, tuple[Repaired, str, datetime, Served | None]]]:
    """What is repaired, of which case; a service with another time is said alike."""
    admitted = response.answer(after(), cases.for_respondent, Answer.ADMIT, None, NOW)
    return [
        (domain.evolve(after(), admitted), (Repaired.ANSWER, "…", LATER, None)),
        (after(), (Repaired.NOT_SERVED, "…", LATER, Served.CLAIM)),
        (back, (Repaired.SCREENING, "…", LATER, None)),
    ]


def linked() -> list[Fact]:
    here = Link(UUID(int=1), LinkKind.RELATED)
    agreed = linking.agree(after(), cases.respondent, given=True, now=LATER)
    made = CaseLinked(occurred_at=LATER, link=here.id, kind=here.kind)
    return [*agreed, made, *linking.parted(here, LATER)]


def of_remedies() -> list[tuple[Case | None, list[Fact]]]:
    """What happens to what is owed, by sums and acts, in both directions."""
    admitted, back = following(ADMIT), following(ADMIT, claims=RETURNING)
    paid = following(ADMIT, reported(CLAIMED))
    doubted = following(ADMIT, reported(CLAIMED), disputed())
    turned = following(*COUNTERCLAIMED, counter(Answer.ADMIT), ended(Outcome.DECLINED))
    until = paid.obligations[0].parts[0].confirm_by
    due = admitted.obligations[0].due
    defaulted = following(*DEFAULTED, pack=BC)
    asked = domain.evolve(turned, proposed(OF_300, claimant, 2)(turned))
    decisions: list[tuple[Case, Callable[[Case], list[Fact]]]] = [
        (after(claims=RETURNING), ADMIT),
        (admitted, reported(CLAIMED)),
        (admitted, lambda case: domain.lapse(case, due.due_at)),  # type: ignore[union-attr]
        (back, received()),
        (paid, confirmed()),
        (paid, disputed()),
        (paid, lambda case: domain.lapse(case, until.due_at)),  # type: ignore[union-attr]
        (doubted, decided(True)),
        (doubted, decided(False)),
        (turned, reported(euros(300), number=2, actor=claimant)),
        (turned, lambda case: domain.lapse(case, due.due_at)),  # type: ignore[union-attr]
        (defaulted, aside(True)),
        (admitted, proposed()),
        (following(ADMIT, proposed()), agreed()),
        (admitted, lambda _: [RemedyReminded(occurred_at=LATER, number=1)]),
        (turned, lambda _: [RemedyReminded(occurred_at=LATER, number=2)]),
        (turned, proposed(OF_300, claimant, 2)),
        (asked, agreed(cases.respondent, number=2)),
    ]
    return [(case, domain.follow(case, decide(case))) for case, decide in decisions]


def consent(case: Case) -> list[Fact]:
    return stages.consent(case, cases.respondent, Stage.MEDIATION, given=True, now=NOW)


@pytest.mark.parametrize("tongue", ["en", "zh-CN"])
def test_each_notice_has_its_four_parts_filled_in_and_in_its_language(tongue: str) -> None:
    for before, facts in steps():
        case, found = step(before, facts)
        assert found, facts
        for each in found.values():
            said = spoken(case, each, tongue)
            parts = (said.subject, said.happened, said.do, said.by_when, said.silence)
            for part in parts:
                assert part, (each.kind, said)
                assert "{" not in part, (each.kind, part)
                assert bool(HAN.search(part)) is (tongue == "zh-CN"), (each.kind, part)


def test_every_public_fact_of_intake_has_a_notice_but_those_that_change_nothing() -> None:
    public = {fact for fact in public_facts() if fact.type.startswith("intake.")}
    assert public - set(KINDS) == set(NEEDS_NONE)
    said = {
        type(fact)
        for before, facts in steps()
        for side, each in step(before, facts)[1].items()
        for fact in facts
        if set(happened(fact, domain.evolve(before, facts), side)) & set(each.told.happened)
    }
    assert set(KINDS) - said == set()


def test_every_code_has_its_words_in_both_languages() -> None:
    tables = (
        (SENTENCES, Happening),
        (TITLES, NoticeKind),
        (PARTS, Turn),
        (OWN, Consequence),
        (REASONS, Reason),
        (CURES, Cure),
        (REMEDIES, Remedy),
        (STAGES, Stage),
        (ONE, Unit),
    )
    for table, codes in tables:
        assert set(table) == set(codes)  # type: ignore[call-overload]
    pairs = [pair for both in SENTENCES.values() for pair in both]
    pairs += [pair for part in PARTS.values() for pair in part]
    for table in (TITLES, OWN, REASONS, CURES, REMEDIES, STAGES, ONE):
        pairs += table.values()  # type: ignore[arg-type]
    for pair in pairs:
        assert HAN.search(pair.zh), pair
        assert not HAN.search(pair.en), pair
        assert set(re.findall(r"\{\w+\}", pair.en)) >= set(re.findall(r"\{\w+\}", pair.zh)), pair


def test_english_sentences_are_short() -> None:
    for each in (pair for both in SENTENCES.values() for pair in both):
        for sentence in each.en.split(". "):
            assert len(sentence.split()) <= 20, sentence


def test_the_claim_is_to_be_served_on_the_respondent_and_names_no_end_until_it_is() -> None:
    case, found = step(None, notice.file_case(filing(), NOW))
    theirs, own = found[Side.RESPONDENT], found[Side.CLAIMANT]
    assert (theirs.kind, theirs.starts, theirs.due_at) == (NoticeKind.CLAIM, Served.CLAIM, None)
    assert theirs.consequence == "default"
    assert (own.kind, own.starts) == (NoticeKind.ACCEPTED, None)
    assert "7 calendar days from the day on which this notice reaches you" in (
        spoken(case, theirs, "en").by_when
    )
    said = spoken(case, theirs, "en", DUE)
    assert said.by_when == (
        "Your time ends at the end of Wednesday, 14 January 2026 (Central European Standard Time)."
    )
    chinese = spoken(case, theirs, "zh-CN", DUE).by_when
    assert chinese == "您的期限于2026年1月14日星期三24:00（中欧标准时间）届满。"


@pytest.mark.parametrize(
    ("who", "kind"), [("claimant", "counterclaim"), ("respondent", "answered")]
)
def test_a_counterclaim_is_served_on_the_claimant_alone(who: str, kind: str) -> None:
    countered = answered(Answer.CONTEST, counterclaim=euros(500))
    _, found = step(after(), countered(after()))
    each = found[Side(who)]
    assert each.kind == kind
    assert (each.starts is not None) is (who == "claimant")


def test_who_was_never_drawn_into_a_case_hears_nothing_of_it() -> None:
    checked = domain.evolve(None, notice.file_case(filing(pack=BC), NOW))
    ground = BC.grounds[0].code
    for facts in (
        notice.file_case(filing(pack=BC), NOW),
        screening.send_back(checked, cases.caseworker, [Cure.CLAIM], "What?", LATER),
        screening.refuse(checked, cases.caseworker, ground, "It is.", LATER),
        withdrawn(checked),
    ):
        before = None if facts[0].type.startswith("intake.case_filed") else checked
        assert set(step(before, facts)[1]) == {Side.CLAIMANT}


def test_facts_of_two_times_are_two_steps() -> None:
    case = after(clock_now=NOW)
    facts = domain.advance_clock(case, DUE + timedelta(days=1))
    came = domain.evolve(case, facts)
    found = owed(case, facts, came)
    kinds = [(each.side.value, each.kind.value) for each in found]
    assert kinds == [
        ("respondent", "reminder"),
        ("respondent", "reminder"),
        ("claimant", "outcome"),
        ("respondent", "default"),
    ]
    assert [each.made_at for each in found] == sorted(each.made_at for each in found)
    assert found[-1].nth == len(facts)


@invariant(19)
@pytest.mark.parametrize("name", ["uncitral-odr", "cn-ecommerce", "bc-crt", "merchant-express"])
def test_silence_brings_what_the_notice_of_the_claim_named(name: str) -> None:
    of = pack(name)
    case = unserved(pack=of)
    if case.progress.to_serve is None:
        case = domain.evolve(case, screening.accept(case, cases.caseworker, NOW))
    [named] = [
        each
        for each in owed(None, _filed(name), domain.evolve(None, _filed(name)))
        if each.side is Side.RESPONDENT
    ] or [None]
    running = domain.evolve(case, served()(case))
    assert running.deadline is not None
    period = of.period("answer")
    assert period is not None
    assert running.deadline.consequence == period.consequence
    if named is not None:
        assert named.consequence == running.deadline.consequence


def _filed(name: str) -> list[Fact]:
    return notice.file_case(filing(pack=pack(name)), NOW)


@pytest.mark.parametrize(
    ("amount", "english", "chinese"),
    [
        (euros(123456789), "€1,234,567.89", "€1,234,567.89"),
        (Money(amount=4000, currency="JPY"), "JP¥4,000", "JP¥4,000"),
        (Money(amount=1234, currency="KWD"), "KWD1.234", "KWD1.234"),
        (Money(amount=1234, currency="IQD"), "IQD1.234", "IQD1.234"),
        (Money(amount=9900, currency="CNY"), "CN¥99.00", "¥99.00"),
    ],
    ids=["euros", "no places", "three places", "three by ISO, none by custom", "yuan"],
)
def test_amounts_are_said_exactly(amount: Money, english: str, chinese: str) -> None:
    plain = [re.sub(r"[\s\u00a0]", "", money(amount, tongue)) for tongue in ("en", "zh-CN")]
    assert plain == [english, chinese]


@pytest.mark.parametrize(
    ("at", "zone", "english"),
    [
        (
            datetime(2026, 3, 29, 22, tzinfo=UTC),
            "Europe/Berlin",
            "at the end of Sunday, 29 March 2026 (Central European Summer Time)",
        ),
        (
            datetime(2026, 1, 7, 15, 30, tzinfo=UTC),
            "Asia/Shanghai",
            "at 23:30 on Wednesday, 7 January 2026 (China Standard Time)",
        ),
        (
            datetime(2026, 1, 8, tzinfo=UTC),
            "UTC",
            "at the end of Wednesday, 7 January 2026 (Coordinated Universal Time)",
        ),
    ],
    ids=["daylight saving", "within a day", "UTC"],
)
def test_an_end_is_said_in_the_zone_of_the_case_which_is_named(
    at: datetime, zone: str, english: str
) -> None:
    assert due(at, zone, "en") == english


@pytest.mark.parametrize(("turn", "side"), list(product(PARTS, Side)), ids=str)
def test_no_turn_is_without_words_whatever_its_notice_knows(turn: Turn, side: Side) -> None:
    told = Told((), turn, amount=CLAIMED, missing=(Cure.ORDER,))
    about = About("7F3K-9Q2M-X", "UTC", (Reason.OTHER,), pack("uncitral-odr"))
    for end, consequence in product((None, DUE), (None, *Consequence)):
        for tongue in ("en", "zh-CN"):
            said = say(NoticeKind.REMINDER, side, told, end, consequence, about, tongue)  # type: ignore[arg-type]
            assert all((said.do, said.by_when, said.silence))
            assert "{" not in said.do + said.by_when + said.silence


def test_what_a_notice_keeps_is_codes_amounts_and_times_alone() -> None:
    from pydantic import TypeAdapter

    for before, facts in steps():
        for each in step(before, facts)[1].values():
            kept = TypeAdapter(Told).dump_json(each.told).decode()
            for personal in ("Anna", "Vogt", "Kessel", "help@example.com", "leaks", "It is."):
                assert personal not in kept
            again = TypeAdapter(Told).validate_json(kept)
            assert again == each.told
            assert spoken(step(before, facts)[0], replace(each, told=again), "en")
