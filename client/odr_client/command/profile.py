"""`odr login` and `odr profile …`: who one is, and where."""

from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel

from odr_client.clients import Odr
from odr_client.command.profiles import DEFAULT_URL, Profile, ProfileError, from_credentials
from odr_client.command.session import Session, session

app = typer.Typer(no_args_is_help=True, help="Who to be, and where.")
Name = Annotated[str, typer.Argument(help="A name of your choice.")]
Url = Annotated[str | None, typer.Option("--url", help=f"Else {DEFAULT_URL}.")]
ClientId = Annotated[str | None, typer.Option("--client-id")]
Language = Annotated[str | None, typer.Option("--language", help="en or zh-CN.")]


class Shown(BaseModel):
    name: str
    base_url: str
    client_id: str | None
    has_secret: bool
    current: bool


def login(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A name for this profile.")] = "default",
    url: Url = None,
    client_id: ClientId = None,
) -> None:
    """Ask for a client id and its secret, try them, and keep them."""
    url = url or typer.prompt("Base URL", default=DEFAULT_URL)
    client_id = client_id or typer.prompt("Client id")
    secret = session(context).environment.get("ODR_CLIENT_SECRET") or typer.prompt(
        "Client secret", hide_input=True
    )
    _keep(session(context), name, Profile(url, client_id, secret=secret), check=True)


@app.command()
def add(
    context: typer.Context,
    name: Name,
    source: Annotated[
        Path | None, typer.Option("--from", help="A sandbox's .odr/credentials.json.")
    ] = None,
    who: Annotated[
        str, typer.Option("--as", help="With --from: test, live, caseworker, mediator …")
    ] = "test",
    url: Url = None,
    client_id: ClientId = None,
    language: Language = None,
    check: Annotated[bool, typer.Option(help="Try it before it is kept.")] = False,
) -> None:
    """Keep a profile, and use it from now on; its secret is read from ODR_CLIENT_SECRET."""
    held = session(context)
    if source is not None:
        known = from_credentials(source, who)
    elif client_id is not None:
        secret = held.environment.get("ODR_CLIENT_SECRET")
        if secret is None:
            raise ProfileError("Put the secret into ODR_CLIENT_SECRET, or use `odr login`.")
        known = Profile(DEFAULT_URL, client_id, secret=secret)
    else:
        raise typer.BadParameter("give --from, or --client-id")
    made = Profile(url or known.base_url, known.client_id, language, known.secret)
    _keep(held, name, made, check)


@app.command("list")
def list_(context: typer.Context) -> None:
    """All profiles."""
    held = session(context)
    current = held.profiles.current
    shown = []
    for name in held.profiles.names():
        known = held.profiles.get(name)
        shown.append(
            Shown(
                name=name,
                base_url=known.base_url,
                client_id=known.client_id,
                has_secret=known.secret is not None,
                current=name == current,
            )
        )
    held.screen.list(
        shown,
        ("name", "base_url", "client_id", "has_secret", "current"),
        "There are no profiles: `odr login` makes one.",
    )


@app.command()
def use(context: typer.Context, name: Name) -> None:
    """Be this one from now on."""
    held = session(context)
    held.profiles.use(name)
    held.screen.say(f"{name} is used from now on.")


@app.command()
def remove(context: typer.Context, name: Name) -> None:
    """Forget a profile and its secret."""
    held = session(context)
    held.profiles.remove(name)
    held.screen.say(f"{name} is forgotten.")


def _keep(held: Session, name: str, profile: Profile, check: bool) -> None:
    try:
        with Odr(
            profile.base_url,
            client_id=profile.client_id,
            client_secret=profile.secret,
            language=held.language,
        ) as odr:
            if check:
                next(odr.cases.list(limit=1), None)
    except ValueError as error:
        raise ProfileError(str(error)) from error
    held.profiles.put(name, profile, use=True)
    held.screen.say(f"{name} is kept, and used from now on: {profile.base_url}")
