"""Claims for non-material damage: bounded by a rule of their own, and never by the price paid."""

from typing import Final

from odr_intake.domain.refusals import AmountExceedsCap
from odr_rules.packs import Pack, Remedy
from odr_rules.remedies import MOST
from odr_shared.errors import Unprocessable
from odr_shared.money import Money

NON_MATERIAL: Final = Remedy.NON_MATERIAL_DAMAGE


class NonMaterialNotAllowed(Unprocessable):
    """Non-material damage cannot be claimed under this rule pack."""

    code = "remedy_not_allowed"
    explanation = "{pack} rests on: {article} ({source})."


def must_be_allowed(pack: Pack, pointer: str) -> None:
    """Refuse it with the article, where the pack says by which it does not know this remedy."""
    own = pack.remedies.non_material
    if NON_MATERIAL not in pack.remedies.allowed and own is not None:
        name = f"{pack.name}/{pack.version}"
        raise NonMaterialNotAllowed(pointer, pack=name, article=own.article, source=own.source)


def must_be_within(pack: Pack, claimed: int, paid: Money, pointer: str) -> None:
    """All that is claimed for it, within what its pack names, and what can be reckoned with."""
    own = pack.remedies.non_material
    most = MOST - paid.amount
    if own is not None and own.most is not None and own.most.currency == paid.currency:
        most = min(most, own.most.amount)
    if claimed > most:
        rule = f"{pack.name}/{pack.version}/non_material"
        raise AmountExceedsCap(pointer, rule=rule, cap=most, currency=paid.currency)
