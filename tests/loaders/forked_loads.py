"""`karmagraph` run many times, each in a process of its own with a limit on its memory.

Run as a program it reads JSON lines, each the standard input and the arguments of a command, forks for each one, and
answers a line of JSON: the exit status, what it printed, its greatest memory in MB and its seconds of processor time.
Forking saves the second of starting.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from graphapi.cli import run
from queries.stores.embedded import MAX_DB_SIZE

ROOT = Path(__file__).parents[2]
ADDRESSES = MAX_DB_SIZE + (2 << 30)
"""Bytes that a command may address: what the embedded store reserves without using it, and 2 GB."""

SECONDS = 60


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended."""

    status: int
    said: str
    megabytes: int
    seconds: float


class Loads:
    """Commands, one after the other, in processes of their own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, *arguments: str | Path, stdin: str | Path = os.devnull) -> Done:
        """The command's end; its standard input is a file."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps([str(stdin), *map(str, arguments)]) + "\n")
        self._process.stdin.flush()
        return Done(**json.loads(self._process.stdout.readline()))


@contextmanager
def loads() -> Iterator[Loads]:
    """Somewhere to run commands."""
    command = [sys.executable, "-m", "tests.loaders.forked_loads"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Loads(process)


def _forked(stdin: str, *arguments: str) -> dict[str, Any]:
    with tempfile.TemporaryFile() as said:
        if not (child := os.fork()):
            _command(list(arguments), os.open(stdin, os.O_RDONLY), said.fileno())
        _, status, used = os.wait4(child, 0)
        said.seek(0)
        text = said.read().decode("utf-8", "replace")
    code = os.waitstatus_to_exitcode(status)
    return {"status": code, "said": text, "megabytes": used.ru_maxrss >> 10, "seconds": used.ru_utime + used.ru_stime}


def _command(arguments: list[str], stdin: int, said: int) -> None:
    """Become the command; never returns."""
    status = 70
    try:
        os.dup2(stdin, 0)
        os.dup2(said, 1)
        os.dup2(said, 2)
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        status = run(arguments)
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException as error:
        traceback.print_exception(error)
        sys.stderr.flush()
        raise
    finally:
        os._exit(status)


if __name__ == "__main__":
    for needed in ("graphapi.cli.loading", "queries.stores.noted", "queries.stores.service"):
        import_module(needed)  # once, before the forks
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_forked(*json.loads(line))) + "\n")
        sys.stdout.flush()
