"""What caseworkers do with a case beside deciding on it: repairs, and handing it over."""

from collections.abc import Sequence
from datetime import datetime

from odr_client.calls import D, call
from odr_client.pages import Page
from odr_client.resources.procedure import Id
from odr_client.resources.timing import Timing
from odr_client.steps import Steps
from odr_client.views.cases import Case
from odr_client.views.links import Link


class Administration(Timing[D]):
    """The commands of who administers a case, beside those of its procedure."""

    @call
    def repair(
        self,
        case_id: Id,
        what: str,
        text: str,
        notice: str | None = None,
        channel: str | None = None,
        at: datetime | None = None,
        key: str | None = None,
    ) -> Steps[Case]:
        """Put right what was recorded wrongly, as a caseworker, with the reasons.

        `what` is `service` (with the `notice`, `channel` and time in truth), `not_served` (with
        the `notice`), `answer` or `screening`.
        """
        body = {
            "what": what,
            "text": text,
            "notice": notice,
            "channel": channel,
            "at": at.isoformat() if at else None,
        }
        return (yield from self._give(case_id, "repair", body, key))

    @call
    def assign(
        self,
        case_id: Id,
        caseworker_id: Id | None = None,
        team: str | None = None,
        key: str | None = None,
    ) -> Steps[Case]:
        """Hand the case to a caseworker, to a team, or (neither) to nobody."""
        body = {"caseworker_id": caseworker_id, "team": team}
        return (yield from self._give(case_id, "assign", body, key))

    @call
    def links(self, case_id: Id) -> Steps[Sequence[Link]]:
        """The cases that this one belongs to, of those that one may see."""
        page = yield from self._exchange.get(f"/v1/cases/{case_id}/links", Page[Link])
        return page.data

    @call
    def link(self, case_id: Id, other: Id, kind: str, key: str | None = None) -> Steps[Case]:
        """Say that a case is `repeat_of`, `related`, `joined` or of one `group` with another."""
        body = {"case_id": other, "kind": kind}
        return (yield from self._give(case_id, "link", body, key))

    @call
    def unlink(self, case_id: Id, link_id: Id, key: str | None = None) -> Steps[Case]:
        """Sever a case from another, or take it out of its group."""
        return (yield from self._give(case_id, "unlink", {"link_id": link_id}, key))

    @call
    def agree_joining(
        self, case_id: Id, *, given: bool, on_behalf_of: Id | None = None, key: str | None = None
    ) -> Steps[Case]:
        """Let the case be joined with those against others, as its respondent, or no longer."""
        body = {"given": given, "on_behalf_of": on_behalf_of}
        return (yield from self._give(case_id, "agree-joining", body, key))
