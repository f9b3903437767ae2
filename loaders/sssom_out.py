"""Write match relationships as an SSSOM mapping set (TSV)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from loaders.losses import Losses
from loaders.rows import Content, EdgeRow, NodeRow, Writing
from loaders.sssom import PREDICATES
from loaders.sssom_header import dumped, shortened
from ontology.instants import ZONE, instant

COLUMNS = ("subject_id", "subject_label", "predicate_id", "predicate_modifier", "object_id", "object_label",
           "mapping_justification", "confidence", "author_id", "author_label", "mapping_date", "state")  # fmt: skip
UNSPECIFIED = "semapv:UnspecifiedMatching"
_CARRIED = dict.fromkeys(PREDICATES.values(), frozenset({"state", "justification", "confidence", "author", "date"}))
_CURIES = {type_: f"skos:{predicate.rpartition('#')[2]}" for predicate, type_ in PREDICATES.items()}
_METADATA = {
    "mapping_set_id": "https://w3id.org/karmagraph/id/mapping-set",
    "license": "https://w3id.org/sssom/license/unspecified",
}


async def write(content: Content, path: Path, _options: Mapping[str, str]) -> list[str]:
    """Write every match, in the order of subject, predicate, object; a rejected one has the modifier `Not`."""
    titles: dict[str, str] = {}
    matches: list[EdgeRow] = []
    losses = Losses()
    async for row in content():
        if isinstance(row, NodeRow) and row.label == "Competency":
            titles[row.id] = str(row.props["title"])
        elif losses.row(row, _CARRIED) and isinstance(row, EdgeRow):
            matches.append(row)
    losses.note("Competency: only named", len(titles))
    put(matches, titles, path, losses)
    return losses.lines()


def put(matches: list[EdgeRow], titles: Mapping[str, str], path: Path, losses: Losses) -> None:
    """Write matches between competencies with those titles to a file."""
    curies, prefixes = shortened(id_ for row in matches for _, id_ in (row.start, row.end))
    rows = sorted(_row(row, titles, curies, losses) for row in matches)
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.writelines(f"{line}\n" for line in dumped(prefixes, _METADATA))
        writer = csv.writer(stream, delimiter="\t", lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)


def _row(row: EdgeRow, titles: Mapping[str, str], curies: Mapping[str, str], losses: Losses) -> list[str]:
    props, subject, object_ = row.props, row.start[1], row.end[1]
    author, state = str(props.get("author") or ""), str(props.get("state") or "suggested")
    cells: dict[str, Any] = {
        "subject_id": curies[subject],
        "subject_label": titles.get(subject, ""),
        "predicate_id": _CURIES[row.type],
        "predicate_modifier": "Not" if state == "rejected" else "",
        "object_id": curies[object_],
        "object_label": titles.get(object_, ""),
        "mapping_justification": props.get("justification") or UNSPECIFIED,
        "confidence": "" if props.get("confidence") is None else repr(props["confidence"]),
        "author_id": author if ":" in author else "",
        "author_label": "" if ":" in author else author,
        "mapping_date": _day(props.get("date"), losses),
        "state": state,
    }
    losses.note("matches without a justification: written as unspecified", int("justification" not in props))
    losses.note("matches without a state: written as suggested", int("state" not in props))
    return [" ".join(str(cells[name]).split()) if name.endswith("_label") else str(cells[name]) for name in COLUMNS]


def _day(date: str | None, losses: Losses) -> str:
    """The day of a moment; the time of day is not carried."""
    if not date:
        return ""
    day = datetime.fromisoformat(date).astimezone(ZONE).date().isoformat()
    losses.note("times of day of matches", int(instant(day) != date))
    return day


WRITING = Writing("sssom", "Crosswalks between frameworks as an SSSOM mapping set (TSV).", ".sssom.tsv", write)
