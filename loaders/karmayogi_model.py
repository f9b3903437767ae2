"""KCM as one tree of areas, themes and sub-themes, from the entries of its tables.

Two tables meet only where a whole path (area > theme > sub-theme) is the same in both, letter by letter, and once
in each: then the three things of the two entries are the same three. Everything else stays apart.
"""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from loaders.karmayogi_tables import Entry, Found, Three, dual_entries, local_entries, shown
from loaders.labels import labelled
from loaders.rows import EdgeRow, NodeRow, Place, Remark, Row

_KINDS = ("area", "theme", "sub-theme")
_SCHEME = ("Framework", "kcm")
_ALIKE = 0.7


@dataclass(slots=True)
class Term:
    """An area, theme or sub-theme as all its entries state it; `broader` has the position under each parent."""

    id: str
    kind: str
    name: str
    at: Place
    notation: str
    theme_type: str = ""
    identifiers: dict[str, str] = field(default_factory=dict)
    broader: dict[str, float | None] = field(default_factory=dict)


@dataclass(slots=True)
class Model:
    """Terms by id; ids of sub-themes by whole path; ids of terms by refId or platform identifier; remarks."""

    terms: dict[str, Term] = field(default_factory=dict)
    paths: dict[Three, list[str]] = field(default_factory=dict)
    references: dict[str, str] = field(default_factory=dict)
    found: list[Row] = field(default_factory=list)
    _nearest: dict[Three, str] = field(default_factory=dict)

    def at_path(self, path: Three) -> str | None:
        """The sub-theme at the whole path; None when there is none there, or more than one."""
        ids = self.paths.get(path, [])
        return ids[0] if len(ids) == 1 else None

    def nearest(self, path: Three) -> str:
        """The known path spelt most alike, of those with the same theme or name if there are any; empty for none."""
        if path not in self._nearest:
            others = [known for known in self.paths if known != path]
            alike = [known for known in others if known[:2] == path[:2] or known[2] == path[2]]
            near = difflib.get_close_matches(shown(path), map(shown, alike or others), 1, _ALIKE)
            self._nearest[path] = next(iter(near), "")
        return self._nearest[path]


def read_model(local: Iterable[Path], dual: Iterable[Path]) -> Model:
    """The tree of the tables with file-local ids and of dual identifiers, either of which may be absent."""
    model = Model()
    named = _entries((found for path in dual for found in dual_entries(path)), model)
    ours = _entries((found for path in local for found in local_entries(path)), model)
    same = _linked(named, ours, model)
    for entry in named + ours:
        _add(entry, same, model)
    model.references |= {
        key.partition(":")[2]: term.id for term in model.terms.values() for key in (term.id, *term.identifiers)
    }
    if ours:
        model.found += _alone(named, same, model)
    model.found += _namesakes(model)
    return model


def _entries(rows: Iterable[Found], model: Model) -> list[Entry]:
    entries: list[Entry] = []
    for row in rows:
        if isinstance(row, Entry):
            entries.append(row)
        else:
            model.found.append(row)
    return entries


def _linked(named: list[Entry], ours: list[Entry], model: Model) -> dict[str, str]:
    """File-local ids with the ids by refId of the same things; each link is remarked on, and each row without."""
    named_at: dict[Three, set[Three]] = defaultdict(set)
    for entry in named:
        named_at[entry.path].add(entry.ids)
    ours_at = Counter(entry.path for entry in ours)
    same: dict[str, str] = {}
    for entry in ours:
        others, path = named_at.get(entry.path, set()), shown(entry.path)
        if not others:
            model.found.append(Remark(entry.at, "no refId known: the table's own id is used", f"{entry.ids[2]} {path}"))
        elif len(others) > 1 or ours_at[entry.path] > 1:
            model.found.append(Remark(entry.at, "one path, two ids: not linked", path))
        else:
            model.found += _link(entry, next(iter(others)), same)
    return same


def _link(entry: Entry, others: Three, same: dict[str, str]) -> Iterator[Remark]:
    for mine, other in zip(entry.ids, others, strict=True):
        if same.setdefault(mine, other) != other:
            yield Remark(entry.at, "linked to two things: the first is kept", f"{mine}: {same[mine]}, {other}")
    yield Remark(entry.at, "linked by the whole exact path", f"{shown(entry.path)}: {entry.ids[2]} is {others[2]}")


def _add(entry: Entry, same: dict[str, str], model: Model) -> None:
    area, theme, sub_theme = (_term(entry, depth, same.get(id_, id_), model) for depth, id_ in enumerate(entry.ids))
    if entry.theme_type:
        if theme.theme_type not in ("", entry.theme_type):
            model.found.append(Remark(entry.at, "another type of the theme: the first is kept", shown(entry.path)))
        theme.theme_type = theme.theme_type or entry.theme_type
    for narrower, broader, position in zip((theme, sub_theme), (area, theme), entry.positions, strict=True):
        before = narrower.broader.get(broader.id)
        narrower.broader[broader.id] = before if position is None else position
    at_path = model.paths.setdefault(entry.path, [])
    if sub_theme.id not in at_path:
        at_path.append(sub_theme.id)


def _term(entry: Entry, depth: int, id_: str, model: Model) -> Term:
    """The term of an id, made when it is new; the first name is kept."""
    at, name, own = entry.at, entry.path[depth], entry.ids[depth]
    term = model.terms.setdefault(id_, Term(id_, _KINDS[depth], name, at, entry.notations[depth]))
    if term.name != name:
        model.found.append(Remark(at, "another name for one id: the first is kept", f"{id_}: {term.name}, {name}"))
    term.identifiers |= entry.identifiers[depth] | ({} if own == id_ else {own: "kcm-local"})
    return term


def _alone(named: list[Entry], same: dict[str, str], model: Model) -> Iterator[Remark]:
    linked = set(same.values())
    for entry in named:
        if entry.ids[2] not in linked:
            near = model.nearest(entry.path)
            value = shown(entry.path) + (f" (nearest: {near})" if near else "")
            yield Remark(entry.at, "path in one table only: a competency of its own", value)


def _namesakes(model: Model) -> Iterator[Remark]:
    """Sub-themes of one name under several themes: two things, never one."""
    paths: dict[str, list[Three]] = defaultdict(list)
    for path in model.paths:
        paths[path[2]].append(path)
    for same in paths.values():
        if len(same) > 1:
            at = model.terms[model.paths[same[-1]][0]].at
            yield Remark(at, "one name under several themes: kept apart", " / ".join(map(shown, same)))


def rows(model: Model) -> Iterator[Row]:
    """The terms as competencies in the framework `kcm`, their hierarchy and identifiers, and what was found."""
    yield from model.found
    for term in model.terms.values():
        node = ("Competency", term.id)
        props = yield from labelled(term.name, term.notation or term.id, term.at)
        stated = {"kind": term.kind, "notation": term.notation, "themeType": term.theme_type}
        yield NodeRow(*node, props | {key: value for key, value in stated.items() if value}, term.at)
        yield EdgeRow("IN_SCHEME", node, _SCHEME, term.at, {"top": True} if term.kind == "area" else {})
        for id_, system in term.identifiers.items():
            yield NodeRow("Identifier", id_, {"system": system}, term.at)
            yield EdgeRow("OF", ("Identifier", id_), node, term.at)
        for broader, position in term.broader.items():
            order = {} if position is None else {"position": position}
            yield EdgeRow("BROADER", node, ("Competency", broader), term.at, order)
