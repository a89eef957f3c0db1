"""Cases, as the one who asks may see them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from odr_client.money import Money
from odr_client.views.open import OpenEnum, View
from odr_client.views.procedures import Action, Deadline
from odr_client.views.rules import Ground


class Stage(OpenEnum):
    NEGOTIATION = "negotiation"
    MEDIATION = "mediation"
    ARBITRATION = "arbitration"


class Status(OpenEnum):
    """Who must act."""

    SCREENING = "screening"
    """A caseworker: take the case, return it, or refuse it."""
    RETURNED = "returned"
    """The claimant: supply what is missing."""
    REFUSED = "refused"
    """The claimant, if it wants the refusal looked at by another."""
    UNDER_REVIEW = "under_review"
    AWAITING_SERVICE = "awaiting_service"
    """The platform: see that the notice reaches its addressee, and say so."""
    AWAITING_RESPONDENT = "awaiting_respondent"
    AWAITING_CLAIMANT = "awaiting_claimant"
    """The claimant: answer the counterclaim."""
    AWAITING_PARTIES = "awaiting_parties"
    WITHDRAWING = "withdrawing"
    """Nobody: the open stage has been asked to end."""
    SETTING_ASIDE = "setting_aside"
    """A caseworker: decide whether the default stands."""
    PERFORMING = "performing"
    """Whoever owes something by the outcome: perform it, or confirm that it was."""
    CLOSED = "closed"


class Outcome(OpenEnum):
    ADMITTED = "admitted"
    SETTLED = "settled"
    AWARDED = "awarded"
    WITHDRAWN = "withdrawn"
    DISMISSED = "dismissed"
    REFUSED = "refused"
    """Not taken, on a ground of the rule pack's closed list."""
    DEFAULT = "default"
    """The respondent stayed silent until the deadline."""
    CLOSED = "closed"
    """The respondent took no part."""
    REFERRED = "referred"
    """No agreement: a party declined, or time ran out."""


class Answered(OpenEnum):
    ADMIT = "admit"
    ADMIT_IN_PART = "admit_in_part"
    CONTEST = "contest"


class Pack(View):
    name: str
    version: int
    lengths: Mapping[str, int] = {}
    """Periods that are of another length in this case than in the pack."""


class Profile(View):
    """Who a party is, as far as one may see it."""

    external_id: str | None = None
    kind: str
    name: str
    email: str | None = None
    phone: str | None = None
    address: dict[str, Any] | None = None


class CaseParty(View):
    """A party; of the other one, a party sees `kind` and `name` alone."""

    id: UUID
    side: str
    profile: Profile | None = None
    kind: str | None = None
    name: str | None = None

    @property
    def called(self) -> str:
        return (self.profile.name if self.profile else self.name) or "erased"


class Consent(View):
    """Whether a party takes part in a stage that needs its consent."""

    stage: Stage
    party_id: UUID
    given: bool


class Extension(View):
    """What one party has asked the other to agree to, about the period that runs."""

    asked_by: UUID
    more: int
    """In the period's own unit."""


class Pause(View):
    """Why the period stands still, and how long at most."""

    why: str
    since: datetime
    until: datetime
    """When it runs on at the latest."""
    rule: str


class Links(View):
    timeline: str
    negotiation: str


class CaseSummary(View):
    """A case without what is personal in it: as lists show it."""

    id: UUID
    reference: str
    """What people call it, in writing and on the telephone."""
    mode: str
    rule_pack: Pack
    stage: Stage | None
    status: Status
    clock: Deadline
    outcome: Outcome | None
    """None until the end."""
    answer: Answered | None
    admitted: Money | None = None
    """The part of the claims that the respondent admitted."""
    counterclaim: Money | None = None
    missing: list[str] = Field(default_factory=list)
    """What the case was returned for."""
    ground: str | None = None
    """The ground on which it was refused, by its code in the rule pack."""
    to_serve: str | None = None
    """The notice that waits to reach its addressee: no time runs until then."""
    pause: Pause | None = None
    extension: Extension | None = None
    assignee: UUID | None = None
    """For staff alone: the caseworker who answers for the case."""
    team: str | None = None
    consents: list[Consent] = Field(default_factory=list)
    reasons: list[str]
    claimed: Money | None
    cap: Money
    non_material: Money | None = None
    """What of `claimed` is for non-material damage, which the cap does not bound."""
    amount: Money | None
    """What was admitted or agreed."""
    claimant_id: UUID
    respondent_id: UUID
    language: str
    test_clock_id: UUID | None
    filed_at: datetime
    updated_at: datetime
    version: int
    links: Links


class FiledItem(View):
    title: str
    quantity: int = 1
    price: Money | None = None


class FiledOrder(View):
    number: str
    placed_at: datetime
    paid: Money
    items: list[FiledItem] = Field(default_factory=list)


class FiledClaim(View):
    reason: str
    remedy: str
    amount: Money | None = None
    text: str


class Case(CaseSummary):
    """A case, with all of it that one may see."""

    claimant: CaseParty
    respondent: CaseParty
    order: FiledOrder | None
    claims: list[FiledClaim] | None
    """None: erased."""
    circumstances: dict[str, dict[str, Any]] | None = None
    """The answers to the rule pack's questions, with which it was filed."""
    suggested: list[Ground] = Field(default_factory=list)
    """Grounds of refusal that hold by what was filed; for caseworkers alone."""
    answer_text: str | None
    metadata: dict[str, str] | None
    """None: not yours to see."""
    actions: list[Action]
    """Intake's part; `odr.cases.actions(id)` has all."""
