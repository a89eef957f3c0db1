"""What happened to what is owed, in sentences to who owes it and to whom it is owed."""

from typing import Final

from odr_intake.domain.happened import Happening as Is
from odr_intake.domain.wording.words import Pair

SAID: Final[tuple[tuple[Is, Is, Pair, Pair], ...]] = (
    (
        *(Is.OWED_SUM, Is.OWED_SUM_BACK),
        Pair("You owe {codes}: {amount}.", "您应履行：{codes}，{amount}。"),
        Pair("You are owed {codes}: {amount}.", "对方应向您履行：{codes}，{amount}。"),
    ),
    (
        *(Is.OWED_ACT, Is.OWED_ACT_BACK),
        Pair("You owe {codes}.", "您应履行：{codes}。"),
        Pair("You are owed {codes}.", "对方应向您履行：{codes}。"),
    ),
    (
        *(Is.REMEDY_DUE, Is.REMEDY_DUE_BACK),
        Pair("From {day} on you can perform {codes}.", "自{day}起您应履行：{codes}。"),
        Pair("From {day} on {codes} can be performed.", "自{day}起对方应履行：{codes}。"),
    ),
    (
        *(Is.REPORTED, Is.REPORTED_BACK),
        Pair(
            "On {day} it was reported that you performed {codes}.", "{day}已报告您履行了：{codes}。"
        ),
        Pair(
            "On {day} it was reported that the other side performed {codes}.",
            "{day}已报告对方履行了：{codes}。",
        ),
    ),
    (
        *(Is.GOODS_BACK, Is.GOODS_BACK_BACK),
        Pair("The goods that you sent back arrived on {day}.", "您退回的商品已于{day}签收。"),
        Pair("The goods came back to you on {day}.", "退回的商品已于{day}由您签收。"),
    ),
    (
        *(Is.CONFIRMED, Is.CONFIRMED_BACK),
        Pair("The other side confirmed {codes} on {day}.", "对方已于{day}确认：{codes}。"),
        Pair("You confirmed {codes} on {day}.", "您已于{day}确认：{codes}。"),
    ),
    (
        *(Is.CONFIRMED_BY_SILENCE, Is.CONFIRMED_BY_SILENCE_BACK),
        Pair(
            "The other side said nothing until {day}. So {codes} counts as confirmed.",
            "对方至{day}未表示意见，视为已确认：{codes}。",
        ),
        Pair(
            "You said nothing until {day}. So {codes} counts as confirmed.",
            "您至{day}未表示意见，视为已确认：{codes}。",
        ),
    ),
    (
        *(Is.FOUND_PERFORMED, Is.FOUND_PERFORMED_BACK),
        Pair(
            "A caseworker found on {day} that you performed {codes}.",
            "工作人员于{day}认定您已履行：{codes}。",
        ),
        Pair(
            "A caseworker found on {day} that the other side performed {codes}.",
            "工作人员于{day}认定对方已履行：{codes}。",
        ),
    ),
    (
        *(Is.DISPUTED, Is.DISPUTED_BACK),
        Pair("The other side disputed {codes} on {day}.", "对方于{day}提出异议：{codes}。"),
        Pair("You disputed {codes} on {day}.", "您已于{day}提出异议：{codes}。"),
    ),
    (
        *(Is.FOUND_OPEN, Is.FOUND_OPEN_BACK),
        Pair(
            "A caseworker found on {day} that you still owe {codes}.",
            "工作人员于{day}认定您仍应履行：{codes}。",
        ),
        Pair(
            "A caseworker found on {day} that you are still owed {codes}.",
            "工作人员于{day}认定对方仍应履行：{codes}。",
        ),
    ),
    (
        *(Is.OVERDUE, Is.OVERDUE_BACK),
        Pair("Since {day} you are late with {codes}.", "自{day}起您已逾期未履行：{codes}。"),
        Pair(
            "Since {day} the other side is late with {codes}.",
            "自{day}起对方已逾期未履行：{codes}。",
        ),
    ),
    (
        *(Is.INSTALMENTS_PROPOSED, Is.INSTALMENTS_PROPOSED_BACK),
        Pair(
            "On {day} it was proposed that you pay {codes} ({amount}) in instalments.",
            "{day}有人提议由您分期履行：{codes}（{amount}）。",
        ),
        Pair(
            "On {day} it was proposed that {codes} ({amount}) be paid to you in instalments.",
            "{day}有人提议对方向您分期履行：{codes}（{amount}）。",
        ),
    ),
    (
        *(Is.INSTALMENTS_AGREED, Is.INSTALMENTS_AGREED_BACK),
        Pair(
            "Since {day} you owe {codes} ({amount}) in instalments, each with its own day.",
            "自{day}起您应分期履行：{codes}（{amount}），每期各有期限。",
        ),
        Pair(
            "Since {day} {codes} ({amount}) is owed to you in instalments, each with its own day.",
            "自{day}起对方应向您分期履行：{codes}（{amount}），每期各有期限。",
        ),
    ),
    (
        *(Is.REMEDY_REMINDED, Is.REMEDY_REMINDED_BACK),
        Pair(
            "This is a reminder: you still owe {codes}.",
            "提醒：您尚未履行：{codes}。",
        ),
        Pair(
            "The other side was reminded that it still owes {codes}.",
            "已提醒对方尚未履行：{codes}。",
        ),
    ),
    (
        *(Is.CANCELLED, Is.CANCELLED_BACK),
        Pair("You no longer owe {codes}.", "您不再负有以下义务：{codes}。"),
        Pair("You are no longer owed {codes}.", "对方不再负有以下义务：{codes}。"),
    ),
)
"""What the respondent owes, what the claimant does; to the debtor, and to the creditor."""


def both() -> dict[Is, tuple[Pair, Pair]]:
    """Each to the claimant and to the respondent."""
    done = Pair("On {day} all that was owed was performed.", "至{day}，各项义务均已履行。")
    found = {Is.ALL_PERFORMED: (done, done)}
    for theirs, back, debtor, creditor in SAID:
        found |= {theirs: (creditor, debtor), back: (debtor, creditor)}
    return found
