"""`odr rules …`: what is asked of an installation, and what this machine works out by itself."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from zoneinfo import ZoneInfo

import typer
from pydantic import TypeAdapter, ValidationError
from rich.table import Table

from odr_client.command.session import Session, session
from odr_client.command.showing import cell, clean
from odr_client.views.rules import Dispute, Eligibility

if TYPE_CHECKING:
    from odr_rules import packs, playing, scenarios

app = typer.Typer(no_args_is_help=True, help="Rule packs: read, checked, played.")

REFUSED = 1
LARGEST = 262_144
"""Bytes of a file that is read."""


@contextmanager
def _library() -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as missing:
        if not (missing.name or "").startswith(("odr_rules", "cel")):
            raise
        said = "this needs the rules themselves: pip install 'odr-client[rules]'"
        raise typer.BadParameter(said) from missing


@app.command("list")
def list_(context: typer.Context) -> None:
    """The packs of the installation, in every version."""
    held = session(context)
    with held.odr() as odr:
        columns = ("name", "version", "since", "until", "title.en")
        held.screen.list(odr.rules.list(), columns, "There are no rule packs.")


@app.command()
def show(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="PACK")],
    version: Annotated[int, typer.Argument(min=1)],
) -> None:
    """One version of a pack, whole, as JSON."""
    held = session(context)
    with held.odr() as odr:
        held.screen.json(odr.rules.get(name, version))


@app.command()
def eligibility(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="JSON, as POST /v1/eligibility takes it.")],
) -> None:
    """What would become of a case before it is filed; nothing is stored."""
    held = session(context)
    try:
        asked = Dispute.model_validate_json(_text(file))
    except ValidationError as error:
        raise typer.BadParameter(str(error)) from error
    with held.odr() as odr:
        _eligible(held, odr.rules.eligibility(asked))


@app.command()
def check(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Packs in YAML.")],
) -> None:
    """Check packs, and that their versions do not overlap; ends with 1 if one is refused."""
    held = session(context)
    with _library():
        from odr_rules.checking import examine
    sound, faults = examine([(str(file), _text(file)) for file in files])
    tongue = _language(held)
    if held.screen.as_json:
        held.screen.json(
            {
                "sound": [{"name": each.name, "version": each.version} for each in sound],
                "faults": [
                    {
                        "file": each.file,
                        "line": each.place.line,
                        "column": each.place.column,
                        "pointer": each.pointer,
                        "code": each.code,
                        "message": each.said(tongue),
                        "detail": each.detail,
                    }
                    for each in faults
                ],
            }
        )
    for fault in faults:
        held.screen.say(fault.line_said(tongue))
    for each in sound:
        held.screen.say(f"{each.name}/{each.version}: sound")
    if faults:
        raise typer.Exit(REFUSED)


@app.command()
def simulate(
    context: typer.Context,
    pack: Annotated[str, typer.Argument(help="A pack's name, name/version, or a file.")],
    scenario: Annotated[Path, typer.Argument(help="In YAML: filed, zone, days, usual, limits.")],
    path: Annotated[str | None, typer.Option(help="Only the path silent from there on.")] = None,
    width: Annotated[int, typer.Option(min=10, max=500, help="Columns of the chart.")] = 60,
) -> None:
    """Play a pack: the calendar of the case for each path of silence, as a table and a chart."""
    held = session(context)
    with _library():
        from odr_rules.packs import Faulty, LimitRefused, UnknownPack
        from odr_rules.playing import paths
        from odr_rules.scenarios import scenario as read
        from odr_rules.telling import told
    try:
        played = read(_text(scenario), str(scenario))
        governed = played.governed(_pack(pack, played))
        found = [each for each in paths(governed, played) if path in (None, each.silent_from)]
    except Faulty as faulty:
        for fault in faulty.faults:
            held.screen.err.print(clean(fault.line_said(_language(held))), markup=False)
        raise typer.Exit(REFUSED) from faulty
    except UnknownPack as unknown:
        raise typer.BadParameter(f"there is no such pack: {pack}") from unknown
    except LimitRefused as refused:
        raise typer.BadParameter(f"the pack does not let that be set: {refused}") from refused
    if not found:
        raise typer.BadParameter(f"there is no path that is silent from {path!r} on")
    if held.screen.as_json:
        said = [told(governed, each, _language(held)) for each in found]
        whole = {"name": governed.name, "version": governed.version, "paths": said}
        held.screen.json(json.loads(TypeAdapter(Any).dump_json(whole)))
        return
    for each in found:
        _show(held, governed, each, width)


def _pack(said: str, scenario: "scenarios.Scenario") -> "packs.Pack":
    from odr_rules.packs import load, pack

    name, _, version = said.partition("/")
    if Path(said).is_file():
        return load(_text(Path(said)), said)
    if version.isdecimal():
        return pack(name, int(version))
    return pack(said, on=scenario.filed.astimezone(ZoneInfo(scenario.zone)).date())


def _show(held: Session, pack: "packs.Pack", path: "playing.Path", width: int) -> None:
    from odr_rules.charts import chart
    from odr_rules.packs.wording import word

    tongue = _language(held)
    who = "nobody is silent" if path.silent_from == "nobody" else f"silent: {path.silent_from}"
    held.screen.say(f"{pack.name}/{pack.version} - {who} - ends as {path.outcome}")
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in ("period", "since", "began", "length", "last day", "ends", "then", "rests on"):
        table.add_column(name, overflow="fold")
    for step in path.steps:
        period, deadline = pack.deadlines[step.rule], step.deadline
        zone = ZoneInfo(deadline.zone)
        derived = deadline.derivation
        last = f"{derived.last_day:%a %Y-%m-%d}" if derived else ""
        table.add_row(
            cell(word(step.rule, tongue)),
            cell(word(step.trigger, tongue)),
            cell(f"{deadline.trigger.astimezone(zone):%Y-%m-%d %H:%M}"),
            cell(f"{period.length} {period.unit.replace('_', ' ')}"),
            cell(last + (" provisional" if derived and derived.provisional else "")),
            cell(f"{step.ended_at.astimezone(zone):%Y-%m-%d %H:%M}"),
            cell(word(period.consequence, tongue) if step.silent else step.brings),
            cell(period.article + ("" if period.verified else " (not read)")),
        )
    held.screen.out.print(table)
    for line in chart(path, width):
        held.screen.say(line)
    held.screen.say("")


def _eligible(held: Session, found: Eligibility) -> None:
    grounds = [each.code for each in found.grounds if each.holds]
    open_ = [each.code for each in found.grounds if each.holds is None]
    caps = [
        f"{each.remedy}: {cap.amount or '?'}" + (f" if found: {cap.finding}" if cap.finding else "")
        for each in found.remedies
        for cap in each.caps
        if each.asked
    ]
    held.screen.one(
        found,
        [
            ("pack", f"{found.name}/{found.version}" if found.name else None),
            ("accepted", found.accepted),
            ("refused for", grounds or None),
            ("still open", open_ or None),
            ("at most", caps or None),
            ("amendments", found.amendments and found.amendments.text),
            ("evidence", [each.text for reason in found.evidence for each in reason.evidence]),
        ],
    )


def _language(held: Session) -> Literal["en", "zh-CN"]:
    return "zh-CN" if held.language == "zh-CN" else "en"


def _text(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            said = opened.read(LARGEST + 1)
        if len(said) > LARGEST:
            raise typer.BadParameter(f"{file} is larger than {LARGEST} bytes")
        return said.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise typer.BadParameter(f"{file} cannot be read: {error}") from error
