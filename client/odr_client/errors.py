"""What can go wrong, as a tree.

OdrError
├── Problem                 the server refused; `code` says why
│   ├── BadRequest          400
│   ├── NotAuthenticated    401, and a token that was refused
│   ├── NotPermitted        403
│   │   └── InsufficientScope
│   ├── NotFound            404
│   ├── Conflict            409
│   │   ├── OfferGone       what was to be accepted is no longer on the table
│   │   └── StageOpening    too early, by moments; retried before it is raised
│   ├── Invalid             412, 413, 415, 422: `errors` say which fields
│   ├── TooManyRequests     429
│   └── ServerError         5xx
│       └── Unavailable     503
├── Unreachable             no answer came
├── UnreadableAnswer        an answer came that is not ODR's
├── DidNotHappen            what was waited for did not come in time
└── SignatureInvalid        a webhook that must not be believed
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final


class OdrError(Exception):
    """Anything that this library raises on purpose."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field."""

    pointer: str
    """Where: a JSON pointer as a URI fragment, or the name of a parameter."""
    code: str
    message: str


class Problem(OdrError):
    """The server refused, as RFC 9457 has it."""

    def __init__(
        self,
        status: int,
        code: str,
        title: str,
        detail: str = "",
        errors: Sequence[Fault] = (),
        request_id: str = "",
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        self.status, self.code = status, code
        self.title, self.detail = title, detail
        self.errors = tuple(errors)
        self.request_id = request_id
        """What our support asks for."""
        self.extra = dict(extra or {})
        """What this code says besides, such as `cap` or `due_at`."""
        super().__init__(" ".join(filter(None, (title, detail, self._where(), f"[{code}]"))))

    def _where(self) -> str:
        return " ".join(f"{fault.pointer}: {fault.message}" for fault in self.errors)


class BadRequest(Problem):
    """The request could not be understood."""


class NotAuthenticated(Problem):
    """Who one is was not believed: a wrong client id or secret, or a token that has ended."""


class NotPermitted(Problem):
    """One may see it, and may not do that."""


class InsufficientScope(NotPermitted):
    """The token does not have the scope that this needs."""


class NotFound(Problem):
    """There is no such thing, or one may not see it."""


class Conflict(Problem):
    """It is not in a state that allows this."""


class OfferGone(Conflict):
    """The offer was replaced or has expired, or there was none."""


class StageOpening(Conflict):
    """The stage has just been opened, and was still not there after all retries."""


class Invalid(Problem):
    """What was sent cannot be accepted: `errors` say which fields."""


class TooManyRequests(Problem):
    """Too much was asked in too short a time."""


class ServerError(Problem):
    """Something went wrong on the server's side."""


class Unavailable(ServerError):
    """The server cannot answer just now."""


class Unreachable(OdrError):
    """No answer came: the server cannot be reached, or was cut off."""


class UnreadableAnswer(OdrError):
    """An answer came that this library cannot read: what answered may not be ODR."""


class DidNotHappen(OdrError):
    """What was waited for did not come about in the time given."""


class SignatureInvalid(OdrError):
    """The webhook was not signed by ODR for this endpoint, or too long ago."""


BY_CODE: Final[Mapping[str, type[Problem]]] = {
    "insufficient_scope": InsufficientScope,
    "nothing_on_table": OfferGone,
    "offer_expired": OfferGone,
    "offer_not_on_table": OfferGone,
    "stage_opening": StageOpening,
}
BY_STATUS: Final[Mapping[int, type[Problem]]] = {
    401: NotAuthenticated,
    403: NotPermitted,
    404: NotFound,
    409: Conflict,
    412: Invalid,
    413: Invalid,
    415: Invalid,
    422: Invalid,
    429: TooManyRequests,
    503: Unavailable,
}
SAID: Final = frozenset(
    {"type", "title", "status", "detail", "instance", "code", "request_id", "errors"}
)


def problem(status: int, body: Any, request_id: str = "") -> Problem:
    """What that answer says, which need not be ours: a proxy on the way refuses in its own."""
    said: dict[str, Any] = body if isinstance(body, dict) else {}
    code = str(said.get("code", ""))
    usual = ServerError if status >= 500 else BadRequest
    kind = BY_CODE.get(code) or BY_STATUS.get(status, usual)
    return kind(
        status,
        code or f"http_{status}",
        str(said.get("title") or f"The server answered {status}."),
        str(said.get("detail", "")),
        [_fault(each) for each in said.get("errors", []) if isinstance(each, dict)],
        str(said.get("request_id") or request_id),
        {name: value for name, value in said.items() if name not in SAID},
    )


def token_refused(status: int, body: Any) -> Problem:
    """A refused token, as RFC 6749 (5.2) has it."""
    if isinstance(body, dict) and isinstance(body.get("error"), str):
        # `invalid_client` is about who one is, the others about what was asked for.
        kind = NotAuthenticated if body["error"] == "invalid_client" else BadRequest
        return kind(status, body["error"], str(body.get("error_description", "")))
    return problem(status, body)


def _fault(said: dict[str, Any]) -> Fault:
    return Fault(*(str(said.get(name, "")) for name in ("pointer", "code", "message")))
