"""The claims of a case amended, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Header

from odr_intake.api.asking import WRITES, AskedDep, refusals
from odr_intake.domain import refusals as no
from odr_intake.domain import unamendable as late
from odr_intake.domain.non_material import NonMaterialNotAllowed
from odr_intake.domain.untimely import StandsStill
from odr_intake.schemas.amending import AmendClaims
from odr_intake.schemas.cases import CaseView
from odr_intake.service import amending as service
from odr_shared.http import Route

router = APIRouter(prefix="/v1/cases/{case_id}", tags=["cases"], route_class=Route)
IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", max_length=40, description="The ETag of the case as it was read."),
]


@router.post(
    "/amend-claims",
    responses=refusals(
        *(late.NotYourClaims, late.NotAmendable, late.AmendmentsOver, late.TooManyAmendments),
        *(late.VersionConflict, no.CaseOver, no.ReviewTooLate, StandsStill),
        *(no.RemedyNotAllowed, no.RemedyRepeated, no.AmountMissing, no.CurrencyDiffers),
        *(no.AmountExceedsCap, no.GroundHolds, NonMaterialNotAllowed),
    ),
    **WRITES,
)
async def amend_claims(asked: AskedDep, body: AmendClaims, if_match: IfMatch = None) -> CaseView:
    """Change, add or drop claims while the rule pack lets them be amended.

    The respondent of a case that was taken is served with them, and has its time to answer anew.
    """
    row, papers = await service.amend(
        *(asked.session, asked.caller, asked.case_id, body.on_behalf_of),
        *(body.claims, if_match, asked.now),
    )
    return await asked.show(row, papers)
