"""A store that notes whose records are read from it, for the audit trail."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ontology.model import NODES, RELS
from queries import question
from queries.looks import Looks, current
from queries.rights import BELONGS, PERSON
from queries.steps import ID
from queries.stores import Health, Statement, Store

if TYPE_CHECKING:
    from queries import Question
    from queries.steps import Step

PERSONAL = tuple(each.label for each in NODES.values() if each.personal)
_LINKS = tuple(each.type for each in RELS.values() if each.personal)
_WORD = re.compile(rf":`?({'|'.join((*PERSONAL, *_LINKS))})\b")
_LISTED = re.compile(rf"(?:UNWIND \$ids AS key )?MATCH \((?:n|a):({'|'.join(PERSONAL)})\b")
"""A text derived from the model whose first column has the ids of such nodes."""

_WRITTEN = re.compile(rf"\(\w?:{PERSON} \{{id: row\.`?(\w+)")
"""Where a statement has the officers that it writes."""

SUMMED = ("population", "rollup")
"""The topics of the questions that only make figures about many: whose rows these are is not shown."""


@lru_cache(maxsize=4096)
def personal(text: str) -> frozenset[str]:
    """The personal types that a text reaches."""
    return frozenset(_WORD.findall(text))


@dataclass(slots=True)
class _Found:
    """Ids in an answer: of officers, and of postings whose officer is not among them."""

    officers: list[str] = field(default_factory=list)
    postings: list[str] = field(default_factory=list)

    def of(self, label: str) -> list[str]:
        """Where the ids of a personal label go."""
        return self.officers if label == PERSON else self.postings


class Noted:
    """The verbs of a store; who reads is known by `looks.current()`, and without a reader nothing is noted."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.uri, self.dialect = store.uri, store.dialect

    async def ask(self, question: Question, **params: Any) -> list[dict[str, Any]]:
        """The rows of a stored question."""
        looks = _reached(personal(question.text))
        rows = await self.store.ask(question, **params)
        topic = question.name.partition("/")[0]
        column = "officer" if "officer" in question.columns else "id" if topic == "officer" else ""
        if looks and column and topic not in SUMMED:
            looks.see(row[column] for row in rows if row[column])
        return rows

    async def fetch(self, step: Step, params: Mapping[str, Any]) -> list[Any]:
        """The rows of a plan."""
        looks = _reached(_types(step))
        values = await self.store.fetch(step, params)
        if looks:
            found = _Found()
            _walk(step, values, found, known=False)
            await self._see(looks, found)
        return values

    def together(self) -> Store:
        """The store for one request, noted too."""
        return Noted(self.store.together())

    async def rows(self, text: str, **params: Any) -> list[list[Any]]:
        """The rows of a text."""
        looks = _reached(personal(text))
        rows = await self.store.rows(text, **params)
        if looks and (listed := _LISTED.match(text)):
            found = _Found()
            found.of(listed[1]).extend(row[0] for row in rows)
            await self._see(looks, found)
        return rows

    async def stream(self, text: str, **params: Any) -> AsyncIterator[list[Any]]:
        """The rows of a text, one by one; of postings by themselves only that they were read."""
        looks, listed = _reached(personal(text)), _LISTED.match(text)
        async for row in self.store.stream(text, **params):
            if looks and listed and listed[1] == PERSON:
                looks.see((row[0],))
            yield row

    async def write(self, statements: Iterable[Statement], epoch: int | None = None) -> int:
        """Run all statements in one transaction."""
        # whose they are is known here: the store may take the statements in another thread
        return await self.store.write(_writing(statements, current()), epoch)

    async def room(self, changes: int) -> None:
        """Whether there is room."""
        await self.store.room(changes)

    async def prepare(self) -> None:
        """Create what is missing."""
        await self.store.prepare()

    async def health(self) -> Health:
        """The store's state."""
        return await self.store.health()

    async def close(self) -> None:
        """Give the engine back."""
        await self.store.close()

    async def _see(self, looks: Looks, found: _Found) -> None:
        looks.see(found.officers)
        if found.postings:
            rows = await self.store.ask(question("posting/officers"), ids=list(dict.fromkeys(found.postings)))
            looks.see(row["officer"] for row in rows)


def _reached(types: frozenset[str]) -> Looks | None:
    """The looks of who reads, where something personal is read."""
    looks = current()
    if not types or looks is None:
        return None
    looks.reach(types)
    return looks


def _writing(statements: Iterable[Statement], looks: Looks | None) -> Iterator[Statement]:
    """The statements, noted as they pass: a load may make them as they are written."""
    for statement in statements:
        if looks and (types := personal(statement.text)):
            looks.reach(types)
            looks.written += len(statement.rows)
            for name in _WRITTEN.findall(statement.text):
                looks.see(row[name] for row in statement.rows)
        yield statement


@lru_cache(maxsize=4096)
def _types(step: Step) -> frozenset[str]:
    """The personal types that a plan reaches, in filters too."""
    hops = [step.hop] if step.hop else []
    hops += [hop for term in step.where for hop in getattr(term, "hops", ())]
    own = {step.label, *(name for hop in hops for name in (hop.type, hop.label))} & {*PERSONAL, *_LINKS}
    return frozenset(own).union(*(_types(child) for child in step.children))


def _walk(step: Step, row: list[Any], found: _Found, *, known: bool) -> None:
    """Collect the ids of personal nodes in the rows under a row; `known` says that their officer is there already."""
    for child, below in zip(step.children, row[len(step.columns) :], strict=True):
        if child.counted or not _types(child):
            continue
        own = child.label in PERSONAL and ID in child.columns
        theirs = known or child.label == PERSON
        for each in below:
            if own and (child.label == PERSON or not (known and child.hop and child.hop.type == BELONGS[child.label])):
                found.of(child.label).append(each[child.columns.index(ID)])
            _walk(child, each, found, known=theirs)
