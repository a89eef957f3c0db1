"""What is owed, by `odr.remedies` and by `odr remedies …`."""

from datetime import timedelta

import pytest
from tests.client.server import filing
from tests.client.test_command import Run, home, read, run, sandbox  # noqa: F401  # fixtures

from odr_client import Money, Odr, Problem


@pytest.fixture
def admitted(odr: Odr) -> str:
    case = odr.cases.file(filing())
    case = odr.cases.serve(case.id, at=case.filed_at)
    odr.cases.answer(case.id, "admit", on_behalf_of=case.respondent_id)
    return str(case.id)


def test_a_refund_is_reported_disputed_and_found_after_all(odr: Odr, admitted: str) -> None:
    (refund,) = odr.remedies.list(admitted)
    assert refund.amount is not None
    assert (refund.remedy, refund.standing, refund.left) == ("refund", "ordered", 4000)
    assert refund.clock.explained
    found = odr.remedies.report(admitted, 1, Money.of(10, "EUR"), "P-1")
    assert (found.standing, found.left) == ("performed_claimed", 3000)
    assert found.parts[0].confirm_by.if_nothing == "deemed_confirmed"
    assert odr.remedies.report(admitted, 1, Money.of(10, "EUR"), "P-1").left == 3000
    found = odr.remedies.dispute(
        admitted, 1, "not_received", "Where?", on_behalf_of=refund.creditor_id
    )
    assert (found.standing, found.parts[0].dispute_text) == ("disputed", "Where?")
    found = odr.remedies.confirm(admitted, 1, part=1, on_behalf_of=refund.creditor_id)
    assert (found.standing, found.performed) == ("partially_performed", 1000)
    assert odr.remedies.get(admitted, 1) == found
    with pytest.raises(Problem) as refused:
        odr.remedies.return_received(admitted, 1)
    assert refused.value.code == "wrong_state"
    with pytest.raises(Problem) as refused:
        odr.remedies.decide(admitted, 1, performed=True, text="…")
    assert refused.value.code == "not_permitted"


def test_what_is_overdue_says_so(odr: Odr) -> None:
    clock = odr.test_clocks.make()
    case = odr.cases.file(filing(clock.id))
    case = odr.cases.serve(case.id, at=case.filed_at)
    odr.cases.answer(case.id, "admit", on_behalf_of=case.respondent_id)
    assert not odr.remedies.get(case.id, 1).is_overdue
    odr.test_clocks.advance(clock.id, timedelta(days=60), wait=True)
    late = odr.remedies.get(case.id, 1)
    assert (late.is_overdue, late.overdue_at) == (True, late.clock.due_at)


def test_the_command_shows_reports_and_confirms(sandbox: Run, admitted: str) -> None:  # noqa: F811
    (refund,) = read(sandbox("remedies", "list", admitted, "--json"))
    assert refund["standing"] == "ordered"
    said = sandbox("remedies", "report", admitted, 1, "--reference", "PAY-9").stdout
    assert "performed_claimed" in said
    assert "PAY-9" in said
    said = sandbox("remedies", "dispute", admitted, 1, "late", "--for", "claimant").stdout
    assert "disputed" in said
    assert "claimant" in sandbox("remedies", "confirm", admitted, 1, status=2).stderr
    found = read(sandbox("remedies", "confirm", admitted, 1, "--for", "claimant", "--json"))
    assert (found["standing"], found["performed"]) == ("confirmed", 4000)
    assert "confirmed" in sandbox("remedies", "show", admitted, 1).stdout
    assert "wrong_state" in sandbox("remedies", "returned", admitted, 1, status=1).stderr
    decided = sandbox(
        *("remedies", "decide", admitted, 1, "--performed", "--text", "So."), status=1
    )
    assert "not_permitted" in decided.stderr


def test_each_party_says_once_how_fair_it_was(sandbox: Run, odr: Odr) -> None:  # noqa: F811
    case = odr.cases.file(filing())
    claimant = odr.as_party(odr.parties.token(case.id, case.claimant_id))
    claimant.cases.withdraw(case.id)
    given = odr.feedback.give(case.id, 5, "Thank you.", on_behalf_of=case.claimant_id)
    assert (given.rating, given.text) == (5, None)
    assert [each.text for each in claimant.feedback.list(case.id)] == ["Thank you."]
    said = read(sandbox("feedback", "give", case.id, 2, "--for", "respondent", "--json"))
    assert said["rating"] == 2
    assert "rated_already" in (
        sandbox("feedback", "give", case.id, 3, "--for", "respondent", status=1).stderr
    )
    found = read(sandbox("feedback", "list", case.id, "--json"))
    assert {each["rating"] for each in found} == {2, 5}
    assert "Thank" not in sandbox("feedback", "list", case.id).stdout
