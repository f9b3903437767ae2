"""Lines sorted on disk: the same lines give the same bytes, in flat memory."""

from __future__ import annotations

import tempfile
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from io import BytesIO
from typing import IO, Self

from loaders.batches import batches

WITHIN = "\v"
"""What stands between lines that stay together, in place of a line's end; no line has it, since it is escaped."""

RUN = 100_000
"""Lines that are sorted in memory at a time."""

TOGETHER = 1_000
"""Lines that are written at a time: few enough for the processor's cache."""

_WITHIN = WITHIN.encode()

AHEAD = 1 << 17
"""Bytes that are read of each sorted run at a time."""


class Sorted:
    """Lines in any order, given back in order and each once."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._runs: list[IO[bytes]] = []
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Give the disk space back."""
        self._open.close()

    def add(self, lines: Iterable[str]) -> None:
        """Take lines about one thing, few enough for memory; several with WITHIN between them stay together."""
        self._lines += lines
        if len(self._lines) >= RUN:
            self._spill(self._open.enter_context(tempfile.TemporaryFile()))  # noqa: SIM115

    def _spill(self, run: IO[bytes]) -> None:
        self._lines.sort()
        for some in batches(dict.fromkeys(self._lines), TOGETHER):
            run.write("".join(some).encode())
        run.seek(0)
        self._runs.append(run)
        self._lines = []

    def __iter__(self) -> Iterator[bytes]:
        """All lines, once: many at a time as one text."""
        self._spill(BytesIO())
        return (text.replace(_WITHIN, b"\n") for text in merged(self._runs))


def merged(runs: Iterable[IO[bytes]]) -> Iterator[bytes]:
    """The lines of sorted runs in order, each once, many at a time as one text; no run may repeat a line.

    What every run has read beyond is ready; sorting it is cheap, since it is a few sorted pieces.
    """
    waiting: list[tuple[IO[bytes], list[bytes]]] = [(run, []) for run in runs]
    while waiting := [(run, found) for run, lines in waiting if (found := lines or run.readlines(AHEAD))]:
        bound = min(lines[-1] for _, lines in waiting)
        ready: list[bytes] = []
        for _, lines in waiting:
            count = bisect_right(lines, bound)
            ready += lines[:count]
            del lines[:count]
        ready.sort()
        yield b"".join(dict.fromkeys(ready))
