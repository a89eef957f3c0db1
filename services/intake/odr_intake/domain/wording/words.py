"""The codes of a case in words, each in English and Chinese."""

from typing import Final, NamedTuple

from odr_rules.deadlines import Unit
from odr_rules.packs import Remedy
from odr_shared.contracts.codes import Cure, Reason, Stage


class Pair(NamedTuple):
    """The same in English and in Simplified Chinese."""

    en: str
    zh: str


Both = tuple[Pair, Pair]
"""To the claimant, and to the respondent."""


def alike(en: str, zh: str) -> Both:
    return Pair(en, zh), Pair(en, zh)


REASONS: Final[dict[Reason, Pair]] = {
    Reason.NOT_RECEIVED: Pair("the goods did not arrive", "未收到货物"),
    Reason.NOT_AS_DESCRIBED: Pair("the goods are not as described", "货物与描述不符"),
    Reason.DEFECTIVE: Pair("the goods are defective", "货物有瑕疵"),
    Reason.COUNTERFEIT: Pair("the goods are counterfeit", "货物系假冒"),
    Reason.UNAUTHORISED: Pair("the payment was not authorised", "付款未经授权"),
    Reason.WRONG_AMOUNT: Pair("the wrong amount was charged", "扣款金额有误"),
    Reason.DUPLICATE_CHARGE: Pair("the payment was taken twice", "重复扣款"),
    Reason.CREDIT_NOT_PROCESSED: Pair("a refund was promised and not paid", "承诺退款而未退"),
    Reason.CANCELLED: Pair("the order was cancelled", "订单已取消"),
    Reason.OTHER: Pair("another reason", "其他原因"),
}
CURES: Final[dict[Cure, Pair]] = {
    Cure.IDENTITY: Pair("proof of who you are", "身份证明"),
    Cure.CONTACT: Pair("how the respondent can be reached", "被申请人的联系方式"),
    Cure.ORDER: Pair("proof of the order", "订单凭证"),
    Cure.CLAIM: Pair("what you ask for, and why", "具体的请求和理由"),
    Cure.EVIDENCE: Pair("evidence for what you say", "证明事实的证据"),
    Cure.MANDATE: Pair("proof that you may act for someone else", "代理授权证明"),
}
REMEDIES: Final[dict[Remedy, Pair]] = {
    Remedy.REFUND: Pair("the refund", "退款"),
    Remedy.PARTIAL_REFUND: Pair("the partial refund", "部分退款"),
    Remedy.REPLACEMENT: Pair("the replacement", "更换"),
    Remedy.REPAIR: Pair("the repair", "修理"),
    Remedy.RETURN: Pair("the return of the goods", "退货"),
    Remedy.APOLOGY: Pair("the apology", "道歉"),
    Remedy.DAMAGES: Pair("the damages", "赔偿"),
    Remedy.NON_MATERIAL_DAMAGE: Pair("the sum for non-material damage", "精神损害赔偿"),
    Remedy.VOUCHER: Pair("the voucher", "购物券"),
}
STAGES: Final[dict[Stage, Pair]] = {
    Stage.NEGOTIATION: Pair("negotiation", "协商"),
    Stage.MEDIATION: Pair("mediation", "调解"),
    Stage.ARBITRATION: Pair("arbitration", "仲裁"),
}
ONE: Final[dict[Unit, Pair]] = {
    Unit.HOUR: Pair("hour", "小时"),
    Unit.CALENDAR_DAY: Pair("calendar day", "个自然日"),
    Unit.BUSINESS_DAY: Pair("business day", "个工作日"),
    Unit.WEEK: Pair("week", "周"),
    Unit.MONTH: Pair("month", "个月"),
    Unit.YEAR: Pair("year", "年"),
}
"""The units of periods; the English plural has an s."""
