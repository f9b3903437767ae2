"""What to commission equals a plain count of whoever is short of a level that no course reaches."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from loaders.rows import NodeRow, Row
from queries.candidates import LOWER_LEVEL, SAME_THEME, SIMILAR_WORDS
from queries.commission import demand, ranking, to_commission, what_courses_do
from queries.grounds import ground
from queries.heatmap import whole
from queries.heatmap_tree import ALL
from queries.search import SearchIndex, documents
from queries.stores import Store
from tests.conftest import Run, wipe
from tests.queries.plain import Need
from tests.queries.populations import Expected, populations, seen_by
from tests.queries.test_answers import put
from tests.queries.test_heatmap import above
from tests.queries.worlds import AT, DAYS, ROLES, World, edge

SETTINGS = settings(
    max_examples=3,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


def short(seen: Expected) -> dict[tuple[str, str], tuple[set[str], set[str]]]:
    """Organisation and competency → officers short of a step that no course reaches, and those for whom essential."""
    found: dict[tuple[str, str], tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for officer, _, organisation in seen.postings.values():
        for c, (need, status, _) in seen.view.gaps(officer).items():
            held = seen.view.counted(officer, c)
            steps = [(s, level) for s, level in need.levels.items() if seen.view.verdict(level, s, held) == "gap"]
            lacks = any(not reached(seen, c, {s: level}) for s, level in steps)
            if status == "gap" and (lacks or (not need.levels and not reached(seen, c, {}))):
                for column in (*above(organisation), " " + organisation, ALL):
                    found[column, c][0].add(officer)
                    found[column, c][1].update([officer] if need.essential else [])
    return found


def reached(seen: Expected, competency: str, levels: dict[str, float]) -> bool:
    return seen.view.courses(Need(levels, essential=True, importance=None), competency) == "covered"


def requiring(seen: Expected) -> dict[str, set[str]]:
    """Competency → roles that state or inherit a step of it that no course reaches."""
    found: dict[str, set[str]] = defaultdict(set)
    for role in ROLES:
        for c, stated in seen.view.required(role).items():
            for one in stated:
                levels = {} if one.get("level") is None else {one["scale"]: one["level"]}
                if not reached(seen, c, levels):
                    found[c].add(role)
    return found


@SETTINGS
@given(world=populations())
def test_the_demand_is_that_of_a_plain_count(run: Run, store: Store, world: World) -> None:
    run(wipe(store))
    put(run, store, world)
    for as_of in (DAYS[1], DAYS[4]):
        here, seen = run(ground(store, as_of)), seen_by(world, as_of)
        counted = demand(here, what_courses_do(here), whole(here)).cells
        assert {place: (s.people, s.gaps) for place, s in counted.items()} == {
            place: (len(people), len(essential)) for place, (people, essential) in short(seen).items()
        }
        assert {row.competency: row.roles for row in to_commission(here)} == {
            c: len(roles) for c, roles in requiring(seen).items()
        }
        listed = to_commission(here, first=100)
        assert [row.competency for row in listed] == list(ranking(here))
        ranks = [(-(row.essential or 0), -(row.officers or 0), -row.roles) for row in listed]
        assert ranks == sorted(ranks)
        for i, row in enumerate(listed):
            assert to_commission(here, first=2, after=row.competency) == listed[i + 1 : i + 3]


def ministry(people: int) -> list[Row]:
    """Officers who are all short of level 2 in C, on which a course stops at level 1; beside it, other modules."""
    rows: list[Row] = [NodeRow("Scale", "k", {"title": "K", "kind": "ordinal"}, AT)]
    for rank in (1, 2):
        rows.append(NodeRow("Level", f"k:{rank}", {"title": f"K{rank}", "rank": rank}, AT))
        rows.append(edge("HAS_LEVEL", ("Scale", "k"), ("Level", f"k:{rank}")))
    rows.append(NodeRow("Competency", "t", {"title": "Theme", "kind": "theme"}, AT))
    for c, title in (("c", "Data Use Governance"), ("d", "Other")):
        rows.append(NodeRow("Competency", c, {"title": title, "kind": "sub-theme"}, AT))
        rows.append(edge("BROADER", ("Competency", c), ("Competency", "t")))
    titles = {
        "m1": "First steps",
        "m2": "Near",
        "m3": "Governance of data",
        "m4": "Data",
        "m5": "Governance of data too",
    }
    for m, title in titles.items():
        status = "retired" if m == "m5" else "live"
        rows.append(NodeRow("Module", m, {"title": title, "labels": [f"en|{title}"], "status": status}, AT))
    rows.append(edge("COVERS", ("Module", "m1"), ("Competency", "c"), toLevel=1, scale="k"))
    rows.append(edge("COVERS", ("Module", "m2"), ("Competency", "d")))
    rows += [NodeRow("Role", "r", {"title": "R"}, AT), NodeRow("Organisation", "g", {"title": "G"}, AT)]
    rows.append(edge("REQUIRES", ("Role", "r"), ("Competency", "c"), level=2, scale="k"))
    for i in range(people):
        rows += [NodeRow("Officer", f"o{i}", {}, AT), NodeRow("Posting", f"p{i}", {}, AT)]
        rows.append(edge("HAS_POSTING", ("Officer", f"o{i}"), ("Posting", f"p{i}")))
        rows.append(edge("AS", ("Posting", f"p{i}"), ("Role", "r")))
        rows.append(edge("AT", ("Posting", f"p{i}"), ("Organisation", "g")))
    return rows


@pytest.mark.parametrize(("people", "shown"), [(7, 7), (3, None)])
def test_few_officers_are_hidden_and_candidates_are_suggested(
    run: Run, store: Store, people: int, shown: int | None
) -> None:
    put(run, store, ministry(people))

    async def asked() -> list[object]:
        index = SearchIndex.build([document async for document in documents(store)])
        return [row for row in to_commission(await ground(store, DAYS[4]), index=index)]  # noqa: C416

    [row] = run(asked())
    assert (row.competency, row.officers, row.essential, row.roles) == ("c", shown, shown, 1)
    assert [(one.level, one.status, one.officers) for one in row.levels] == [(2, "partlyCovered", shown)]
    assert [course.module for course in row.stops_short] == ["m1"]
    why = {one.module: one.why for one in row.candidates}
    assert why == {"m1": (LOWER_LEVEL,), "m2": (SAME_THEME,), "m3": (SIMILAR_WORDS,)}
