"""The command line in this process: what a shell would see, without the second that an interpreter takes to start."""

from __future__ import annotations

import contextlib
import io
import subprocess
from pathlib import Path

from graphapi.cli import run


def karmagraph(*arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    """Run `karmagraph` with these arguments; its status, and what it wrote to the two streams."""
    written, complained = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
    with contextlib.redirect_stdout(written), contextlib.redirect_stderr(complained):
        status = run([*map(str, arguments)])
    return subprocess.CompletedProcess(arguments, status, *(_bytes(stream) for stream in (written, complained)))


def _bytes(stream: io.TextIOWrapper) -> bytes:
    stream.flush()
    return stream.buffer.getvalue()  # type: ignore[attr-defined]
