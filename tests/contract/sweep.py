"""Generated calls of every operation as every role, on things that are there and on others."""

from collections.abc import Sequence
from random import Random
from typing import Any, Final

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.schemas import APIOperation
from tests.contract.caller import SEED, Caller
from tests.contract.story import Place

EXAMPLES: Final = 4
"""Of each operation, role and mode."""
PARTIES: Final = ("claimant", "respondent")


def sweep(caller: Caller, places: Sequence[Place]) -> None:
    # What takes things away comes last, so that the others find them.
    operations = sorted(caller.operations.values(), key=lambda each: each.method == "delete")
    for number, operation in enumerate(operations):
        modes = [GenerationMode.POSITIVE]
        if operation.body or any(operation.iter_parameters()):
            modes.append(GenerationMode.NEGATIVE)  # who takes nothing cannot be told nonsense
        for mode in modes:
            for role in (*caller.odr.roles, *PARTIES):
                _try(caller, operation, mode, role, places, SEED * 1000 + number)


def _try(
    caller: Caller,
    operation: APIOperation[Any, Any, Any, Any],
    mode: GenerationMode,
    role: str,
    places: Sequence[Place],
    chance: int,
) -> None:
    there = [
        p for p in places if _fits(operation, p) and (role not in PARTIES or role in p.parties)
    ]
    if role in PARTIES and not there:
        there = [p for p in places if role in p.parties]
    order = Random(chance)  # noqa: S311  # it need not be a secret

    @seed(chance)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), known=st.booleans())
    def calls(case: Case, known: bool) -> None:
        headers = None
        if there:
            place = order.choice(there)
            if known or mode is GenerationMode.POSITIVE:
                case.path_parameters.update(
                    {n: v for n, v in place.ids.items() if n in case.path_parameters}
                )
            headers = place.parties.get(role) if role in PARTIES else None
        caller.call(role, case, headers)

    calls()


def _fits(operation: APIOperation[Any, Any, Any, Any], place: Place) -> bool:
    return all(each.name in place.ids for each in operation.path_parameters)
