"""One request's reads on Neo4j: those that are asked for in the same moment travel as one statement.

A statement costs half a millisecond of CPU here and a quarter in the database before it reads anything.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from queries.stores.neo4j import Neo4jStore
from queries.stores.neo4j_grouped import Read, answered, failed

MOST = 10
"""Reads in one statement: a longer text takes the database long to compile."""


class Joined(Neo4jStore):
    """The store as one request sees it."""

    def __init__(self, store: Neo4jStore) -> None:
        self.uri, self.database, self.driver, self.grouped = store.uri, store.database, store.driver, store.grouped
        self._waiting: list[Read] = []
        self._sent: set[asyncio.Task[None]] = set()

    async def single(self, text: str, params: Mapping[str, Any]) -> Any:
        """The value of a text, asked together with what others ask before the event loop turns."""
        loop = asyncio.get_running_loop()
        if not self._waiting:
            loop.call_soon(self._send)
        read = Read(text, params, loop.create_future())
        self._waiting.append(read)
        return await read.found

    def _send(self) -> None:
        waiting, self._waiting = self._waiting, []
        for start in range(0, len(waiting), MOST):
            task = asyncio.create_task(self._read(waiting[start : start + MOST]))
            self._sent.add(task)  # the loop itself keeps tasks by weak reference only
            task.add_done_callback(self._sent.discard)

    async def _read(self, reads: Sequence[Read]) -> None:
        try:
            values = await self._values(reads)
        except BaseException as error:  # noqa: BLE001 - it is raised where the value is waited for
            failed(reads, error)
        else:
            answered(reads, values)

    async def _values(self, reads: Sequence[Read]) -> list[Any]:
        if len(reads) == 1:
            return [await self.grouped.value(reads[0].text, reads[0].params)]
        text, params = joined(reads)
        return list(await self.grouped.value(text, params))


def joined(reads: Sequence[Read]) -> tuple[str, dict[str, Any]]:
    """The one text of several, and its parameters: one that two reads give unlike values gets a second name."""
    params: dict[str, Any] = {}
    names = []
    for place, read in enumerate(reads):
        own = {name: _name(name, value, params, place) for name, value in read.params.items()}
        params |= {own[name]: value for name, value in read.params.items()}
        names.append(tuple((name, other) for name, other in own.items() if name != other))
    return _text(tuple(read.text for read in reads), tuple(names)), params


def _name(name: str, value: Any, params: Mapping[str, Any], place: int) -> str:
    same = name not in params or (params[name] == value and type(params[name]) is type(value))
    return name if same else f"{name}__{place}"


@lru_cache(maxsize=512)
def _text(texts: tuple[str, ...], names: tuple[tuple[tuple[str, str], ...], ...]) -> str:
    parts = (
        f"CALL () {{ {_renamed(text, dict(other))} AS v{place} }}"
        for place, (text, other) in enumerate(zip(texts, names, strict=True))
    )
    return f"{' '.join(parts)} RETURN [{', '.join(f'v{place}' for place in range(len(texts)))}]"


def _renamed(text: str, names: Mapping[str, str]) -> str:
    return re.sub(r"\$(\w+)", lambda found: f"${names.get(found[1], found[1])}", text) if names else text
