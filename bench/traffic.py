"""The load: a process of its own that asks over a few kept connections, so that what it takes is not measured.

`python -m bench.traffic` reads a Traffic as JSON from its standard input and writes what it saw.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from typing import Any

from bench.processes import HOST

CONNECTIONS = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """One HTTP request: GET without a body, POST of JSON with one."""

    path: str
    body: str = ""

    def as_bytes(self) -> bytes:
        """The request on the wire."""
        body = self.body.encode()
        head = f"{'POST' if body else 'GET'} {self.path} HTTP/1.1\r\nhost: {HOST}\r\n"
        if body:
            head += f"content-type: application/json\r\ncontent-length: {len(body)}\r\n"
        return f"{head}\r\n".encode() + body


@dataclass(frozen=True, slots=True)
class Seen:
    """What the load saw: how many answers of how many bytes, and how long one in twenty took at least, in ms."""

    count: int
    bytes: int
    p95: float


def send(port: int, requests: list[Asked], count: int, seconds: float) -> Seen:
    """Ask `count` times, the requests in turn, but no longer than `seconds`; an answer that is not 200 fails."""
    told = json.dumps({"port": port, "requests": [asdict(r) for r in requests], "count": count, "seconds": seconds})
    done = subprocess.run(
        [sys.executable, "-m", "bench.traffic"], input=told.encode(), stdout=subprocess.PIPE, check=True
    )
    return Seen(**json.loads(done.stdout))


async def run(told: dict[str, Any]) -> Seen:
    """Send it all."""
    requests = [Asked(**r).as_bytes() for r in told["requests"]]
    numbers, deadline = iter(range(told["count"])), time.monotonic() + told["seconds"]
    spent: list[float] = []
    sizes: list[int] = []

    async def connection() -> None:
        reader, writer = await asyncio.open_connection(HOST, told["port"])
        for number in numbers:
            started = time.perf_counter()
            writer.write(requests[number % len(requests)])
            sizes.append(len(await answer(reader)))
            spent.append((time.perf_counter() - started) * 1_000)
            if time.monotonic() > deadline:
                break
        writer.close()

    await asyncio.gather(*(connection() for _ in range(CONNECTIONS)))
    spent.sort()
    return Seen(len(spent), sum(sizes), spent[int(len(spent) * 0.95)])


async def answer(reader: asyncio.StreamReader) -> bytes:
    """The body of one answer; both servers state its length."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if not head.startswith(b"http/1.1 200"):
        raise RuntimeError(head.decode())
    length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
    body = await reader.readexactly(length)
    if b'"errors"' in body:
        raise RuntimeError(body.decode())
    return body


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(asyncio.run(run(json.load(sys.stdin))))))
