"""One dispute being played: each line of a script as the calls of those whose line it is."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from odr_client import AsyncOdr, Filing, Money, Problem, Terms
from odr_client.views.cases import Case
from odr_client.views.clocks import TestClock
from odr_client.views.negotiations import Offer

Side = Literal["claimant", "respondent"]


class Unexpected(Exception):
    """The server did what the script does not say."""


@dataclass(frozen=True, slots=True)
class Words:
    """What the respondent writes, should it contest and should it admit."""

    contest: str
    admit: str


@dataclass(frozen=True)
class Stage:
    platform: AsyncOdr
    parties: dict[Side, AsyncOdr]
    """Each acts by a token of its own."""
    case: Case
    clock: TestClock
    claimed: Money
    words: Words
    tell: Callable[[str], None]

    async def answer(self, said: Literal["admit", "contest"]) -> None:
        await self.parties["respondent"].cases.answer(self.case.id, said, self._words(said))
        self.tell(f"the respondent {said}s")

    async def answer_by_platform(self, said: Literal["admit", "contest"]) -> None:
        respondent = self.case.respondent_id
        text = self._words(said)
        await self.platform.cases.answer(self.case.id, said, text, on_behalf_of=respondent)
        self.tell(f"the platform {said}s on the respondent's behalf")

    async def offer(self, side: Side, share: float, lasts: timedelta | None = None) -> Offer:
        """An offer of so much of what is claimed; it is on the table now."""
        amount = self.claimed.model_copy(
            update={"amount": max(1, round(self.claimed.amount * share))}
        )
        until = None
        if lasts is not None:
            until = (await self.platform.test_clocks.get(self.clock.id)).now + lasts
        negotiations = self.parties[side].negotiations
        on_table = (await negotiations.offer(self.case.id, amount, until)).on_table
        if on_table is None or on_table.amount != amount:
            raise Unexpected(f"An offer of {amount} was made, and is not on the table.")
        self.tell(f"the {side} offers {amount}")
        return on_table

    async def offer_terms(self, side: Side, terms: Terms) -> Offer:
        """An offer of more than money; it is on the table now."""
        negotiations = self.parties[side].negotiations
        on_table = (await negotiations.offer(self.case.id, terms)).on_table
        if on_table is None or on_table.terms != terms:
            raise Unexpected(f"An offer of {terms} was made, and is not on the table.")
        self.tell(f"the {side} offers {terms}")
        return on_table

    async def take_back(self, side: Side, offer: Offer) -> None:
        left = await self.parties[side].negotiations.withdraw_offer(self.case.id, offer.id)
        if left.on_table is not None:
            raise Unexpected("An offer was withdrawn, and is still on the table.")
        self.tell(f"the {side} withdraws its offer")

    async def accept(self, side: Side, offer: Offer) -> None:
        await self.parties[side].negotiations.accept(self.case.id, offer.id)
        self.tell(f"the {side} accepts {offer.terms}")

    async def decline(self, side: Side) -> None:
        await self.parties[side].negotiations.decline(self.case.id)
        self.tell(f"the {side} declines")

    async def withdraw(self) -> None:
        asked = await self.parties["claimant"].cases.withdraw(self.case.id)
        at_once = "" if asked.status == "closed" else ", as soon as the negotiation has ended"
        self.tell(f"the claimant withdraws{at_once}")

    async def pay(self) -> None:
        """What is owed is paid, and the respondent says so."""
        remedies = self.parties["respondent"].remedies
        owed = await remedies.get(self.case.id, 1)
        reference = f"PAY-{self.case.reference}"
        for _ in range(2):  # as whoever is not sure whether it came through
            paid = await remedies.report(self.case.id, owed.number, owed.amount, reference)
        if len(paid.parts) != 1 or paid.left:
            raise Unexpected(f"One payment of {owed.amount} was made, and {paid.left} are left.")
        self.tell(f"the respondent pays {owed.amount}, and reports it twice: it counts once")

    async def confirm(self) -> None:
        await self.parties["claimant"].remedies.confirm(self.case.id, 1)
        self.tell("the claimant confirms that the money came")

    async def turn(self, by: timedelta) -> None:
        """Time passes, on this case's test clock."""
        await self.platform.test_clocks.advance(self.clock.id, by, wait=True)
        self.tell(f"{by.days} days pass")

    async def must_refuse(self, attempt: Coroutine[Any, Any, None], refusal: type[Problem]) -> None:
        try:
            await attempt
        except refusal as refused:
            self.tell(f"refused, as it must be: {refused.title}")
        else:
            raise Unexpected(f"What {refusal.__name__} should have refused was done.")

    async def over(self) -> Case:
        """Once it is."""
        return await self.platform.cases.wait(
            self.case.id, lambda case: case.outcome is not None, within=60
        )

    def _words(self, said: Literal["admit", "contest"]) -> str:
        return self.words.admit if said == "admit" else self.words.contest


async def raised(odr: AsyncOdr, filing: Filing, words: Words, tell: Callable[[str], None]) -> Stage:
    """The case is filed, on a test clock of its own, and each party has its token."""
    clock = await odr.test_clocks.make()
    case = await odr.cases.file(filing.model_copy(update={"test_clock_id": clock.id}))
    # The platform's receiver hears of the notice, shows it, and says so: the time to answer runs.
    case = await odr.cases.wait(case.id, lambda case: case.to_serve is None, within=60)
    claimed = filing.claims[0].amount
    if claimed is None or case.claimed != claimed:
        raise Unexpected(f"{claimed} was claimed, and the case says {case.claimed}.")
    ids: dict[Side, Any] = {"claimant": case.claimant_id, "respondent": case.respondent_id}
    parties = {
        side: odr.as_party(await odr.parties.token(case.id, own)) for side, own in ids.items()
    }
    tell(f"filed: {filing.claims[0].reason.replace('_', ' ')}, {claimed}")
    return Stage(odr, parties, case, clock, claimed, words, tell)
