"""The certificate of non-resolution, as JSON and in plain English and Chinese sentences."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from odr_intake.domain.certificate import Certificate
from odr_intake.models.cases import CaseRow
from odr_intake.schemas.cases import PackView
from odr_intake.schemas.showing import governing
from odr_rules.packs import Words
from odr_shared.contracts.codes import CaseOutcome, Stage
from odr_shared.http import View
from odr_shared.levels import Level
from odr_shared.translations import CHINESE, Language

Pair = tuple[str, str]

STAGES: Final[dict[Stage, Pair]] = {
    Stage.NEGOTIATION: ("negotiation", "协商"),
    Stage.MEDIATION: ("mediation", "调解"),
    Stage.ARBITRATION: ("arbitration", "仲裁"),
}
OUTCOMES: Final[dict[CaseOutcome, Pair]] = {
    CaseOutcome.WITHDRAWN: ("the claims were withdrawn", "申请人撤回请求"),
    CaseOutcome.DISMISSED: ("the case was dismissed", "申请被驳回"),
    CaseOutcome.REFUSED: ("the case was refused", "不予受理"),
    CaseOutcome.DEFAULT: ("no answer came in time", "逾期未答辩"),
    CaseOutcome.CLOSED: ("the respondent took no part", "被申请人未参加"),
    CaseOutcome.REFERRED: ("no agreement was reached here", "未能在此达成一致"),
}
FILED: Final[Pair] = ("The case was filed on {day}.", "案件于{day}提交。")
SERVED: Final[Pair] = (
    "The notice of it reached the respondent on {day}.",
    "通知于{day}送达被申请人。",
)
UNSERVED: Final[Pair] = (
    "There is no proof that its notice reached the respondent.",
    "没有通知已送达被申请人的证明。",
)
HELD: Final[Pair] = (
    "{stage} was open from {from_} to {day}.",
    "{stage}自{from_}至{day}进行。",
)
NOT_HELD: Final[Pair] = ("{stage} was not held.", "未进行{stage}。")
ENDED: Final[Pair] = (
    "On {day} the case ended without a resolution: {outcome}.",
    "案件于{day}终结，未获解决：{outcome}。",
)
GROUND: Final[Pair] = (
    "The ground: {text} ({source}, {article})",
    "理由：{text}（{source}，{article}）",
)
OPEN: Final[Pair] = (
    "This closes no way to the courts, nor any of these:",
    "本结果不影响当事人向人民法院或者其他法院起诉，也不影响以下途径：",
)
WAY: Final[Pair] = ("{text} ({source}, {article})", "{text}（{source}，{article}）")


class TriedView(View):
    """A stage that was open; or, without `opened_at`, one that was not held."""

    stage: Annotated[Stage, Level.PUBLIC]
    opened_at: Annotated[datetime | None, Level.PUBLIC]
    ended_at: Annotated[datetime, Level.PUBLIC]


class BasisView(View):
    """A ground or a way, with the article that it rests on."""

    code: Annotated[str, Level.PUBLIC]
    text: Annotated[Words, Level.PUBLIC]
    source: Annotated[str, Level.PUBLIC]
    article: Annotated[str, Level.PUBLIC]
    verified: Annotated[bool, Level.PUBLIC]
    """Whether the article was read in the text named."""


class CertificateView(View):
    """That a case ended without a resolution, and which ways remain."""

    case_id: Annotated[UUID, Level.PUBLIC]
    rule_pack: Annotated[PackView, Level.PUBLIC]
    outcome: Annotated[CaseOutcome, Level.PUBLIC]
    filed_at: Annotated[datetime, Level.PUBLIC]
    served_at: Annotated[datetime | None, Level.PUBLIC]
    """When the notice of the claim reached the respondent; none: no proof of that."""
    closed_at: Annotated[datetime, Level.PUBLIC]
    tried: Annotated[list[TriedView], Level.PUBLIC]
    ground: Annotated[BasisView | None, Level.PUBLIC]
    """On which the case was refused."""
    ways: Annotated[list[BasisView], Level.PUBLIC]
    statement: Annotated[list[str], Level.PUBLIC]
    """The same in sentences, in the caller's language; its days are those of the case's zone."""


def certified(row: CaseRow, found: Certificate, tongue: Language) -> CertificateView:
    return CertificateView(
        case_id=row.id,
        rule_pack=governing(row),
        outcome=found.outcome,
        filed_at=row.filed_at,
        served_at=found.served_at,
        closed_at=found.closed_at,
        tried=[
            TriedView(stage=each.stage, opened_at=each.opened_at, ended_at=each.ended_at)
            for each in found.tried
        ],
        ground=found.ground and _basis(found.ground),
        ways=[_basis(way) for way in found.ways],
        statement=list(_sentences(row, found, tongue)),
    )


def _basis(each: object) -> BasisView:
    return BasisView.model_validate(
        {name: getattr(each, name) for name in ("code", "text", "source", "article", "verified")}
    )


def _sentences(row: CaseRow, found: Certificate, tongue: Language) -> Iterator[str]:
    def say(pair: Pair, **names: str) -> str:
        return pair[tongue == CHINESE].format(**names)

    def day(at: datetime) -> str:
        return at.astimezone(ZoneInfo(row.zone)).date().isoformat()

    def words(text: Words) -> str:
        return text.zh if tongue == CHINESE else text.en

    yield say(FILED, day=day(row.filed_at))
    yield say(SERVED, day=day(found.served_at)) if found.served_at else say(UNSERVED)
    for each in found.tried:
        stage = say(STAGES[each.stage])
        stage = stage[:1].upper() + stage[1:]
        held = each.opened_at and say(
            HELD, stage=stage, from_=day(each.opened_at), day=day(each.ended_at)
        )
        yield held or say(NOT_HELD, stage=stage)
    yield say(ENDED, day=day(found.closed_at), outcome=say(OUTCOMES[found.outcome]))
    if (ground := found.ground) is not None:
        yield say(GROUND, text=words(ground.text), source=ground.source, article=ground.article)
    yield say(OPEN)
    for way in found.ways:
        yield say(WAY, text=words(way.text), source=way.source, article=way.article)
