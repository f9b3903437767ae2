"""What the bench of scale found: `bench/scale.json`, its table in docs/bench.md, and sizes that were not run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from bench.processes import cores
from bench.results import PAGE

FILE = Path(__file__).parent / "scale.json"
BEGIN, END = "<!-- written by python -m bench.scale: begin -->", "<!-- written by python -m bench.scale: end -->"
Row = dict[str, Any]
"""A size on an engine: `engine`, `officers`, figures by name, `measured` the day, or `estimated` from which sizes."""

FLAT = ("gapP50", "gapP95", "map", "mapAgain", "whatIf")
"""Figures that should not grow with the officers: estimated by their power of the size, unlike those that grow."""

GROWING = ("bulkCpu", "toolCpu", "disk", "rollupCpu", "cells", "sums")
"""Figures that grow with the officers: estimated by their line. Seconds by the clock and memory are not estimated:
those hang on who else uses the machine, these on the limits of heap and engine."""

FROM = 3
"""Sizes from which others are estimated."""

COLUMNS = {
    "officers": "officers", "bulk": "bulk load, s", "bulkCpu": "CPU s", "tool": "tool alone, s", "toolCpu": "CPU s",
    "ratio": "ratio of CPU", "bulkMegabytes": "memory, MB", "prepare": "indexes, s", "disk": "on disk, MB",
    "gapP95": "gaps of one, p95 ms", "rollup": "roll-up, s", "rollupCpu": "CPU s", "rollupMegabytes": "memory, MB",
    "cells": "cells", "map": "national map, ms", "whatIf": "what-if, ms",
}  # fmt: skip


def write(rows: Iterable[Row]) -> None:
    """Keep rows in the file, instead of those of the same engine and size, and the table on the page."""
    kept = {(row["engine"], row["officers"]): row for row in (*_read(), *rows)}
    found = [kept[key] for key in sorted(kept)]
    lines = ",\n".join(f"  {json.dumps(row)}" for row in found)
    FILE.write_text(f"[\n{lines}\n]\n", "utf-8")
    head, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    PAGE.write_text(f"{head}{BEGIN}\n{_tables(found)}\n{END}{rest.partition(END)[2]}", "utf-8")


def measured(engine: str, officers: int, figures: dict[str, float]) -> Row:
    """A row that was measured today."""
    rounded = {name: float(f"{value:.4g}") for name, value in figures.items()}
    return {"engine": engine, "officers": officers, "measured": f"{datetime.now(UTC):%Y-%m-%d}", **rounded}


def estimated(sizes: Sequence[int], engine: str = "neo4j") -> list[Row]:
    """The sizes beyond those that were measured, from the last three of these: by their line, or their power."""
    measured_ = [row for row in _read() if row["engine"] == engine and "measured" in row]
    known = sorted(measured_, key=lambda row: row["officers"])[-FROM:]
    return [_beyond(known, size) for size in sizes if len(known) > 1 and size > known[-1]["officers"]]


def _beyond(known: Sequence[Row], size: int) -> Row:
    row: Row = {"engine": known[0]["engine"], "officers": size, "estimated": [one["officers"] for one in known]}
    for name in (name for name in (*GROWING, *FLAT) if all(name in one for one in known)):
        row[name] = float(f"{_figure(name, known, size):.3g}")
    return row | ({"ratio": round(row["bulkCpu"] / row["toolCpu"], 2)} if "toolCpu" in row else {})


def _figure(name: str, known: Sequence[Row], size: int) -> float:
    sizes, values = [row["officers"] for row in known], [row[name] for row in known]
    if name in FLAT:
        power, scale = np.polyfit(np.log(sizes), np.log(values), 1)
        return float(np.exp(scale) * size**power)
    slope, start = np.polyfit(sizes, values, 1)
    return float(start + slope * size)


def _read() -> list[Row]:
    found: list[Row] = json.loads(FILE.read_text("utf-8")) if FILE.exists() else []
    return found


def _tables(rows: Sequence[Row]) -> str:
    machine = f"{cores()} cores, shared with other programs: compare seconds of CPU."
    parts = [machine]
    for engine, name in (("neo4j", "Neo4j"), ("embedded", "The embedded store")):
        if mine := [row for row in rows if row["engine"] == engine]:
            parts += [f"{name}:", _table(mine)]
    return "\n\n".join(parts)


def _table(rows: Sequence[Row]) -> str:
    shown = [name for name in COLUMNS if any(name in row for row in rows)]
    lines = [f"| {' | '.join(COLUMNS[name] for name in shown)} |", f"|{'---:|' * len(shown)}"]
    for row in rows:
        cells = [_cell(row, name) for name in shown]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(row: Row, name: str) -> str:
    if name not in row:
        return ""
    value = f"{row[name]:,.0f}" if row[name] >= 100 else f"{row[name]:.3g}"
    return f"{value} (estimated)" if name == "officers" and "estimated" in row else value
