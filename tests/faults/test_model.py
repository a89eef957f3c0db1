"""Anything asked of the API in any order is answered as by a model of twenty lines."""

import random
from dataclasses import dataclass
from typing import Any

import pytest
from tests.conftest import Case, World
from tests.faults.test_chaos import seed

STEPS = 40
WALKS = 3


@dataclass
class Model:
    """One dispute, as simply as it can be said; a hop is heard of once all has settled."""

    answered: bool = False
    negotiating: bool = False
    withdrawing: bool = False
    over: str = ""
    """The outcome, once there is one."""
    by: str = ""
    """Whose offer is on the table."""

    def answer(self, side: str) -> int:
        if side != "respondent":
            return 403
        if self.answered or self.over:
            return 409
        self.answered = self.negotiating = True
        return 200

    def withdraw(self, side: str) -> int:
        if side != "claimant":
            return 403
        if self.over:
            return 409
        self.withdrawing, self.over = self.negotiating, "" if self.negotiating else "withdrawn"
        return 202 if self.negotiating else 200

    def offer(self, side: str) -> int:
        if not self.answered or self.over:
            return 409
        self.by = side
        return 201

    def accept(self, side: str) -> int:
        if not self.answered or self.over or not self.by:
            return 409
        if self.by == side:
            return 403
        self.over = "settled"
        return 200

    def decline(self, side: str) -> int:
        if not self.answered or self.over:
            return 409
        self.over = "referred"
        return 200

    def settle(self) -> None:
        if self.withdrawing and not self.over:
            self.over = "withdrawn"
        self.withdrawing = False


@pytest.mark.parametrize("walk", range(WALKS))
async def test_every_answer_is_the_models(world: World, walk: int) -> None:
    chosen = seed() + walk
    chance = random.Random(chosen)  # noqa: S311  # to be the same again
    case, model, offer = await world.case(), Model(), "0" * 8 + "-0000-0000-0000-" + "0" * 12
    trail = list[tuple[str, str, int]]()
    for _ in range(STEPS):
        what = chance.choice(["answer", "withdraw", "accept", "decline", *["offer"] * 4])
        side = chance.choice(["claimant", "respondent"])
        before = Model(**vars(model))
        expected = getattr(model, what)(side)
        found = await _ask(world, case, what, side, offer, chance)
        trail.append((what, side, found.status_code))
        assert found.status_code == expected, (chosen, before, trail, found.text)
        if what == "offer" and found.status_code == 201:
            offer = found.json()["on_table"]["id"]
        await world.settle()
        model.settle()
        read = (await world.get(case.path, world.platform)).json()
        assert (read["outcome"] or "") == model.over, (chosen, trail)
        if model.over and chance.random() < 0.5:  # half of them are asked on after their end
            case, model = await world.case(), Model()


async def _ask(
    world: World, case: Case, what: str, side: str, offer: str, chance: random.Random
) -> Any:
    caller = case.claimant if side == "claimant" else case.respondent
    match what:
        case "answer":
            return await world.post(f"{case.path}/answer", caller, {"answer": "contest"})
        case "withdraw":
            return await world.post(f"{case.path}/withdraw", caller)
        case "offer":
            amount = {"amount": chance.randint(1, 4000), "currency": "EUR"}
            return await world.post(f"{case.negotiation}/offers", caller, {"amount": amount})
        case "accept":
            return await world.post(f"{case.negotiation}/offers/{offer}/accept", caller)
    return await world.post(f"{case.negotiation}/decline", caller)
