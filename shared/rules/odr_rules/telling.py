"""A path of a simulated case as plain data, the same wherever it is shown."""

from typing import Any, Literal

from odr_rules.charts import chart
from odr_rules.explaining import explain
from odr_rules.packs.schema import Pack
from odr_rules.playing import Path, Step


def told(pack: Pack, path: Path, language: Literal["en", "zh-CN"] = "en") -> dict[str, Any]:
    """Names, instants, codes; of each period its source, derivation and the steps in words."""
    return {
        "silent_from": path.silent_from,
        "outcome": path.outcome,
        "ended_at": path.ended_at,
        "steps": [_told(pack, step, language) for step in path.steps],
        "chart": list(chart(path)),
    }


def _told(pack: Pack, step: Step, language: Literal["en", "zh-CN"]) -> dict[str, Any]:
    period, deadline = pack.deadlines[step.rule], step.deadline
    return {
        "rule": step.rule,
        "trigger": step.trigger,
        "began_at": deadline.trigger,
        "length": period.length,
        "unit": period.unit,
        "calendar": period.calendar,
        "due_at": deadline.due_at,
        "zone": deadline.zone,
        "silent": step.silent,
        "ended_at": step.ended_at,
        "brings": step.brings,
        "source": period.source,
        "article": period.article,
        "verified": period.verified,
        "derivation": deadline.derivation,
        "explained": list(explain(deadline, language)),
    }
