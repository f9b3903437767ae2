"""What was measured: one result a case, the table, and the two files that keep them."""

from __future__ import annotations

import json
import platform
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.processes import cores

FILE = Path(__file__).parent / "results.json"
PAGE = Path(__file__).parent.parent / "docs" / "bench.md"
BEGIN, END = "<!-- written by python -m bench: begin -->", "<!-- written by python -m bench: end -->"
PACKAGES = ("neo4j", "ladybug", "starlette", "uvicorn", "strawberry-graphql", "graphql-core", "orjson")
FIELDS = ("case", "ours", "reference", "ratio", "unit", "target", "p95", "referenceP95", "note")


@dataclass(frozen=True, slots=True)
class Result:
    """A case: what we take and what the reference takes, in `unit`; `target` is the most that the ratio may be."""

    case: str
    ours: float
    reference: float
    unit: str
    target: float | None = None
    p95: float | None = None
    reference_p95: float | None = None
    note: str | None = None

    @property
    def ratio(self) -> float:
        """How many times the reference we take."""
        return self.ours / self.reference if self.reference else float("inf")

    def as_json(self) -> dict[str, Any]:
        """The result as the file keeps it, without what is absent."""
        found = (
            self.case, _rounded(self.ours), _rounded(self.reference), round(self.ratio, 2), self.unit, self.target,
            _rounded(self.p95), _rounded(self.reference_p95), self.note,
        )  # fmt: skip
        return {name: value for name, value in zip(FIELDS, found, strict=True) if value is not None}


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.4g}")


def median(values: Iterable[float]) -> float:
    """The middle of the rounds."""
    return statistics.median(values)


def table(rows: Sequence[dict[str, Any]]) -> str:
    """The results as a Markdown table."""
    lines = ["| case | ours | reference | ratio | unit | note |", "|---|---:|---:|---:|---|---|"]
    for row in rows:
        target = f" (aim: {row['target']:g})" if "target" in row else ""
        p95 = f"p95 {row['p95']:g} ms, reference {row['referenceP95']:g} ms" if "p95" in row else ""
        note = "; ".join(part for part in (row.get("note", ""), p95) if part)
        numbers = f"{row['ours']:g} | {row['reference']:g} | {row['ratio']:g}{target}"
        lines.append(f"| {row['case']} | {numbers} | {row['unit']} | {note} |")
    return "\n".join(lines)


def facts(engines: Iterable[str]) -> str:
    """The machine and the versions, in a sentence each."""
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    when = datetime.now(UTC).strftime("%Y-%m-%d")
    return (
        f"Measured on {when}: {cores()} cores ({platform.machine()}, {platform.system()}), Python "
        f"{platform.python_version()}, {', '.join([*engines, versions])}."
    )


def write(results: Iterable[Result], engines: Iterable[str]) -> list[dict[str, Any]]:
    """Keep the results in the file and on the page; cases that were not run keep their rows."""
    rows = merged(json.loads(FILE.read_text("utf-8")) if FILE.exists() else [], [r.as_json() for r in results])
    lines = ",\n".join(f"  {json.dumps(row, ensure_ascii=False)}" for row in rows)
    FILE.write_text(f"[\n{lines}\n]\n", "utf-8")
    head, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    PAGE.write_text(f"{head}{BEGIN}\n{facts(engines)}\n\n{table(rows)}\n{END}{rest.partition(END)[2]}", "utf-8")
    return rows


def merged(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The old rows with new ones in their places, those of new cases at the end."""
    found = {row["case"]: row for row in old} | {row["case"]: row for row in new}
    return list(found.values())
