"""The sheet that maps designations to competencies: a row each, with references of its competencies, no levels."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from loaders.cells import cleaned, quoted
from loaders.delimited import head
from loaders.files import header, table
from loaders.karmayogi_paths import Paths
from loaders.losses import Losses
from loaders.rows import Content, Context, EdgeRow, Format, NodeRow, Place, Rejected, Remark, Row, Writing
from loaders.sunbird_terms import REF

COLUMNS = ("designation", "designation_name", "competencies", "competency_names")
_NEEDED = ("designation", "competencies")
_CARRIED: dict[str, frozenset[str]] = {
    "Role": frozenset({"title", "labels", "kind", "notation"}),
    "REQUIRES": frozenset(),
}
_SEVERAL = re.compile(r"[;\n]")


def read(path: Path, _context: Context) -> Iterator[Row]:
    """What each designation requires, at no level; designations and competencies are the store's.

    A designation is `DESG-…`, a competency a refId or a platform identifier; either may be an id of ours. Names in
    the sheet are for its reader: nothing is found by name.
    """
    ignored = [column for column in header(path) if column not in COLUMNS]
    if ignored:
        yield Remark(Place(path.name, 1), "columns not kept", ", ".join(ignored))
    stated: set[tuple[str, str]] = set()
    for line, row in table(path, _NEEDED):
        yield from _required(row, Place(path.name, line), stated)


def _required(row: dict[str, str], at: Place, stated: set[tuple[str, str]]) -> Iterator[Row]:
    noted: list[Remark] = []
    cells = {
        column: cleaned(row[column], lambda kind, value: noted.append(Remark(at, kind, value))) for column in _NEEDED
    }
    yield from noted
    name = row.get("designation_name", "")
    role = reference(cells["designation"])
    if not role:
        yield Rejected(at, "the designation has no id", cells["designation"] or name, "give its DESG id, or our id")
        return
    refs = [part.strip() for part in _SEVERAL.split(cells["competencies"]) if part.strip()]
    if not refs:
        yield Remark(at, "designation without competencies", cells["designation"])
    for ref in refs:
        competency = reference(ref)
        if not competency:
            yield Rejected(
                at, "a competency is named by neither refId nor id", ref, "give its COMSUBTHEME id, or our id"
            )
        elif (role, competency) in stated:
            yield Remark(at, "row repeated", f"{role} {competency}")
        else:
            stated.add((role, competency))
            yield EdgeRow("REQUIRES", ("Role", role), ("Competency", competency), at)


def reference(text: str) -> str:
    """The id of what a refId, a platform identifier or an id of ours names; empty for anything else."""
    if ":" in text:
        return text
    if REF.fullmatch(text):
        return f"kcm:{text}"
    return f"igot:{text}" if re.fullmatch(r"[\w.-]+_[\w.-]+", text) else ""


def referred(id_: str) -> str:
    """How the platform names the thing with this id: what `reference` reads as it."""
    bare = (id_.removeprefix(prefix) for prefix in ("kcm:", "igot:") if id_.startswith(prefix))
    return next((text for text in bare if reference(text) == id_), id_)


async def write(content: Content, path: Path, _options: Mapping[str, str]) -> list[str]:
    """Write a row for each role that requires something, in the order of their ids."""
    paths, losses = Paths(), Losses()
    names: dict[str, str] = {}
    needs: dict[str, dict[str, None]] = {}
    async for row in content():
        if paths.take(row) or not losses.row(row, _CARRIED):
            continue
        if isinstance(row, NodeRow):
            names[row.id] = str(row.props["title"])
        elif isinstance(row, EdgeRow) and _SEVERAL.search(row.end[1]):
            losses.note("REQUIRES of an id with a semicolon")
        elif isinstance(row, EdgeRow):
            needs.setdefault(row.start[1], {})[row.end[1]] = None
    paths.note(losses)
    losses.note("Role: only named", len(needs))
    losses.note("Role without requirements", len(names.keys() - needs.keys()))
    _put([_row(role, names.get(role, ""), list(found), paths) for role, found in sorted(needs.items())], path)
    return losses.lines()


def _row(role: str, name: str, competencies: list[str], paths: Paths) -> list[str]:
    titles = "; ".join(paths.named(each).name for each in competencies)
    return [referred(role), name, "; ".join(map(referred, competencies)), titles]


def _put(rows: list[list[str]], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows([quoted(cell) for cell in row] for row in rows)


def _recognises(path: Path) -> bool:
    if not path.is_file() or ".csv" not in path.suffixes:
        return False
    columns = head(path).partition(b"\n")[0].removeprefix(b"\xef\xbb\xbf").strip().split(b",")
    return {column.encode() for column in _NEEDED} <= set(columns)


FORMAT = Format(
    name="mapping-sheet",
    doc="A sheet (CSV) of designations and the competencies that each requires, without levels.",
    read=read,
    recognises=_recognises,
    origin=lambda path, context: f"mapping-sheet:{context.options.get('source') or path.name.partition('.')[0]}",
    complete=False,
    options={"source": "The name of the source, of which a newer file is a newer version. Left out: the file's name."},
)
WRITING = Writing("mapping-sheet", "A sheet (CSV) of roles and the competencies that each requires.", ".csv", write)
