"""What cannot be bargained over, or wanted, is refused with its code and the place at fault."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.bargain.worked import AGENDA, CLAIMANT, MERCHANT, terms

from odr_bargain.agenda import (
    LONGEST_NAME,
    MOST_BANS,
    MOST_ISSUES,
    MOST_OPTIONS,
    Agenda,
    Ban,
    Issue,
    Package,
)
from odr_bargain.preferences import Preferences, Stake, check
from odr_bargain.solving import improve, solve
from odr_bargain.unfit import Unfit, escaped

A, B = Issue("a", ("x", "y")), Issue("b/c~", ("x", "y"))
TWO = Agenda((A, B))
EVEN = {"x": 0, "y": 100}


def named(count: int) -> tuple[str, ...]:
    return tuple(f"n{n}" for n in range(count))


def refused(make: Callable[[], object], code: str, pointer: str) -> Unfit:
    with pytest.raises(Unfit) as told:
        make()
    assert (told.value.code, told.value.pointer) == (code, pointer)
    return told.value


@pytest.mark.parametrize(
    ("issues", "bans", "code", "pointer"),
    [
        pytest.param((A,), (), "too_few_issues", "/issues", id="one issue"),
        pytest.param(
            tuple(replace(A, id=name) for name in named(MOST_ISSUES + 1)),
            (),
            *("too_many", "/issues"),
            id="too many issues",
        ),
        pytest.param((A, A), (), "issue_twice", "/issues/1/id", id="an issue twice"),
        pytest.param(
            (A, Issue("b", ("x",))), (), "too_few_options", "/issues/1/options", id="no choice"
        ),
        pytest.param(
            (A, Issue("b", named(MOST_OPTIONS + 1))),
            (),
            *("too_many", "/issues/1/options"),
            id="too many options",
        ),
        pytest.param(
            (A, Issue("b", ("x", "y", "x"))),
            (),
            *("option_twice", "/issues/1/options/2"),
            id="an option twice",
        ),
        pytest.param((A, replace(B, id="")), (), "name_unfit", "/issues/1/id", id="no name"),
        pytest.param(
            (A, replace(B, id="n" * (LONGEST_NAME + 1))),
            (),
            *("name_unfit", "/issues/1/id"),
            id="a long name",
        ),
        pytest.param(
            (A, replace(B, options=("x", ""))),
            (),
            *("name_unfit", "/issues/1/options/1"),
            id="an option without a name",
        ),
        pytest.param((A, B), (Ban(()),), "empty_ban", "/bans/0", id="a ban of all"),
        pytest.param((A, B), (Ban((("a", ()),)),), "empty_ban", "/bans/0", id="a ban of no option"),
        pytest.param(
            (A, B),
            (Ban((("a", ("x",)), ("a", ("y",)))),),
            *("issue_twice", "/bans/0/1"),
            id="a ban that names an issue twice",
        ),
        pytest.param(
            (A, B),
            (Ban((("a", ("x",)),)), Ban((("d", ("x",)),))),
            *("unknown_issue", "/bans/1/0"),
            id="a ban of an unknown issue",
        ),
        pytest.param(
            (A, B),
            (Ban((("a", ("x", "z")),)),),
            *("unknown_option", "/bans/0/0"),
            id="a ban of an unknown option",
        ),
        pytest.param(
            (A, B),
            (Ban((("a", ("x",)),)),) * (MOST_BANS + 1),
            *("too_many", "/bans"),
            id="too many bans",
        ),
    ],
)
def test_an_agenda(
    issues: tuple[Issue, ...], bans: tuple[Ban, ...], code: str, pointer: str
) -> None:
    refused(lambda: Agenda(issues, bans), code, pointer)


def test_the_largest_agenda_can_be_had() -> None:
    issues = tuple(Issue(name, named(MOST_OPTIONS)) for name in named(MOST_ISSUES))
    agenda = Agenda(issues, (Ban((("n0", ("n0",)),)),) * MOST_BANS)
    assert agenda.combinations == MOST_OPTIONS**MOST_ISSUES


def side(*stakes: Stake, reservation: int = 0) -> Preferences:
    return Preferences(stakes, reservation)


@pytest.mark.parametrize(
    ("said", "code", "pointer"),
    [
        pytest.param(
            side(Stake("a", 50, EVEN), Stake(B.id, 49, EVEN)),
            *("points_not_100", "/stakes"),
            id="99 points",
        ),
        pytest.param(
            side(Stake("a", 50, EVEN), Stake(B.id, 51, EVEN)),
            *("points_not_100", "/stakes"),
            id="101 points",
        ),
        pytest.param(
            side(Stake("a", -1, EVEN), Stake(B.id, 101, EVEN)),
            *("points_out_of_range", "/stakes/0/points"),
            id="less than no points",
        ),
        pytest.param(
            side(Stake("a", 101, EVEN), Stake(B.id, -1, EVEN)),
            *("points_out_of_range", "/stakes/0/points"),
            id="more points than there are",
        ),
        pytest.param(
            side(Stake("a", 50, EVEN), Stake("a", 50, EVEN)),
            *("issue_twice", "/stakes/1/issue"),
            id="an issue twice",
        ),
        pytest.param(
            side(Stake("a", 100, EVEN)), "issue_missing", "/stakes", id="an issue is missing"
        ),
        pytest.param(
            side(Stake("a", 50, EVEN), Stake(B.id, 40, EVEN), Stake("d", 10, EVEN)),
            *("unknown_issue", "/stakes/2/issue"),
            id="an unknown issue",
        ),
        pytest.param(
            side(Stake("a", 50, EVEN | {"z/z": 1}), Stake(B.id, 50, EVEN)),
            *("unknown_option", "/stakes/0/values/z~1z"),
            id="an unknown option",
        ),
        pytest.param(
            side(Stake("a", 50, EVEN), Stake(B.id, 50, {"x": 0})),
            *("option_missing", "/stakes/1/values"),
            id="an option is missing",
        ),
        pytest.param(
            side(Stake("a", 50, EVEN | {"y": 101}), Stake(B.id, 50, EVEN)),
            *("value_out_of_range", "/stakes/0/values/y"),
            id="a value over 100",
        ),
        pytest.param(
            side(Stake("a", 50, EVEN | {"x": -1}), Stake(B.id, 50, EVEN)),
            *("value_out_of_range", "/stakes/0/values/x"),
            id="a value below 0",
        ),
        pytest.param(
            side(Stake("a", 50, EVEN), Stake(B.id, 50, EVEN), reservation=-1),
            *("reservation_out_of_range", "/reservation"),
            id="less than nothing",
        ),
        pytest.param(
            side(Stake("a", 50, EVEN), Stake(B.id, 50, EVEN), reservation=10_001),
            *("reservation_out_of_range", "/reservation"),
            id="more than all",
        ),
    ],
)
def test_preferences(said: Preferences, code: str, pointer: str) -> None:
    refused(lambda: check(TWO, said), code, pointer)
    honest = side(Stake("a", 50, EVEN), Stake(B.id, 50, EVEN))
    refused(lambda: solve(TWO, said, honest), code, f"/claimant{pointer}")
    refused(lambda: solve(TWO, honest, said), code, f"/respondent{pointer}")


def test_a_refusal_says_what_a_sentence_about_it_needs() -> None:
    told = refused(
        lambda: check(TWO, side(Stake("a", 50, EVEN), Stake(B.id, 49, EVEN))),
        *("points_not_100", "/stakes"),
    )
    assert told.extra == {"total": 99}
    assert str(told) == "points_not_100 /stakes total=99"


def test_all_the_points_on_one_issue_and_all_or_nothing_can_be_said() -> None:
    check(TWO, side(Stake("a", 100, EVEN), Stake(B.id, 0, EVEN), reservation=10_000))


@pytest.mark.parametrize(
    ("agreed", "code", "pointer"),
    [
        ({"refund": "290"}, "issue_missing", "/agreed"),
        (terms(290, "claimant", 0, False) | {"d": "x"}, "unknown_issue", "/agreed/d"),
        (terms(290, "nobody", 0, False), "unknown_option", "/agreed/return_paid_by"),
    ],
    ids=["an issue is missing", "an unknown issue", "an unknown option"],
)
def test_an_agreement_to_be_improved(agreed: Package, code: str, pointer: str) -> None:
    refused(lambda: improve(AGENDA, CLAIMANT, MERCHANT, agreed), code, pointer)


def test_a_pointer_escapes_what_it_must() -> None:
    assert escaped(B.id) == "b~1c~0"
