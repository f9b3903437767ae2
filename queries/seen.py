"""The officers whose records a subject may see, for whoever asks without a plan: pages, exports, reports."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from queries.rights import PERSON, Sight, Subject, scope
from queries.steps import ID, Condition, Key, Step

if TYPE_CHECKING:
    from queries.stores import Store


async def seen(
    store: Store, subject: Subject, now: str, ids: Sequence[str] | None = None, label: str = PERSON
) -> list[str]:
    """Those of some officers (or postings), or of all, that the subject may see, by id; `now`: who is posted where."""
    if not subject.sight or ids == []:
        return []
    values = await scope(store, subject, now)
    [rows] = await store.fetch(_step(label, subject.sight, some=ids is not None), {"ids": ids, **values})
    return [id_ for (id_,) in rows]


@cache
def _step(label: str, sight: Sight, *, some: bool) -> Step:
    where = (Condition(ID, "IN", "ids"),) if some else ()
    # made once: the stores keep the text of a step
    return Step(children=(Step(label, columns=(ID,), where=where, order=(Key(ID),), sight=sight),))
