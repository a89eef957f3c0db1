"""Where an expression is at fault, counted from 0, and what about; and how much it may be."""

from datetime import date

import pytest
from tests.rules.test_expressions import FACTS, TODAY

from odr_rules.expressions import NAMES, check, holds, is_past
from odr_rules.grammar import DEEPEST, FURTHEST, LARGEST, LONGEST, ExpressionRefused


@pytest.mark.parametrize(
    ("expression", "code", "at", "about"),
    [
        ("", "syntax", 0, "end"),
        ("true true", "syntax", 5, "true"),
        ("claimant.kind ==", "syntax", 16, "end"),
        ("(true", "syntax", 5, "end"),
        ("order.paid < 1 < 2", "syntax", 17, "relations do not follow one another"),
        ("order.paid > 1.5", "syntax", 14, "."),
        ("order.paid * 2 > 1", "syntax", 10, " * 2 > 1"),
        ("weather == 'rain'", "name", 0, "weather"),
        ("true && claimant.shoe_size > 1", "name", 17, "claimant.shoe_size"),
        ("claimant.kind.length > 1", "name", 14, "claimant.kind.length"),
        ("matches(claimant.kind, 'a')", "name", 0, "matches"),
        ("claims.map(c, c.amount)", "name", 7, "claims.map"),
        ("claims.exists(order, true)", "name", 14, "order"),
        ("claims.exists(3, true)", "name", 14, "3"),
        ("claims.exists(c true)", "syntax", 16, "true"),
        ("claims.exists(c, true) && c.amount > 1", "name", 26, "c"),
        ("claims.exists(c, claims.exists(c, true))", "name", 31, "c"),
        ("order.paid", "type", 0, "int, not bool"),
        ("claims", "type", 0, "list, not bool"),
        ("[true]", "type", 0, "bool, not bool"),
        ("order", "type", 0, "record, not bool"),
        ("order.paid == '1'", "type", 11, "int == string"),
        ("order.paid && true", "type", 11, "int && bool"),
        ("true || order.paid", "type", 5, "bool || int"),
        ("!order.paid", "type", 0, "! int"),
        ("!claims", "type", 0, "! list"),
        ("!order", "type", 0, "! record"),
        ("claimant.kind > 'a'", "type", 14, "string > string"),
        ("claimant.kind + 'a' == 'b'", "type", 14, "string + string"),
        ("order.placed_on == order.placed_on", "type", 16, "date == date"),
        ("order.paid in ['a']", "type", 11, "int in string"),
        ("order.paid in order.paid", "type", 11, "int in int"),
        ("claims in [1]", "type", 7, "list in int"),
        ("order.paid in [1, 'a']", "type", 14, "a list of several kinds"),
        ("[1] == [1]", "type", 4, "int == int"),
        ("[1, 2", "syntax", 5, "end"),
        ("[order.paid] == [1]", "syntax", 1, "order"),
        ("claims.exists(c, c.amount)", "type", 25, "int"),
        ("claims.exists(c, [true])", "type", 23, "bool"),
        ("size(claimant.kind) > 1", "type", 0, "size(string)"),
        ("size(order) > 1", "type", 0, "size(record)"),
        ("size('a') > 1", "syntax", 5, "'a'"),
        ("past(order.paid, 3, 'day')", "type", 0, "past(int, …)"),
        ("past(claims, 3, 'day')", "type", 0, "past(list, …)"),
        ("past(order.placed_on, 3, 'fortnight')", "type", 25, "one of day, month, week, year"),
        ("past(order.placed_on, 'day', 3)", "type", 22, "past(…, how many, …)"),
        ("past(order.placed_on, 10001, 'day')", "type", 22, "past(…, how many, …)"),
        ("past(order.placed_on, 3, 4)", "type", 25, "one of day, month, week, year"),
        ("past(order.placed_on 3, 'day')", "syntax", 21, "3"),
        ("past(3, 3, 'day')", "syntax", 5, "3"),
        ("order.paid > 1000000000000001", "large", 13, "1000000000000001"),
        ("claims.exists(a, claims.exists(b, claims.exists(c, true)))", "large", 0, "16841 > 4000"),
        ("1 + 'a' > 2", "type", 2, "int + string"),
        ("1 - order > 2", "type", 2, "int - record"),
        ("true == 1", "type", 5, "bool == int"),
        ("(true) && in", "syntax", 10, "in"),
        ("order. > 1", "name", 7, "order.>"),
        ("size(claims", "syntax", 11, "end"),
        ("past(order.placed_on, 3, 'day'", "syntax", 30, "end"),
    ],
)
def test_it_says_where_and_what(expression: str, code: str, at: int, about: str) -> None:
    with pytest.raises(ExpressionRefused) as refused:
        check(expression, NAMES)
    said = refused.value
    assert (said.code, said.at, said.about) == (f"expression_{code}", at, about)
    assert str(said) == f"expression_{code} at {at}: {about}"


@pytest.mark.parametrize(
    "expression",
    [
        "true" + " " * (LONGEST - 4),
        "(" * (DEEPEST - 1) + "true" + ")" * (DEEPEST - 1),
        f"order.paid < {LARGEST}",
        f"past(order.placed_on, {FURTHEST}, 'day') || true",
        "claims.all(a, claims.all(b, a.amount < b.amount || true))",
        "(true || false) && (true || false) && (true || false) && !(false)",
    ],
)
def test_what_is_as_large_as_can_be_is_taken(expression: str) -> None:
    check(expression, NAMES)
    assert holds(expression, FACTS.named(), TODAY) in (True, None)


def test_what_is_larger_is_refused_with_its_size() -> None:
    for expression, at, about in (
        ("true" + " " * (LONGEST - 3), LONGEST, f"{LONGEST + 1} > {LONGEST}"),
        ("(" * DEEPEST + "true" + ")" * DEEPEST, DEEPEST, f"deeper than {DEEPEST}"),
    ):
        with pytest.raises(ExpressionRefused) as refused:
            check(expression, NAMES)
        assert (refused.value.code, refused.value.at) == ("expression_large", at)
        assert refused.value.about == about


def test_depth_is_that_of_parts_in_parts_and_not_of_parts_beside_parts() -> None:
    check(" && ".join(["(true)"] * (DEEPEST + 5)), NAMES)
    check("claims.exists(c, true) && claims.exists(c, c.amount > 1)", NAMES)


@pytest.mark.parametrize(
    ("expression", "asked"),
    [
        ("order.paid > 1 && size(claims) > 0", {"order.paid", "claims"}),
        ("past(contact.made_on, 1, 'day')", {"contact.made_on"}),
        ("claims.exists(c, c.amount > claimed)", {"claims", "claimed"}),
        ("true", set()),
    ],
)
def test_it_tells_which_facts_it_asks_for(expression: str, asked: set[str]) -> None:
    assert check(expression, NAMES) == asked


def test_a_day_beyond_the_calendar_is_never_past() -> None:
    assert not is_past(date(2026, 1, 31), FURTHEST, "year", date.max)
    assert is_past(date(2026, 1, 31), 1, "month", date(2026, 3, 1))
    assert not is_past(date(2024, 1, 30), 1, "month", date(2024, 2, 29))
    assert not is_past(date(2026, 1, 31), 3, "month", date(2026, 4, 30))
    assert is_past(date(2026, 1, 31), 3, "month", date(2026, 5, 1))
