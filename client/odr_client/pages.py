"""Lists, page by page."""

from typing import Generic, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict

from odr_client.steps import Steps

T = TypeVar("T")


class Page(BaseModel, Generic[T]):
    """A part of a list; `next` is the cursor of the part after it, if there is one."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    data: list[T]
    next: str | None = None


class Listing(Protocol[T]):
    """How the page behind a cursor is fetched; behind none is the first."""

    def __call__(self, cursor: str | None, /) -> Steps[Page[T]]: ...
