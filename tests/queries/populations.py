"""Random populations, and what is expected of them, by the plain model of `tests.queries.plain`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

from hypothesis import strategies as st

from loaders.rows import EdgeRow, NodeRow, Row
from tests.queries.plain import View, within
from tests.queries.worlds import AT, COMPETENCIES, DAYS, MODULES, OFFICERS, POSTINGS, ROLES, Draw, World, edge, worlds

OFFICER = [*OFFICERS, "o2", "o3"]
TREE = {"g": None, "g1": "g", "g2": "g", "g11": "g1", "x": None}
"""Organisations and where each is."""
BANDS = ("senior", "middle")


@st.composite
def populations(draw: Draw) -> World:
    """A world with an organisation tree, themes, bands, providers, more officers, and enrolments."""
    rows: list[Row] = []
    for row in draw(worlds()):
        if isinstance(row, EdgeRow) and row.type == "AT":
            rows.append(replace(row, end=("Organisation", draw(st.sampled_from([*TREE])))))
        elif isinstance(row, NodeRow) and row.label in {"Competency", "Role"}:
            rows.append(replace(row, props=row.props | dict(_more(draw, row))))
        elif not (isinstance(row, NodeRow) and row.label == "Organisation"):
            rows.append(row)
    return World([*rows, *_tree(), *_officers(draw), *_enrolments(draw)])


def _more(draw: Draw, row: NodeRow) -> Iterator[tuple[str, Any]]:
    if row.label == "Role":
        yield "band", draw(st.sampled_from([*BANDS, None]))
    else:
        yield "kind", "theme" if row.id == COMPETENCIES[0] else "sub-theme"


def _tree() -> Iterator[Row]:
    for g, parent in TREE.items():
        yield NodeRow("Organisation", g, {"title": g.upper()}, AT)
        if parent:
            yield edge("PART_OF", ("Organisation", g), ("Organisation", parent))


def _officers(draw: Draw) -> Iterator[Row]:
    for i, o in enumerate(OFFICER[len(OFFICERS) :], len(POSTINGS)):
        yield NodeRow("Officer", o, {}, AT)
        yield NodeRow("Posting", f"p{i}", {}, AT)
        yield edge("HAS_POSTING", ("Officer", o), ("Posting", f"p{i}"))
        yield edge("AS", ("Posting", f"p{i}"), ("Role", draw(st.sampled_from(ROLES))))
        yield edge("AT", ("Posting", f"p{i}"), ("Organisation", draw(st.sampled_from([*TREE]))))
        held = draw(st.lists(st.sampled_from(COMPETENCIES), max_size=2))
        for n, c in enumerate(held):
            rank = draw(st.integers(1, 3))
            yield edge("HOLDS", ("Officer", o), ("Competency", c), id=f"{o}{n}", level=rank, scale="k")


def _enrolments(draw: Draw) -> Iterator[Row]:
    for m in MODULES:
        yield edge("OFFERED_BY", ("Module", m), ("Organisation", draw(st.sampled_from(["x", "g"]))))
    for i in range(draw(st.integers(10, 30))):
        state = draw(st.sampled_from(["enrolled", "started", "completed", "completed", "completed", "dropped"]))
        props = {
            "id": f"t{i}", "state": state, "since": draw(st.none() | st.sampled_from(DAYS)),
            "completed": draw(st.none() | st.sampled_from(DAYS)) if state == "completed" else None,
            "rating": draw(st.sampled_from([None, 3.0, 5.0])),
        }  # fmt: skip
        yield edge(
            "TOOK",
            ("Officer", draw(st.sampled_from(OFFICER))),
            ("Module", draw(st.sampled_from(MODULES))),
            **props,
        )


class Gap(NamedTuple):
    """A gap, with its helping modules: whether each reaches the level, and the officer's enrolment."""

    officer: str
    helps: dict[str, tuple[bool, str | None]]

    @property
    def told(self) -> tuple[str, bool, bool]:
        """Its class, whether something is running, whether it is still open although completed."""
        states = {state for _, state in self.helps.values()}
        class_ = next((s for s in ("completed", "inProgress") if s in states), "notStarted" if states else "noModule")
        return class_, "inProgress" in states, any(reach and s == "completed" for reach, s in self.helps.values())


@dataclass(frozen=True)
class Expected:
    """What a population looks like at a date."""

    view: View

    @cached_property
    def postings(self) -> dict[str, tuple[str, str, str]]:
        """Officer, role and organisation of each valid posting."""
        valid = {row.id for row in self.nodes("Posting") if within(row.props, self.view.as_of)}
        ends = {type_: {a: b for a, b, _ in self.view.edges(type_)} for type_ in ("AS", "AT")}
        return {p: (o, ends["AS"][p], ends["AT"][p]) for o, p, _ in self.view.edges("HAS_POSTING") if p in valid}

    def nodes(self, label: str) -> Iterable[NodeRow]:
        """The nodes of a label."""
        return (row for row in self.view.rows if isinstance(row, NodeRow) and row.label == label)

    @cached_property
    def officers(self) -> dict[str, dict[str, tuple[str, bool]]]:
        """How each posted officer stands: status and whether something is declared, by competency."""
        posted = {o for o, _, _ in self.postings.values()}
        return {o: {c: (s, bool(ids)) for c, (_, s, ids) in self.view.gaps(o).items()} for o in posted}

    @cached_property
    def gaps(self) -> dict[tuple[str, str], Gap]:
        """The gaps of each officer, over all postings."""
        return {
            (o, c): self.gap(o, c, None) for o, found in self.officers.items() for c, (s, _) in found.items()
            if s == "gap"
        }  # fmt: skip

    @cached_property
    def posting_gaps(self) -> dict[tuple[str, str], Gap]:
        """The gaps of each posting by itself."""
        return {
            (p, c): self.gap(o, c, role) for p, (o, role, _) in self.postings.items()
            for c, (_, status, _) in self.view.gaps(o, role).items() if status == "gap"
        }  # fmt: skip

    def helps(self) -> dict[tuple[str, str, str], tuple[bool, str | None]]:
        """The helping modules of all officers' gaps that they enrolled for."""
        return {(*key, m): told for key, gap in self.gaps.items() for m, told in gap.helps.items() if told[1]}

    # --- one gap ---------------------------------------------------------------------------------------

    def gap(self, officer: str, competency: str, role: str | None) -> Gap:
        """A gap with what helps."""
        view = self.view
        need = view.gaps(officer, role)[competency][0]
        held = view.counted(officer, competency)
        short = [(s, level) for s, level in need.levels.items() if view.verdict(level, s, held) == "gap"]
        found: dict[str, set[str]] = {}
        for m, c, course in view.edges("COVERS"):
            if c not in view.same(competency) or not view.live(m, {None, "live"}):
                continue
            if not short:
                found.setdefault(m, set())
            for scale, level in short:
                reached = self.convert(course.get("toLevel"), course["scale"], scale)
                if reached is not None and reached > self.held(held, scale) and view.ready(course, held):
                    found.setdefault(m, set()).update([scale] if reached >= level else [])
        states = self.states(officer)
        return Gap(officer, {m: (len(scales) == len(short), states.get(m)) for m, scales in found.items()})

    def held(self, held: list[dict[str, Any]], scale: str) -> float:
        """The highest level held on a scale, else its start."""
        found = [self.convert(h.get("level"), h.get("scale"), scale) for h in held]
        return max((level for level in found if level is not None), default=self.view.start(scale))

    def convert(self, level: float | None, scale: str | None, other: str) -> float | None:
        """The level on another scale."""
        if level is None or scale is None or scale == other:
            return level
        pairs = self.view.equivalent(scale, other)
        return max((b for a, b in pairs if a <= level), default=self.view.start(other)) if pairs else None

    def took(self) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
        """Officer, module and state of each enrolment at the date."""
        for row in self.view.rows:
            if isinstance(row, EdgeRow) and row.type == "TOOK" and (row.props["since"] or "") <= self.view.as_of:
                later = (row.props["completed"] or "") > self.view.as_of
                yield row.start[1], row.end[1], "started" if later else row.props["state"], row.props

    def states(self, officer: str) -> dict[str, str]:
        """What has become of each module that the officer took: the best, of several times."""
        words = {"completed": "completed", "enrolled": "inProgress", "started": "inProgress"}
        rank = {"completed": 2, "inProgress": 1, "notStarted": 0}
        found: dict[str, str] = {}
        for o, m, state, _ in self.took():
            if o == officer:
                found[m] = max(found.get(m, "notStarted"), words.get(state, "notStarted"), key=rank.__getitem__)
        return found


def seen_by(world: World, as_of: str) -> Expected:
    """What is expected of a population at a date."""
    return Expected(View(world, as_of))
