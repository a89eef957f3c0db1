"""What the demo shows: each step as it is taken, then outcomes, a timeline and the webhooks."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table
from rich.text import Text

from demo.casting import Dispute
from demo.receiver import Receiver
from demo.scripts import Ending
from odr_client.command.telling import name, tell
from odr_client.views.cases import Case
from odr_client.views.procedures import Event
from odr_client.views.remedies import Remedy


@dataclass(frozen=True, slots=True)
class Played:
    dispute: Dispute
    ending: Ending
    """What the script says."""
    case: Case
    """As it was read back."""
    remedies: Sequence[Remedy] = ()

    @property
    def owed(self) -> str:
        """How far what is owed is performed."""
        return ", ".join("overdue" if r.is_overdue else r.standing for r in self.remedies)

    @property
    def as_written(self) -> bool:
        case, ending = self.case, self.ending
        found = case.outcome, case.amount, self.owed
        return found == (ending.outcome, ending.amount, ending.owed)


def outcomes(console: Console, played: Sequence[Played], seed: int) -> None:
    table = Table(title=f"Outcomes of seed {seed}, as read back", title_justify="left")
    for column in ("", "Order", "Claimant and respondent", "Why", "Claimed", "How it went"):
        table.add_column(
            column, overflow="fold", justify="right" if column == "Claimed" else "left"
        )
    table.add_column("Outcome")
    table.add_column("Amount", justify="right")
    table.add_column("Owed")
    table.add_column("As played")
    for each in played:
        matter, case = each.dispute.matter, each.case
        table.add_row(
            str(each.dispute.number),
            Text(matter.item),
            Text(f"{matter.claimant.name} v. {matter.respondent.name}"),
            matter.reason.replace("_", " "),
            str(case.claimed),
            each.dispute.script.title,
            str(case.outcome),
            str(case.amount or "-"),
            each.owed.replace("_", " ") or "-",
            "✓" if each.as_written else f"✗ {each.ending.outcome} {each.ending.amount or ''}",
        )
    console.print(table)


def timeline(console: Console, played: Played, events: Sequence[Event]) -> None:
    case = played.case
    title = f"Case {case.id}: {played.dispute.matter.item}"
    table = Table(title=title, title_justify="left")
    for column in ("Time", "Event", "What"):
        table.add_column(column, overflow="fold")
    for event in events:
        when = f"{event.time:%Y-%m-%d %H:%M}Z"
        table.add_row(when, Text(name(event)), Text(tell(event, case)))
    console.print(table)


def webhooks(console: Console, receiver: Receiver, expected: int, missing: Sequence[str]) -> None:
    console.print(
        f"Webhooks: {expected} were due; {receiver.received} received,"
        f" {receiver.believed} verified twice (standardwebhooks and odr_client), each also refused"
        f" once forged; {len(receiver.doubted)} doubted, {len(missing)} missing or out of order."
    )
    brought = sum(map(len, receiver.brought.values()))
    console.print(f"Notices: {receiver.notices} were due; {brought} were shown and confirmed.")
    for each in [*missing, *receiver.doubted]:
        console.print(Text(f"  ✗ {each}", style="red"))
