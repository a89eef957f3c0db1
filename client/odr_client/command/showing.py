"""How what came is shown: tables for people, JSON for scripts."""

import json
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from pydantic import BaseModel
from rich.console import Console
from rich.table import Table
from rich.text import Text

from odr_client.errors import OdrError, Problem

COLOURS: Final = {
    "closed": "dim",
    "settled": "green",
    "admitted": "green",
    "delivered": "green",
    "withdrawn": "yellow",
    "pending": "yellow",
    "default": "red",
    "referred": "red",
    "failed": "red",
    "performing": "yellow",
    "confirmed": "green",
    "performed": "green",
    "disputed": "red",
    "overdue": "red",
}


def _console(stderr: bool) -> Console:
    # What is piped is for a program or a file, and has no width to be cut to.
    tty = (sys.stderr if stderr else sys.stdout).isatty()
    return Console(stderr=stderr, width=None if tty else 200, highlight=False, emoji=False)


@dataclass
class Screen:
    as_json: bool = False
    out: Console = field(default_factory=lambda: _console(stderr=False))
    err: Console = field(default_factory=lambda: _console(stderr=True))

    def json(self, said: Any) -> None:
        self.out.out(json.dumps(_plain(said), indent=2, ensure_ascii=False), highlight=False)

    def list(self, rows: Iterable[BaseModel], columns: Sequence[str], none: str) -> None:
        """`columns` are names of fields, `a.b` of a field in a field."""
        if self.as_json:
            self.json(list(rows))
            return
        table = Table(box=None, header_style="bold", pad_edge=False)
        for column in columns:
            table.add_column(column.rpartition(".")[2].replace("_", " "), overflow="fold")
        for row in rows:
            table.add_row(*(cell(_found(row, column)) for column in columns))
        if table.row_count:
            self.out.print(table)
        else:
            self.err.print(none)

    def one(self, model: BaseModel, pairs: Iterable[tuple[str, Any]]) -> None:
        if self.as_json:
            self.json(model)
            return
        table = Table(box=None, show_header=False, pad_edge=False)
        table.add_column(style="bold")
        table.add_column(overflow="fold")
        for name, value in pairs:
            if value is not None:
                table.add_row(name, cell(value))
        self.out.print(table)

    def say(self, text: str) -> None:
        """For people alone."""
        if not self.as_json:
            self.out.print(Text(clean(text)))

    def failed(self, error: Exception) -> None:
        if self.as_json:
            said = json.dumps(_problem(error), indent=2, ensure_ascii=False)
            self.err.out(said, highlight=False)
            return
        if not isinstance(error, Problem):
            self.err.print(Text(f"odr: {clean(str(error))}", style="red"))
            return
        self.err.print(Text(f"odr: {clean(error.title)}", style="bold red"))
        if error.detail:
            self.err.print(Text(f"  {clean(error.detail)}"))
        for fault in error.errors:
            self.err.print(Text(f"  {clean(fault.pointer)}  {clean(fault.message)}"))
        said = f"  {error.code}" + (f", request {error.request_id}" if error.request_id else "")
        self.err.print(Text(clean(said), style="dim"))


def cell(value: Any) -> Text:
    match value:
        case None:
            return Text("-", style="dim")
        case bool():
            return Text("yes" if value else "no")
        case datetime():
            return Text(f"{value.astimezone(UTC):%Y-%m-%d %H:%M}Z")
        case list() | tuple():
            return Text(", ".join(clean(str(each)) for each in value))
    said = clean(str(value))
    return Text(said, style=COLOURS.get(said, ""))


def clean(text: str) -> str:
    """Without what would move the cursor or change the terminal: others wrote it."""
    return "".join(
        each for each in text if each == "\n" or unicodedata.category(each) not in ("Cc", "Cf")
    )


def _found(row: BaseModel, path: str) -> Any:
    value: Any = row
    for name in path.split("."):
        value = getattr(value, name) if value is not None else None
    return value


def _plain(said: Any) -> Any:
    if isinstance(said, BaseModel):
        return said.model_dump(mode="json")
    if isinstance(said, (list, tuple)):
        return [_plain(each) for each in said]
    return said


def _problem(error: Exception) -> dict[str, Any]:
    if isinstance(error, Problem):
        return {
            **error.extra,
            "status": error.status,
            "code": error.code,
            "title": error.title,
            "detail": error.detail,
            "request_id": error.request_id,
            "errors": [
                {"pointer": each.pointer, "code": each.code, "message": each.message}
                for each in error.errors
            ],
        }
    code = type(error).__name__ if isinstance(error, OdrError) else "Usage"
    return {"code": code, "title": str(error)}
