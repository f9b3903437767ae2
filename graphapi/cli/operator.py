"""What commands reach of people's data is told to the audit trail, as the service's requests are."""

from __future__ import annotations

import getpass
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from ontology.instants import now
from queries.looks import Looks, composed, looking
from queries.officer_keys import officer_keys
from queries.stores import Store
from queries.stores.noted import Noted
from queries.trail import trail


@contextmanager
def by_operator(store: Store, command: str) -> Iterator[Store]:
    """The store as a command reads and writes it: what it reached of people's data is told when it ends.

    `command` is its name, without what was typed after it. TrailError before anything is shown that could not
    be told.
    """
    started = time.perf_counter()
    with looking(Looks(trail(store.uri).ready)) as looks:
        try:
            yield Noted(store)
        finally:
            if looks.types:
                facts = looks.entry() | {"ms": round((time.perf_counter() - started) * 1e3)}
                tell(store.uri, command, facts, looks.officers)


def tell(uri: str, command: str, facts: dict[str, Any], officers: Iterable[str] = ()) -> None:
    """Tell the trail of what a command did; TrailError when it cannot be."""
    entry = {
        "at": now(), "request": secrets.token_hex(8), "who": f"operator:{getpass.getuser()}", "command": command,
        "decision": "allowed", **facts,
    }  # fmt: skip
    trail(uri).add(composed(officer_keys(uri), [(entry, tuple(officers))]))
