"""How a method that says its steps becomes one that waits, or one that is awaited."""

from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from functools import update_wrapper, wraps
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, overload

from odr_client.drivers import Awaiting, Blocking
from odr_client.exchange import Exchange
from odr_client.pages import Listing
from odr_client.steps import Steps

D = TypeVar("D", bound=Blocking | Awaiting)
P = ParamSpec("P")
T = TypeVar("T")


class Resource(Generic[D]):
    """A part of the API, for one driver."""

    def __init__(self, exchange: Exchange, driver: D) -> None:
        self._exchange = exchange
        self._driver = driver


class call(Generic[P, T]):  # noqa: N801  # a decorator
    """A call with one answer."""

    def __init__(self, steps: Callable[Concatenate[Any, P], Steps[T]]) -> None:
        self.steps = steps
        update_wrapper(self, steps)  # type: ignore[arg-type]  # for those who read it by help()

    @overload
    def __get__(self, it: None, owner: type) -> "call[P, T]": ...
    @overload
    def __get__(self, it: Resource[Blocking], owner: type) -> Callable[P, T]: ...
    @overload
    def __get__(
        self, it: Resource[Awaiting], owner: type
    ) -> Callable[P, Coroutine[Any, Any, T]]: ...
    def __get__(self, it: Resource[Any] | None, owner: type) -> Any:
        if it is None:
            return self

        @wraps(self.steps)
        def called(*args: P.args, **named: P.kwargs) -> Any:
            return it._driver.run(self.steps(it, *args, **named))  # noqa: SLF001

        return called


class listing(Generic[P, T]):  # noqa: N801  # a decorator
    """A list, over which one iterates; pages are fetched as they are needed."""

    def __init__(self, steps: Callable[Concatenate[Any, P], Listing[T]]) -> None:
        self.steps = steps
        update_wrapper(self, steps)  # type: ignore[arg-type]  # for those who read it by help()

    @overload
    def __get__(self, it: None, owner: type) -> "listing[P, T]": ...
    @overload
    def __get__(self, it: Resource[Blocking], owner: type) -> Callable[P, Iterator[T]]: ...
    @overload
    def __get__(self, it: Resource[Awaiting], owner: type) -> Callable[P, AsyncIterator[T]]: ...
    def __get__(self, it: Resource[Any] | None, owner: type) -> Any:
        if it is None:
            return self

        @wraps(self.steps)
        def called(*args: P.args, **named: P.kwargs) -> Any:
            return it._driver.pages(self.steps(it, *args, **named))  # noqa: SLF001

        return called
