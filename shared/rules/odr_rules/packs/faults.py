"""What can be wrong with a rule pack: each fault with its code, where it stands, and why."""

from dataclasses import dataclass
from typing import Final

from odr_rules.packs.places import Path, Place

SAYINGS: Final[dict[str, tuple[str, str]]] = {
    "not_yaml": ("It is no YAML that a pack can be written in.", "不是规则包可用的 YAML。"),
    "too_long": ("The file says too much.", "文件内容过长。"),
    "too_deep": ("It is nested too deeply.", "嵌套层级过深。"),
    "anchor": ("A pack has no anchors and no aliases.", "规则包不得使用锚点或别名。"),
    "said_twice": ("The same field is given twice.", "同一字段重复出现。"),
    "unknown_field": ("A pack has no such field.", "规则包没有此字段。"),
    "missing": ("This field is needed.", "缺少必填字段。"),
    "article_missing": (
        "Every rule names the source and the article that it rests on.",
        "每条规则须注明所依据的来源与条款。",
    ),
    "chinese_missing": ("What a party reads is there in Chinese too.", "当事人所见文字须有中文。"),
    "bad_length": (
        "A period is a whole number of units, one at least and a thousand at most.",
        "期限须为一至一千的整数。",
    ),
    "unknown_trigger": ("Nothing of that name sets a period running.", "没有此种期限起算事由。"),
    "trigger_unfit": ("That does not set this period running.", "该事由不能启动此期限。"),
    "unknown_consequence": ("Silence has no such consequence.", "逾期没有此种后果。"),
    "consequence_unfit": (
        "The end of this period cannot bring that.",
        "此期限届满不能产生该后果。",
    ),
    "unknown_calendar": ("There is no such calendar.", "没有此种日历。"),
    "calendar_needed": (
        "Business days, and days that roll, need a calendar.",
        "工作日及顺延须指明日历。",
    ),
    "hours_roll": ("Hours run on: they do not roll.", "以小时计算的期限连续计算，不顺延。"),
    "unknown_unit": ("There is no such unit of time.", "没有此种时间单位。"),
    "unknown_rule": ("There is no period of that name.", "没有此名称的期限。"),
    "unknown_zone": ("There is no such time zone.", "没有此时区。"),
    "rule_missing": ("What the pack does needs this period.", "规则包的程序需要此期限。"),
    "limits_reversed": (
        "The limits must enclose the length that the pack itself has.",
        "可调范围须包含规则包自身的期限。",
    ),
    "stage_twice": ("A stage is there once.", "同一阶段只能出现一次。"),
    "stage_unknown": ("The pack has no such stage.", "规则包没有此阶段。"),
    "stage_cycle": ("The stages come after one another in a circle.", "各阶段的先后构成循环。"),
    "stage_unreachable": ("Nothing opens this stage.", "没有任何事由开启此阶段。"),
    "stage_ambiguous": ("The same thing opens two stages.", "同一事由开启两个阶段。"),
    "stage_missing": (
        "Silence leads to a next stage, and there is none.",
        "没有逾期后可进入的下一阶段。",
    ),
    "unknown_until": ("Amendments do not end with that.", "变更请求的期限不能以此为止。"),
    "amendments_unfit": (
        "After the answer the first stage opens at once, where no counterclaim is to be answered.",
        "无须答复反请求时，答复后即进入第一阶段。",
    ),
    "code_twice": ("This code is given twice.", "代码重复。"),
    "remedy_unknown": ("The pack does not allow this remedy.", "规则包不允许此项救济。"),
    "never_automatic": (
        "Non-material damage follows from no reason and no other cap: it is claimed by itself.",
        "精神损害赔偿须单独提出，不随任何事由或其他上限而生。",
    ),
    "unfounded": (
        "It can be claimed, and nothing says by which rule (`non_material`).",
        "允许提出该项请求，却未注明依据（`non_material`）。",
    ),
    "dates_reversed": ("It would end before it begins.", "失效日早于生效日。"),
    "expression_syntax": ("The expression cannot be read.", "表达式无法解析。"),
    "expression_name": ("The facts of a filing have no such name.", "申请事实中没有此名称。"),
    "expression_type": ("The expression does not type-check.", "表达式类型不符。"),
    "expression_large": (
        "The expression is too long, too deep or would run too long.",
        "表达式过长、嵌套过深或耗时过长。",
    ),
    "versions_overlap": (
        "Two versions would be in force on the same day.",
        "两个版本的生效期间重叠。",
    ),
    "version_twice": ("There is already a file with this version.", "该版本已存在。"),
    "invalid": ("This cannot stand here.", "此处取值无效。"),
}
"""By code: what is wrong, in English and in Chinese."""


@dataclass(frozen=True, slots=True)
class Fault:
    code: str
    path: Path
    place: Place
    detail: str = ""
    """What it is about, in codes and numbers."""
    file: str = ""

    @property
    def pointer(self) -> str:
        """RFC 6901."""
        parts = (str(part).replace("~", "~0").replace("/", "~1") for part in self.path)
        return "".join(f"/{part}" for part in parts)

    def said(self, language: str = "en") -> str:
        return SAYINGS[self.code][language == "zh-CN"]

    def line_said(self, language: str = "en") -> str:
        """As compilers say it: file, line and column, then what is wrong."""
        where = f"{self.file or '-'}:{self.place.line}:{self.place.column}"
        about = f" ({self.detail})" if self.detail else ""
        return f"{where}: {self.pointer or '/'}: {self.code}: {self.said(language)}{about}"

    def __str__(self) -> str:
        return self.line_said()


class Faulty(ValueError):
    """A pack that is refused, with all that is wrong with it."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults
