"""Courses of the platform with their competency tags, versions 5 and 6: what each course covers.

A tag covers its sub-theme only and states no level. Version 6 names it by refId and platform identifier; version 5
by its whole path, with integers of an old table that name nothing here. (Version 3, which had levels, is not read.)
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from loaders.documents import document, not_kept, objects, word
from loaders.karmayogi_model import Model
from loaders.karmayogi_tables import Three, shown
from loaders.labels import labelled
from loaders.rows import EdgeRow, NodeRow, Place, Rejected, Remark, Row

Item = dict[str, Any]

_V5, _V6 = "competencies_v5", "competencies_v6"
_PARTS = ("competencyArea", "competencyTheme", "competencySubTheme")
_V5_KEYS = frozenset(_PARTS)
_V6_KEYS = frozenset({*(f"{part}Name" for part in _PARTS), "competencySubThemeRefId", "competencySubThemeIdentifier"})
IDENTIFIER = re.compile(r"_(competency)?sub-?theme_", re.IGNORECASE)
"""Within the platform identifier of a sub-theme."""
_REF = re.compile(r"COMSUBTHEME-\d+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def read_courses(path: Path, model: Model) -> Iterator[Row]:
    """Courses as Module (`igot:do_…`) with COVERS for each tag that names a sub-theme of the model or by a refId.

    A refId that the model lacks may be of the store, and is looked for there when the rows are checked.
    """
    at = Place(path.name)
    yield from courses_of(objects(document(path), at, "the document"), model, at)


def courses_of(courses: list[Item], model: Model, at: Place) -> Iterator[Row]:
    """The rows of courses that were read from a file."""
    tags = {key: [tag for course in courses for tag in _tags(course, key, at)] for key in (_V5, _V6)}
    yield from not_kept(courses, frozenset({"identifier", "name", _V5, _V6}), at, "courses")
    yield from not_kept(tags[_V5], _V5_KEYS, at, _V5)
    yield from not_kept(tags[_V6], _V6_KEYS, at, _V6)
    for course in courses:
        yield from _course(course, model, at)


def _tags(course: Item, key: str, at: Place) -> list[Item]:
    return objects(course.get(key) or [], at, f"{key} of {course.get('identifier')!r}")


def _course(course: Item, model: Model, at: Place) -> Iterator[Row]:
    identifier = word(course, "identifier", at)
    if not identifier:
        yield Rejected(at, "the course has no identifier", json.dumps(course, ensure_ascii=False)[:80])
        return
    node = ("Module", f"igot:{identifier}")
    props = yield from labelled(word(course, "name", at), identifier, at)
    yield NodeRow(*node, {**props, "kind": "course", "notation": identifier}, at)
    covered: set[str] = set()
    for found in _covered(course, model, at):
        if not isinstance(found, str):
            yield found
        elif found in covered:
            yield Remark(at, "a course's tag repeated", f"{identifier}: {found}")
        else:
            covered.add(found)
            yield EdgeRow("COVERS", node, ("Competency", found), at)
    if not covered:
        yield Remark(at, "course without a tag that names a sub-theme", identifier)


def _covered(course: Item, model: Model, at: Place) -> Iterator[str | Rejected | Remark]:
    """The ids of the sub-themes that the tags name, and what is wrong with a tag."""
    for tag in _tags(course, _V5, at):
        yield _by_path(tag, f"{course['identifier']}: ", model, at)
    for tag in _tags(course, _V6, at):
        yield from _by_reference(tag, f"{course['identifier']}: ", model, at)


def _path(tag: Item, suffix: str, at: Place) -> Three:
    area, theme, sub_theme = (word(tag, part + suffix, at).strip() for part in _PARTS)
    return area, theme, sub_theme


def _by_path(tag: Item, of: str, model: Model, at: Place) -> str | Rejected:
    path = _path(tag, "", at)
    if target := model.at_path(path):
        return target
    reason = "the tag's path stands for several sub-themes" if path in model.paths else "no sub-theme at the tag's path"
    return Rejected(at, reason if path[2] else "the tag names no sub-theme", of + shown(path), _hint(path, model))


def _by_reference(tag: Item, of: str, model: Model, at: Place) -> Iterator[str | Rejected | Remark]:
    path = _path(tag, "Name", at)
    ref, identifier = (word(tag, f"competencySubTheme{key}", at).strip() for key in ("RefId", "Identifier"))
    known = dict.fromkeys(model.references[key] for key in (ref, identifier) if key in model.references)
    target = next(iter(known), None) or _elsewhere(ref, identifier)
    if len(known) > 1:
        yield Rejected(at, "the tag's RefId and Identifier name two things", f"{of}{ref}, {identifier}")
    elif not target or (known and model.terms[target].kind != "sub-theme"):
        yield Rejected(at, "the tag's RefId names no sub-theme", of + (ref or identifier), _hint(path, model))
    else:
        yield target
        if known and path[2] not in ("", model.terms[target].name):
            yield Remark(at, "a tag names its sub-theme otherwise", f"{of}{target}: {path[2]}")


def _elsewhere(ref: str, identifier: str) -> str:
    """The id of what the model lacks: by the refId, an id of ours, or a platform identifier; empty for no sub-theme."""
    if _REF.fullmatch(ref):
        return f"kcm:{ref}"
    if ":" in ref:
        return ref
    return f"igot:{identifier}" if IDENTIFIER.search(identifier) and not ref else ""


def _hint(path: Three, model: Model) -> str:
    if not model.paths:
        return "put kcm.csv or kcm_dual_ids.csv beside it"
    near = model.nearest(path)
    return f"did you mean {near}?" if near else ""
