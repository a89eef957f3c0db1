"""Packages of issues: the worked examples, and the exact answers of brute force."""

import os
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from tests.bargain import brute
from tests.bargain.instances import Instance, instance, instances
from tests.bargain.worked import AGENDA, CLAIMANT, MERCHANT, terms
from tests.seeds import seed

from odr_bargain import searching
from odr_bargain.agenda import Agenda, Ban, Issue, PackageForbidden, TooMany, bans_where
from odr_bargain.preferences import Preferences, Stake
from odr_bargain.solving import Outcome, Rule, improve, solve

COUNT = int(os.environ.get("ODR_INSTANCES") or 100)
"""Of the instances that brute force judges; the issue wants 10,000 of them, which take minutes."""

FEW = 60
"""Of those that a property of their own is shown on."""


def drawn(count: int, kind: str | None = None) -> list[Instance]:
    random = Random(seed())  # noqa: S311  # to be the same again
    if kind is None:
        return list(instances(random, count))
    return [instance(random, kind) for _ in range(count)]


def test_the_worked_example_of_the_nash_solution() -> None:
    every = list(brute.allowed(AGENDA, CLAIMANT, MERCHANT))
    rational = [each for each in every if each.worths[0] >= 3000 and each.worths[1] >= 3500]
    assert (AGENDA.combinations, len(every), len(rational)) == (612, 612, 335)
    found = solve(AGENDA, CLAIMANT, MERCHANT)
    assert found.package == terms(290, "merchant", 0, apology=False)
    assert found.proven
    worths = CLAIMANT.worth(found.package), MERCHANT.worth(found.package)
    assert worths == (4980, 5520)
    assert found.score == found.bound == 3_999_600  # 399.96 points squared


def test_the_worked_example_of_an_improvement() -> None:
    agreed = terms(300, "merchant", 50, apology=False)
    now = (CLAIMANT.worth(agreed), MERCHANT.worth(agreed))
    assert now == (5600, 4650)
    better = [
        each
        for each in brute.allowed(AGENDA, CLAIMANT, MERCHANT)
        if each.worths[0] > now[0] and each.worths[1] > now[1]
    ]
    assert len(better) == 4
    found = improve(AGENDA, CLAIMANT, MERCHANT, agreed)
    assert found.package == terms(350, "merchant", 0, apology=False)
    assert (CLAIMANT.worth(found.package), MERCHANT.worth(found.package)) == (5700, 4800)
    assert found.score == Fraction(1, 100)


def test_what_cannot_be_bettered_for_both_is_not() -> None:
    """Also where one could have more and the other as much: who gains nothing has no reason to."""
    best = solve(AGENDA, CLAIMANT, MERCHANT).package
    assert best is not None
    found = improve(AGENDA, CLAIMANT, MERCHANT, best)
    assert (found.package, found.proven, found.bound) == (None, True, None)


def judged(found: Outcome, answer: brute.Answer, at: Instance) -> None:
    assert found.proven
    assert (found.package, found.score) == (answer.package, answer.score), at
    assert found.bound == found.score


def test_brute_force_finds_the_same() -> None:
    seen = Counter[str]()
    for each in drawn(COUNT):
        answers = {rule: brute.best(each.agenda, each.one, each.other, rule) for rule in Rule}
        for rule, answer in answers.items():
            judged(solve(each.agenda, each.one, each.other, rule), answer, each)
        nash = answers[Rule.NASH]
        seen["none"] += nash.package is None
        seen["tied"] += nash.ties > 1
        seen["forbidden"] += bool(each.agenda.bans)
    assert seen["none"] >= COUNT // 5
    assert seen["tied"] >= COUNT // 5
    assert seen["forbidden"] >= COUNT // 2


def test_brute_force_improves_as_much() -> None:
    random, seen = Random(seed()), Counter[bool]()  # noqa: S311  # to be the same again
    for each in drawn(max(FEW, COUNT // 10)):
        every = [c.package for c in brute.allowed(each.agenda, each.one, each.other)]
        if not every:
            continue
        agreed = random.choice(every)
        answer = brute.improvement(each.agenda, each.one, each.other, agreed)
        judged(improve(each.agenda, each.one, each.other, agreed), answer, each)
        seen[answer.package is None] += 1
    assert min(seen[True], seen[False]) > 5


@pytest.mark.parametrize("rule", Rule)
def test_swapping_the_sides_changes_nothing_of_the_package(rule: Rule) -> None:
    for each in drawn(FEW):
        found = solve(each.agenda, each.one, each.other, rule)
        assert solve(each.agenda, each.other, each.one, rule) == found
        short = solve(each.agenda, each.one, each.other, rule, most_nodes=1)
        assert solve(each.agenda, each.other, each.one, rule, most_nodes=1) == short


def scaled(of: Preferences, times: int, plus: int) -> Preferences:
    """The same wishes on another scale: values times so much and plus so much."""
    stakes = tuple(
        replace(each, values={o: v * times + plus for o, v in each.values.items()})
        for each in of.stakes
    )
    return Preferences(stakes, of.reservation * times + 100 * plus)


@pytest.mark.parametrize("rule", Rule)
@pytest.mark.parametrize(("times", "plus"), [(3, 0), (1, 20), (2, 7)])
def test_scaling_a_sides_values_changes_nothing(rule: Rule, times: int, plus: int) -> None:
    settled = 0
    for each in drawn(FEW):
        small = Preferences(
            tuple(
                replace(s, values={o: v * 3 // 10 for o, v in s.values.items()})
                for s in each.one.stakes
            ),
            each.one.reservation * 2 // 10,
        )
        found = solve(each.agenda, small, each.other, rule).package
        assert solve(each.agenda, scaled(small, times, plus), each.other, rule).package == found
        settled += found is not None
    assert settled > FEW // 4


def test_a_side_that_cares_for_nothing_still_gets_the_other_the_best() -> None:
    """All products are nothing then; yet no package may be had that another betters."""
    agenda = Agenda((Issue("a", ("x", "y")), Issue("b", ("x", "y"))))
    careless = Preferences(tuple(Stake(i, 50, {"x": 70, "y": 70}) for i in "ab"), 7000)
    caring = Preferences(tuple(Stake(i, 50, {"x": 0, "y": 100}) for i in "ab"))
    for rule in Rule:
        found = solve(agenda, careless, caring, rule)
        assert found.package == {"a": "y", "b": "y"}, rule


def test_ties_go_to_the_larger_smaller_gain_and_then_by_option_ids() -> None:
    agenda = Agenda((Issue("a", ("q", "p")), Issue("b", ("s", "r"))))
    same = Preferences((Stake("a", 50, {"p": 50, "q": 50}), Stake("b", 50, {"r": 50, "s": 50})))
    assert solve(agenda, same, same).package == {"a": "p", "b": "r"}
    # 60 · 20 = 30 · 40, and of what each could have p gives 1 and 1/4, q 1/2 and 1/2.
    agenda = Agenda((Issue("a", ("p", "q", "z")), Issue("b", ("r", "s"))))
    nothing = Stake("b", 0, {"r": 0, "s": 0})
    one = Preferences((Stake("a", 100, {"p": 60, "q": 30, "z": 0}), nothing))
    two = Preferences((Stake("a", 100, {"p": 20, "q": 40, "z": 100}), nothing))
    assert solve(agenda, one, two).package == {"a": "q", "b": "r"}


def test_of_improvements_that_are_as_good_the_one_with_the_larger_sum_is_proposed() -> None:
    agenda = Agenda((Issue("a", ("p", "q", "v", "w", "z")), Issue("b", ("r", "s"))))
    nothing = Stake("b", 0, {"r": 0, "s": 0})
    one = Preferences((Stake("a", 100, {"p": 30, "q": 70, "v": 0, "w": 100, "z": 0}), nothing))
    two = Preferences((Stake("a", 100, {"p": 50, "q": 30, "v": 100, "w": 0, "z": 0}), nothing))
    found = improve(agenda, one, two, {"a": "z", "b": "r"})
    assert found.package == {"a": "q", "b": "r"}


def test_however_narrow_the_first_search_is_the_answer_is_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(searching, "NARROW", 1)
    for each in drawn(2 * FEW):
        for rule in Rule:
            answer = brute.best(each.agenda, each.one, each.other, rule)
            judged(solve(each.agenda, each.one, each.other, rule), answer, each)


def test_what_a_narrow_search_found_first_gives_way_to_what_betters_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Both have the same score, the smaller worth, and what was found first comes first by ids."""
    monkeypatch.setattr(searching, "NARROW", 1)
    issues = (
        Issue("a", ("o0", "o1", "o2", "o3")),
        Issue("b", ("o0", "o1")),
        Issue("c", ("o0", "o1", "o2", "o3")),
    )
    bans = (
        Ban((("a", ("o0", "o2")),)),
        Ban((("b", ("o1",)), ("a", ("o1",)))),
    )
    one = Preferences(
        (
            Stake("a", 40, {"o0": 0, "o1": 0, "o2": 50, "o3": 0}),
            Stake("b", 0, {"o0": 100, "o1": 50}),
            Stake("c", 60, {"o0": 0, "o1": 50, "o2": 100, "o3": 0}),
        ),
        5700,
    )
    other = Preferences(
        (
            Stake("a", 80, {"o0": 100, "o1": 50, "o2": 50, "o3": 50}),
            Stake("b", 20, {"o0": 0, "o1": 100}),
            Stake("c", 0, {"o0": 50, "o1": 50, "o2": 100, "o3": 50}),
        )
    )
    agenda = Agenda(issues, bans)
    answer = brute.best(agenda, one, other, Rule.EGALITARIAN)
    assert answer.package == {"a": "o3", "b": "o1", "c": "o2"}
    assert solve(agenda, one, other, Rule.EGALITARIAN).package == answer.package


def test_a_bound_holds_though_most_was_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Judged by the search that is not cut short, which brute force has judged."""
    monkeypatch.setattr(searching, "NARROW", 1)
    random, missed = Random(seed()), 0  # noqa: S311  # to be the same again
    for n in range(500):
        kind = ("opposed", "greedy", "coarse")[n % 3]
        each = instance(random, kind, (4, 7), (3, 5))
        exact = solve(each.agenda, each.one, each.other)
        found = solve(each.agenda, each.one, each.other, most_nodes=1)
        if found.score == exact.score:
            continue
        missed += 1
        assert not found.proven
        assert exact.score is not None
        assert found.bound is not None
        assert exact.score <= found.bound
    assert missed > 20


@pytest.mark.parametrize("most_nodes", [1, 30, 60])
def test_what_is_cut_short_says_how_far_from_the_best_it_may_be(most_nodes: int) -> None:
    cut, exact = 0, 0
    for each in drawn(2 * FEW):
        answer = brute.best(each.agenda, each.one, each.other, Rule.NASH)
        found = solve(each.agenda, each.one, each.other, most_nodes=most_nodes)
        if found.proven:
            exact += 1
            judged(found, answer, each)
            continue
        cut += 1
        assert found.bound is not None
        if answer.score is not None:
            assert answer.score <= found.bound
        if found.score is not None:
            assert answer.score is not None
            assert found.score <= answer.score
            assert found.package is not None
            assert each.agenda.allows(found.package)
    assert min(cut, exact) > 3, "both are to be seen"


@pytest.mark.parametrize("rule", Rule)
def test_the_largest_dispute_ends_in_a_bounded_number_of_steps(rule: Rule) -> None:
    random = Random(seed())  # noqa: S311  # to be the same again
    each = instance(random, "opposed", (20, 20), (101, 101))
    for most in (5_000, 200_000):
        found = solve(each.agenda, each.one, each.other, rule, most_nodes=most)
        assert found.nodes <= most + 20 * 101 * 17
        if found.score is not None and found.bound is not None:
            assert found.score <= found.bound


def test_many_bans_on_many_issues_are_kept() -> None:
    random = Random(seed())  # noqa: S311  # to be the same again
    for _ in range(5):
        each = instance(random, "plain", (6, 6), (4, 4))
        bans = tuple(
            Ban(tuple((i.id, (random.choice(i.options),)) for i in random.sample(issues, 3)))
            for issues in [list(each.agenda.issues)]
            for _ in range(80)
        )
        agenda = replace(each.agenda, bans=bans)
        for rule in Rule:
            judged(
                solve(agenda, each.one, each.other, rule),
                brute.best(agenda, each.one, each.other, rule),
                each,
            )


def test_what_a_predicate_forbids_is_never_chosen() -> None:
    """Who is refunded in full does not keep a credit too."""
    refund, credit = AGENDA.issue("refund"), AGENDA.issue("credit")
    bans = tuple(
        bans_where((refund, credit), lambda at: at["refund"] >= "290" and at["credit"] == "000")
    )
    assert len(bans) == 22
    agenda = replace(AGENDA, bans=bans)
    found = solve(agenda, CLAIMANT, MERCHANT)
    answer = brute.best(agenda, CLAIMANT, MERCHANT, Rule.NASH)
    assert found.package == answer.package != terms(290, "merchant", 0, apology=False)
    with pytest.raises(PackageForbidden):
        improve(agenda, CLAIMANT, MERCHANT, terms(290, "merchant", 0, apology=False))


def test_a_predicate_is_not_asked_for_ever() -> None:
    issues = [Issue(f"i{n}", tuple(f"o{k}" for k in range(101))) for n in range(3)]
    with pytest.raises(TooMany):
        next(bans_where(issues, lambda _: True))


def test_where_all_is_forbidden_there_is_none() -> None:
    agenda = replace(AGENDA, bans=(Ban((("apology", ("no", "yes")),)),))
    found = solve(agenda, CLAIMANT, MERCHANT)
    assert (found.package, found.proven, found.bound) == (None, True, None)
