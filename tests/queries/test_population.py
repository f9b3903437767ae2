"""The population as tables says the same of every officer as the traversal does, and gaps close as the rules say."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings

from queries import answers
from queries.population import NO_MODULE
from queries.population_tables import Engine, filled, stand, standings
from queries.rules import Counting
from queries.stores import Store
from tests.conftest import Run, wipe
from tests.queries.populations import OFFICER, Expected, populations, seen_by
from tests.queries.test_answers import put
from tests.queries.worlds import DAYS, World

SETTINGS = settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


async def computed(store: Store, as_of: str) -> Engine:
    engine = await filled(store, as_of, await answers.scales(store, as_of))
    stand(engine)
    return engine


def told(engine: Engine) -> dict[tuple[str, str], tuple[Any, ...]]:
    rows = engine.rows(standings().officers.needs)
    return {(r["officer"], r["competency"]): (r["status"], r["essential"], r["declared"]) for r in rows}


async def traversed(store: Store, as_of: str) -> dict[tuple[str, str], tuple[Any, ...]]:
    known = await answers.scales(store, as_of)
    found = await answers.officer_gaps(store, OFFICER, Counting(as_of), known)
    return {
        (o, j.needed.competency): (j.status, j.needed.essential, bool(j.counted))
        for o, answer in found.items()
        for j in answer.judgements
    }


@SETTINGS
@given(world=populations())
def test_the_tables_and_the_traversal_agree_on_each_officer(run: Run, store: Store, world: World) -> None:
    run(wipe(store))
    put(run, store, world)
    for as_of in (DAYS[1], DAYS[4]):
        engine, expected = run(computed(store, as_of)), seen_by(world, as_of)
        assert told(engine) == run(traversed(store, as_of))
        helps_as_plain_python_says(engine, expected)
        gaps_have_one_rule(engine, expected)


def helps_as_plain_python_says(engine: Engine, expected: Expected) -> None:
    found = standings()
    helps = engine.rows(found.officer_helps)
    assert {(r["officer"], r["competency"], r["module"]): (r["reaches"], r["state"]) for r in helps} == expected.helps()
    for rows, wanted in ((found.officer_gaps, expected.gaps), (found.posting_gaps, expected.posting_gaps)):
        said = {(r["subject"], r["competency"]): (r["class"], r["running"], r["still_open"]) for r in engine.rows(rows)}
        assert said == {key: gap.told for key, gap in wanted.items()}


def gaps_have_one_rule(engine: Engine, expected: Expected) -> None:
    """What a module closes has a course, and what has no module has none: they once compared levels both ways."""
    closes = {(r["officer"], r["competency"]) for r in engine.rows(standings().officer_helps) if r["reaches"]}
    for gap in engine.rows(standings().officer_gaps):
        officer, competency = gap["officer"], gap["competency"]
        need = expected.view.gaps(officer)[competency][0]
        covered = expected.view.closing(officer, competency, need) == "covered"
        assert covered or (officer, competency) not in closes
        assert gap["class"] != NO_MODULE or not covered


def test_the_random_populations_show_every_verdict() -> None:
    """Without it the comparisons above might compare nothing."""
    shown = Counter[str]()

    @settings(SETTINGS, max_examples=25)
    @given(world=populations())
    def look(world: World) -> None:
        expected = seen_by(world, DAYS[4])
        shown.update(status for found in expected.officers.values() for status, _ in found.values())
        shown.update(gap.told[0] for gap in expected.posting_gaps.values())
        shown.update("still open" for gap in expected.gaps.values() if gap.told[2])

    look()
    standing = ("met", "gap", "notStated", "notComparable")
    for name in (*standing, "completed", "inProgress", "notStarted", "noModule", "still open"):
        assert shown[name] >= 3, (name, shown)
