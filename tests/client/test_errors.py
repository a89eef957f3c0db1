"""A refusal becomes the error that its code and status stand for."""

import re

import pytest

from odr_client import errors
from odr_client.errors import Fault, problem


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "cursor_unknown", errors.BadRequest),
        (401, "not_authenticated", errors.NotAuthenticated),
        (403, "not_permitted", errors.NotPermitted),
        (403, "insufficient_scope", errors.InsufficientScope),
        (404, "not_found", errors.NotFound),
        (405, "method_not_allowed", errors.BadRequest),
        (409, "case_over", errors.Conflict),
        (409, "offer_not_on_table", errors.OfferGone),
        (409, "offer_expired", errors.OfferGone),
        (409, "nothing_on_table", errors.OfferGone),
        (409, "stage_opening", errors.StageOpening),
        (413, "body_too_large", errors.Invalid),
        (422, "invalid_request", errors.Invalid),
        (429, "too_many_requests", errors.TooManyRequests),
        (500, "internal_error", errors.ServerError),
        (503, "unavailable", errors.Unavailable),
        (599, "never_heard_of", errors.ServerError),
    ],
)
def test_by_code_and_status(status: int, code: str, kind: type[errors.Problem]) -> None:
    assert type(problem(status, {"code": code})) is kind


def test_all_that_it_says_is_there() -> None:
    found = problem(
        422,
        {
            "type": "http://odr/problems/amount_exceeds_cap",
            "title": "Too much.",
            "status": 422,
            "detail": "At most 4000.",
            "instance": "/v1/cases",
            "code": "amount_exceeds_cap",
            "request_id": "r1",
            "errors": [{"pointer": "#/claims/0", "code": "amount_exceeds_cap", "message": "No."}],
            "cap": 4000,
        },
    )
    assert (found.code, found.title, found.detail) == (
        "amount_exceeds_cap",
        "Too much.",
        "At most 4000.",
    )
    assert found.errors == (Fault("#/claims/0", "amount_exceeds_cap", "No."),)
    assert found.extra == {"cap": 4000}
    assert str(found) == "Too much. At most 4000. #/claims/0: No. [amount_exceeds_cap]"


@pytest.mark.parametrize("body", [None, [], "Bad Gateway", {}, {"errors": ["no"]}, {"code": None}])
def test_what_refuses_need_not_be_odr(body: object) -> None:
    found = problem(502, body, "from the header")
    assert type(found) is errors.ServerError
    assert str(found)
    assert found.request_id == "from the header"


def test_every_error_is_in_the_tree_that_is_drawn() -> None:
    drawn = errors.__doc__ or ""
    for name, kind in vars(errors).items():
        if isinstance(kind, type) and issubclass(kind, errors.OdrError):
            assert re.search(rf"\b{name}\b", drawn), name
