"""Cases as JSON: what files and answers one, and what each who may see it is shown."""

from datetime import datetime
from functools import cache
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from odr_intake.domain.cases import CaseStatus
from odr_intake.domain.circumstances import Circumstances
from odr_intake.domain.papers import Claim, Kind, Metadata, Order, Profile, Side
from odr_intake.schemas.grounds import GroundView
from odr_intake.schemas.timing import PauseView
from odr_rules.packs import names
from odr_shared.contracts.codes import Answer, CaseOutcome, Cure, Reason, Served, Stage
from odr_shared.http import ActionView, Body, ClockView, ExtensionView, View
from odr_shared.levels import Level
from odr_shared.money import Money
from odr_shared.texts import Name


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _zone(said: str) -> str:
    if said not in _zones():
        raise PydanticCustomError("not_a_time_zone", "It must be a time zone of the IANA database.")
    return said


def _rule_pack(said: str) -> str:
    if said not in names():
        raise PydanticCustomError("not_a_rule_pack", "There is no rule pack of that name.")
    return said


Zone = Annotated[str, Field(max_length=50), AfterValidator(_zone)]
LimitsSaid = Annotated[
    dict[Annotated[str, Field(max_length=30)], Annotated[int, Field(gt=0, le=1000)]],
    Field(max_length=20),
]
"""Lengths by the name of the period, each in its own unit, within what the pack allows."""
PackName = Annotated[str, Field(max_length=50), AfterValidator(_rule_pack)]


class FileCase(Body):
    """A notice: who is in dispute with whom, over which order, and what is asked for."""

    rule_pack: Annotated[PackName, Level.PUBLIC] = "uncitral-odr"
    limits: Annotated[LimitsSaid, Level.PUBLIC] = Field(default_factory=dict)
    """Periods that the platform sets itself, each in its own unit, within what the pack allows."""
    language: Annotated[Literal["en", "zh-CN"], Level.PUBLIC] = "en"
    time_zone: Annotated[Zone, Level.PUBLIC] = "UTC"
    """Where the consumer lives: the days of the case begin and end by it."""
    claimant: Annotated[Profile, Level.PARTY]
    respondent: Annotated[Profile, Level.PARTY]
    order: Annotated[Order, Level.PARTY]
    claims: Annotated[list[Claim], Field(min_length=1, max_length=20), Level.PARTY]
    circumstances: Annotated[Circumstances, Level.PARTY] = Circumstances()
    """What was answered to the pack's questions: grounds of refusal are judged by it."""
    metadata: Annotated[Metadata, Level.CONFIDENTIAL] = Field(default_factory=dict)
    test_clock_id: Annotated[UUID | None, Level.PUBLIC] = None
    """In test mode: the clock that the case's deadlines obey."""

    model_config = Body.model_config | {
        "json_schema_extra": {
            "examples": [
                {
                    "time_zone": "Europe/Berlin",
                    "claimant": {
                        "external_id": "buyer-17",
                        "kind": "consumer",
                        "name": "Anna Vogt",
                        "email": "anna@example.org",
                    },
                    "respondent": {
                        "external_id": "shop-4",
                        "kind": "merchant",
                        "name": "Kettle & Co",
                        "email": "help@example.com",
                    },
                    "order": {
                        "number": "2026-1093",
                        "placed_at": "2026-01-05T10:00:00Z",
                        "paid": {"amount": 4000, "currency": "EUR"},
                    },
                    "claims": [
                        {
                            "reason": "not_as_described",
                            "remedy": "refund",
                            "amount": {"amount": 4000, "currency": "EUR"},
                            "text": "The kettle leaks.",
                        }
                    ],
                }
            ]
        }
    }


class PackView(View):
    name: Annotated[str, Level.PUBLIC]
    version: Annotated[int, Level.PUBLIC]
    lengths: Annotated[dict[str, int], Level.PUBLIC]
    """Periods that are of another length in this case than in the pack."""


class OtherPartyView(View):
    """A party, as the other party sees it."""

    id: Annotated[UUID, Level.PUBLIC]
    side: Annotated[Side, Level.PUBLIC]
    kind: Annotated[Kind | Literal["erased"], Level.PARTY]
    name: Annotated[Name, Level.PARTY]


class PartyView(View):
    """A party, as it sees itself, and as its platform and a caseworker see it."""

    id: Annotated[UUID, Level.PUBLIC]
    side: Annotated[Side, Level.PUBLIC]
    profile: Annotated[Profile | None, Level.PARTY]
    """None: erased."""


class ConsentView(View):
    """Whether a party takes part in a stage that needs its consent."""

    stage: Annotated[Stage, Level.PUBLIC]
    party_id: Annotated[UUID, Level.PUBLIC]
    given: Annotated[bool, Level.PUBLIC]


class LinksView(View):
    timeline: Annotated[str, Level.PUBLIC]
    negotiation: Annotated[str, Level.PUBLIC]


class CaseSummary(View):
    """A case without what is personal in it: as lists show it."""

    id: Annotated[UUID, Level.PUBLIC]
    reference: Annotated[str, Level.PUBLIC]
    """What people call it, in writing and on the telephone."""
    mode: Annotated[Literal["live", "test"], Level.PUBLIC]
    rule_pack: Annotated[PackView, Level.PUBLIC]
    stage: Annotated[Stage | None, Level.PUBLIC]
    """Where the case is."""
    status: Annotated[CaseStatus, Level.PUBLIC]
    """Who must act."""
    clock: Annotated[ClockView, Level.PUBLIC]
    outcome: Annotated[CaseOutcome | None, Level.PUBLIC]
    """None until the end."""
    answer: Annotated[Answer | None, Level.PUBLIC]
    admitted: Annotated[Money | None, Level.PUBLIC]
    """The part of the claims that the respondent admitted."""
    counterclaim: Annotated[Money | None, Level.PUBLIC]
    missing: Annotated[list[Cure], Level.PUBLIC]
    """What the case was returned for."""
    ground: Annotated[str | None, Level.PUBLIC]
    """The ground on which it was refused, by its code in the rule pack."""
    to_serve: Annotated[Served | None, Level.PUBLIC]
    """The notice that waits to reach its addressee: no time runs until then."""
    pause: Annotated[PauseView | None, Level.PUBLIC]
    """Why nothing runs, if the period stands still."""
    extension: Annotated[ExtensionView | None, Level.PUBLIC]
    """What one party has asked the other to agree to, about the period that runs."""
    assignee: Annotated[UUID | None, Level.PUBLIC]
    """For staff alone: the caseworker who answers for the case."""
    team: Annotated[str | None, Level.PUBLIC]
    consents: Annotated[list[ConsentView], Level.PUBLIC]
    reasons: Annotated[list[Reason], Level.PUBLIC]
    claimed: Annotated[Money | None, Level.PUBLIC]
    cap: Annotated[Money, Level.PUBLIC]
    non_material: Annotated[Money | None, Level.PUBLIC]
    """What of `claimed` is for non-material damage, which the cap does not bound."""
    amount: Annotated[Money | None, Level.PUBLIC]
    """What was admitted or agreed."""
    claimant_id: Annotated[UUID, Level.PUBLIC]
    respondent_id: Annotated[UUID, Level.PUBLIC]
    language: Annotated[str, Level.PUBLIC]
    test_clock_id: Annotated[UUID | None, Level.PUBLIC]
    filed_at: Annotated[datetime, Level.PUBLIC]
    updated_at: Annotated[datetime, Level.PUBLIC]
    version: Annotated[int, Level.PUBLIC]
    links: Annotated[LinksView, Level.PUBLIC]


class CaseView(CaseSummary):
    """A case, as the one who asks may see it."""

    claimant: Annotated[PartyView | OtherPartyView, Level.PARTY]
    respondent: Annotated[PartyView | OtherPartyView, Level.PARTY]
    order: Annotated[Order | None, Level.PARTY]
    claims: Annotated[list[Claim] | None, Level.PARTY]
    """None: erased."""
    circumstances: Annotated[Circumstances | None, Level.PARTY]
    suggested: Annotated[list[GroundView], Level.PUBLIC]
    """Grounds of refusal that hold by what was filed, for whoever screens the case."""
    answer_text: Annotated[str | None, Level.PARTY]
    metadata: Annotated[dict[str, str] | None, Level.CONFIDENTIAL]
    """None: not yours to see."""
    actions: Annotated[list[ActionView], Level.PUBLIC]
