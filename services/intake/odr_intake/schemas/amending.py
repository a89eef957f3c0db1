"""The claims of a case amended, as JSON."""

from typing import Annotated

from pydantic import Field

from odr_intake.domain.papers import Claim
from odr_intake.schemas.procedure import OnBehalf
from odr_shared.levels import Level


class AmendClaims(OnBehalf):
    """All that is asked for from now on: what is left out is dropped."""

    claims: Annotated[list[Claim], Field(min_length=1, max_length=20), Level.PARTY]
