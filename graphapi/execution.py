"""How an operation is executed: root fields by plans, whose finished values pass the executor untouched."""

from __future__ import annotations

import asyncio
import enum
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
)
from graphql.execution import Executor
from graphql.execution.collect_fields import FieldDetails, FragmentDetails

from graphapi.answering import BAD_DATA, Prepared, completed, prepared, rendered
from graphapi.computed import Render, Rendering
from graphapi.limits import ERRORS
from graphapi.loose import Done, finished
from graphapi.schema.answers import PARTS
from graphapi.schema.build import CATALOGUE
from graphapi.tracing import span
from queries.arguments import BAD_REQUEST, refused
from queries.built import Shaped, ShapedList
from queries.fields import PAGE_MAXIMUM, AnyEntity, Entity, Page, Question, Spec
from queries.plan import plan_by_ids, plan_entity, plan_page
from queries.price import USUAL
from queries.rights import PUBLIC, Realm, Sight, Subject, realm, values
from queries.selection import Picked, Request
from queries.steps import AS_OF

if TYPE_CHECKING:
    from graphql import GraphQLResolveInfo

    from ontology.levels import Scales
    from queries.search import SearchIndex
    from queries.stores import Store

    Info: TypeAlias = GraphQLResolveInfo["Context"]

PLANS = 2_000
"""Plans kept."""


@dataclass(slots=True)
class Context:
    """What one request is answered from; `as_of` is the moment when none is asked for."""

    store: Store
    as_of: str
    document: str
    """The text of the document: plans are kept by it."""
    scales_at: Callable[[str], Awaitable[Scales]]
    search_index: Callable[[], SearchIndex]
    subject: Subject = PUBLIC
    """Who asks."""
    changed: str | None = None
    """Until when something was otherwise than now; None if that is not known."""
    realm_of: Callable[[Subject], Awaitable[Realm]] | None = None
    """What a subject administers; without it, the store is asked."""
    known: dict[str, Scales] = field(default_factory=dict)
    administered: Realm | None = None
    cost: int = 0
    """Rows times fields of all plans so far: at most so many values are read."""

    async def scales(self, as_of: str) -> Scales:
        """All scales, read once a request."""
        if as_of not in self.known:
            self.known[as_of] = await self.scales_at(as_of)
        return self.known[as_of]

    def past(self, as_of: str | None) -> bool:
        """Whether things may have been otherwise at a date that is asked for."""
        return bool(as_of) and (self.changed is None or str(as_of) < self.changed)

    async def scope(self) -> Mapping[str, Any]:
        """The values of who may see what."""
        return values(self.subject, await self._realm(), self.as_of)

    async def sight(self) -> Sight:
        """Which officers' records come out, in form."""
        own = self.subject.sight
        return replace(own, few=(await self._realm()).few) if own.subtree else own

    async def _realm(self) -> Realm:
        """What the subject administers, read once a request."""
        if self.administered is None:
            known = self.realm_of(self.subject) if self.realm_of else realm(self.store, self.subject)
            self.administered = await known
        return self.administered

    @property
    def index(self) -> SearchIndex:
        """The search index as it is now."""
        return self.search_index()


class PlanExecutor(Executor[Any]):
    """The ordinary executor, but for finished values.

    It comes below root fields only where a stored value does not fit the schema: it checks each, and nulls as little as
    the specification allows.
    """

    def complete_value(
        self, return_type: Any, field_details_list: Any, info: Any, path: Any, result: Any, position_context: Any
    ) -> Any:
        """Finished values as they are."""
        if type(result) is Shaped or type(result) is ShapedList:
            return result
        if type(result) is Done:
            return result.value
        return super().complete_value(return_type, field_details_list, info, path, result, position_context)

    def handle_field_error(self, raw_error: Exception, return_type: Any, field_details_list: Any, path: Any) -> None:
        """Errors below root fields say what kind they are."""
        if path.prev and not getattr(raw_error, "path", None):
            raw_error = GraphQLError(str(raw_error), extensions={"code": BAD_DATA})
        super().handle_field_error(raw_error, return_type, field_details_list, path)


async def execute(
    document: DocumentNode, context: Context, variables: Mapping[str, Any] | None = None, operation: str | None = None
) -> ExecutionResult:
    """The result of a valid document's operation."""
    executor = PlanExecutor.build(
        CATALOGUE.schema, document, None, context, dict(variables or {}), operation, hide_suggestions=True,
        max_coercion_errors=ERRORS,
    )  # fmt: skip
    if isinstance(executor, list):
        return ExecutionResult(None, executor)
    result = executor.execute_operation()
    return await result if isinstance(result, Awaitable) else result  # type: ignore[return-value]


# --- plans that are kept -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PreparedQuestion:
    """A computed root field, with what is selected of it."""

    rendering: Rendering
    render: Render


_kept: OrderedDict[Any, Any] = OrderedDict()


async def _remembered(info: Info, what: Any, make: Callable[[Request], Any], *, past: bool) -> Any:
    """A plan made once for a document, an operation, a root field, and the form of the variables' values."""
    context: Context = info.context
    sight = await context.sight()
    operation = info.operation.name.value if info.operation.name else ""
    formed = form(info.variable_values.coerced)
    key = (context.document, operation, info.path.key, what, sight, past, formed)
    if key in _kept:
        _kept.move_to_end(key)
        return _kept[key]
    fragments = {name: FragmentDetails(fragment) for name, fragment in info.fragments.items()}
    with span(f"plan {info.parent_type.name}.{info.field_name}"):
        made = make(Request(CATALOGUE, info.operation, fragments, info.variable_values, sight, past))
    _kept[key] = made
    if len(_kept) > PLANS:
        _kept.popitem(last=False)
    return made


def form(value: Any) -> Any:
    """What a plan may depend on: booleans, enumerated values and emptiness; of others, only that they are there."""
    match value:
        case None | bool() | enum.Enum() | "":
            return value
        case dict():
            return tuple((name, form(item)) for name, item in value.items())
        case _:
            return ...


# --- root fields -----------------------------------------------------------------------------------------


def _resolver(spec: Spec, definition: GraphQLField) -> Callable[..., Awaitable[Any]]:
    match spec:
        case Entity():
            plan: Any = plan_entity
        case Page():
            plan = plan_page
        case AnyEntity(many):
            return _nodes if many else _node
        case Question():
            return _question(spec, definition)
        case _:
            raise TypeError(f"{spec} is no root field")

    async def resolve(_source: Any, info: Info, **given: Any) -> Any:
        def make(request: Request) -> Prepared:
            return prepared(request, plan(request, spec, _picked(info, definition)))

        ready = await _remembered(info, "", make, past=info.context.past(given.get(AS_OF)))
        return await completed(ready, info, given.get(AS_OF) or info.context.as_of)

    return resolve


def _question(spec: Question, definition: GraphQLField) -> Callable[..., Awaitable[Any]]:
    async def resolve(_source: Any, info: Info, **given: Any) -> Any:
        def make(request: Request) -> PreparedQuestion:
            rendering = Rendering(PARTS, request)
            return PreparedQuestion(rendering, rendering.value(_picked(info, definition)))

        ready: PreparedQuestion = await _remembered(info, "", make, past=info.context.past(given.get(AS_OF)))
        as_of = given.get(AS_OF) or info.context.as_of
        info.context.cost += USUAL
        found = await spec.answer(info.context, as_of, given)
        return await rendered(ready.rendering, lambda *rest: ready.render(found, *rest), info, as_of)

    return resolve


async def _node(_source: Any, info: Info, **given: Any) -> Any:
    [found] = await _things(info, [given["id"]], given.get(AS_OF))
    return found


async def _nodes(_source: Any, info: Info, **given: Any) -> Any:
    if len(given["ids"]) > PAGE_MAXIMUM:
        refused(BAD_REQUEST, f"at most {PAGE_MAXIMUM} ids, not {len(given['ids'])}", info.field_nodes[0])
    return await _things(info, given["ids"], given.get(AS_OF))


async def _things(info: Info, keys: Sequence[str], as_of: str | None) -> list[Any]:
    """Things by ids that carry their type, one statement a type; None for an unknown one."""
    parts = [key.partition(":") for key in keys]
    by_label: dict[str, list[str]] = {}
    for (label, _, id_), key in zip(parts, keys, strict=True):
        if label not in CATALOGUE.filters:
            refused(BAD_REQUEST, f"{key!r} does not begin with a type, such as Role:", info.field_nodes[0])
        by_label.setdefault(label, []).append(id_)

    async def found(label: str, ids: list[str]) -> Mapping[str, Any]:
        def make(request: Request) -> Prepared:
            return prepared(request, plan_by_ids(request, label, _details(info)))

        ready = await _remembered(info, label, make, past=info.context.past(as_of))
        things = await completed(ready, info, as_of or info.context.as_of, ids=list(dict.fromkeys(ids)))
        return {id_: finished(one) for id_, one in things.items()} if type(things) is Shaped else things

    answers = dict(zip(by_label, await asyncio.gather(*(found(*item) for item in by_label.items())), strict=True))
    return [answers[label].get(id_) for label, _, id_ in parts]


def _picked(info: Info, definition: GraphQLField) -> Picked:
    return Picked(f"{info.parent_type.name}.{info.field_name}", definition, _details(info))


def _details(info: Info) -> list[FieldDetails]:
    return [FieldDetails(node, None) for node in info.field_nodes]


def _built(source: Mapping[Any, Any], info: Info, **_given: Any) -> Any:
    """What a plan has built under the field's response name."""
    return source[info.path.key]


def _settle(type_: Any) -> None:
    """Say how a type's fields are resolved: root fields by plans, all others as plans have built them."""
    if isinstance(type_, GraphQLInterfaceType):
        type_.resolve_type = lambda value, _info, _type: value.label
    if not isinstance(type_, GraphQLObjectType) or type_.name.startswith("__"):
        return
    type_.is_type_of = None
    root = type_ in {CATALOGUE.schema.query_type, CATALOGUE.schema.mutation_type}
    for name, definition in type_.fields.items():
        definition.resolve = _resolver(CATALOGUE.fields[type_.name, name], definition) if root else _built


for _type in CATALOGUE.schema.type_map.values():
    _settle(_type)
