"""Cases that belong together: repeated, related, joined, or of one group."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from odr_intake.domain.links import Link
from odr_intake.domain.refusals import CaseOver, NotTheCaseworker, NotTheRespondent
from odr_intake.domain.state import Case
from odr_shared.contracts import Fact
from odr_shared.contracts.intake_links import CaseLinked, CaseUnlinked, JoiningAgreed, LinkKind
from odr_shared.errors import Conflict, NotFound, NotPermitted, Unprocessable
from odr_shared.moves import Actor

MOST_LINKS: Final = 50
"""Of one case, a group counting as one."""
MOST_MEMBERS: Final = 100
"""Of one group."""
SEEN_THERE: Final = {
    LinkKind.REPEAT_OF: LinkKind.REPEATED_BY,
    LinkKind.REPEATED_BY: LinkKind.REPEAT_OF,
}
"""What a link is from the other side, where that differs."""


class NotLinkedByYou(NotPermitted):
    """Cases are linked by their platform, or by a caseworker."""

    code = "not_permitted"


class LinkedToItself(Unprocessable):
    """A case does not belong to itself."""

    code = "same_case"


class LinkedAlready(Conflict):
    """The two cases are linked already."""

    code = "linked_already"


class TooManyLinks(Conflict):
    """The case has as many links as a case can have."""

    code = "too_many_links"
    explanation = "A case can have {limit}."


class GroupFull(Conflict):
    """The group has as many members as a group can have."""

    code = "too_many_members"
    explanation = "A group can have {limit}."


class InAnotherGroup(Conflict):
    """Each of the two cases is of a group of its own."""

    code = "in_another_group"


class JoinedTooLate(Conflict):
    """Cases are joined and severed before either is decided."""

    code = "wrong_state"


class StagesDiffer(Conflict):
    """Cases are joined in the same stage only."""

    code = "stages_differ"


class RespondentsDiffer(Conflict):
    """The cases are against different respondents, who have not both agreed to their joining."""

    code = "consent_missing"


class NothingLinked(Conflict):
    """The case is linked to none."""

    code = "wrong_state"


@dataclass(frozen=True, slots=True)
class Other:
    """The case to be linked to, and how it compares."""

    case: Case
    same_respondent: bool
    linked: bool
    """To the one in hand, in whatever way but by a group."""
    members: int
    """Of the group that the link would be to."""


def may_link(case: Case, actor: Actor, now: datetime) -> None:
    _must_be_ours(actor)
    if len(case.progress.links.held) >= MOST_LINKS:
        raise TooManyLinks(limit=MOST_LINKS)


def link(
    case: Case, other: Other, actor: Actor, kind: LinkKind, link_id: UUID, now: datetime
) -> tuple[list[Fact], list[Fact]]:
    """What happens to the case and to the other: the same link, as each sees it.

    Of a group, `link_id` is `group_of` the two, or a new one.
    """
    may_link(case, actor, now)
    may_link(other.case, actor, now)
    if kind is LinkKind.GROUP:
        return _grouped(case, other, link_id, now)
    if other.linked:
        raise LinkedAlready("/case_id")
    if kind is LinkKind.JOINED:
        _must_judge(actor)
        _must_be_joinable(case, other)
    there = SEEN_THERE.get(kind, kind)
    return (
        [CaseLinked(occurred_at=now, link=link_id, kind=kind)],
        [CaseLinked(occurred_at=now, link=link_id, kind=there)],
    )


def group_of(case: Case, other: Case) -> UUID | None:
    """The group that one of them is of, and the other will be; none yet."""
    return case.progress.links.group or other.progress.links.group


def _grouped(case: Case, other: Other, group: UUID, now: datetime) -> tuple[list[Fact], list[Fact]]:
    mine, theirs = case.progress.links.group, other.case.progress.links.group
    if mine is not None and theirs is not None:
        raise LinkedAlready("/case_id") if mine == theirs else InAnotherGroup("/case_id")
    fresh = [each for each in (mine, theirs) if each is None]
    if other.members + len(fresh) > MOST_MEMBERS:
        raise GroupFull(limit=MOST_MEMBERS)

    def joins(own: UUID | None) -> list[Fact]:
        entered = CaseLinked(occurred_at=now, link=group, kind=LinkKind.GROUP)
        return [entered] if own is None else []

    return joins(mine), joins(theirs)


def _must_be_joinable(case: Case, other: Other) -> None:
    if case.outcome is not None or other.case.outcome is not None:
        raise JoinedTooLate
    if case.stage is not other.case.stage:
        raise StagesDiffer
    agreed = case.progress.links.joining_agreed and other.case.progress.links.joining_agreed
    if not other.same_respondent and not agreed:
        raise RespondentsDiffer


def may_unlink(case: Case, actor: Actor, now: datetime) -> None:
    _must_be_ours(actor)
    if not case.progress.links.held:
        raise NothingLinked


def unlink(
    case: Case, other: Case | None, actor: Actor, link_id: UUID, now: datetime
) -> list[Fact]:
    """Sever the case from the other, which hears the same; or (none) take it out of its group."""
    may_unlink(case, actor, now)
    found = case.progress.links.find(link_id)
    if found is None:
        raise NotFound
    if found.kind is LinkKind.JOINED:
        _must_judge(actor)
    over = case.outcome is not None or (other is not None and other.outcome is not None)
    if found.kind is LinkKind.JOINED and over:
        raise JoinedTooLate
    return parted(found, now)


def parted(link: Link, now: datetime) -> list[Fact]:
    return [CaseUnlinked(occurred_at=now, link=link.id, kind=link.kind)]


def may_agree(case: Case, actor: Actor, now: datetime) -> None:
    if actor.party != case.respondent:
        raise NotTheRespondent
    if case.outcome is not None:
        raise CaseOver


def agree(case: Case, actor: Actor, *, given: bool, now: datetime) -> list[Fact]:
    """Whether the case may be joined with those against others; until it is, it may be changed."""
    may_agree(case, actor, now)
    if case.progress.links.joining_agreed is given:
        return []
    by = {"party": case.respondent, "by_platform": actor.by_platform}
    return [JoiningAgreed(occurred_at=now, given=given, **by)]


def _must_judge(actor: Actor) -> None:
    """Cases are joined and severed by a caseworker, who has heard the parties."""
    if actor.caseworker is None:
        raise NotTheCaseworker


def _must_be_ours(actor: Actor) -> None:
    alone = actor.party is None
    if not (actor.by_platform and alone) and actor.caseworker is None:
        raise NotLinkedByYou
