"""Notices by mail, on a real SMTP server: what arrives, once, and what comes of what does not."""

import asyncio
import email
import email.policy
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any
from uuid import UUID, uuid4

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from tests.conftest import Case, World
from tests.invariants import invariant

from odr_intake.app import mail_jobs
from odr_intake.domain import state
from odr_intake.domain.wording.saying import Words
from odr_intake.mail.letters import Unaddressable, letter
from odr_intake.mail.sending import Accepted, Mailer, NotNow
from odr_intake.service import mailing
from odr_rules.packs import Pack
from odr_shared.testing import settings_for

NOW = datetime(2026, 1, 7, 15, 30, tzinfo=UTC)
SAID = Words("Case 7F3K: a claim", "It was filed.", "Answer it.", "By Friday.", "It goes on.")
FROM = "notices@odr.example"
BOUNCES = "bounces@odr.example"


@dataclass
class Office:
    """A mail server that keeps what it takes, and answers as it is told."""

    got: list[EmailMessage] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    to_recipient: str = "250 OK"
    to_letter: str = "250 OK"
    port: int = 0

    async def handle_RCPT(  # noqa: N802  # as the server calls it
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        if self.to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.to_letter.startswith("250"):
            assert isinstance(envelope.content, bytes)
            read = email.message_from_bytes(envelope.content, policy=email.policy.default)
            self.got.append(read)
            self.envelopes.append(envelope)
        return self.to_letter

    def to(self, address: str) -> list[EmailMessage]:
        return [each for each in self.got if each["To"] == address]


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    opened = Office()
    loop = asyncio.get_running_loop()

    def serve() -> SMTP:
        return SMTP(opened, hostname="office.example", enable_SMTPUTF8=True, loop=loop)

    server = await loop.create_server(serve, "127.0.0.1", 0)
    opened.port = server.sockets[0].getsockname()[1]
    async with server:
        yield opened


def mailer(office: Office, **more: Any) -> Mailer:
    known = {"host": "127.0.0.1", "port": office.port, "security": "none"}
    return Mailer(**known | {"sender": FROM, "bounces": BOUNCES} | more)


@dataclass
class Live:
    """A live case, and whom its letters are for."""

    world: World
    case: Case
    claimant: str
    respondent: str

    async def notices(self) -> list[dict[str, Any]]:
        platform = replace(self.world.platform, mode="live")
        answer = await self.world.get(f"{self.case.path}/notices?limit=100", platform)
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]  # type: ignore[no-any-return]

    async def claim(self) -> dict[str, Any]:
        [found] = [each for each in await self.notices() if each["kind"] == "claim"]
        platform = replace(self.world.platform, mode="live")
        answer = await self.world.get(f"{self.case.path}/notices/{found['id']}", platform)
        return answer.json()  # type: ignore[no-any-return]

    async def report(self, what: str, **said: Any) -> Any:
        found = await self.claim()
        body = {"channel": "email", "at": self.case.body["filed_at"]} | said
        platform = replace(self.world.platform, mode="live")
        return await self.world.post(
            f"{self.case.path}/notices/{found['id']}/{what}", platform, body
        )

    async def due(self) -> list[dict[str, Any]]:
        """What the platform is told of the claim's notice."""
        found = await self.claim()
        rows = await sql(
            self.world,
            "SELECT body FROM webhook_events WHERE case_id = $1 AND type = 'notice.due'"
            " ORDER BY owed",
            self.case.id,
        )
        told = [json.loads(row["body"])["data"] for row in rows]
        return [each for each in told if each["notice_id"] == found["id"]]

    async def make_due(self) -> None:
        await sql(
            self.world,
            "UPDATE notices SET mail_at = clock_timestamp(), mail_lease = NULL"
            " WHERE case_id = $1 AND mail_at IS NOT NULL",
            self.case.id,
        )


async def sql(world: World, statement: str, *values: Any) -> list[Any]:
    async with world.intake.reading() as session:
        return list(await session.driver.fetch(statement, *values))


@pytest.fixture
async def live(world: World) -> AsyncIterator[Live]:
    mark = uuid4().hex
    claimant, respondent = f"anna-{mark}@example.org", f"shop-{mark}@example.com"
    world.filing["claimant"]["email"] = claimant
    world.filing["respondent"]["email"] = respondent
    # Other tests' live cases are not ours to write to.
    await sql(world, "UPDATE notices SET mail_at = NULL WHERE mail_at IS NOT NULL")
    platform = replace(world.platform, mode="live")
    answer = await world.post("/v1/cases", platform, world.filing)
    assert answer.status_code == 201, answer.text
    yield Live(world, world.of(answer.json()), claimant, respondent)
    await sql(world, "UPDATE notices SET mail_at = NULL WHERE mail_at IS NOT NULL")


async def test_each_party_gets_its_notice_in_both_languages_and_that_proves_nothing(
    live: Live, office: Office
) -> None:
    await mailing.mail_due(live.world.intake, mailer(office))
    [theirs], [own] = office.to(live.respondent), office.to(live.claimant)
    said = theirs.get_content()
    claim = await live.claim()
    for part in ("subject", "happened", "do", "by_when", "silence"):
        assert claim["text"][part] in said
    assert "针对您的申请" in said
    assert theirs["Subject"] == claim["text"]["subject"]
    assert theirs["From"] == FROM
    assert theirs["Auto-Submitted"] == "auto-generated"
    assert theirs["Message-ID"] == f"<{claim['id']}.1@odr.example>"
    assert own["Subject"] != theirs["Subject"]
    assert {each.mail_from for each in office.envelopes} == {BOUNCES}
    assert all(len(each.rcpt_tos) == 1 for each in office.envelopes)
    assert (claim["status"], claim["served"]) == ("sent", None)
    assert claim["mailed_at"] is not None
    platform = replace(live.world.platform, mode="live")
    read = (await live.world.get(live.case.path, platform)).json()
    assert (read["status"], read["clock"]["running"]) == ("awaiting_service", False)
    await mailing.mail_due(live.world.intake, mailer(office))
    assert len(office.got) == 2


@invariant(17)
async def test_a_server_s_word_is_proof_where_the_pack_says_so(
    live: Live, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = state.pack

    def trusting(*which: Any) -> Pack:
        return plain(*which).model_copy(update={"mail_is_proof": True})

    with monkeypatch.context() as patched:
        patched.setattr(state, "pack", trusting)
        await mailing.mail_due(live.world.intake, mailer(office))
    claim = await live.claim()
    assert (claim["status"], claim["served"]["proved_by"]) == ("served", "smtp_accepted")
    assert claim["served"]["channel"] == "email"
    platform = replace(live.world.platform, mode="live")
    read = (await live.world.get(live.case.path, platform)).json()
    assert (read["status"], read["clock"]["due_at"]) == ("awaiting_respondent", claim["due_at"])


async def test_what_was_sent_can_be_proven_or_come_back(live: Live, office: Office) -> None:
    await mailing.mail_due(live.world.intake, mailer(office))
    came_back = await live.report("bounced", reason="mailbox_full")
    assert came_back.status_code == 200, came_back.text
    claim = came_back.json()
    assert (claim["status"], claim["failed"], claim["mailed_at"]) == ("due", 1, None)
    assert [each["attempt"] for each in await live.due()] == [1, 2]
    await mailing.mail_due(live.world.intake, mailer(office))
    assert len(office.to(live.respondent)) == 1, "what bounced is the platform's to bring"
    done = await live.report("served", channel="app")
    assert (done.status_code, done.json()["status"]) == (200, "served")


async def test_a_test_case_reaches_nobody(world: World, office: Office) -> None:
    mark = f"anna-{uuid4().hex}@example.org"
    world.filing["claimant"]["email"] = mark
    case = await world.case()
    await mailing.mail_due(world.intake, mailer(office))
    assert office.to(mark) == []
    # And not even where a row says that it is to be mailed.
    await sql(world, "UPDATE notices SET mail_at = clock_timestamp() WHERE case_id = $1", case.id)
    await mailing.mail_due(world.intake, mailer(office))
    assert office.to(mark) == []
    [row, *_] = await sql(world, "SELECT mail_at FROM notices WHERE case_id = $1", case.id)
    assert row["mail_at"] is None


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("550 No such user", "address_unknown"),
        ("550 5.1.1 No such user", "address_unknown"),
        ("552 5.2.2 Over quota", "mailbox_full"),
        ("551 User not local", "moved"),
        ("550 5.7.1 We do not want it", "rejected"),
        ("554 5.2.10 Something else", "rejected"),
    ],
)
async def test_a_refused_addressee_is_a_failed_attempt_and_the_platform_is_told(
    live: Live, office: Office, answer: str, reason: str
) -> None:
    office.to_recipient = answer
    await mailing.mail_due(live.world.intake, mailer(office))
    claim = await live.claim()
    assert (claim["status"], claim["failed"], claim["mailed_at"]) == ("due", 1, None)
    [attempt] = claim["attempts"]
    assert (attempt["channel"], attempt["reason"]) == ("email", reason)
    assert [each["attempt"] for each in await live.due()] == [1, 2]
    office.to_recipient = "250 OK"
    await mailing.mail_due(live.world.intake, mailer(office))
    assert office.got == []


@pytest.mark.parametrize("where", ["to_recipient", "to_letter"])
async def test_what_cannot_be_taken_now_is_tried_again_and_then_given_up(
    live: Live, office: Office, where: str
) -> None:
    setattr(office, where, "451 Try again")
    for n, delay in enumerate(mailing.DELAYS, 1):
        before = await live.world.intake.now()
        await mailing.mail_due(live.world.intake, mailer(office))
        rows = await sql(
            live.world,
            "SELECT mail_at, mail_failures FROM notices WHERE case_id = $1",
            live.case.id,
        )
        assert {row["mail_failures"] for row in rows} == {n}
        for row in rows:
            assert delay <= row["mail_at"] - before < delay + timedelta(minutes=1)
        assert (await live.claim())["failed"] == 0
        await live.make_due()
    await mailing.mail_due(live.world.intake, mailer(office))
    claim = await live.claim()
    assert [each["reason"] for each in claim["attempts"]] == ["unreachable"]
    setattr(office, where, "250 OK")
    await live.make_due()
    await mailing.mail_due(live.world.intake, mailer(office))
    assert office.got == []


async def test_tried_again_it_arrives(live: Live, office: Office) -> None:
    office.to_letter = "421 Busy"
    await mailing.mail_due(live.world.intake, mailer(office))
    office.to_letter = "250 OK"
    await live.make_due()
    await mailing.mail_due(live.world.intake, mailer(office))
    assert len(office.got) == 2
    assert (await live.claim())["status"] == "sent"


async def test_two_workers_send_each_once(live: Live, office: Office) -> None:
    await asyncio.gather(*(mailing.mail_due(live.world.intake, mailer(office)) for _ in range(4)))
    assert len(office.to(live.respondent)) == len(office.to(live.claimant)) == 1


async def test_killed_before_it_was_noted_it_is_seen_once_all_the_same(
    live: Live, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(Exception):
        pass

    async def die(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(mailing, "_note", die)
        await mailing.mail_due(live.world.intake, mailer(office))
    sent = len(office.got)
    await mailing.mail_due(live.world.intake, mailer(office))
    assert len(office.got) == sent, "its lease still stands"
    await live.make_due()
    await mailing.mail_due(live.world.intake, mailer(office))
    assert len(office.to(live.respondent)) == 2
    assert len({each["Message-ID"] for each in office.to(live.respondent)}) == 1


async def test_served_meanwhile_it_is_not_sent_and_not_marked_as_sent(
    live: Live, office: Office
) -> None:
    done = await live.report("served", channel="app")
    assert done.status_code == 200, done.text
    await mailing.mail_due(live.world.intake, mailer(office))
    assert [each["Subject"] for each in office.to(live.respondent)] == []
    assert (await live.claim())["status"] == "served"


async def test_what_is_noted_too_late_changes_nothing(live: Live, office: Office) -> None:
    """The platform confirms it while the letter is under way."""

    class Slow(Mailer):
        async def send(self, message: EmailMessage, to: str) -> Any:
            if to == live.respondent:
                done = await live.report("served", channel="app")
                assert done.status_code == 200, done.text
            return await Mailer.send(self, message, to)

    slow = Slow("127.0.0.1", office.port, "none", FROM, BOUNCES)
    await mailing.mail_due(live.world.intake, slow)
    claim = await live.claim()
    assert (claim["status"], claim["mailed_at"]) == ("served", None)


async def test_who_has_no_address_is_the_platforms_to_tell(world: World, office: Office) -> None:
    world.filing["respondent"].pop("email")
    world.filing["respondent"]["phone"] = "+49301234567"
    platform = replace(world.platform, mode="live")
    answer = await world.post("/v1/cases", platform, world.filing)
    assert answer.status_code == 201, answer.text
    case = world.of(answer.json())
    await mailing.mail_due(world.intake, mailer(office))
    rows = await sql(
        world,
        "SELECT mail_at, status FROM notices WHERE case_id = $1 AND side = $2",
        *(case.id, "respondent"),
    )
    assert [tuple(row) for row in rows] == [(None, "due")]


async def test_what_has_waited_for_days_is_no_news_any_more(live: Live, office: Office) -> None:
    await sql(
        live.world,
        "UPDATE notices SET mail_at = mail_at - interval '3 days' WHERE case_id = $1",
        live.case.id,
    )
    assert await mailing.mail_due(live.world.intake, mailer(office)) is None
    assert office.got == []


async def test_a_server_that_is_away_or_without_tls_is_tried_again(office: Office) -> None:
    message = letter(UUID(int=1), 1, "a@example.org", FROM, [SAID], NOW)
    insecure = mailer(office, security="starttls")
    assert isinstance(await insecure.send(message, "a@example.org"), NotNow)
    assert office.got == [], "and nothing is said in clear"
    wrong = mailer(office, user="odr", password="hunter2")
    assert isinstance(await wrong.send(message, "a@example.org"), NotNow)
    away = mailer(office, port=1)
    assert isinstance(await away.send(message, "a@example.org"), NotNow)
    assert "hunter2" not in repr(wrong)
    assert await mailer(office).send(message, "a@example.org") == Accepted()


async def test_an_address_beyond_ascii_is_written_to(office: Office) -> None:
    to = "阿娜@例子.example"
    message = letter(UUID(int=1), 1, to, FROM, [SAID], NOW)
    assert await mailer(office).send(message, to) == Accepted()
    assert office.envelopes[0].rcpt_tos == [to]


HOSTILE = "\r\nBcc: everybody@example.net"


@pytest.mark.parametrize(
    "to", [f"a@example.org{HOSTILE}", "a@example.org\nBcc: b@example.net", "", "no address"]
)
def test_an_address_cannot_be_the_beginning_of_another_header(to: str) -> None:
    with pytest.raises(Unaddressable):
        letter(UUID(int=1), 1, to, FROM, [SAID], NOW)


def test_nor_can_words() -> None:
    with pytest.raises(ValueError, match=r"linefeed|newline|CR"):
        letter(UUID(int=1), 1, "a@example.org", FROM, [replace(SAID, subject=f"x{HOSTILE}")], NOW)
    body = letter(
        UUID(int=1), 1, "a@example.org", FROM, [replace(SAID, do=f"x{HOSTILE}\r\n.\r\n")], NOW
    )
    read = email.message_from_bytes(bytes(body), policy=email.policy.default)
    assert read["Bcc"] is None
    assert "Bcc: everybody" in read.get_content()


async def test_names_of_parties_stand_in_no_header(live: Live, office: Office) -> None:
    await mailing.mail_due(live.world.intake, mailer(office))
    for each in office.got:
        for name in ("Anna", "Vogt", "Kessel"):
            assert name not in str(each.items())


@pytest.mark.parametrize("secure", ["starttls", "tls", "none"])
def test_the_worker_mails_only_where_a_server_is_set(secure: str) -> None:
    settings = settings_for("")
    assert mail_jobs(settings) == []
    sets = {"smtp_host": "mail.example", "smtp_from": FROM, "smtp_security": secure}
    [job] = mail_jobs(settings.model_copy(update=sets))
    assert job.name == mailing.mail_due.__qualname__


def test_a_server_without_a_sender_is_refused() -> None:
    settings = settings_for("")
    known = {name: getattr(settings, name) for name in type(settings).model_fields}
    with pytest.raises(ValueError, match="ODR_SMTP_FROM"):
        type(settings)(**known | {"smtp_host": "mail.example"})
    for wrong in ("nobody", f"a@example.org{HOSTILE}"):
        with pytest.raises(ValueError, match="smtp_from"):
            type(settings)(**known | {"smtp_host": "mail.example", "smtp_from": wrong})
