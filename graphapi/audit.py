"""What the service tells the audit trail: who reached people's data, wrote, or was refused.

Entries are written by a thread, some times a second. Where they cannot be, nobody may see people's data.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from typing import Any

from graphapi.records import Record
from queries.looks import Entry, composed
from queries.officer_keys import OfficerKeys
from queries.stores.errors import StoreError
from queries.stores.service import ROUTE
from queries.trail import Trail

log = logging.getLogger("karmagraph.audit")
EVERY = 0.2
"""Seconds at most between an answer and its entry on the disk."""

AGAIN = 1.0
"""Seconds until a trail that could not be written is tried again."""

WAITING = 10_000
"""Entries that wait at most, when the trail cannot be written: refusals are counted beyond that."""

REFUSED = frozenset({"FORBIDDEN", "UNAUTHENTICATED", "AUDIT_UNAVAILABLE"})
_UNAUTHENTICATED, _FORBIDDEN = 401, 403


class Auditor:
    """Takes entries and writes them behind the requests' back; nothing is lost when it is closed."""

    def __init__(self, trail: Trail, keys: OfficerKeys) -> None:
        self.trail, self.keys = trail, keys
        self._waiting: list[Entry] = []
        self._lost = 0
        self._failure: StoreError | None = None
        self._lock = threading.Lock()
        self._wake, self._closing = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    def ready(self) -> None:
        """TrailError where nothing can be written now: nobody may see what could not be told of."""
        if self._failure:
            raise self._failure
        if self._thread is None:
            self.trail.ready()

    def told(self, record: Record) -> None:
        """Take an entry for a request that reached people's data, was refused, or wrote."""
        if _is_told(record):
            self.add(_entry(record), tuple(record.looks.officers))

    def add(self, facts: dict[str, Any], officers: Iterable[str] = ()) -> None:
        """Take an entry."""
        with self._lock:
            if len(self._waiting) >= WAITING:
                self._lost += 1
                return
            self._waiting.append((facts, tuple(officers)))
        if self._thread is None:
            self._thread = threading.Thread(target=self._write, name="audit", daemon=True)
            self._thread.start()
        self._wake.set()

    def close(self) -> None:
        """Write what waits."""
        self._closing.set()
        self._wake.set()
        if self._thread:
            self._thread.join()
        if self._waiting:
            self._flush()
        if self._waiting:
            log.critical("%d entries could not be written to the audit trail", len(self._waiting))

    def _write(self) -> None:
        while not self._closing.is_set():
            self._wake.wait()
            self._closing.wait(AGAIN if self._failure else EVERY)
            self._wake.clear()
            self._flush()

    def _flush(self) -> None:
        with self._lock:
            some, lost = list(self._waiting), self._lost
        try:
            self.trail.add([*composed(self.keys, some), *([{"event": "lost", "entries": lost}] if lost else [])])
        except StoreError as error:
            if self._failure is None:
                log.critical("%s", error)
            self._failure = error
            self._wake.set()
            return
        with self._lock:
            del self._waiting[: len(some)]
            self._lost -= lost
        if self._failure:
            log.warning("the audit trail can be written again")
        self._failure = None


def _is_told(record: Record) -> bool:
    if record.route.startswith(ROUTE):  # the command line tells of itself
        return False
    writes = record.operation == "mutation" or record.method not in {"GET", "HEAD", "OPTIONS", "POST"}
    loads = record.route.startswith("/load")
    return bool(record.looks.types) or writes or loads or bool(refusal(record))


def refusal(record: Record) -> str:
    """Why a request was refused, where that is told to the trail: a status, or errors' codes."""
    if record.status in {_UNAUTHENTICATED, _FORBIDDEN}:
        return str(record.status)
    return ", ".join(sorted(REFUSED & set(record.codes)))


def _entry(record: Record) -> dict[str, Any]:
    why = refusal(record)
    asked = {"operation": record.operation, "name": record.name, "document": record.document}
    return {
        "at": record.at, "request": record.id, "who": record.subject.id, "rights": sorted(record.subject.rights),
        "method": record.method, "route": record.route, **{k: v for k, v in asked.items() if v},
        "decision": "refused" if why else "allowed", **({"why": why} if why else {}), "status": record.status,
        "outcome": record.outcome, **record.looks.entry(), "cost": record.cost, "ms": round(record.seconds * 1e3, 2),
    }  # fmt: skip
