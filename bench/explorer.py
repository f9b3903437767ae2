"""The explorer on ESCO in a real browser: bytes, first answer, CPU, delay of a key and layout shift of each screen.

The reference is the plain HTML page of the same thing, or the plain start page where there is none. Needs Node with
explorer/node_modules, and Chromium.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bench import stores
from bench.processes import HOST, Server, free_port, serving
from bench.results import Result

SCRIPT = Path(__file__).parent.parent / "explorer" / "bench" / "screens.mjs"
ROLE = "http://data.europa.eu/esco/occupation/547b304b-9a72-4717-9b24-b7046df5f64e"
"""The role of ESCO with the most requirements: 340."""
OFFICER = "sample:OFF-0417"
SUPPOSED = "kind=COMMISSION&competency=sample:KCM-FUN-114&to=2&scale=sample:KCM-3&hours=8"
ROUNDS = 5
ANSWER = 1000
"""Milliseconds in which the first screen is to be there."""


def screens() -> list[tuple[str, str, str]]:
    """Name, address and plain page of each screen."""
    role, officer = quote(ROLE, safe=""), quote(OFFICER, safe="")
    return [
        ("start", "/en/", "/"),
        ("search", "/en/search?q=data", "/search?q=data"),
        ("role with 340 requirements", f"/en/role/{role}", f"/role/{role}"),
        ("map of it", f"/en/map/{role}", f"/role/{role}"),
        ("brief of it", f"/en/brief/role/{role}", f"/role/{role}"),
        ("readiness", "/en/readiness/sample:MIN-RS", "/"),
        ("courses to commission", "/en/commission", "/missing"),
        ("officer", f"/en/officer/{officer}", f"/officer/{officer}"),
        ("what-if", f"/en/whatif?{SUPPOSED}", "/"),
        ("load and approve", "/en/review", "/"),
    ]


def missing() -> str:
    """What is not there of what these cases need; empty when all is."""
    if not shutil.which("node") or not (SCRIPT.parent.parent / "node_modules").is_dir():
        return "Node with explorer/node_modules (make explorer)"
    return "" if shutil.which("chromium") else "Chromium"


def cases() -> list[Result]:
    """Each screen beside its plain page; nothing where there is no browser."""
    if lacking := missing():
        print(f"  left out: no {lacking}")
        return []
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder) / "explorer"
        asyncio.run(_fill(directory))
        port = free_port()
        program = str(Path(sys.executable).parent / "karmagraph")
        command = [program, "serve", "--store", f"embedded:{directory / stores.FRESH}", "--port", str(port)]
        with serving(command, port, {}) as server:
            return [result for row in _measured(server) for result in _results(row)]


async def _fill(directory: Path) -> None:
    store = await stores.emptied(directory)
    await stores.filled(store)
    await store.close()


def _measured(server: Server) -> list[dict[str, Any]]:
    node = shutil.which("node") or "node"
    base = f"http://{HOST}:{server.port}"
    command = [node, str(SCRIPT), base, str(server.pid), str(ROUNDS), json.dumps(screens())]
    done = subprocess.run(command, cwd=SCRIPT.parent.parent, stdout=subprocess.PIPE, text=True, check=True)
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def _results(row: dict[str, Any]) -> Iterator[Result]:
    name, ours, plain = f"explorer, {row['name']}", row["ours"], row["plain"]
    sent = f"{ours['script'] / 1024:.1f} KB of script, {ours['all'] / 1024:.0f} KB in all"
    answer = f"aim: under {ANSWER} ms; {sent}; layout shift {ours['shift']:.3f}, of the plain page {plain['shift']:.3f}"
    yield Result(f"{name}: first answer", ours["answer"], plain["answer"], "ms", note=answer)
    yield Result(f"{name}: CPU of a visit", ours["cpu"], plain["cpu"], "CPU ms", note="browser and service")
    yield Result(
        f"{name}: delay of a key",
        ours["delay"],
        plain["delay"],
        "ms",
        note="the longest of a visit, to 8 ms; 16 is the least told",
    )
