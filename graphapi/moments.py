"""What changes only with a write, and is read once for each: the default moment, and the scales."""

from __future__ import annotations

from dataclasses import dataclass, field

from ontology.instants import now
from ontology.levels import Scales
from queries import answers, question
from queries.stores import Store

_KEPT = 32


@dataclass(slots=True)
class Moments:
    """What was read at an epoch; an epoch below zero is never kept."""

    epoch: int = -1
    data_as_on: str | None = None
    known: dict[str, Scales] = field(default_factory=dict)

    async def default(self, store: Store, epoch: int) -> str:
        """The store's fixed date, else now."""
        if epoch < 0 or epoch != self.epoch:
            [row] = await store.ask(question("store/state"), ids=["store"])
            self.epoch, self.data_as_on, self.known = epoch, row["dataAsOn"], {}
        return self.data_as_on or now()

    async def scales(self, store: Store, epoch: int, as_of: str) -> Scales:
        """All scales at a moment; read again after a write."""
        if epoch < 0 or epoch != self.epoch:
            return await answers.scales(store, as_of)
        if as_of not in self.known:
            if len(self.known) >= _KEPT:
                self.known.clear()
            self.known[as_of] = await answers.scales(store, as_of)
        return self.known[as_of]
