"""What is done about the time of a case: periods made longer, paused and resumed."""

from datetime import datetime

from odr_client.calls import D, call
from odr_client.resources.procedure import Id, Procedure
from odr_client.steps import Steps
from odr_client.views.cases import Case


class Timing(Procedure[D]):
    """The commands about the time of a case, beside those of its procedure."""

    @call
    def ask_extension(
        self,
        case_id: Id,
        more: int | None = None,
        on_behalf_of: Id | None = None,
        key: str | None = None,
    ) -> Steps[Case]:
        """Ask the other party for a longer period; for all that the pack allows, if not said."""
        body = {"more": more, "on_behalf_of": on_behalf_of}
        return (yield from self._give(case_id, "ask-extension", body, key))

    @call
    def grant_extension(
        self, case_id: Id, on_behalf_of: Id | None = None, key: str | None = None
    ) -> Steps[Case]:
        """Agree to the longer period that the other party asked for."""
        body = {"on_behalf_of": on_behalf_of}
        return (yield from self._give(case_id, "grant-extension", body, key))

    @call
    def refuse_extension(
        self, case_id: Id, on_behalf_of: Id | None = None, key: str | None = None
    ) -> Steps[Case]:
        """Let the period end when it would have."""
        body = {"on_behalf_of": on_behalf_of}
        return (yield from self._give(case_id, "refuse-extension", body, key))

    @call
    def extend(
        self, case_id: Id, text: str, more: int | None = None, key: str | None = None
    ) -> Steps[Case]:
        """Make the period longer, as a caseworker, where the rule pack leaves it to one."""
        return (yield from self._give(case_id, "extend", {"text": text, "more": more}, key))

    @call
    def pause(
        self,
        case_id: Id,
        why: str,
        text: str,
        until: datetime | None = None,
        key: str | None = None,
    ) -> Steps[Case]:
        """Have the period stand still, as a caseworker: `challenge`, `appraisal`, `outage`."""
        last = until.isoformat() if until else None
        body = {"why": why, "text": text, "until": last}
        return (yield from self._give(case_id, "pause", body, key))

    @call
    def resume(self, case_id: Id, key: str | None = None) -> Steps[Case]:
        """Have the period run on, as a caseworker."""
        return (yield from self._give(case_id, "resume", {}, key))
