"""Sunbird's framework document, as `framework/v1/read` gives it: categories of terms and their associations.

A term of a category of designations is a role, any other a competency of the category's kind. Areas, themes and
sub-themes are BROADER one another by their associations, whichever end states them. In an organisation's own
framework (`{rootOrgId}_odcs`) a designation is a role of that organisation, not the designation of all, and
the competencies of the common model are only referred to. What the model has no place for is kept in `extra`,
and so is the form of what is not stated as our writer would.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from loaders.delimited import head
from loaders.documents import document
from loaders.rows import Context, EdgeRow, Format, NodeRow, Place, Remark, Row, SourceError
from loaders.sunbird_extra import lines
from loaders.sunbird_kept import differing, keep
from loaders.sunbird_read import Reading, filled
from loaders.sunbird_terms import LINKS, ROLE, Item, Term, kind, organisation
from loaders.sunbird_written import framework_plain


def read(path: Path, context: Context) -> Iterator[Row]:
    """The framework's competencies and roles with their relationships and identifiers."""
    at = Place(path.name)
    found = _framework(path)
    reading = Reading(found["identifier"].strip(), at)
    yield from reading.read(found.get("categories"))
    keep(reading.terms, reading.sources, [str(each["code"]) for each in reading.categories])
    yield from _framework_rows(reading, found, at)
    yield from _organisation(reading, context, at)
    for term in reading.terms.by_id.values():
        yield from _term(term, reading, framework_id(found), at)
    for edge, position in reading.terms.edges.items():
        start = "Role" if edge.type == "REQUIRES" else _label(reading, edge.start)
        order = {} if position is None else {"position": position}
        yield EdgeRow(edge.type, (start, edge.start), ("Competency", edge.end), at, order)


def framework_id(found: Item) -> str:
    """The id of a framework: `igot:` and its identifier, or the id that our writer gave beside it."""
    return str(found.get("refId") or f"igot:{found['identifier'].strip()}")


def _framework(path: Path) -> Item:
    value = document(path)
    for key in ("result", "framework"):
        if isinstance(value, dict) and isinstance(value.get(key), dict):
            value = value[key]
    if not isinstance(value, dict) or not isinstance(value.get("identifier"), str) or not value["identifier"].strip():
        hint = "expected result.framework with its identifier, as framework/v1/read gives it"
        raise SourceError(path.name, "is no Sunbird framework", hint)
    return value


def _framework_rows(reading: Reading, found: Item, at: Place) -> Iterator[Row]:
    id_ = framework_id(found)
    props = yield from reading.stated(found, str(found["identifier"]))
    if (code := found.get("code")) and code != found["identifier"]:
        props["notation"] = str(code)
    kept = differing(found, framework_plain(id_, props), LINKS | {"categories"})
    kept |= {"category": reading.categories, "term": reading.others}
    if unknown := sorted(kept.keys() - {"category", "term", "absent", "name", "description", "status"}):
        yield Remark(at, "keys of the framework kept as extra", ", ".join(unknown))
    labels = [label for term in reading.terms.by_id.values() for label in term.props.get("labels", ())]
    languages = sorted({label.partition("|")[0] for label in labels} - {""})
    yield NodeRow("Framework", id_, filled(props | {"languages": languages, "extra": lines(id_, kept)}), at)


def _term(term: Term, reading: Reading, framework: str, at: Place) -> Iterator[Row]:
    node, extra = (term.label, term.id), lines(term.id, term.kept)
    yield NodeRow(*node, filled(term.props | {"extra": extra}), at)
    top = term.kind == reading.terms.order[0]
    yield EdgeRow("IN_SCHEME", node, ("Framework", framework), at, {"top": True} if top else {})
    if term.identifier and term.id != f"igot:{term.identifier}":
        yield NodeRow("Identifier", f"igot:{term.identifier}", {"system": "igot"}, at)
        yield EdgeRow("OF", ("Identifier", f"igot:{term.identifier}"), node, at)
    for key in sorted(term.kept.keys() - {"nested", "absent"}):
        yield Remark(at, f"kept as extra: {key}", term.id)


def _organisation(reading: Reading, context: Context, at: Place) -> Iterator[Row]:
    """The organisation whose own framework it is, and its roles there."""
    body = organisation(reading.terms.framework)
    if not body:
        return
    roles = [term for term in reading.terms.by_id.values() if term.label == "Role"]
    bodies = [term for term in reading.others if kind(str(term.get("category"))) == "org"]
    title = str(bodies[0].get("name") or body).strip() if len(bodies) == 1 else body
    props = filled({"title": title, "labels": [f"en|{title}"] if title != body else [], "notation": body})
    yield NodeRow("Organisation", f"igot:{body}", props, at)
    joined = context.options.get("designations") == "yes"
    for role in roles:
        yield EdgeRow("AT", ("Role", role.id), ("Organisation", f"igot:{body}"), at)
        code = str(role.props.get("notation") or "")
        if code.startswith("DESG-") and joined:
            yield EdgeRow("SPECIALISES", ("Role", role.id), ("Role", f"kcm:{code}"), at)
    if roles and not joined:
        hint = "-o designations=yes joins each to the designation of the store"
        yield Remark(at, f"an organisation's designations: roles of its own ({hint})", f"{len(roles)} of {title}")


def _label(reading: Reading, id_: str) -> str:
    return "Role" if reading.terms.kind_of(id_) == ROLE else "Competency"


def _recognises(path: Path) -> bool:
    if not path.is_file() or ".json" not in path.suffixes:
        return False
    beginning = head(path)
    return b'"framework"' in beginning and (b'"categories"' in beginning or b"api.framework" in beginning)


def _origin(path: Path, _context: Context) -> str:
    return f"sunbird:{_framework(path)['identifier'].strip()}"


FORMAT = Format(
    name="sunbird",
    doc="A framework of the platform, as Sunbird's framework/v1/read gives it.",
    read=read,
    recognises=_recognises,
    origin=_origin,
    options={"designations": "yes: an organisation's own designations specialise the store's (DESG-…)."},
)
