"""A planned answer is what a plain walk over the rows gives, on both stores, whatever is asked."""

from __future__ import annotations

import random

import pytest

from queries.stores import Store
from tests.conftest import Run
from tests.graphapi.asking import asked
from tests.queries.asked import Asker
from tests.queries.walker import Walker
from tests.world import build, write

DOCUMENTS = {"embedded": 40, "neo4j": 6}
"""Documents a world: the server takes half a second to plan each."""


@pytest.mark.parametrize("seed", range(4))
def test_plans_agree_with_a_walk_over_the_rows(run: Run, store: Store, seed: int) -> None:
    # twice each, with other values: a plan that is kept must depend on no value but those it is kept by
    world = build(seed)
    run(write(store, world))
    for number in range(DOCUMENTS[store.dialect]):
        asker = Asker(random.Random(f"{seed}/{number}"), world)
        text = asker.document()
        for variables in (asker.variables(), asker.variables()):
            found, expected = asked(run, store, text, variables), Walker(world).answer(text, variables)
            assert not expected.errors, (text, variables, expected.errors)
            assert not found.errors, (text, variables, found.errors)
            # as text: the order of fields counts too
            assert str(found.data) == str(expected.data), f"{text}\n{variables}"
