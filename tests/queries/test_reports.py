"""Each indicator equals a plain computation over officers' gaps, and nothing shown gives a person away."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import product
from statistics import fmean
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from queries.checks import FEWEST
from queries.population import CLASSES
from queries.reports import AREA, BAND, COMPETENCY, MODULE, ORGANISATION, PROVIDER, REPORTS, ROLE, THEME
from queries.reports_asking import Asked, desk
from queries.reports_hiding import Cell, few, shown, telling
from queries.reports_names import year_before
from queries.stores import Store
from tests.conftest import Run, wipe
from tests.queries.populations import TREE, Expected, populations, seen_by
from tests.queries.test_answers import put
from tests.queries.worlds import COMPETENCIES, DAYS, World

SETTINGS = settings(
    max_examples=3,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
Values = dict[tuple[str, ...], Any]


class Plain:
    """The figures of a population, in plain Python, for a scope and what it is broken down by."""

    def __init__(self, seen: Expected, top: str | None, by: str | None) -> None:
        self.seen, self.top, self.by = seen, top, by

    # --- keys ----------------------------------------------------------------------------------------

    def above(self, organisation: str) -> list[str]:
        found, one = [], organisation
        while one:
            found.append(one)
            one = TREE[one] or ""
        return found

    def of_posting(self, posting: str) -> set[str]:
        """The keys of a posting in scope."""
        _, role, organisation = self.seen.postings[posting]
        line = self.above(organisation)
        if self.top and self.top not in line:
            return set()
        if self.by == ORGANISATION:
            under = line[: line.index(self.top)] if self.top else line
            return {under[-1] if under else organisation}
        if self.by == BAND:
            return {b for row in self.seen.nodes("Role") if row.id == role and (b := row.props["band"])}
        return {role if self.by == ROLE else ""}

    def of_competency(self, competency: str) -> set[str]:
        if self.by == THEME:
            themes = {b for a, b, _ in self.seen.view.edges("BROADER") if a == competency}
            return themes | {competency} & {COMPETENCIES[0]}
        return set() if self.by == AREA else {competency if self.by == COMPETENCY else ""}

    def of_module(self, module: str) -> set[str]:
        if self.by == PROVIDER:
            return {g for m, g, _ in self.seen.view.edges("OFFERED_BY") if m == module}
        return {module if self.by == MODULE else ""}

    def members(self) -> set[tuple[str, str]]:
        return {(o, k) for p, (o, _, _) in self.seen.postings.items() for k in self.of_posting(p)}

    def keyed(self, officer: str, competencies: Iterable[str]) -> set[tuple[str, str]]:
        """The keys of an officer with some competencies."""
        return {
            (p, c) for (o, p), one in product(self.members(), competencies) if o == officer
            for c in self.of_competency(one)
        }  # fmt: skip

    # --- figures -------------------------------------------------------------------------------------

    def officers(self) -> dict[tuple[str, str], list[dict[str, Any]]]:
        """What is measured of each officer, by key."""
        found: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for o, standing in self.seen.officers.items():
            keys = self.keyed(o, standing)
            if self.by not in {THEME, AREA, COMPETENCY}:
                keys |= {(p, "") for m, p in self.members() if m == o}
            for p, c in keys:
                found.setdefault((p, c), []).append(self.measured(o, c))
        return found

    def measured(self, officer: str, key: str) -> dict[str, Any]:
        mine = {c: s for c, s in self.seen.officers[officer].items() if key in self.of_competency(c)}
        gaps = [gap for (o, c), gap in self.seen.gaps.items() if o == officer and c in mine]
        met = sum(status == "met" for status, _ in mine.values())
        running, still = (sum(bool(gap.told[i]) for gap in gaps) for i in (1, 2))
        states = {(m, state) for gap in gaps for m, (_, state) in gap.helps.items()}
        return {
            "expected": len(mine), "declared": sum(declared for _, declared in mine.values()),
            "reached": Fraction(met, len(mine)) if mine else None, "gaps": len(gaps),
            "enrolled": sum(s == "inProgress" for _, s in states),
            "completed": sum(s == "completed" for _, s in states),
            "running": Fraction(running, len(gaps)) if gaps else None, "still_open": still,
            "open_share": Fraction(still, len(gaps)) if gaps else None,
        }  # fmt: skip

    def averages(self, measure: str) -> Values:
        found: Values = {}
        for key, measured in self.officers().items():
            values = [float(m[measure]) for m in measured if m[measure] is not None]
            found[key] = (fmean(values) if values else None, len(measured), len(measured) - len(values))
        return found

    def organisations(self) -> Values:
        own: dict[tuple[str, str], dict[str, dict[str, int]]] = {}
        for p, (o, _, organisation) in self.seen.postings.items():
            for pkey in self.of_posting(p):
                keys = {c for q, c in self.keyed(o, self.seen.officers[o]) if q == pkey}
                for ckey in keys if self.by else {""}:
                    gaps = self.measured(o, ckey)["gaps"]
                    own.setdefault((pkey, ckey), {}).setdefault(organisation, {})[o] = gaps
        return {key: fmean(fmean(gaps.values()) for gaps in found.values()) for key, found in own.items()}

    def gap_classes(self) -> dict[tuple[str, str], dict[str, int]]:
        found = {key: dict.fromkeys(CLASSES, 0) for key in self.officers()}
        for (posting, competency), gap in self.seen.posting_gaps.items():
            for key in product(self.of_posting(posting), self.of_competency(competency)):
                found[key][gap.told[0]] += 1
        return found

    def shares(self, measure: str) -> Values:
        found: Values = {}
        for key, classes in self.gap_classes().items():
            whole = sum(classes.values())
            found[key] = whole if measure == "gaps" else classes[measure] / whole if whole else None
        return found

    def unbuilt(self) -> Values:
        found: dict[tuple[str, str], dict[str, set[str]]] = {}
        for p, (_, role, _) in self.seen.postings.items():
            for c, (_, status) in self.seen.view.coverage(role).items():
                for key in product(self.of_posting(p), self.of_competency(c)):
                    found.setdefault(key, {}).setdefault(status, set()).add(c)
        return {key: len(by.get("uncovered", ())) for key, by in found.items()}

    def courses(self, *, mapped: bool) -> Values:
        on: dict[str, set[str]] = {}
        for m, c, _ in self.seen.view.edges("COVERS"):
            on.setdefault(m, set()).add(c)
        found: Values = {}
        for row in self.seen.nodes("Module"):
            if self.seen.view.live(row.id, {None, "live"}):
                keys = {k for c in on.get(row.id, ()) for k in self.of_competency(c)} if mapped else {""}
                for key in product(self.of_module(row.id), keys):
                    found[key] = found.get(key, 0) + 1
        return found

    def enrolments(self) -> dict[tuple[str, str], list[tuple[str, str, dict[str, Any]]]]:
        found: dict[tuple[str, str], list[Any]] = {}
        for o, m, state, props in self.seen.took():
            for key in product({k for one, k in self.members() if one == o}, self.of_module(m)):
                found.setdefault(key, []).append((o, state, props))
        return found

    def enrolled(self, measure: str) -> Values:
        found: Values = {}
        since = year_before(self.seen.view.as_of)
        for key, took in self.enrolments().items():
            recent = [(o, s) for o, s, props in took if (props["since"] or "") > since]
            done = {o for o, s, props in took if s == "completed" and (props["completed"] or "") > since}
            share = sum(s == "completed" for _, s in recent) / len(recent) if recent else None
            if recent or done:
                found[key] = {"people": len({o for o, _ in recent}), "finished": len(done), "share": share}[measure]
        return found

    def ratings(self) -> Values:
        found: Values = {}
        for key, took in self.enrolments().items():
            later = [s == "started" and props["state"] == "completed" for _, s, props in took]
            rated = [p["rating"] for (_, _, p), late in zip(took, later, strict=True) if p["rating"] and not late]
            found[key] = fmean(rated) if rated else None
        return found

    def reach(self) -> Values:
        view = self.seen.view
        required = {c for row in self.seen.nodes("Role") for c in view.required(row.id)}
        taught: dict[str, set[str]] = {}
        for m, c, _ in view.edges("COVERS"):
            if view.live(m, {None, "live"}):
                taught.setdefault(m, set()).update(r for r in required if c in view.same(r))
        learn = {(o, k) for o, m, s, _ in self.seen.took() if s != "dropped" for k in self.keyed(o, taught.get(m, ()))}
        expected = {(o, k) for o, standing in self.seen.officers.items() for k in self.keyed(o, standing)}
        keys = {k for _, k in learn | expected}
        count = {k: (sum(x == k for _, x in learn), sum(x == k for _, x in expected)) for k in keys}
        found: Values = {k: n / of if of else None for k, (n, of) in count.items()}
        return found


def plain(report: Any, found: Plain) -> Values:
    kinds: dict[str, Callable[[], Values]] = {
        "officers": lambda: found.averages(report.measure),
        "organisations": found.organisations,
        "gaps": lambda: found.shares(report.measure),
        "unbuilt": found.unbuilt,
        "courses": lambda: found.courses(mapped=report.measure == "mapped"),
        "enrolments": lambda: found.enrolled(report.measure),
        "ratings": found.ratings,
        "reach": found.reach,
    }
    return kinds[report.kind]()


def said(report: Any, cell: Cell) -> Any:
    value = None if cell.value is None else pytest.approx(cell.value)
    return (value, cell.people, cell.left_out) if report.kind == "officers" else value


@SETTINGS
@given(world=populations(), as_of=st.sampled_from(DAYS[2:]), top=st.sampled_from([None, "g", "g1"]))
def test_each_report_is_what_plain_python_computes(
    run: Run, store: Store, world: World, as_of: str, top: str | None
) -> None:
    run(wipe(store))
    put(run, store, world)
    found, seen = run(desk(store, as_of)), seen_by(world, as_of)
    for report in REPORTS.values():
        for by in (None, *report.by):
            asked = Asked(None if report.whole else top, by=(by,) if by else ())
            expected = plain(report, Plain(seen, asked.organisation, by))
            cells = {cell.key: said(report, cell) for cell in found.cells(report, asked)}
            assert cells == {key_of(key, by): value for key, value in expected.items()}, (report.id, by, top)


def key_of(key: tuple[str, ...], by: str | None) -> tuple[str, ...]:
    return tuple(part for part in key if part) if by else ()


# --- count and share; that gaps have one rule stands in test_population ------------------------------------


def test_no_count_and_share_stand_under_one_key() -> None:
    measured = {(r.kind, r.measure): set[str]() for r in REPORTS.values()}
    for r in REPORTS.values():
        measured[r.kind, r.measure].add(r.unit)
    assert all(len(units) == 1 for units in measured.values())
    assert REPORTS["OL05"].measure != REPORTS["OL08"].measure != REPORTS["OL11"].measure != REPORTS["OL12"].measure


# --- hiding -------------------------------------------------------------------------------------------------

counts = st.integers(0, 12)


def cell(key: tuple[str, ...], people: int, part: int) -> Cell:
    whole = max(people, part)
    return Cell(key, key, part / whole if whole else None, people, part, whole)


@given(st.lists(st.tuples(counts, counts), max_size=6))
def test_no_cell_tells_of_few_and_none_is_hidden_alone(pairs: list[tuple[int, int]]) -> None:
    found = shown([cell((str(i),), *pair) for i, pair in enumerate(pairs)])
    for before, after in zip(pairs, found, strict=True):
        rest = max(before) - before[1]
        assert after.hidden or not any(few(count) for count in (*before, rest))
    hidden = [c for c in found if c.hidden]
    assert len(hidden) != 1 or not any(c.people for c in found if not c.hidden)
    assert all(c.value is None and c.people is None and c.part is None for c in hidden)


@given(st.lists(counts, min_size=9, max_size=9))
def test_no_row_and_no_column_has_one_hidden_cell(people: list[int]) -> None:
    found = shown([cell((f"r{i // 3}", f"c{i % 3}"), n, 0) for i, n in enumerate(people)])
    for place in (0, 1):
        for line in {c.key[place] for c in found}:
            cells = [c for c in found if c.key[place] == line]
            assert sum(c.hidden for c in cells) != 1 or not any(c.people for c in cells)


@given(st.fixed_dictionaries(dict.fromkeys("abcd", counts)))
def test_no_part_of_a_whole_is_found_by_difference(parts: dict[str, int]) -> None:
    found = telling(parts)
    assert {name for name, n in parts.items() if few(n)} <= found
    assert len(found) != 1 or not any(n for name, n in parts.items() if name not in found)


def test_five_are_shown_and_four_are_not() -> None:
    many = Cell(("x",), ("x",), 1.0, 50)
    assert [c.hidden for c in shown([Cell(("a",), ("a",), 1.0, FEWEST), many])] == [False, False]
    assert [c.hidden for c in shown([Cell(("a",), ("a",), 1.0, FEWEST - 1), many])] == [True, True]
