"""The standard sheets of a table: what each states and its columns, derived from the model.

The reader, the template and the documentation all use this one declaration.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from loaders.columns import LEVELS, MORE, Column, Sheet, fold
from ontology.earlier import EARLIER
from ontology.model import NODES, RELS
from ontology.terms import Prop, RelType

_NODE_SHEETS = {
    "frameworks": ("Framework", {}),
    "levels": ("Level", {"scale": "HAS_LEVEL"}),
    "competencies": ("Competency", {"broader": "BROADER", "framework": "IN_SCHEME"}),
    "collections": ("Collection", {"members": "MEMBER", "framework": "IN_SCHEME"}),
    "organisations": ("Organisation", {"partOf": "PART_OF"}),
    "roles": (
        "Role",
        {"organisation": "AT", "specialises": "SPECIALISES", "broader": "BROADER", "framework": "IN_SCHEME"},
    ),
    "activities": ("Activity", {"role": "HAS", "needs": "NEEDS", "framework": "IN_SCHEME"}),
    "modules": (
        "Module",
        {"provider": "OFFERED_BY", "prerequisites": "PREREQUISITE", "partOf": "PART_OF", "framework": "IN_SCHEME"},
    ),
    "officers": ("Officer", {}),
    "postings": ("Posting", {"officer": "HAS_POSTING", "role": "AS", "organisation": "AT"}),
    "identifiers": ("Identifier", {"of": "OF"}),
}
"""Sheets of which a row states a node: its label, and the relationship that each further column makes."""

_EDGE_SHEETS = {
    "descriptors": ("DESCRIBES", "competency", "level"),
    "requirements": ("REQUIRES", "role", "competency"),
    "coverage": ("COVERS", "module", "competency"),
    "prerequisites": ("PREREQUISITE", "competency", "needs"),
    "posts": ("HAS_POSTS", "organisation", "role"),
    "holdings": ("HOLDS", "officer", "competency"),
    "enrolments": ("TOOK", "officer", "module"),
    "equivalences": ("EQUIVALENT_TO", "level", "otherLevel"),
}
"""Sheets of which a row states a relationship: its type, and the columns of its two ends."""

_ORDER = (
    "frameworks", "scales", "levels", "competencies", "collections", "descriptors", "organisations", "roles",
    "activities", "requirements", "modules", "coverage", "prerequisites", "posts", "officers", "postings", "holdings",
    "enrolments", "identifiers", "equivalences", "links",
)  # fmt: skip
_LINKED = (
    "BROADER", "IN_SCHEME", "SUPPORTED_BY", "EXACT_MATCH", "CLOSE_MATCH", "BROAD_MATCH", "NARROW_MATCH",
    "RELATED_MATCH", "RELATED", "REPLACED_BY",
)  # fmt: skip
"""Relationships whose properties are columns of the sheet of links, which takes any relationship."""
_REQUIRED_LINKS = {("postings", "officer"), ("postings", "role"), ("identifiers", "of")}
_ELSEWHERE = {"id", "title", "labels", "origin", "extra", "path", EARLIER}
_LAST = ("definitions", "altLabels", "status", "notation", "since", "until")
_DOCS = {
    ("modules", "prerequisites"): "Modules to take before.",
    ("prerequisites", "competency"): "The competency that needs another before it.",
    ("prerequisites", "needs"): "The competency needed before.",
    ("equivalences", "otherLevel"): "The level that is the same.",
    ("levels", "scale"): "The scale that it is a level of.",
}
"""What a column means in its sheet, where the model speaks of both ends."""
_RENAMED = {"definitions": "definition"}
_MORE = Column(MORE, "json", "What the other columns cannot hold: properties of the model. Exports fill it.")


def _property(prop: Prop) -> Column:
    name = _RENAMED.get(prop.name, prop.name)
    if name == "scale":
        return Column(name, "reference", prop.doc, prop=prop.name, labels=("Scale",))
    kind = "level" if name in LEVELS else "text" if prop.name == "title" else prop.kind
    required = prop.required or name in ("id", "title")
    return Column(name, kind, prop.doc, required, prop.name, many=prop.name == "altLabels")


def _properties(props: dict[str, Prop]) -> tuple[list[Column], list[Column]]:
    """The columns of the properties that are a type's own, and of those that many types share."""
    shown = [name for name in props if name not in _ELSEWHERE]
    shared = _LAST if "until" in props else ()
    own = [_property(props[name]) for name in shown if name not in shared]
    return own, [_property(props[name]) for name in shared if name in shown]


def _link(sheet: str, label: str, column: str, rel: RelType) -> Column:
    outward = tuple(end for start, end in rel.ends if start == label)
    labels = outward or tuple(start for start, end in rel.ends if end == label)
    required = (sheet, column) in _REQUIRED_LINKS
    doc = _DOCS.get((sheet, column), rel.doc)
    many = not rel.single and not required
    return Column(column, "reference", doc, required, "", rel.type, labels, not outward, many)


def _linked(sheet: str, label: str, column: str, rel: RelType) -> Iterator[Column]:
    """The column of a link, and one for each property that its relationships have but for their validity."""
    yield _link(sheet, label, column, rel)
    for prop in rel.props.values():
        if prop.name not in {"since", "until", "origin"}:
            yield replace(_property(prop), of=column)


def _node_sheet(name: str) -> Sheet:
    label, links = _NODE_SHEETS[name]
    props = NODES[label].props
    own, last = _properties(props)
    names = [Column("id", "id", props["id"].doc, required=True, prop="id")]
    names += [_property(props["title"])] if "title" in props else []
    linked = [each for column, rel in links.items() for each in _linked(name, label, column, RELS[rel])]
    types = [_type_of(linked[0])] if name == "identifiers" else []
    return Sheet(name, label, NODES[label].doc, (*names, *own, *linked, *last, *types, _MORE))


def _type_of(of: Column) -> Column:
    *labels, last = of.labels
    doc = f"{', '.join(labels)} or {last}; left out: found among the things of the same file."
    return Column("type", "string", doc)


def _edge_sheet(name: str) -> Sheet:
    type_, *ends = _EDGE_SHEETS[name]
    rel = RELS[type_]
    first, second = (_end(name, column, label) for column, label in zip(ends, rel.ends[0], strict=True))
    own, last = _properties(rel.props)
    ids = [Column("id", "id", rel.props["id"].doc, required=True, prop="id")] if "id" in rel.props else []
    # a level that is an end has its scale beside it, not as a property
    scales = [_scale_of(end) for end in (first, second) if end.kind == "level"]
    middle = [first, scales[0], second, scales[1]] if len(scales) > 1 else [first, second, *scales]
    return Sheet(name, type_, rel.doc, (*ids, *middle, *own, *last, _MORE), (first, second))


def _end(sheet: str, name: str, label: str) -> Column:
    doc = _DOCS.get((sheet, name), f"The {label.lower()}.")
    return Column(name, "level" if label == "Level" else "reference", doc, required=True, labels=(label,))


def _scale_of(level: Column) -> Column:
    return Column(level.scale, "reference", f"The scale of `{level.name}`.", labels=("Scale",))


def _scales() -> Sheet:
    scale, level = NODES["Scale"].props, NODES["Level"].props
    columns = (
        Column("scale", "id", "Id of the scale; the same on each of its rows.", required=True, prop="id"),
        Column("scaleTitle", "text", "The scale's own name; the first row's counts.", prop="title"),
        Column("kind", "string", scale["kind"].doc + " Left out: ordinal.", prop="kind"),
        Column("rank", "float", level["rank"].doc, prop="rank"),
        Column("title", "text", "The level's name.", prop="title"),
        *(_property(level[name]) for name in ("definitions", "altLabels")),
        *(_property(scale[name]) for name in ("min", "max")),
        _MORE,
    )
    doc = (
        "A proficiency scale: one row a level; a row without a rank is about the scale itself, and an interval scale"
        " has no other. A level's id is `<scale>:<rank>`."
    )
    return Sheet("scales", "Scale", doc, columns)


def _links() -> Sheet:
    ends = (
        Column("relationship", "string", "Its type, such as RELATED, REPLACED_BY or EXACT_MATCH.", required=True),
        Column("from", "id", "Id of the thing that it leaves.", required=True),
        Column("fromType", "string", "The type of that thing; left out where only one is possible."),
        Column("to", "id", "Id of the thing that it reaches.", required=True),
        Column("toType", "string", "The type of that thing; left out where only one is possible."),
    )
    props = {name: prop for type_ in _LINKED for name, prop in RELS[type_].props.items()}
    own, last = _properties(props)
    doc = "Any relationship: those that no other sheet has, and those of columns that are valid for a time only."
    return Sheet("links", "", doc, (*ends, *own, *last, _MORE))


def _sheet(name: str) -> Sheet:
    if name in ("scales", "links"):
        return _scales() if name == "scales" else _links()
    return _node_sheet(name) if name in _NODE_SHEETS else _edge_sheet(name)


SHEETS = {name: _sheet(name) for name in _ORDER}
"""Every standard sheet by name, in the order in which a source is read."""


def standard(name: str) -> Sheet | None:
    """The standard sheet that a sheet's title or a file's name means, also `roles · भूमिकाएँ`."""
    return next((sheet for sheet in SHEETS.values() if fold(sheet.name) == fold(name)), None)


def reference() -> str:
    """All sheets and columns as Markdown: what `docs/tables.md` shows."""
    return "\n\n".join(_section(sheet) for sheet in SHEETS.values())


def _section(sheet: Sheet) -> str:
    rows = (f"| `{c.name}` | {c.says} | {'yes' if c.required else ''} | {c.doc} |" for c in sheet.columns)
    head = ("| column | a cell holds | required | meaning |", "| --- | --- | --- | --- |")
    return "\n".join((f"### {sheet.name}", "", sheet.doc, "", *head, *rows))
