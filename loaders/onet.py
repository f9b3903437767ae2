"""O*NET's database as tab-separated files: occupations, skills, and each skill's importance and level in each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from loaders import files
from loaders.labels import labelled
from loaders.rows import Context, EdgeRow, Format, NodeRow, Place, Rejected, Remark, Row, SourceError, text

FRAMEWORK = ("Framework", "onet")
PUBLISHER = "U.S. Department of Labor, Employment and Training Administration"
NOTICE = (
    "This page includes information from the O*NET{} Database by the U.S. Department of Labor, Employment and Training "
    "Administration (USDOL/ETA). Used under the CC BY 4.0 license. O*NET® is a trademark of USDOL/ETA. Which skills "
    "are essential is derived from its ratings; USDOL/ETA has not approved, endorsed, or tested this modification."
)
"""O*NET's own wording for information that was modified; the gap takes the version."""

IMPORTANCE, LEVEL = "IM", "LV"
SCALE = "onet-scale:LV"
ESSENTIAL = 3.0
"""The importance, 1 to 5, from which a skill is essential: `Important` on the scale's own anchors."""

_CODE, _ELEMENT = "O*NET-SOC Code", "Element ID"
_TABLES = {
    "Scales Reference": ("Scale ID", "Scale Name", "Minimum", "Maximum"),
    "Job Zones": (_CODE, "Job Zone"),
    "Skills": (
        *(_CODE, _ELEMENT, "Scale ID", "Data Value"),
        *("Recommend Suppress", "Not Relevant", "Date", "Domain Source"),
    ),
    "Occupation Data": (_CODE, "Title", "Description"),
    "Content Model Reference": (_ELEMENT, "Element Name", "Description"),
}
"""The tables, each with the columns that are read, in the order in which they are."""

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")

Pair = tuple[str, str]
"""An occupation's code and an element's id."""


@dataclass(frozen=True, slots=True)
class Rating:
    """How a skill of an occupation is rated on one scale: a row of Skills."""

    at: Place
    scale: str
    value: float
    suppressed: bool
    relevant: bool
    source: str


@dataclass(slots=True)
class Seen:
    """What the tables read so far say that the others need; `waiting` has the pairs rated on one scale so far."""

    bounds: dict[str, tuple[float, float]] = field(default_factory=dict)
    occupations: set[str] = field(default_factory=set)
    elements: set[str] = field(default_factory=set)
    waiting: dict[Pair, dict[str, Rating]] = field(default_factory=dict)
    spoilt: set[Pair] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Database:
    """A directory of the database's tables, as the publisher names them or with `_` and `.tsv`."""

    path: Path

    def file(self, name: str) -> Path:
        """The path of a table; SourceError when it is not there."""
        plain = self.path / f"{name}.txt"
        return plain if plain.is_file() else files.find(self.path, name.replace(" ", "_") + ".tsv")

    def rows(self, name: str) -> Iterator[tuple[Place, list[str]]]:
        """The cells of a table's columns, row by row."""
        path = self.file(name)
        return ((Place(path.name, line), cells) for line, cells in files.cells(path, _TABLES[name], "\t"))

    def not_kept(self) -> Iterator[Remark]:
        """Yield the columns that are not read."""
        for path, known in ((self.file(name), columns) for name, columns in _TABLES.items()):
            for column in files.header(path, "\t"):
                if column not in known:
                    yield Remark(Place(path.name, 1), "column not kept", column)


def read(path: Path, context: Context) -> Iterator[Row]:
    """The rows of a directory of the database: all occupations, the skills, and what is above these.

    An occupation requires a skill at the level rated, unless this is rated not relevant. Ids are `onet:` and
    O*NET's own. SourceError when a table is not there or lacks the scale of importance or that of level.
    """
    if not path.is_dir():
        raise SourceError(str(path), "not a directory", "give the directory of O*NET's tables")
    database, seen = Database(path), Seen()
    for name in _TABLES:
        database.file(name)
    yield NodeRow(*FRAMEWORK, _framework(context), Place(path.resolve().name))
    yield from _scales(database, seen.bounds)
    yield from _requirements(database, seen)
    yield from _occupations(database, seen)
    yield from _elements(database, seen)
    yield from database.not_kept()


def _framework(context: Context) -> dict[str, Any]:
    version = context.options.get("version", "")
    return {
        "title": "O*NET",
        "labels": text("en", "O*NET"),
        "altLabels": text("en", "Occupational Information Network"),
        "version": version,
        "publisher": PUBLISHER,
        "licence": "CC BY 4.0",
        "attribution": NOTICE.format(version and f" {version}"),
        "languages": ["en"],
    }


def _scales(database: Database, bounds: dict[str, tuple[float, float]]) -> Iterator[Row]:
    """The scale of levels; takes note of the bounds of both scales."""
    for at, (scale, name, low, high) in database.rows("Scales Reference"):
        if scale not in (IMPORTANCE, LEVEL):
            yield Remark(at, "scale not loaded", f"{scale} {name}")
            continue
        if not (_NUMBER.fullmatch(low) and _NUMBER.fullmatch(high) and float(low) < float(high)):
            raise SourceError(at, f"the scale {scale} has no bounds", "expected numbers in Minimum and Maximum")
        bounds[scale] = float(low), float(high)
        if scale == LEVEL:
            props = yield from labelled(name, scale, at)
            bounded = {"kind": "interval", "min": float(low), "max": float(high)}
            yield NodeRow("Scale", SCALE, props | bounded, at)
    for scale in (IMPORTANCE, LEVEL):
        if scale not in bounds:
            raise SourceError(database.file("Scales Reference").name, f"the scale {scale} is not there")


# --- requirements --------------------------------------------------------------------------------


def _requirements(database: Database, seen: Seen) -> Iterator[Row]:
    """One requirement for each occupation and element, from its two ratings, wherever they stand."""
    for at, cells in database.rows("Skills"):
        pair = cells[0], cells[1]
        seen.occupations.add(pair[0])
        seen.elements.add(pair[1])
        ratings = seen.waiting.setdefault(pair, {})
        rating = _rating(at, cells, seen.bounds)
        if isinstance(rating, Rejected):
            yield rating
            seen.spoilt.add(pair)
        elif other := ratings.get(rating.scale):
            yield Rejected(at, f"rated on {rating.scale} already", " ".join(pair), f"remove this or {other.at}")
        else:
            ratings[rating.scale] = rating
        if len(ratings) == len(seen.bounds):
            yield from _requirement(pair, seen.waiting.pop(pair), seen)
    for pair, ratings in seen.waiting.items():
        yield from _incomplete(pair, ratings, seen)


def _rating(at: Place, cells: list[str], bounds: dict[str, tuple[float, float]]) -> Rating | Rejected:
    _, _, scale, value, suppress, not_relevant, date, source = cells
    if scale not in bounds:
        return Rejected(at, "unknown scale", scale, f"{IMPORTANCE} or {LEVEL}")
    low, high = bounds[scale]
    if not _NUMBER.fullmatch(value) or not low <= float(value) <= high:
        return Rejected(at, f"not a number on the scale {scale}", value, f"between {low:g} and {high:g}")
    return Rating(at, scale, float(value), suppress == "Y", not_relevant != "Y", f"{source}, {date}")


def _requirement(pair: Pair, ratings: dict[str, Rating], seen: Seen) -> Iterator[Row]:
    """The requirement that the ratings of a pair state; a suppressed rating is too unsure to be one."""
    first, level, importance = next(iter(ratings.values())), ratings.get(LEVEL), ratings.get(IMPORTANCE)
    for rating in ratings.values():
        if rating.suppressed:
            yield Remark(rating.at, f"suppressed {rating.scale}: left null", " ".join(pair))
    if level and not level.relevant:
        yield Remark(level.at, "skill rated not relevant: no requirement", " ".join(pair))
        return
    props: dict[str, Any] = {"source": first.source}
    if importance and not importance.suppressed:
        low, high = seen.bounds[IMPORTANCE]
        props["importance"] = round((importance.value - low) / (high - low), 4)
        props["essential"] = importance.value >= ESSENTIAL
    if level and not level.suppressed:
        props |= {"level": level.value, "scale": SCALE}
    occupation, element = pair
    yield EdgeRow("REQUIRES", ("Role", f"onet:{occupation}"), ("Competency", f"onet:{element}"), first.at, props)


def _incomplete(pair: Pair, ratings: dict[str, Rating], seen: Seen) -> Iterator[Row]:
    """What is said on one scale only is kept, unless the other rating is at fault."""
    for rating in ratings.values():
        if pair in seen.spoilt:
            yield Rejected(rating.at, "the pair's other rating was rejected", " ".join(pair), "mend the other one")
        else:
            yield Remark(rating.at, f"rated on {rating.scale} only", " ".join(pair))
            yield from _requirement(pair, ratings, seen)


# --- occupations and elements --------------------------------------------------------------------


def _occupations(database: Database, seen: Seen) -> Iterator[Row]:
    zones: dict[str, tuple[Place, str]] = {}
    for at, (code, zone) in database.rows("Job Zones"):
        if zones.setdefault(code, (at, zone))[1] != zone:
            yield Rejected(at, "another job zone than before", f"{code} {zone}", f"it is at {zones[code][0]} already")
    for at, (code, title, description) in database.rows("Occupation Data"):
        _, zone = zones.pop(code, (at, ""))
        if not code:
            yield Rejected(at, f"no {_CODE}", title)
            continue
        if code not in seen.occupations:
            yield Remark(at, "occupation without skills", code)
        props = {"kind": "occupation", "notation": code, "grade": zone and f"Job Zone {zone}"}
        yield from _node(("Role", code), (title, description), at, props)
        yield EdgeRow("IN_SCHEME", ("Role", f"onet:{code}"), FRAMEWORK, at)
    for code, (at, zone) in zones.items():
        yield Rejected(at, "job zone of an occupation that is not there", f"{code} {zone}")


def _elements(database: Database, seen: Seen) -> Iterator[Row]:
    """The elements that are rated and those above them: `2.A.1` is above `2.A.1.a`."""
    groups = {parent for element in seen.elements for parent in _above(element)}
    for at, (element, name, description) in database.rows("Content Model Reference"):
        if element not in groups | seen.elements:
            yield Remark(at, "element that nothing here rates: not loaded", f"{element} {name}")
            continue
        props = {"kind": "skill" if element in seen.elements else "group", "notation": element}
        yield from _node(("Competency", element), (name, description), at, props)
        node, parent = ("Competency", f"onet:{element}"), element.rpartition(".")[0]
        yield EdgeRow("IN_SCHEME", node, FRAMEWORK, at, {"top": not parent})
        if parent:
            yield EdgeRow("BROADER", node, ("Competency", f"onet:{parent}"), at)


def _above(element: str) -> Iterator[str]:
    while element := element.rpartition(".")[0]:
        yield element


def _node(named: tuple[str, str], texts: tuple[str, str], at: Place, props: dict[str, Any]) -> Iterator[Row]:
    label, code = named
    name, description = texts
    found = yield from labelled(name, code, at)
    yield NodeRow(label, f"onet:{code}", {**found, **props, "definitions": text("en", description)}, at)


def _recognises(path: Path) -> bool:
    names = ("Occupation[_ ]Data.*", "Content[_ ]Model[_ ]Reference.*")
    return path.is_dir() and all(any(path.glob(name)) for name in names)


FORMAT = Format(
    name="onet",
    doc="O*NET's database as text: the tables in one directory, tab-separated.",
    read=read,
    recognises=_recognises,
    origin=lambda _path, _context: "onet",
    options={"version": "The database's version, which its tables do not tell."},
)
