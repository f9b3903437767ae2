"""The readiness map equals a plain count over officers' postings, and nothing shown gives anybody away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from queries.checks import FEWEST
from queries.grounds import ground
from queries.heatmap import Scope, readiness_map, whole
from queries.heatmap_hiding import MEASURES, Line, Place, Sums, hidden
from queries.heatmap_officers import officers_short
from queries.heatmap_tree import ALL
from queries.reports import AREA, BAND, COMPETENCY, ORGANISATION, ROLE, THEME
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


def above(organisation: str) -> list[str]:
    found: list[str] = []
    one: str | None = organisation
    while one:
        found.append(one)
        one = TREE[one]
    return found


def themes(seen: Expected, competency: str) -> set[str]:
    """The one theme of these populations, where a competency lies in it."""
    parents = {b for a, b, _ in seen.view.edges("BROADER") if a == competency}
    return {COMPETENCIES[0]} & ({competency} | parents)


def counted(seen: Expected) -> dict[Place, Sums]:
    """The sums of each organisation, with those below it, and theme."""
    people: dict[Any, set[str]] = defaultdict(set)
    counts: dict[Any, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for officer, role, organisation in seen.postings.values():
        for c, (need, status, _) in seen.view.gaps(officer, role).items():
            if not need.essential:
                continue
            columns = [*above(organisation), " " + organisation, ALL]
            for place in product(columns, [*themes(seen, c), ALL]):
                people[place].add(officer)
                counts[place][0] += 1
                counts[place][
                    1
                    + ["met", "notStated", "notComparable", "gap"].index(status)
                    - (status in {"notComparable", "gap"})
                ] += 1
    return {place: Sums(len(people[place]), *numbers) for place, numbers in counts.items()}


@SETTINGS
@given(world=populations())
def test_the_sums_are_those_of_a_plain_count(run: Run, store: Store, world: World) -> None:
    run(wipe(store))
    put(run, store, world)
    for as_of in (DAYS[1], DAYS[4]):
        found, seen = run(ground(store, as_of)), seen_by(world, as_of)
        assert whole(found).cells == counted(seen)
        short = {
            (o, role, g)
            for o, role, g in seen.postings.values()
            for c, (_, status, _) in seen.view.gaps(o, role).items()
            if c == "c1" and status == "gap"
        }
        assert {(r.officer, r.role, r.organisation) for r in officers_short(found, "c1")} == short


@SETTINGS
@given(world=populations())
def test_maps_of_every_kind_keep_to_what_is_hidden_everywhere(run: Run, store: Store, world: World) -> None:
    """With few officers nearly all is hidden: a number that comes out is right, and in no other map hidden."""
    run(wipe(store))
    put(run, store, world)
    found, seen = run(ground(store, DAYS[4])), seen_by(world, DAYS[4])
    true = counted(seen)
    for organisation, rows, columns in product(
        [None, "g", "g1"], [THEME, AREA, COMPETENCY], [ORGANISATION, ROLE, BAND]
    ):
        answer = readiness_map(found, Scope(organisation, None, rows, columns))
        total = true.get((organisation or ALL, ALL), Sums())
        assert answer.total.hidden == bool(whole(found).hiding.of((organisation or ALL, ALL)) >= {*MEASURES})
        assert answer.total.people in {None, total.people}
        for row in answer.rows:
            assert len(row.cells) == len(answer.columns)
            for cell in row.cells:
                assert cell.hidden or cell.people == 0 or (cell.people or 0) >= FEWEST


# --- hiding --------------------------------------------------------------------------------------------------

sums = st.builds(
    lambda people, met, rest, gaps: Sums(people, met + rest + gaps, met, rest, gaps) if people else Sums(),
    *(st.integers(0, 30) | st.integers(0, 6) for _ in range(4)),
).map(lambda s: s if s.required else Sums())


@st.composite
def grids(draw: Any) -> tuple[dict[Place, Sums], list[Line]]:
    """Cells by organisation and theme, with the sums of rows, of columns, and of all."""
    columns, rows = ([str(n) for n in range(draw(st.integers(1, 4)))] for _ in range(2))
    cells: dict[Place, Sums] = {(c, r): draw(sums) for c, r in product(columns, rows)}
    lines: list[Line] = []
    lines += [(("all", r), [(c, r) for c in columns]) for r in rows]
    lines += [((c, "all"), [(c, r) for r in rows]) for c in (*columns, "all")]
    for total, parts in lines:
        cells[total] = Sums(*(sum(numbers) for numbers in zip(*(cells[part] for part in parts), strict=True)))
    lines.append((("all", "all"), [(c, "all") for c in columns]))
    return cells, lines


def published(cells: Mapping[Place, Sums], away: Mapping[Place, set[str]]) -> dict[tuple[Place, str], int]:
    return {(p, m): getattr(s, m) for p, s in cells.items() for m in MEASURES if m not in away.get(p, set())}


def told_by_subtraction(numbers: dict[tuple[Place, str], int], lines: Iterable[Line]) -> list[tuple[Any, ...]]:
    """What the published numbers say of hidden ones: single ones, and sums of 1–4."""
    found: list[tuple[Any, ...]] = []
    for (whole_, parts), measure in product(lines, MEASURES):
        unknown = [part for part in parts if (part, measure) not in numbers]
        known = sum(numbers.get((part, measure), 0) for part in parts)
        if (whole_, measure) not in numbers:
            if not unknown and known:
                found.append((whole_, measure, known))
        elif len(unknown) == 1 or 0 < numbers[whole_, measure] - known < FEWEST:
            found.append((whole_, measure, unknown))
    for place in {p for p, _ in numbers}:
        inside = [numbers.get((place, m)) for m in ("required", "met", "not_stated", "gaps")]
        if inside[0] is not None and sum(n is None for n in inside) == 1:
            found.append((place, "within"))
    return found


@settings(max_examples=150, deadline=None)
@given(grids())
def test_no_published_number_and_no_difference_is_of_one_to_four(grid: tuple[dict[Place, Sums], list[Line]]) -> None:
    cells, lines = grid
    numbers = published(cells, hidden(cells, lines).hidden)
    assert not [where for where, n in numbers.items() if 0 < n < FEWEST]
    assert not told_by_subtraction(numbers, lines)
    rest = {p: numbers[p, "required"] - numbers[p, "met"] for p, m in numbers if m == "met"}
    assert not [p for p, n in rest.items() if 0 < n < FEWEST]


def test_nothing_is_hidden_of_large_counts_and_not_everything_beside_a_small_one() -> None:
    """Without it a program that hides all would pass."""
    big, four = Sums(40, 120, 60, 20, 40), "abcd"
    cells: dict[Place, Sums] = dict.fromkeys(product(four, four), big)
    lines: list[Line] = [(("all", r), [(c, r) for c in four]) for r in four]
    lines += [((c, "all"), [(c, r) for r in four]) for c in four]
    cells |= {total: Sums(*(4 * n for n in big)) for total, _ in lines}
    assert not hidden(cells, lines).hidden
    cells["a", "a"] = Sums(3, 9, 6, 0, 3)
    found = hidden(cells, lines)
    assert {place for place, away in found.hidden.items() if len(away) == len(MEASURES)} >= {("a", "a")}
    assert len(found.hidden) <= 4
