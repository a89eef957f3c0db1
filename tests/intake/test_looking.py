"""What a search is refused for, and whose cases are looked through; and who can get which token."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import pytest

from odr_intake.domain.identity import (
    Client,
    InvalidClient,
    InvalidScope,
    KeyTimes,
    Role,
    granted,
    scopes_for,
    signs_now,
)
from odr_intake.domain.searching import (
    PlatformMissing,
    RangeReversed,
    Sort,
    Wanted,
    check,
    whose,
)
from odr_shared import testing
from odr_shared.callers import SCOPES, Caller, Kind
from odr_shared.errors import NotPermitted, Refusal

NOW: Final = datetime(2026, 3, 1, 12, tzinfo=UTC)
TICK: Final = timedelta(microseconds=1)
PLATFORM, STAFF = testing.platform(), testing.staff()
PARTY: Final = testing.party(UUID(int=1), UUID(int=2), "claimant", PLATFORM.id)
ANOTHER: Final = UUID(int=99)


def test_a_platform_looks_through_its_own_cases_whatever_it_names() -> None:
    assert whose(PLATFORM, None) == PLATFORM.id
    assert whose(PLATFORM, ANOTHER) == PLATFORM.id
    assert whose(STAFF, ANOTHER) == ANOTHER
    with pytest.raises(PlatformMissing) as refused:
        whose(STAFF, None)
    assert refused.value.pointer == "/platform_id"


def between(start: datetime | None, end: datetime | None) -> Wanted:
    return Wanted(filed_from=start, filed_to=end)


SEARCHES: dict[str, tuple[Caller, Wanted, type[Refusal] | None, str]] = {
    "all": (PLATFORM, Wanted(), None, ""),
    "a caseworker's, by a platform": (PLATFORM, Wanted(assignee=ANOTHER), NotPermitted, ""),
    "a team's, by a platform": (PLATFORM, Wanted(team="north"), NotPermitted, ""),
    "a caseworker's, by a party": (PARTY, Wanted(assignee=ANOTHER), NotPermitted, ""),
    "a caseworker's, by staff": (STAFF, Wanted(assignee=ANOTHER), None, ""),
    "a team's, by staff": (STAFF, Wanted(team="north"), None, ""),
    "of a day": (PLATFORM, between(NOW, NOW + timedelta(days=1)), None, ""),
    "of an instant": (PLATFORM, between(NOW, NOW + TICK), None, ""),
    "of no time": (PLATFORM, between(NOW, NOW), RangeReversed, "/filed_to"),
    "backwards": (PLATFORM, between(NOW, NOW - TICK), RangeReversed, "/filed_to"),
    "from then on": (PLATFORM, between(NOW, None), None, ""),
    "until then": (PLATFORM, between(None, NOW), None, ""),
    "of all platforms by filing": (STAFF, Wanted(sort=Sort.FILED), None, ""),
    "of all platforms by what is due": (
        *(STAFF, Wanted(sort=Sort.DUE), PlatformMissing, "/platform_id"),
    ),
    "of one platform by what is due": (
        *(STAFF, Wanted(sort=Sort.DUE, platform_id=ANOTHER), None, ""),
    ),
    "its own by what is due": (PLATFORM, Wanted(sort=Sort.DUE), None, ""),
}


@pytest.mark.parametrize(
    ("caller", "wanted", "refusal", "pointer"), SEARCHES.values(), ids=SEARCHES
)
def test_what_is_refused_of_a_search(caller, wanted, refusal, pointer) -> None:
    if refusal is None:
        check(caller, wanted)
        return
    with pytest.raises(refusal) as refused:
        check(caller, wanted)
    assert refused.value.pointer == pointer


def test_a_minus_is_for_the_latest_first() -> None:
    assert [(each.by, each.latest_first) for each in (Sort.DUE, Sort.DUE_LAST)] == [
        *(("due", False), ("due", True)),
    ]


def client(
    kind: Kind = Kind.STAFF, mode: str = "live", roles: Any = (), scopes: Any = None
) -> Client:
    own = ANOTHER if kind is Kind.PLATFORM else None
    has = scopes_for(kind, mode, roles) if scopes is None else scopes
    return Client(UUID(int=3), kind, mode, own, frozenset(roles), frozenset(has))


MADE: dict[str, Callable[[], Client]] = {
    "staff of every role": lambda: client(roles=Role),
    "a mediator": lambda: client(roles=[Role.MEDIATOR]),
    "a platform in test mode": lambda: client(Kind.PLATFORM, "test"),
    "a platform": lambda: client(Kind.PLATFORM),
    "a service": lambda: client(Kind.SERVICE),
}


@pytest.mark.parametrize("make", MADE.values(), ids=MADE)
def test_a_client_can_have_all_that_its_kind_can(make: Callable[[], Client]) -> None:
    assert granted(make(), make().scopes) == make().scopes


NOT_MADE: dict[str, Callable[[], Client]] = {
    "staff without a role": lambda: client(roles=[], scopes={"cases:read"}),
    "a role that there is not": lambda: client(roles=["king"], scopes={"cases:read"}),
    "a platform with a role": lambda: client(Kind.PLATFORM, roles=[Role.MEDIATOR]),
    "a party": lambda: client(Kind.PARTY, scopes={"cases:read"}),
    "another mode": lambda: client(Kind.PLATFORM, "TEST", scopes={"cases:read"}),
    "no scope": lambda: client(Kind.PLATFORM, scopes=()),
    "a clock in live mode": lambda: client(Kind.PLATFORM, scopes={"clocks:read"}),
    "turning a clock in live mode": lambda: client(Kind.PLATFORM, scopes={"clocks:write"}),
    "a mediator that decides": lambda: client(roles=[Role.MEDIATOR], scopes={"cases:write"}),
}


@pytest.mark.parametrize("make", NOT_MADE.values(), ids=NOT_MADE)
def test_no_client_is_made_that_no_verifier_would_take(make: Callable[[], Client]) -> None:
    with pytest.raises(ValueError, match=r"client|staff|platform"):
        make()


def test_clocks_are_for_test_mode_and_decisions_for_caseworkers() -> None:
    clocks = {"clocks:read", "clocks:write"}
    assert scopes_for(Kind.PLATFORM, "test") - scopes_for(Kind.PLATFORM, "live") == clocks
    assert scopes_for(Kind.PLATFORM, "test") == SCOPES[Kind.PLATFORM]
    decides = scopes_for(Kind.STAFF, "live", [Role.CASEWORKER])
    assert decides - scopes_for(Kind.STAFF, "live", [Role.MEDIATOR]) == {"cases:write"}


def test_a_token_has_what_was_asked_for_or_all() -> None:
    has = client(Kind.PLATFORM)
    assert granted(has, frozenset()) == has.scopes
    assert granted(has, frozenset({"cases:read"})) == {"cases:read"}
    with pytest.raises(InvalidScope):
        granted(has, frozenset({"clocks:read"}))


def test_a_refused_token_says_why() -> None:
    assert str(InvalidClient()) == InvalidClient.__doc__


@pytest.mark.parametrize(
    ("now", "signs"),
    [
        (NOW - TICK, "first"),
        (NOW, "first"),
        (NOW + timedelta(days=1) - TICK, "first"),
        (NOW + timedelta(days=1), "second"),
        (NOW + timedelta(days=2) - TICK, "second"),
        (NOW + timedelta(days=2), "second"),
        (NOW + timedelta(days=4), None),
    ],
)
def test_the_key_that_came_last_signs_from_its_first_instant(now: datetime, signs: Any) -> None:
    first = KeyTimes("first", NOW, NOW + timedelta(days=2))
    second = KeyTimes("second", NOW + timedelta(days=1), NOW + timedelta(days=4))
    assert signs_now([first, second], now) == signs
    assert signs_now([second, first], now) == signs
