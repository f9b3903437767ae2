"""A GraphQL selection becomes a tree of steps, and the shape of its answer; nothing here knows Cypher.

A plan depends on the document, on which variables are given, null or empty, on booleans and
enumerated values, never on other values: those travel as parameters, read from the arguments anew
for each request (`Plan.values`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import FieldNode
from graphql.execution.collect_fields import FieldDetails
from graphql.execution.values import VariableValues

from ontology.earlier import EARLIER, NOT_KEPT
from ontology.model import NODES
from queries import shape
from queries.arguments import Arguments, Bind, Call, stored_id, values
from queries.draft import Draft, Target, default_order, has_dates, parallel_order
from queries.fields import LIST_MAXIMUM, Ask, Entity, Far, Lookup, Page, Value, Walk
from queries.paging import Connection
from queries.selection import Picked, Request, selected
from queries.shape import Build, Parents, Rows, Shape, compiled
from queries.steps import ID, Column, Condition, Reached, Step


@dataclass(frozen=True, slots=True)
class Asked:
    """A computed field of a plan: the question, the number of its arguments, and what is selected of it."""

    ask: Ask
    call: int
    field: Picked
    known: bool
    """Its parents are those of the plan's `key`, and may be seen: it need not wait until they are fetched."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to fetch, how to read the parameters, how to build the answer, and what else to ask."""

    root: Step
    build: Build
    asks: tuple[Asked, ...]
    parents: tuple[Parents, ...]
    calls: tuple[Call, ...]
    binds: tuple[Bind, ...]
    key: str = ""
    """The parameter that has the id, or the ids, of the plan's outermost nodes."""
    scoped: bool = False
    """Whether it needs the values of who may see what."""

    def values(self, variables: VariableValues) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """The arguments of each call in a request, and the parameters."""
        return values(self.calls, self.binds, variables)


def plan_entity(request: Request, spec: Entity, field: Picked) -> Plan:
    """The plan of one node by its id."""
    planning = Planning.of(request)
    call, _ = planning.arguments.call(field.definition, field.node)
    key = planning.arguments.bind(call, "id", convert=stored_id(spec.label, field.node))
    draft = planning.draft(spec.label, field.node, where=[Condition(ID, "=", key)])
    return planning.plan(draft, Rows(0, planning.object(field.type, field.details, draft), single=True), key)


def plan_page(request: Request, spec: Page, field: Picked) -> Plan:
    """The plan of a connection over all nodes of a label."""
    planning, root = Planning.of(request), Draft("")
    made = planning.connection(Target(spec.label, dated=True), field, root)
    return planning.plan(root, made)


def plan_by_ids(request: Request, label: str, details: Sequence[FieldDetails]) -> Plan:
    """The plan of nodes of one label by the parameter `ids`: it builds them by their store's ids."""
    planning = Planning.of(request)
    draft = planning.draft(label, details[0].node, where=[Condition(ID, "IN", "ids")])
    item = planning.object(request.catalogue.schema.type_map[label], details, draft)
    return planning.plan(draft, shape.ById(0, draft.column(ID), item), "ids")


@dataclass(slots=True)
class Planning:
    """A plan in the making."""

    request: Request
    arguments: Arguments
    asks: list[tuple[Ask, int, Picked, Draft]] = field(default_factory=list)

    @classmethod
    def of(cls, request: Request) -> Planning:
        """Nothing planned yet."""
        return cls(request, Arguments(request.variables, request.sight))

    def plan(self, top: Draft, answer: Shape, key: str = "") -> Plan:
        """The finished plan; `top` is the root, or its only child, whose ids the parameter `key` has."""
        root = (Draft("", children=[top]) if top.label else top).step()
        build, parents = compiled(answer, root)
        arguments = self.arguments
        scoped = arguments.personal and not arguments.sight.everyone
        known = bool(key) and not (scoped and NODES[top.label].personal)
        asks = tuple(Asked(ask, call, picked, known and draft is top) for ask, call, picked, draft in self.asks)
        return Plan(root, build, asks, tuple(parents), tuple(arguments.calls), tuple(arguments.binds), key, scoped)

    def draft(self, label: str, node: FieldNode, **what: Any) -> Draft:
        """A new step, if this reader may see what it reaches."""
        draft = Draft(label, sight=self.request.sight, **what)
        if NODES[label].personal or (draft.hop and draft.hop.personal):
            self.arguments.gate(node)
        if NODES[label].personal:
            draft.column(ID)  # whose records are read is always known
        return draft

    # --- objects -------------------------------------------------------------------------------------

    def object(self, type_: Any, details: Sequence[FieldDetails], draft: Draft) -> Shape:
        """The object of a row of the draft's step."""
        fields = selected(self.request, type_, details)
        return shape.Object(tuple((key, self._field(type_, picked, draft)) for key, picked in fields))

    def _field(self, type_: Any, field: Picked | None, draft: Draft) -> Shape:
        if field is None:
            return shape.Constant(type_.name)
        match self.request.catalogue.fields[type_.name, field.name]:
            case Value() as value:
                made = self._value(value, field, draft)
            case Far():
                made = self.object(field.type, field.details, draft)
            case Lookup() as lookup:
                made = self._lookup(lookup, field, draft)
            case Walk() as walk:
                made = self._walk(walk, field, draft)
            case Ask() as ask:
                made = self._ask(ask, field, draft)
            case spec:
                raise TypeError(f"{field.coordinate} is declared as {spec}, which has no place here")
        return made

    def _value(self, value: Value, field: Picked, draft: Draft) -> Shape:
        index, was = draft.column(value.column), self._was(value.column, draft)
        if value.kind == "text":
            return shape.Texts(index, self._text(field), was=was)
        if value.kind == "label":
            call, _ = self.arguments.call(field.definition, field.node)
            return shape.Texts(index, self._text(field), self.arguments.bind(call, "languages"), was)
        return shape.Leaf(index, value.kind, field.coordinate if value.required else "", draft.label, was)

    def _was(self, column: Column, draft: Draft) -> tuple[int, str] | None:
        """Where the earlier values of a property are, where a date is named and it may have some."""
        past = self.request.past and column.of == "node" and EARLIER in NODES[draft.label].props
        return (draft.column(Column("node", EARLIER)), column.name) if past and column.name not in NOT_KEPT else None

    def _text(self, field: Picked) -> tuple[tuple[str, Shape], ...]:
        places = {"lang": 0, "text": 1}
        return tuple(
            (key, shape.Leaf(places[part.name], "string") if part else shape.Constant(field.type.name))
            for key, part in selected(self.request, field.type, field.details)
        )

    def _lookup(self, lookup: Lookup, field: Picked, draft: Draft) -> Shape:
        draft.column(lookup.column)
        child = self.draft(lookup.label, field.node, by=lookup.column)
        item = self.object(field.type, field.details, child)
        return Rows(draft.child(child), item, single=True)

    def _ask(self, ask: Ask, field: Picked, draft: Draft) -> Shape:
        call, _ = self.arguments.call(field.definition, field.node)
        self.asks.append((ask, call, field, draft))
        return shape.Answer(len(self.asks) - 1, draft.column(ID))

    # --- lists ---------------------------------------------------------------------------------------

    def _walk(self, walk: Walk, field: Picked, draft: Draft) -> Shape:
        targets = [Target(hop.label, hop, walk.order, walk.by, walk.dated, walk.edge) for hop in walk.hops]
        if walk.form == "connection":
            return self.connection(targets[0], field, draft)
        options = [self._rows(walk, target, field, draft) for target in targets]
        return options[0] if len(options) == 1 else shape.Variants(tuple(options))

    def _rows(self, walk: Walk, target: Target, field: Picked, draft: Draft) -> Rows:
        """A bounded list, or a single end; of one label among several where the field is of an interface."""
        single = walk.form == "one"
        child = self.target(target, field.node)
        if not single:
            call, given = self.arguments.call(field.definition, field.node)
            child.limit = self.arguments.first(call, LIST_MAXIMUM)
            child.where = self.terms(target, call, given)
        type_ = field.type if len(walk.hops) == 1 else self.request.catalogue.schema.type_map[target.label]
        item = self.object(type_, field.details, child)
        return Rows(draft.child(child), item, single=single, required=field.required if single else "")

    def target(self, target: Target, node: FieldNode) -> Draft:
        """The step to a target, in its default order."""
        draft = self.draft(target.label, node, hop=target.hop, dated=target.dated and has_dates(target.label))
        draft.distinct = target.hop is not None and not target.edge
        draft.order = target.order or default_order(target.label, target.hop if target.edge else None)
        return draft

    def terms(self, target: Target, call: int, given: dict[str, Any]) -> list[Condition | Reached]:
        """What the arguments demand."""
        filters = self.request.catalogue.filters[target.label]
        return [
            *self.arguments.compared(call, given, target.by),
            *self.arguments.filtered(call, given.get("where"), filters, target.label),
        ]

    def connection(self, target: Target, field: Picked, draft: Draft) -> Shape:
        """A page, and a count if one is selected."""
        call, given = self.arguments.call(field.definition, field.node)
        page = self.target(target, field.node)
        page.where = self.terms(target, call, given)
        if ordered := given.get("orderBy"):
            page.order = (*ordered.value, *parallel_order(target.hop if target.edge else None))
        scope = f"{field.coordinate} {ordered.name if ordered else ''}"
        return Connection(self, page, scope, call, draft, going_on=given.get("after") is not None).object(field)
