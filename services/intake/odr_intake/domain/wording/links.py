"""How cases that belong together are said to, in sentences to both sides."""

from typing import Final

from odr_intake.domain.happened import Happening as Is
from odr_intake.domain.wording.words import Both, alike

SAID: Final[dict[Is, Both]] = {
    Is.REPEATS: alike(
        "On {day} it was noted that this case brings again what another case was about.",
        "{day}，本案被记为重复提起另一案件的事项。",
    ),
    Is.IS_REPEATED: alike(
        "On {day} it was noted that another case brings again what this case is about.",
        "{day}，另一案件被记为重复提起本案的事项。",
    ),
    Is.RELATED: alike(
        "On {day} it was noted that this case is related to another.",
        "{day}，本案被记为与另一案件有关。",
    ),
    Is.JOINED: alike(
        "On {day} this case was joined with another. Both are handled together.",
        "{day}，本案与另一案件合并处理。",
    ),
    Is.GROUPED: alike(
        "On {day} this case was put in a group of cases about the same matter.",
        "{day}，本案被归入同一事项的一组案件。",
    ),
    Is.UNLINKED: alike(
        "On {day} it was noted that this case does not belong to another any more.",
        "{day}，本案不再与另一案件关联。",
    ),
    Is.SEVERED: alike(
        "On {day} this case was severed from the one that it was joined with.",
        "{day}，本案与其合并的案件分开处理。",
    ),
    Is.JOINING_AGREED: alike(
        "On {day} the respondent agreed that this case be joined with others.",
        "{day}，被申请人同意本案与其他案件合并处理。",
    ),
    Is.JOINING_REFUSED: alike(
        "On {day} the respondent no longer agreed that this case be joined with others.",
        "{day}，被申请人不再同意本案与其他案件合并处理。",
    ),
}
