"""The log: one line of JSON for each request and each event, on stderr."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import orjson

from graphapi.records import Record

log = logging.getLogger("karmagraph.requests")


class JsonLines(logging.Formatter):
    """A record of the log as one line of JSON; what a caller gives as `extra={"fields": …}` stands in it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= getattr(record, "fields", {})
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return orjson.dumps(line, default=str).decode()


@contextmanager
def json_lines(*, wanted: bool | None) -> Iterator[logging.Handler | None]:
    """Write all that is logged under `karmagraph` as JSON lines meanwhile; without a word, unless stderr is a terminal.

    Requests are logged only here: where it is not wanted, they are not.
    """
    if not (wanted if wanted is not None else not sys.stderr.isatty()):
        yield None
        return
    handler, logger = logging.StreamHandler(), logging.getLogger("karmagraph")
    handler.setFormatter(JsonLines())
    logger.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        yield handler
    finally:
        logger.removeHandler(handler)
        log.setLevel(logging.NOTSET)


def logged(record: Record) -> None:
    """Log a request: never its variables, its address's values, or whom it is about."""
    if log.isEnabledFor(logging.INFO):
        fields = {
            "request": record.id,
            "method": record.method,
            "route": record.route,
            "operation": record.operation or None,
            "status": record.status,
            "outcome": record.outcome,
            "ms": round(record.seconds * 1000, 2),
            "cost": record.cost,
            "bytes": record.size,
        }
        line = logging.LogRecord(log.name, logging.INFO, __file__, 0, "request", None, None)  # half the price of info()
        line.fields = fields
        log.handle(line)
