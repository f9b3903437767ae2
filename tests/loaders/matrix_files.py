"""A file of a format without what is an extension of it: what is read from the rest is in the format's own words."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pyoxigraph
from openpyxl import load_workbook

from loaders.files import table
from loaders.rdf_parse import quads
from loaders.rows import Context
from ontology.iris import KG


def without_our_vocabulary(path: Path, folder: Path) -> Path:
    """Without statements in our vocabulary."""
    ours = str(KG)
    kept = [
        each
        for each in quads(path, Context(options={"format": "jsonld"} if path.suffix == ".jsonld" else {}))
        if isinstance(each, pyoxigraph.Quad)
        and not each.predicate.value.startswith(ours)
        and not (isinstance(each.object, pyoxigraph.NamedNode) and each.object.value.startswith(ours))
    ]
    plain = folder / "plain.nq"
    pyoxigraph.serialize(kept, plain, format=pyoxigraph.RdfFormat.N_QUADS)
    return plain


def without_extensions(path: Path, folder: Path) -> Path:
    """Without `extensions` and `ext:` associations."""

    def bare(value: Any) -> Any:
        if isinstance(value, list):
            return [bare(each) for each in value if not str(_type(each)).startswith("ext:")]
        if isinstance(value, dict):
            return {key: bare(each) for key, each in value.items() if key != "extensions"}
        return value

    plain = folder / "plain.json"
    plain.write_text(json.dumps(bare(json.loads(path.read_text()))))
    return plain


def _type(value: Any) -> Any:
    return value.get("associationType", "") if isinstance(value, dict) else ""


def csv_without_more(path: Path, folder: Path) -> Path:
    """Without the column `more`."""
    plain = folder / "plain"
    shutil.copytree(path, plain)
    for sheet in plain.glob("*.csv"):
        rows = [row for _, row in table(sheet)]
        names = [name for name in rows[0] if name != "more"]
        lines = [names, *([row[name] for name in names] for row in rows)]
        sheet.write_text("".join(",".join(map(_quoted, line)) + "\n" for line in lines), encoding="utf-8")
    return plain


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def xlsx_without_more(path: Path, folder: Path) -> Path:
    """Without the column `more`."""
    book = load_workbook(path)
    for sheet in book:
        for cell in list(sheet[1]):
            if cell.value == "more":
                sheet.delete_cols(cell.column)
    plain = folder / "plain.xlsx"
    book.save(plain)
    return plain


def without_state(path: Path, folder: Path) -> Path:
    """Without the slot `state`."""
    lines = path.read_text("utf-8").splitlines()
    plain = folder / "plain.sssom.tsv"
    plain.write_text("\n".join(line if line.startswith("#") else line.rpartition("\t")[0] for line in lines) + "\n")
    return plain
