"""A Sunbird framework's terms in terms of the model: which thing a term is, what it is joined to, what it says."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from loaders.cells import is_tag
from loaders.sunbird_extra import Kept

Item = dict[str, Any]

REF = re.compile(r"(COMAREA|COMTHEME|COMSUBTHEME|DESG)-\d+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""A refId that the competency model gives: nothing else gives ids of this form."""

_STATUS = {"live": "live", "retired": "retired"}
STATUS = {"live": "Live", "draft": "Draft", "planned": "Draft", "retired": "Retired"}
"""The status of the platform for each of ours."""

_KINDS = {"area": "area", "theme": "theme", "subtheme": "sub-theme"}
_ROLES = frozenset({"designation", "designations", "position", "positions", "role", "roles"})
_BODIES = frozenset({"org", "organisation", "organization"})
CODES = {"area": "competencyarea", "theme": "theme", "sub-theme": "subtheme"}
"""The category of each kind of competency, where the framework names none."""

ROLE, BODY = "designation", "org"
_ORDER = ("area", "theme", "sub-theme")


def kind(category: str) -> str:
    """The kind of a category's terms: a competency's kind, `designation` or `org`."""
    plain = re.sub(r"[\s_-]", "", category.casefold())
    plain = plain.removeprefix("competency") or plain
    if plain in _ROLES:
        return ROLE
    return BODY if plain in _BODIES else _KINDS.get(plain, category)


class Edge(NamedTuple):
    """A relationship between two competencies, or of a role with one."""

    type: str
    start: str
    end: str


@dataclass(slots=True)
class Term:
    """A competency or a role: its properties, its identifier on the platform, and what is kept besides."""

    label: str
    id: str
    props: dict[str, Any] = field(default_factory=dict)
    identifier: str = ""
    kept: Kept = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """Its kind, as a category has it."""
        return ROLE if self.label == "Role" else str(self.props.get("kind") or "competency")


@dataclass(slots=True)
class Terms:
    """The terms of a framework by id; its relationships, and the position of the narrower among its siblings.

    `names` leads from a platform identifier or refId to the thing; `outside` are ids of other frameworks' things
    that the document names, with their kinds.
    """

    framework: str
    by_id: dict[str, Term] = field(default_factory=dict)
    edges: dict[Edge, float | None] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    outside: dict[str, str] = field(default_factory=dict)
    order: list[str] = field(default_factory=lambda: list(_ORDER))

    @property
    def own(self) -> bool:
        """Whether it is an organisation's own framework."""
        return bool(organisation(self.framework))

    def kind_of(self, id_: str) -> str:
        """The kind of a thing within or outside; empty when it is not known."""
        return self.by_id[id_].kind if id_ in self.by_id else self.outside.get(id_, "")

    def named(self, entry: Item) -> str:
        """The id of the thing that an entry (an association, a child) names; empty for none."""
        identifier, ref = str(entry.get("identifier") or ""), str(entry.get("refId") or "")
        return self.names.get(identifier) or self.names.get(ref) or thing(identifier, ref, own=self._local(entry))

    def _local(self, entry: Item) -> bool:
        return self.own and kind(str(entry.get("category") or "")) == ROLE

    def edge(self, term: Term, entry: Item, key: str) -> Edge | None:
        """The relationship that an entry under `key` of a term states; None when the model has no place for it."""
        other = self.named(entry)
        mine, theirs = term.kind, self.kind_of(other) or kind(str(entry.get("category") or ""))
        if not other or other == term.id or BODY in (mine, theirs) or not theirs:
            return None
        if ROLE in (mine, theirs):
            return (
                None if mine == theirs else Edge("REQUIRES", *((term.id, other) if mine == ROLE else (other, term.id)))
            )
        if key == "children":
            return Edge("BROADER", other, term.id)
        if mine == theirs:
            return Edge("RELATED", term.id, other)
        down = self._rank(theirs) > self._rank(mine)
        return Edge("BROADER", *((other, term.id) if down else (term.id, other)))

    def arrange(self, categories: Iterable[str]) -> None:
        """Take the order of the categories: what is broader than what."""
        self.order = list(dict.fromkeys([*map(kind, categories), *self.order]))

    def another(self, category: str, item: Item) -> None:
        """Note a thing of others that the document names in full."""
        identifier = str(item.get("identifier") or "")
        id_ = thing(identifier, str(item.get("refId") or ""))
        self.outside[id_] = kind(category)
        self.names |= {identifier: id_} if identifier else {}

    def _rank(self, kind_: str) -> int:
        return self.order.index(kind_) if kind_ in self.order else len(self.order)

    def related(self, edge: Edge) -> Edge:
        """The relationship as it is in `edges`: one of two directions of RELATED."""
        turned = Edge(edge.type, edge.end, edge.start)
        return turned if edge.type == "RELATED" and turned in self.edges else edge


def organisation(framework: str) -> str:
    """The organisation whose own framework this is, by its identifier `{rootOrgId}_odcs`; empty for any other."""
    return framework.removesuffix("_odcs") if framework.endswith("_odcs") else ""


def thing(identifier: str, ref: str, *, own: bool = False) -> str:
    """The id of what a term names: by refId where that is one of the model's, or an id of ours; else as `igot:…`.

    `own`: a role of one organisation, which is no other organisation's though their refIds are the same.
    """
    if ":" in ref:
        return ref
    if REF.fullmatch(ref) and not own:
        return f"kcm:{ref}"
    return f"igot:{identifier}" if identifier else ""


# --- what the keys of a term say ---------------------------------------------------------------------


def translations(value: Any) -> dict[str, str]:
    """Names by language, from an object or from text that holds one; empty for anything else.

    English is the language of the name itself.
    """
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return {}
    if not isinstance(value, dict):
        return {}
    texts = {tag: said(text) for tag, text in value.items() if tag != "en" and is_tag(tag)}
    return {tag: text for tag, text in texts.items() if text}


def status(value: Any) -> str | None:
    """Our status: what is neither live nor retired is a draft (Review, FlagDraft, Unlisted)."""
    return _STATUS.get(str(value).casefold(), "draft") if value else None


def number(value: Any) -> float | None:
    """An index as a position; None for what is no number."""
    try:
        found = float("nan") if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        return None
    return found if math.isfinite(found) else None


def theme_type(value: Any) -> str:
    """Core or Leadership, from the additional properties."""
    found = value.get("themeType") if isinstance(value, dict) else None
    return found.strip() if isinstance(found, str) else ""


def said(value: Any) -> str:
    """A text without outer white space; empty for what is none."""
    return value.strip() if isinstance(value, str) else ""


READ: dict[str, Callable[[Any], Any]] = {
    "name": said,
    "description": said,
    "translations": translations,
    "status": status,
    "index": number,
    "additionalProperties": theme_type,
}
"""What the model takes of a key: two values that read the same state the same."""


def kept_instead(plain: Item, kept: Kept, made: frozenset[str]) -> Iterator[tuple[str, Any]]:
    """The keys of a written object: as they were kept while they state the same, else plainly.

    `made` are keys that are written for want of a fact: left out where the source had none.
    """
    absent = {key for keys in kept.get("absent", []) for key in keys} & made
    yield from ((key, value) for key, value in plain.items() if key not in absent and key not in kept)
    for key, [value, *_] in kept.items():
        if key not in LINKS:
            yield from _kept(key, value, plain)


LINKS = frozenset({"absent", "associations", "children", "nested"})
"""Keys that are kept in a way of their own."""


def _kept(key: str, value: Any, plain: Item) -> Iterator[tuple[str, Any]]:
    stated = plain.get(key)
    if key not in READ or READ[key](value) == READ[key](stated) or (key == "index" and stated is None):
        yield key, value
    elif isinstance(value, dict) and isinstance(stated, dict):
        yield key, value | stated
    elif key in plain:
        yield key, stated
