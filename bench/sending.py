"""Requests from a process of its own, each with its moment, status and time: as fast as answers come, or at a rate.

`python -m bench.sending` reads a Load as JSON from its standard input and writes what it saw. Where `bench.traffic`
wants an answer to each request, this counts the ones that are refused or lost too, and can be told who asks.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import NamedTuple

from bench.processes import HOST

CONNECTIONS = 8
TIMEOUT = 60.0
"""Seconds until an answer counts as lost."""

OK = 200
LOST = 0
"""The status of a request without an answer."""

FAILED = 599
"""The status of a 200 that says errors."""

IDLE = 3.0
"""Seconds that a connection is kept unused: servers close theirs after five, maybe while we write."""

_OPEN = 2_000
"""Connections at most; what would need more is lost."""


def post(body: object, authorization: str = "", etag: str = "") -> str:
    """A GraphQL request on the wire; with an `etag`, what has not changed is not to be sent again."""
    text = json.dumps(body)  # ASCII, so that characters are bytes
    head = ["POST /graphql HTTP/1.1", f"host: {HOST}", "content-type: application/json", f"content-length: {len(text)}"]
    if authorization:
        head.append(f"authorization: {authorization}")
    if etag:
        head.append(f"if-none-match: {etag}")
    return "\r\n".join([*head, "", text])


class Sent(NamedTuple):
    """A request: seconds from the start to when it was due, what came, and how long after that, in ms."""

    at: float
    status: int
    ms: float
    bytes: int


@dataclass(frozen=True, slots=True)
class Load:
    """The requests, in turn, for so many seconds: over kept connections, or `rate` a second whether answered or not."""

    port: int
    requests: Sequence[str]
    seconds: float
    rate: float = 0.0

    def send(self) -> list[Sent]:
        """Send them from another process, and wait for what it saw."""
        command = [sys.executable, "-m", "bench.sending"]
        done = subprocess.run(command, input=json.dumps(asdict(self)).encode(), stdout=subprocess.PIPE, check=True)
        return [Sent(*row) for row in json.loads(done.stdout)]


def centile(sent: Sequence[Sent], share: float) -> float:
    """The time, in ms, that this share of them took at most; nan of none."""
    spent = sorted(one.ms for one in sent)
    return spent[min(int(len(spent) * share), len(spent) - 1)] if spent else float("nan")


def rate(sent: Sequence[Sent]) -> float:
    """Answers a second, from the start to the last of them; 0 without any."""
    return len(sent) / max(one.at + one.ms / 1_000 for one in sent) if sent else 0.0


# --- the process ---------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Sender:
    """The connections of a load, and what came over them."""

    load: Load
    began: float = field(default_factory=time.perf_counter)
    sent: list[Sent] = field(default_factory=list)
    idle: list[tuple[float, asyncio.StreamReader, asyncio.StreamWriter]] = field(default_factory=list)
    busy: int = 0

    async def one(self, request: bytes, due: float) -> None:
        """Send a request and keep what came."""
        self.busy += 1
        try:
            async with asyncio.timeout(TIMEOUT):
                status, size = await self._asked(request)
        except (OSError, TimeoutError, EOFError):  # counted, not mended: that is what is measured
            status, size = LOST, 0
        self.busy -= 1
        self.sent.append(Sent(due, status, (self.now() - due) * 1_000, size))

    async def _asked(self, request: bytes) -> tuple[int, int]:
        reader, writer = self._kept() or await asyncio.open_connection(HOST, self.load.port)
        try:
            writer.write(request)
            status, body = await _answer(reader)
        except BaseException:
            writer.close()
            raise
        self.idle.append((self.now(), reader, writer))
        return FAILED if status == OK and b'"errors"' in body else status, len(body)

    def _kept(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        """A kept connection that the server has not closed meanwhile, and is not about to."""
        while self.idle:
            since, reader, writer = self.idle.pop()
            if self.now() - since < IDLE and not reader.at_eof():
                return reader, writer
            writer.close()
        return None

    def now(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self.began

    async def closed(self, requests: itertools.cycle[bytes]) -> None:
        """One connection: a request when the one before is answered."""
        while self.now() < self.load.seconds:
            await self.one(next(requests), self.now())

    async def open(self, requests: itertools.cycle[bytes]) -> None:
        """A request whenever one is due, whatever came of the ones before."""
        async with asyncio.TaskGroup() as group:
            for number in range(int(self.load.seconds * self.load.rate)):
                due = number / self.load.rate
                await asyncio.sleep(max(0.0, due - self.now()))
                if self.busy < _OPEN:
                    group.create_task(self.one(next(requests), due))
                else:
                    self.sent.append(Sent(due, LOST, 0.0, 0))


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)  # a 304 has none
    return int(head[9:12]), await reader.readexactly(length)


async def run(load: Load) -> list[Sent]:
    """Send it all."""
    sender, requests = _Sender(load), itertools.cycle([text.encode() for text in load.requests])
    if load.rate:
        await sender.open(requests)
    else:
        await asyncio.gather(*(sender.closed(requests) for _ in range(CONNECTIONS)))
    for _, _, writer in sender.idle:
        writer.close()
    return sender.sent


if __name__ == "__main__":
    json.dump(asyncio.run(run(Load(**json.load(sys.stdin)))), sys.stdout)
