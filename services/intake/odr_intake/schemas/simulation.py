"""A pack that is checked or played: what is sent, and what is shown of it."""

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import Field

from odr_intake.schemas.cases import LimitsSaid, PackName, Zone
from odr_rules.calendars import Calendar
from odr_rules.deadlines import Derivation, Unit
from odr_rules.packs.places import LONGEST
from odr_rules.packs.vocabulary import Rule, Trigger
from odr_rules.playing import Outcome
from odr_rules.scenarios import USUAL
from odr_shared.http import Body, View
from odr_shared.levels import Level

Length = Annotated[int, Field(gt=0, le=1000)]
Days = Annotated[int, Field(ge=0, le=400)]
Filed = Annotated[
    datetime,
    Field(ge=datetime(1970, 1, 1, tzinfo=UTC), lt=datetime(2200, 1, 1, tzinfo=UTC)),
]
PackText = Annotated[str, Field(min_length=1, max_length=LONGEST)]
"""A pack in YAML."""


class CheckPack(Body):
    text: Annotated[PackText, Level.PUBLIC]


class PackFaultView(View):
    code: Annotated[str, Level.PUBLIC]
    line: Annotated[int, Level.PUBLIC]
    column: Annotated[int, Level.PUBLIC]
    pointer: Annotated[str, Level.PUBLIC]
    """RFC 6901, into the pack."""
    message: Annotated[str, Level.PUBLIC]
    detail: Annotated[str, Level.PUBLIC]


class CheckedView(View):
    """A sound pack's name and version, or what is wrong with the text."""

    sound: Annotated[bool, Level.PUBLIC]
    name: Annotated[str | None, Level.PUBLIC]
    version: Annotated[int | None, Level.PUBLIC]
    faults: Annotated[list[PackFaultView], Level.PUBLIC]


class PlayScenario(Body):
    filed_at: Annotated[Filed, Level.PUBLIC]
    time_zone: Annotated[Zone, Level.PUBLIC] = "UTC"
    days: Annotated[dict[Rule | Literal["service"], Days], Level.PUBLIC] = Field(
        default_factory=dict
    )
    """After how many days each acts, by the name of the period, or `service`."""
    usual: Annotated[Days, Level.PUBLIC] = USUAL
    """After how many days all others do."""
    limits: Annotated[LimitsSaid, Level.PUBLIC] = Field(default_factory=dict)


class SimulatePack(Body):
    """Either one of the packs here, or a text."""

    rule_pack: Annotated[PackName | None, Level.PUBLIC] = None
    version: Annotated[Length | None, Level.PUBLIC] = None
    """None: the version in force on the day of the filing."""
    text: Annotated[PackText | None, Level.PUBLIC] = None
    scenario: Annotated[PlayScenario, Level.PUBLIC]


class StepView(View):
    """One period of the calendar, and how it ended."""

    rule: Annotated[Rule, Level.PUBLIC]
    trigger: Annotated[Trigger, Level.PUBLIC]
    began_at: Annotated[datetime, Level.PUBLIC]
    length: Annotated[int, Level.PUBLIC]
    unit: Annotated[Unit, Level.PUBLIC]
    calendar: Annotated[Calendar, Level.PUBLIC]
    due_at: Annotated[datetime, Level.PUBLIC]
    """The first instant that is too late."""
    zone: Annotated[str, Level.PUBLIC]
    silent: Annotated[bool, Level.PUBLIC]
    ended_at: Annotated[datetime, Level.PUBLIC]
    brings: Annotated[str, Level.PUBLIC]
    """What was done, or what silence brought."""
    source: Annotated[str, Level.PUBLIC]
    article: Annotated[str, Level.PUBLIC]
    verified: Annotated[bool, Level.PUBLIC]
    derivation: Annotated[Derivation | None, Level.PUBLIC]
    """All that `due_at` was worked out from."""
    explained: Annotated[list[str], Level.PUBLIC]
    """The same in words, step by step, in the language asked for."""


class PathView(View):
    """Everybody acts until that period; from then on nobody says anything."""

    silent_from: Annotated[str, Level.PUBLIC]
    """The name of a period, or `nobody`."""
    outcome: Annotated[Outcome, Level.PUBLIC]
    ended_at: Annotated[datetime, Level.PUBLIC]
    steps: Annotated[list[StepView], Level.PUBLIC]
    chart: Annotated[list[str], Level.PUBLIC]
    """Lines of text: a row of bars for each period, over the same days."""


class SimulatedView(View):
    name: Annotated[str, Level.PUBLIC]
    version: Annotated[int, Level.PUBLIC]
    paths: Annotated[list[PathView], Level.PUBLIC]
