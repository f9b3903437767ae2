"""Asking what a change would do: from a roll-up where there is a fresh one, else from officers' records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from queries.answers import scales
from queries.grounds import GROUNDS, moment
from queries.rollup_answers import READ, rolled_cells
from queries.rollup_cells import cells_of
from queries.rollup_head import fresh
from queries.whatif import outcome
from queries.whatif_changes import Change, supposed
from queries.whatif_hiding import WhatIf, whatif

if TYPE_CHECKING:
    from queries.stores import Store


async def what_if(store: Store, changes: Sequence[Change], as_of: str | None = None) -> WhatIf:
    """What some changes together would do, nothing stored; ValueError for a change that cannot be."""
    at = await moment(store, as_of)
    known = await scales(store, at)
    change = await supposed(store, changes, at, known)
    if rolled := await fresh(store, at):
        cells = await rolled_cells(store, change.competencies)
        return whatif(outcome(change, cells, known, at), at, READ, rolled.at)
    cells = await GROUNDS.ask(store, at, lambda ground: cells_of(ground, change.competencies))
    return whatif(outcome(change, cells, known, at), at)
