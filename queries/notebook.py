"""The graph in an analyst's notebook: object classes derived from the model, and answers as data frames.

    from queries.notebook import Role, connect, frame

    graph = connect()
    role = Role.match(graph, "sample:SO-MON").first()
    role.requires.frame()
    frame(graph, "role/coverage", ids=[role.id])

Neo4j only, and it only reads. It stands on py2neo, which is at its end of life, and so apart: nothing that serves,
loads or answers imports this module; it comes with the extra `notebook`.
"""

# py2neo has no types, and builds Model in a way that hides its members from pyright:
# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false, reportAssignmentType=false

from __future__ import annotations

import keyword
import os
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from ontology.instants import instant, now
from ontology.model import NODES, RELS
from ontology.terms import NodeType, Prop
from queries import Question, parse, questions
from queries.answers import LIVE
from queries.stores import DEFAULT_URI
from queries.stores.errors import StoreError, UnavailableError

try:
    from pandas import DataFrame  # type: ignore[import-untyped]
    from py2neo import Graph
    from py2neo.errors import ClientError, ConnectionUnavailable, ServiceUnavailable
    from py2neo.ogm import Model, ModelMatch, ModelType, Property, Related, RelatedObjects
except ModuleNotFoundError as error:
    raise ImportError(f"notebooks need {error.name}: pip install 'karmagraph[notebook]'") from error

SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")


class ReadOnlyGraph(Graph):  # type: ignore[misc]
    """A Neo4j database that is only read: transactions ask for read access, in which the server refuses a write."""

    as_of: str = ""
    """The moment at which relationships are shown and questions answered: the store's own date, else now."""

    def auto(self, *_args: Any, **_options: Any) -> Any:
        """A transaction of one statement, for reading."""
        return super().auto(readonly=True)

    def begin(self, *_args: Any, **_options: Any) -> Any:
        """A transaction of several statements, for reading."""
        return super().begin(readonly=True)

    def close(self) -> None:
        """Hang up; a notebook may leave it to the kernel's end."""
        self.service.connector.close()


def connect(
    uri: str | None = None, *, user: str | None = None, password: str | None = None, as_of: str | None = None
) -> ReadOnlyGraph:
    """The Neo4j database at `uri`, else at KARMAGRAPH_STORE, as KARMAGRAPH_STORE_USER with KARMAGRAPH_STORE_PASSWORD.

    `as_of` is a date such as 2026-11-24. StoreError for another kind of store; UnavailableError when it cannot log in.
    """
    uri = uri or os.environ.get("KARMAGRAPH_STORE") or DEFAULT_URI
    parts = urlsplit(uri)
    if parts.scheme not in SCHEMES:
        raise StoreError(f"notebooks read Neo4j only, not {parts.scheme or uri!r}: name one, as bolt://localhost:7687")
    user = user or parts.username or os.environ.get("KARMAGRAPH_STORE_USER", "neo4j")
    password = password or parts.password or os.environ.get("KARMAGRAPH_STORE_PASSWORD", "")
    address = f"{parts.scheme}://{parts.hostname or 'localhost'}:{parts.port or 7687}"
    try:
        graph = ReadOnlyGraph(address, name=parts.path.strip("/") or "neo4j", auth=(user, password))
        store = graph.nodes.match("Store", id="store").first() or {}
    except (ConnectionUnavailable, ServiceUnavailable, ClientError) as error:
        # py2neo says the same of a wrong password and of a server that hangs up
        hint = "is Neo4j running there, and are KARMAGRAPH_STORE_USER and KARMAGRAPH_STORE_PASSWORD right?"
        raise UnavailableError(f"cannot log in to {address} ({error}): {hint}", hint) from error
    graph.as_of = instant(as_of) if as_of else store["dataAsOn"] or now()
    return graph


# --- answers as tables -------------------------------------------------------------------------------


def frame(graph: ReadOnlyGraph, asked: str, **params: Any) -> DataFrame:
    """The answer to a stored question, by its name, or to a Cypher text: a row each, its columns in their order.

    `asOf` and `statuses` are, when not given, the graph's date and what is live. ValueError for a question that is
    not there, TypeError for parameters that it does not take or that are missing.
    """
    question = _question(asked)
    values = {"asOf": graph.as_of, "statuses": list(LIVE)} | params
    if "asOf" in params:
        values["asOf"] = instant(params["asOf"])
    if missing := [name for name in question.parameters if name not in values]:
        raise TypeError(f"{question.name} also needs {', '.join(missing)}")
    if unknown := params.keys() - set(question.parameters):
        raise TypeError(f"{question.name} takes no {', '.join(sorted(unknown))}")
    cursor = graph.query(question.for_dialect("neo4j"), {name: values[name] for name in question.parameters})
    return DataFrame([list(record.values()) for record in cursor], columns=cursor.keys())


def _question(asked: str) -> Question:
    if len(asked.split()) > 1:
        return parse("the text", f"// A text of the notebook's own.\n{asked}")
    if asked not in questions():
        raise ValueError(f"no question is called {asked!r}; there are {', '.join(questions())}")
    return questions()[asked]


def _shown(props: dict[str, Prop]) -> list[str]:
    return [prop.name for prop in props.values() if prop.public]


# --- things and what leads from one to another -------------------------------------------------------


class Things(ModelMatch):  # type: ignore[misc]
    """A selection of things of one class, refined by `where`, `order_by` and `limit`."""

    def where(self, *predicates: str, **properties: Any) -> Things:
        """Those with these properties, which have the names of the class; AttributeError for one that it has not.

        A predicate is a Cypher expression on `_`, such as `_.hours > 8`.
        """
        label = self._object_class.__primarylabel__
        keys = {prop.attribute: prop.name for prop in NODES[label].props.values()}
        if unknown := properties.keys() - keys:
            raise AttributeError(f"{label} has no property {', '.join(sorted(unknown))}")
        found: Things = super().where(*predicates, **{keys[name]: value for name, value in properties.items()})
        return found

    def frame(self) -> DataFrame:
        """A row each, with a column a property, under the graph's names: `altLabels`, not `alt_labels`."""
        names = _shown(NODES[self._object_class.__primarylabel__].props)
        return DataFrame([[thing.__node__[name] for name in names] for thing in self], columns=names)


class Thing(Model):  # type: ignore[misc]
    """What all classes of the graph's things have."""

    __primarykey__ = "id"

    @classmethod
    def match(cls, graph: ReadOnlyGraph, id_: str | None = None) -> Things:
        """All things of the class, or the one with this id."""
        selection = type(f"{cls.__name__}Things", (Things,), {"_object_class": cls})
        things: Things = selection(graph, frozenset({cls.__primarylabel__}))
        return things.where(id=id_) if id_ else things

    def __repr__(self) -> str:
        title = self.__node__["title"]
        return f"<{type(self).__name__} {self.__node__['id']}{f' · {title}' if title else ''}>"


class Relations(RelatedObjects):  # type: ignore[misc]
    """What one type of relationship leads to from a thing, at the graph's date, by title.

    Iterates over the things at the far end; `triples()` gives the relationship's properties too. Parallel
    relationships are kept apart, where py2neo's own class keeps one of a pair.
    """

    def __init__(self, subject: Thing, way: Way) -> None:
        super().__init__(subject, subject.__node__, way.direction, way.relationship_type, Thing)
        self._way = way

    @cached_property
    def _related_objects(  # pyright: ignore[reportIncompatibleMethodOverride] - it is a property there
        self,
    ) -> list[tuple[Thing, dict[str, Any]]]:
        graph, type_ = self.node.graph, self.relationship_type
        ends = (self.node, None) if self._way.outgoing else (None, self.node)
        found = [r for r in graph.match(ends, r_type=type_) if not RELS[type_].dated or _stated(r, graph.as_of)]
        far = [(r.end_node if self._way.outgoing else r.start_node).identity for r in found]
        things = self._things(far)
        pairs = [(things[identity], dict(r)) for identity, r in zip(far, found, strict=True) if identity in things]
        return sorted(pairs, key=lambda pair: (pair[0].__node__["title"] or "", pair[0].__node__["id"]))

    def _things(self, identities: list[int]) -> dict[int, Thing]:
        """The things of the right classes by Neo4j's numbers: one statement, where py2neo would make one for each."""
        nodes = self.node.graph.nodes.get(sorted(set(identities))) if identities else []
        classes = [(node, CLASSES[label]) for node in nodes for label in node.labels if label in self._way.labels]
        return {node.identity: cls.wrap(node) for node, cls in classes}

    def frame(self) -> DataFrame:
        """A row a relationship: the far thing's id under its label, its title, then the relationship's properties."""
        label = self._way.labels[0].lower() if len(self._way.labels) == 1 else "thing"
        names = _shown(RELS[self.relationship_type].props)
        rows = [
            [thing.__node__["id"], thing.__node__["title"], *map(props.get, names)]
            for thing, props in self._related_objects
        ]
        return DataFrame(rows, columns=[label, "title", *names])


def _stated(props: dict[str, Any], as_of: str) -> bool:
    since, until = props.get("since"), props.get("until")
    return (since is None or since <= as_of) and (until is None or until > as_of)


# --- the classes, from the model ---------------------------------------------------------------------


class Way(Related):  # type: ignore[misc]
    """A relationship type as an attribute, from its start or towards it; `labels` are those at the far end."""

    def __init__(self, type_: str, labels: tuple[str, ...], *, outgoing: bool) -> None:
        super().__init__(Thing, type_)
        self.labels = labels
        self.outgoing = outgoing
        self.direction = 1 if outgoing else -1
        self.__doc__ = RELS[type_].doc

    def __get__(self, instance: Thing, owner: type[Thing]) -> Relations:
        return Relations(instance, self)


def _ways(label: str) -> dict[str, Way]:
    """What leaves a label has its type's name, what leads to it its start before that: `requires`, `role_requires`."""
    ways = {}
    for rel in RELS.values():
        name = rel.type.lower()
        if ends := tuple(end for start, end in rel.ends if start == label):
            ways[f"{name}_" if keyword.iskeyword(name) else name] = Way(rel.type, ends, outgoing=True)
        for start in (start for start, end in rel.ends if end == label):
            ways[f"{start.lower()}_{name}"] = Way(rel.type, (start,), outgoing=False)
    return ways


def _property(prop: Prop) -> Property:
    column = Property(prop.name)
    column.__doc__ = prop.doc
    return column


def _class(node: NodeType) -> type[Thing]:
    columns = {prop.attribute: _property(prop) for prop in node.props.values()}
    body = {"__doc__": node.doc, "__module__": __name__, **_ways(node.label), **columns}
    cls: type[Thing] = ModelType(node.label, (Thing,), body)
    return cls


CLASSES = {node.label: _class(node) for node in NODES.values()}
"""A class a node type, by its label; each is a name of this module too."""


def __getattr__(name: str) -> type[Thing]:
    if name in CLASSES:
        return CLASSES[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name)


def __dir__() -> list[str]:
    return [*globals(), *CLASSES]
