"""The certificate of a case that ended without a resolution."""

from datetime import datetime
from uuid import UUID

from odr_client.views.cases import Outcome, Pack, Stage
from odr_client.views.open import View
from odr_client.views.rules import Words


class Tried(View):
    """A stage that was open; or, without `opened_at`, one that was not held."""

    stage: Stage
    opened_at: datetime | None
    ended_at: datetime


class Basis(View):
    """A ground or a way, with the article that it rests on."""

    code: str
    text: Words
    source: str
    article: str
    verified: bool


class Certificate(View):
    case_id: UUID
    rule_pack: Pack
    outcome: Outcome
    filed_at: datetime
    served_at: datetime | None
    closed_at: datetime
    tried: list[Tried]
    ground: Basis | None
    ways: list[Basis]
    statement: list[str]
    """The same in sentences, in the language of the client."""
