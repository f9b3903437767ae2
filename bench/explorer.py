"""The explorer on ESCO in a real browser: bytes of script, time to the first answer, delay of a key, screen by screen.

The reference is the plain HTML page of the same thing. Needs Node with explorer/node_modules, and Chromium.
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
from bench.processes import HOST, free_port, serving
from bench.results import Result

SCRIPT = Path(__file__).parent.parent / "explorer" / "bench" / "screens.mjs"
ROLE = "http://data.europa.eu/esco/occupation/547b304b-9a72-4717-9b24-b7046df5f64e"
"""The role of ESCO with the most requirements: 340."""
OFFICER = "sample:OFF-0417"
ROUNDS = 5
ANSWER = 1000
"""Milliseconds in which the first screen is to be there."""


def screens() -> list[tuple[str, str, str]]:
    """Name, address and plain page of each screen."""
    role, officer = quote(ROLE, safe=""), quote(OFFICER, safe="")
    return [
        ("start", "/en/", "/"),
        ("role with 340 requirements", f"/en/role/{role}", f"/role/{role}"),
        ("map of it", f"/en/map/{role}", f"/role/{role}"),
        ("brief of it", f"/en/brief/role/{role}", f"/role/{role}"),
        ("officer", f"/en/officer/{officer}", f"/officer/{officer}"),
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
        with serving(command, port, {}):
            return [result for row in _measured(port) for result in _results(row)]


async def _fill(directory: Path) -> None:
    store = await stores.emptied(directory)
    await stores.filled(store)
    await store.close()


def _measured(port: int) -> list[dict[str, Any]]:
    node = shutil.which("node") or "node"
    command = [node, str(SCRIPT), f"http://{HOST}:{port}", str(ROUNDS), json.dumps(screens())]
    done = subprocess.run(command, cwd=SCRIPT.parent.parent, capture_output=True, text=True, check=True)
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def _results(row: dict[str, Any]) -> Iterator[Result]:
    name, ours, plain = row["name"], row["ours"], row["plain"]
    note = f"{ours['bytes'] / 1024:.1f} KB of script on a first visit; the plain page has none"
    answer = f"{note}; aim: under {ANSWER} ms"
    yield Result(f"explorer, {name}: first answer", ours["answer"], plain["answer"], "ms", note=answer)
    yield Result(f"explorer, {name}: delay of a key", ours["delay"], plain["delay"], "ms")
