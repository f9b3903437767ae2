"""Processes that a case measures: servers of our own, and the CPU time that a process has taken (Linux's /proc)."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

HOST = "127.0.0.1"
START = 60.0
"""Seconds that a server may take to answer."""

_PROC = Path("/proc")
_TICK = os.sysconf("SC_CLK_TCK")


class Server(NamedTuple):
    """A process that listens on a port of this machine."""

    pid: int
    port: int


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0))


def cpu(*pids: int) -> float:
    """Seconds of CPU, user and system, that the processes and all below them have taken; to 10 ms."""
    stats = _stats()
    wanted, waiting = set[int](), list(pids)
    while waiting:
        pid = waiting.pop()
        wanted.add(pid)
        waiting += [child for child, (parent, _) in stats.items() if parent == pid]
    return sum(stats[pid][1] for pid in wanted)


def _stats() -> dict[int, tuple[int, float]]:
    """The parent of each process and its seconds of CPU, those of ended children included."""
    found = {}
    for path in _PROC.glob("[0-9]*/stat"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
            # the name, in brackets, may hold blanks and brackets
            fields = path.read_text("utf-8").rpartition(")")[2].split()
            found[int(path.parent.name)] = int(fields[1]), sum(map(int, fields[11:15])) / _TICK
    return found


def listener(port: int) -> int:
    """The process of ours that listens on a port."""
    sockets = {f"socket:[{inode}]" for inode in _listening(port)}
    for link in _PROC.glob("[0-9]*/fd/*"):
        with contextlib.suppress(OSError):  # it has ended meanwhile, or is not ours
            if str(link.readlink()) in sockets:
                return int(link.parts[2])
    raise LookupError(f"no process of this user listens on port {port} of this machine")


def _listening(port: int) -> Iterator[str]:
    for name in ("tcp", "tcp6"):
        for line in (_PROC / "net" / name).read_text("ascii").splitlines()[1:]:
            fields = line.split()
            if int(fields[1].rpartition(":")[2], 16) == port and fields[3] == "0A":
                yield fields[9]


def free_port() -> int:
    """A port that is free now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def serving(command: Sequence[str], port: int, environment: Mapping[str, str]) -> Iterator[Server]:
    """A server that the command starts, from when it listens; ended at the end."""
    process = subprocess.Popen(command, env={**os.environ, **environment})
    try:
        _await(process, port)
        yield Server(process.pid, port)
    finally:
        process.terminate()
        process.wait()


def _await(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + START
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection((HOST, port), 1):
            return
        time.sleep(0.1)
    raise RuntimeError(f"the server has ended with {process.poll()}, or does not answer on port {port}")
