"""Write the illustrative sample: `python samples/karmayogi/make.py [DIRECTORY]`, the same bytes every time."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

from illustration.chance import AS_ON
from illustration.sheets import Table, sheets

HERE = Path(__file__).parent
STORY = {"ministry": "MIN-RS", "role": "SO-MON", "officer": "OFF-0417", "commission": "KCM-FUN-114"}


def write(path: Path, table: Table) -> int:
    """Write one sheet as CSV; the number of its rows."""
    header, rows = table
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header.split())
        cells = [["" if cell is None else cell for cell in row] for row in rows]
        writer.writerows(cells)
    return len(cells)


def main(directory: Path) -> None:
    """Write all sheets and `sample.json` into the directory, printing the number of rows of each."""
    counts = {name: write(directory / f"{name}.csv", table) for name, table in sheets().items()}
    about = {"prefix": "sample", "dataAsOn": AS_ON.isoformat(), "illustrative": True}
    about |= {name: counts[name] for name in ("officers", "roles", "modules")} | {"story": STORY}
    (directory / "sample.json").write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    for name, count in counts.items():
        print(f"{name:14}{count:7}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
