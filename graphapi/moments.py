"""What changes only with a write, and is read once for each: the default moment, the scales, who administers what."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from ontology.instants import now
from ontology.levels import Scales
from queries import answers, question
from queries.rights import Realm, Subject, realm
from queries.stores import Store

_KEPT = 32
_REALMS = 1_000


class Served(Protocol):
    """A store as a service knows it: which one, and after which write. An epoch below zero is not known."""

    store: Store
    identity: str
    epoch: int


@dataclass(slots=True)
class Moments:
    """What was read after a write of a store; another store, restored, may be at the same epoch."""

    write: tuple[str, int] = ("", -1)
    data_as_on: str | None = None
    changed: str = ""
    """Something was otherwise until then; from then on everything is as now."""
    known: dict[str, Scales] = field(default_factory=dict)
    realms: dict[str, Realm] = field(default_factory=dict)
    """What is administered with each organisation."""

    async def default(self, served: Served) -> str:
        """The store's fixed date, else now."""
        if not self._knows(served):
            write = served.identity, served.epoch
            [row] = await served.store.ask(question("store/state"), ids=["store"])
            self.write, self.data_as_on, self.known, self.realms = write, row["dataAsOn"], {}, {}
            self.changed = row["changed"] or ""
        return self.data_as_on or now()

    async def scales(self, served: Served, as_of: str) -> Scales:
        """All scales at a moment; read again after a write."""
        if not self._knows(served):
            return await answers.scales(served.store, as_of)
        if as_of not in self.known:
            if len(self.known) >= _KEPT:
                self.known.clear()
            self.known[as_of] = await answers.scales(served.store, as_of)
        return self.known[as_of]

    async def realm(self, served: Served, subject: Subject) -> Realm:
        """What a subject administers; read again after a write."""
        if not (subject.sight.subtree and self._knows(served)):
            return await realm(served.store, subject)
        if subject.organisation not in self.realms:
            if len(self.realms) >= _REALMS:
                self.realms.clear()
            self.realms[subject.organisation] = await realm(served.store, subject)
        return self.realms[subject.organisation]

    def _knows(self, served: Served) -> bool:
        return served.epoch >= 0 and self.write == (served.identity, served.epoch)
