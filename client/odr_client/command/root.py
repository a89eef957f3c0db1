"""The root of the command: what stands before every other, what plug-ins add, how it ends."""

from importlib.metadata import entry_points
from itertools import islice
from typing import Annotated, Any, Final

import typer
from typer.core import TyperGroup

from odr_client.command import (
    administration,
    amending,
    cases,
    clocks,
    feedback,
    mandates,
    negotiation,
    notices,
    parties,
    procedure,
    profile,
    remedies,
    timing,
    webhooks,
)
from odr_client.command.profiles import ProfileError
from odr_client.command.session import Session
from odr_client.command.showing import Screen
from odr_client.errors import (
    DidNotHappen,
    NotAuthenticated,
    OdrError,
    Unreachable,
    UnreadableAnswer,
)

OK, REFUSED, USAGE, UNREACHABLE, NOT_AUTHENTICATED = range(5)
PLUG_INS: Final = "odr.commands"
"""The entry points that add commands; each names a `typer.Typer`."""
ANYWHERE: Final = {"--json": 0, "--lang": 1, "--profile": 1, "--token": 1}
"""Options that may stand behind the command too, and how many words follow them."""


class Root(TyperGroup):
    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, _first(args))

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except (OdrError, ProfileError) as error:
            found = ctx.find_object(Session)
            (found.screen if found else Screen()).failed(error)
            raise typer.Exit(_status(error)) from error


def _first(args: list[str]) -> list[str]:
    """Those that may stand anywhere, before all others."""
    front, rest, words = list[str](), list[str](), iter(args)
    for word in words:
        if word == "--":
            rest += [word, *words]
        elif word.partition("=")[0] in ANYWHERE:
            front.append(word)
            if "=" not in word:
                front += islice(words, ANYWHERE[word])
        else:
            rest.append(word)
    return [*front, *rest]


def _status(error: Exception) -> int:
    match error:
        case NotAuthenticated():
            return NOT_AUTHENTICATED
        case Unreachable() | UnreadableAnswer() | DidNotHappen():
            return UNREACHABLE
        case ProfileError():
            return USAGE
    return REFUSED


app = typer.Typer(
    cls=Root,
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    help="""Online dispute resolution, from a terminal.

    Ends with 0 if it was done, 1 if it was refused, 2 if it was not said rightly,
    3 if ODR cannot be reached, 4 if ODR does not believe who you are.""",
)


@app.callback()
def root(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="For scripts; anywhere.")] = False,
    language: Annotated[
        str | None, typer.Option("--lang", help="Of refusals: en or zh-CN; anywhere.")
    ] = None,
    profile_name: Annotated[
        str | None, typer.Option("--profile", help="Who to be, and where; anywhere.")
    ] = None,
    token: Annotated[
        str | None,
        typer.Option("--token", help="A party's, to act as that party (or ODR_TOKEN); anywhere."),
    ] = None,
) -> None:
    context.obj = Session(Screen(as_json), profile_name, language, token)


app.command("login")(profile.login)
app.add_typer(profile.app, name="profile")
cases.app.add_typer(timing.app)
cases.app.add_typer(amending.app)
cases.app.add_typer(administration.app)
cases.app.add_typer(procedure.app)  # without a name: they are commands of `cases`
app.add_typer(cases.app, name="cases")
app.add_typer(negotiation.app, name="negotiation")
app.add_typer(remedies.app, name="remedies")
app.add_typer(feedback.app, name="feedback")
app.add_typer(notices.app, name="notices")
app.add_typer(webhooks.app, name="webhooks")
app.add_typer(clocks.app, name="clock")
app.add_typer(parties.app, name="party")
app.add_typer(mandates.app, name="mandate")


def plug_in() -> None:
    """Add what other packages bring; one that is broken must not take the others with it."""
    for each in sorted(entry_points(group=PLUG_INS), key=lambda found: found.name):
        try:
            added = each.load()
        except Exception as error:
            Screen().err.print(f"odr: the plug-in {each.name} cannot be loaded: {error}")
        else:
            app.add_typer(added, name=each.name)


plug_in()
