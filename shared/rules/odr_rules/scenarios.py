"""What a simulation supposes: when the case is filed, and how fast those act who act."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field, ValidationError

from odr_rules.eligibility import lengths
from odr_rules.facts import Facts, Said
from odr_rules.packs.faults import Fault, Faulty
from odr_rules.packs.loading import faults_of
from odr_rules.packs.parts import Count, Zone
from odr_rules.packs.places import Unreadable, read
from odr_rules.packs.schema import Pack
from odr_rules.packs.vocabulary import Rule

SERVICE: Final = "service"
"""Whoever tells a party what it must know."""
EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
USUAL: Final = 1


def _acts(said: str) -> str:
    if said != SERVICE and said not in set(Rule):
        raise ValueError("unknown_rule")
    return said


def _known(said: datetime) -> datetime:
    if not EARLIEST <= said < LATEST:
        raise ValueError("invalid")
    return said.astimezone(UTC)


Act = Annotated[str, AfterValidator(_acts)]
Days = Annotated[int, Field(strict=True, ge=0, le=400)]


class Scenario(Said):
    model_config = ConfigDict(frozen=True, extra="forbid")

    filed: Annotated[AwareDatetime, AfterValidator(_known)]
    zone: Zone
    """Of the claimant; a pack that names its own counts by that."""
    days: Annotated[Mapping[Act, Days], Field(max_length=20)] = {}
    """After how many days each acts, by the name of the period, or `service`."""
    usual: Days = USUAL
    """After how many days all others do."""
    limits: Annotated[Mapping[str, Count], Field(max_length=20)] = {}
    """The lengths that the platform has set, within what the pack allows."""
    facts: Facts | None = None
    """What is filed, where lengths depend on it."""

    def after(self, what: str) -> int:
        return self.days.get(what, self.usual)

    def governed(self, pack: Pack) -> Pack:
        """The pack as it is for this filing; raises `LimitRefused`."""
        if self.facts is not None:
            today = self.filed.astimezone(ZoneInfo(pack.zone or self.zone)).date()
            pack = pack.having(lengths(pack, self.facts, today))
        return pack.tightened(self.limits)


def scenario(text: str, file: str = "") -> Scenario:
    """The scenario that a YAML text says; raises `Faulty` with each fault's line and path."""
    try:
        said, places = read(text)
        return Scenario.model_validate(said)
    except Unreadable as error:
        raise Faulty([Fault(error.code, error.path, error.place, error.detail, file)]) from error
    except ValidationError as error:
        raise Faulty(faults_of(error, places, file)) from error
