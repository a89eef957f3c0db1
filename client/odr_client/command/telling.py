"""A timeline in words."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from pydantic import BaseModel

from odr_client.money import Money
from odr_client.views.cases import CaseSummary
from odr_client.views.negotiations import Terms
from odr_client.views.procedures import Event


class Line(BaseModel):
    """An event, as people are shown it."""

    time: datetime
    event: str
    what: str


def name(event: Event) -> str:
    """Of `intake.case_filed.v1`, what it is without where it is from."""
    return event.type.partition(".")[2].rpartition(".")[0].replace("_", " ") or event.type


def tell(event: Event, case: CaseSummary) -> str:
    """What it says, as far as this library knows what that means."""
    sides = {str(case.claimant_id): "claimant", str(case.respondent_id): "respondent"}
    said: list[str] = []
    for field, word in WORDS.items():
        value = event.data.get(field)
        told = field == "amount" and event.data.get("terms") is not None  # the money is in them
        if value is not None and not told:
            said.append(word(sides.get(value, str(value)) if isinstance(value, str) else value))
    if event.data.get("by_platform"):
        said.append("said by the platform")
    return ", ".join(said)


def _money(said: Any) -> str:
    return str(Money.model_validate(said))


def _time(said: Any) -> str:
    return f"{datetime.fromisoformat(said):%Y-%m-%d %H:%M}Z"


WORDS: Final[Mapping[str, Callable[[Any], str]]] = {
    "answer": str,
    "stage": str,
    "outcome": str,
    "claimed": lambda said: f"{_money(said)} claimed",
    "amount": _money,
    "terms": lambda said: str(Terms.model_validate(said)),
    "made_by": lambda said: f"by the {said}",
    "by": lambda said: f"by the {said}",
    "due_at": lambda said: f"until {_time(said)}",
}
"""How each field is told, in this order; the others are for programs."""
