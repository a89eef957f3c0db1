"""Non-material damage in packs: never by itself, always by a rule, within a bound of its own."""

from importlib.resources import files

import pytest
from tests.rules.test_eligibility import TODAY, facts

from odr_rules.eligibility import judge
from odr_rules.facts import Facts
from odr_rules.packs import Faulty, load, names, pack
from odr_rules.packs.vocabulary import Remedy
from odr_rules.remedies import Bases, ceiling

OWN = Remedy.NON_MATERIAL_DAMAGE
TEXT = (files("odr_rules.packs") / "uk-ombudsman-1.yaml").read_text()


def section() -> str:
    return TEXT[TEXT.index("  non_material:") : TEXT.index("\nreasons:") + 1]


WRONG = {
    "by no rule": (section(), "", "unfounded"),
    "with another cap": (
        *("remedies: [refund, partial_refund, damages]\n      most",),
        "remedies: [refund, partial_refund, damages, non_material_damage]\n      most",
        "never_automatic",
    ),
    "by a reason": (
        "apology, damages]\namendments",
        "apology, damages, non_material_damage]\namendments",
        "never_automatic",
    ),
}


@pytest.mark.parametrize(("said", "instead", "code"), WRONG.values(), ids=WRONG)
def test_a_pack_that_would_grant_it_by_itself_or_by_no_rule_is_refused(said, instead, code) -> None:
    assert said in TEXT
    with pytest.raises(Faulty) as told:
        load(TEXT.replace(said, instead, 1))
    assert [each.code for each in told.value.faults] == [code]


@pytest.mark.parametrize("name", names())
def test_every_pack_says_why_it_can_be_claimed_or_cannot(name: str) -> None:
    found = pack(name, None).remedies
    assert found.non_material is not None
    assert found.non_material.article
    assert ceiling(found, Bases("EUR", 1000), remedy=OWN).amount == 0, "no cap grants it"


def hurt(amount: int, material: int = 16667) -> Facts:
    claims = [
        {"reason": "defective", "remedy": "refund", "amount": material},
        {"reason": "other", "remedy": "non_material_damage", "amount": amount},
    ]
    return facts(claims=claims)


def test_what_is_claimed_for_it_is_not_measured_by_the_price_but_the_rest_is() -> None:
    found = pack("cn-ecommerce", 3)
    assert not judge(found, hurt(10**9), TODAY).claims_exceed
    assert judge(found, hurt(1, 16668), TODAY).claims_exceed


def test_where_the_pack_names_a_figure_it_goes_no_further() -> None:
    figure = "  non_material:\n    most: {amount: 500, currency: CNY}\n"
    capped = section().replace("  non_material:\n", figure)
    found = load(TEXT.replace(section(), capped, 1))
    assert not judge(found, hurt(500), TODAY).claims_exceed
    assert judge(found, hurt(501), TODAY).claims_exceed
