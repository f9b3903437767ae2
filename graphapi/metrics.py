"""What the service counts, for Prometheus: `/metrics`. Every label has a closed number of values."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from functools import lru_cache

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graphapi.records import Record

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
"""Upper bounds of the histograms: the store's own time-out is the last."""

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
"""Methods with a name of their own: the others are a client's words."""


class Metrics:
    """The counters of one service."""

    def __init__(self, store: str) -> None:
        self.registry = registry = CollectorRegistry()
        self._store = store
        self._of = lru_cache(maxsize=1_000)(self._counted)  # a label's look-up costs more than its count
        self.requests = Counter(
            "karmagraph_requests", "Requests answered.", ("route", "method", "operation", "outcome", "store"),
            registry=registry,
        )  # fmt: skip
        self.latency = Histogram(
            "karmagraph_request_seconds", "From the request's head to the end of its answer.", ("route", "operation"),
            buckets=SECONDS, registry=registry,
        )  # fmt: skip
        self.cost = Counter("karmagraph_cost", "Rows times fields of the plans that were answered.", registry=registry)
        self.statements = Counter(
            "karmagraph_statements", "Questions and plans put to the store.", ("store", "verb", "outcome"),
            registry=registry,
        )  # fmt: skip
        self.statement_latency = Histogram(
            "karmagraph_statement_seconds", "How long the store took.", ("store", "verb"),
            buckets=SECONDS, registry=registry,
        )  # fmt: skip
        self.epoch = Gauge("karmagraph_epoch", "The store's epoch, as the service knows it.", registry=registry)
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=registry)

    def seen(self, record: Record) -> None:
        """Count a request."""
        count, latency = self._of(record.route, record.method, record.operation, record.outcome)
        count.inc()
        latency.observe(record.seconds)
        self.cost.inc(record.cost)

    def _counted(self, route: str, method: str, operation: str, outcome: str) -> tuple[Counter, Histogram]:
        method = method if method in METHODS else "other"
        return self.requests.labels(route, method, operation, outcome, self._store), self.latency.labels(
            route, operation
        )

    def asked(self, verb: str, outcome: str, seconds: float) -> None:
        """Count a statement."""
        self.statements.labels(self._store, verb, outcome).inc()
        self.statement_latency.labels(self._store, verb).observe(seconds)

    def route(self, epoch: Callable[[], int], token: str = "") -> Route:
        """`/metrics`, with the epoch as it is when somebody looks; with a token, for whoever has it."""
        self.epoch.set_function(epoch)

        async def metrics(request: Request) -> Response:
            sent = request.headers.get("authorization", "").removeprefix("Bearer ")
            if token and not hmac.compare_digest(sent.encode(), token.encode()):
                raise HTTPException(401, "send the metrics' token as a bearer token", {"www-authenticate": "Bearer"})
            return Response(generate_latest(self.registry), headers={"content-type": CONTENT_TYPE_LATEST})

        return Route("/metrics", metrics)
