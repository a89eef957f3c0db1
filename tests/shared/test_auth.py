"""Tokens that are right, in every way in which one can be wrong, and the keys behind them."""

import asyncio
import base64
import hmac
import json
import logging
from dataclasses import replace
from typing import Any
from uuid import uuid4

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fastapi import APIRouter, FastAPI

from odr_shared import testing
from odr_shared.auth import AGAIN, AT_MOST_EVERY, FRESH, LEEWAY, CallerDep, Jwks, Verifier, needs
from odr_shared.callers import SCOPES, Caller, Kind
from odr_shared.errors import NotAuthenticated, Unavailable
from odr_shared.http.problems import add_problem_handlers
from odr_shared.signing import INTERNAL, PUBLIC, SigningKey, claims

NOW = 1_800_000_000
OTHER = SigningKey(ec.derive_private_key(77, ec.SECP256R1()))
DROP = object()


class Issuer:
    """What publishes keys, and counts how often it was asked."""

    def __init__(self, *keys: SigningKey) -> None:
        self.keys = list(keys)
        self.asked = 0
        self.away = False
        self.was_asked, self.answers = asyncio.Event(), asyncio.Event()
        self.answers.set()
        self.seconds = 0.0
        """By the monotonic clock of who asks."""

    async def __call__(self) -> dict[str, Any]:
        self.asked += 1
        self.was_asked.set()
        await self.answers.wait()
        await asyncio.sleep(0)
        if self.away:
            raise ConnectionError("no issuer")
        return {"keys": [key.jwk for key in self.keys]}

    def jwks(self) -> Jwks:
        return Jwks(self, lambda: self.seconds)


@pytest.fixture
def issuer() -> Issuer:
    return Issuer(testing.signer)


@pytest.fixture
def verify(issuer: Issuer) -> Verifier:
    return Verifier(issuer.jwks(), testing.ISSUER, lambda: NOW)


def said(caller: Caller | None = None, **other: Any) -> dict[str, Any]:
    """Right claims, but for those named."""
    right = claims(caller or testing.platform(), testing.ISSUER, PUBLIC, NOW, 900)
    return {name: value for name, value in (right | other).items() if value is not DROP}


def signed(key: SigningKey = testing.signer, headers: Any = (), **other: Any) -> str:
    """A token that is right, but for those headers and claims."""
    head = {"typ": "at+jwt", "kid": key.kid, **dict(headers)}
    return jwt.encode(said(**other), key.private, "ES256", head)


def raw(header: dict[str, Any], claims_: str, key: SigningKey = testing.signer) -> str:
    """A rightly signed token of JSON that no library would write."""
    parts = [json.dumps(header).encode(), claims_.encode()]
    to_sign = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    signature = jwt.get_algorithm_by_name("ES256").sign(to_sign, key.private)
    return f"{to_sign.decode()}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


HEADER = {"typ": "at+jwt", "alg": "ES256", "kid": testing.signer.kid}


@pytest.mark.parametrize(
    "caller",
    [
        testing.platform(),
        testing.platform(mode="live", scopes={"cases:read"}),
        testing.party(uuid4(), uuid4(), "respondent"),
        testing.party(uuid4(), uuid4(), acr="party"),
        testing.staff("mediator"),
    ],
    ids=["platform", "narrowed", "party", "party in person", "staff"],
)
async def test_a_token_gives_back_whom_it_was_made_for(verify, caller) -> None:
    assert await verify(signed(caller=caller)) == caller


async def test_what_a_service_asks_inside_has_an_audience_of_its_own(verify) -> None:
    caller = testing.internal()
    token = testing.signer.sign(claims(caller, testing.ISSUER, INTERNAL, NOW, 900))
    assert await verify(token, INTERNAL) == caller
    with pytest.raises(NotAuthenticated):
        await verify(token)
    with pytest.raises(NotAuthenticated):
        await verify(signed(), INTERNAL)


PEM = testing.signer.private.public_key().public_bytes(
    Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
)


def hmac_signed(secret: bytes) -> str:
    """HS256 by hand, as PyJWT would not take a public key for a secret."""
    header = HEADER | {"alg": "HS256"}
    parts = [json.dumps(part).encode() for part in (header, said())]
    to_sign = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    signature = hmac.digest(secret, to_sign, "sha256")
    return f"{to_sign.decode()}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def unsigned(alg: str) -> str:
    parts = [json.dumps(part).encode() for part in (HEADER | {"alg": alg}, said())]
    return ".".join(base64.urlsafe_b64encode(p).rstrip(b"=").decode() for p in parts) + "."


def respelled(token: str) -> str:
    """The same bytes, with other bits in the four that base64 has to spare."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return token[:-1] + letters[letters.index(token[-1]) | 1]


def claimed(**other: str) -> str:
    """The right claims as JSON, with those parts of it as they are given."""
    text = json.dumps(said(**dict.fromkeys(other, "\0")))
    for value in other.values():
        text = text.replace('"\\u0000"', value, 1)
    return text


PARTY = testing.party(uuid4(), uuid4())
EXPIRED = {"exp": NOW - 31, "iat": NOW - 931, "nbf": NOW - 931}
WRONG = {
    "none": "",
    "garbage": "garbage",
    "three dots": "a.b.c.d",
    "not base64": "!.!.!",
    "letters of another script": "\uff41.\uff42." + "A" * 86,
    "no JSON": base64.urlsafe_b64encode(b"{").decode() + ".e30." + "A" * 86,
    "a list for a header": raw([], "{}"),  # type: ignore[arg-type]
    "a list for claims": raw(HEADER, "[]"),
    "one mebibyte": signed(padding="x" * 2**20),
    "a line end": signed() + "\n",
    "padding": signed() + "==",
    "another spelling": respelled(signed()),
    "expired": signed(**EXPIRED),
    "no exp": signed(exp=DROP),
    "no iat": signed(iat=DROP),
    "no jti": signed(jti=DROP),
    "no sub": signed(sub=DROP),
    "no aud": signed(aud=DROP),
    "no iss": signed(iss=DROP),
    "no client": signed(client_id=DROP),
    "no scope": signed(scope=DROP),
    "no kind": signed(kind=DROP),
    "no mode": signed(mode=DROP),
    "another mode": signed(mode="prod"),
    "another kind": signed(kind="admin"),
    "another audience": signed(aud="odr-internal"),
    "a list of audiences": signed(aud=["odr", "other"]),
    "a list of one": signed(aud=["odr"]),
    "a prefix of the audience": signed(aud="od"),
    "another issuer": signed(iss="https://evil.example"),
    "an issuer that begins alike": signed(iss=testing.ISSUER + ".evil.example"),
    "an issuer with a slash": signed(iss=testing.ISSUER + "/"),
    "another key of that name": signed(OTHER, {"kid": testing.signer.kid}),
    "another key of its name": signed(OTHER),
    "a key in the header": signed(OTHER, {"jwk": OTHER.jwk, "kid": testing.signer.kid}),
    "alg none": unsigned("none"),
    "alg None": unsigned("None"),
    "alg nOnE with a signature": unsigned("nOnE") + "A" * 86,
    "HS256 by the PEM": hmac_signed(PEM),
    "HS256 by the JWK": hmac_signed(json.dumps(testing.signer.jwk).encode()),
    "alg EdDSA": raw(HEADER | {"alg": "EdDSA"}, claimed()),
    "typ JWT": signed(headers={"typ": "JWT"}),
    "no typ": signed(headers={"typ": None}),
    "no kid": raw({"typ": "at+jwt", "alg": "ES256"}, claimed()),
    "kid a number": raw(HEADER | {"kid": 7}, claimed()),
    "kid a path": signed(headers={"kid": "../../dev/null"}),
    "kid SQL": signed(headers={"kid": "' OR 1=1 --"}),
    "unknown crit": raw(HEADER | {"crit": ["x"], "x": 1}, claimed()),
    "crit b64": raw(HEADER | {"crit": ["b64"], "b64": False}, claimed()),
    "exp a string": raw(HEADER, claimed(exp=f'"{NOW + 900}"')),
    "exp a float": raw(HEADER, claimed(exp=f"{NOW + 900}.5")),
    "exp infinite": raw(HEADER, claimed(exp="1e400")),
    "exp true": raw(HEADER, claimed(exp="true", iat="0", nbf="0")),
    "exp null": raw(HEADER, claimed(exp="null")),
    "exp of 5000 digits": raw(HEADER, claimed(exp="9" * 5000)),
    "iat a string": raw(HEADER, claimed(iat=f'"{NOW}"')),
    "nbf to come": signed(nbf=NOW + 31),
    "nbf a float": raw(HEADER, claimed(nbf="0.5")),
    "nbf true": raw(HEADER, claimed(nbf="true")),
    "roles a number": raw(HEADER, claimed(scope='"cases:read", "roles": 7')),
    "iat to come": signed(iat=NOW + 31, nbf=NOW),
    "lasts a day": signed(exp=NOW + 86_400),
    "sub a number": raw(HEADER, claimed(sub="7")),
    "sub no UUID": signed(sub="platform"),
    "client a number": raw(HEADER, claimed(client_id="7")),
    "scope a list": signed(scope=["cases:read"]),
    "a platform of another's": signed(platform_id=str(uuid4())),
    "a platform of none": signed(platform_id=DROP),
    "a party of no case": signed(caller=PARTY, case_id=DROP),
    "a party of no side": signed(caller=PARTY, side=DROP),
    "a party of no platform": signed(caller=PARTY, platform_id=DROP),
}


@pytest.mark.parametrize("token", WRONG.values(), ids=WRONG.keys())
async def test_a_wrong_token_says_nothing(verify, token) -> None:
    with pytest.raises(NotAuthenticated) as refused:
        await verify(token)
    assert (refused.value.extra, refused.value.pointer) == ({}, "")


def test_the_wrong_tokens_are_wrong_in_one_way_only() -> None:
    """The makers make right ones too, so each above is refused for its own reason."""

    async def check() -> None:
        verify = Verifier(Issuer(testing.signer).jwks(), testing.ISSUER, lambda: NOW)
        for right in (signed(), raw(HEADER, claimed()), signed(padding="x"), signed(caller=PARTY)):
            await verify(right)

    asyncio.run(check())


@pytest.mark.parametrize("headers", [{"jku": "https://evil.example"}, {"x5u": "https://e.example"}])
async def test_addresses_of_keys_are_not_looked_at(verify, issuer, headers) -> None:
    assert await verify(signed(headers=headers))
    with pytest.raises(NotAuthenticated):
        await verify(signed(OTHER, headers))
    assert issuer.asked == 1


@pytest.mark.parametrize(
    ("at", "lets_in"),
    [(-LEEWAY - 1, False), (-LEEWAY, True), (900 + LEEWAY - 1, True), (900 + LEEWAY, False)],
    ids=["before", "begins", "ends", "after"],
)
async def test_clocks_may_differ_by_the_leeway_and_no_more(issuer, at, lets_in) -> None:
    verify = Verifier(issuer.jwks(), testing.ISSUER, lambda: NOW + at)
    if lets_in:
        assert await verify(signed())
    else:
        with pytest.raises(NotAuthenticated):
            await verify(signed())


async def test_a_token_that_was_right_ends_all_the_same(issuer) -> None:
    times = iter([NOW, NOW + 900 + LEEWAY])
    verify, token = Verifier(issuer.jwks(), testing.ISSUER, lambda: next(times)), signed()
    assert await verify(token)
    with pytest.raises(NotAuthenticated):
        await verify(token)


async def test_a_token_that_was_right_is_not_right_for_another_audience(verify) -> None:
    token = signed()
    assert await verify(token)
    with pytest.raises(NotAuthenticated):
        await verify(token, INTERNAL)


async def test_scopes_that_its_kind_cannot_have_are_not_had(verify) -> None:
    caller = replace(PARTY, scopes=frozenset({"cases:read", "tokens:write", "brand:new"}))
    assert (await verify(signed(caller=caller))).scopes == {"cases:read"}


async def test_a_thousand_unknown_keys_are_one_question_a_minute(issuer) -> None:
    keys = issuer.jwks()
    assert await keys.key(testing.signer.kid)
    for minute in range(3):
        issuer.seconds = minute * AT_MOST_EVERY
        for n in range(1000):
            with pytest.raises(NotAuthenticated):
                await keys.key(f"{minute}/{n}")
    assert issuer.asked == 3


async def test_a_thousand_at_once_are_one_question(issuer) -> None:
    keys = issuer.jwks()
    found = await asyncio.gather(*(keys.key(testing.signer.kid) for _ in range(1000)))
    assert len(found) == 1000
    assert issuer.asked == 1


async def test_a_new_key_is_known_within_a_minute_and_a_retired_one_is_forgotten(issuer) -> None:
    keys = issuer.jwks()
    await keys.key(testing.signer.kid)
    issuer.keys = [OTHER]
    issuer.seconds = AT_MOST_EVERY
    assert await keys.key(OTHER.kid)
    with pytest.raises(NotAuthenticated):
        await keys.key(testing.signer.kid)


async def test_a_retired_key_is_forgotten_though_nobody_asks_for_another(issuer) -> None:
    keys = issuer.jwks()
    await keys.key(testing.signer.kid)
    issuer.keys = [OTHER]
    issuer.seconds = FRESH - 1
    assert await keys.key(testing.signer.kid)
    issuer.seconds = FRESH
    with pytest.raises(NotAuthenticated):
        await keys.key(testing.signer.kid)


async def test_who_has_a_known_key_does_not_wait_for_the_others(issuer) -> None:
    keys = issuer.jwks()
    await keys.key(testing.signer.kid)
    issuer.seconds = FRESH
    issuer.answers.clear()
    issuer.was_asked.clear()
    first = asyncio.create_task(keys.key(testing.signer.kid))
    await issuer.was_asked.wait()
    async with asyncio.timeout(5):
        assert await keys.key(testing.signer.kid)
    assert not first.done()
    issuer.answers.set()
    assert await first


async def test_keys_are_kept_while_the_issuer_is_away(issuer, caplog) -> None:
    keys = issuer.jwks()
    await keys.key(testing.signer.kid)
    issuer.away, issuer.seconds = True, FRESH
    with caplog.at_level(logging.CRITICAL):
        for _ in range(100):
            assert await keys.key(testing.signer.kid)
    assert issuer.asked == 2
    issuer.away, issuer.keys = False, [OTHER]
    issuer.seconds += AGAIN
    assert await keys.key(OTHER.kid)


async def test_who_was_never_reached_is_unavailable_and_asked_again_soon(issuer, caplog) -> None:
    keys = issuer.jwks()
    issuer.away = True
    with caplog.at_level(logging.CRITICAL):
        for _ in range(100):
            with pytest.raises(Unavailable):
                await keys.key(testing.signer.kid)
    assert issuer.asked == 1
    issuer.away, issuer.seconds = False, AGAIN
    assert await keys.key(testing.signer.kid)


TOKEN = testing.token(testing.platform())["Authorization"].removeprefix("Bearer ")
router = APIRouter()


@router.get("/v1/read", **needs("cases:read"))
async def read(caller: CallerDep) -> str:
    return str(caller.id)


@router.get("/internal/v1/read", **needs("internal:read"))
async def read_inside(caller: CallerDep) -> str:
    return str(caller.id)


@pytest.fixture
async def http(issuer):
    app = FastAPI()
    add_problem_handlers(app, testing.ISSUER)
    app.include_router(router)
    app.state.verifier = Verifier(issuer.jwks(), testing.ISSUER)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://odr") as client:
        yield client


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({}, 401, "not_authenticated"),
        ({"Authorization": "Bearer"}, 401, "not_authenticated"),
        ({"Authorization": "Basic eDp5"}, 401, "not_authenticated"),
        ({"Authorization": f"Token {TOKEN}"}, 401, "not_authenticated"),
        (testing.token(testing.platform(), lasts=-31), 401, "not_authenticated"),
        (testing.token(testing.platform(), lasts=-60), 401, "not_authenticated"),
        (testing.token(testing.platform(scopes={"cases:write"})), 403, "insufficient_scope"),
        (testing.token(testing.internal()), 401, "not_authenticated"),
        (testing.token(testing.platform()), 200, None),
        (testing.token(testing.staff("arbitrator")), 200, None),
    ],
    ids=[
        "none",
        "no token",
        "basic",
        "another scheme",
        "ended",
        "long ended",
        "scope",
        "inside",
        "right",
        "staff",
    ],
)
async def test_a_route_lets_in_whom_it_says(http, headers, status, code) -> None:
    answer = await http.get("/v1/read", headers=headers)
    assert (answer.status_code, code and answer.json()["code"]) == (status, code)


async def test_a_missing_scope_is_named(http) -> None:
    caller = testing.platform(scopes={"cases:write"})
    answer = await http.get("/v1/read", headers=testing.token(caller))
    assert answer.json()["scope"] == "cases:read"


async def test_the_scheme_is_written_in_any_case(http) -> None:
    assert (await http.get("/v1/read", headers={"Authorization": f"bEARER {TOKEN}"})).is_success


async def test_inside_only_services_are_let_in(http) -> None:
    for caller in (testing.platform(), testing.staff(), PARTY):
        answer = await http.get("/internal/v1/read", headers=testing.token(caller))
        assert answer.status_code == 401
    answer = await http.get("/internal/v1/read", headers=testing.token(testing.internal()))
    assert answer.status_code == 200


def test_no_kind_but_services_has_a_scope_of_the_inside() -> None:
    inside = {kind for kind, scopes in SCOPES.items() if any("internal" in s for s in scopes)}
    assert inside == {Kind.SERVICE}
