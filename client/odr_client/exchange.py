"""One request and its answer: with a token, under a key, in a language, and read as what it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import uuid4

from pydantic import BaseModel, ValidationError

from odr_client.errors import UnreadableAnswer, problem
from odr_client.pages import Listing, Page
from odr_client.retries import Retries
from odr_client.steps import Answer, Request, Steps
from odr_client.tokens import Tokens

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Exchange:
    tokens: Tokens
    retries: Retries = field(default_factory=Retries)
    language: str | None = None
    """In which refusals are told: `en` or `zh-CN`."""

    def get(self, path: str, model: type[M], **query: Any) -> Steps[M]:
        answer = yield from self.ask(Request("GET", path, query))
        return read(answer, model)

    def post(
        self,
        path: str,
        body: Any,
        model: type[M],
        key: str | None = None,
        *,
        repeatable: bool = True,
        version: int | None = None,
    ) -> Steps[M]:
        """`key` is the caller's own `Idempotency-Key`, for repeating it from another process.

        With a `version` it is done only to the thing as it was read then (`If-Match`).
        """
        headers = {"Idempotency-Key": key or str(uuid4())}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        request = Request("POST", path, body=body, headers=headers, repeatable=repeatable)
        answer = yield from self.ask(request)
        return read(answer, model)

    def delete(self, path: str) -> Steps[None]:
        yield from self.ask(Request("DELETE", path))

    def list(self, path: str, model: type[M], query: Mapping[str, Any], by: str) -> Listing[M]:
        """`by` is the name of the parameter that takes the cursor."""

        def page(cursor: str | None) -> Steps[Page[M]]:
            asked = dict(query) if cursor is None else {**query, by: cursor}
            # Pydantic makes this class when it runs; mypy knows it only by its type.
            return (yield from self.get(path, Page[model], **asked))  # type: ignore[valid-type]

        return page

    def search(self, path: str, model: type[M], body: Mapping[str, Any]) -> Listing[M]:
        """A list that is asked for in a body, as what is looked for may be personal."""

        def page(cursor: str | None) -> Steps[Page[M]]:
            asked = dict(body) if cursor is None else {**body, "cursor": cursor}
            answer = yield from self.ask(Request("POST", path, body=asked, repeatable=True))
            return read(answer, Page[model])  # type: ignore[valid-type]

        return page

    def ask(self, request: Request) -> Steps[Answer]:
        """The answer, if it is not a refusal; a token that was refused is renewed once."""
        if self.language is not None:
            request = request.having(**{"Accept-Language": self.language})
        token = yield from self.tokens.get()
        answer = yield from self.retries.send(_by(request, token))
        if answer.status == 401:
            other = yield from self.tokens.get(instead_of=token)
            if other is not None:
                answer = yield from self.retries.send(_by(request, other))
        if answer.status >= 400:
            raise problem(answer.status, answer.json(), answer.headers.get("x-request-id", ""))
        return answer


def _by(request: Request, token: str | None) -> Request:
    return request.having(Authorization=f"Bearer {token}")


def read(answer: Answer, model: type[M]) -> M:
    try:
        return model.model_validate_json(answer.body)
    except ValidationError as error:
        raise UnreadableAnswer(
            f"The answer ({answer.status}) is not a {model.__name__}: what answered may not be"
            " ODR, or a version of it that this library is too old for."
        ) from error
