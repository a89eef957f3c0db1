"""The bases of what requests say and of what answers show."""

from pydantic import BaseModel, ConfigDict

from odr_shared.exact import Exact


class Body(Exact):
    """What a request says."""


class View(BaseModel):
    """What an answer shows."""

    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True)
