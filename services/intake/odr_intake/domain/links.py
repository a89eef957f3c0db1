"""What a case keeps of the others that it belongs to."""

from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from odr_shared.contracts import Fact
from odr_shared.contracts.intake_links import CaseLinked, CaseUnlinked, JoiningAgreed, LinkKind


@dataclass(frozen=True, slots=True)
class Link:
    id: UUID
    kind: LinkKind


@dataclass(frozen=True, slots=True)
class Links:
    held: tuple[Link, ...] = ()
    joining_agreed: bool = False
    """By the respondent: with cases against others."""

    @property
    def group(self) -> UUID | None:
        """The one group that the case is of."""
        return next((each.id for each in self.held if each.kind is LinkKind.GROUP), None)

    def find(self, link: UUID) -> Link | None:
        return next((each for each in self.held if each.id == link), None)


LINKED: Final[tuple[type[Fact], ...]] = (CaseLinked, CaseUnlinked, JoiningAgreed)


def linked(links: Links, fact: Fact) -> Links:
    match fact:
        case CaseLinked():
            return replace(links, held=(*links.held, Link(fact.link, fact.kind)))
        case CaseUnlinked():
            held = tuple(each for each in links.held if each.id != fact.link)
            return replace(links, held=held)
        case JoiningAgreed():
            return replace(links, joining_agreed=fact.given)
    return links
