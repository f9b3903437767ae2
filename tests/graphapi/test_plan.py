"""`Officer.plan` and the officer's page: the plan as the question's own answer has it."""

from __future__ import annotations

from typing import Any

from graphapi import present
from loaders.load import store_rows
from loaders.rows import NodeRow, Place
from ontology.levels import Scales
from queries import answers
from queries.catalogue import Wishes
from queries.covering import Aim
from queries.learning import Asked, learning_plan
from queries.rules import Counting
from queries.stores import Store
from tests.conftest import Run
from tests.graphapi.asking import asked, data
from tests.queries.test_learning import AS_OF, world

PLAN = """query P($least: PlanAim! = HOURS, $planned: Boolean! = false) { officer(id: "Officer:o") { plan(
  least: $least, hoursAWeek: 2, weeks: 1, languages: ["en"], planned: $planned) {
  officer { id } role { id } least gaps hours weeks inTime proven gap separately apart nothing
  modules { module { id title } mode hours running closes { id title } leads { id } after { id } }
  unclosable { competency { id title } reason } } } }"""


def filled(run: Run, store: Store) -> Scales:
    assert not run(store_rows(store, world(), origin="t", format="test")).rejected
    known: Scales = run(answers.scales(store, AS_OF))
    return known


def test_the_plan_is_that_of_the_question(run: Run, store: Store) -> None:
    known = filled(run, store)
    for least, planned in (("hours", False), ("weeks", True), ("modules", False)):
        wishes = Wishes(languages=frozenset({"en"}), planned=planned)
        wanted = Asked(wishes=wishes, aim=Aim(least, 2, 1))
        made = run(learning_plan(store, "o", Counting(AS_OF), known, wanted))
        plan = present.plan_json(made)
        found = data(run, store, PLAN, {"least": least.upper(), "planned": planned})["officer"]["plan"]
        assert (found["least"], found["inTime"]) == (plan["least"].upper(), plan["inTime"])
        assert found["proven"] == plan["proven"]
        assert (found["apart"], found["nothing"]) == (made.apart, None)
        assert [found[name] for name in ("gaps", "hours", "separately")] == [
            plan[name] for name in ("gaps", "hours", "separately")
        ]
        assert [_flat(m) for m in found["modules"]] == [
            (m["id"], m["title"], m["mode"], m["hours"], m["running"], m["closes"], m["leads"], m["after"])
            for m in plan["modules"]
        ]
        assert [(u["competency"]["id"], u["reason"]) for u in found["unclosable"]] == [
            (f"Competency:{u['competency']}", u["reason"]) for u in plan["unclosable"]
        ]


NOTHING = """{ officer(id: "Officer:idle") { plan { gaps apart nothing modules { hours } } } }"""


def test_a_plan_says_why_nothing_is_required(run: Run, store: Store) -> None:
    run(store_rows(store, [NodeRow("Officer", "idle", {}, Place("test"))], origin="t", format="test"))
    plan = data(run, store, NOTHING)["officer"]["plan"]
    assert plan == {"gaps": 0, "apart": 0, "nothing": "no posting is valid on this date", "modules": []}


def _flat(module: dict[str, Any]) -> tuple[Any, ...]:
    def bare(things: list[dict[str, str]]) -> list[str]:
        return [thing["id"].partition(":")[2] for thing in things]

    named = module["module"]
    return (
        *bare([named]), named["title"], module["mode"], module["hours"], module["running"], bare(module["closes"]),
        bare(module["leads"]), bare(module["after"]),
    )  # fmt: skip


def test_what_is_asked_of_a_plan_is_checked(run: Run, store: Store) -> None:
    filled(run, store)
    for arguments, words in {
        'modes: ["online"]': "modes are digital, face-to-face, blended, not online",
        "hoursAWeek: 0": "must be above 0",
        'role: "Role:none"': "there is no role none",
    }.items():
        result = asked(run, store, f'{{ officer(id: "Officer:o") {{ plan({arguments}) {{ hours }} }} }}')
        assert words in str(result.errors)
    ids = [f"Officer:{n}" for n in range(11)]
    many = asked(
        run, store, "query O($ids: [ID!]!) { nodes(ids: $ids) { ... on Officer { plan { hours } } } }", {"ids": ids}
    )
    assert "at most 10 officers" in str(many.errors)
