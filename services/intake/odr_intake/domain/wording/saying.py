"""Notices said in a language: its words, its dates with their zone, its amounts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_timezone_name
from babel.numbers import format_currency

from odr_intake.domain.notices import Happened, NoticeKind, Told, Turn
from odr_intake.domain.papers import Side
from odr_intake.domain.wording.kinds import TITLES
from odr_intake.domain.wording.parts import FROM_SERVICE, NO_TIME, OWN, PARTS, STAGE_ENDS, THEIR
from odr_intake.domain.wording.sentences import SENTENCES
from odr_intake.domain.wording.words import CURES, ONE, REASONS, REMEDIES, STAGES, Pair
from odr_rules.packs.schema import Pack
from odr_rules.packs.vocabulary import Consequence, Remedy
from odr_shared.contracts.codes import Cure, Reason, Stage
from odr_shared.money import EXPONENTS, Money

Tongue = Literal["en", "zh-CN"]
LOCALES: Final = {"en": "en_GB", "zh-CN": "zh_CN"}
WAITING: Final = frozenset(
    {
        *(Turn.WAIT_ANSWER, Turn.WAIT_COUNTERCLAIM, Turn.WAIT_SET_ASIDE, Turn.RECEIVE),
        *(Turn.WAIT_PERFORMANCE, Turn.WAIT_CONFIRMATION),
    }
)
IN_STAGE: Final = frozenset({Turn.NEGOTIATE, Turn.MEDIATE, Turn.ARBITRATE})


@dataclass(frozen=True, slots=True)
class About:
    """What a notice's words are filled in with, of its case."""

    reference: str
    zone: str
    reasons: tuple[Reason, ...]
    pack: Pack


@dataclass(frozen=True, slots=True)
class Words:
    """A notice, to be read: its subject, and its four parts."""

    subject: str
    happened: str
    do: str
    by_when: str
    silence: str


def say(
    kind: NoticeKind,
    side: Side,
    told: Told,
    due_at: datetime | None,
    consequence: str | None,
    about: About,
    tongue: Tongue,
) -> Words:
    def in_it(pair: Pair) -> str:
        return pair.zh if tongue == "zh-CN" else pair.en

    gap = "" if tongue == "zh-CN" else " "
    sentences = [
        in_it(SENTENCES[each.what][side is Side.RESPONDENT]).format_map(_names(each, about, tongue))
        for each in told.happened
    ]
    part = PARTS[told.turn]
    more = {
        "amount": money(told.amount, tongue) if told.amount else "",
        "missing": _listed((CURES[each] for each in told.missing), tongue),
    }
    return Words(
        subject=in_it(SUBJECT).format(title=in_it(TITLES[kind]), reference=about.reference),
        happened=gap.join(sentences),
        do=in_it(part.do).format_map(more),
        by_when=_by_when(told, part.by_when, due_at, about.zone, tongue),
        silence=in_it(_silence(told.turn, consequence, part.silence)),
    )


SUBJECT: Final = Pair("Case {reference}: {title}", "案件{reference}：{title}")


def _by_when(told: Told, until: Pair, due_at: datetime | None, zone: str, tongue: Tongue) -> str:
    chinese = tongue == "zh-CN"
    if due_at is not None:
        return (until.zh if chinese else until.en).format(due=due(due_at, zone, tongue))
    if told.length is not None and told.unit is not None:
        said = FROM_SERVICE.zh if chinese else FROM_SERVICE.en
        return said.format(length=_length(told.length, ONE[told.unit], tongue))
    return NO_TIME.zh if chinese else NO_TIME.en


def _silence(turn: Turn, consequence: str | None, otherwise: Pair) -> Pair:
    if consequence is None:
        return otherwise
    found = Consequence(consequence)
    if turn in IN_STAGE:
        return STAGE_ENDS.get(found) or OWN[found]
    if turn in WAITING:
        return THEIR.get(found, otherwise)
    return OWN[found]


def _names(each: Happened, about: About, tongue: Tongue) -> Mapping[str, str]:
    return {
        "day": day(each.at, about.zone, tongue),
        "amount": money(each.amount, tongue) if each.amount else "",
        "reasons": _listed((REASONS[reason] for reason in about.reasons), tongue),
        "codes": _listed((_word(code, about.pack) for code in each.codes), tongue),
    }


def _word(code: str, pack: Pack) -> Pair:
    """A code of a sentence: a stage, something missing, a remedy, or a ground of the pack."""
    if code in set(Remedy):
        return REMEDIES[Remedy(code)]
    if code in set(Stage):
        return STAGES[Stage(code)]
    if code in set(Cure):
        return CURES[Cure(code)]
    ground = pack.ground(code)
    return Pair(ground.text.en, ground.text.zh) if ground else Pair(code, code)


def _listed(pairs: Iterable[Pair], tongue: Tongue) -> str:
    chinese = tongue == "zh-CN"
    words = [each.zh if chinese else each.en for each in pairs]
    return ("、" if chinese else ", ").join(words)


def _length(length: int, unit: Pair, tongue: Tongue) -> str:
    if tongue == "zh-CN":
        return f"{length}{unit.zh}"
    return f"{length} {unit.en}{'' if length == 1 else 's'}"


def money(amount: Money, tongue: Tongue) -> str:
    """As the language writes it, with as many places as the currency has (ISO 4217)."""
    places = EXPONENTS[amount.currency]
    pattern = "¤#,##0" + ("." + "0" * places if places else "")
    return format_currency(
        amount.decimal, amount.currency, pattern, LOCALES[tongue], currency_digits=False
    )


def day(at: datetime, zone: str, tongue: Tongue) -> str:
    return format_date(at.astimezone(ZoneInfo(zone)), "long", LOCALES[tongue])


def due(at: datetime, zone: str, tongue: Tongue) -> str:
    """An end, with its zone: midnight as the end of the day before, as people say it."""
    local, locale = at.astimezone(ZoneInfo(zone)), LOCALES[tongue]
    named = get_timezone_name(local, "long", locale=locale)
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        last = format_date(local.date() - timedelta(days=1), "full", locale)
        return (
            f"于{last}24:00（{named}）" if tongue == "zh-CN" else f"at the end of {last} ({named})"
        )
    when, clock = format_date(local, "full", locale), format_time(local, "HH:mm", locale=locale)
    return f"于{when}{clock}（{named}）" if tongue == "zh-CN" else f"at {clock} on {when} ({named})"
