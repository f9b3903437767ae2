"""Passbook rows: what each person can show of a sub-theme, by kind of source; no level, no expiry, no score.

One HOLDS for each entry of a source. Its id is made of the row's user and sub-theme, the source and the
entry's context, so that the same entry is the same holding in a newer file. Personal data.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from loaders.delimited import head
from loaders.karmayogi_paths import Paths
from loaders.losses import Losses
from loaders.mapping_sheet import reference, referred
from loaders.records import records
from loaders.rows import Content, Context, EdgeRow, Format, NodeRow, Place, Rejected, Remark, Row, Writing
from ontology.instants import instant, stamp

Item = dict[str, Any]

_OFFICER = "igot-user:"
_UNSAID = "achievements"
"""The source of what has none."""

_ID = re.compile(r"(passbook:[^/]+/[^/]+/[^/]+/([^/]*))(?:/(\d+))?")
"""The id of a holding that was read from a passbook: with its context, and its number where one is repeated."""

_ROW = frozenset(
    {"user_id", "competency_area_id", "competency_theme_id", "competency_subtheme_id", "competency_details"}
)
_ENTRY = frozenset({"acquiredContextId", "certificateId", "acquiredAt"})
_CARRIED: dict[str, frozenset[str]] = {
    "Officer": frozenset(),
    "HOLDS": frozenset({"id", "source", "evidence", "awarded", "verified", "negative", "expires"}),
}


def read(path: Path, _context: Context) -> Iterator[Row]:
    """Officers and what they hold; the area and theme of a row are the framework's to say, and are not kept."""
    people: set[str] = set()
    for found in records(path):
        if isinstance(found, Rejected):
            yield found
            continue
        at, item = found
        if unknown := sorted(item.keys() - _ROW):
            yield Remark(at, f"keys of a passbook row not kept: {', '.join(unknown)}", str(item.get("user_id")))
        yield from _row(item, at, people)


def _row(item: Item, at: Place, people: set[str]) -> Iterator[Row]:
    user, ref = (str(item.get(key) or "").strip() for key in ("user_id", "competency_subtheme_id"))
    competency = reference(ref)
    if not user or not competency:
        reason = "the sub-theme is named by neither refId nor identifier" if user else "the row has no user_id"
        yield Rejected(at, reason, ref, "give competency_subtheme_id as the platform has it")
        return
    details = _details(item.get("competency_details"))
    if details is None:
        yield Rejected(at, "competency_details is no object of lists", ref, "write {source: [{acquiredContextId, …}]}")
        return
    officer = user if ":" in user else _OFFICER + user
    if officer not in people:
        people.add(officer)
        yield NodeRow("Officer", officer, {}, at)
    seen: Counter[str] = Counter()
    for source, entries in sorted(details.items()):
        for entry in entries:
            yield from _held(officer, competency, source, entry, at, seen)


def _details(value: Any) -> dict[str, list[Item]] | None:
    """The entries of each source, from an object or text that holds one; None for anything else."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return None
    if not isinstance(value, dict) or not all(isinstance(each, list) for each in value.values()):
        return None
    return value if all(isinstance(entry, dict) for entries in value.values() for entry in entries) else None


def _held(officer: str, competency: str, source: str, entry: Item, at: Place, seen: Counter[str]) -> Iterator[Row]:
    context = str(entry.get("acquiredContextId") or "")
    key = "/".join(quote(part, safe="") for part in (officer, competency, source, context))
    seen[key] += 1
    id_ = f"passbook:{key}" + (f"/{seen[key]}" if seen[key] > 1 else "")
    try:
        awarded = _moment(entry.get("acquiredAt"))
    except ValueError as error:
        yield Rejected(at, str(error), id_)
        return
    if unknown := sorted(entry.keys() - _ENTRY):
        yield Remark(at, f"keys of an entry not kept: {', '.join(unknown)}", id_)
    props = {"id": id_, "source": source, "evidence": str(entry.get("certificateId") or ""), "awarded": awarded}
    yield EdgeRow("HOLDS", ("Officer", officer), ("Competency", competency), at, {k: v for k, v in props.items() if v})


def _moment(value: Any) -> str:
    """When an entry was acquired, written as a date or as milliseconds since 1970; empty for None."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | None):
        raise ValueError(f"{value!r} is not a date")  # noqa: TRY004 - a value of the file, not of the program
    if isinstance(value, int | float) or (value and value.strip().isdecimal()):
        try:
            return stamp(datetime.fromtimestamp(float(value) / 1000, UTC))
        except (OverflowError, OSError) as error:
            raise ValueError(f"{value} is not a date") from error
    return instant(value) if value and value.strip() else ""


# --- out -----------------------------------------------------------------------------------------------


async def write(content: Content, path: Path, _options: Mapping[str, str]) -> list[str]:
    """Write a row for each person and sub-theme, one a line; what would count for more than it does is left out."""
    paths, losses = Paths(), Losses()
    held: dict[tuple[str, str], list[EdgeRow]] = {}
    people = False
    async for row in content():
        people = people or (isinstance(row, NodeRow) and row.label == "Officer")
        if paths.take(row) or not losses.row(row, _CARRIED):
            continue
        if isinstance(row, EdgeRow) and _writable(row, losses):
            held.setdefault((row.start[1], row.end[1]), []).append(row)
    paths.note(losses)
    _put([_written(officer, competency, rows, paths) for (officer, competency), rows in held.items()], path)
    return losses.lines() + ([] if people else ["nobody was given to write: holdings are personal data (--people)"])


def _writable(row: EdgeRow, losses: Losses) -> bool:
    """Whether a holding means the same in a passbook, which has no expiry and nothing negative or unverified."""
    for name, wrong in (("negative", True), ("verified", False)):
        if row.props.get(name) is wrong:
            losses.note(f"HOLDS that are {'negative' if wrong else 'not verified'}: left out")
            return False
    if "expires" in row.props:
        losses.note("HOLDS that expire: left out")
        return False
    losses.note(f"HOLDS without a source: written as {_UNSAID}", int("source" not in row.props))
    return True


def _written(officer: str, competency: str, rows: list[EdgeRow], paths: Paths) -> Item:
    theme, area, _ = paths.path(competency)
    details: dict[str, list[Item]] = {}
    for row in sorted(rows, key=_place):
        details.setdefault(row.props.get("source") or _UNSAID, []).append(_entry(row))
    user = officer.removeprefix(_OFFICER)
    return {
        "user_id": officer if ":" in user else user,
        "competency_area_id": referred(area),
        "competency_theme_id": referred(theme),
        "competency_subtheme_id": referred(competency),
        "competency_details": details,
    }


def _place(row: EdgeRow) -> tuple[str, int]:
    """The order of entries: by the holding's id, its number last."""
    found = _ID.fullmatch(row.props["id"])
    return (found[1], int(found[3] or 1)) if found else (row.props["id"], 1)


def _entry(row: EdgeRow) -> Item:
    ours = _ID.fullmatch(row.props["id"])
    context = unquote(ours[2]) if ours else row.props["id"]
    found = {
        "acquiredContextId": context,
        "certificateId": row.props.get("evidence"),
        "acquiredAt": row.props.get("awarded"),
    }
    return {key: value for key, value in found.items() if value}


def _put(rows: list[Item], path: Path) -> None:
    with path.open("w", encoding="utf-8") as stream:
        stream.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _recognises(path: Path) -> bool:
    if not path.is_file() or not {".json", ".jsonl"} & set(path.suffixes):
        return False
    return b'"competency_details"' in head(path)


FORMAT = Format(
    name="passbook",
    doc="Passbook rows of the platform: what each person can show of each sub-theme (personal data).",
    read=read,
    recognises=_recognises,
    origin=lambda path, context: f"passbook:{context.options.get('source') or path.name.partition('.')[0]}",
    complete=False,
    options={"source": "The name of the source, of which a newer file is a newer version. Left out: the file's name."},
)
WRITING = Writing("passbook", "Passbook rows, one JSON object a line (personal data: --people).", ".jsonl", write)
