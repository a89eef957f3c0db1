"""What operators see of us: logs, traces and metrics, and no personal data in any of them."""

from odr_shared.telemetry.context import about, traceparent
from odr_shared.telemetry.logs import Json, configure_logs, described
from odr_shared.telemetry.traces import configure_traces, handling, relaying, serving

__all__ = [
    "Json",
    "about",
    "configure_logs",
    "configure_traces",
    "described",
    "handling",
    "relaying",
    "serving",
    "traceparent",
]
