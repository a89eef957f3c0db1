"""Three generators of disputes, each a pure function of a seed, and what they take for granted.

Each has an amount, in hundredths of what is in dispute, on which the sides are opposed, and up to
five further issues. The first option of each is what holds if nobody speaks of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from odr_bargain.agenda import Agenda, Ban, Issue, Package
from odr_bargain.preferences import BEST, Preferences, Stake
from odr_bargain.tournament.draws import Draws

AMOUNT: Final = "amount"
IN_DISPUTE: Final = 100
"""Amounts are in hundredths of what is in dispute."""
AMOUNTS: Final = tuple(f"{n:03}" for n in range(IN_DISPUTE + 1))
"""As the options of an issue, so that they sort as they count."""


@dataclass(frozen=True, slots=True)
class Dispute:
    """What is in dispute, and what both sides truly want, which no strategy sees of the other."""

    agenda: Agenda
    claimant: Preferences
    respondent: Preferences

    def with_amount(self, amount: int) -> Package:
        """So much is paid, and of all else nobody speaks."""
        unsaid = {each.id: each.options[0] for each in self.agenda.issues}
        return unsaid | {AMOUNT: AMOUNTS[amount]}

    def acceptable(self, package: Package) -> bool:
        """To both; and the rules allow it."""
        rational = self.claimant.gain(package) >= 0 and self.respondent.gain(package) >= 0
        return rational and self.agenda.allows(package)


def opposed(seed: int) -> Dispute:
    """What one side has the other lacks: both give each issue the same points and value its options
    the other way round, so that all agreements are worth the same to both together. What they must
    have is 30 to 65 of 100 each, and leaves room in about half of them."""
    draws = Draws(f"opposed/{seed}")
    agenda = _agenda(draws, draws.between(1, 5))
    points = draws.parted(100, len(agenda.issues), least=2)
    claimant, respondent = [], []
    for issue, given in zip(agenda.issues, points, strict=True):
        values = _rising(issue) if issue.id == AMOUNT else _drawn(draws, issue)
        claimant.append(Stake(issue.id, given, values))
        against = {option: BEST - value for option, value in values.items()}
        respondent.append(Stake(issue.id, given, against))
    return Dispute(
        agenda,
        Preferences(tuple(claimant), 100 * draws.between(30, 65)),
        Preferences(tuple(respondent), 100 * draws.between(30, 65)),
    )


def trading(seed: int) -> Dispute:
    """Different things matter to the two: points are drawn for each by itself, and so is what they
    like about everything but the amount. One combination in some is forbidden. What they must have
    is 45 to 85 of 100 each."""
    draws = Draws(f"trading/{seed}")
    agenda = _agenda(draws, draws.between(2, 5), draws.between(0, 2))
    sides = []
    for toward in (_rising, _falling):
        points = draws.parted(100, len(agenda.issues), least=2)
        stakes = [
            Stake(each.id, given, toward(each) if each.id == AMOUNT else _drawn(draws, each))
            for each, given in zip(agenda.issues, points, strict=True)
        ]
        sides.append(Preferences(tuple(stakes), 100 * draws.between(45, 85)))
    return Dispute(agenda, sides[0], sides[1])


def retail(seed: int) -> Dispute:
    """An order gone wrong: money has 50 to 80 points; the rest, as who pays the return, a voucher
    or an apology, costs the merchant something and is worth another thing to the claimant. What
    they must have is 40 to 70 of 100 each."""
    draws = Draws(f"retail/{seed}")
    agenda = _agenda(draws, draws.between(2, 4))
    sides = []
    for toward in (_rising, _falling):
        money = draws.between(50, 80)
        others = draws.parted(100 - money, len(agenda.issues) - 1)
        stakes = [
            Stake(each.id, given, toward(each))
            for each, given in zip(agenda.issues, [money, *others], strict=True)
        ]
        sides.append(Preferences(tuple(stakes), 100 * draws.between(40, 70)))
    return Dispute(agenda, sides[0], sides[1])


GENERATORS: Final[Mapping[str, Callable[[int], Dispute]]] = {
    "opposed": opposed,
    "trading": trading,
    "retail": retail,
}


def _agenda(draws: Draws, further: int, bans: int = 0) -> Agenda:
    others = [
        Issue(f"issue-{n}", tuple(f"option-{k}" for k in range(draws.between(2, 5))))
        for n in range(further)
    ]
    forbidden = []
    for _ in range(bans):
        other = draws.one_of(others)
        # Never what holds if nobody speaks of it: else no amount could be agreed alone.
        option = draws.one_of(other.options[1:])
        forbidden.append(
            Ban(((AMOUNT, AMOUNTS[draws.between(1, IN_DISPUTE) :]), (other.id, (option,))))
        )
    return Agenda((Issue(AMOUNT, AMOUNTS), *others), tuple(forbidden))


def _rising(issue: Issue) -> dict[str, int]:
    """What comes later is better, from nothing to the best in equal steps."""
    last = len(issue.options) - 1
    return {option: BEST * n // last for n, option in enumerate(issue.options)}


def _falling(issue: Issue) -> dict[str, int]:
    return {option: BEST - value for option, value in _rising(issue).items()}


def _drawn(draws: Draws, issue: Issue) -> dict[str, int]:
    """One option is the best and another is worth nothing."""
    values = [draws.between(0, BEST) for _ in issue.options]
    best = draws.between(0, len(values) - 1)
    worst = (best + draws.between(1, len(values) - 1)) % len(values)
    values[best], values[worst] = BEST, 0
    return dict(zip(issue.options, values, strict=True))
