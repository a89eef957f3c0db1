"""Metrics: what Prometheus is told; labels are ours alone, so there are few of them."""

from typing import Final

from prometheus_client import CollectorRegistry, Gauge, GCCollector, Histogram, ProcessCollector

registry: Final = CollectorRegistry()
"""This process's."""

ProcessCollector(registry=registry)
GCCollector(registry=registry)

METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)

requests: Final = Histogram(
    "odr_http_request_seconds",
    "How long requests took; its count is how many there were.",
    ("service", "route", "method", "status"),
    buckets=SECONDS,
    registry=registry,
)

OF_DATABASES: Final = {
    "odr_database_up": "Could it be asked in time?",
    "odr_outbox_unsent": "Facts that wait to be relayed; counted up to a limit.",
    "odr_outbox_oldest_seconds": "Age of the oldest of them.",
    "odr_inbox_waiting": "Facts that wait for those before them.",
    "odr_inbox_retrying": "Facts that failed and are tried again.",
    "odr_inbox_parked": "Facts that wait for a person.",
    "odr_inbox_dead_letters": "Messages that were no facts.",
    "odr_inbox_interventions": "What people have decided by hand.",
    "odr_pool_used": "Connections in use.",
    "odr_pool_size": "Connections there may be.",
}
databases: Final = {
    name: Gauge(name, help_, ("service",), registry=registry)
    for name, help_ in OF_DATABASES.items()
}

_series: dict[tuple[str, str, str, int], Histogram] = {}


def answered(service: str, route: str, method: str, status: int, seconds: float) -> None:
    """Count a request; `route` is a template, as a path would be a label for each case."""
    key = service, route, method, status // 100
    series = _series.get(key)
    if series is None:
        said = method if method in METHODS else "other"
        series = requests.labels(service, route, said, f"{status // 100}xx")
        if said == method:
            _series[key] = series
    series.observe(seconds)
