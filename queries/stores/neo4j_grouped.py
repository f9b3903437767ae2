"""Reads of one form that several requests ask at the same time travel as one statement on Neo4j.

Who asks alone waits for nobody. Who asks while the same text is on its way waits until that is back, or for `WAIT`
seconds; all who wait are answered by one statement, each from its own parameters and by its own place. So the more is
asked, the less an answer costs: most of what a small read takes, here and in the database, is the statement itself.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from queries.stores.errors import StoreError, UnavailableError

MOST = 16
"""Reads in one statement."""

WAIT = 0.005
"""Seconds that a read waits at most for another: a slow one holds nobody up."""

_SUBQUERY = re.compile(r"\bCALL \(([^)]*)\) \{")
_PARAMETER = re.compile(r"(?<!LIMIT )\$(\w+)")
_LIMIT = re.compile(r"\bLIMIT \$(\w+)")


class Read(NamedTuple):
    """A text that returns one value, its parameters, and who waits for it."""

    text: str
    params: Mapping[str, Any]
    found: asyncio.Future[Any]


def answered(reads: Sequence[Read], values: Sequence[Any]) -> None:
    """Give each read its value; who no longer waits is passed over."""
    for read, value in zip(reads, values, strict=True):
        if not read.found.done():
            read.found.set_result(value)


def failed(reads: Sequence[Read], error: BaseException) -> None:
    """Raise the error where the values are waited for."""
    for read in reads:
        if not read.found.done():
            read.found.set_exception(error)


@dataclass(slots=True)
class _Line:
    """The reads of one form: how many statements are on their way, and who waits."""

    flying: int = 0
    waiting: list[Read] = field(default_factory=list)
    timer: asyncio.TimerHandle | None = None


class Grouped:
    """What all requests of a store read; `single` asks it for the value of one text."""

    def __init__(self, single: Callable[[str, Mapping[str, Any]], Awaitable[Any]]) -> None:
        self._single = single
        self._lines: dict[Hashable, _Line] = {}
        self._sent: set[asyncio.Task[None]] = set()

    async def value(self, text: str, params: Mapping[str, Any]) -> Any:
        """The value of a text, maybe read together with that of others."""
        # the database wants one limit for a whole statement, and no two values that Python thinks equal are mixed up
        key = (text, tuple((type(params[name]), params[name]) for name in limits(text)))
        line = self._lines.setdefault(key, _Line())
        read = Read(text, params, asyncio.get_running_loop().create_future())
        line.waiting.append(read)
        if not line.flying:
            self._send(key, line)
        elif line.timer is None:
            line.timer = asyncio.get_running_loop().call_later(WAIT, self._send, key, line)
        return await read.found

    def _send(self, key: Hashable, line: _Line) -> None:
        if line.timer:
            line.timer.cancel()
        some, line.waiting = line.waiting[:MOST], line.waiting[MOST:]
        later = asyncio.get_running_loop().call_later
        line.timer = later(WAIT, self._send, key, line) if line.waiting else None
        line.flying += 1
        task = asyncio.create_task(self._fly(key, line, some))
        self._sent.add(task)  # the loop itself keeps tasks by weak reference only
        task.add_done_callback(self._sent.discard)

    async def _fly(self, key: Hashable, line: _Line, reads: Sequence[Read]) -> None:
        try:
            await self._answer(reads)
        finally:
            line.flying -= 1
            if line.waiting:
                self._send(key, line)
            elif not line.flying:
                self._lines.pop(key, None)

    async def _answer(self, reads: Sequence[Read]) -> None:
        try:
            values = await self._values(reads)
        except BaseException as error:  # noqa: BLE001 - it is raised where the value is waited for
            if len(reads) > 1 and _may_be_of_one(error):
                await asyncio.gather(*(self._answer([read]) for read in reads))
                return
            failed(reads, error)
        else:
            answered(reads, values)

    async def _values(self, reads: Sequence[Read]) -> list[Any]:
        if len(reads) == 1:
            return [await self._single(reads[0].text, reads[0].params)]
        shared = {name: reads[0].params[name] for name in limits(reads[0].text)}
        asked = [{**read.params, _PLACE: place} for place, read in enumerate(reads)]
        found = dict(await self._single(together(reads[0].text), {**shared, "asked": asked}))
        return [found[place] for place in range(len(reads))]


def _may_be_of_one(error: BaseException) -> bool:
    """Whether the others may fare better by themselves: not where the database is away."""
    return isinstance(error, StoreError) and not isinstance(error, UnavailableError)


_PLACE = "place of the read"
"""No parameter's name: it has blanks."""


@lru_cache(maxsize=2048)
def limits(text: str) -> tuple[str, ...]:
    """The parameters of a text's limits."""
    return tuple(dict.fromkeys(_LIMIT.findall(text)))


@lru_cache(maxsize=2048)
def together(text: str) -> str:
    """The text that reads for each of `$asked`, a map of parameters, and returns pairs of its place and its value.

    A variable that a subquery takes along is known in all of it, whatever its WITH clauses keep.
    """
    inner = _SUBQUERY.sub(lambda found: f"CALL ({found[1] + ', ' if found[1] else ''}asked) {{", text)
    inner = _PARAMETER.sub(r"asked.`\1`", inner)
    return f"UNWIND $asked AS asked CALL (asked) {{ {inner} AS answer }} RETURN collect([asked.`{_PLACE}`, answer])"
