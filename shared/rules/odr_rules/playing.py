"""A pack played against a scenario: the calendar of the case for each path of silence.

On a path everybody acts in time until one period, and from then on nobody says anything.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from odr_rules.deadlines import Deadline
from odr_rules.packs.parts import PackStage, Period
from odr_rules.packs.schema import Pack
from odr_rules.packs.vocabulary import Consequence, Opening, Rule, StageName, Trigger
from odr_rules.scenarios import Scenario


class Outcome(StrEnum):
    """How a path ends."""

    SETTLED = "settled"
    DECIDED = "decided"
    DEFAULT = "default"
    DISMISSED = "dismissed"
    REFUSED = "refused"
    REFERRED = "referred"
    CLOSED = "closed"
    REJECTED = "rejected"
    OVERDUE = "overdue"
    """Whoever must act has not, and is told so."""


ENDS: Final[Mapping[Consequence, Outcome]] = {
    Consequence.DEFAULT: Outcome.DEFAULT,
    Consequence.DISMISSED: Outcome.DISMISSED,
    Consequence.REFERRED: Outcome.REFERRED,
    Consequence.CLOSED: Outcome.CLOSED,
    Consequence.REJECTED: Outcome.REJECTED,
}
SPOKEN: Final = "nobody"
"""The path on which nobody is silent."""
ACTS: Final[Mapping[Rule, str]] = {
    Rule.SCREENING: "accepted",
    Rule.CURE: "cured",
    Rule.REFUSAL_REVIEW: "review_asked",
    Rule.ANSWER: "contested",
    Rule.COUNTERCLAIM_ANSWER: "answered",
    Rule.ACCEPTANCE: "accepted",
    Rule.APPEAL: "appealed",
    Rule.SET_ASIDE: "set_aside_asked",
    Rule.PERFORMANCE: "performed",
    Rule.CONFIRMATION: "confirmed",
}
"""What whoever is not silent does."""


@dataclass(frozen=True, slots=True)
class Step:
    rule: Rule
    trigger: Trigger
    deadline: Deadline
    silent: bool
    ended_at: datetime
    """When somebody acted, or the period was over."""
    brings: str
    """What was done, or what silence brought."""


@dataclass(frozen=True, slots=True)
class Path:
    silent_from: str
    """The period in which nobody said anything, and from then on; or `nobody`."""
    steps: tuple[Step, ...]
    outcome: Outcome
    ended_at: datetime


def paths(pack: Pack, scenario: Scenario) -> Iterator[Path]:
    """Each path once, in the order in which a case may come to it.

    Raises `LimitRefused` where the scenario sets what the pack does not let be set.
    """
    pack = scenario.governed(pack)
    yield _Play(pack, scenario, SPOKEN).walk()
    for rule in Rule:
        if rule in pack.deadlines:
            path = _Play(pack, scenario, rule.value).walk()
            if any(step.rule is rule and step.silent for step in path.steps):
                yield path


@dataclass
class _Play:
    pack: Pack
    scenario: Scenario
    silent_from: str
    steps: list[Step] = field(default_factory=list)
    silence: bool = False
    accepted: datetime | None = None

    def walk(self) -> Path:
        outcome, at = self._filed(self.scenario.filed)
        return Path(self.silent_from, tuple(self.steps), outcome, at)

    @property
    def zone(self) -> str:
        return self.pack.zone or self.scenario.zone

    def _towards(self, *rules: Rule) -> bool:
        """Whether the silence of this path is in one of these, or beyond them."""
        return self.silent_from in {each.value for each in rules}

    def _later(self, at: datetime, what: str) -> datetime:
        """The same time of day so many days on, where the case is."""
        days = self.scenario.after(what)
        local = at.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None) + timedelta(days=days)
        return max(local.replace(tzinfo=ZoneInfo(self.zone)).astimezone(at.tzinfo), at)

    def _run(self, rule: Rule, at: datetime, act: str | None = None) -> Step:
        """The period runs from then; it ends by an act in time, or by silence."""
        period: Period = self.pack.deadlines[rule]
        began = at
        if period.trigger is Trigger.ACCEPTED and self.accepted is not None:
            began = self.accepted
        deadline = self.pack.due(rule.value, began, self.zone)
        acted = self._later(at, rule.value)
        self.silence = self.silence or self.silent_from == rule.value
        silent = self.silence or acted >= deadline.due_at
        said = period.consequence.value if silent else act or ACTS[rule]
        end = max(deadline.due_at, at) if silent else acted
        step = Step(rule, period.trigger, deadline, silent, end, said)
        self.steps.append(step)
        return step

    def _filed(self, at: datetime) -> tuple[Outcome, datetime]:
        if self._towards(Rule.CURE):
            step = self._run(Rule.SCREENING, at, "returned")
            return Outcome.DISMISSED, self._run(Rule.CURE, step.ended_at).ended_at
        if self._towards(Rule.REFUSAL_REVIEW):
            step = self._run(Rule.SCREENING, at, "refused")
            return Outcome.REFUSED, self._run(Rule.REFUSAL_REVIEW, step.ended_at).ended_at
        if self.pack.screening.mode == "automatic":
            self.accepted = at
        else:
            self.accepted = self._run(Rule.SCREENING, at).ended_at
        return self._served(self._later(self.accepted, "service"))

    def _served(self, at: datetime) -> tuple[Outcome, datetime]:
        counters = self._towards(Rule.COUNTERCLAIM_ANSWER)
        act = "counterclaimed" if counters else None
        step = self._run(Rule.ANSWER, at, act)
        if step.silent:
            return self._brought(step, self.pack.opened_by(Opening.DEFAULT))
        if counters:
            step = self._run(Rule.COUNTERCLAIM_ANSWER, self._later(step.ended_at, "service"))
            if self.pack.deadlines[Rule.COUNTERCLAIM_ANSWER].consequence is Consequence.DEFAULT:
                return self._defaulted(step.ended_at)
        return self._stage(self.pack.opened_by(Opening.CONTESTED), step.ended_at)

    def _brought(self, step: Step, following: PackStage | None) -> tuple[Outcome, datetime]:
        """What the silence of that step leads to."""
        consequence = self.pack.deadlines[step.rule].consequence
        if consequence is Consequence.NEXT_STAGE:
            return self._stage(following, step.ended_at)
        if consequence is Consequence.DEFAULT:
            return self._defaulted(step.ended_at)
        if consequence is Consequence.OVERDUE:
            return Outcome.OVERDUE, step.ended_at
        return ENDS[consequence], step.ended_at

    def _defaulted(self, at: datetime) -> tuple[Outcome, datetime]:
        told = self._later(at, "service")
        if Rule.SET_ASIDE in self.pack.deadlines and self.pack.set_aside is not None:
            self._run(Rule.SET_ASIDE, told)
        return Outcome.DEFAULT, self._performed(told)

    def _stage(self, stage: PackStage | None, at: datetime) -> tuple[Outcome, datetime]:
        assert stage is not None  # noqa: S101  # a pack whose silence leads nowhere is refused
        rule = Rule(stage.name.value)
        onward = self.pack.opened_by(Opening.UNSETTLED, stage.name)
        goes_on = onward is not None and self._beyond(rule)
        proposes = onward is None and Rule.ACCEPTANCE in self.pack.deadlines
        decides = proposes or stage.name is StageName.ARBITRATION
        act = "decided" if decides else "no_agreement" if goes_on else "settled"
        step = self._run(rule, at, act)
        if step.silent:
            return self._brought(step, onward)
        if goes_on:
            return self._stage(onward, step.ended_at)
        if decides:
            return self._decided(step.ended_at)
        return Outcome.SETTLED, self._performed(step.ended_at)

    def _beyond(self, rule: Rule) -> bool:
        """Whether the path's silence is in a later stage, or in what follows a decision."""
        later = list(Rule)[list(Rule).index(rule) + 1 :]
        return any(self.silent_from == each.value for each in later) and self._towards(
            Rule.MEDIATION, Rule.ARBITRATION, Rule.ACCEPTANCE, Rule.APPEAL
        )

    def _decided(self, at: datetime) -> tuple[Outcome, datetime]:
        told = self._later(at, "service")
        if Rule.ACCEPTANCE in self.pack.deadlines:
            step = self._run(Rule.ACCEPTANCE, told)
            if step.silent:
                return Outcome.REJECTED, step.ended_at
            told = step.ended_at
        elif Rule.APPEAL in self.pack.deadlines:
            self._run(Rule.APPEAL, told)
        return Outcome.DECIDED, self._performed(told)

    def _performed(self, at: datetime) -> datetime:
        step = self._run(Rule.PERFORMANCE, at)
        if step.silent:
            return step.ended_at
        return self._run(Rule.CONFIRMATION, step.ended_at).ended_at
