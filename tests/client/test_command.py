"""The `odr` command, against a real server: what it prints, what it keeps, how it ends."""

import json
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import httpx
import pytest
import typer
from tests.client.server import Server, filing
from tests.contract.story import until
from typer.testing import CliRunner, Result

from odr_client import Odr
from odr_client.command import root
from odr_client.command.showing import clean
from odr_client.views.webhooks import Endpoint

Run = Callable[..., Result]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "odr"


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    for name in ("BASE_URL", "CLIENT_ID", "CLIENT_SECRET", "TOKEN", "PROFILE", "LANGUAGE"):
        monkeypatch.delenv(f"ODR_{name}", raising=False)
    runner = CliRunner(env={"ODR_CONFIG_HOME": str(home), "COLUMNS": "200"})

    def ran(*words: object, status: int = 0, **more: Any) -> Result:
        result = runner.invoke(root.app, [str(word) for word in words], **more)
        assert result.exit_code == status, (result.output, result.exception)
        return result

    return ran


@pytest.fixture
def sandbox(run: Run, server: Server) -> Run:
    run("profile", "add", "sandbox", "--from", server.credentials, "--url", server.base)
    return run


def read(result: Result) -> Any:
    return json.loads(result.stdout)


@pytest.fixture
def case(odr: Odr) -> str:
    return str(odr.cases.file(filing()).id)


@pytest.fixture
def contested(odr: Odr) -> str:
    case = odr.cases.file(filing())
    case = odr.cases.serve(case.id, at=case.filed_at)
    odr.cases.answer(case.id, "contest", on_behalf_of=case.respondent_id)
    odr.negotiations.get(case.id)
    return str(case.id)


def test_the_sandbox_is_usable_at_once(sandbox: Run, home: Path, server: Server) -> None:
    assert read(sandbox("profile", "list", "--json")) == [
        {
            "name": "sandbox",
            "base_url": server.base,
            "client_id": server.client_id,
            "has_secret": True,
            "current": True,
        }
    ]
    assert isinstance(read(sandbox("cases", "list", "--json")), list)
    assert stat.S_IMODE((home / "secrets.toml").stat().st_mode) == 0o600
    assert server.secret not in (home / "config.toml").read_text()


def test_what_is_asked_for_is_changed_while_the_pack_allows_it(sandbox: Run, case: str) -> None:
    version = str(read(sandbox("cases", "show", case, "--json"))["version"])
    claims = json.loads(sandbox("cases", "example").stdout)["claims"]
    claims[0]["amount"]["amount"] = 1200
    said = json.dumps({"claims": claims})
    amended = read(sandbox("cases", "amend", case, "-", "--version", version, "--json", input=said))
    assert amended["claimed"] == {"amount": 1200, "currency": "EUR"}
    again = sandbox("cases", "amend", case, "-", "--version", version, input=said, status=1)
    assert "version" in again.stderr
    assert "claims" in sandbox("cases", "amend", case, "-", input="{}", status=2).stderr


def test_from_filing_to_settlement(sandbox: Run) -> None:
    example = sandbox("cases", "example").stdout
    filed = read(sandbox("cases", "file", "-", "--json", input=example))
    number = json.loads(example)["order"]["number"].upper()
    for sought in (
        [filed["reference"].lower()],
        ["--order", number, "--name", "anna VOGT", "--status", "awaiting_service"],
    ):
        [found] = read(sandbox("cases", "find", *sought, "--json"))
        assert (found["id"], found["reference"]) == (filed["id"], filed["reference"])
    assert read(sandbox("cases", "find", "--order", number, "--name", "Kettle", "--json")) == []
    case = filed["id"]
    assert filed["status"] == "awaiting_service"
    shown = sandbox("cases", "show", case).stdout
    assert "Anna Vogt" in shown
    assert "The kettle leaks." in shown
    assert "✓ serve" in sandbox("cases", "actions", case).stdout
    sandbox("cases", "serve", case, "--channel", "email")
    assert "answer --for respondent, until" in sandbox("cases", "actions", case).stdout
    sandbox("cases", "answer", case, "contest", "--text", "It was whole.")
    offered = sandbox("negotiation", "offer", case, "30", "--for", "claimant").stdout
    assert "30.00 EUR, by the claimant" in offered
    party = {"ODR_TOKEN": sandbox("party", "token", case, "respondent").stdout.strip()}
    assert "✓ accept" in sandbox("cases", "actions", case, env=party).stdout
    accepted = sandbox("negotiation", "accept", case, "--yes", "--json", env=party)
    assert read(accepted)["status"] == "settled"
    told = sandbox("cases", "timeline", case).stdout
    assert next(line for line in told.splitlines() if "offer made" in line).endswith(
        "30.00 EUR, by the claimant, said by the platform"
    )


def test_who_does_not_say_yes_accepts_nothing(sandbox: Run, odr: Odr, contested: str) -> None:
    sandbox("negotiation", "offer", contested, "30", "--for", "claimant")
    asked = sandbox(
        *("negotiation", "accept", contested, "--for", "respondent"), status=1, input="n\n"
    )
    assert "Accept 30.00 EUR?" in asked.stderr
    assert odr.negotiations.get(contested).status == "open"


def test_a_test_clock(sandbox: Run) -> None:
    clock = read(sandbox("clock", "new", "--json"))["id"]
    example = sandbox("cases", "example").stdout
    filed = read(sandbox("cases", "file", "-", "--clock", clock, "--json", input=example))
    sandbox("cases", "serve", filed["id"], "--at", filed["filed_at"][:19])
    assert read(sandbox("clock", "advance", clock, "--days", "9", "--json"))["ready"]
    assert read(sandbox("cases", "show", filed["id"], "--json"))["outcome"] == "default"
    sandbox("clock", "advance", clock, status=root.USAGE)
    sandbox("clock", "advance", clock, "--days", 1, "--to", "2030-01-01", status=root.USAGE)
    assert clock in sandbox("clock", "list").stdout


def test_withdrawing(sandbox: Run, case: str) -> None:
    assert read(sandbox("cases", "withdraw", case, "--json"))["outcome"] == "withdrawn"


def test_declining(sandbox: Run, contested: str) -> None:
    said = sandbox("negotiation", "decline", contested, "--for", "respondent", "--json")
    assert read(said)["status"] == "declined"
    assert read(sandbox("negotiation", "show", contested, "--json"))["status"] == "declined"


def test_webhooks(sandbox: Run, server: Server) -> None:
    made = read(
        sandbox("webhooks", "add", f"{server.base}/livez", "--event", "case.filed", "--json")
    )
    assert made["secret"].startswith("whsec_")
    endpoint = made["id"]
    assert endpoint in sandbox("webhooks", "list").stdout
    sent = read(sandbox("webhooks", "test", endpoint, "--json"))["id"]
    until(lambda: sent in sandbox("webhooks", "deliveries", endpoint).stdout)
    sandbox("webhooks", "retry", endpoint, sent)
    assert read(sandbox("webhooks", "rotate", endpoint, "--json"))["secret"] != made["secret"]
    sandbox("webhooks", "enable", endpoint)
    sandbox("webhooks", "delete", endpoint)
    assert endpoint not in sandbox("webhooks", "list").stdout


def test_listening(sandbox: Run, odr: Odr, server: Server) -> None:
    before = {each.id for each in odr.webhooks.list()}

    def ours() -> list[Endpoint]:
        return [each for each in odr.webhooks.list() if each.id not in before]

    def play() -> None:
        until(lambda: bool(ours()))
        forged = httpx.post(ours()[0].url, content=b"{}", headers={"webhook-id": "1"})
        assert forged.status_code == 400
        odr.cases.file(filing())

    with ThreadPoolExecutor(1) as pool:
        playing = pool.submit(play)
        heard = sandbox("webhooks", "listen", "--event", "case.filed", "--count", 2)
        playing.result()
    assert "✓" in heard.stdout
    assert "case.filed case_id=" in heard.stdout
    assert "webhook-timestamp is missing" in heard.stderr
    assert {each.id for each in odr.webhooks.list()} == before


def test_events_are_read_as_far_as_one_asks(sandbox: Run, case: str) -> None:
    first = read(sandbox("webhooks", "events", "--limit", "1", "--json"))
    assert len(first) == 1
    rest = read(sandbox("webhooks", "events", "--after", first[0]["id"], "--json"))
    assert first[0]["id"] not in [each["id"] for each in rest]


def test_lists_end_where_one_says(sandbox: Run, odr: Odr) -> None:
    for _ in range(3):
        odr.cases.file(filing())
    assert len(read(sandbox("cases", "list", "--limit", "2", "--json"))) == 2
    assert "There are no such cases." in sandbox("cases", "list", "--stage", "mediation").stderr


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        pytest.param(["cases", "show", "nonsense"], root.USAGE, "UUID", id="no id"),
        pytest.param(["cases", "file", "/nowhere"], root.USAGE, "cannot be read", id="no file"),
        pytest.param(["cases", "nothing"], root.USAGE, "No such command", id="no command"),
        pytest.param(
            ["cases", "list", "--stage", "x"], root.REFUSED, "invalid_request", id="refused"
        ),
        pytest.param(
            ["cases", "list", "--token", "t"], root.NOT_AUTHENTICATED, "token", id="not believed"
        ),
        pytest.param(["cases", "list", "--profile", "x"], root.USAGE, "sandbox", id="no profile"),
        pytest.param(
            ["webhooks", "add", "http://10.0.0.1/"], root.REFUSED, "#/url", id="points at the field"
        ),
    ],
)
def test_how_it_ends(sandbox: Run, words: list[str], status: int, says: str) -> None:
    assert says in sandbox(*words, status=status).stderr


def test_nobody_there(sandbox: Run, free_port: int) -> None:
    gone = {"ODR_BASE_URL": f"http://127.0.0.1:{free_port}"}
    assert str(free_port) in sandbox("cases", "list", status=root.UNREACHABLE, env=gone).stderr


def test_a_wrong_secret(sandbox: Run) -> None:
    wrong = {"ODR_CLIENT_SECRET": "wrong"}
    sandbox("cases", "list", status=root.NOT_AUTHENTICATED, env=wrong)


def test_who_has_no_profile_is_told_how_to_make_one(run: Run) -> None:
    assert "odr profile add sandbox" in run("cases", "list", status=root.USAGE).stderr


@pytest.mark.parametrize("words", [["offer", "CASE", "30"], ["decline", "CASE"]])
def test_a_platform_says_for_whom(sandbox: Run, contested: str, words: list[str]) -> None:
    said = [contested if word == "CASE" else word for word in words]
    assert "--for" in sandbox("negotiation", *said, status=root.USAGE).stderr
    assert "neither" in sandbox("negotiation", *said, "--for", "us", status=root.USAGE).stderr


def test_a_party_speaks_for_itself(sandbox: Run, contested: str) -> None:
    token = sandbox("party", "token", contested, "claimant", "--minutes", "1").stdout.strip()
    words = ("negotiation", "offer", contested, "30", "--token", token)
    assert "for itself" in sandbox(*words, "--for", "claimant", status=root.USAGE).stderr
    assert "30.00 EUR" in sandbox(*words).stdout


def test_an_amount_that_the_currency_does_not_have(sandbox: Run, contested: str) -> None:
    words = ("negotiation", "offer", contested, "0.001", "--for", "claimant")
    assert "decimal places" in sandbox(*words, status=root.USAGE).stderr


def test_refusals_in_chinese(sandbox: Run, case: str) -> None:
    refused = sandbox("cases", "answer", case, "perhaps", "--lang", "zh-CN", status=root.REFUSED)
    assert not refused.stderr.isascii()


def test_a_refusal_for_a_script(sandbox: Run, case: str) -> None:
    sandbox("cases", "withdraw", case)
    said = json.loads(sandbox("cases", "withdraw", case, "--json", status=root.REFUSED).stderr)
    assert (said["code"], said["status"]) == ("case_over", 409)
    assert said["request_id"]


def test_login_keeps_only_what_is_believed(run: Run, server: Server) -> None:
    run("login", input=f"{server.base}\n{server.client_id}\nwrong\n", status=root.NOT_AUTHENTICATED)
    assert read(run("profile", "list", "--json")) == []
    shown = run("login", input=f"{server.base}\n{server.client_id}\n{server.secret}\n")
    assert server.secret not in shown.output
    run("cases", "list")


def test_profiles_are_kept_changed_and_forgotten(sandbox: Run, server: Server, home: Path) -> None:
    odd = 'a "name" = [x]\n'
    sandbox("profile", "add", odd, "--from", server.credentials, "--as", "live")
    names = {each["name"]: each["current"] for each in read(sandbox("profile", "list", "--json"))}
    assert names == {"sandbox": False, odd: True}
    sandbox("profile", "use", "sandbox")
    sandbox("cases", "list")
    sandbox("profile", "remove", "sandbox")
    assert [each["name"] for each in read(sandbox("profile", "list", "--json"))] == [odd]
    assert server.secret not in (home / "secrets.toml").read_text()
    sandbox("profile", "use", "sandbox", status=root.USAGE)
    sandbox("cases", "list", status=root.USAGE)


def test_secrets_that_others_can_read_are_not_used(sandbox: Run, home: Path) -> None:
    (home / "secrets.toml").chmod(0o644)
    assert "chmod 600" in sandbox("cases", "list", status=root.USAGE).stderr


@pytest.mark.parametrize("content", ["= ", "profiles = 1\n\x00", "\xff"])
def test_a_damaged_file_is_said_to_be(run: Run, home: Path, content: str) -> None:
    home.mkdir()
    (home / "config.toml").write_bytes(content.encode("latin-1"))
    assert "config.toml" in run("cases", "list", status=root.USAGE).stderr


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"test": 1}', '{"staff": 1}'])
def test_credentials_that_are_none(run: Run, tmp_path: Path, content: str) -> None:
    file = tmp_path / "credentials.json"
    file.write_text(content)
    refused = run("profile", "add", "x", "--from", file, status=root.USAGE)
    assert str(file) in refused.stderr.replace("\n", "")


def test_what_others_wrote_cannot_move_the_cursor() -> None:
    assert clean("a\x1b[2Jb\u202ec\nd") == "a[2Jbc\nd"


def test_plug_ins_add_commands_and_a_broken_one_harms_none(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = [
        EntryPoint("broken", "no.such:thing", root.PLUG_INS),
        EntryPoint("extra", f"{__name__}:extra", root.PLUG_INS),
    ]
    monkeypatch.setattr(root, "entry_points", lambda group: found)
    before = list(root.app.registered_groups)
    root.plug_in()
    try:
        assert "broken" in capsys.readouterr().err
        assert "said by a plug-in" in run("extra", "say").stdout
    finally:
        root.app.registered_groups[:] = before


extra = typer.Typer()


@extra.callback()
def also() -> None:
    """More than one command, so that each has its name."""


@extra.command()
def say() -> None:
    typer.echo("said by a plug-in")


def test_notices_are_read_served_and_bounced(sandbox: Run, case: str) -> None:
    listed = read(sandbox("notices", "list", case, "--json"))
    assert [(each["side"], each["kind"]) for each in listed] == [
        ("claimant", "accepted"),
        ("respondent", "claim"),
    ]
    claim = listed[1]["id"]
    assert "A case was filed against you" in sandbox("notices", "show", case, claim).stdout
    bounced = read(sandbox("notices", "bounced", case, claim, "mailbox_full", "--json"))
    assert (bounced["status"], bounced["failed"]) == ("due", 1)
    said = ("--channel", "sms", "--reference", "sms-1")
    served = sandbox("notices", "served", case, claim, *said).stdout
    assert "Your time ends" in served
    shown = read(sandbox("notices", "show", case, claim, "--json"))
    assert (shown["status"], shown["served"]["channel"]) == ("served", "sms")
    assert read(sandbox("cases", "show", case, "--json"))["status"] == "awaiting_respondent"
    chinese = sandbox("notices", "show", case, claim, "--lang", "zh-CN").stdout
    assert "针对您的申请" in chinese
    refused = sandbox("notices", "bounced", case, claim, "moved", status=root.REFUSED)
    assert "already_served" in refused.stderr
    assert read(sandbox("notices", "list", case, "--status", "due", "--json")) != []
