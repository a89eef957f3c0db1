"""Facts of a case that stay in intake, and how a deadline is put into a fact."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from odr_rules.deadlines import Deadline
from odr_shared.contracts import PrivateFact


class Worded(PrivateFact):
    """What a party wrote, word for word."""

    sealed = frozenset({"texts"})

    by: UUID
    texts: Sequence[str]

    @property
    def keeper(self) -> str:
        return str(self.by)


class ClaimsStated(Worded):
    type = "intake.claims_stated.v1"


class AnswerStated(Worded):
    type = "intake.answer_stated.v1"


class OfferHeard(PrivateFact):
    """An offer was made in the negotiation: nothing changes here, but its platform is told."""

    type = "intake.offer_heard.v1"

    offer_id: UUID


def said(due: Deadline) -> dict[str, Any]:
    return {
        "rule": due.rule,
        "zone": due.zone,
        "due_at": due.due_at,
        "consequence": due.consequence,
        "derivation": due.derivation,
    }
