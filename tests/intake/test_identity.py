"""How callers come by tokens: what is granted, to whom, what is refused, and what stays behind."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import httpx
import jwt
import pytest
from sqlalchemy import event

from odr_intake.api.identity import KEYS_MAX_AGE
from odr_intake.app import service as intake
from odr_intake.domain import identity as domain
from odr_intake.domain.identity import Client, InvalidScope, KeyTimes, scopes_for, signs_now
from odr_intake.queries import identity as queries
from odr_intake.service import identity
from odr_intake.service.identity import Credentials, Signer
from odr_negotiation.app import service as negotiation
from odr_shared import testing
from odr_shared.auth import FRESH, Jwks, Verifier
from odr_shared.callers import SCOPES, Kind
from odr_shared.contracts import ERASED
from odr_shared.db import Database
from odr_shared.db.migrate import migrate
from odr_shared.errors import NotAuthenticated, NotFound
from odr_shared.runtime import connect
from odr_shared.signing import INTERNAL, PUBLIC, SigningKey, claims
from odr_shared.vault import Altered

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
GRANT = {"grant_type": "client_credentials"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Has:
    """A platform with a client."""

    platform_id: UUID
    client: Credentials


Make = Callable[..., Awaitable[Has]]


@pytest.fixture
def make(world) -> Make:
    async def make(kind: Kind = Kind.PLATFORM, mode: str = "test", roles=(), scopes=None) -> Has:
        async with world.intake.transaction() as session:
            now = await world.intake.now()
            platform = identity.create_platform(session, "Kettles Online", now)
            own = platform.id if kind is Kind.PLATFORM else None
            return Has(
                platform.id,
                identity.create_client(session, kind, mode, own, roles, scopes, now),
            )

    return make


@pytest.fixture
async def has(make) -> Has:
    return await make()


async def ask(world, client: Credentials, **form: str) -> httpx.Response:
    auth = httpx.BasicAuth(str(client.client_id), client.secret)
    return await world.http.post("/oauth/token", data=GRANT | form, auth=auth)


async def token(world, client: Credentials, **form: str) -> str:
    answer = await ask(world, client, **form)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["access_token"])


async def grants(world, client: Credentials) -> list[dict]:
    async with world.intake.reading() as session:
        found = await session.driver.fetch(
            "SELECT * FROM grants WHERE client_id = $1 ORDER BY token_id", client.client_id
        )
    return [dict(row) for row in found]


def verifier(world) -> Verifier:
    """As another service has it: by nothing but what is published."""

    async def fetch():
        return (await world.http.get("/.well-known/jwks.json")).json()

    return Verifier(Jwks(fetch), testing.ISSUER)


async def test_a_platform_gets_a_token_that_says_who_it_is(world, has) -> None:
    answer = await ask(world, has.client)
    assert (answer.headers["Cache-Control"], answer.headers["Pragma"]) == ("no-store", "no-cache")
    assert answer.json().keys() == {"access_token", "token_type", "expires_in", "scope"}
    assert (answer.json()["token_type"], answer.json()["expires_in"]) == ("Bearer", 900)
    caller = await verifier(world)(answer.json()["access_token"])
    assert (caller.kind, caller.id, caller.platform_id) == (Kind.PLATFORM, *[has.platform_id] * 2)
    assert (caller.client_id, caller.mode) == (has.client.client_id, "test")
    assert caller.scopes == SCOPES[Kind.PLATFORM] == set(answer.json()["scope"].split())


async def test_a_token_has_what_rfc_9068_wants(world, has) -> None:
    header, said = parts(await token(world, has.client))
    assert (header["typ"], header["alg"]) == ("at+jwt", "ES256")
    assert {"iss", "exp", "aud", "sub", "client_id", "iat", "jti"} <= said.keys()
    assert (said["iss"], said["aud"], said["exp"] - said["iat"]) == (testing.ISSUER, PUBLIC, 900)


def parts(token: str) -> tuple[dict, dict]:
    return jwt.get_unverified_header(token), jwt.decode(token, options={"verify_signature": False})


async def test_the_secret_may_stand_in_the_form(world, has) -> None:
    said = {"client_id": str(has.client.client_id), "client_secret": has.client.secret}
    answer = await world.http.post("/oauth/token", data=GRANT | said)
    assert answer.status_code == 200


async def test_the_token_opens_the_api(world, has) -> None:
    headers = {"Authorization": f"Bearer {await token(world, has.client)}"}
    assert (await world.http.get("/v1/cases", headers=headers)).status_code == 200


@pytest.mark.parametrize(
    ("kind", "mode", "roles", "audience", "scopes"),
    [
        (Kind.PLATFORM, "test", (), PUBLIC, SCOPES[Kind.PLATFORM]),
        (
            Kind.PLATFORM,
            "live",
            (),
            PUBLIC,
            SCOPES[Kind.PLATFORM] - {"clocks:read", "clocks:write"},
        ),
        (
            Kind.STAFF,
            "live",
            ("caseworker",),
            PUBLIC,
            {"cases:read", "cases:write", "negotiations:read"},
        ),
        (Kind.STAFF, "test", ("mediator",), PUBLIC, {"cases:read", "negotiations:read"}),
        (
            Kind.STAFF,
            "live",
            ("arbitrator", "mediator"),
            PUBLIC,
            {"cases:read", "negotiations:read"},
        ),
        (Kind.SERVICE, "live", (), INTERNAL, {"internal:read"}),
    ],
    ids=["platform", "live platform", "caseworker", "mediator", "two roles", "service"],
)
async def test_each_kind_of_client_gets_its_own(world, make, kind, mode, roles, audience, scopes):
    has = await make(kind, mode, roles)
    caller = await verifier(world)(await token(world, has.client), audience)
    assert (caller.kind, caller.mode, caller.scopes) == (kind, mode, scopes)
    assert caller.roles == set(roles)
    assert caller.id == (has.platform_id if kind is Kind.PLATFORM else has.client.client_id)


async def test_a_service_is_let_in_inside_and_nobody_else(world, make, has) -> None:
    path = f"/internal/v1/cases/{uuid4()}"
    inside = httpx.AsyncClient(
        transport=httpx.ASGITransport(world.apps[intake]), base_url="http://intake"
    )
    async with inside:
        for client, status in (((await make(Kind.SERVICE)).client, 404), (has.client, 401)):
            headers = {"Authorization": f"Bearer {await token(world, client)}"}
            assert (await inside.get(path, headers=headers)).status_code == status


async def test_a_token_may_be_for_less(world, has) -> None:
    answer = await ask(world, has.client, scope="cases:read webhooks:read")
    assert answer.json()["scope"] == "cases:read webhooks:read"
    caller = await verifier(world)(answer.json()["access_token"])
    assert caller.scopes == {"cases:read", "webhooks:read"}


async def test_a_grant_leaves_a_line(world, has) -> None:
    before = await world.intake.now()
    _, said = parts(await token(world, has.client, scope="cases:read"))
    (line,) = await grants(world, has.client)
    assert str(line["token_id"]) == said["jti"]
    assert (line["kind"], line["mode"], line["scopes"]) == (
        *("platform", "test"),
        ["cases:read"],
    )
    assert before <= line["granted_at"] == line["expires_at"] - domain.ACCESS


def basic(name: str, secret: str, scheme: str = "Basic") -> dict[str, str]:
    return {"Authorization": f"{scheme} {base64.b64encode(f'{name}:{secret}'.encode()).decode()}"}


NOBODY = UUID(int=7)
G = "grant_type=client_credentials"


@pytest.mark.parametrize(
    ("body", "headers", "status", "error"),
    [
        ("", "right", 400, "invalid_request"),
        ("scope=cases:read", "right", 400, "invalid_request"),
        ("grant_type=", "right", 400, "invalid_request"),
        (f"{G}&{G}", "right", 400, "invalid_request"),
        (f"{G}&scope=cases:read&scope=cases:write", "right", 400, "invalid_request"),
        (f"{G}&client_secret=x", "right", 400, "invalid_request"),
        (f"{G}&client_id={NOBODY}", "right", 400, "invalid_request"),
        (f"{G}&x=%ff", "right", 400, "invalid_request"),
        ("&".join([G, *(f"x{n}=1" for n in range(30))]), "right", 400, "invalid_request"),
        (G + "&x=" + "1" * 10_000, "right", 400, "invalid_request"),
        (b"\xff=1", "right", 400, "invalid_request"),
        ("grant_type=password", "right", 400, "unsupported_grant_type"),
        ("grant_type=CLIENT_CREDENTIALS", "right", 400, "unsupported_grant_type"),
        (f"{G}&scope=cases:read%20everything", "right", 400, "invalid_scope"),
        (f"{G}&scope=internal:read", "right", 400, "invalid_scope"),
        (f"{G}&scope=%20", "right", 400, "invalid_scope"),
        (f"{G}&scope=cases:read%20%20cases:write", "right", 400, "invalid_scope"),
        (f"{G}&scope=CASES:READ", "right", 400, "invalid_scope"),
        (G, {}, 401, "invalid_client"),
        (f"{G}&client_id={NOBODY}", {}, 401, "invalid_client"),
        (f"{G}&client_secret=x", {}, 401, "invalid_client"),
        (G, {"Authorization": "Basic !"}, 401, "invalid_client"),
        (G, {"Authorization": "Basic /w=="}, 401, "invalid_client"),
        (G, {"Authorization": "Bearer x"}, 401, "invalid_client"),
        (G, basic("", ""), 401, "invalid_client"),
        (G, basic("%ff", "x"), 401, "invalid_client"),
        ("grant_type=password", basic("x", "y"), 401, "invalid_client"),
    ],
)
async def test_what_is_refused_and_how(world, has, body, headers, status, error) -> None:
    if headers == "right":
        headers = basic(str(has.client.client_id), has.client.secret)
    answer = await world.http.post("/oauth/token", content=body, headers=FORM | headers)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.json().keys() == {"error", "error_description"}
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers.get("WWW-Authenticate", "").startswith("Basic") == (status == 401)
    assert await grants(world, has.client) == []


async def test_a_form_of_another_type_is_no_form(world, has) -> None:
    headers = basic(str(has.client.client_id), has.client.secret)
    answer = await world.http.post("/oauth/token", json=GRANT, headers=headers)
    assert answer.status_code == 415
    assert (await world.http.get("/oauth/token", headers=headers)).status_code == 405


@contextmanager
def statements(database: Database):
    seen: list[str] = []

    def note(conn, cursor, statement, *rest) -> None:
        seen.append(statement)

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(database.engine.sync_engine, "before_cursor_execute", note)


async def test_no_client_can_be_told_from_a_wrong_secret(world, has, make) -> None:
    """The same bytes, and the same statements."""
    disabled = (await make()).client
    async with world.intake.transaction() as session:
        await identity.disable_client(session, disabled.client_id, NOW)
    wrong = testing.platform().token_id
    tries = {
        "wrong secret": (str(has.client.client_id), wrong),
        "another's secret": (str(has.client.client_id), (await make()).client.secret),
        "disabled, another's secret": (str(disabled.client_id), has.client.secret),
        "no such client": (str(uuid4()), wrong),
        "no UUID": ("platform", wrong),
        "disabled": (str(disabled.client_id), disabled.secret),
        "nothing": ("", ""),
    }
    await world.http.post("/oauth/token", data=GRANT, headers=basic(*tries["no UUID"]))
    seen = {}
    for name, client in tries.items():
        with statements(world.intake) as made:
            answer = await world.http.post("/oauth/token", data=GRANT, headers=basic(*client))
        kept = {k: v for k, v in answer.headers.items() if k not in ("x-request-id", "traceparent")}
        seen[name] = (answer.status_code, answer.content, kept, made)
    first = seen["wrong secret"]
    assert first[0] == 401
    assert len(first[3]) == 2
    assert [name for name, each in seen.items() if each != first] == []


async def test_two_secrets_are_good_while_one_is_rotated(world, has) -> None:
    now = await world.intake.now()

    async def rotate() -> Credentials:
        async with world.intake.transaction() as session:
            return await identity.rotate_secret(session, has.client.client_id, now)

    async def good(client: Credentials, at: datetime) -> bool:
        async with world.intake.reading() as session:
            try:
                await identity.authenticate(session, client.client_id, client.secret, at)
            except domain.InvalidClient:
                return False
        return True

    first, second = has.client, await rotate()
    assert [await good(each, now) for each in (first, second)] == [True, True]
    end = now + domain.BOTH_SECRETS
    assert [await good(each, end) for each in (first, second)] == [False, True]
    third = await rotate()
    assert [await good(each, now) for each in (first, second, third)] == [False, True, True]


async def test_only_a_client_that_exists_is_rotated(world) -> None:
    with pytest.raises(NotFound):
        async with world.intake.transaction() as session:
            await identity.rotate_secret(session, uuid4(), NOW)


async def test_a_secret_is_kept_by_its_digest_alone(world, has) -> None:
    secret = has.client.secret
    assert secret.startswith("odr_test_")
    assert len(base64.urlsafe_b64decode(secret.removeprefix("odr_test_") + "=")) == 32
    async with world.intake.reading() as session:
        for table in ("clients", "client_secrets", "grants", "history", "answers"):
            for row in await session.driver.fetch(f"SELECT * FROM {table}"):  # noqa: S608
                assert secret.encode() not in repr(tuple(row)).encode()


@pytest.fixture
async def filed(world, has):
    """A case of the platform whose client this is, and the headers of that client."""
    world.platform = replace(testing.platform(has.platform_id), client_id=has.client.client_id)
    return await world.case()


def tokens(case, party) -> str:
    return f"{case.path}/parties/{party.id}/tokens"


@pytest.mark.parametrize("side", ["claimant", "respondent"])
async def test_a_platform_mints_a_token_for_a_party(world, has, filed, side) -> None:
    party = getattr(filed, side)
    answer = await world.post(tokens(filed, party), world.platform)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (201, "no-store")
    assert answer.json()["expires_in"] == 900
    caller = await verifier(world)(answer.json()["access_token"])
    assert caller == replace(
        party,
        client_id=has.client.client_id,
        platform_id=has.platform_id,
        token_id=caller.token_id,
        acr="platform",
    )
    (line,) = await grants(world, has.client)
    assert (line["kind"], line["case_id"], line["party_id"]) == ("party", filed.id, party.id)


async def test_a_party_reads_its_own_case_and_mints_nothing(world, filed) -> None:
    minted = await world.post(tokens(filed, filed.claimant), world.platform)
    headers = {"Authorization": f"Bearer {minted.json()['access_token']}"}
    other = await world.case()
    assert (await world.http.get(filed.path, headers=headers)).status_code == 200
    assert (await world.http.get(other.path, headers=headers)).status_code == 404
    again = await world.http.post(tokens(filed, filed.claimant), headers=headers)
    assert (again.status_code, again.json()["code"]) == (403, "insufficient_scope")


async def test_for_whom_a_platform_mints_no_token(world, filed) -> None:
    """Somebody else's case, mode or party: the answer of a case that never was."""
    own, other = world.platform, await world.case()
    path = tokens(filed, filed.claimant)
    tries = [
        (tokens(filed, other.claimant), own),
        (f"{filed.path}/parties/{own.id}/tokens", own),
        (f"/v1/cases/{uuid4()}/parties/{filed.claimant.id}/tokens", own),
        (path, testing.platform()),
        (path, replace(own, mode="live", scopes=own.scopes - {"clocks:read", "clocks:write"})),
    ]
    bodies = set()
    for each, caller in tries:
        answer = await world.post(each, caller)
        assert answer.status_code == 404, each
        said = answer.json() | dict.fromkeys(("instance", "request_id"))
        bodies.add(json.dumps(said, sort_keys=True))
    assert len(bodies) == 1
    assert (await world.post(path, own)).status_code == 201


@pytest.mark.parametrize(
    "caller",
    [testing.staff(), testing.party(uuid4(), uuid4()), testing.platform(scopes={"cases:write"})],
    ids=["caseworker", "party", "narrowed"],
)
async def test_without_the_scope_nothing_is_looked_up(world, caller) -> None:
    path = f"/v1/cases/{uuid4()}/parties/{uuid4()}/tokens"
    await world.post(path, caller)
    with statements(world.intake) as seen:
        answer = await world.post(path, caller)
    assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope")
    assert seen == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (None, 201),
        ({}, 201),
        ({"expires_in": 60}, 201),
        ({"expires_in": 3600}, 201),
        ({"expires_in": 59}, 422),
        ({"expires_in": 3601}, 422),
        ({"expires_in": "900"}, 422),
        ({"expires_in": 900.0}, 422),
        ({"expires_in": True}, 422),
        ({"expires_in": None}, 422),
        ({"acr": "party"}, 422),
    ],
)
async def test_how_long_a_party_s_token_may_last(world, filed, body, status) -> None:
    answer = await world.post(tokens(filed, filed.respondent), world.platform, body)
    assert answer.status_code == status, answer.text
    if status == 201:
        _, said = parts(answer.json()["access_token"])
        assert said["exp"] - said["iat"] == answer.json()["expires_in"] <= 3600
    else:
        assert answer.json()["errors"][0]["pointer"] == "#/" + next(iter(body))


async def test_a_token_is_not_kept_for_who_asks_again(world, filed) -> None:
    path, key = tokens(filed, filed.claimant), {"Idempotency-Key": "the-same"}
    answers = [await world.post(path, world.platform, **key) for _ in range(2)]
    assert [each.status_code for each in answers] == [201, 201]
    assert answers[0].json()["access_token"] != answers[1].json()["access_token"]
    assert not any("Idempotency-Replayed" in each.headers for each in answers)
    async with world.intake.reading() as session:
        kept = await session.driver.fetch("SELECT 1 FROM answers WHERE route LIKE '%tokens%'")
    assert kept == []


async def test_the_keys_are_public_and_nothing_but_public(world) -> None:
    answer = await world.http.get("/.well-known/jwks.json")
    assert answer.headers["Cache-Control"] == f"public, max-age={KEYS_MAX_AGE}"
    assert jwt.PyJWKSet.from_dict(answer.json()).keys
    for key in answer.json()["keys"]:
        assert key.keys() == {"kty", "crv", "x", "y", "kid", "use", "alg"}


async def test_the_metadata_lead_to_a_token(world, has) -> None:
    """What a client library reads (RFC 8414), followed as it would."""
    said = (await world.http.get("/.well-known/oauth-authorization-server")).json()
    assert said["issuer"] == testing.ISSUER
    paths = [said[name].removeprefix(said["issuer"]) for name in ("token_endpoint", "jwks_uri")]
    assert "client_credentials" in said["grant_types_supported"]
    assert said["response_types_supported"]
    auth = httpx.BasicAuth(str(has.client.client_id), has.client.secret)
    answer = await world.http.post(paths[0], data=GRANT, auth=auth)
    keys = jwt.PyJWKSet.from_dict((await world.http.get(paths[1])).json())
    token = answer.json()["access_token"]
    key = keys[jwt.get_unverified_header(token)["kid"]]
    assert jwt.decode(token, key, ["ES256"], audience="odr", issuer=said["issuer"])


@pytest.fixture
async def fresh(dsn) -> AsyncIterator[Database]:
    """A database where nobody has asked for a token yet."""
    url = await testing.create_database(dsn, f"intake_{uuid4().hex}")
    await migrate(url, intake.name)
    database = await connect(intake, testing.settings_for(url))
    yield database
    await database.close()


async def test_processes_that_race_for_the_first_key_find_one(fresh) -> None:
    keys = await asyncio.gather(*(Signer(fresh).key(NOW) for _ in range(8)))
    assert len({key.kid for key in keys}) == 1
    async with fresh.reading() as session:
        (row,) = await queries.signing_keys(session, NOW)
    assert row.kid == keys[0].kid


async def test_a_signing_key_is_stored_sealed_and_bound_to_its_name(fresh) -> None:
    key = await Signer(fresh).key(NOW)
    async with fresh.reading() as session:
        (row,) = await queries.signing_keys(session, NOW)
        keys = await session.keys(identity.SIGNING)
    secret = key.private.private_numbers().private_value.to_bytes(32)
    assert secret not in row.private
    assert keys.live == [key.kid]
    with pytest.raises(Altered):
        keys.unseal(key.kid, row.private, "signing_keys.private/another")


async def signed_by(database: Database, at: datetime) -> str:
    return (await Signer(database).key(at)).kid


async def published(database: Database, at: datetime) -> set[str]:
    async with database.reading() as session:
        return {key["kid"] for key in (await queries.jwks(session, at))["keys"]}


async def rotate(database: Database, at: datetime) -> str:
    async with database.transaction() as session:
        return await identity.rotate_signing_key(session, at)


async def test_a_key_is_published_before_it_signs_and_long_after(fresh) -> None:
    old = await signed_by(fresh, NOW)
    new = await rotate(fresh, NOW)
    moment = timedelta(microseconds=1)
    begins = NOW + domain.AHEAD
    ends = begins + domain.KEPT
    assert ends - begins >= timedelta(days=1) + domain.PARTY_ACCESS
    assert [await signed_by(fresh, at) for at in (begins - moment, begins)] == [old, new]
    assert await published(fresh, NOW) == {old, new}
    assert await published(fresh, ends - moment) == {old, new}
    assert await published(fresh, ends) == {new}


async def test_what_has_retired_can_never_sign_again(fresh) -> None:
    old = await signed_by(fresh, NOW)
    second = await rotate(fresh, NOW)
    third = await rotate(fresh, NOW + domain.AHEAD + domain.KEPT)
    async with fresh.reading() as session:
        keys = await session.keys(identity.SIGNING)
        sealed = await session.driver.fetchval(
            "SELECT private FROM signing_keys WHERE kid = $1", old
        )
        assert set(keys.live) == {second, third}
        assert keys.unseal(old, sealed, "anywhere") == ERASED


async def test_tokens_outlive_a_rotation_and_end_with_their_key(fresh) -> None:
    at = NOW
    key = await Signer(fresh).key(at)
    said = claims(testing.platform(), testing.ISSUER, PUBLIC, at.timestamp(), 900)
    token = key.sign(said)
    await rotate(fresh, at)

    async def fetch():
        async with fresh.reading() as session:
            return await queries.jwks(session, at)

    for later in (timedelta(), domain.AHEAD):
        at = NOW + later
        assert await Verifier(Jwks(fetch), testing.ISSUER, at.timestamp)(token)
    at = NOW + domain.AHEAD + domain.KEPT
    with pytest.raises(NotAuthenticated):
        await Jwks(fetch).key(key.kid)


async def test_two_rotations_at_once_leave_one_key_that_signs(fresh) -> None:
    old = await signed_by(fresh, NOW)
    made = await asyncio.gather(*(rotate(fresh, NOW) for _ in range(4)))
    async with fresh.reading() as session:
        rows = await queries.signing_keys(session, NOW)
    assert {row.kid for row in rows} == {old, *made}
    assert len([row for row in rows if row.retires_at is None]) == 1


async def test_workers_replace_a_key_that_has_signed_for_a_month_once(fresh) -> None:
    now = await fresh.now()
    assert await identity.rotate_when_due(fresh) is None
    young = now - domain.SIGNS_FOR + timedelta(hours=1)
    old = await signed_by(fresh, young)
    due = await identity.rotate_when_due(fresh)
    assert due == young + domain.SIGNS_FOR
    assert await published(fresh, now) == {old}
    async with fresh.transaction() as session:
        await session.driver.execute(
            "UPDATE signing_keys SET signs_from = signs_from - interval '2 hours'"
        )
    await asyncio.gather(*(identity.rotate_when_due(fresh) for _ in range(4)))
    assert len(await published(fresh, now) - {old}) == 1
    assert await identity.rotate_when_due(fresh) > now + domain.SIGNS_FOR


async def test_a_process_reads_the_key_once_a_minute(fresh) -> None:
    signer = Signer(fresh)
    await signer.key(NOW)
    with statements(fresh) as seen:
        await asyncio.gather(*(signer.key(NOW + timedelta(seconds=s)) for s in range(60)))
        assert seen == []
        await signer.key(NOW + domain.CACHED)
    assert len(seen) == 1


def test_a_new_key_is_known_everywhere_before_it_signs() -> None:
    caches = timedelta(seconds=FRESH + KEYS_MAX_AGE) + domain.CACHED
    assert caches < domain.AHEAD


def key(name: str, hours: float, retires: float | None = None) -> KeyTimes:
    end = None if retires is None else NOW + timedelta(hours=retires)
    return KeyTimes(name, NOW + timedelta(hours=hours), end)


@pytest.mark.parametrize(
    ("keys", "signs"),
    [
        ([], None),
        ([key("a", -1)], "a"),
        ([key("a", -2, 20), key("b", -1)], "b"),
        ([key("a", -2, 20), key("b", 1)], "a"),
        ([key("a", -2, 0)], None),
        ([key("a", 1)], "a"),
        ([key("a", 2), key("b", 1)], "b"),
        ([key("a", -1), key("b", -1)], "b"),
    ],
    ids=["none", "one", "newest", "next", "retired", "clock behind", "first to come", "equal"],
)
def test_which_key_signs(keys, signs) -> None:
    assert signs_now(keys, NOW) == signs
    assert signs_now(keys[::-1], NOW) == signs


ONE = uuid4()


@pytest.mark.parametrize(
    ("kind", "mode", "platform_id", "roles", "scopes"),
    [
        (Kind.PLATFORM, "test", None, (), {"cases:read"}),
        (Kind.STAFF, "test", ONE, ("mediator",), {"cases:read"}),
        (Kind.SERVICE, "live", ONE, (), {"internal:read"}),
        (Kind.STAFF, "test", None, (), {"cases:read"}),
        (Kind.STAFF, "test", None, ("king",), {"cases:read"}),
        (Kind.PLATFORM, "test", ONE, ("caseworker",), {"cases:read"}),
        (Kind.PARTY, "test", None, (), {"cases:read"}),
        (Kind.PLATFORM, "prod", ONE, (), {"cases:read"}),
        (Kind.PLATFORM, "test", ONE, (), set()),
        (Kind.PLATFORM, "test", ONE, (), {"internal:read"}),
        (Kind.PLATFORM, "live", ONE, (), {"clocks:write"}),
        (Kind.STAFF, "live", None, ("mediator",), {"cases:write"}),
    ],
)
def test_a_client_that_cannot_be(kind, mode, platform_id, roles, scopes) -> None:
    with pytest.raises(ValueError, match=r"client|staff"):
        Client(ONE, kind, mode, platform_id, frozenset(roles), frozenset(scopes))


def test_no_secret_is_the_secret_of_nobody() -> None:
    assert not domain.knows_secret(domain.NO_DIGEST, [])
    assert domain.knows_secret(b"b" * 32, [b"a" * 32, b"b" * 32])


def test_scopes_are_granted_out_of_those_it_has() -> None:
    has = frozenset({"cases:read", "cases:write"})
    client = Client(ONE, Kind.PLATFORM, "live", ONE, frozenset(), has)
    assert domain.granted(client, frozenset()) == has
    assert domain.granted(client, frozenset({"cases:read"})) == {"cases:read"}
    with pytest.raises(InvalidScope):
        domain.granted(client, frozenset({"cases:read", "tokens:write"}))
    assert "tokens:write" in scopes_for(Kind.PLATFORM, "live")


async def test_negotiation_asks_for_a_case_with_a_token_of_its_own(world, filed) -> None:
    ask = world.apps[negotiation].state.intake
    card = await ask.card(filed.id)
    assert (card.id, card.platform_id, card.mode) == (filed.id, world.platform.id, "test")
    assert (card.claimant, card.respondent) == (filed.claimant.id, filed.respondent.id)
    assert await ask.card(uuid4()) is None
    assert (await ask.jwks())["keys"]


def test_a_signature_is_that_of_the_key() -> None:
    made = SigningKey.new()
    assert SigningKey.read(made.der).kid == made.kid
    assert SigningKey.new().kid != made.kid
    token = made.sign({"a": 1})
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(token, jwt.PyJWK(SigningKey.new().jwk), ["ES256"])
