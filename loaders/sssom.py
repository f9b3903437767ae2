"""SSSOM mapping sets (TSV or CSV): crosswalks as match relationships with state, justification and author.

A match counts only when it is confirmed. So is one that says it is (our extension slot `state`), that a person
curated (`semapv:ManualMappingCuration`) or that somebody reviewed; every other one is suggested.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from loaders import files
from loaders.delimited import head
from loaders.rows import Context, EdgeRow, Format, Place, Rejected, Remark, Row, SourceError
from loaders.sssom_header import STATE, Header, parse
from ontology.instants import instant
from ontology.iris import iri, term
from ontology.model import RELS

PREDICATES = {str(iri(term(rel))): rel.type for rel in RELS.values() if rel.type.endswith("_MATCH")}
"""The relationship of each predicate that is a match."""

STATES = ("suggested", "confirmed", "rejected")
_NEEDED = ("subject_id", "predicate_id", "object_id", "mapping_justification")
_KEPT = frozenset({*_NEEDED, "predicate_modifier", "confidence", "author_id", "mapping_date"})
_BY_PEOPLE = frozenset({"ManualMappingCuration", "MappingReview"})
_WEIGHT = {state: weight for weight, state in enumerate(STATES)}

Line = tuple[Place, dict[str, str]]


def read(path: Path, context: Context) -> Iterator[Row]:
    """The matches of a mapping set: of several between two things by one predicate, the one that weighs most."""
    header, rows = _opened(path)
    option = context.options.get("state", "")
    if option not in ("", *STATES[:2]):
        raise SourceError("option state", f"{option!r} is neither suggested nor confirmed")
    if header.others:
        names = ", ".join(sorted(map(str, header.others)))
        yield Remark(Place(path.name), "metadata of the mapping set not kept", names)
    matches: dict[tuple[str, str, str], EdgeRow] = {}
    unkept: dict[str, None] = {}
    for at, row in rows:
        unkept |= {
            name: None for name, value in row.items() if value and name not in _KEPT | _read_besides(header, row)
        }
        for found in _match(row, header, option, at):
            if not isinstance(found, EdgeRow):
                yield found
            elif (key := (found.type, found.start[1], found.end[1])) not in matches:
                matches[key] = found
            else:
                yield Remark(at, "another mapping of the same two: the one that weighs more is kept", " ".join(key))
                matches[key] = max(matches[key], found, key=_weight)
    if unkept:
        yield Remark(Place(path.name), "slots not kept", ", ".join(unkept))
    yield from matches.values()


def _weight(row: EdgeRow) -> tuple[int, float, str]:
    props = row.props
    return _WEIGHT[props["state"]], props.get("confidence", 0.0), props.get("date", "")


def _read_besides(header: Header, row: dict[str, str]) -> set[str]:
    """The slots that are read in some rows only."""
    label = {"author_label"} if not row.get("author_id") else set()
    return {slot for slot, prop in header.extensions.items() if prop == STATE} | label


def _opened(path: Path) -> tuple[Header, Iterator[Line]]:
    """The header and the rows of the table beneath it."""
    lines = files.lines(path)
    comments: list[str] = []
    first = ""
    for first in lines:
        if not first.startswith("#"):
            break
        comments.append(first[1:])
    else:
        first = ""
    if not first:
        raise SourceError(path.name, "holds no mappings", "expected a header row with subject_id and the like")
    header = parse(comments, Place(path.name))
    delimiter = "\t" if "\t" in first else ","
    return header, _rows(path, chain([first], lines), delimiter, len(comments))


def _rows(path: Path, lines: Iterator[str], delimiter: str, before: int) -> Iterator[Line]:
    csv.field_size_limit(files.LINE_LIMIT)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        names = [name.strip() for name in next(reader)]
        missing = [name for name in _NEEDED if name not in names]
        if missing:
            raise SourceError(Place(path.name, before + 1), f"column {missing[0]!r} is missing", "is it a mapping set?")
        start = reader.line_num
        for cells in reader:
            if any(cells):
                padded = cells + [""] * (len(names) - len(cells))
                yield Place(path.name, before + start + 1), dict(zip(names, map(str.strip, padded), strict=False))
            start = reader.line_num
    except csv.Error as error:
        raise SourceError(Place(path.name, before + reader.line_num), str(error), "check the quotes") from error


def _match(row: dict[str, str], header: Header, option: str, at: Place) -> Iterator[Row]:
    subject, predicate, object_ = (row[name] for name in _NEEDED[:3])
    if not subject or not object_ or "sssom:NoTermFound" in {subject, object_}:
        yield Remark(at, "no match found for it: nothing to keep", subject or object_)
        return
    type_ = PREDICATES.get(header.iri(predicate))
    if type_ is None:
        known = ", ".join(f"skos:{name.rpartition('#')[2]}" for name in PREDICATES)
        yield Rejected(at, "the predicate is no match", predicate, f"known: {known}")
        return
    try:
        props = _stated(row, header, option)
    except ValueError as error:
        yield Rejected(at, str(error), f"{subject} {object_}")
        return
    ends = []
    for name in (subject, object_):
        id_, declared = header.entity(name)
        ends.append(("Competency", id_))
        if not declared:
            yield Remark(at, "prefix not in curie_map: read as an id of the store", name)
    yield EdgeRow(type_, ends[0], ends[1], at, props)


def _stated(row: dict[str, str], header: Header, option: str) -> dict[str, Any]:
    """What a mapping says of its match; ValueError for a value that is none."""
    confidence = row.get("confidence", "")
    if confidence and not 0 <= float(confidence) <= 1:
        raise ValueError(f"confidence {confidence} is not between 0 and 1")
    date = row.get("mapping_date") or str(header.others.get("mapping_date") or "")
    found = {
        "state": _state(row, header, option),
        "justification": row["mapping_justification"],
        "confidence": float(confidence) if confidence else None,
        "author": row.get("author_id") or row.get("author_label"),
        "date": instant(date) if date else None,
    }
    return {name: value for name, value in found.items() if value not in (None, "")}


def _state(row: dict[str, str], header: Header, option: str) -> str:
    """The state of a mapping; one with the modifier `Not` says that the two do not match."""
    if modifier := row.get("predicate_modifier", ""):
        if modifier != "Not":
            raise ValueError(f"the modifier {modifier!r} is unknown: Not is the only one")
        return "rejected"
    said = next((row.get(slot, "") for slot, prop in header.extensions.items() if prop == STATE), "")
    if said:
        if said not in STATES:
            raise ValueError(f"the state {said!r} is none of {', '.join(STATES)}")
        return said
    curated = row["mapping_justification"].rpartition(":")[2].rpartition("/")[2] in _BY_PEOPLE
    reviewed = bool(row.get("reviewer_id") or row.get("reviewer_label"))
    return option or ("confirmed" if curated or reviewed else "suggested")


def _recognises(path: Path) -> bool:
    if not path.is_file() or not {".tsv", ".csv"} & set(path.suffixes):
        return False
    beginning = head(path)
    return b"subject_id" in beginning and b"predicate_id" in beginning and b"object_id" in beginning


FORMAT = Format(
    name="sssom",
    doc="An SSSOM mapping set (TSV or CSV): crosswalks between frameworks.",
    read=read,
    recognises=_recognises,
    origin=lambda path, context: f"sssom:{context.options.get('source') or path.name.partition('.')[0]}",
    options={
        "source": "The name of the source, of which a newer file is a newer version. Left out: the file's name.",
        "state": "suggested or confirmed: of mappings that do not say. Left out: confirmed if a person curated them.",
    },
)
