"""Reasons told to a side: they add up, and are made of its own preferences alone."""

from inspect import signature

from tests.bargain.worked import CLAIMANT, MERCHANT, terms
from tests.invariants import invariant

from odr_bargain.explaining import Change, Line, changes, explain
from odr_bargain.preferences import Preferences, Stake

AGREED = terms(290, "merchant", 0, apology=False)


def test_the_claimant_sees_what_each_issue_brings_it() -> None:
    reasons = explain(CLAIMANT, AGREED)
    assert reasons.lines == (
        Line("refund", "290", 60, 58, 3480, 6000, "between"),
        Line("return_paid_by", "merchant", 15, 100, 1500, 1500, "best"),
        Line("apology", "no", 15, 0, 0, 1500, "worst"),
        Line("credit", "000", 10, 0, 0, 1000, "worst"),
    )
    assert (reasons.worth, reasons.reservation, reasons.gain) == (4980, 3000, 1980)
    assert reasons.at_best == 10_000
    assert sum(line.worth for line in reasons.lines) == reasons.worth


def test_the_merchant_sees_its_own() -> None:
    reasons = explain(MERCHANT, AGREED)
    assert [line.issue for line in reasons.lines] == [
        *("refund", "credit", "apology", "return_paid_by"),
    ]
    assert (reasons.worth, reasons.gain) == (5520, 2020)


def test_an_improvement_is_told_by_what_it_changes() -> None:
    before, after = terms(300, "merchant", 50, apology=False), terms(350, "merchant", 0, False)
    assert changes(CLAIMANT, before, after) == (
        Change("refund", "300", "350", 60, 600),
        Change("credit", "050", "000", 10, -500),
    )
    assert sum(each.difference for each in changes(MERCHANT, before, after)) == 150


def test_where_all_is_one_to_a_side_nothing_is_its_best() -> None:
    own = Preferences((Stake("a", 0, {"x": 0, "y": 100}), Stake("b", 100, {"x": 40, "y": 40})), 0)
    standings = [line.standing for line in explain(own, {"a": "y", "b": "x"}).lines]
    assert standings == ["indifferent", "indifferent"]


@invariant(3)
def test_no_reason_can_tell_of_the_other_side() -> None:
    """Neither is given anything of it but the package, which both are told."""
    assert list(signature(explain).parameters) == ["own", "package"]
    assert list(signature(changes).parameters) == ["own", "before", "after"]
