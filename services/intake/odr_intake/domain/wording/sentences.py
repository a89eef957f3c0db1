"""What happened, in sentences to the claimant and to the respondent."""

from typing import Final

from odr_intake.domain.happened import Happening as Is
from odr_intake.domain.wording import links, performance
from odr_intake.domain.wording.words import Both, Pair, alike

SENTENCES: Final[dict[Is, Both]] = {
    **performance.both(),
    **links.SAID,
    Is.FILED: (
        Pair(
            "You filed this case on {day}. Reason: {reasons}.",
            "您于{day}提交了本案。事由：{reasons}。",
        ),
        Pair(
            "A case was filed against you on {day}. Reason: {reasons}.",
            "有人于{day}对您提出了申请。事由：{reasons}。",
        ),
    ),
    Is.ASKED: (
        Pair("You ask for {amount}.", "您请求{amount}。"),
        Pair("The claimant asks you for {amount}.", "申请人向您请求{amount}。"),
    ),
    Is.TAKEN: alike("The case was accepted at once.", "案件已即时受理。"),
    Is.ACCEPTED: (
        Pair("Your case was accepted on {day}.", "您的案件已于{day}受理。"),
        Pair(
            "A case against you was accepted on {day}. Reason: {reasons}.",
            "一宗针对您的案件已于{day}受理。事由：{reasons}。",
        ),
    ),
    Is.ACCEPTED_BY_SILENCE: (
        Pair(
            "The time to check your case ended on {day}. Your case is accepted.",
            "审查期限已于{day}届满，您的案件视为受理。",
        ),
        Pair(
            "A case against you was accepted on {day}. Reason: {reasons}.",
            "一宗针对您的案件已于{day}受理。事由：{reasons}。",
        ),
    ),
    Is.RETURNED: alike(
        "Your case was returned on {day}. Something is missing: {codes}.",
        "您的案件已于{day}退回补正。尚缺：{codes}。",
    ),
    Is.RESUBMITTED: alike("You supplied on {day} what was missing.", "您已于{day}补正所缺材料。"),
    Is.REFUSED: alike(
        "Your case was not accepted. It was refused on {day}. The ground: {codes}",
        "您的案件于{day}被决定不予受理。理由：{codes}",
    ),
    Is.REVIEW_ASKED: alike(
        "You asked on {day} that the refusal be looked at again.",
        "您已于{day}申请复核不予受理的决定。",
    ),
    Is.UPHELD: alike(
        "Another caseworker looked at the refusal. It stands.",
        "另一名工作人员已复核，维持不予受理的决定。",
    ),
    Is.OVERTURNED: alike(
        "Another caseworker looked at the refusal. It does not stand.",
        "另一名工作人员已复核，撤销不予受理的决定。",
    ),
    Is.CLAIM_SERVED: alike("The respondent has received your claim.", "您的申请已送达被申请人。"),
    Is.COUNTERCLAIM_SERVED: alike(
        "The claimant has received your counterclaim.", "您的反请求已送达申请人。"
    ),
    Is.DEFAULT_SERVED: alike(
        "The other side has received the notice that it gave no answer in time.",
        "逾期未答复的通知已送达对方。",
    ),
    Is.ADMITTED: (
        Pair("The respondent admits your claims.", "被申请人承认您的请求。"),
        Pair("You admitted the claims on {day}.", "您已于{day}承认全部请求。"),
    ),
    Is.ADMITTED_IN_PART: (
        Pair(
            "The respondent admits {amount} of your claims. It contests the rest.",
            "被申请人承认您的请求中的{amount}，对其余部分有异议。",
        ),
        Pair(
            "You admitted {amount} of the claims on {day}. You contest the rest.",
            "您已于{day}承认请求中的{amount}，对其余部分有异议。",
        ),
    ),
    Is.CONTESTED: (
        Pair("The respondent contests your claims.", "被申请人对您的请求有异议。"),
        Pair("You contested the claims on {day}.", "您已于{day}对请求提出异议。"),
    ),
    Is.COUNTERCLAIMED: (
        Pair(
            "The respondent makes a counterclaim. It asks you for {amount}.",
            "被申请人提出反请求，要求您支付{amount}。",
        ),
        Pair("You made a counterclaim for {amount}.", "您提出了{amount}的反请求。"),
    ),
    Is.COUNTERCLAIM_ADMITTED: (
        Pair("You admitted the counterclaim on {day}.", "您已于{day}承认反请求。"),
        Pair("The claimant admits your counterclaim.", "申请人承认您的反请求。"),
    ),
    Is.COUNTERCLAIM_CONTESTED: (
        Pair("You contested the counterclaim on {day}.", "您已于{day}对反请求提出异议。"),
        Pair("The claimant contests your counterclaim.", "申请人对您的反请求有异议。"),
    ),
    Is.COUNTERCLAIM_UNANSWERED: (
        Pair(
            "Your time to answer the counterclaim ended on {day}. You gave no answer.",
            "反请求的答复期限已于{day}届满，您未答复。",
        ),
        Pair(
            "The claimant's time to answer your counterclaim ended on {day}. No answer came.",
            "反请求的答复期限已于{day}届满，申请人未答复。",
        ),
    ),
    Is.AMENDED: (
        Pair(
            "You changed your claims on {day}. Reason: {reasons}.",
            "您已于{day}变更请求。事由：{reasons}。",
        ),
        Pair(
            "The claimant changed the claims against you on {day}. Reason: {reasons}.",
            "申请人已于{day}变更针对您的请求。事由：{reasons}。",
        ),
    ),
    Is.ANSWER_STANDS: (
        Pair(
            "The time to answer the changed claims ended on {day}. "
            "The respondent counts as contesting them, as it had answered before.",
            "对变更后请求的答复期限已于{day}届满。被申请人此前已答复，视为对其有异议。",
        ),
        Pair(
            "Your time to answer the changed claims ended on {day}. "
            "You count as contesting them, as you had answered before.",
            "您对变更后请求的答复期限已于{day}届满。您此前已答复，视为对其有异议。",
        ),
    ),
    Is.CLAIM_WITHDRAWN: (
        Pair(
            "You withdrew your claims on {day}. The counterclaim goes on.",
            "您已于{day}撤回请求。反请求继续进行。",
        ),
        Pair(
            "The claimant withdrew the claims on {day}. Your counterclaim goes on.",
            "申请人已于{day}撤回请求。您的反请求继续进行。",
        ),
    ),
    Is.CONSENT_GIVEN: alike(
        "The other side agrees to take part in {codes}.", "对方同意参加{codes}。"
    ),
    Is.CONSENT_REFUSED: alike(
        "The other side does not agree to take part in {codes}.", "对方不同意参加{codes}。"
    ),
    Is.STAGE_OPENED: alike("The {codes} began on {day}.", "{codes}已于{day}开始。"),
    Is.STAGE_SKIPPED: alike(
        "There will be no {codes}, as not everybody has agreed to it.",
        "因未获各方同意，不进行{codes}。",
    ),
    Is.WITHDRAWAL_REQUESTED: (
        Pair("You asked on {day} to withdraw your claims.", "您已于{day}申请撤回请求。"),
        Pair(
            "The claimant asked on {day} to withdraw the claims.", "申请人已于{day}申请撤回请求。"
        ),
    ),
    Is.TRANSFER_REQUESTED: (
        Pair("You are taking your claims elsewhere.", "您将通过其他途径主张请求。"),
        Pair("The claimant is taking the claims elsewhere.", "申请人将通过其他途径主张请求。"),
    ),
    Is.LEAVING_VOID: alike(
        "The request to withdraw the claims came too late. It has no effect.",
        "撤回请求的申请提出过晚，不生效力。",
    ),
    Is.OVER_ADMITTED: alike(
        "The case ended on {day}: the claims are admitted.", "案件已于{day}终结：请求获承认。"
    ),
    Is.OVER_SETTLED: alike(
        "The case ended on {day}: you have reached an agreement.",
        "案件已于{day}终结：双方达成和解。",
    ),
    Is.OVER_AWARDED: alike("The case ended on {day} with a decision.", "案件已于{day}以裁决终结。"),
    Is.OVER_WITHDRAWN: (
        Pair(
            "The case ended on {day}, as you withdrew your claims.",
            "案件已于{day}终结：您撤回了请求。",
        ),
        Pair(
            "The case ended on {day}, as the claimant withdrew the claims.",
            "案件已于{day}终结：申请人撤回了请求。",
        ),
    ),
    Is.OVER_DISMISSED: (
        Pair("The case ended on {day}. It was dismissed.", "案件已于{day}终结：您的申请被驳回。"),
        Pair("The case ended on {day}. It was dismissed.", "案件已于{day}终结：申请被驳回。"),
    ),
    Is.OVER_REFUSED: alike(
        "The case ended on {day}. It was not accepted.", "案件已于{day}终结：不予受理。"
    ),
    Is.OVER_DEFAULT: alike(
        "The case ended on {day}: no answer came in time.", "案件已于{day}终结：逾期未答复。"
    ),
    Is.OVER_CLOSED: (
        Pair(
            "The case ended on {day}, as the respondent took no part.",
            "案件已于{day}终结：被申请人未参加。",
        ),
        Pair("The case ended on {day}, as you took no part.", "案件已于{day}终结：您未参加。"),
    ),
    Is.OVER_REFERRED: alike(
        "The case ended here on {day} without an agreement.", "案件已于{day}在此终结，未达成一致。"
    ),
    Is.SET_ASIDE_ASKED: alike(
        "On {day} it was asked that this outcome be set aside.", "{day}有人申请撤销该结果。"
    ),
    Is.SET_ASIDE_GRANTED: alike(
        "The outcome was set aside on {day}. The case goes on.",
        "该结果已于{day}撤销，案件继续进行。",
    ),
    Is.SET_ASIDE_DENIED: alike(
        "The outcome was not set aside. It stands since {day}.", "未予撤销，该结果自{day}起确定。"
    ),
    Is.FINAL: alike(
        "The outcome can no longer be set aside here. It stands since {day}.",
        "该结果自{day}起在此不得再申请撤销。",
    ),
    Is.EXTENSION_ASKED: alike(
        "On {day} the other side asked for more time. You can agree to it or refuse it.",
        "对方于{day}申请延长期限。您可以同意，也可以拒绝。",
    ),
    Is.EXTENSION_REFUSED: alike(
        "The other side did not agree to more time. The end stays as it was.",
        "对方未同意延长期限，期限不变。",
    ),
    Is.PERIOD_EXTENDED: alike(
        "On {day} the time that runs was made longer.", "正在进行的期限已于{day}延长。"
    ),
    Is.SERVICE_CORRECTED: alike(
        "On {day} a caseworker corrected when or how a notice reached its addressee.",
        "{day}，工作人员更正了某份通知的送达时间或方式。",
    ),
    Is.SERVICE_UNDONE: alike(
        "On {day} a caseworker found that a notice had not reached its addressee."
        " What followed from it is undone.",
        "{day}，工作人员查明某份通知并未送达，由此产生的后果予以撤销。",
    ),
    Is.ANSWER_UNDONE: alike(
        "On {day} a caseworker found that the answer had been recorded by mistake. It is undone.",
        "{day}，工作人员查明该答复系误录，予以撤销。",
    ),
    Is.SCREENING_UNDONE: alike(
        "On {day} a caseworker took back a decision on the filing that was made by mistake.",
        "{day}，工作人员撤回了对案件申请误作的决定。",
    ),
    Is.PERIOD_RECOMPUTED: alike(
        "The holidays that decide when the time ends have been announced. It does not end earlier"
        " than you were told.",
        "决定期限届满日的节假日安排已公布，期限不会早于此前告知的时间届满。",
    ),
    Is.PAUSED: alike(
        "On {day} the time that runs was stopped. What has passed of it is not lost.",
        "正在进行的期限已于{day}中止，已经过的期间不受影响。",
    ),
    Is.RESUMED: alike(
        "Time runs on since {day}; it ends later by as long as it stood still.",
        "期限自{day}起恢复计算，并按中止的时间顺延。",
    ),
    Is.OUTAGE_ALLOWED: alike(
        "Time would have ended while we could not be reached. On {day} it was made longer.",
        "期限本应在我方系统故障期间届满，现已于{day}延长。",
    ),
    Is.REMINDED: alike("This is a reminder: time is running.", "提醒：期限正在进行。"),
}
