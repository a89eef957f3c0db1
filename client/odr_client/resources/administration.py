"""What caseworkers do with a case beside deciding on it: repairs, and handing it over."""

from datetime import datetime

from odr_client.calls import D, call
from odr_client.resources.procedure import Id
from odr_client.resources.timing import Timing
from odr_client.steps import Steps
from odr_client.views.cases import Case


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
