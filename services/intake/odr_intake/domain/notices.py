"""Notices: what a party is told, and the proof that it was."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from odr_intake.domain import response
from odr_intake.domain.happened import Happening
from odr_intake.domain.papers import Side
from odr_intake.domain.refusals import FutureDate, NotServedByYou
from odr_intake.domain.response import SKEW
from odr_intake.domain.state import Case
from odr_intake.domain.unserved import AlreadyServed, BeforeTheNotice, TooManyAttempts
from odr_rules.deadlines import Unit
from odr_shared.contracts import Fact
from odr_shared.contracts.codes import Channel, Cure, Served, Stage
from odr_shared.money import Money
from odr_shared.moves import Actor, Guard

MOST_ATTEMPTS: Final = 50
"""So often can one notice be tried to be served."""


class NoticeKind(StrEnum):
    """What a notice is about, by the last thing that happened before it."""

    FILED = "filed"
    ACCEPTED = "accepted"
    CLAIM = "claim"
    """The claim, to the respondent: its proof of service begins the time to answer."""
    RETURNED = "returned"
    RESUBMITTED = "resubmitted"
    REFUSED = "refused"
    REVIEW_ASKED = "review_asked"
    SERVED = "served"
    """The other side has its notice, and its time runs."""
    ANSWERED = "answered"
    AMENDED = "amended"
    COUNTERCLAIM = "counterclaim"
    """The counterclaim, to the claimant: its proof of service begins the time to answer it."""
    COUNTERCLAIM_ANSWERED = "counterclaim_answered"
    CLAIM_WITHDRAWN = "claim_withdrawn"
    CONSENT_STATED = "consent_stated"
    STAGE_OPENED = "stage_opened"
    LEAVING = "leaving"
    """The claimant wants to end an open stage, by withdrawal or transfer."""
    LEAVING_VOID = "leaving_void"
    OUTCOME = "outcome"
    DEFAULT = "default"
    """A default, to who was silent: its proof of service begins the time to attack it."""
    SET_ASIDE_ASKED = "set_aside_asked"
    SET_ASIDE_DECIDED = "set_aside_decided"
    FINAL = "final"
    EXTENSION_ASKED = "extension_asked"
    EXTENSION_REFUSED = "extension_refused"
    PERIOD_EXTENDED = "period_extended"
    REPAIRED = "repaired"
    LINKED = "linked"
    UNLINKED = "unlinked"
    JOINING_AGREED = "joining_agreed"
    PAUSED = "paused"
    RESUMED = "resumed"
    OUTAGE_ALLOWED = "outage_allowed"
    PERIOD_RECOMPUTED = "period_recomputed"
    REMINDER = "reminder"

    REMEDY_DUE = "remedy_due"
    INSTALMENTS_PROPOSED = "instalments_proposed"
    INSTALMENTS_AGREED = "instalments_agreed"
    REMEDY_PERFORMED = "remedy_performed"
    """Whoever owes it says so, or has the goods back."""
    REMEDY_CONFIRMED = "remedy_confirmed"
    REMEDY_DISPUTED = "remedy_disputed"
    REMEDY_DECIDED = "remedy_decided"
    REMEDY_OVERDUE = "remedy_overdue"
    PERFORMED = "performed"
    """Nothing more is owed."""


class Turn(StrEnum):
    """What its reader can do now, or waits for."""

    WAIT_SCREENING = "wait_screening"
    CURE = "cure"
    ASK_REVIEW = "ask_review"
    WAIT_REVIEW = "wait_review"
    WAIT_SERVICE = "wait_service"
    ANSWER = "answer"
    WAIT_ANSWER = "wait_answer"
    ANSWER_COUNTERCLAIM = "answer_counterclaim"
    WAIT_COUNTERCLAIM = "wait_counterclaim"
    NEGOTIATE = "negotiate"
    MEDIATE = "mediate"
    ARBITRATE = "arbitrate"
    WAIT_END = "wait_end"
    ASK_SET_ASIDE = "ask_set_aside"
    WAIT_SET_ASIDE = "wait_set_aside"
    WAIT_DECISION = "wait_decision"
    WAIT_RESUMED = "wait_resumed"
    OWE = "owe"
    RECEIVE = "receive"
    PERFORM = "perform"
    WAIT_PERFORMANCE = "wait_performance"
    CONFIRM = "confirm"
    WAIT_CONFIRMATION = "wait_confirmation"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Happened:
    """One sentence of what happened: its words are looked up when it is read."""

    what: Happening
    at: datetime
    amount: Money | None = None
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """All that a notice says, in codes, amounts and times."""

    happened: tuple[Happened, ...]
    turn: Turn
    stage: Stage | None = None
    amount: Money | None = None
    missing: tuple[Cure, ...] = ()
    length: int | None = None
    """Of the period that begins when this notice is served."""
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class Owed:
    """A notice to be made: to whom, of what, and what runs for its reader."""

    side: Side
    party: UUID
    kind: NoticeKind
    told: Told
    made_at: datetime
    nth: int
    """How many of the facts that were recorded together are behind it, at least one."""
    starts: Served | None = None
    """What runs from its service."""
    rule: str | None = None
    due_at: datetime | None = None
    consequence: str | None = None


class NoticeStatus(StrEnum):
    """Where a notice stands."""

    DUE = "due"
    """It is to be served: nobody has tried yet, or all that was tried has failed."""
    SENT = "sent"
    """A mail server has taken it, which proves nothing yet."""
    SERVED = "served"
    """There is proof that it reached its addressee."""


class BounceReason(StrEnum):
    """Why a notice did not reach its addressee."""

    ADDRESS_UNKNOWN = "address_unknown"
    MAILBOX_FULL = "mailbox_full"
    REJECTED = "rejected"
    UNREACHABLE = "unreachable"
    MOVED = "moved"
    OTHER = "other"


class ProofBy(StrEnum):
    """Whose word proves the service."""

    PLATFORM = "platform_confirmation"
    CASEWORKER = "caseworker_confirmation"
    SMTP = "smtp_accepted"


@dataclass(frozen=True, slots=True)
class Proof:
    """How and when a notice reached its addressee."""

    channel: Channel
    at: datetime
    reference: str | None = None
    """The platform's own, of the message or the delivery."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as decisions about it see it, with its case."""

    case: Case
    made_at: datetime
    starts: Served | None
    attempts: int
    proof: Proof | None
    """None: there is none yet."""
    newest: bool = True
    """Whether none was made after it with whose service the same begins."""


def may_serve(notice: Notice, actor: Actor, now: datetime) -> None:
    if not actor.by_platform and actor.caseworker is None:
        raise NotServedByYou
    if notice.proof is not None:
        raise AlreadyServed(channel=notice.proof.channel.value)
    if notice.attempts >= MOST_ATTEMPTS:
        raise TooManyAttempts(times=MOST_ATTEMPTS)


def serve(notice: Notice, actor: Actor, proof: Proof, now: datetime) -> list[Fact]:
    """It reached its addressee: what runs from that runs now, if that is still to come."""
    may_serve(notice, actor, now)
    _must_be_after(notice, proof.at, now)
    case = notice.case
    if notice.starts is None or not awaited(notice):
        return []
    return response.serve(case, actor, notice.starts, proof.channel, proof.at, now)


def awaited(notice: Notice) -> bool:
    """Whether it is this notice that the case waits for, not one of an earlier time."""
    progress = notice.case.progress
    owed = progress.to_serve is notice.starts and progress.owed_since == notice.made_at
    return owed and notice.newest


def may_bounce(notice: Notice, actor: Actor, now: datetime) -> None:
    may_serve(notice, actor, now)


def bounce(notice: Notice, actor: Actor, at: datetime, now: datetime) -> None:
    """It did not reach its addressee: nothing runs, and it is still to be served."""
    may_bounce(notice, actor, now)
    _must_be_after(notice, at, now)


def _must_be_after(notice: Notice, at: datetime, now: datetime) -> None:
    if at > now + SKEW:
        raise FutureDate("/at")
    if at < notice.made_at - SKEW:
        raise BeforeTheNotice("/at")


MOVES: Final[dict[str, Guard[Notice]]] = {"served": may_serve, "bounced": may_bounce}
"""What can be reported of a notice, each with its own guard."""
