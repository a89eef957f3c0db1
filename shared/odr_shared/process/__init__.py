"""Running a service by itself: `odr-intake migrate | api | worker`."""

from odr_shared.process.running import main
from odr_shared.process.serving import freeze

__all__ = ["freeze", "main"]
