"""Rule packs, and what is asked and answered before a case is filed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from odr_client.money import Money
from odr_client.views.open import OpenEnum, Said, View


class Words(View):
    """The same in both languages; Chinese stands under `zh-CN` in JSON."""

    model_config = View.model_config | {"extra": "allow"}

    en: str


class PackSummary(View):
    name: str
    version: int
    title: Words
    since: date
    until: date | None
    """The last day on which a case is filed under it, if there is one."""
    href: str


class Question(View):
    """What a guided form asks, for the sake of which parts of the pack."""

    fact: str
    kind: str
    text: str
    asked_for: Sequence[str]


class RulePack(View):
    pack: Mapping[str, Any]
    """Whole, as its file says it."""
    questions: Sequence[Question]
    wording: Mapping[str, Sequence[Mapping[str, str]]]


class Fault(View):
    """What is wrong with a pack, and where."""

    code: str
    line: int
    column: int
    pointer: str
    message: str
    detail: str


class Checked(View):
    sound: bool
    name: str | None
    version: int | None
    faults: Sequence[Fault]


class Step(View):
    """One period of the calendar, and how it ended."""

    rule: str
    trigger: str
    began_at: datetime
    length: int
    unit: str
    calendar: str
    due_at: datetime
    """The first instant that is too late."""
    zone: str
    silent: bool
    ended_at: datetime
    brings: str
    source: str
    article: str
    verified: bool
    derivation: Mapping[str, Any] | None
    """All that `due_at` was worked out from."""
    explained: Sequence[str]


class Path(View):
    """Everybody acts until the period named; from then on nobody says anything."""

    silent_from: str
    outcome: str
    ended_at: datetime
    steps: Sequence[Step]
    chart: Sequence[str]


class Simulated(View):
    name: str
    version: int
    paths: Sequence[Path]


class Finding(OpenEnum):
    FRAUD = "fraud"
    UNSAFE_FOOD = "unsafe_food"


class Considered(View):
    name: str
    version: int
    title: Words
    in_force: bool
    applies: bool | None
    unsaid: Sequence[str]


class Ground(View):
    code: str
    holds: bool | None
    """None: a person decides it, or what is `unsaid`."""
    by_person: bool
    unsaid: Sequence[str]
    text: Words
    source: str
    article: str
    verified: bool


class Multiple(View):
    of: str
    base: int | None
    """In minor units; None: it was not said."""
    times: int


class Cap(View):
    name: str
    amount: Money | None
    rests_on: str | None
    """`price_paid` or `loss`, whose multiple it is, or `floor`."""
    multiples: Sequence[Multiple]
    floor: Money | None
    finding: Finding | None
    """What must be found first; it then comes on top of what needs no finding."""
    floor_applies: bool
    text: Words
    source: str
    article: str
    verified: bool


class Obtainable(View):
    remedy: str
    asked: bool
    allowed: bool
    caps: Sequence[Cap]


class Evidence(View):
    code: str
    text: str


class Asked(View):
    reason: str
    evidence: Sequence[Evidence]


class Amendments(View):
    until: str
    """`never`, or what ends it: `served`, `answered`, `stage_opened`."""
    text: str
    source: str
    article: str
    verified: bool


class Eligibility(View):
    name: str | None
    version: int | None
    accepted: bool | None
    """None: it depends on what was left out, or no pack applies."""
    decided_by: str | None
    considered: Sequence[Considered]
    grounds: Sequence[Ground]
    remedies: Sequence[Obtainable]
    claims_exceed: bool
    evidence: Sequence[Asked]
    amendments: Amendments | None = None
    paths: Sequence[Path]


class Scenario(Said):
    """When a case would be filed, and how fast those act who act."""

    filed_at: datetime
    time_zone: str = "UTC"
    days: Mapping[str, int] = {}
    """After how many days each acts, by the name of the period, or `service`."""
    usual: int = 1
    limits: Mapping[str, int] = {}
    """The lengths of periods that the platform sets itself."""


class Dispute(Said):
    """What is known before filing; parts that are left out are not supposed.

    Each part is a mapping with the names of `GET /v1/rule-packs/…`'s questions.
    """

    rule_pack: str | None = None
    time_zone: str = "UTC"
    filed_at: datetime | None = None
    limits: Mapping[str, int] = {}
    claimant: Mapping[str, Any] = {}
    respondent: Mapping[str, Any] = {}
    order: Mapping[str, Any]
    """`paid` (money) and `placed_on` at least."""
    dispute: Mapping[str, Any] = {}
    contact: Mapping[str, Any] = {}
    elsewhere: Mapping[str, Any] = {}
    claims: Sequence[Mapping[str, Any]]
    """Each with `reason` and `remedy`, and an `amount` (money) where one is asked for."""
    loss: Money | None = None
