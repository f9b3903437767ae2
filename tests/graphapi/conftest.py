"""What several tests of the service share."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from queries.stores import Store
from tests.conftest import Run, wipe
from tests.world import build, write


@pytest.fixture(scope="module")
def small(run: Run, opened: Callable[[str], Store]) -> Store:
    """A store with a small world, on the embedded engine."""
    store = opened("embedded")
    run(wipe(store))
    run(write(store, build(1)))
    return store
