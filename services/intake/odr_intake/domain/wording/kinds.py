"""What each kind of notice is called."""

from typing import Final

from odr_intake.domain.notices import NoticeKind as Is
from odr_intake.domain.wording.words import Pair

TITLES: Final[dict[Is, Pair]] = {
    Is.FILED: Pair("your case was filed", "案件已提交"),
    Is.ACCEPTED: Pair("your case was accepted", "案件已受理"),
    Is.CLAIM: Pair("a claim against you", "针对您的申请"),
    Is.RETURNED: Pair("something is missing", "需要补正"),
    Is.RESUBMITTED: Pair("your papers were received", "已收到补正材料"),
    Is.REFUSED: Pair("your case was refused", "不予受理"),
    Is.REVIEW_ASKED: Pair("your request for a review", "复核申请"),
    Is.SERVED: Pair("the other side has the notice", "通知已送达对方"),
    Is.ANSWERED: Pair("the answer to the claims", "对请求的答复"),
    Is.COUNTERCLAIM: Pair("a counterclaim against you", "针对您的反请求"),
    Is.COUNTERCLAIM_ANSWERED: Pair("the answer to the counterclaim", "对反请求的答复"),
    Is.CLAIM_WITHDRAWN: Pair("the claims are withdrawn", "请求已撤回"),
    Is.CONSENT_STATED: Pair("the other side's consent", "对方的意愿"),
    Is.STAGE_OPENED: Pair("the next step has begun", "新阶段已开始"),
    Is.LEAVING: Pair("the claims are to be withdrawn", "撤回请求的申请"),
    Is.LEAVING_VOID: Pair("the withdrawal came too late", "撤回申请未生效"),
    Is.OUTCOME: Pair("the case has ended", "案件已终结"),
    Is.DEFAULT: Pair("the case ended without your answer", "因您未答复案件已终结"),
    Is.SET_ASIDE_ASKED: Pair("a request to set the outcome aside", "撤销结果的申请"),
    Is.SET_ASIDE_DECIDED: Pair("the decision on that request", "对撤销申请的决定"),
    Is.FINAL: Pair("the outcome is final", "结果已确定"),
    Is.EXTENSION_ASKED: Pair("the other side asks for more time", "对方申请延长期限"),
    Is.EXTENSION_REFUSED: Pair("there is no more time", "未同意延长期限"),
    Is.PERIOD_EXTENDED: Pair("there is more time", "期限已延长"),
    Is.REPAIRED: Pair("an error was corrected", "记录已更正"),
    Is.LINKED: Pair("your case and another", "您的案件与另一案件"),
    Is.UNLINKED: Pair("your case stands alone again", "您的案件不再与另一案件关联"),
    Is.JOINING_AGREED: Pair("the respondent on joining cases", "被申请人对合并案件的意愿"),
    Is.PAUSED: Pair("time stands still", "期限中止"),
    Is.RESUMED: Pair("time runs on", "期限恢复计算"),
    Is.OUTAGE_ALLOWED: Pair("there is more time after an outage", "因系统故障延长期限"),
    Is.PERIOD_RECOMPUTED: Pair("the end of the time is certain", "期限届满日已确定"),
    Is.REMINDER: Pair("a reminder", "提醒"),
    Is.REMEDY_DUE: Pair("something is due now", "一项义务开始计期"),
    Is.REMEDY_PERFORMED: Pair("something was performed", "义务已报告履行"),
    Is.REMEDY_CONFIRMED: Pair("performance is confirmed", "履行已确认"),
    Is.REMEDY_DISPUTED: Pair("performance is disputed", "对履行有异议"),
    Is.REMEDY_DECIDED: Pair("the decision on that dispute", "对履行异议的决定"),
    Is.REMEDY_OVERDUE: Pair("something is overdue", "一项义务已逾期"),
    Is.PERFORMED: Pair("all is performed", "义务已全部履行"),
}
