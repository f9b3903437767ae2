"""Mission Karmayogi's lists: the competency model (KCM), designations, organisations, course tags and scales.

A directory holds any of the files in `FILES`. Which file says what: the `karmayogi_*` modules beside this one.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from loaders.karmayogi_courses import read_courses
from loaders.karmayogi_lists import read_designations, read_organisations, read_scales
from loaders.karmayogi_model import read_model, rows
from loaders.rows import Context, Format, NodeRow, Place, Remark, Row, SourceError, text

FILES = {
    "model": "kcm.csv",
    "dual": "kcm_dual_ids.csv",
    "designations": "designations.json",
    "organisations": "organisations.txt",
    "scales": "proficiency_schemes.json",
    "courses": "courses_tagged_*.json",
}
"""The files of a directory, any of which may be absent or compressed (.xz, .gz)."""

_PACKED = ("", ".gz", ".xz")


def read(path: Path, _context: Context) -> Iterator[Row]:
    """The rows of every list in the directory; SourceError when it holds none.

    Course tags of version 5 and the two competency files meet by the whole exact path within this directory only.
    """
    found = _found(path)
    if not any(found.values()):
        hint = "expected a directory with one of " + ", ".join(FILES.values())
        raise SourceError(str(path), "holds none of the Karmayogi lists", hint)
    yield from _unread(path, found)
    model = read_model(found["model"], found["dual"])
    if model.terms:
        yield _framework("kcm", "Karmayogi Competency Model", "KCM", "not stated", next(iter(model.terms.values())).at)
    yield from rows(model)
    for designations in found["designations"]:
        place = Place(designations.name)
        yield _framework("igot-designations", "iGOT Karmayogi designations", "", "MIT", place)
        yield from read_designations(designations)
    for organisations in found["organisations"]:
        yield from read_organisations(organisations)
    for scales in found["scales"]:
        yield from read_scales(scales)
    for courses in found["courses"]:
        yield from read_courses(courses, model)


def _found(directory: Path) -> dict[str, list[Path]]:
    """The files there are of each list; a list with one name takes the first of plain, .gz and .xz."""
    found = {
        kind: [path for suffix in _PACKED for path in sorted(directory.glob(pattern + suffix)) if path.is_file()]
        for kind, pattern in FILES.items()
    }
    return {kind: paths if kind == "courses" else paths[:1] for kind, paths in found.items()}


def _unread(directory: Path, found: dict[str, list[Path]]) -> Iterator[Remark]:
    read_ = {path for paths in found.values() for path in paths}
    for path in sorted(directory.iterdir()):
        if path not in read_:
            yield Remark(Place(path.name), "file not read", path.name)


def _framework(id_: str, title: str, short: str, licence: str, at: Place) -> NodeRow:
    publisher = "Mission Karmayogi, Government of India"
    props = {
        "title": title,
        "labels": text("en", title),
        "publisher": publisher,
        "licence": licence,
        "attribution": f"{title}, {publisher}; licence: {licence}",
        "languages": ["en"],
    }
    return NodeRow("Framework", id_, props | ({"altLabels": text("en", short)} if short else {}), at)


FORMAT = Format(
    name="karmayogi",
    doc="A directory of Mission Karmayogi's lists: KCM, dual identifiers, designations, organisations, course tags.",
    read=read,
    recognises=lambda path: path.is_dir() and any(_found(path).values()),
    origin=lambda _path, _context: "karmayogi",
    # A directory may hold some of the lists only: what the others state is not gone.
    complete=False,
)
