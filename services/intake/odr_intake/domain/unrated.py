"""Why an answer to how fair a case was is not taken."""

from odr_shared.errors import Conflict


class NotAsked(Conflict):
    """The rules of this case do not ask how fair it was."""

    code = "wrong_state"


class NotFinal(Conflict):
    """How fair it was is asked once the case is final, and all that is owed is performed."""

    code = "wrong_state"


class RatedAlready(Conflict):
    """This party has answered already: the question is asked once."""

    code = "rated_already"
