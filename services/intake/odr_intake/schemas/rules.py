"""Rule packs as JSON: what a platform draws its own guided form from."""

from datetime import date
from typing import Annotated, Literal

from odr_rules.packs import Consequence, Evidence, Pack, Rule, Trigger, Words
from odr_shared.http import View
from odr_shared.levels import Level


class PackSummary(View):
    name: Annotated[str, Level.PUBLIC]
    version: Annotated[int, Level.PUBLIC]
    title: Annotated[Words, Level.PUBLIC]
    since: Annotated[date, Level.PUBLIC]
    """The first day on which a case may be filed under it."""
    until: Annotated[date | None, Level.PUBLIC]
    """The last one, if there is one."""
    href: Annotated[str, Level.PUBLIC]


class QuestionView(View):
    """What a guided form asks, for the sake of which parts of the pack."""

    fact: Annotated[str, Level.PUBLIC]
    """As `POST /v1/eligibility` takes it, a dot for each step inward."""
    kind: Annotated[Literal["bool", "int", "string", "date", "list"], Level.PUBLIC]
    text: Annotated[str, Level.PUBLIC]
    asked_for: Annotated[list[str], Level.PUBLIC]
    """`applies`, the codes of grounds, the names of periods."""


class WordView(View):
    """What a code is called, in the language that was asked for."""

    code: Annotated[str, Level.PUBLIC]
    text: Annotated[str, Level.PUBLIC]


class WordingView(View):
    periods: Annotated[list[WordView], Level.PUBLIC]
    triggers: Annotated[list[WordView], Level.PUBLIC]
    consequences: Annotated[list[WordView], Level.PUBLIC]
    evidence: Annotated[list[WordView], Level.PUBLIC]


class RulePackView(View):
    """A pack, whole, with the questions that it asks and the words for its codes."""

    pack: Annotated[Pack, Level.PUBLIC]
    questions: Annotated[list[QuestionView], Level.PUBLIC]
    wording: Annotated[WordingView, Level.PUBLIC]


KINDS = {"periods": Rule, "triggers": Trigger, "consequences": Consequence, "evidence": Evidence}
"""Whose codes each list of words has."""
