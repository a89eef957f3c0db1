"""The words of packs in English and Chinese: what a form, a table or a chart calls them."""

from enum import StrEnum
from typing import Final

from odr_rules.packs.vocabulary import Consequence, Evidence, Rule, Trigger, Until

RULES: Final[dict[Rule, tuple[str, str]]] = {
    Rule.SCREENING: ("decide whether the case is taken", "决定是否受理"),
    Rule.CURE: ("supply what is missing", "补正"),
    Rule.REFUSAL_REVIEW: ("ask for a review of the refusal", "申请复核不予受理决定"),
    Rule.ANSWER: ("answer the claim", "答辩"),
    Rule.COUNTERCLAIM_ANSWER: ("answer the counterclaim", "对反请求答辩"),
    Rule.NEGOTIATION: ("negotiate", "协商"),
    Rule.MEDIATION: ("mediate", "调解"),
    Rule.ARBITRATION: ("decide", "裁决"),
    Rule.ACCEPTANCE: ("accept the decision", "接受决定"),
    Rule.APPEAL: ("appeal", "提出异议"),
    Rule.SET_ASIDE: ("have the default set aside", "申请撤销缺席结果"),
    Rule.PERFORMANCE: ("perform", "履行"),
    Rule.CONFIRMATION: ("confirm or dispute performance", "确认履行或者提出异议"),
}

TRIGGERS: Final[dict[Trigger, tuple[str, str]]] = {
    Trigger.FILED: ("the case was filed", "提交申请"),
    Trigger.CURE_REQUESTED: ("the case was returned", "退回补正"),
    Trigger.ACCEPTED: ("the case was accepted", "受理"),
    Trigger.REFUSED: ("the case was refused", "不予受理"),
    Trigger.SERVED: ("the notice reached the respondent", "通知送达被申请人"),
    Trigger.COUNTERCLAIM_SERVED: ("the counterclaim reached the claimant", "反请求送达申请人"),
    Trigger.NEGOTIATION_OPENED: ("negotiation was opened", "协商开始"),
    Trigger.MEDIATION_OPENED: ("mediation was opened", "调解开始"),
    Trigger.ARBITRATION_OPENED: ("the last stage was opened", "裁决阶段开始"),
    Trigger.DECIDED: ("the decision reached the party", "决定送达当事人"),
    Trigger.DEFAULTED: ("the default reached the respondent", "缺席通知送达被申请人"),
    Trigger.ENDED: ("the case has its outcome", "案件有结果"),
    Trigger.PERFORMED: ("performance was reported", "报告已履行"),
}

CONSEQUENCES: Final[dict[Consequence, tuple[str, str]]] = {
    Consequence.ACCEPTED: ("the case counts as accepted", "视为受理"),
    Consequence.DISMISSED: ("the case is dismissed", "驳回申请"),
    Consequence.DEFAULT: ("the respondent is in default", "按缺席处理"),
    Consequence.NEXT_STAGE: ("the next stage opens", "进入下一阶段"),
    Consequence.REFERRED: ("the case ends, with the ways that remain", "程序终结并告知其他途径"),
    Consequence.CLOSED: ("the case is closed", "案件终结"),
    Consequence.FINAL: ("what was decided stands", "决定即告确定"),
    Consequence.REJECTED: ("the decision binds nobody", "决定对任何人均无约束力"),
    Consequence.OVERDUE: ("it is overdue, and all are told", "逾期，并告知各方"),
    Consequence.DEEMED_CONFIRMED: ("performance counts as confirmed", "视为确认履行"),
}

EVIDENCE: Final[dict[Evidence, tuple[str, str]]] = {
    Evidence.ORDER_CONFIRMATION: ("the order, as confirmed", "订单确认"),
    Evidence.PAYMENT_RECORD: ("what was paid, when and how", "付款记录"),
    Evidence.DELIVERY_RECORD: ("the carrier's record of delivery", "物流签收记录"),
    Evidence.LISTING: ("how the goods were offered", "商品页面"),
    Evidence.PHOTOS: ("photographs of what came", "实物照片"),
    Evidence.VIDEO_OF_UNPACKING: ("a film of the unpacking", "开箱视频"),
    Evidence.CORRESPONDENCE: ("what the parties wrote to each other", "往来沟通记录"),
    Evidence.EXPERT_REPORT: ("a test or an expert's report", "检测或者鉴定报告"),
    Evidence.RETURN_RECEIPT: ("proof that the goods went back", "退货凭证"),
    Evidence.CANCELLATION: ("the cancellation, and when it was sent", "取消凭证及时间"),
    Evidence.FINAL_RESPONSE: ("the merchant's final response", "商家的最终答复"),
    Evidence.IDENTITY: ("proof of who the claimant is", "身份证明"),
}

UNTIL: Final[dict[Until, tuple[str, str]]] = {
    Until.NEVER: ("The claims cannot be amended.", "请求不得变更。"),
    Until.SERVED: (
        "The claims can be amended until they have reached the respondent.",
        "在送达被申请人之前，可以变更请求。",
    ),
    Until.ANSWERED: (
        "The claims can be amended until the respondent has answered them.",
        "在被申请人答复之前，可以变更请求。",
    ),
    Until.STAGE_OPENED: (
        "The claims can be amended until the first stage begins.",
        "在第一阶段开始之前，可以变更请求。",
    ),
}

FACTS: Final[dict[str, tuple[str, str]]] = {
    "claimant.kind": ("Is the claimant a consumer or a merchant?", "申请人是消费者还是商家？"),
    "claimant.country": ("In which country does the claimant live?", "申请人居住在哪个国家？"),
    "claimant.region": ("In which region does the claimant live?", "申请人居住在哪个地区？"),
    "claimant.identified": ("Has the claimant's identity been checked?", "申请人身份是否已核验？"),
    "respondent.kind": (
        "Is the respondent a merchant or a consumer?",
        "被申请人是商家还是消费者？",
    ),
    "respondent.country": ("In which country is the respondent?", "被申请人在哪个国家？"),
    "respondent.region": ("In which region is the respondent?", "被申请人在哪个地区？"),
    "respondent.listed": (
        "Are the respondent's real name, address and contact known?",
        "是否掌握被申请人的真实名称、地址和联系方式？",
    ),
    "order.paid": ("How much was paid?", "已付金额是多少？"),
    "order.currency": ("In which currency was it paid?", "以何种货币支付？"),
    "order.placed_on": ("When was the order placed?", "何时下单？"),
    "order.received_on": ("When did the goods arrive?", "何时收到商品？"),
    "order.online": ("Was it bought online?", "是否在线购买？"),
    "dispute.known_on": (
        "When did the claimant know, or should have known, of it?",
        "申请人何时知道或者应当知道？",
    ),
    "dispute.personal": ("Was it bought for personal use?", "是否为生活消费需要购买？"),
    "contact.made": ("Has the claimant complained to the merchant?", "是否已向商家提出投诉？"),
    "contact.made_on": ("When did the claimant complain to the merchant?", "何时向商家提出投诉？"),
    "contact.answered": ("Has the merchant given its final word?", "商家是否已作最终答复？"),
    "contact.answered_on": ("When did the merchant's final word come?", "商家何时作出最终答复？"),
    "elsewhere.court": ("Is or was the dispute before a court?", "争议是否已由法院受理？"),
    "elsewhere.arbitration": ("Is or was it before arbitrators?", "争议是否已提交仲裁？"),
    "elsewhere.authority": ("Is or was it before an authority?", "争议是否已由行政机关处理？"),
    "elsewhere.association": (
        "Is or was it before a consumer association or another such body?",
        "争议是否已由消费者组织或者其他机构处理？",
    ),
    "elsewhere.decided": ("Has anybody decided it already?", "争议是否已有裁判结果？"),
    "claimed": ("How much is claimed?", "请求金额是多少？"),
    "claims": ("What went wrong, and what is asked for?", "出了什么问题，请求什么？"),
}
"""What a guided form asks, for each fact that an expression may name."""


def word(code: StrEnum, language: str = "en") -> str:
    """What the code is called."""
    found: tuple[str, str]
    match code:
        case Rule():
            found = RULES[code]
        case Trigger():
            found = TRIGGERS[code]
        case Consequence():
            found = CONSEQUENCES[code]
        case Evidence():
            found = EVIDENCE[code]
        case Until():
            found = UNTIL[code]
        case _:
            return code.value.replace("_", " ")
    return found[language == "zh-CN"]
