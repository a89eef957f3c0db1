"""`odr` for mandates, for the time of a case, and for what caseworkers do beside deciding."""

# ruff: noqa: F811  # fixtures are imported, and named again where they are asked for
import json
from datetime import UTC, datetime, timedelta

import pytest
from tests.client.server import Server, filing
from tests.client.test_command import Run, contested, home, read, run, sandbox  # noqa: F401

from odr_client import Odr
from odr_client.command import root
from odr_client.views.cases import Case

Env = dict[str, str]


@pytest.fixture
def staff(server: Server) -> Env:
    """The environment of a caseworker."""
    known = json.loads(server.credentials.read_text())["staff"]["caseworker"]
    return {"ODR_CLIENT_ID": known["client_id"], "ODR_CLIENT_SECRET": known["client_secret"]}


def served(odr: Odr, pack: str = "uncitral-odr") -> Case:
    """A case whose respondent is to answer."""
    filed = filing().model_copy(update={"rule_pack": pack})
    order = filed.order.model_copy(update={"placed_at": datetime.now(UTC) - timedelta(days=2)})
    case = odr.cases.file(filed.model_copy(update={"order": order}))
    return odr.cases.serve(case.id, at=case.filed_at)


def test_a_mandate_from_its_giving_to_its_end(sandbox: Run, odr: Odr, contested: str) -> None:
    words = ("mandate", "give", contested, "make_offer", "withdraw", "--until", "2027-06-01")
    assert "--for" in sandbox(*words, status=root.USAGE).stderr
    given = read(sandbox(*words, "--for", "claimant", "--json"))
    assert (given["scope"], given["revoked_at"]) == (["make_offer", "withdraw"], None)
    assert given["id"] in sandbox("mandate", "list", contested).stdout
    agent = {"ODR_TOKEN": sandbox("mandate", "token", contested, given["id"]).stdout.strip()}
    assert "✓ make_offer" in sandbox("cases", "actions", contested, env=agent).stdout
    offered = sandbox("negotiation", "offer", contested, "30", env=agent).stdout
    assert "30.00 EUR, by the claimant" in offered
    refused = sandbox("negotiation", "decline", contested, env=agent, status=root.REFUSED)
    assert "Its scope is: make_offer, withdraw." in refused.stderr
    ended = sandbox("mandate", "revoke", contested, given["id"], "--for", "claimant", "--json")
    assert read(ended)["revoked_at"] is not None
    gone = sandbox("negotiation", "show", contested, env=agent, status=root.REFUSED)
    assert "not_found" in gone.stderr
    assert odr.negotiations.get(contested).on_table is not None, "what was done under it stands"
    sandbox("mandate", "token", contested, given["id"], status=root.REFUSED)


def test_a_period_is_asked_for_refused_and_granted(sandbox: Run, odr: Odr) -> None:
    case = served(odr, "merchant-express")
    ask = ("cases", "ask-extension", case.id, "--more", "2", "--for", "respondent", "--json")
    assert read(sandbox(*ask))["extension"]["more"] == 2
    sandbox("cases", "grant-extension", case.id, "--for", "respondent", status=root.REFUSED)
    refused = read(sandbox("cases", "refuse-extension", case.id, "--for", "claimant", "--json"))
    assert refused["extension"] is None
    assert odr.cases.get(case.id).clock.due_at == case.clock.due_at
    sandbox(*ask)
    sandbox("cases", "grant-extension", case.id, "--for", "claimant")
    longer, before = odr.cases.get(case.id).clock.due_at, case.clock.due_at
    assert longer is not None
    assert before is not None
    assert longer - before >= timedelta(days=2)


def test_a_negotiation_lasts_longer_where_both_agree(sandbox: Run, contested: str) -> None:
    ask = ("negotiation", "ask-extension", contested, "--more", "2", "--for", "claimant")
    assert "2 asked for by the claimant" in sandbox(*ask).stdout
    refuse = ("negotiation", "refuse-extension", contested, "--for", "respondent", "--json")
    before = read(sandbox(*refuse))
    assert before["extension"] is None
    sandbox(*ask)
    grant = ("negotiation", "grant-extension", contested, "--for", "respondent", "--json")
    assert read(sandbox(*grant))["clock"]["due_at"] > before["clock"]["due_at"]
    assert "extended_already" in sandbox(*ask, status=root.REFUSED).stderr


def test_a_caseworker_extends_only_what_the_pack_leaves_to_one(
    sandbox: Run,
    odr: Odr,
    staff: Env,
) -> None:
    case = served(odr)
    words = ("cases", "extend", case.id, "--text", "It is a long file.")
    assert "not_extendable" in sandbox(*words, status=root.REFUSED, env=staff).stderr
    assert "not_permitted" in sandbox(*words, status=root.REFUSED).stderr
    assert odr.cases.get(case.id) == case


def test_a_caseworker_has_a_period_stand_still_and_run_on(
    sandbox: Run,
    odr: Odr,
    staff: Env,
) -> None:
    case = served(odr)
    words = ("cases", "pause", case.id, "outage", "--text", "Nobody could reach us.")
    paused = read(sandbox(*words, "--json", env=staff))
    assert (paused["pause"]["why"], paused["clock"]["running"]) == ("outage", False)
    answer = ("cases", "answer", case.id, "contest")
    assert "case_paused" in sandbox(*answer, status=root.REFUSED).stderr
    resumed = read(sandbox("cases", "resume", case.id, "--json", env=staff))
    assert (resumed["pause"], resumed["clock"]["running"]) == (None, True)
    assert read(sandbox(*answer, "--json"))["answer"] == "contest"


def test_cases_are_linked_joined_and_severed(sandbox: Run, odr: Odr, staff: Env) -> None:
    one, two, three = served(odr), served(odr), served(odr)
    sandbox("cases", "link", one.id, two.id, "--kind", "related")
    [link] = read(sandbox("cases", "links", two.id, "--json"))
    assert (link["kind"], link["case_id"]) == ("related", str(one.id))
    assert str(two.id) in sandbox("cases", "links", one.id).stdout
    sandbox("cases", "unlink", one.id, link["link_id"])
    assert "It belongs to no other case." in sandbox("cases", "links", two.id).stderr
    sandbox("cases", "agree-joining", one.id, "--give")
    sandbox("cases", "agree-joining", three.id, "--give")
    sandbox("cases", "link", one.id, three.id, "--kind", "joined", env=staff)
    [joined] = read(sandbox("cases", "links", three.id, "--json"))
    assert joined["kind"] == "joined"


def test_what_was_recorded_wrongly_is_put_right_and_the_case_handed_on(
    sandbox: Run,
    odr: Odr,
    staff: Env,
) -> None:
    case = served(odr)
    odr.cases.answer(case.id, "admit", on_behalf_of=case.respondent_id)
    words = ("cases", "repair", case.id, "answer", "--text", "Nobody had answered.", "--json")
    assert "not_permitted" in sandbox(*words, status=root.REFUSED).stderr
    assert read(sandbox(*words, env=staff))["status"] == "awaiting_respondent"
    handed = sandbox("cases", "assign", case.id, "--team", "toys", "--json", env=staff)
    assert read(handed)["team"] == "toys"
