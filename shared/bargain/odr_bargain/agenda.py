"""What is bargained over at once: issues, the options of each, and combinations that may not be."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Final, TypeAlias

from odr_bargain.unfit import Unfit, escaped

MOST_ISSUES: Final = 20
MOST_OPTIONS: Final = 101
"""Of one issue: an amount in steps of a hundredth, with both its ends."""
MOST_BANS: Final = 500
MOST_COMBINATIONS: Final = 20_000
"""Which one predicate is asked about."""
LONGEST_NAME: Final = 64

Package: TypeAlias = Mapping[str, str]
"""The option chosen of each issue, by the issue's id."""


class TooFewIssues(Unfit):
    """A package has two issues at least."""

    code = "too_few_issues"


class TooMany(Unfit):
    """There are more of these than can be weighed."""

    code = "too_many"


class TooFewOptions(Unfit):
    """Where there are not two options nothing is to be chosen."""

    code = "too_few_options"


class NameUnfit(Unfit):
    """An id is some characters long, and not too many."""

    code = "name_unfit"


class IssueTwice(Unfit):
    """An issue is there once."""

    code = "issue_twice"


class OptionTwice(Unfit):
    """An option is there once in its issue."""

    code = "option_twice"


class UnknownIssue(Unfit):
    """There is no issue of that name."""

    code = "unknown_issue"


class UnknownOption(Unfit):
    """The issue has no such option."""

    code = "unknown_option"


class EmptyBan(Unfit):
    """A combination that may not be names some issue, and some option of each that it names."""

    code = "empty_ban"


class IssueMissing(Unfit):
    """Something is to be said of each issue."""

    code = "issue_missing"


class PackageForbidden(Unfit):
    """The rules do not let this combination be agreed."""

    code = "package_forbidden"


@dataclass(frozen=True, slots=True)
class Issue:
    """What is to be settled one way or another."""

    id: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ban:
    """No package may have, of each issue named here, one of the options named with it."""

    parts: tuple[tuple[str, tuple[str, ...]], ...]

    def forbids(self, package: Package) -> bool:
        return all(package[issue] in options for issue, options in self.parts)


@dataclass(frozen=True, slots=True)
class Agenda:
    """The issues in the order in which they were published, and what may not be combined.

    Raises `TooFewIssues`, `TooMany`, `TooFewOptions`, `NameUnfit`, `IssueTwice`, `OptionTwice`,
    and for its bans `UnknownIssue`, `UnknownOption`, `EmptyBan`, `IssueTwice`.
    """

    issues: tuple[Issue, ...]
    bans: tuple[Ban, ...] = ()

    def __post_init__(self) -> None:
        if len(self.issues) < 2:
            raise TooFewIssues("/issues", least=2)
        _at_most(len(self.issues), MOST_ISSUES, "/issues")
        _at_most(len(self.bans), MOST_BANS, "/bans")
        seen = set[str]()
        for n, issue in enumerate(self.issues):
            _well_named(issue.id, f"/issues/{n}/id")
            if issue.id in seen:
                raise IssueTwice(f"/issues/{n}/id", issue=issue.id)
            seen.add(issue.id)
            _check_options(issue, f"/issues/{n}/options")
        for n, ban in enumerate(self.bans):
            self._check_ban(ban, f"/bans/{n}")

    def _check_ban(self, ban: Ban, where: str) -> None:
        named = [issue for issue, _ in ban.parts]
        if not named or not all(options for _, options in ban.parts):
            raise EmptyBan(where)
        for n, (issue, options) in enumerate(ban.parts):
            if issue in named[:n]:
                raise IssueTwice(f"{where}/{n}", issue=issue)
            known = self.issue(issue, f"{where}/{n}").options
            if unknown := [each for each in options if each not in known]:
                raise UnknownOption(f"{where}/{n}", issue=issue, option=unknown[0])

    def issue(self, name: str, pointer: str = "") -> Issue:
        """Raises `UnknownIssue`."""
        for each in self.issues:
            if each.id == name:
                return each
        raise UnknownIssue(pointer, issue=name)

    @property
    def combinations(self) -> int:
        """How many packages there are, those that may not be among them."""
        return prod(len(each.options) for each in self.issues)

    def allows(self, package: Package) -> bool:
        return not any(ban.forbids(package) for ban in self.bans)

    def check(self, package: Package, pointer: str = "") -> None:
        """Raises `UnknownIssue`, `IssueMissing`, `UnknownOption`, `PackageForbidden`."""
        for name in package:
            self.issue(name, f"{pointer}/{escaped(name)}")
        for each in self.issues:
            if each.id not in package:
                raise IssueMissing(pointer, issue=each.id)
            if package[each.id] not in each.options:
                where = f"{pointer}/{escaped(each.id)}"
                raise UnknownOption(where, issue=each.id, option=package[each.id])
        if not self.allows(package):
            raise PackageForbidden(pointer)


def bans_where(
    issues: Sequence[Issue], forbids: Callable[[Mapping[str, str]], bool]
) -> Iterator[Ban]:
    """Every combination of these issues' options that a predicate forbids, as bans.

    Asked about the issues that it speaks of alone, once for each combination of them: so that what
    a rule pack says in an expression is known before anything is searched. Raises `TooMany` where
    that would be more than `MOST_COMBINATIONS`.
    """
    _at_most(prod(len(each.options) for each in issues), MOST_COMBINATIONS, "/bans")
    for chosen in product(*(each.options for each in issues)):
        pairs = tuple(zip((each.id for each in issues), chosen, strict=True))
        if forbids(dict(pairs)):
            yield Ban(tuple((issue, (option,)) for issue, option in pairs))


def _check_options(issue: Issue, where: str) -> None:
    if len(issue.options) < 2:
        raise TooFewOptions(where, issue=issue.id, least=2)
    _at_most(len(issue.options), MOST_OPTIONS, where)
    for n, option in enumerate(issue.options):
        _well_named(option, f"{where}/{n}")
        if option in issue.options[:n]:
            raise OptionTwice(f"{where}/{n}", issue=issue.id, option=option)


def _at_most(count: int, most: int, where: str) -> None:
    if count > most:
        raise TooMany(where, most=most)


def _well_named(name: str, where: str) -> None:
    if not 0 < len(name) <= LONGEST_NAME:
        raise NameUnfit(where, longest=LONGEST_NAME)
