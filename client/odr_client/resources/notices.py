"""Notices of a case: read, and their service confirmed or reported to have failed."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from odr_client.calls import D, Resource, call, listing
from odr_client.pages import Listing
from odr_client.steps import Steps
from odr_client.views.notices import Notice, NoticeSummary

Id = UUID | str


class Notices(Resource[D]):
    """What the parties are told; the platform brings it to them, and says when it has."""

    @listing
    def list(
        self, case_id: Id, *, status: str | None = None, limit: int | None = None
    ) -> Listing[NoticeSummary]:
        """The notices that one may read, oldest first; `status` is due, sent or served."""
        query = {"status": status, "limit": limit}
        return self._exchange.list(_path(case_id), NoticeSummary, query, "cursor")

    @call
    def get(self, case_id: Id, notice_id: Id) -> Steps[Notice]:
        """One notice, with all that was tried to bring it to its addressee."""
        return (yield from self._exchange.get(f"{_path(case_id)}/{notice_id}", Notice))

    @call
    def served(
        self,
        case_id: Id,
        notice_id: Id,
        channel: str,
        at: datetime | None = None,
        reference: str | None = None,
        key: str | None = None,
    ) -> Steps[Notice]:
        """Confirm that it reached its addressee, `at` which time; now if none is said."""
        body = _said(channel, at) | ({} if reference is None else {"reference": reference})
        path = f"{_path(case_id)}/{notice_id}/served"
        return (yield from self._exchange.post(path, body, Notice, key))

    @call
    def bounced(
        self,
        case_id: Id,
        notice_id: Id,
        channel: str,
        reason: str,
        at: datetime | None = None,
        key: str | None = None,
    ) -> Steps[Notice]:
        """Report that it did not reach its addressee: it is owed again."""
        body = _said(channel, at) | {"reason": reason}
        path = f"{_path(case_id)}/{notice_id}/bounced"
        return (yield from self._exchange.post(path, body, Notice, key))


def _path(case_id: Id) -> str:
    return f"/v1/cases/{case_id}/notices"


def _said(channel: str, at: datetime | None) -> dict[str, Any]:
    return {"channel": channel, "at": (at or datetime.now(UTC)).isoformat()}
