"""A nation in a database: `python -m bench.scale --officers 20000,200000,2000000` (or `make bench-scale`).

For each number of made-up officers: the bulk load beside the import tool alone on the same files, an officer's gaps,
the roll-up, the national map and what-ifs, disk and memory, on a Neo4j of its own; `--embedded N` also in the embedded
store.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from bench import scale_made as made
from bench.overload import memory
from bench.scale_asked import gaps, national
from bench.scale_results import Row, estimated, measured, write
from bench.scale_run import OURS, Database, emptied, megabytes, spent
from queries.stores import Store, connect

PER_OFFICER = 7_000
"""Bytes of disk that an officer takes at most while all is made: Parquet, the tool's files, two databases."""

MEMORY = 6 << 30
"""Bytes of memory that a size takes at most, beside the heap of Neo4j and as much for its pages."""

Figures = dict[str, float]


def main() -> None:
    """Run what the command line asks for; sizes that are not run are estimated, and say so."""
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--officers", default="20000,200000", help="sizes on Neo4j (default: %(default)s)")
    parser.add_argument("--embedded", default="", help="sizes on the embedded store")
    parser.add_argument("--estimate", default="2000000,20000000", help="sizes to estimate where they are not run")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()), help="where there is room")
    parser.add_argument("--heap", default="2g", help="heap of Neo4j and of its tool (default: %(default)s)")
    parser.add_argument("--without-rollup", action="store_true", help="neither roll-up nor map and what-ifs")
    options = parser.parse_args()
    rolled = not options.without_rollup
    _memory(options.heap if options.officers else "0g")
    for size in _sizes(options.officers):
        _tell(measured("neo4j", size, asyncio.run(on_neo4j(size, options.work, options.heap, rolled=rolled))))
    for size in _sizes(options.embedded):
        _tell(measured("embedded", size, asyncio.run(on_embedded(size, options.work, rolled=rolled))))
    write(estimated(_sizes(options.estimate)))


def _sizes(text: str) -> list[int]:
    return sorted(int(size) for size in text.split(",") if size)


def _memory(heap: str) -> None:
    need = MEMORY + 2 * (int(heap[:-1]) << {"m": 20, "g": 30}[heap[-1]])
    free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    _say(f"up to {need / 2**30:.1f} GB of memory are taken at a time, {free / 2**30:.1f} GB are free")


def _say(what: str) -> None:
    """Progress, where no figures go."""
    print(f"{time.strftime('%H:%M:%S')} {what}", file=sys.stderr, flush=True)


def _tell(row: Row) -> None:
    print(json.dumps(row), flush=True)
    write([row])


async def on_neo4j(officers: int, work: Path, heap: str, *, rolled: bool) -> Figures:
    """What a size takes on Neo4j."""
    _room(officers, work)
    with emptied(work / f"karmagraph-scale-{officers}") as folder:
        uri = await _made(folder, officers)
        database = Database(folder / "neo4j", heap)
        environment = _environment(folder)
        told = ("bulk", str(folder / "made"), "--store", uri, "--work", str(folder), "--json")
        _say("bulk load")
        ours = spent([*OURS, *told, "--tool", " ".join(database.tool)], **environment)
        _say("the import tool alone")
        alone = _alone(folder, told, heap, environment)
        figures = {"bulk": ours.seconds, "bulkCpu": ours.cpu, "bulkMegabytes": ours.megabytes, **alone}
        figures |= {"ratio": ours.cpu / alone["toolCpu"], "disk": megabytes(database.home)}
        with database.started() as server:
            _say("constraints and indexes")
            started = time.perf_counter()
            store = await connect(server.uri)
            figures["prepare"] = time.perf_counter() - started
            figures |= await _asked(store, server.uri, officers, environment if rolled else None)
            await store.close()
            return figures | {"databaseMegabytes": memory(server.pid)}


async def on_embedded(officers: int, work: Path, *, rolled: bool) -> Figures:
    """What a size takes in the embedded store."""
    _room(officers, work)
    with emptied(work / f"karmagraph-scale-{officers}") as folder:
        uri = await _made(folder, officers)
        told = ("bulk", str(folder / "made"), "--store", uri, "--work", str(folder), "--json")
        _say("bulk load")
        ours = spent([*OURS, *told], **_environment(folder))
        figures = {"bulk": ours.seconds, "bulkCpu": ours.cpu, "bulkMegabytes": ours.megabytes}
        figures["disk"] = megabytes(folder / "store")
        return figures | await _asked(None, uri, officers, _environment(folder) if rolled else None)


async def _made(folder: Path, officers: int) -> str:
    """The made-up nation: its framework in an embedded store, whose address is returned, its officers as Parquet."""
    uri = f"embedded:{folder / 'store' / 'framework'}"
    _say(f"making {officers:,} officers")
    store = await connect(uri, exclusive=True)
    await made.framework(store, officers)
    await store.close()
    made.officers(folder / "made", officers)
    return uri


def _alone(folder: Path, told: tuple[str, ...], heap: str, environment: Mapping[str, str]) -> Figures:
    """The import tool alone, on the files that we write."""
    with emptied(folder / "files") as files, emptied(folder / "reference") as home:
        written = json.loads(spent([*OURS, *told, "--files", str(files)], **environment).said)
        tool = spent([*Database(home, heap).tool, *written["arguments"]])
    return {"tool": tool.seconds, "toolCpu": tool.cpu, "toolMegabytes": tool.megabytes}


async def _asked(store: Store | None, uri: str, officers: int, rolling: Mapping[str, str] | None) -> Figures:
    """The questions; before them the roll-up, unless it is left out. An embedded store is opened between."""
    figures = {} if rolling is None else _rolled(uri, rolling)
    _say("gaps of one, the national map, what-ifs")
    found = store or await connect(uri, exclusive=True)
    figures |= await gaps(found, officers)
    if rolling is not None:
        figures |= await national(found)
    if store is None:
        await found.close()
    return figures


def _rolled(uri: str, environment: Mapping[str, str]) -> Figures:
    """The roll-up, in a process of its own."""
    _say("roll-up")
    rolled = spent([*OURS, "rollup", "--store", uri, "--as-of", made.AS_OF, "--json"], **environment)
    done = json.loads(rolled.said)
    figures = {"rollup": rolled.seconds, "rollupCpu": rolled.cpu, "rollupMegabytes": rolled.megabytes}
    return figures | {"cells": float(done["cells"]), "sums": float(done["sums"])}


def _environment(folder: Path) -> dict[str, str]:
    """The files of a run, and how much the pages of an embedded store may take."""
    files = {"KARMAGRAPH_AUDIT": str(folder / "audit"), "KARMAGRAPH_OFFICER_KEYS": str(folder / "keys")}
    return files | {"KARMAGRAPH_MEMORY_MB": "4096"}


def _room(officers: int, work: Path) -> None:
    free, need = shutil.disk_usage(work).free, officers * PER_OFFICER
    if free < need:
        raise SystemExit(f"{officers:,} officers need {need >> 30} GB in {work}, and {free >> 30} GB are free: --work")
    _say(f"{officers:,} officers: up to {need / 2**30:.1f} GB of disk are taken, {free / 2**30:.1f} GB are free")


if __name__ == "__main__":
    os.umask(0o077)
    main()
