"""What all requests of a service share: the store, the search index, what is published, whether all is open."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request

from graphapi.config import Config
from loaders.sample import about
from ontology import cypher
from ontology.instants import instant
from ontology.model import NODES
from queries import question
from queries.answers import moment
from queries.search import FreshIndex
from queries.stores import Store


@dataclass(slots=True)
class State:
    """The service's state; `epoch` is the write that the rest was read after."""

    config: Config
    store: Store
    index: FreshIndex
    epoch: int = -1
    identity: str = ""
    """The store's: after a restore another history may be at the same epoch."""
    frameworks: list[dict[str, Any]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    examples: dict[str, tuple[str, str]] = field(default_factory=dict)
    """A role and an officer to start with, as (id, title) by label."""

    @property
    def illustrative(self) -> bool:
        """Whether anything in the store is made up for demonstration."""
        return any(framework["illustrative"] for framework in self.frameworks)

    @property
    def notice(self) -> str:
        """What must stand in every file made from this store: "illustrative", and each framework's attribution."""
        words = ["illustrative"] if self.illustrative else []
        return " · ".join(dict.fromkeys([*words, *(f["attribution"] for f in self.frameworks if f["attribution"])]))

    @property
    def opened(self) -> tuple[bool, bool]:
        """Whether everything is open to whoever comes without a name, and to this machine alone.

        In development only: where nobody can sign in. All data must be made up, or the address a loopback one.
        """
        if self.config.people is False or self.config.signs_in:
            return False, False
        made_up = bool(self.frameworks) and all(framework["illustrative"] for framework in self.frameworks)
        return made_up, self.config.loopback

    async def refresh(self) -> None:
        """Read again what changes with a write, when there was one."""
        health = await self.store.health()
        if (health.identity, health.epoch) == (self.identity, self.epoch):
            return
        await self.look()
        await self.index.refresh()
        self.identity, self.epoch = health.identity, health.epoch

    async def look(self) -> None:
        """Read what every page needs: what is published, how much there is, what to start with."""
        self.frameworks = await self.store.ask(question("framework/all"))
        self.counts = {row["id"]: row["n"] for row in await self.store.ask(question("store/counts"))}
        self.examples = await self._examples()

    async def _examples(self) -> dict[str, tuple[str, str]]:
        story = about() if self.illustrative else {}
        role = await self._titled("Role", story) or await self.store.ask(question("role/demanding"))
        officer = await self._titled("Officer", story) or await self.store.ask(question("officer/examples"))
        rows = {"Role": role, "Officer": officer}
        return {label: (found[0]["id"], found[0].get("title", "")) for label, found in rows.items() if found}

    async def _titled(self, label: str, story: dict[str, Any]) -> list[dict[str, Any]]:
        """The sample's own example of a type, when it is loaded."""
        if not story:
            return []
        id_ = f"{story['prefix']}:{story['story'][label.lower()]}"
        rows = await self.store.rows(cypher.read_nodes(NODES[label]), ids=[id_])
        return [dict(zip(NODES[label].props, row, strict=True)) for row in rows]


def state_of(request: Request) -> State:
    """The state of the service that got the request."""
    state: State = request.app.state.karmagraph
    return state


async def asked_moment(request: Request) -> str:
    """The date that the request asks for (`asOf`), else the store's; 400 when it is no date."""
    text = request.query_params.get("asOf")
    try:
        return await moment(state_of(request).store, instant(text) if text else None)
    except ValueError as error:
        raise HTTPException(400, str(error)) from error
