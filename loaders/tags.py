"""Courses with their competency tags in one file, an array or one course a line; versions 5 and 6 in, 6 out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from loaders.delimited import head
from loaders.karmayogi_courses import IDENTIFIER, courses_of
from loaders.karmayogi_model import read_model
from loaders.karmayogi_paths import Named, Paths
from loaders.losses import Losses
from loaders.records import records
from loaders.rows import Content, Context, Format, NodeRow, Place, Rejected, Row, Writing

Item = dict[str, Any]

_CARRIED: dict[str, frozenset[str]] = {
    "Module": frozenset({"title", "labels", "kind", "notation"}),
    "COVERS": frozenset(),
}
_BESIDE = ("kcm.csv", "kcm_dual_ids.csv")


def read(path: Path, _context: Context) -> Iterator[Row]:
    """Courses and what they cover; tags of version 5 are found by path in the tables of the model beside the file."""
    local, dual = ([path.parent / name] if (path.parent / name).is_file() else [] for name in _BESIDE)
    model = read_model(local, dual)
    courses: list[Item] = []
    for found in records(path):
        if isinstance(found, Rejected):
            yield found
        else:
            courses.append(found[1])
    yield from courses_of(courses, model, Place(path.name))


async def write(content: Content, path: Path, _options: Mapping[str, str]) -> list[str]:
    """Write all courses with tags of version 6, one a line, in the order of their ids."""
    paths, losses = Paths(), Losses()
    modules: dict[str, str] = {}
    covered: dict[str, dict[str, None]] = {}
    async for row in content():
        if paths.take(row) or not losses.row(row, _CARRIED):
            continue
        if isinstance(row, NodeRow):
            modules[row.id] = str(row.props["title"])
            _names(row, losses)
        else:
            covered.setdefault(row.start[1], {})[row.end[1]] = None
    paths.note(losses)
    courses = [_course(id_, name, list(covered.get(id_, ())), paths, losses) for id_, name in modules.items()]
    _put(courses, path)
    return losses.lines()


def _names(row: NodeRow, losses: Losses) -> None:
    losses.note("Module.notation", int(not row.id.endswith(row.props.get("notation") or "")))
    losses.note("Module.kind", int(row.props.get("kind") not in {None, "course"}))
    losses.note("names of courses in other languages than their title's", max(len(row.props.get("labels", ())) - 1, 0))


def _course(id_: str, name: str, covered: list[str], paths: Paths, losses: Losses) -> Item:
    tags = [_tag(each, paths, losses) for each in covered]
    return {"identifier": id_.removeprefix("igot:"), "name": name, "competencies_v6": tags}


def _tag(id_: str, paths: Paths, losses: Losses) -> Item:
    theme, area, more = paths.path(id_)
    losses.note("COVERS a sub-theme under several themes: one is named", int(more))
    losses.note(
        f"COVERS what is {paths.kind(id_) or 'of no kind'}, as a sub-theme", int(paths.kind(id_) != "sub-theme")
    )
    found: Item = {}
    for part, each in (("Area", area), ("Theme", theme), ("SubTheme", id_)):
        found |= _named(f"competency{part}", paths.named(each) if each else Named("", "", "", ""))
    if id_.startswith("igot:") and not IDENTIFIER.search(id_):
        found["competencySubThemeRefId"] = id_  # its identifier does not say that it is one
    kind = paths.theme_type(theme) or paths.theme_type(id_)
    return found | ({"competencyThemeType": kind} if kind else {})


def _named(begin: str, named: Named) -> Item:
    return {
        f"{begin}Identifier": named.identifier,
        f"{begin}RefId": named.ref,
        f"{begin}Name": named.name,
        f"{begin}Description": named.description or named.name,
    }


def _put(courses: list[Item], path: Path) -> None:
    with path.open("w", encoding="utf-8") as stream:
        stream.writelines(json.dumps(course, ensure_ascii=False) + "\n" for course in courses)


def _recognises(path: Path) -> bool:
    if not path.is_file() or not {".json", ".jsonl"} & set(path.suffixes):
        return False
    return b'"competencies_v' in head(path)


FORMAT = Format(
    name="tags",
    doc="Courses of the platform with their competency tags (competencies_v5, competencies_v6), as JSON.",
    read=read,
    recognises=_recognises,
    origin=lambda path, context: f"tags:{context.options.get('source') or path.name.partition('.')[0]}",
    complete=False,
    options={"source": "The name of the source, of which a newer file is a newer version. Left out: the file's name."},
)
WRITING = Writing("tags-v6", "Courses with their competency tags, version 6: one JSON object a line.", ".jsonl", write)
