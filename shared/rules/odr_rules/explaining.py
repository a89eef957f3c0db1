"""A deadline's derivation in words, in plain English and Chinese, step by step."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final, Literal, TypeAlias
from zoneinfo import ZoneInfo

from odr_rules.calendars import Calendar, Why
from odr_rules.counting import stretches
from odr_rules.deadlines import Deadline, Derivation, Skipped, Unit

Language: TypeAlias = Literal["en", "zh-CN"]

UNITS: Final[dict[Unit, tuple[str, str, str]]] = {
    Unit.HOUR: ("hour", "hours", "小时"),
    Unit.CALENDAR_DAY: ("calendar day", "calendar days", "个自然日"),
    Unit.BUSINESS_DAY: ("business day", "business days", "个工作日"),
    Unit.WEEK: ("week", "weeks", "周"),
    Unit.MONTH: ("month", "months", "个月"),
    Unit.YEAR: ("year", "years", "年"),
}
EVENTS: Final[dict[str, tuple[str, str]]] = {
    "filed": ("the case was filed", "案件提交"),
    "cure_requested": ("missing papers were asked for", "要求补正"),
    "accepted": ("the case was accepted", "案件受理"),
    "refused": ("the case was refused", "不予受理"),
    "served": ("the notice was served", "通知送达"),
    "counterclaim_served": ("the counterclaim was served", "反请求送达"),
    "negotiation_opened": ("negotiation was opened", "协商开始"),
    "mediation_opened": ("mediation was opened", "调解开始"),
    "arbitration_opened": ("arbitration was opened", "仲裁开始"),
    "decided": ("the decision was received", "收到决定"),
    "defaulted": ("the notice of the default was received", "收到缺席通知"),
    "ended": ("the case had its outcome", "案件有结果"),
    "performed": ("performance was reported", "报告已履行"),
    "returned": ("the goods were back", "商品退回签收"),
}
PAUSES: Final[dict[str, tuple[str, str]]] = {
    "cure": ("papers were being completed", "补正材料"),
    "challenge": ("a challenge was being decided", "回避申请审查"),
    "appraisal": ("an appraisal was being made", "鉴定"),
    "outage": ("the service was not to be reached", "系统故障"),
}
NAMES: Final[dict[str, str]] = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
    "Good Friday": "耶稣受难日",
    "Easter Monday": "复活节星期一",
    "Christmas Day": "圣诞节",
    "Christmas Holiday": "圣诞假日",
    "Boxing Day": "节礼日",
    "May Day": "五一劳动节",
    "Spring Bank Holiday": "春季银行假日",
    "Late Summer Bank Holiday": "夏末银行假日",
    "Family Day": "家庭日",
    "Victoria Day": "维多利亚日",
    "Canada Day": "加拿大日",
    "British Columbia Day": "不列颠哥伦比亚日",
    "Labor Day": "劳动节",
    "National Day for Truth and Reconciliation": "真相与和解日",
    "Thanksgiving Day": "感恩节",
    "Remembrance Day": "阵亡将士纪念日",
}
"""The holidays' own names in Chinese; one that is not here keeps its English name."""


def explain(deadline: Deadline, language: Language) -> tuple[str, ...]:
    """The steps by which its end is found, each a sentence; none where it was stored without."""
    found = deadline.derivation
    if found is None:
        return ()
    return tuple((_in_chinese if language == "zh-CN" else _in_english)(deadline, found))


def holiday(name: str, language: Language) -> str:
    """A holiday's name; `(observed)` is for a day that stands in for one on a weekend."""
    if language != "zh-CN":
        return name
    plain, _, observed = name.partition(" (")
    return NAMES.get(plain, plain) + ("（补假）" if observed else "")


def _in_english(deadline: Deadline, found: Derivation) -> Iterator[str]:
    one, many, _ = UNITS[found.unit]
    total = found.length + found.extended_by
    event = EVENTS[found.trigger_event][0]
    more = f", {found.extended_by} of them by extension" if found.extended_by else ""
    units = one if total == 1 else many
    yield f"{found.source}, {found.article}: {total} {units}{more}."
    if found.unit is Unit.HOUR:
        yield f"They run from when {event}: {_clock(deadline.trigger, deadline.zone)}."
    else:
        began = f"On {_local(deadline.trigger, deadline.zone)} {event}"
        yield f"{began}; that day is not counted, and {found.first_day} is the first."
    for skipped in found.skipped:
        yield _skipped_in_english(skipped)
    if found.rolled_from is not None:
        yield f"{found.rolled_from} is no business day, so the next one is the last."
    for pause in stretches(found.pauses, deadline.trigger):
        why = PAUSES[pause.why][0]
        times = f"from {_clock(pause.began, deadline.zone)} to {_clock(pause.ended, deadline.zone)}"
        yield f"The period stood still while {why}, {times}, and is longer by as much."
    if found.not_before is not None:
        yield "It does not end earlier than was said before."
    yield f"It ends at {_clock(deadline.due_at, deadline.zone)} ({deadline.zone})."
    if found.calendar is not Calendar.NONE:
        yield f"Holidays: {found.calendar}, {found.edition}."
    if found.provisional:
        yield "Holidays of a year in it are not announced yet: it may become later, not earlier."


def _in_chinese(deadline: Deadline, found: Derivation) -> Iterator[str]:
    unit = UNITS[found.unit][2]
    total = found.length + found.extended_by
    event = EVENTS[found.trigger_event][1]
    more = f"（其中延长{found.extended_by}{unit}）" if found.extended_by else ""
    yield f"{found.source}，{found.article}：{total}{unit}{more}。"
    if found.unit is Unit.HOUR:
        yield f"自{event}时起算：{_clock(deadline.trigger, deadline.zone)}。"
    else:
        began = f"{_local(deadline.trigger, deadline.zone)}{event}"
        yield f"{began}，当日不计，自{found.first_day}起算。"
    for skipped in found.skipped:
        yield _skipped_in_chinese(skipped)
    if found.rolled_from is not None:
        yield f"{found.rolled_from}不是工作日，以其后第一个工作日为最后一日。"
    for pause in stretches(found.pauses, deadline.trigger):
        why = PAUSES[pause.why][1]
        times = f"{_clock(pause.began, deadline.zone)}至{_clock(pause.ended, deadline.zone)}"
        yield f"因{why}，期间于{times}中止，并相应延长。"
    if found.not_before is not None:
        yield "不早于此前告知的时间届满。"
    yield f"届满时间：{_clock(deadline.due_at, deadline.zone)}（{deadline.zone}）。"
    if found.calendar is not Calendar.NONE:
        yield f"节假日依据：{found.calendar}，{found.edition}。"
    if found.provisional:
        yield "期间内有年份的节假日尚未公布：届满日可能推后，不会提前。"


def _skipped_in_english(skipped: Skipped) -> str:
    if skipped.why is Why.MAKE_UP_WORKDAY:
        return f"{_days(skipped, ' to ')} counts: worked for a holiday that was moved."
    why = "weekend" if skipped.why is Why.WEEKEND else holiday(skipped.name or "holiday", "en")
    return f"Not counted: {_days(skipped, ' to ')}, {why}."


def _skipped_in_chinese(skipped: Skipped) -> str:
    if skipped.why is Why.MAKE_UP_WORKDAY:
        return f"{_days(skipped, '至')}为调休上班日，计入。"
    why = "周末" if skipped.why is Why.WEEKEND else holiday(skipped.name or "节假日", "zh-CN")
    return f"不计：{_days(skipped, '至')}，{why}。"


def _days(skipped: Skipped, to: str) -> str:
    alone = skipped.first == skipped.last
    return f"{skipped.first}" if alone else f"{skipped.first}{to}{skipped.last}"


def _local(instant: datetime, zone: str) -> date:
    return instant.astimezone(ZoneInfo(zone)).date()


def _clock(instant: datetime, zone: str) -> str:
    """To the minute; midnight as the 24:00 of the day that it ends, as the law says it."""
    at = instant.astimezone(ZoneInfo(zone))
    if (at.hour, at.minute, at.second) == (0, 0, 0):
        return f"{at.date() - timedelta(days=1)} 24:00"
    return f"{at:%Y-%m-%d %H:%M}"
