"""Programs that the bench of scale runs, what each spent, and the databases that they fill."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from bench.processes import free_port, listener
from bench.served import PROGRAM
from bench.stores import Neo4j
from tests import neo4j_server

OURS = (sys.executable, "-c", PROGRAM)


class Spent(NamedTuple):
    """What a program took: seconds, seconds of CPU of it and all below it, its peak of memory; and what it said."""

    seconds: float
    cpu: float
    megabytes: float
    said: str


def spent(command: Sequence[str], **environment: str) -> Spent:
    """Run a program to its end, its progress on our standard error; RuntimeError when it fails."""
    with tempfile.TemporaryFile("w+") as out:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, env=os.environ | environment)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        said = out.read()
        if process.returncode:
            raise RuntimeError(f"{' '.join(command[:6])} … ended with {process.returncode}: {said[-500:]}")
    return Spent(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1e3, said)


@dataclass(frozen=True, slots=True)
class Database:
    """A Neo4j in a folder of its own, to be filled while it is stopped, then started."""

    home: Path
    heap: str = "2g"
    pages: str = "2g"
    port: int = field(default_factory=free_port)
    password: str = field(default_factory=lambda: secrets.token_hex(8))

    @property
    def tool(self) -> list[str]:
        """Its import tool."""
        server = str(neo4j_server.SERVER)
        return [sys.executable, server, "import", "--home", str(self.home), "--heap", self.heap, "--"]

    @contextmanager
    def started(self) -> Iterator[Neo4j]:
        """The server, from when it answers; ended at the end."""
        settings = [argument for setting in neo4j_server.THROWAWAY for argument in ("--set", setting)]
        places = ("--home", str(self.home), "--bolt-port", str(self.port), "--heap", self.heap)
        asked = ("start", *places, "--pagecache", self.pages, *settings)
        neo4j_server.check(neo4j_server.run(*asked, NEO4J_PASSWORD=self.password))
        try:
            yield Neo4j(f"bolt://127.0.0.1:{self.port}", "neo4j", self.password, listener(self.port))
        finally:
            neo4j_server.check(neo4j_server.run("stop", "--home", str(self.home)))


@contextmanager
def emptied(path: Path) -> Iterator[Path]:
    """A folder that goes at the end."""
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    try:
        yield path
    finally:
        shutil.rmtree(path)


def megabytes(path: Path) -> float:
    """What the files of a folder take of the disk."""
    return sum(file.stat().st_blocks for file in path.rglob("*") if file.is_file()) * 512 / 1e6
