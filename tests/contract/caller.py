"""Calls operations of the documented API, judges each answer, and keeps what it saw."""

import os
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import schemathesis
from schemathesis.checks import load_all_checks
from schemathesis.core.failures import FailureGroup
from schemathesis.core.transport import Response
from tests.contract.running import Headers, Odr

load_all_checks()
CHECKS: Final = [
    schemathesis.checks.CHECKS.get_one(name)
    for name in (
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
        "negative_data_rejection",
    )
]
SEED: Final = int(os.environ.get("ODR_SEED", "3"))


@dataclass
class Caller:
    """One run over the document."""

    odr: Odr
    document: Mapping[str, Any]
    statuses: dict[tuple[str, str], Counter[int]] = field(
        default_factory=lambda: defaultdict(Counter)
    )
    """How often each (operation, role) was answered with what."""
    failures: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.schema = schemathesis.openapi.from_dict(dict(self.document))
        self.operations = {
            operation.label: operation
            for result in self.schema.get_all_operations()
            if (operation := result.ok())
        }

    def say(
        self, role: str, label: str, *, headers: Headers | None = None, **parts: Any
    ) -> dict[str, Any]:
        """A call that must succeed: `label` is `POST /v1/cases`; what it was answered."""
        case = self.operations[label].Case(**parts)
        answer = self.call(role, case, headers)
        assert 200 <= answer.status_code < 300, f"{role}: {label}: {answer.text}"
        return dict(answer.json()) if answer.content else {}

    def call(self, role: str, case: schemathesis.Case, headers: Headers | None = None) -> Response:
        """Any call; what is wrong with the answer is kept, and does not stop the run."""
        sent = self.odr.roles[role] if headers is None else headers
        answer = case.call(base_url=self.odr.base, headers=sent)
        self.statuses[case.operation.label, role][answer.status_code] += 1
        try:
            case.validate_response(answer, checks=CHECKS, headers=sent)
        except FailureGroup as group:
            self.failures += [f"{case.operation.label} as {role}: {group.message}"]
        return answer

    def reached(self) -> set[str]:
        """The operations that have succeeded for somebody."""
        return {
            label
            for (label, _), seen in self.statuses.items()
            if any(200 <= status < 300 for status in seen)
        }

    def table(self) -> str:
        """Operation, role and statuses, for people."""
        lines = [
            f"{label:<58} {role:<14} "
            + "  ".join(f"{status} ({count})" for status, count in sorted(seen.items()))
            for (label, role), seen in sorted(self.statuses.items())
        ]
        reached, all_of_them = len(self.reached()), len(self.operations)
        return "\n".join([*lines, f"{reached} of {all_of_them} operations reached a 2xx"])
