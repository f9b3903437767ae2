"""Mission Karmayogi's flat lists: designations, organisations and proficiency scales.

Their labels are kept as they stand, doubtful ones with a remark; nothing is merged.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from loaders.documents import document, not_kept, objects, word
from loaders.files import lines
from loaders.labels import Label, doubtful, labelled
from loaders.rows import EdgeRow, NodeRow, Place, Rejected, Remark, Row, SourceError, text

Item = dict[str, Any]

_DESIGNATIONS = ("Framework", "igot-designations")
_NO_DESIGNATION = frozenset({"no designation", "none", "nil", "n/a", "not applicable", "other", "others"})

_NO_BODY = re.compile(r"\b(updates?|news|website|faqs?)\b", re.IGNORECASE)
"""What titles a page."""

_PEOPLE = re.compile(r"\b(employees|dwellers|tribes|citizens|pensioners)\b", re.IGNORECASE)
_BODY = re.compile(
    r"\b(ministry|department|institutes?|directorate|board|council|commission|corporation|limited|ltd|university"
    r"|cent(re|er)|authority|academy|office|organi[sz]ation|committee|society|agency|bureau|bank|school|foundation)\b",
    re.IGNORECASE,
)
_WORK = re.compile(
    r"\b(portal|system|network|scheme|yojana|mission|project|program(me)?|registry|initiative)\s*([(,-]|$)",
    re.IGNORECASE,
)
"""A name that ends so is of something that a body runs, though the body may be called after it."""

_SLUG = 60
_DIGEST = 10


# --- designations -----------------------------------------------------------------------------------


def read_designations(path: Path) -> Iterator[Row]:
    """Designations as Role: `kcm:DESG-…` where the id is one, else `igot-position:PID1`."""
    at = Place(path.name)
    value = document(path)
    positions = objects(value.get("positions") if isinstance(value, dict) else value, at, "positions")
    yield from not_kept(positions, frozenset({"id", "name", "description"}), at, "designations")
    for position in positions:
        yield from _designation(position, at)
    yield from doubtful((word(p, "id", at), word(p, "name", at), at) for p in positions)
    yield from _in_general(positions, at)


def _designation(position: Item, at: Place) -> Iterator[Row]:
    code, name, description = (word(position, key, at).strip() for key in ("id", "name", "description"))
    if not code:
        yield Rejected(at, "the designation has no id", name)
        return
    node = ("Role", f"kcm:{code}" if code.startswith("DESG") else f"igot-position:{code}")
    props = yield from labelled(word(position, "name", at), code, at)
    if description not in ("", name):
        props |= {"definitions": text("en", description)}
    if name.casefold() in _NO_DESIGNATION:
        yield Remark(at, "says that there is no designation: kept", f"{code} {name}")
    yield NodeRow(*node, {**props, "kind": "designation", "notation": code}, at)
    yield EdgeRow("IN_SCHEME", node, _DESIGNATIONS, at)


def _in_general(positions: list[Item], at: Place) -> Iterator[Remark]:
    """What holds for most of the list, as one remark each."""
    names = [word(p, "name", at) for p in positions]
    small = [name.strip() for name in names if name != name.upper()]
    local = sum(not word(p, "id", at).startswith("DESG") for p in positions)
    same = sum(bool(name) and word(p, "description", at) == name for p, name in zip(positions, names, strict=True))
    of = f"of {len(positions)}"
    if len(small) < len(names) / 2:
        others = f"; not {', '.join(small[:5])}" if small else ""
        yield Remark(at, "designations in capitals: kept", f"{len(names) - len(small)} {of}{others}")
    if local:
        yield Remark(at, "designations without a DESG id: the list's own is used", f"{local} {of}")
    if same:
        yield Remark(at, "descriptions that repeat the name: not kept", f"{same} {of}")


# --- organisations ----------------------------------------------------------------------------------


def read_organisations(path: Path) -> Iterator[Row]:
    """Organisations, one a line, with an id from the name itself: the list has none, and a line number is no id."""
    labels: dict[str, Label] = {}
    number = 0
    for number, line in enumerate(lines(path), 1):
        at, plain = Place(path.name, number), html.unescape(line.rstrip("\r\n"))
        name = plain.strip()
        if plain != line.rstrip("\r\n"):
            yield Remark(at, "HTML entities replaced", line.strip())
        if _is_no_organisation(name):
            yield Rejected(at, "is no organisation but a page, an activity or a group of people", name)
        elif name in labels:
            yield Remark(at, "repeated line", f"{name}, on line {labels[name][2].line}")
        elif name:
            labels[name] = (f"line {number}", name, at)
            yield from _organisation(plain, at)
    if not number:
        raise SourceError(path.name, "the file is empty", "expected one organisation a line")
    yield from doubtful(labels.values())


def _is_no_organisation(name: str) -> bool:
    return bool(_NO_BODY.search(name) or (_PEOPLE.search(name) and not _BODY.search(name)))


def _organisation(name: str, at: Place) -> Iterator[Row]:
    id_ = organisation_id(name.strip())
    props = yield from labelled(name, id_, at)
    if _WORK.search(name):
        yield Remark(at, "perhaps a portal, system or scheme: kept", name.strip())
    yield NodeRow("Organisation", id_, props, at)


def organisation_id(name: str) -> str:
    """An id that depends on the name only: its beginning for the reader, a digest of it all to tell it apart.

    `igot-org:ministry-of-coal-…`; a name spelt otherwise is another organisation.
    """
    slug = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:_SLUG]
    return f"igot-org:{slug}-{hashlib.sha256(name.encode()).hexdigest()[:_DIGEST]}"


# --- scales -----------------------------------------------------------------------------------------


def read_scales(path: Path) -> Iterator[Row]:
    """Each list `scheme_<name>_<steps>` as an ordinal Scale (`frac-5`) with its levels (`frac-5:1`)."""
    at = Place(path.name)
    value = document(path)
    schemes = {key: of for key, of in value.items() if key.startswith("scheme_")} if isinstance(value, dict) else {}
    if not schemes:
        raise SourceError(at, "holds no scheme", 'expected {"scheme_frac_5": […]}')
    yield from not_kept([value], frozenset(schemes), at, "scales")
    for key, scheme in schemes.items():
        scale = key.removeprefix("scheme_").replace("_", "-")
        title = scale.replace("-", " ").upper()
        yield NodeRow("Scale", scale, {"title": title, "labels": text("en", title), "kind": "ordinal"}, at)
        for level in objects(scheme, at, key):
            yield from _level(level, scale, at)


def _level(level: Item, scale: str, at: Place) -> Iterator[Row]:
    rank = word(level, "ordinal" if "ordinal" in level else "id", at)
    if not rank.isdecimal() or int(rank) < 1:
        yield Rejected(at, f"a level of {scale} has no rank from 1", rank or word(level, "name", at))
        return
    node = ("Level", f"{scale}:{int(rank)}")
    props = yield from labelled(word(level, "name", at), node[1], at)
    other = text("en", word(level, "level", at))
    yield NodeRow(*node, props | {"rank": float(rank)} | ({"altLabels": other} if other else {}), at)
    yield EdgeRow("HAS_LEVEL", ("Scale", scale), node, at)
