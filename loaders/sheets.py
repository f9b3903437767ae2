"""The standard sheets of a table: what each states and its columns, derived from the model.

The reader, the template and the documentation all use this one declaration.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches

from ontology.model import NODES, RELS
from ontology.terms import Prop, RelType

_NODE_SHEETS = {
    "frameworks": ("Framework", {}),
    "competencies": ("Competency", {"broader": "BROADER", "framework": "IN_SCHEME"}),
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
    "frameworks", "scales", "competencies", "descriptors", "organisations", "roles", "activities", "requirements",
    "modules", "coverage", "prerequisites", "posts", "officers", "postings", "holdings", "enrolments", "identifiers",
    "equivalences",
)  # fmt: skip
_REQUIRED_LINKS = {("postings", "officer"), ("postings", "role"), ("identifiers", "of")}
_ELSEWHERE = {"id", "title", "labels", "origin", "extra", "path"}
_LAST = ("definitions", "altLabels", "status", "notation", "since", "until")
_DOCS = {
    ("modules", "prerequisites"): "Modules to take before.",
    ("prerequisites", "competency"): "The competency that needs another before it.",
    ("prerequisites", "needs"): "The competency needed before.",
    ("equivalences", "otherLevel"): "The level that is the same.",
}
"""What a column means in its sheet, where the model speaks of both ends."""
_RENAMED = {"definitions": "definition"}
_CLOSED = {"status", "mode", "state", "type"}
_LEVELS = {"level": "scale", "fromLevel": "scale", "toLevel": "scale", "otherLevel": "otherScale"}
_CHOICES = re.compile(r"([\w-]+(?:, [\w-]+)* or [\w-]+)(?=[.;]| \()")
_LANG = r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*"
_TAGGED = re.compile(rf"(.+?)\s*(?:@({_LANG})|\(({_LANG})\))")
_KIND_WORDS = {
    "reference": "id of {}",
    "level": "name or number of a level",
    "text": "text, in any language",
    "string": "text",
    "float": "number",
    "int": "whole number",
    "bool": "yes or no",
    "list": "language tags",
    "instant": "date",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a standard sheet, and the property or the relationship that its cells become.

    `kind` is id, reference, level or a kind of `ontology.terms`. A reference names a thing of one of
    `labels`; `link` is the relationship that it makes, from the thing named when `inward`.
    """

    name: str
    kind: str
    doc: str
    required: bool = False
    prop: str = ""
    link: str = ""
    labels: tuple[str, ...] = ()
    inward: bool = False
    many: bool = False

    @property
    def scale(self) -> str:
        """The column that names the scale of this level."""
        return _LEVELS[self.name]

    @property
    def choices(self) -> tuple[str, ...]:
        """The values that the model names for it, in its order; none where it may say anything."""
        listed = _CHOICES.match(self.doc) if self.kind == "string" else None
        return tuple(re.split(", | or ", listed[1])) if listed else ()

    @property
    def closed(self) -> bool:
        """Whether only its choices are values, because questions depend on them."""
        return self.name in _CLOSED or "interval" in self.choices

    @property
    def says(self) -> str:
        """What a cell holds, in words."""
        words = _KIND_WORDS.get(self.kind, self.kind).format(" or ".join(self.labels))
        return f"{words}; several with `;`" if self.many or self.kind == "list" else words


@dataclass(frozen=True, slots=True)
class Sheet:
    """A standard sheet: a row states one node or one relationship of the type `states`."""

    name: str
    states: str
    doc: str
    columns: tuple[Column, ...]
    ends: tuple[Column, ...] = ()

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)

    def find(self, header: str) -> tuple[Column, str | None] | None:
        """The column that a header means, with its language: `title@hi`, `Title (hi)`, `title · नाम`; None for none."""
        named = {fold(column.name): column for column in self.columns}
        if plain := named.get(fold(header)):
            return plain, None
        tagged = _TAGGED.fullmatch(header.partition("·")[0].strip())
        column = named.get(fold(tagged[1])) if tagged else None
        return (column, tagged[2] or tagged[3]) if tagged and column and column.kind == "text" else None


def _property(prop: Prop) -> Column:
    name = _RENAMED.get(prop.name, prop.name)
    if name == "scale":
        return Column(name, "reference", prop.doc, prop=prop.name, labels=("Scale",))
    kind = "level" if name in _LEVELS else "text" if prop.name == "title" else prop.kind
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


def _node_sheet(name: str) -> Sheet:
    label, links = _NODE_SHEETS[name]
    props = NODES[label].props
    own, last = _properties(props)
    names = [Column("id", "id", props["id"].doc, required=True, prop="id")]
    names += [_property(props["title"])] if "title" in props else []
    linked = [_link(name, label, column, RELS[rel]) for column, rel in links.items()]
    columns = [*names, *own, *linked, *last]
    if name == "identifiers":
        columns.append(_type_of(linked[0]))
    return Sheet(name, label, NODES[label].doc, tuple(columns))


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
    return Sheet(name, type_, rel.doc, (*ids, *middle, *own, *last), (first, second))


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
    )
    doc = "A proficiency scale: one row a level, or one row without a rank for an interval scale."
    return Sheet("scales", "Scale", doc, columns)


def _sheet(name: str) -> Sheet:
    if name == "scales":
        return _scales()
    return _node_sheet(name) if name in _NODE_SHEETS else _edge_sheet(name)


SHEETS = {name: _sheet(name) for name in _ORDER}
"""Every standard sheet by name, in the order in which a source is read."""


def fold(name: str) -> str:
    """A sheet's or a column's name as it is compared: case, spaces, `_` and `-` do not matter."""
    return re.sub(r"[\s_-]+", "", name.partition("·")[0]).casefold()


def standard(name: str) -> Sheet | None:
    """The standard sheet that a sheet's title or a file's name means, also `roles · भूमिकाएँ`."""
    return next((sheet for sheet in SHEETS.values() if fold(sheet.name) == fold(name)), None)


def similar(word: str, words: Collection[str]) -> str | None:
    """The most similar of the words, as names are compared; None where none is."""
    known = {fold(each): each for each in words}
    close = get_close_matches(fold(word), known, 1)
    return known[close[0]] if close else None


def hint(word: str, words: Collection[str]) -> str:
    """What to say of an unknown word: the most similar one, or all there are."""
    close = similar(word, words)
    return f"did you mean {close}?" if close else f"expected one of {', '.join(words)}"


def reference() -> str:
    """All sheets and columns as Markdown: what `docs/tables.md` shows."""
    return "\n\n".join(_section(sheet) for sheet in SHEETS.values())


def _section(sheet: Sheet) -> str:
    rows = (f"| `{c.name}` | {c.says} | {'yes' if c.required else ''} | {c.doc} |" for c in sheet.columns)
    head = ("| column | a cell holds | required | meaning |", "| --- | --- | --- | --- |")
    return "\n".join((f"### {sheet.name}", "", sheet.doc, "", *head, *rows))
