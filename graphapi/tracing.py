"""Traces of OpenTelemetry: a span for each request, each plan that is made, each statement put to the store.

Spans have names of this program, numbers and codes; no ids, no arguments, no words of clients. Only OpenTelemetry's
interface is needed to run; what records and sends spans is its SDK, an extra.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, TypeVar

from opentelemetry import trace
from opentelemetry.propagate import extract
from opentelemetry.trace import Span, SpanKind, StatusCode, Tracer, TracerProvider
from starlette.types import ASGIApp, Receive, Scope, Send

from graphapi.records import record_of

T = TypeVar("T")
SERVICE = "karmagraph"
ENGINES = {"embedded": "ladybug", "neo4j": "neo4j"}


@dataclass(slots=True)
class Tracing:
    """Where spans go; without a tracer nowhere, and nothing is done for them."""

    tracer: Tracer | None = None


TRACING = Tracing()
_NONE: AbstractContextManager[Span] = nullcontext(trace.INVALID_SPAN)


@contextmanager
def traced(provider: TracerProvider | None) -> Iterator[None]:
    """Send spans to a provider meanwhile; without one, to the one that the process was started with, if any."""
    found = provider or trace.get_tracer_provider()
    before = TRACING.tracer
    TRACING.tracer = None if isinstance(found, trace.ProxyTracerProvider) else found.get_tracer(SERVICE)
    try:
        yield
    finally:
        TRACING.tracer = before


@contextmanager
def exporting(*, wanted: bool | None) -> Iterator[None]:
    """Send spans by OTLP meanwhile, where it is wanted: the variables OTEL_EXPORTER_OTLP_… say where to."""
    if not wanted:
        with traced(None):
            yield
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415 - an extra
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider as Recorder  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

    provider = Recorder(resource=Resource.create({"service.name": SERVICE}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    try:
        with traced(provider):
            yield
    finally:
        provider.shutdown()


def span(name: str, kind: SpanKind = SpanKind.INTERNAL, **attributes: str | int) -> AbstractContextManager[Span]:
    """A span for what is done within; what goes wrong is not told by its words, which may have a client's."""
    tracer = TRACING.tracer
    if tracer is None:
        return _NONE
    named = {key.replace("_", "."): value for key, value in attributes.items()}
    return tracer.start_as_current_span(
        name, kind=kind, attributes=named, record_exception=False, set_status_on_exception=False
    )


@contextmanager
def statement(verb: str, name: str, dialect: str) -> Iterator[Callable[[T], T]]:
    """A span for a question or a plan put to the store; what it yields is told the rows, and gives them back."""
    with span(f"{verb} {name}", SpanKind.CLIENT, db_system_name=ENGINES[dialect], db_operation_name=verb) as told:

        def rows(found: T) -> T:
            if told.is_recording():
                told.set_attribute("db.response.returned_rows", _count(found))
            return found

        try:
            yield rows
        except Exception as error:
            told.set_status(StatusCode.ERROR, str(getattr(error, "code", "failed")))
            raise


def _count(found: Any) -> int:
    """Rows of a question; of a plan, those of its outermost lists."""
    lists = [each for each in found if isinstance(each, list)]
    return sum(map(len, lists)) if lists and len(lists) == len(found) else len(found)


class Traced:
    """ASGI middleware: a span for each request, in the trace that its `traceparent` names."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; its route and outcome are known at the end."""
        tracer = TRACING.tracer
        if tracer is None or scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        sent = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        with tracer.start_as_current_span(
            "request", extract(sent), SpanKind.SERVER, record_exception=False, set_status_on_exception=False
        ) as told:
            try:
                await self.app(scope, receive, send)
            finally:
                _tell(told, scope)


def _tell(told: Span, scope: Scope) -> None:
    record = record_of(scope)
    told.update_name(f"{record.method} {record.route}")
    told.set_attributes(
        {
            "http.request.method": record.method,
            "http.route": record.route,
            "http.response.status_code": record.status,
            "graphql.operation.type": record.operation,
            "karmagraph.request": record.id,
            "karmagraph.outcome": record.outcome,
            "karmagraph.cost": record.cost,
        }
    )
    if record.outcome in {"failed", "busy"}:
        told.set_status(StatusCode.ERROR, record.outcome)
