"""How a dispute can go: who does what, through the API, and what must come of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from demo.stage import Stage
from odr_client import Money, OfferGone, Terms
from odr_client.views.negotiations import PaidBy

ANSWER_OVER: Final = timedelta(days=9)
NEGOTIATION_OVER: Final = timedelta(days=13)
"""Beyond the 7 and the 10 calendar days of the rule pack, in every time zone."""
PERFORMANCE_OVER: Final = timedelta(days=60)
"""Beyond the rule pack's time to perform, however its end rolls."""
FILED, SERVED, ANSWERED, OPENED, OFFER, TAKEN_BACK, ASKED, CLOSED, ORDERED = (
    "case.filed",
    "case.notice_served",
    "case.answered",
    "case.stage_opened",
    "case.offer_made",
    "case.offer_withdrawn",
    "case.withdrawal_requested",
    "case.closed",
    "remedy.ordered",
)
OVERDUE, REPORTED, CONFIRMED, PERFORMED = (
    "remedy.overdue",
    "remedy.reported",
    "remedy.confirmed",
    "case.performed",
)


@dataclass(frozen=True, slots=True)
class Ending:
    """What the case must say of itself, once it is over."""

    outcome: str
    amount: Money | None = None
    owed: str = ""
    """How far what is owed by it is performed; of a case by which nothing is owed, nothing."""


@dataclass(frozen=True, slots=True)
class Script:
    title: str
    play: Callable[[Stage], Awaitable[Ending]]
    webhooks: tuple[str, ...]
    """What the platform must be told, in this order."""


async def admits(stage: Stage) -> Ending:
    await stage.answer("admit")
    await stage.pay()
    await stage.confirm()
    return Ending("admitted", stage.claimed, "confirmed")


async def admits_by_platform(stage: Stage) -> Ending:
    await stage.answer_by_platform("admit")
    await stage.turn(PERFORMANCE_OVER)
    return Ending("admitted", stage.claimed, "overdue")


async def accepts(stage: Stage) -> Ending:
    await stage.answer("contest")
    offer = await stage.offer("claimant", 0.8)
    await stage.accept("respondent", offer)
    return Ending("settled", offer.amount, "ordered")


async def agrees_on_more_than_money(stage: Stage) -> Ending:
    await stage.answer("contest")
    hasty = await stage.offer("respondent", 0.9)
    await stage.take_back("respondent", hasty)
    await stage.must_refuse(stage.accept("claimant", hasty), OfferGone)
    part = stage.claimed.model_copy(update={"amount": max(1, stage.claimed.amount // 2)})
    terms = Terms(amount=part, return_paid_by=PaidBy.RESPONDENT, apology=True, perform_within=10)
    offer = await stage.offer_terms("respondent", terms)
    await stage.accept("claimant", offer)
    return Ending("settled", part, "ordered, ordered, ordered")


async def counters(stage: Stage) -> Ending:
    await stage.answer("contest")
    await stage.offer("claimant", 0.9)
    counter = await stage.offer("respondent", 0.5)
    await stage.accept("claimant", counter)
    return Ending("settled", counter.amount, "ordered")


async def haggles(stage: Stage) -> Ending:
    await stage.answer("contest")
    first = await stage.offer("respondent", 0.2)
    await stage.offer("claimant", 0.85)
    # The first offer has been replaced: to accept it now must be refused.
    await stage.must_refuse(stage.accept("claimant", first), OfferGone)
    last = await stage.offer("respondent", 0.65)
    await stage.accept("claimant", last)
    return Ending("settled", last.amount, "ordered")


async def accepts_too_late(stage: Stage) -> Ending:
    await stage.answer("contest")
    brief = await stage.offer("respondent", 0.4, lasts=timedelta(days=2))
    await stage.turn(timedelta(days=3))
    await stage.must_refuse(stage.accept("claimant", brief), OfferGone)
    again = await stage.offer("respondent", 0.45)
    await stage.accept("claimant", again)
    return Ending("settled", again.amount, "ordered")


async def declines(stage: Stage) -> Ending:
    await stage.answer("contest")
    await stage.offer("claimant", 0.75)
    await stage.decline("respondent")
    return Ending("referred")


async def stays_silent(stage: Stage) -> Ending:
    await stage.turn(ANSWER_OVER)
    return Ending("default")


async def falls_silent(stage: Stage) -> Ending:
    await stage.answer("contest")
    await stage.turn(NEGOTIATION_OVER)
    return Ending("referred")


async def withdraws(stage: Stage) -> Ending:
    await stage.withdraw()
    return Ending("withdrawn")


async def withdraws_from_negotiation(stage: Stage) -> Ending:
    await stage.answer("contest")
    await stage.withdraw()
    return Ending("withdrawn")


SCRIPTS: Final = (
    Script(
        "admits, pays",
        admits,
        (FILED, SERVED, ANSWERED, CLOSED, ORDERED, REPORTED, CONFIRMED, PERFORMED),
    ),
    Script(
        "admits by the platform, does not pay",
        admits_by_platform,
        (FILED, SERVED, ANSWERED, CLOSED, ORDERED, OVERDUE),
    ),
    Script("contests, accepts", accepts, (FILED, SERVED, ANSWERED, OPENED, OFFER, CLOSED, ORDERED)),
    Script(
        "withdraws an offer, agrees on more than money",
        agrees_on_more_than_money,
        (FILED, SERVED, ANSWERED, OPENED, OFFER, TAKEN_BACK, OFFER, CLOSED, *(ORDERED,) * 3),
    ),
    Script(
        "contests, counters",
        counters,
        (FILED, SERVED, ANSWERED, OPENED, OFFER, OFFER, CLOSED, ORDERED),
    ),
    Script(
        "contests, haggles",
        haggles,
        (FILED, SERVED, ANSWERED, OPENED, *(OFFER,) * 3, CLOSED, ORDERED),
    ),
    Script(
        "offer lapses, another is accepted",
        accepts_too_late,
        (FILED, SERVED, ANSWERED, OPENED, OFFER, OFFER, CLOSED, ORDERED),
    ),
    Script("contests, declines", declines, (FILED, SERVED, ANSWERED, OPENED, OFFER, CLOSED)),
    # Of the default its notice is served too, from which the time to attack it runs.
    Script("stays silent", stays_silent, (FILED, SERVED, CLOSED, SERVED)),
    Script("contests, falls silent", falls_silent, (FILED, SERVED, ANSWERED, OPENED, CLOSED)),
    Script("claimant withdraws", withdraws, (FILED, SERVED, CLOSED)),
    Script(
        "claimant withdraws from negotiation",
        withdraws_from_negotiation,
        (FILED, SERVED, ANSWERED, OPENED, ASKED, CLOSED),
    ),
)
