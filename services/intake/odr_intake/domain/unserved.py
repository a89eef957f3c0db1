"""Why a report about a notice is refused."""

from odr_shared.errors import Conflict, Unprocessable


class AlreadyServed(Conflict):
    """There is proof already that this notice reached its addressee."""

    code = "already_served"
    explanation = "The channel was {channel}."


class BeforeTheNotice(Unprocessable):
    """Nothing can be served, or fail to be, before it was made."""

    code = "before_the_notice"


class TooManyAttempts(Conflict):
    """This notice has been tried too often."""

    code = "too_many_attempts"
    explanation = "It can be tried {times} times."
