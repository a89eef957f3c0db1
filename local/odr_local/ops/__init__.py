"""`odr ops …`: what an operator sees of the services' databases, and decides about them."""

from odr_local.ops.commands import app

__all__ = ["app"]
