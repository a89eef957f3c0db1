"""`Odr` over a network, against a server of its own: tokens, test clocks, waiting, webhooks."""

from datetime import timedelta

import httpx
import pytest
from tests.client.server import Server, filing
from tests.contract.story import until

from odr_client import DidNotHappen, Money, NotAuthenticated, NotFound, Odr, Terms, Unreachable
from odr_client.retries import Retries


def test_a_settlement_by_the_parties_own_tokens(odr: Odr) -> None:
    case = odr.cases.file(filing())
    case = odr.cases.serve(case.id, at=case.filed_at)
    claimant, respondent = (
        odr.as_party(odr.parties.token(case.id, own))
        for own in (case.claimant_id, case.respondent_id)
    )
    assert respondent.cases.answer(case.id, "contest", "It was whole.").answer == "contest"
    less = claimant.negotiations.offer(case.id, Money.of(29, "EUR"))
    assert less.on_table is not None
    assert less.on_table.terms == Terms(amount=Money.of(29, "EUR"))
    gone = claimant.negotiations.withdraw_offer(case.id, less.on_table.id)
    assert gone.on_table is None
    terms = Terms(amount=Money.of(30, "EUR"), apology=True, perform_within=5)
    made = claimant.negotiations.offer(case.id, terms)
    assert made.on_table is not None
    assert made.on_table.terms == terms
    respondent.negotiations.accept(case.id, made.on_table.id)
    closed = odr.cases.wait(case.id, lambda found: found.outcome is not None)
    assert (closed.outcome, closed.amount) == ("settled", Money.of(30, "EUR"))
    owed = [each.remedy for each in odr.remedies.list(case.id)]
    assert owed == ["partial_refund", "apology"]
    assert respondent.cases.get(case.id).claimant.called == "Anna Vogt"
    assert respondent.cases.get(case.id).claimant.profile is None


def test_silence_by_a_test_clock(odr: Odr) -> None:
    clock = odr.test_clocks.make()
    case = odr.cases.file(filing(clock.id))
    case = odr.cases.serve(case.id, at=case.filed_at)
    turned = odr.test_clocks.advance(clock.id, timedelta(days=9), wait=True)
    assert turned.ready
    assert turned.now == clock.now + timedelta(days=9)
    # Intake keeps this deadline itself: who waited for the clock need not wait for the case.
    assert odr.cases.get(case.id).outcome == "default"
    assert clock.id in [each.id for each in odr.test_clocks.list()]
    later = turned.now + timedelta(hours=1)
    assert odr.test_clocks.advance(clock.id, later).now == later


def test_a_withdrawal_from_a_negotiation_takes_effect_a_little_later(odr: Odr) -> None:
    case = odr.cases.file(filing())
    case = odr.cases.serve(case.id, at=case.filed_at)
    odr.cases.answer(case.id, "contest", on_behalf_of=case.respondent_id)
    claimant = odr.as_party(odr.parties.token(case.id, case.claimant_id, expires_in=60))
    assert claimant.cases.withdraw(case.id).status in ("withdrawing", "closed")
    assert odr.cases.wait(case.id, lambda found: found.status == "closed").outcome == "withdrawn"


def test_what_does_not_happen_is_not_waited_for_for_ever(odr: Odr) -> None:
    case = odr.cases.file(filing())
    case = odr.cases.serve(case.id, at=case.filed_at)
    with pytest.raises(DidNotHappen, match=r"within 0\.1 seconds"):
        odr.cases.wait(case.id, lambda found: found.outcome is not None, within=0.1)


def test_endpoints_from_first_to_last(odr: Odr, server: Server) -> None:
    made = odr.webhooks.add(f"{server.base}/livez", ["case.closed"])
    assert made.secret.startswith("whsec_")
    assert made.secret not in repr(made)
    assert odr.webhooks.get(made.id).events == ["case.closed"]
    assert made.id in [each.id for each in odr.webhooks.list(limit=1)]
    assert odr.webhooks.rotate(made.id).secret != made.secret
    sent = odr.webhooks.test(made.id)
    # It is owed at once, and laid out for the endpoint by the worker.
    until(lambda: sent.id in [each.id for each in odr.webhooks.deliveries(made.id)])
    assert odr.webhooks.retry(made.id, sent.id).type == "webhook.test"
    assert odr.webhooks.enable(made.id).disabled_at is None
    odr.webhooks.delete(made.id)
    with pytest.raises(NotFound):
        odr.webhooks.get(made.id)


def test_a_token_that_was_spoilt_is_renewed(odr: Odr) -> None:
    odr.cases.file(filing())
    odr._exchange.tokens._token = "spoilt"
    assert next(odr.cases.list(limit=1))


def test_a_wrong_secret(server: Server) -> None:
    with (
        Odr(server.base, client_id=server.client_id, client_secret="wrong") as odr,
        pytest.raises(NotAuthenticated, match="invalid_client"),
    ):
        next(odr.cases.list())


def test_nobody_there(free_port: int) -> None:
    retries = Retries(most=2, first=0.001)
    with (
        Odr(f"http://127.0.0.1:{free_port}", token="t", retries=retries) as odr,
        pytest.raises(Unreachable, match=str(free_port)),
    ):
        next(odr.cases.list())


def test_a_server_that_is_slow_is_not_waited_for() -> None:
    def slow(request: httpx.Request) -> httpx.Response:
        assert request.extensions["timeout"] == {
            "connect": 0.5,
            "read": 0.5,
            "write": 0.5,
            "pool": 0.5,
        }
        raise httpx.ReadTimeout("too slow", request=request)

    transport, retries = httpx.MockTransport(slow), Retries(most=1, first=0.001)
    with (
        Odr("http://odr", token="t", timeout=0.5, retries=retries, transport=transport) as odr,
        pytest.raises(Unreachable, match="too slow"),
    ):
        odr.cases.get("x")
