"""What the answers mean (DESIGN 4), in plain Python over a list of rows: shares nothing with `queries.rules`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from loaders.rows import EdgeRow, NodeRow, Row

Props = dict[str, Any]
Stated = dict[str, list[Props]]
WORST = ("met", "notStated", "notComparable", "gap")


class Need(NamedTuple):
    """A competency that is required: once, at the highest level of each scale, essential if any statement is."""

    levels: dict[str, float]
    essential: bool
    importance: float | None


def need(stated: Iterable[Props]) -> Need:
    levels: dict[str, float] = {}
    for s in stated:
        if s.get("level") is not None:
            levels[s["scale"]] = max(s["level"], levels.get(s["scale"], s["level"]))
    weights = [s["importance"] for s in stated if s.get("importance") is not None]
    return Need(levels, any(s.get("essential") is not False for s in stated), max(weights, default=None))


def within(props: Props, as_of: str, first: str = "since", last: str = "until") -> bool:
    return (props.get(first) or "") <= as_of < (props.get(last) or "~")


@dataclass(frozen=True)
class View:
    """The rows as seen at a date, and what counts."""

    rows: Sequence[Row]
    as_of: str
    sources: tuple[str, ...] | None = None
    min_confidence: float | None = None
    unverified: bool = False
    planned: bool = False
    count_optional: bool = False

    # --- the questions ---------------------------------------------------------------------------

    def coverage(self, role: str) -> dict[str, tuple[Need, str]]:
        """What courses do for each competency that a role requires."""
        needs = {c: need(stated) for c, stated in self.required(role).items()}
        return {c: (n, self.courses(n, c)) for c, n in needs.items()}

    def gaps(self, officer: str, role: str | None = None) -> dict[str, tuple[Need, str, set[str]]]:
        """How an officer stands on what all valid postings, or one role, require, and the holdings that count."""
        found: Stated = defaultdict(list)
        for posted in [role] if role else self.posts(officer):
            for c, stated in self.required(posted).items():
                found[c] += stated
        answers = {}
        for c, stated in found.items():
            counted = self.counted(officer, c)
            answers[c] = (need(stated), self.standing(need(stated), counted), {h["id"] for h in counted})
        return answers

    def closing(self, officer: str, competency: str, wanted: Need) -> str:
        """What courses do for an officer's gap: they start from what is held."""
        return self.courses(wanted, competency, self.counted(officer, competency))

    def readiness(self, answers: dict[str, tuple[Need, str, set[str]]]) -> tuple[Any, ...]:
        """Met, required, not stated, not comparable, share and share by importance, over the essential ones."""
        weights = [(1 if n.importance is None else n.importance, s) for n, s, _ in answers.values() if n.essential]
        count = [sum(s == status for _, s in weights) for status in ("met", "notStated", "notComparable")]
        total, met = sum(w for w, _ in weights), sum(w for w, s in weights if s == "met")
        return (
            count[0],
            len(weights),
            *count[1:],
            count[0] / len(weights) if weights else None,
            met / total if total else None,
        )

    def transition(self, start: str, target: str) -> dict[str, str]:
        """How the essential requirements of one role, read as holdings, stand against another's."""
        had = {c: need(stated) for c, stated in self.required(start).items()}
        wanted = {c: need(stated) for c, stated in self.required(target).items()}
        return {c: self.standing(n, self.read_as_held(had, c)) for c, n in wanted.items() if n.essential}

    def read_as_held(self, had: dict[str, Need], competency: str) -> list[Props]:
        found = [n for c, n in had.items() if c in self.same(competency) and (n.essential or self.count_optional)]
        steps = [[{"scale": s, "level": level} for s, level in n.levels.items()] or [{"level": None}] for n in found]
        return [step for several in steps for step in several]

    # --- requirements and holdings -----------------------------------------------------------------

    def edges(self, type_: str, start: str | None = None) -> Iterator[tuple[str, str, Props]]:
        for row in self.rows:
            if (
                isinstance(row, EdgeRow)
                and row.type == type_
                and start in (None, row.start[1])
                and within(row.props, self.as_of)
            ):
                yield row.start[1], row.end[1], row.props

    def required(self, role: str) -> Stated:
        """Competency → statements: the role's own, else those that it inherits."""
        inherited: Stated = defaultdict(list)
        own: Stated = defaultdict(list)
        for _, parent, _ in self.edges("SPECIALISES", role):
            for c, stated in self.required(parent).items():
                inherited[c] += stated
        for _, c, props in self.edges("REQUIRES", role):
            own[c].append(props)
        return {**inherited, **own}

    def posts(self, officer: str) -> set[str]:
        valid = {
            row.id
            for row in self.rows
            if isinstance(row, NodeRow) and row.label == "Posting" and within(row.props, self.as_of)
        }
        return {
            role for _, p, _ in self.edges("HAS_POSTING", officer) if p in valid for _, role, _ in self.edges("AS", p)
        }

    def counted(self, officer: str, competency: str) -> list[Props]:
        """The positive holdings that count; a negative one voids those not later than it, at its level or above."""
        live = [h for _, c, h in self.edges("HOLDS", officer) if c in self.same(competency) and self.counts(h)]
        negative = [h for h in live if h.get("negative")]
        return [h for h in live if not h.get("negative") and not any(self.voids(n, h) for n in negative)]

    def counts(self, h: Props) -> bool:
        confidence = -1.0 if h.get("confidence") is None else h["confidence"]
        confident = self.min_confidence is None or confidence >= self.min_confidence
        from_source = self.sources is None or h.get("source") in self.sources
        proven = self.unverified or h.get("verified") is not False
        return within(h, self.as_of, "awarded", "expires") and confident and from_source and proven

    def voids(self, n: Props, h: Props) -> bool:
        later = (n.get("awarded") or "") >= (h.get("awarded") or "")
        return later and (n.get("level") is None or self.reaches(h, n["level"], n["scale"]))

    def standing(self, wanted: Need, held: list[Props]) -> str:
        if not wanted.levels:
            return "met" if held else "gap"
        return max((self.verdict(level, scale, held) for scale, level in wanted.levels.items()), key=WORST.index)

    def verdict(self, level: float, scale: str, held: list[Props]) -> str:
        if level <= self.start(scale) or any(self.reaches(h, level, scale) for h in held):
            return "met"
        if any(h.get("level") is not None and self.comparable(h["scale"], scale) for h in held):
            return "gap"
        if any(h.get("level") is None for h in held):
            return "notStated"
        return "notComparable" if held else "gap"

    # --- levels and exact matches --------------------------------------------------------------------

    def start(self, scale: str) -> float:
        """Not held: 0 on an ordinal scale, the minimum of an interval scale."""
        found = next(row.props for row in self.rows if isinstance(row, NodeRow) and row.id == scale)
        return float(found["min"]) if found["kind"] == "interval" else 0.0

    def equivalent(self, scale: str, other: str) -> list[tuple[float, float]]:
        level = {row.id: row.props["rank"] for row in self.rows if isinstance(row, NodeRow) and row.label == "Level"}
        of = {lvl: s for s, lvl, _ in self.edges("HAS_LEVEL")}
        both = [pair for a, b, _ in self.edges("EQUIVALENT_TO") for pair in ((a, b), (b, a))]
        return [(level[a], level[b]) for a, b in both if (of[a], of[b]) == (scale, other)]

    def comparable(self, scale: str, other: str) -> bool:
        return scale == other or bool(self.equivalent(scale, other))

    def reaches(self, step: Props, level: float, scale: str) -> bool:
        """Whether a level is as high as another: on one scale, or by equivalent levels between them."""
        if step.get("level") is None:
            return False
        if step["scale"] == scale:
            return bool(step["level"] >= level)
        return any(a <= step["level"] and b >= level for a, b in self.equivalent(step["scale"], scale))

    def same(self, competency: str) -> set[str]:
        """The competency and its exact matches: all of the group, or direct ones where a framework is in it twice."""
        direct = [(a, b) for a, b, p in self.edges("EXACT_MATCH") if p.get("state") == "confirmed"]
        near = {x for pair in direct if competency in pair for x in pair} | {competency}
        group = {competency}
        while more := {x for pair in direct if group & set(pair) for x in pair} - group:
            group |= more
        schemes = [
            f for c, f in {(c, f) for c, f, _ in self.edges("IN_SCHEME")} if c in group and self.live(c, {None, "live"})
        ]
        return near if len(set(schemes)) < len(schemes) else group

    def live(self, id_: str, states: set[str | None]) -> bool:
        props = next(row.props for row in self.rows if isinstance(row, NodeRow) and row.id == id_)
        return props.get("status") in states and within(props, self.as_of)

    # --- courses ---------------------------------------------------------------------------------------

    def courses(self, wanted: Need, competency: str, held: Sequence[Props] = ()) -> str:
        states = {None, "live", "planned"} if self.planned else {None, "live"}
        found = [p for m, c, p in self.edges("COVERS") if c in self.same(competency) and self.live(m, states)]
        if not found:
            return "uncovered"
        if all(self.climbs(level, scale, found, held) for scale, level in wanted.levels.items()):
            return "covered"
        return "levelNotStated" if any(p.get("toLevel") is None for p in found) else "partlyCovered"

    def climbs(self, level: float, scale: str, courses: list[Props], held: Sequence[Props]) -> bool:
        """Whether courses lead from what is held to the level, each beginning where one before it ends."""
        reached = list(held)
        rest = [p for p in courses if p.get("toLevel") is not None]
        while ready := [p for p in rest if self.ready(p, reached)]:
            reached += [{"level": p["toLevel"], "scale": p["scale"]} for p in ready]
            rest = [p for p in rest if p not in ready]
        return level <= self.start(scale) or any(self.reaches(step, level, scale) for step in reached)

    def ready(self, course: Props, reached: list[Props]) -> bool:
        first = course.get("fromLevel")
        return (
            first is None
            or first <= self.start(course["scale"])
            or any(self.reaches(r, first, course["scale"]) for r in reached)
        )
