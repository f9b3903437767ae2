"""The DoD Cyber Workforce Framework in JSON: elements, work roles, and the KSATs that each role needs.

KSATs are knowledge, skills, abilities and tasks: each is a competency of its kind. A role's core KSATs are
essential requirements, its additional ones optional. Two forms hold the same: normalised (`elements`, `roles`
and `ksats`, joined by number) and nested (elements hold roles, roles hold KSATs, repeated in each).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from loaders.documents import document, not_kept, objects, word
from loaders.files import open_bytes
from loaders.labels import labelled
from loaders.rows import Context, EdgeRow, Format, NodeRow, Place, Rejected, Remark, Row, SourceError, text

Item = dict[str, Any]

_SCHEME = ("Framework", "dcwf")
_KINDS = ("task", "knowledge", "skill", "ability")
_KSATS = ("core_ksats", "additional_ksats")
_ELEMENT_KEYS = frozenset({"id", "name", "url", "roles"})
_ROLE_KEYS = frozenset({"id", "name", "name_id", "url", "nist_id", "description", "element", *_KSATS})
_KSAT_KEYS = frozenset({"id", "description", "kind"})
_HEAD = 1 << 16


@dataclass(frozen=True, slots=True)
class Tables:
    """Either form as three tables; roles name KSATs, and elements name roles, by number."""

    elements: list[Item]
    roles: list[Item]
    ksats: list[Item]


def read(path: Path, _context: Context) -> Iterator[Row]:
    """The rows of either form: elements and roles as Role, KSATs as Competency, and what joins them.

    Ids are `dcwf-element:<id>`, `dcwf-role:<number>` and `dcwf-ksat:<number>` (33 numbers are both); NIST's
    ids of roles (`nist:<id>`) and the publisher's pages of elements and roles are Identifiers. JSON has no lines.
    """
    at = Place(path.name)
    tables = _tables(document(path), at)
    yield _framework(at)
    for items, known, what in (
        (tables.elements, _ELEMENT_KEYS, "elements"),
        (tables.roles, _ROLE_KEYS, "roles"),
        (tables.ksats, _KSAT_KEYS, "KSATs"),
    ):
        yield from not_kept(items, known, at, what)
    for make, items in ((_element, tables.elements), (_role, tables.roles), (_ksat, tables.ksats)):
        for item in items:
            yield from make(item, at) if word(item, "id", at) else [Rejected(at, "has no id", json.dumps(item)[:80])]
    yield from _broader(tables, at)
    yield from _same_text(tables.ksats, at)


def _framework(at: Place) -> NodeRow:
    title = "DoD Cyber Workforce Framework"
    props = {
        "title": title,
        "labels": text("en", title),
        "altLabels": text("en", "DCWF"),
        "publisher": "U.S. Department of Defense",
        "licence": "Public domain (work of the U.S. Government)",
        "attribution": "DoD Cyber Workforce Framework (DCWF), U.S. Department of Defense",
        "languages": ["en"],
    }
    return NodeRow(*_SCHEME, props, at)


# --- the two forms -----------------------------------------------------------------------------


def _tables(value: Any, at: Place) -> Tables:
    if not isinstance(value, dict) or not value:
        raise SourceError(at, "is no DCWF: not an object of elements", "expected data.json or extended.json")
    if {"elements", "roles", "ksats"} <= value.keys():
        return Tables(*(_values(value[name], at, name) for name in ("elements", "roles", "ksats")))
    return _flat(objects(list(value.values()), at, "the document"), at)


def _values(table: Any, at: Place, name: str) -> list[Item]:
    if not isinstance(table, dict):
        raise SourceError(at, f"{name!r} is not an object", "expected each under its id")
    for key, item in zip(table, objects(list(table.values()), at, name), strict=True):
        if word(item, "id", at) not in ("", key):
            raise SourceError(at, f"{name} {key!r} says that its id is {item['id']!r}")
    return list(table.values())


def _flat(elements: list[Item], at: Place) -> Tables:
    """The nested form as tables; what is repeated alike stands once, what is repeated otherwise stays twice."""
    nested = [objects(element.get("roles"), at, "an element's 'roles'") for element in elements]
    roles = list(chain.from_iterable(nested))
    ksats = [ksat for role in roles for name in _KSATS for ksat in objects(role.get(name, []), at, name)]
    return Tables(
        [{**element, "roles": _ids(held, at)} for element, held in zip(elements, nested, strict=True)],
        _distinct({**role, **{name: _ids(role.get(name, []), at) for name in _KSATS}} for role in roles),
        _distinct(ksats),
    )


def _ids(items: list[Item], at: Place) -> list[str]:
    return [number for item in items if (number := word(item, "id", at))]


def _distinct(items: Iterable[Item]) -> list[Item]:
    return list({json.dumps(item, sort_keys=True): item for item in items}.values())


def _numbers(item: Item, key: str, at: Place) -> list[str]:
    value = item.get(key) or []
    if not isinstance(value, list) or not all(isinstance(number, str) for number in value):
        raise SourceError(at, f"{key!r} of {item.get('id')!r} is not a list of ids")
    return value


# --- nodes ---------------------------------------------------------------------------------------


def _element(element: Item, at: Place) -> Iterator[Row]:
    number = word(element, "id", at)
    node = ("Role", f"dcwf-element:{number}")
    props = yield from labelled(word(element, "name", at), number, at)
    yield NodeRow(*node, {**props, "kind": "group", "notation": number}, at)
    yield EdgeRow("IN_SCHEME", node, _SCHEME, at, {"top": True})
    yield from _identifier(word(element, "url", at), "dcwf", node, at)


def _role(role: Item, at: Place) -> Iterator[Row]:
    number, url, name_id = (word(role, key, at) for key in ("id", "url", "name_id"))
    node = ("Role", f"dcwf-role:{number}")
    props = yield from labelled(word(role, "name", at), number, at)
    definition = text("en", word(role, "description", at))
    props |= {"definitions": definition} if definition else {}
    yield NodeRow(*node, {**props, "kind": "occupation", "notation": number}, at)
    yield EdgeRow("IN_SCHEME", node, _SCHEME, at)
    yield from _identifier(url, "dcwf", node, at)
    nist = word(role, "nist_id", at)
    yield from _identifier(nist and f"nist:{nist}", "nist", node, at)
    if name_id and name_id not in url.split("/"):
        yield Remark(at, "name_id not kept: the address does not hold it", f"{number}: {name_id}")
    yield from _requires(role, node, at)


def _identifier(id_: str, system: str, thing: tuple[str, str], at: Place) -> Iterator[Row]:
    if id_:
        yield NodeRow("Identifier", id_, {"system": system}, at)
        yield EdgeRow("OF", ("Identifier", id_), thing, at)


def _ksat(ksat: Item, at: Place) -> Iterator[Row]:
    number, spelt = word(ksat, "id", at), word(ksat, "kind", at)
    node = ("Competency", f"dcwf-ksat:{number}")
    props = yield from labelled(word(ksat, "description", at), number, at)
    kind = spelt.lower()
    if kind not in _KINDS:
        yield Remark(at, "kind is not task, knowledge, skill or ability: kept", f"{number}: {spelt}")
    elif spelt != kind.capitalize():
        yield Remark(at, "kind spelt otherwise", f"{number}: {spelt} read as {kind}")
    yield NodeRow(*node, {**props, "notation": number} | ({"kind": kind} if kind else {}), at)
    yield EdgeRow("IN_SCHEME", node, _SCHEME, at)


# --- what joins them -------------------------------------------------------------------------------


def _requires(role: Item, node: tuple[str, str], at: Place) -> Iterator[Row]:
    core, additional = (_numbers(role, name, at) for name in _KSATS)
    for name, listed in zip(_KSATS, (core, additional), strict=True):
        if len(set(listed)) < len(listed):
            yield Remark(at, "repeated in one list", f"role {role['id']}, {name}")
    essential = set(core)
    for number in sorted(essential.intersection(additional)):
        yield Remark(at, "both core and additional: read as core", f"role {role['id']}, KSAT {number}")
    for number in dict.fromkeys(core + additional):
        yield EdgeRow("REQUIRES", node, ("Competency", f"dcwf-ksat:{number}"), at, {"essential": number in essential})


def _broader(tables: Tables, at: Place) -> Iterator[Row]:
    """From each role to its elements: those that list it, and the one that it names."""
    listed = {(number, word(e, "id", at)): None for e in tables.elements for number in _numbers(e, "roles", at)}
    named = {(word(r, "id", at), element): None for r in tables.roles if (element := word(r, "element", at))}
    for role, element in listed | named:
        yield EdgeRow("BROADER", ("Role", f"dcwf-role:{role}"), ("Role", f"dcwf-element:{element}"), at)
    for role, element in named.keys() - listed.keys():
        yield Remark(at, "role names an element that does not list it", f"role {role}, {element}")


def _same_text(ksats: list[Item], at: Place) -> Iterator[Row]:
    numbers: dict[str, list[str]] = defaultdict(list)
    for ksat in ksats:
        numbers[word(ksat, "description", at)].append(word(ksat, "id", at))
    for description, same in numbers.items():
        if description and len(same) > 1:
            yield Remark(at, "same text under several numbers: kept apart", f"{', '.join(sorted(same))}: {description}")


# --- the format ------------------------------------------------------------------------------------


def recognises(path: Path) -> bool:
    """Whether a JSON file speaks of KSATs near its beginning."""
    if not path.is_file() or path.suffix != ".json":
        return False
    with open_bytes(path) as stream:
        head = stream.read(_HEAD)
    return b'"core_ksats"' in head or b'"ksats"' in head


FORMAT = Format(
    name="dcwf",
    doc="The DoD Cyber Workforce Framework: its JSON, normalised or nested.",
    read=read,
    recognises=recognises,
    origin=lambda _path, _context: "dcwf",
)
