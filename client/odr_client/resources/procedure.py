"""What is done with a case after its filing: screened, served, answered, set aside."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from odr_client.calls import D, Resource, call
from odr_client.money import Money
from odr_client.steps import Steps
from odr_client.views.cases import Case
from odr_client.views.certificates import Certificate
from odr_client.views.filing import Claim

Id = UUID | str


class Procedure(Resource[D]):
    """The commands of a case; whoever may give one finds it among the case's `actions`."""

    @call
    def accept(self, case_id: Id, key: str | None = None) -> Steps[Case]:
        """Take the case, as a caseworker."""
        return (yield from self._give(case_id, "accept", {}, key))

    @call
    def send_back(
        self, case_id: Id, missing: Sequence[str], text: str, key: str | None = None
    ) -> Steps[Case]:
        """Return the case for what is missing, as a caseworker."""
        body = {"missing": list(missing), "text": text}
        return (yield from self._give(case_id, "return", body, key))

    @call
    def resubmit(
        self, case_id: Id, on_behalf_of: Id | None = None, key: str | None = None
    ) -> Steps[Case]:
        """Say that what was missing has been supplied."""
        return (yield from self._give(case_id, "resubmit", {"on_behalf_of": on_behalf_of}, key))

    @call
    def refuse(self, case_id: Id, ground: str, text: str, key: str | None = None) -> Steps[Case]:
        """Refuse the case, as a caseworker, on a ground of its rule pack."""
        return (yield from self._give(case_id, "refuse", {"ground": ground, "text": text}, key))

    @call
    def ask_review(
        self,
        case_id: Id,
        text: str | None = None,
        on_behalf_of: Id | None = None,
        key: str | None = None,
    ) -> Steps[Case]:
        """Ask that another caseworker look at a refusal."""
        body = {"text": text, "on_behalf_of": on_behalf_of}
        return (yield from self._give(case_id, "ask-review", body, key))

    @call
    def review(
        self, case_id: Id, *, upheld: bool, text: str, key: str | None = None
    ) -> Steps[Case]:
        """Decide, as another caseworker, whether a refusal stands."""
        return (yield from self._give(case_id, "review", {"upheld": upheld, "text": text}, key))

    @call
    def serve(
        self,
        case_id: Id,
        notice: str = "claim",
        channel: str = "app",
        at: datetime | None = None,
        key: str | None = None,
    ) -> Steps[Case]:
        """Confirm that a notice reached its addressee, `at` which time; now if none is said."""
        when = (at or datetime.now(UTC)).isoformat()
        body = {"notice": notice, "channel": channel, "at": when}
        return (yield from self._give(case_id, "serve", body, key))

    @call
    def answer(
        self,
        case_id: Id,
        answer: str,
        text: str | None = None,
        on_behalf_of: Id | None = None,
        admitted: Money | None = None,
        counterclaim: Money | None = None,
        key: str | None = None,
    ) -> Steps[Case]:
        """`admit` the claims, which ends the case, or `contest` them, which opens negotiation.

        With `admit_in_part` goes how much is `admitted`; with either of the latter two may go a
        `counterclaim`.
        """
        body = {
            "answer": answer,
            "text": text,
            "on_behalf_of": on_behalf_of,
            "admitted": admitted and admitted.model_dump(mode="json"),
            "counterclaim": counterclaim and counterclaim.model_dump(mode="json"),
        }
        return (yield from self._give(case_id, "answer", body, key))

    @call
    def answer_counterclaim(
        self, case_id: Id, answer: str, on_behalf_of: Id | None = None, key: str | None = None
    ) -> Steps[Case]:
        """`admit` or `contest` what the respondent asks for in turn."""
        body = {"answer": answer, "on_behalf_of": on_behalf_of}
        return (yield from self._give(case_id, "answer-counterclaim", body, key))

    @call
    def consent(
        self,
        case_id: Id,
        stage: str,
        *,
        given: bool,
        on_behalf_of: Id | None = None,
        key: str | None = None,
    ) -> Steps[Case]:
        """Say whether one takes part in a stage that needs one's consent."""
        body = {"stage": stage, "given": given, "on_behalf_of": on_behalf_of}
        return (yield from self._give(case_id, "consent", body, key))

    @call
    def amend(
        self,
        case_id: Id,
        claims: Sequence[Claim | Mapping[str, Any]],
        on_behalf_of: Id | None = None,
        version: int | None = None,
        key: str | None = None,
    ) -> Steps[Case]:
        """Claim this from now on, and nothing else; with `version`, of the case as it was read."""
        said = [
            each.model_dump(mode="json", exclude_none=True)
            if isinstance(each, Claim)
            else dict(each)
            for each in claims
        ]
        body: dict[str, Any] = {"claims": said}
        if on_behalf_of is not None:
            body["on_behalf_of"] = str(on_behalf_of)
        path = f"/v1/cases/{case_id}/amend-claims"
        return (yield from self._exchange.post(path, body, Case, key, version=version))

    @call
    def withdraw(self, case_id: Id, key: str | None = None) -> Steps[Case]:
        """Withdraw the claims: at once, or (`withdrawing`) as soon as the open stage has ended."""
        return (yield from self._exchange.post(f"/v1/cases/{case_id}/withdraw", None, Case, key))

    @call
    def transfer_out(
        self, case_id: Id, to: str = "court", on_behalf_of: Id | None = None, key: str | None = None
    ) -> Steps[Case]:
        """Take the claims to a court or another way of the rule pack; ends as a withdrawal does."""
        body = {"to": to, "on_behalf_of": on_behalf_of}
        return (yield from self._give(case_id, "transfer-out", body, key))

    @call
    def certificate(self, case_id: Id) -> Steps[Certificate]:
        """That the case ended without a resolution, and which ways remain."""
        found: Certificate = yield from self._exchange.get(
            f"/v1/cases/{case_id}/certificate", Certificate
        )
        return found

    @call
    def ask_set_aside(
        self,
        case_id: Id,
        cause: str,
        text: str | None = None,
        on_behalf_of: Id | None = None,
        key: str | None = None,
    ) -> Steps[Case]:
        """Ask that a default be set aside, for a cause that the rule pack knows."""
        body = {"cause": cause, "text": text, "on_behalf_of": on_behalf_of}
        return (yield from self._give(case_id, "ask-set-aside", body, key))

    @call
    def decide_set_aside(
        self, case_id: Id, *, granted: bool, text: str, key: str | None = None
    ) -> Steps[Case]:
        """Set a default aside, or let it stand, as a caseworker."""
        body = {"granted": granted, "text": text}
        return (yield from self._give(case_id, "decide-set-aside", body, key))

    def _give(
        self, case_id: Id, command: str, body: Mapping[str, Any], key: str | None
    ) -> Steps[Case]:
        said = {
            name: str(value) if isinstance(value, UUID) else value
            for name, value in body.items()
            if value is not None
        }
        return (yield from self._exchange.post(f"/v1/cases/{case_id}/{command}", said, Case, key))
