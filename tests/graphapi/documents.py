"""Random documents over the whole schema: computed fields, things of any type, fragments on interfaces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graphql import GraphQLInterfaceType, get_named_type

from tests.queries.asked import ENTITIES, Asker
from tests.queries.walker import SCHEMA

ROOTS = {"node", "nodes", "transition", "unbuilt", "counts", "ladder", "toCommission", "expiring", "groupPlan"}
"""Root fields beside entities and pages that are asked."""

LEFT_OUT = {("Officer", "plan")}
"""Fields with a bound of their own over all parents of a request."""

LABELS = {
    "role": "Role", "from": "Role", "to": "Role", "officer": "Officer", "organisation": "Organisation",
    "competency": "Competency",
}  # fmt: skip
"""What the ids in arguments of computed fields name."""


@dataclass(slots=True)
class AnyAsker(Asker):
    """Writes one document about anything."""

    def answerable(self, type_: str, name: str) -> bool:
        """Whether the field may be asked."""
        asked_elsewhere = {"cursor", "startCursor", "endCursor"}
        if type_ == "Query":
            return Asker.answerable(self, type_, name) or name in ROOTS
        return (type_, name) not in LEFT_OUT and name not in asked_elsewhere

    def _selection(self, type_: Any, depth: int) -> str:
        """As the asker of plans writes it, but `__typename` stands anywhere, or nowhere, under any name."""
        parts = [self._one(type_, depth) for _ in range(self.rnd.randint(1, 3))]
        if self.rnd.random() < 0.4:
            typename = self.rnd.choice(("__typename", "kind_: __typename", f"__typename{self._directive()}"))
            parts.insert(self.rnd.randrange(len(parts) + 1), typename)
        return " { " + " ".join(parts) + " }"

    def _one(self, type_: Any, depth: int) -> str:
        chance = self.rnd.random()
        if isinstance(type_, GraphQLInterfaceType):
            if chance < 0.3:
                return self.rnd.choice(("id", "key: id", "... { id }", f"... on Node{self._directive()} {{ id }}"))
            if chance < 0.4:
                return self._spread(type_, depth)
        elif SCHEMA.type_map["Node"] in getattr(type_, "interfaces", ()) and chance < 0.08:
            # a fragment on the interface, and one on another type, of which nothing is selected
            other = self.rnd.choice(ENTITIES)
            inner = f"... on {other} {{ other: title }}" if other != "Officer" else "thing: id"
            return f"... on Node {{ {self.rnd.choice(('id', 'sameAs: id', inner))} }}"
        return Asker._one(self, type_, depth)

    def _spread(self, type_: Any, depth: int) -> str:
        name = f"F{len(self.fragments)}"
        self.fragments.append("")
        place = len(self.fragments) - 1
        self.fragments[place] = f"fragment {name} on {type_.name}{self._selection(type_, depth)}"
        return f"...{name}{self._directive()}"

    def _aliased(self, name: str, definition: Any, depth: int) -> str:
        """Under its own name, where others of that name then merge with it; else as the asker of plans has it."""
        if self.rnd.random() < 0.5 or definition.args:
            return Asker._aliased(self, name, definition, depth)
        type_ = get_named_type(definition.type)
        return f"{name}{self._directive()}{self._selection(type_, depth - 1) if hasattr(type_, 'fields') else ''}"

    # --- arguments -----------------------------------------------------------------------------------

    def _value(self, name: str, type_: Any, target: str = "") -> Any:
        named = str(type_).rstrip("!")
        if name in LABELS and named == "ID":
            return self._id(LABELS[name])
        choices: dict[str, Any] = {
            "language": lambda: self.rnd.choice(("en", "hi", "ta")),
            "minConfidence": lambda: self.rnd.choice((0.0, 0.5, 1.0, 2.5)),
            "months": lambda: self.rnd.randint(1, 24),
            "ids": lambda: [self._any_id() for _ in range(self.rnd.randint(0, 5))],
        }
        if name in choices:
            return choices[name]()
        if (name, target) == ("id", "Node"):
            return self._any_id()
        return Asker._value(self, name, type_, target)

    def _any_id(self) -> str:
        """The id of something, with its type; sometimes of nothing."""
        label, id_ = self.rnd.choice(list(self.world.nodes))
        return f"{label}:{id_}" if self.rnd.random() < 0.9 else f"{label}:none"
