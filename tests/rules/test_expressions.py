"""Expressions in packs: what is refused before it can run, and what is true of which facts."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from odr_rules.expressions import NAMES, check, holds, is_past
from odr_rules.facts import Facts
from odr_rules.grammar import DEEPEST, LONGEST, ExpressionRefused, Kind, Listing

TODAY = date(2026, 3, 31)
FACTS = Facts.model_validate(
    {
        "claimant": {"kind": "consumer", "country": "CN"},
        "respondent": {"kind": "merchant"},
        "order": {"paid": 4000, "currency": "CNY", "placed_on": "2026-02-28", "online": True},
        "contact": {"made_on": "2026-03-01"},
        "elsewhere": {"court": False},
        "claims": [
            {"reason": "defective", "remedy": "refund", "amount": 3000},
            {"reason": "other", "remedy": "apology"},
        ],
    }
)


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("", "expression_syntax"),
        ("true true", "expression_syntax"),
        ("claimant.kind ==", "expression_syntax"),
        ("(true", "expression_syntax"),
        ("order.paid < 1 < 2", "expression_syntax"),
        ("order.paid > 1.5", "expression_syntax"),
        ("claimant.kind == 'a\\'b'", "expression_syntax"),
        ("!!order.online", "expression_syntax"),
        ("true ? true : false", "expression_syntax"),
        ("{'a': {'b': 1}}.a.b == 1", "expression_syntax"),
        ("order.paid * 2 > 1", "expression_syntax"),
        ("weather == 'rain'", "expression_name"),
        ("claimant.shoe_size > 1", "expression_name"),
        ("claimant.kind.length > 1", "expression_name"),
        ("matches(claimant.kind, '(a+)+$')", "expression_name"),
        ("claimant.kind.matches('(a+)+$')", "expression_name"),
        ("claims.map(c, c.amount)", "expression_name"),
        ("c.amount > 1", "expression_name"),
        ("claims.exists(order, true)", "expression_name"),
        ("claims.exists(c, true) && c.amount > 1", "expression_name"),
        ("order.paid", "expression_type"),
        ("claims", "expression_type"),
        ("[true]", "expression_type"),
        ("order", "expression_type"),
        ("order.paid == '1'", "expression_type"),
        ("order.paid && true", "expression_type"),
        ("!order.paid", "expression_type"),
        ("claimant.kind > 'a'", "expression_type"),
        ("claimant.kind + 'a' == 'b'", "expression_type"),
        ("order.placed_on == order.placed_on", "expression_type"),
        ("order.paid in ['a']", "expression_type"),
        ("order.paid in order.paid", "expression_type"),
        ("order.paid in [1, 'a']", "expression_type"),
        ("[1] == [1]", "expression_type"),
        ("claims.exists(c, c.amount)", "expression_type"),
        ("size(claimant.kind) > 1", "expression_type"),
        ("past(order.paid, 3, 'day')", "expression_type"),
        ("past(order.placed_on, 3, 'fortnight')", "expression_type"),
        ("past(order.placed_on, 'day', 3)", "expression_type"),
        ("past(order.placed_on, 99999, 'day')", "expression_type"),
        ("order.paid > 9999999999999999", "expression_large"),
        ("(" * DEEPEST + "true" + ")" * DEEPEST, "expression_large"),
        ("true && " * 200 + "true", "expression_large"),
        ("claims.exists(a, claims.exists(b, claims.exists(c, true)))", "expression_large"),
    ],
)
def test_what_does_not_check_is_refused(expression: str, code: str) -> None:
    with pytest.raises(ExpressionRefused) as refused:
        check(expression, NAMES)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("expression", "true"),
    [
        ("true", True),
        ("claimant.kind == 'consumer' && respondent.kind == \"merchant\"", True),
        ("claimant.country in ['CN', 'HK']", True),
        ("!(claimant.country in ['HK'])", True),
        ("order.paid - 1000 >= claimed && claimed + 1 > 3000", True),
        ("order.online == true && elsewhere.court == false", True),
        ("size(claims) == 2", True),
        ("claims.exists(c, c.reason == 'other')", True),
        ("claims.all(c, c.reason == 'other')", False),
        ("past(order.placed_on, 1, 'month')", True),
        ("past(order.placed_on, 31, 'day')", False),
        ("past(contact.made_on, 30, 'day')", False),
        ("elsewhere.court || elsewhere.decided", None),
        ("elsewhere.decided || order.online", True),
        ("elsewhere.decided && elsewhere.court", False),
        ("respondent.country == 'CN'", None),
        ("past(dispute.known_on, 3, 'year')", None),
        ("claims.all(c, c.amount > 1)", None),
    ],
)
def test_what_is_sound_is_true_false_or_unsaid(expression: str, true: bool | None) -> None:
    check(expression, NAMES)
    assert holds(expression, FACTS.named(), TODAY) is true


def test_it_tells_which_facts_it_asks_for() -> None:
    asked = check("claimant.kind == 'x' || claims.exists(c, c.amount > claimed)", NAMES)
    assert asked == {"claimant.kind", "claims", "claimed"}


@pytest.mark.parametrize(
    ("day", "length", "unit", "last"),
    [
        ("2026-01-31", 1, "month", "2026-02-28"),
        ("2024-02-29", 1, "year", "2025-02-28"),
        ("2023-12-31", 2, "month", "2024-02-29"),
        ("2025-11-15", 2, "month", "2026-01-15"),
        ("2026-02-27", 2, "day", "2026-03-01"),
        ("2026-02-27", 8, "week", "2026-04-24"),
    ],
)
def test_the_last_day_is_not_past_and_the_next_one_is(day, length, unit, last) -> None:
    start, end = date.fromisoformat(day), date.fromisoformat(last)
    assert not is_past(start, length, unit, end)
    assert is_past(start, length, unit, date.fromordinal(end.toordinal() + 1))


def test_expressions_name_what_facts_have_and_nothing_else() -> None:
    for name, kind in NAMES.items():
        if name == "claimed":
            continue
        annotation = Facts.model_fields[name].annotation
        part = annotation if not isinstance(kind, Listing) else annotation.__args__[0]  # type: ignore[union-attr]
        assert issubclass(part, BaseModel)  # type: ignore[arg-type]
        known = kind.of if isinstance(kind, Listing) else kind
        assert set(part.model_fields) == set(known)  # type: ignore[union-attr, arg-type]
    assert set(Facts.model_fields) - set(NAMES) == {"loss"}


parts = st.recursive(
    st.sampled_from(
        [
            *("order.paid", "claimed", "12", "claimant.kind", "'consumer'", "order.online", "true"),
            *("order.placed_on", "claims", "size(claims)", "[1, 2]", "['a']", "order", "c.amount"),
            *("past(order.placed_on, 2, 'week')", "elsewhere.decided"),
        ]
    ),
    lambda inner: st.one_of(
        st.tuples(
            inner, st.sampled_from(["||", "&&", "==", "!=", "<", ">=", "in", "+", "-"]), inner
        ).map(" ".join),
        inner.map("({})".format),
        inner.map("!{}".format),
        inner.map("claims.exists(c, {})".format),
    ),
    max_leaves=6,
)


@given(parts)
def test_what_checks_also_runs(expression: str) -> None:
    """No two readers of the text disagree: what is sound here never fails there."""
    try:
        check(expression, NAMES)
    except ExpressionRefused:
        return
    assert holds(expression, FACTS.named(), TODAY) in (True, False, None)


@given(st.text("()[]!<>=&|+-., 'aclimst12", max_size=LONGEST))
def test_no_text_breaks_the_reader(expression: str) -> None:
    with suppress(ExpressionRefused):
        assert check(expression, NAMES) <= {"claims"}


def test_every_kind_has_facts() -> None:
    flat = {each for kind in NAMES.values() if isinstance(kind, dict) for each in kind.values()}
    assert flat == set(Kind)
