"""The command line in this process: what a shell would see, without the second that an interpreter takes to start."""

from __future__ import annotations

import contextlib
import io
import subprocess
from pathlib import Path

from graphapi.cli import run


def karmagraph(*arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    """Run `karmagraph` with these arguments; its status, and what it wrote to the two streams."""
    written, complained = io.BytesIO(), io.BytesIO()
    with (
        io.TextIOWrapper(written, "utf-8", write_through=True) as stdout,
        io.TextIOWrapper(complained, "utf-8", write_through=True) as stderr,
    ):
        with contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr):
            status = run([*map(str, arguments)])
        return subprocess.CompletedProcess(arguments, status, written.getvalue(), complained.getvalue())
