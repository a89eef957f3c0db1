"""Why a webhook endpoint is refused, or nothing is sent to it."""

from odr_shared.errors import Conflict, Unprocessable


class UrlNotAllowed(Unprocessable):
    """Webhooks cannot be sent to this URL."""

    code = "url_not_allowed"


class UrlMalformed(UrlNotAllowed):
    """Webhooks are sent to a plain URL: no user, no fragment, nothing ambiguous."""

    code = "url_malformed"
    explanation = "Write what is not ASCII in its encoded form, and names as xn--…"


class UrlNotHttps(UrlNotAllowed):
    """Webhooks are sent over https only."""

    code = "url_not_https"
    explanation = "In test mode, plain http may be used to this machine itself."


class UrlHostNotAllowed(UrlNotAllowed):
    """Webhooks are sent to public hosts only."""

    code = "url_host_not_allowed"
    explanation = "The host must be a public name or address, in its usual spelling."


class UrlPortNotAllowed(UrlNotAllowed):
    """Webhooks cannot be sent to this port."""

    code = "url_port_not_allowed"
    explanation = "Use 443 or 8443."


class TooManyEndpoints(Conflict):
    """There are as many webhook endpoints as a platform can have."""

    code = "too_many_endpoints"
    explanation = "At most {limit} in each mode."


class EndpointDisabled(Conflict):
    """The webhook endpoint is disabled."""

    code = "endpoint_disabled"
    explanation = "Enable it first; what is still owed is sent then."
