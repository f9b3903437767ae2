"""How a plan is answered: its rows and its computed fields are fetched together, then all is built."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphql import FieldNode, FragmentSpreadNode

from graphapi.computed import Filling, Given, Render, Rendering
from graphapi.loose import Loose, LooseAnswers, finished, opened
from graphapi.schema.answers import PARTS
from queries.arguments import refused
from queries.built import Unchecked, UnfitError
from queries.plan import Plan
from queries.price import MAXIMUM, USUAL, price
from queries.selection import Request
from queries.shape import unchecked
from queries.steps import AS_OF, Step

if TYPE_CHECKING:
    from graphapi.execution import Info

BAD_DATA = "BAD_DATA"
"""The code of an error about what is stored."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A plan with what is selected of its computed fields."""

    plan: Plan
    answers: tuple[tuple[Rendering, Render], ...]
    fields: int
    """How many columns all its steps have."""
    picked: tuple[int, ...]
    """How many fields are selected of each computed answer."""


def prepared(request: Request, plan: Plan) -> Prepared:
    """A plan made ready."""
    renderings = [Rendering(PARTS, request) for _ in plan.asks]
    answers = tuple((r, r.value(asked.field)) for r, asked in zip(renderings, plan.asks, strict=True))
    picked = tuple(sum(_selected(detail.node, request) for detail in asked.field.details) for asked in plan.asks)
    return Prepared(plan, answers, max(1, _columns(plan.root)), picked)


def _columns(step: Step) -> int:
    return len(step.columns) + sum(_columns(child) for child in step.children)


def _selected(node: Any, request: Request) -> int:
    """The fields under a node of the document: its limits hold their number down."""
    if isinstance(node, FragmentSpreadNode):
        node = request.fragments[node.name.value].definition
    below = node.selection_set.selections if node.selection_set else ()
    return isinstance(node, FieldNode) + sum(_selected(each, request) for each in below)


@dataclass(frozen=True, slots=True)
class Answering:
    """A plan in one request: its parameters, and the arguments of its fields."""

    ready: Prepared
    info: Info
    as_of: str
    values: Mapping[str, Any]
    arguments: Sequence[Mapping[str, Any]]

    async def fetched(self) -> tuple[Any, list[Mapping[str, Any]]]:
        """The rows and the answers of the computed fields; those of parents known by id come with the rows."""
        plan, keys = self.ready.plan, self._keys()
        places = range(len(plan.asks))
        early, late = ([p for p in places if plan.asks[p].known is known] for known in (True, False))
        fetch = self.info.context.store.fetch(plan.root, self.values)
        root: Any
        first: list[Any]
        root, *first = await asyncio.gather(fetch, *(self._ask(p, keys) for p in early))
        rest = await asyncio.gather(*(self._ask(p, plan.parents[p](root, self.values)) for p in late))
        found: dict[int, Mapping[str, Any]] = dict(zip((*early, *late), (*first, *rest), strict=True))
        return root, [found[place] for place in places]

    def _keys(self) -> list[str]:
        """The ids of the outermost nodes, where they are asked for by id."""
        key = self.values.get(self.ready.plan.key, ())
        return [key] if isinstance(key, str) else list(key)

    async def _ask(self, place: int, parents: Iterable[str]) -> Mapping[str, Any]:
        asked, (rendering, render) = self.ready.plan.asks[place], self.ready.answers[place]
        ids = list(dict.fromkeys(parents))
        if not ids:
            return {}
        self.info.context.cost += len(ids) * USUAL * self.ready.picked[place]
        found = await asked.ask.answer(self.info.context, ids, self.as_of, self.arguments[asked.call])

        def each(filling: Filling, given: Given) -> dict[str, Any]:
            return {id_: render(one, filling, given) for id_, one in found.items()}

        found, loose = await _rendered(rendering, each, self.info, self.as_of)
        return LooseAnswers({id_: opened(one) for id_, one in found.items()}) if loose else found


async def completed(ready: Prepared, info: Info, as_of: str, **params: Any) -> Any:
    """The value of a root field: finished, or left to the executor to check where a stored value does not fit."""
    value, loose = await _value(ready, info, as_of, params)
    return value if loose else finished(value)


async def _value(ready: Prepared, info: Info, as_of: str, params: Mapping[str, Any]) -> tuple[Any, bool]:
    """The value of a plan, and whether something in it does not fit, so that the executor must check it."""
    root, values, answers = await _read(ready, info, as_of, params)
    build = ready.plan.build
    if not any(type(found) is LooseAnswers for found in answers):
        with suppress(UnfitError):
            return build(root, values, answers), False
    done = [found if type(found) is LooseAnswers else _all_finished(found) for found in answers]
    return unchecked(build)(root, values, done), True


def _all_finished(found: Mapping[str, Any]) -> dict[str, Any]:
    return {id_: finished(one) for id_, one in found.items()}


async def _read(
    ready: Prepared, info: Info, as_of: str, params: Mapping[str, Any]
) -> tuple[Any, Mapping[str, Any], list[Mapping[str, Any]]]:
    """The rows of a plan, its parameters, and the answers of its computed fields."""
    plan = ready.plan
    arguments, values = plan.values(info.variable_values)
    values |= {AS_OF: as_of, **params}
    if plan.scoped:
        values |= await info.context.scope()
    rows = price(plan.root, values)
    if rows > MAXIMUM:
        refused("TOO_EXPENSIVE", f"this may read more than {MAXIMUM:,} rows: ask for fewer with `first`")
    info.context.cost += rows * ready.fields
    root, answers = await Answering(ready, info, as_of, values, arguments).fetched()
    return root, values, answers


async def rendered(rendering: Rendering, render: Callable[[Filling, Given], Any], info: Info, as_of: str) -> Any:
    """A computed answer as its selection wants it, with the things it names; finished, or open where one is unfit."""
    made, loose = await _rendered(rendering, render, info, as_of)
    return opened(made) if loose else finished(made)


async def _rendered(
    rendering: Rendering, render: Callable[[Filling, Given], Any], info: Info, as_of: str
) -> tuple[Any, bool]:
    """The same, unfinished, and whether anything in it is loose; the things are looked up together."""
    filling = Filling()
    made = render(filling, [call.arguments(info.variable_values) for call in rendering.calls])
    fills = (_fill(rendering, place, spots, info, as_of) for place, spots in filling.spots.items())
    return made, any(await asyncio.gather(*fills))


async def _fill(rendering: Rendering, place: int, spots: Sequence[Any], info: Info, as_of: str) -> bool:
    """Put things where they are missing; whether they are loose."""
    plan = rendering.plans[place]
    ids = list(dict.fromkeys(id_ for _, _, id_ in spots))
    found, loose = await _value(prepared(rendering.request, plan), info, as_of, {"ids": ids})
    for target, key, id_ in spots:
        one = found.get(id_)
        target[key] = Loose(Unchecked(plan.root.label, one)) if loose and one is not None else one
    return loose
