"""Small random graphs as rows: everything that an answer may depend on, dates and levels close enough to collide."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from hypothesis import strategies as st

from loaders.rows import EdgeRow, NodeRow, Place, Row
from tests.queries.plain import View

Draw = Callable[[st.SearchStrategy[Any]], Any]
AT = Place("world")
DAYS = tuple(f"2025-0{month}-01T00:00:00Z" for month in range(1, 7))
RANKS = {"k": 3, "f": 5}
SOURCES = ("course", "assessment", "declared")
ROLES, COMPETENCIES, MODULES = ([f"{letter}{i}" for i in range(n)] for letter, n in (("r", 4), ("c", 4), ("m", 5)))
OFFICERS, POSTINGS, FRAMEWORKS = ([f"{letter}{i}" for i in range(n)] for letter, n in (("o", 2), ("p", 4), ("s", 2)))

days = st.none() | st.sampled_from(DAYS)
ladder = st.builds(lambda level: {"level": level, "scale": "k"}, st.integers(1, 3))
levels = st.one_of(
    st.just({}),
    ladder,
    ladder,  # most on one scale, so that levels meet
    st.builds(lambda level: {"level": level, "scale": "f"}, st.integers(1, 5)),
    st.builds(lambda level: {"level": level / 2, "scale": "v"}, st.integers(0, 14)),
)
validity = st.one_of(*[st.just({})] * 4, st.fixed_dictionaries({"since": days, "until": days}))
# most things are live, and most statements essential: a rarer value would show little
live = st.sampled_from([*[None] * 6, "live", "planned", "draft", "retired"])
unit = st.none() | st.sampled_from([0.0, 0.25, 0.5, 1.0])


def edge(type_: str, start: tuple[str, str], end: tuple[str, str], **props: Any) -> EdgeRow:
    return EdgeRow(type_, start, end, AT, props)


def distinct(rows: Iterable[EdgeRow], *key: str) -> list[EdgeRow]:
    """One row of each identity that a store can tell apart."""
    return list({(r.type, r.start, r.end, *(r.props.get(k) for k in key)): r for r in rows}.values())


class World(list[Row]):
    """Rows that a failing test shows in few words: what they say, without what every world has."""

    def __repr__(self) -> str:
        return "\n".join(line for row in self if (line := self._line(row)))

    def _line(self, row: Row) -> str:
        props = getattr(row, "props", {})
        said = {name: value for name, value in props.items() if value is not None and name != "title"}
        if isinstance(row, NodeRow):
            return f"{row.label} {row.id} {said}" if said and row.label not in {"Scale", "Level"} else ""
        if isinstance(row, EdgeRow) and row.type != "HAS_LEVEL":
            return f"{row.start[1]} {row.type} {row.end[1]} {said}"
        return ""


@st.composite
def worlds(draw: Draw) -> World:
    """Roles, requirements, modules, officers and holdings, in two frameworks that match."""
    return World([*_scales(draw), *_competencies(draw), *_roles(draw), *_modules(draw), *_officers(draw)])


def _scales(draw: Draw) -> Iterable[Row]:
    yield NodeRow("Scale", "v", {"title": "V", "kind": "interval", "min": 0.0, "max": 7.0}, AT)
    for scale, count in RANKS.items():
        yield NodeRow("Scale", scale, {"title": scale.upper(), "kind": "ordinal"}, AT)
        for rank in range(1, count + 1):
            yield NodeRow("Level", f"{scale}:{rank}", {"title": f"{scale.upper()} {rank}", "rank": rank}, AT)
            yield edge("HAS_LEVEL", ("Scale", scale), ("Level", f"{scale}:{rank}"))
    ours, theirs = (sorted(draw(st.sets(st.integers(1, n), max_size=2))) for n in RANKS.values())
    for a, b in zip(ours, theirs, strict=False):
        ends = [("Level", f"k:{a}"), ("Level", f"f:{b}")]
        yield edge("EQUIVALENT_TO", *draw(st.permutations(ends)), **draw(validity))


def _competencies(draw: Draw) -> Iterable[Row]:
    for f in FRAMEWORKS:
        yield NodeRow("Framework", f, {"title": f}, AT)
    for c in COMPETENCIES:
        yield NodeRow(
            "Competency", c, {"title": draw(st.sampled_from("AB")) + c, "status": draw(live)} | draw(validity), AT
        )
        yield edge("IN_SCHEME", ("Competency", c), ("Framework", draw(st.sampled_from(FRAMEWORKS))), **draw(validity))
    pair = st.lists(st.sampled_from(COMPETENCIES), min_size=2, max_size=2, unique=True)
    state = st.sampled_from(["confirmed", "confirmed", "confirmed", "suggested", None])
    matches = [
        edge(draw(st.sampled_from(["EXACT_MATCH"] * 4 + ["CLOSE_MATCH"])), ("Competency", a), ("Competency", b),
             state=draw(state), **draw(validity))
        for a, b in draw(st.lists(pair, max_size=4))
    ]  # fmt: skip
    yield from distinct(matches, "since")
    broader = [edge("BROADER", ("Competency", c), ("Competency", "c0")) for c in COMPETENCIES[1:]]
    yield from draw(st.lists(st.sampled_from(broader), max_size=2, unique_by=lambda e: e.start))


def _roles(draw: Draw) -> Iterable[Row]:
    parents: dict[str, list[str]] = {}
    for i, r in enumerate(ROLES):
        yield NodeRow("Role", r, {"title": r}, AT)
        above = draw(st.lists(st.sampled_from(ROLES[:i]), max_size=2, unique=True)) if i else []
        # two parents of unlike depth: what the nearer states would hide what the other inherits
        parents[r] = above if not any(parents[p] for p in above) else above[:1]
        yield from (edge("SPECIALISES", ("Role", r), ("Role", p), **draw(validity)) for p in parents[r])
    essential = st.sampled_from([True, True, None, False])
    stated = [
        edge(
            "REQUIRES",
            ("Role", r),
            ("Competency", c),
            essential=draw(essential),
            importance=draw(unit),
            **draw(levels),
            **draw(validity),
        )
        for r in ROLES
        for c in draw(st.lists(st.sampled_from(COMPETENCIES), min_size=1, max_size=4))
    ]
    yield from distinct(stated, "scale", "since")


def _modules(draw: Draw) -> Iterable[Row]:
    for m in MODULES:
        yield NodeRow(
            "Module",
            m,
            {"title": m, "status": draw(live), "hours": draw(st.sampled_from([None, 1.0, 8.0]))} | draw(validity),
            AT,
        )
    stated = []
    for m in MODULES:
        for c in draw(st.lists(st.sampled_from(COMPETENCIES), min_size=1, max_size=3)):
            step = draw(levels)
            top = step.get("level")
            first = draw(st.sampled_from([None, *(n for n in (1, 2, 3, 5) if top and n <= top)]))
            span = {"scale": step.get("scale"), "toLevel": draw(st.sampled_from([top, top, None])), "fromLevel": first}
            stated.append(edge("COVERS", ("Module", m), ("Competency", c), **span, **draw(validity)))
    yield from distinct(stated, "scale", "since")


def _officers(draw: Draw) -> Iterable[Row]:
    yield NodeRow("Organisation", "g", {"title": "G"}, AT)
    for o in OFFICERS:
        yield NodeRow("Officer", o, {}, AT)
    for p in POSTINGS:
        yield NodeRow("Posting", p, draw(validity), AT)
        yield edge("HAS_POSTING", ("Officer", draw(st.sampled_from(OFFICERS))), ("Posting", p))
        yield edge("AS", ("Posting", p), ("Role", draw(st.sampled_from(ROLES))))
        yield edge("AT", ("Posting", p), ("Organisation", "g"))
    for i in range(draw(st.integers(8, 18))):
        props = {
            "id": f"h{i}",
            "source": draw(st.none() | st.sampled_from(SOURCES)),
            "awarded": draw(st.none() | st.sampled_from(DAYS[:3])),
            "expires": draw(st.none() | days),
            "confidence": draw(unit),
            "negative": draw(st.sampled_from([None, False, True])),
            "verified": draw(st.sampled_from([None, None, True, False])),
        }
        officer, competency = draw(st.sampled_from(OFFICERS)), draw(st.sampled_from(COMPETENCIES))
        yield edge("HOLDS", ("Officer", officer), ("Competency", competency), **props, **draw(st.just({}) | levels))


@st.composite
def views(draw: Draw) -> View:
    """A date, and what counts: without rows yet."""
    return View(
        [],
        as_of=draw(st.sampled_from(DAYS)),
        sources=draw(st.sampled_from([None, None, SOURCES[:2]])),
        min_confidence=draw(st.sampled_from([None, None, None, 0.0, 0.5])),
        unverified=draw(st.booleans()),
        planned=draw(st.booleans()),
        count_optional=draw(st.booleans()),
    )
