"""What every command is given: who one is, where ODR answers, and how to say what came of it."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any
from uuid import UUID

import typer

from odr_client.clients import Odr
from odr_client.command.profiles import DEFAULT_URL, Profile, ProfileError, Profiles
from odr_client.command.showing import Screen
from odr_client.views.cases import Case


@dataclass
class Session:
    screen: Screen
    profile_name: str | None = None
    language: str | None = None
    token: str | None = None
    """A party's, in place of the profile's client."""
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)

    @cached_property
    def profiles(self) -> Profiles:
        return Profiles.usual(self.environment)

    def profile(self) -> Profile:
        """The profile that is chosen, as far as the environment does not say otherwise."""
        name = self.profile_name or self.environment.get("ODR_PROFILE") or self.profiles.current
        env = self.environment
        known = self.profiles.get(name) if name else Profile(env.get("ODR_BASE_URL", DEFAULT_URL))
        return Profile(
            env.get("ODR_BASE_URL", known.base_url),
            env.get("ODR_CLIENT_ID", known.client_id),
            self.language or env.get("ODR_LANGUAGE", known.language),
            env.get("ODR_CLIENT_SECRET", known.secret),
        )

    @contextmanager
    def odr(self) -> Iterator[Odr]:
        profile = self.profile()
        token = self.token or self.environment.get("ODR_TOKEN")
        who: dict[str, Any] = {"token": token}
        if not token:
            if not (profile.client_id and profile.secret):
                raise ProfileError(
                    "Who are you? `odr login` asks for a client id and its secret; in a sandbox,"
                    " `odr profile add sandbox --from .odr/credentials.json` finds them."
                )
            who = {"client_id": profile.client_id, "client_secret": profile.secret}
        try:
            odr = Odr(profile.base_url, language=profile.language, **who)
        except ValueError as error:
            raise ProfileError(str(error)) from error
        with odr:
            yield odr

    @property
    def is_party(self) -> bool:
        return bool(self.token or self.environment.get("ODR_TOKEN"))

    def acting(self, case: Case, side: str | None) -> UUID | None:
        """For whom a platform acts; a party acts for itself, and names nobody."""
        if self.is_party:
            if side is not None:
                raise typer.BadParameter("a party acts for itself", param_hint="--for")
            return None
        if side is None:
            raise typer.BadParameter(
                "say for which party: --for claimant, or --for respondent", param_hint="--for"
            )
        return party(case, side)


def party(case: Case, side: str) -> UUID:
    if side not in ("claimant", "respondent"):
        raise typer.BadParameter(f"{side!r} is neither claimant nor respondent")
    return case.claimant_id if side == "claimant" else case.respondent_id


def session(context: typer.Context) -> Session:
    found = context.find_object(Session)
    assert found is not None  # noqa: S101  # the root command has made it
    return found


CaseId = Annotated[UUID, typer.Argument(metavar="CASE", help="The id of a case.")]
For = Annotated[
    str | None,
    typer.Option("--for", metavar="SIDE", help="For whom: claimant or respondent."),
]
