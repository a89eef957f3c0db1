"""What is asked before filing, and the answer: which pack, accepted or not, what and by when."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import Field

from odr_intake.domain.circumstances import ContactSaid, Day, DisputeSaid, ElsewhereSaid
from odr_intake.domain.papers import Country, Kind
from odr_intake.schemas.cases import LimitsSaid, PackName, Zone
from odr_intake.schemas.grounds import GroundView
from odr_intake.schemas.simulation import PathView
from odr_rules.packs import Finding, Remedy, Until, Words
from odr_rules.packs.vocabulary import Evidence
from odr_rules.remedies import Multiple, RestsOn
from odr_shared.contracts.codes import Reason
from odr_shared.http import Body, View
from odr_shared.levels import Level
from odr_shared.money import Money

Region = Annotated[str, Field(pattern=r"^[A-Z]{2}-[A-Z0-9]{1,3}$", examples=["CA-BC"])]
"""ISO 3166-2."""
Start = Annotated[
    datetime,
    Field(ge=datetime(1970, 1, 1, tzinfo=UTC), lt=datetime(2200, 1, 1, tzinfo=UTC)),
]


class AskedClaimant(Body):
    kind: Annotated[Kind, Level.PUBLIC] = Kind.CONSUMER
    country: Annotated[Country | None, Level.PUBLIC] = None
    region: Annotated[Region | None, Level.PUBLIC] = None
    identified: Annotated[bool | None, Level.PUBLIC] = None
    """Whether the platform has checked who it is."""


class AskedRespondent(Body):
    kind: Annotated[Kind, Level.PUBLIC] = Kind.MERCHANT
    country: Annotated[Country | None, Level.PUBLIC] = None
    region: Annotated[Region | None, Level.PUBLIC] = None
    listed: Annotated[bool | None, Level.PUBLIC] = None
    """Whether the platform knows its real name, address and contact."""


class AskedOrder(Body):
    paid: Annotated[Money, Level.PUBLIC]
    placed_on: Annotated[Day, Level.PUBLIC]
    received_on: Annotated[Day | None, Level.PUBLIC] = None
    online: Annotated[bool | None, Level.PUBLIC] = None


class AskedClaim(Body):
    reason: Annotated[Reason, Level.PUBLIC]
    remedy: Annotated[Remedy, Level.PUBLIC]
    amount: Annotated[Money | None, Level.PUBLIC] = None


class AskEligibility(Body):
    """What is known of a dispute before it is filed; what is left out is not supposed."""

    rule_pack: Annotated[PackName | None, Level.PUBLIC] = None
    """The pack to be judged by; else the most fitting one that applies."""
    time_zone: Annotated[Zone, Level.PUBLIC] = "UTC"
    filed_at: Annotated[Start | None, Level.PUBLIC] = None
    """When it would be filed; now, if nothing is said."""
    limits: Annotated[LimitsSaid, Level.PUBLIC] = Field(default_factory=dict)
    claimant: Annotated[AskedClaimant, Level.PUBLIC] = AskedClaimant()
    respondent: Annotated[AskedRespondent, Level.PUBLIC] = AskedRespondent()
    order: Annotated[AskedOrder, Level.PUBLIC]
    dispute: Annotated[DisputeSaid, Level.PUBLIC] = DisputeSaid()
    contact: Annotated[ContactSaid, Level.PUBLIC] = ContactSaid()
    elsewhere: Annotated[ElsewhereSaid, Level.PUBLIC] = ElsewhereSaid()
    claims: Annotated[list[AskedClaim], Field(min_length=1, max_length=20), Level.PUBLIC]
    loss: Annotated[Money | None, Level.PUBLIC] = None
    """What was lost beyond the price, where a cap reckons with it."""


class ConsideredView(View):
    """A pack that was looked at; where `applies` is null, `unsaid` would decide it."""

    name: Annotated[str, Level.PUBLIC]
    version: Annotated[int, Level.PUBLIC]
    title: Annotated[Words, Level.PUBLIC]
    in_force: Annotated[bool, Level.PUBLIC]
    applies: Annotated[bool | None, Level.PUBLIC]
    unsaid: Annotated[list[str], Level.PUBLIC]


class CapView(View):
    """The most that can be granted by one rule; what needs a finding comes on top."""

    name: Annotated[str, Level.PUBLIC]
    amount: Annotated[Money | None, Level.PUBLIC]
    """None: it reckons with a loss that was not said."""
    rests_on: Annotated[RestsOn | None, Level.PUBLIC]
    """What gives the amount: a multiple of the price or of the loss, or the floor."""
    multiples: Annotated[list[Multiple], Level.PUBLIC]
    """Their bases are in minor units of the order's currency; the highest counts."""
    floor: Annotated[Money | None, Level.PUBLIC]
    finding: Annotated[Finding | None, Level.PUBLIC]
    floor_applies: Annotated[bool, Level.PUBLIC]
    """False also where the floor is in another currency than the order."""
    text: Annotated[Words, Level.PUBLIC]
    source: Annotated[str, Level.PUBLIC]
    article: Annotated[str, Level.PUBLIC]
    verified: Annotated[bool, Level.PUBLIC]


class ObtainableView(View):
    remedy: Annotated[Remedy, Level.PUBLIC]
    asked: Annotated[bool, Level.PUBLIC]
    allowed: Annotated[bool, Level.PUBLIC]
    caps: Annotated[list[CapView], Level.PUBLIC]


class EvidenceView(View):
    code: Annotated[Evidence, Level.PUBLIC]
    text: Annotated[str, Level.PUBLIC]
    """In the language that was asked for."""


class ReasonView(View):
    reason: Annotated[Reason, Level.PUBLIC]
    evidence: Annotated[list[EvidenceView], Level.PUBLIC]


class AmendmentsView(View):
    """Until when the claims could still be changed."""

    until: Annotated[Until, Level.PUBLIC]
    text: Annotated[str, Level.PUBLIC]
    """In the language that was asked for."""
    source: Annotated[str, Level.PUBLIC]
    article: Annotated[str, Level.PUBLIC]
    verified: Annotated[bool, Level.PUBLIC]


class EligibilityView(View):
    """`accepted` is null where it depends on what was left out, or where no pack applies."""

    name: Annotated[str | None, Level.PUBLIC]
    version: Annotated[int | None, Level.PUBLIC]
    accepted: Annotated[bool | None, Level.PUBLIC]
    decided_by: Annotated[str | None, Level.PUBLIC]
    """`automatic`, or `caseworker`: whoever decides whether the case is taken."""
    considered: Annotated[list[ConsideredView], Level.PUBLIC]
    grounds: Annotated[list[GroundView], Level.PUBLIC]
    remedies: Annotated[list[ObtainableView], Level.PUBLIC]
    claims_exceed: Annotated[bool, Level.PUBLIC]
    """More is asked for than can be granted without a finding."""
    evidence: Annotated[list[ReasonView], Level.PUBLIC]
    amendments: Annotated[AmendmentsView | None, Level.PUBLIC]
    """None: no pack applies."""
    paths: Annotated[list[PathView], Level.PUBLIC]
    """The dates that the case would take, for each path of silence."""
