"""Grounds of refusal, as they are shown before and after filing."""

from typing import Annotated

from odr_rules.eligibility import Judged
from odr_rules.packs import Words
from odr_shared.http import View
from odr_shared.levels import Level


class GroundView(View):
    """A ground of refusal; where `holds` is null, a person or what is `unsaid` decides it."""

    code: Annotated[str, Level.PUBLIC]
    holds: Annotated[bool | None, Level.PUBLIC]
    by_person: Annotated[bool, Level.PUBLIC]
    unsaid: Annotated[list[str], Level.PUBLIC]
    text: Annotated[Words, Level.PUBLIC]
    source: Annotated[str, Level.PUBLIC]
    article: Annotated[str, Level.PUBLIC]
    verified: Annotated[bool, Level.PUBLIC]


def ground_view(each: Judged) -> GroundView:
    return GroundView(
        **each.ground.model_dump(exclude={"when", "text"}),
        text=each.ground.text,
        holds=each.truth.holds,
        by_person=each.by_person,
        unsaid=list(each.truth.unsaid),
    )
