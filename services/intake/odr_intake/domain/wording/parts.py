"""What to do, by when, and what silence brings, in sentences for each turn."""

from typing import Final, NamedTuple

from odr_intake.domain.notices import Turn
from odr_intake.domain.wording.words import Pair
from odr_rules.packs.vocabulary import Consequence

NOTHING: Final = Pair("You need do nothing now.", "您现在无需做任何事。")
NO_TIME: Final = Pair("No time runs for you.", "您没有需要遵守的期限。")
NO_LOSS: Final = Pair("You lose nothing by waiting.", "等待不会给您带来不利后果。")
COURTS: Final = Pair(
    "Nothing more follows here. You can still go to court.",
    "此处不再有后续程序。您仍可向法院起诉。",
)
UNTIL: Final = Pair("Your time ends {due}.", "您的期限{due}届满。")
FROM_SERVICE: Final = Pair(
    "You have {length} from the day on which this notice reaches you.",
    "自本通知送达您之日起，您有{length}的时间。",
)
THEIRS: Final = Pair("The other side's time ends {due}.", "对方的期限{due}届满。")


class Part(NamedTuple):
    """What one reads whose turn this is."""

    do: Pair
    by_when: Pair
    """Where a time runs that has an end."""
    silence: Pair
    """Where the notice names no consequence of its own."""


PARTS: Final[dict[Turn, Part]] = {
    Turn.WAIT_SCREENING: Part(
        Pair(
            "You need do nothing now. A caseworker checks your case.",
            "您现在无需做任何事。工作人员正在审查您的案件。",
        ),
        Pair("The time to check it ends {due}.", "审查期限{due}届满。"),
        NO_LOSS,
    ),
    Turn.CURE: Part(
        Pair(
            "Give your platform what is missing: {missing}.",
            "请将所缺材料交给您的平台：{missing}。",
        ),
        UNTIL,
        NO_LOSS,
    ),
    Turn.ASK_REVIEW: Part(
        Pair(
            "If you do not agree, ask for a review. Another caseworker will look at it.",
            "如有异议，您可以申请复核，由另一名工作人员审查。",
        ),
        UNTIL,
        COURTS,
    ),
    Turn.WAIT_REVIEW: Part(
        Pair(
            "You need do nothing now. Another caseworker looks at the refusal.",
            "您现在无需做任何事。另一名工作人员正在复核。",
        ),
        UNTIL,
        NO_LOSS,
    ),
    Turn.WAIT_SERVICE: Part(
        Pair(
            "You need do nothing now. The other side is being told.",
            "您现在无需做任何事。正在通知对方。",
        ),
        UNTIL,
        Pair(
            "The other side's time begins when it has the notice, and not before.",
            "对方的期限自其收到通知时起算，在此之前不起算。",
        ),
    ),
    Turn.ANSWER: Part(
        Pair(
            "Answer the claims: admit them, admit a part of them, or contest them. "
            "You can make a counterclaim where the rules allow it.",
            "请答复请求：承认、部分承认或者提出异议。规则允许的，您可以提出反请求。",
        ),
        UNTIL,
        NO_LOSS,
    ),
    Turn.WAIT_ANSWER: Part(
        Pair(
            "You need do nothing now. The respondent can answer.",
            "您现在无需做任何事。被申请人可以答复。",
        ),
        THEIRS,
        NO_LOSS,
    ),
    Turn.ANSWER_COUNTERCLAIM: Part(
        Pair(
            "Answer the counterclaim: admit it or contest it.", "请答复反请求：承认或者提出异议。"
        ),
        UNTIL,
        NO_LOSS,
    ),
    Turn.WAIT_COUNTERCLAIM: Part(
        Pair(
            "You need do nothing now. The claimant can answer your counterclaim.",
            "您现在无需做任何事。申请人可以答复您的反请求。",
        ),
        THEIRS,
        NO_LOSS,
    ),
    Turn.NEGOTIATE: Part(
        Pair(
            "Talk to the other side. Make an offer, or answer the one that you have. "
            "You can stop at any time, and it costs you nothing.",
            "请与对方协商：提出方案，或者答复对方的方案。您可以随时退出，无需付费。",
        ),
        Pair("The negotiation ends {due}.", "协商期限{due}届满。"),
        NO_LOSS,
    ),
    Turn.MEDIATE: Part(
        Pair(
            "Take part in the mediation. You can stop at any time, and it costs you nothing.",
            "请参加调解。您可以随时退出，无需付费。",
        ),
        Pair("The mediation ends {due}.", "调解期限{due}届满。"),
        NO_LOSS,
    ),
    Turn.ARBITRATE: Part(
        Pair(
            "Take part in the arbitration. Say what you think, and show your evidence.",
            "请参加仲裁：陈述意见，提交证据。",
        ),
        Pair("The arbitration is to end {due}.", "仲裁期限{due}届满。"),
        NO_LOSS,
    ),
    Turn.WAIT_END: Part(
        Pair(
            "You need do nothing now. What is open is being ended.",
            "您现在无需做任何事。正在结束进行中的阶段。",
        ),
        UNTIL,
        NO_LOSS,
    ),
    Turn.ASK_SET_ASIDE: Part(
        Pair(
            "If you had a good reason not to answer, ask that the outcome be set aside.",
            "如有正当理由未能答复，您可以申请撤销该结果。",
        ),
        UNTIL,
        COURTS,
    ),
    Turn.WAIT_SET_ASIDE: Part(
        Pair(
            "You need do nothing now. The other side can ask that the outcome be set aside.",
            "您现在无需做任何事。对方可以申请撤销该结果。",
        ),
        THEIRS,
        NO_LOSS,
    ),
    Turn.WAIT_DECISION: Part(
        Pair(
            "You need do nothing now. A caseworker decides on it.",
            "您现在无需做任何事。工作人员将作出决定。",
        ),
        UNTIL,
        NO_LOSS,
    ),
    Turn.WAIT_RESUMED: Part(
        Pair("You need do nothing until time runs on.", "期限恢复之前您无需做任何事。"),
        UNTIL,
        NO_LOSS,
    ),
    Turn.OWE: Part(
        Pair("Do what you owe: {amount}.", "请履行您的义务：{amount}。"),
        UNTIL,
        Pair("If you do not, you still owe it.", "不履行的，义务仍然存在。"),
    ),
    Turn.RECEIVE: Part(
        Pair(
            "You need do nothing now. The respondent owes you {amount}.",
            "您现在无需做任何事。被申请人应付您{amount}。",
        ),
        THEIRS,
        NO_LOSS,
    ),
    Turn.PERFORM: Part(
        Pair(
            "Do what you owe. Then tell your platform, with the reference of your payment.",
            "请履行您的义务，并将付款编号告知您的平台。",
        ),
        UNTIL,
        Pair("If you do not, you still owe it.", "不履行的，义务仍然存在。"),
    ),
    Turn.WAIT_PERFORMANCE: Part(
        Pair(
            "You need do nothing now. The other side is to do what it owes you.",
            "您现在无需做任何事。对方应向您履行义务。",
        ),
        THEIRS,
        Pair("If it does not, you are still owed it.", "对方不履行的，其义务仍然存在。"),
    ),
    Turn.CONFIRM: Part(
        Pair(
            "Look whether you have it. Then confirm it, or dispute it.",
            "请核对是否收到，然后确认或者提出异议。",
        ),
        UNTIL,
        NO_LOSS,
    ),
    Turn.WAIT_CONFIRMATION: Part(
        Pair(
            "You need do nothing now. The other side can confirm it or dispute it.",
            "您现在无需做任何事。对方可以确认或者提出异议。",
        ),
        THEIRS,
        NO_LOSS,
    ),
    Turn.OVER: Part(
        Pair("There is nothing more to do here.", "此处无需再做任何事。"), UNTIL, COURTS
    ),
}

# Whose silence it is: the reader's own, or the other's.
OWN: Final[dict[Consequence, Pair]] = {
    Consequence.ACCEPTED: Pair(
        "If nothing is decided by then, your case is accepted.",
        "届时未作决定的，您的案件视为受理。",
    ),
    Consequence.DISMISSED: Pair(
        "If you do nothing, your case ends. You can file it again.",
        "您未补正的，案件终结。您可以重新提交。",
    ),
    Consequence.DEFAULT: Pair(
        "If you do nothing, the case can be decided without your answer.",
        "您未答复的，可以在没有您答复的情况下作出结果。",
    ),
    Consequence.NEXT_STAGE: Pair(
        "If you do nothing, the next step begins without you.", "您未答复的，将进入下一步骤。"
    ),
    Consequence.REFERRED: Pair(
        "If nothing happens by then, the case ends here. It can go to court.",
        "届时仍无结果的，案件在此终结，可以向法院起诉。",
    ),
    Consequence.CLOSED: Pair(
        "If nothing happens by then, the case ends here. It can go to court.",
        "届时仍无结果的，案件在此终结，可以向法院起诉。",
    ),
    Consequence.FINAL: Pair(
        "If you do nothing, the decision stands here. You can still go to court.",
        "您未提出的，该决定在此确定。您仍可向法院起诉。",
    ),
    Consequence.REJECTED: Pair(
        "If you do nothing, the decision binds nobody.",
        "您未表示接受的，该决定对任何一方均无约束力。",
    ),
    Consequence.OVERDUE: Pair(
        "If nothing happens by then, it is overdue, and both sides are told.",
        "届时未完成的，视为逾期，并告知双方。",
    ),
    Consequence.DEEMED_CONFIRMED: Pair(
        "If you say nothing, it counts as confirmed.", "您未表示意见的，视为确认。"
    ),
}
THEIR: Final[dict[Consequence, Pair]] = {
    Consequence.DEFAULT: Pair(
        "If no answer comes, the case can be decided without it.",
        "对方未答复的，可以在没有答复的情况下作出结果。",
    ),
    Consequence.NEXT_STAGE: Pair(
        "If no answer comes, the next step begins.", "对方未答复的，将进入下一步骤。"
    ),
    Consequence.REFERRED: Pair(
        "If no answer comes, the case ends here. You can still go to court.",
        "对方未答复的，案件在此终结。您仍可向法院起诉。",
    ),
    Consequence.CLOSED: Pair(
        "If no answer comes, the case ends here. You can still go to court.",
        "对方未答复的，案件在此终结。您仍可向法院起诉。",
    ),
    Consequence.FINAL: Pair(
        "If the other side does nothing, the outcome stands.", "对方未提出的，该结果确定。"
    ),
    Consequence.OVERDUE: Pair(
        "If it does nothing by then, it is overdue, and both sides are told.",
        "对方届时未履行的，视为逾期，并告知双方。",
    ),
    Consequence.DEEMED_CONFIRMED: Pair(
        "If it says nothing by then, it counts as confirmed.", "对方届时未表示意见的，视为确认。"
    ),
}
STAGE_ENDS: Final[dict[Consequence, Pair]] = {
    Consequence.NEXT_STAGE: Pair(
        "If there is no agreement by then, the next step begins.",
        "届时未达成一致的，将进入下一步骤。",
    ),
    Consequence.OVERDUE: Pair(
        "If there is no decision by then, it is overdue, and both sides are told.",
        "届时未作出裁决的，视为逾期，并告知双方。",
    ),
}
"""Where a stage is open, silence is nobody's alone."""
