"""Anything asked of the API in any order, between any two hops, is answered as by a model.

Hypothesis chooses what is asked, by `ODR_SEED`; `ODR_STEPS` says how much.
"""

import asyncio
import os
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from tests.conftest import World
from tests.seeds import seed

from odr_shared import testing
from odr_shared.callers import Caller

STEPS = int(os.environ.get("ODR_STEPS", "80"))
WALK = 20
"""Steps with one case at most."""
ENDS = {"settled": "settled", "declined": "referred", "lapsed": "referred"}
"""What becomes of a case, by how its negotiation ended."""
SIDES = ["claimant", "respondent", "claimant", "respondent", "stranger"]
sides = st.sampled_from(SIDES)
LIKELY = {"offer": 6, "accept": 5, "answer": 2, "hop": 2, "again": 2}
LIKELY |= {"serve": 1, "withdraw": 1, "decline": 1, "years_pass": 1}
asked = st.sampled_from([what for what, often in LIKELY.items() for _ in range(often)])
ENDING = {"accept", "withdraw", "decline", "years_pass"}
LAST_YEAR = 2035
"""So far may a clock be turned that was set in 2026."""


@dataclass
class Model:
    """One dispute as two services know it, as simply as it can be said: each hears at a hop."""

    served: bool = False
    answered: bool = False
    stage: bool = False
    """Intake has opened it, and has not heard of its end."""
    withdrawing: bool = False
    over: str = ""
    """The case's outcome, once there is one."""
    talks: str = ""
    """Of the negotiation: open, or how it ended; nothing before negotiation has heard of it."""
    by: str = ""
    """Whose offer is on the table."""

    def serve(self) -> int:
        if self.served or self.over:
            return 409
        self.served = True
        return 200

    def answer(self, side: str, admits: bool) -> int:
        if side != "respondent":
            return 404 if side == "stranger" else 403
        if self.answered or self.over or not self.served:
            return 409
        self.answered, self.stage = True, not admits
        self.over = "admitted" if admits else ""
        return 200

    def withdraw(self, side: str) -> int:
        if side != "claimant":
            return 404 if side == "stranger" else 403
        if self.over:
            return 409
        self.withdrawing, self.over = self.stage, "" if self.stage else "withdrawn"
        return 202 if self.stage else 200

    def _closed(self, side: str) -> int:
        if side == "stranger":
            return 404
        return 0 if self.talks == "open" else 409

    def offer(self, side: str) -> int:
        if no := self._closed(side):
            return no
        self.by = side
        return 201

    def accept(self, side: str, stale: bool) -> int:
        if no := self._closed(side):
            return no
        if stale or not self.by:
            return 409  # before all else: the offer that was seen may have been replaced
        if self.by == side:
            return 403
        self.talks = "settled"
        return 200

    def decline(self, side: str) -> int:
        if no := self._closed(side):
            return no
        self.talks = "declined"
        return 200

    def hop(self) -> None:
        """Each hears all that the other has said."""
        if self.stage and not self.talks:
            self.talks = "open"
        if self.withdrawing and self.talks == "open":
            self.talks = "withdrawn"
        if self.stage and self.talks != "open":
            self.over, self.stage = ENDS.get(self.talks, self.talks), False
        self.withdrawing = False

    def years_pass(self) -> None:
        self.hop()
        if self.talks == "open":
            self.talks = "lapsed"
        elif self.served and not self.answered and not self.over:
            self.over = "default"
        self.hop()


class Disputes(RuleBasedStateMachine):
    """One case of a platform of its own, with a clock that can be turned."""

    world: World
    loop: asyncio.AbstractEventLoop
    steps = 0
    """Of all walks together."""
    patience = 0
    """So many things are asked before any that may end it all."""

    def run(self, doing: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(doing)

    @initialize(
        contested=st.sampled_from([True, True, True, False]), patience=st.integers(0, WALK // 2)
    )
    def file(self, contested: bool, patience: int) -> None:
        self.patience = patience
        self.model, self.year, self.offer_id = Model(), 2026, str(UUID(int=0))
        self.last: tuple[Any, ...] | None = None
        self.run(self._file())
        if contested:  # most of what can go wrong comes after that
            self.serve()
            self.answer("respondent", admits=False)
            self.hop()

    async def _file(self) -> None:
        self.world.platform = testing.platform()
        clock = await self.world.clock("2026-01-07T15:30:00Z")
        self.world.filing |= {"test_clock_id": clock["id"]}
        answer = await self.world.file()
        assert answer.status_code == 201, answer.text
        self.clock, self.case = str(clock["id"]), self.world.of(answer.json())

    def caller(self, side: str) -> Caller:
        found: dict[str, Caller] = {
            "claimant": self.case.claimant,
            "respondent": self.case.respondent,
            "stranger": testing.platform(),
        }
        return found[side]

    def ask(self, expected: int, path: str, caller: Caller, body: Any = None) -> Any:
        key = str(uuid4())
        found = self.run(self.world.post(path, caller, body, **{"Idempotency-Key": key}))
        type(self).steps += 1
        assert found.status_code == expected, (expected, self.model, found.text)
        if found.is_success:
            self.last = (path, caller, body, key, found.status_code, found.json())
        return found.json()

    @rule(what=asked, side=sides, amount=st.integers(1, 4000), otherwise=st.booleans())
    def step(self, what: str, side: str, amount: int, otherwise: bool) -> None:
        self.patience -= 1
        if what in ENDING and self.patience > 0:
            what = "offer"
        match what:
            case "offer":
                self.offer(side, amount)
            case "accept":
                self.accept(side, stale=otherwise)
            case "answer":
                self.answer(side, admits=otherwise)
            case "withdraw" | "decline":
                getattr(self, what)(side)
            case "years_pass" if self.year == LAST_YEAR:
                self.hop()
            case _:
                getattr(self, what)()

    def serve(self) -> None:
        proof = {"notice": "claim", "channel": "email", "at": self.case.body["filed_at"]}
        self.ask(self.model.serve(), f"{self.case.path}/serve", self.world.platform, proof)

    def answer(self, side: str, admits: bool) -> None:
        body = {"answer": "admit" if admits else "contest"}
        expected = self.model.answer(side, admits)
        self.ask(expected, f"{self.case.path}/answer", self.caller(side), body)

    def withdraw(self, side: str) -> None:
        self.ask(self.model.withdraw(side), f"{self.case.path}/withdraw", self.caller(side))

    def offer(self, side: str, amount: int) -> None:
        body = {"amount": {"amount": amount, "currency": "EUR"}}
        expected = self.model.offer(side)
        said = self.ask(expected, f"{self.case.negotiation}/offers", self.caller(side), body)
        if expected == 201:
            self.offer_id = said["on_table"]["id"]

    def accept(self, side: str, stale: bool) -> None:
        offer = str(UUID(int=1)) if stale else self.offer_id
        path = f"{self.case.negotiation}/offers/{offer}/accept"
        self.ask(self.model.accept(side, stale), path, self.caller(side))

    def decline(self, side: str) -> None:
        self.ask(self.model.decline(side), f"{self.case.negotiation}/decline", self.caller(side))

    def again(self) -> None:
        """What was asked is asked once more under its key: it says the same, and does nothing."""
        if self.last is not None:
            path, caller, body, key, status, said = self.last
            found = self.run(self.world.post(path, caller, body, **{"Idempotency-Key": key}))
            type(self).steps += 1
            assert (found.status_code, found.json()) == (status, said)

    def hop(self) -> None:
        type(self).steps += 1
        self.run(self.world.settle())
        self.model.hop()

    def years_pass(self) -> None:
        type(self).steps += 1
        self.year += 1
        self.run(self.world.settle())
        self.run(self.world.advance(self.clock, f"{self.year}-01-07T15:30:00Z"))
        self.model.years_pass()

    @invariant()
    def what_is_read_is_what_the_model_knows(self) -> None:
        if not hasattr(self, "case"):
            return
        read = self.run(self.world.get(self.case.path, self.world.platform)).json()
        assert (read["outcome"] or "") == self.model.over, self.model
        talks = self.run(self.world.get(self.case.negotiation, self.world.platform))
        found = talks.json()["status"] if talks.is_success else ""
        assert found == self.model.talks, (self.model, talks.text)


@pytest.fixture
async def loop(world: World) -> asyncio.AbstractEventLoop:
    return asyncio.get_running_loop()


def test_every_answer_is_the_models(world: World, loop: asyncio.AbstractEventLoop) -> None:
    class Here(Disputes):
        pass

    Here.world, Here.loop = world, loop
    run_state_machine_as_test(
        hypothesis.seed(seed())(Here),
        settings=settings(
            max_examples=max(1, STEPS // WALK),
            stateful_step_count=WALK,
            deadline=None,
            database=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert Here.steps >= STEPS // 2, "Hypothesis may end a walk early"
