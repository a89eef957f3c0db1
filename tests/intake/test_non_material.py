"""Non-material damage is claimed by itself: where the pack knows it, apart from the price paid."""

from dataclasses import replace
from typing import Any

import pytest
from tests.conftest import World
from tests.intake.cases import (
    NOW,
    answered,
    caseworker,
    claim,
    contested,
    euros,
    filing,
    respondent,
    served,
    unserved,
)
from tests.intake.test_cases_api import good, refused
from tests.intake.test_procedure_api import filed, give, serve
from tests.invariants import invariant

from odr_intake.domain import filing as notices
from odr_intake.domain import response, screening
from odr_intake.domain.non_material import NonMaterialNotAllowed
from odr_intake.domain.refusals import (
    AmountExceedsCap,
    AmountMissing,
    CounterclaimExceeds,
    CurrencyDiffers,
)
from odr_rules.packs import Pack, Remedy, pack
from odr_rules.packs.parts import Floor
from odr_rules.remedies import MOST
from odr_shared import testing
from odr_shared.contracts.codes import Answer, CaseOutcome
from odr_shared.contracts.intake import StageOpened
from odr_shared.errors import Refusal

HURT = Remedy.NON_MATERIAL_DAMAGE
CN = pack("cn-ecommerce", 3)


def capped(amount: int, currency: str = "EUR") -> Pack:
    own = CN.remedies.non_material
    assert own is not None
    most = own.model_copy(update={"most": Floor(amount=amount, currency=currency)})
    remedies = CN.remedies.model_copy(update={"non_material": most})
    return CN.model_copy(update={"remedies": remedies})


CLAIMING: dict[str, tuple[Pack, list[Any], type[Refusal] | None]] = {
    "beside the whole price": (CN, [claim(euros(4000)), claim(euros(9_000_000), HURT)], None),
    "alone": (CN, [claim(euros(1), HURT)], None),
    "no amount": (CN, [claim(None, HURT)], AmountMissing),
    "in another currency": (CN, [claim(euros(1, "CNY"), HURT)], CurrencyDiffers),
    "within the figure": (capped(500), [claim(euros(500), HURT)], None),
    "beyond the figure": (capped(500), [claim(euros(501), HURT)], AmountExceedsCap),
    "beyond it together": (capped(500), [claim(euros(300), HURT)] * 2, AmountExceedsCap),
    "a figure of another currency": (capped(500, "CNY"), [claim(euros(501), HURT)], None),
    "as much as can be reckoned": (CN, [claim(euros(MOST - 4000), HURT)], None),
    "more than can be reckoned": (CN, [claim(euros(MOST - 3999), HURT)], AmountExceedsCap),
    "the rest beyond the price": (
        CN,
        [claim(euros(4001)), claim(euros(1), HURT)],
        AmountExceedsCap,
    ),
    "where the pack knows none": (
        pack("merchant-express", 1),
        [claim(euros(1), HURT)],
        NonMaterialNotAllowed,
    ),
}


@pytest.mark.parametrize(("under", "claims", "refusal"), CLAIMING.values(), ids=CLAIMING)
def test_what_can_be_claimed_for_it(under, claims, refusal) -> None:
    asked = filing(pack=under, claims=claims)
    if refusal is not None:
        with pytest.raises(refusal) as told:
            notices.file_case(asked, NOW)
        assert told.value.pointer.startswith("/claims/")
        return
    [fact, _] = notices.file_case(asked, NOW)
    apart = sum(each.amount.amount for each in claims if each.remedy is HURT)
    whole = sum(each.amount.amount for each in claims)
    assert (fact.claimed.amount, fact.non_material.amount) == (whole, apart)
    assert fact.cap == asked.order.paid, "the price paid bounds the rest, as ever"


@invariant(43)
def test_it_raises_what_can_be_settled_but_not_what_can_be_asked_back() -> None:
    def taken(case: Any) -> list[Any]:
        return screening.accept(case, caseworker, NOW)

    claims = [claim(euros(2500)), claim(euros(700), HURT)]
    case = unserved(taken, served(), pack=CN, claims=claims)
    opened = [fact for fact in contested(case) if isinstance(fact, StageOpened)]
    assert [fact.cap for fact in opened] == [euros(4700)]
    in_turn = replace(case, pack="uncitral-odr", pack_version=1)  # where something can be asked
    with pytest.raises(CounterclaimExceeds):
        response.answer(*(in_turn, respondent, Answer.CONTEST, None, NOW), counterclaim=euros(4001))
    [*_, closed] = answered(Answer.ADMIT)(case)
    assert (closed.outcome, closed.amount) == (CaseOutcome.ADMITTED, euros(3200))


# Over HTTP.


def asked(amount: int) -> list[dict[str, Any]]:
    money = {"amount": amount, "currency": "EUR"}
    return [
        {"reason": "other", "remedy": "non_material_damage", "amount": money, "text": "Insulted."}
    ]


async def test_it_is_refused_with_the_article_where_the_pack_does_not_know_it(world: World) -> None:
    world.filing |= {"rule_pack": "merchant-express", "claims": asked(100)}
    answer = world.post("/v1/cases", world.platform, world.filing)
    body = await refused(answer, 422, "remedy_not_allowed")
    assert "the guarantee covers price and original postage" in body["detail"]
    assert [each["pointer"] for each in body["errors"]] == ["#/claims/0/remedy"]


async def test_it_is_shown_apart_and_silence_grants_none_of_it(world: World) -> None:
    clock = str((await world.clock("2026-05-07T15:30:00Z"))["id"])
    case = await filed(world, "cn-ecommerce", claims=asked(90_000), test_clock_id=clock)
    assert case.body["non_material"] == {"amount": 90_000, "currency": "EUR"}
    assert case.body["claimed"] == case.body["non_material"]
    assert case.body["cap"]["amount"] == 4000
    await give(world, case, "accept", testing.staff())
    await serve(world, case)
    await world.advance(clock, "2026-12-01T00:00:00Z")
    read = await good(world.get(case.path, world.platform))
    assert read["outcome"] is not None
    assert read["amount"] is None
