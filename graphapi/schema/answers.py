"""The computed answers as GraphQL types: a field without a value reads the answer's attribute of that name."""

from __future__ import annotations

import enum
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any, TypeAlias, get_args

import strawberry
from strawberry.annotation import StrawberryAnnotation

from graphapi.computed import Part, Reference
from graphapi.schema.declare import TYPES, Class, argument
from ontology.terms import camel
from queries import rules, search

if TYPE_CHECKING:
    from graphapi.schema.entities import Competency, Module, Role
    from graphapi.schema.people import Officer
    from graphapi.schema.scalars import Instant, Node

PARTS: dict[tuple[str, str], Part | Reference] = {}
"""How each field of an answer is read, by type and field."""


@dataclass(frozen=True, slots=True)
class _Declared:
    part: Part | Reference
    description: str = ""
    arguments: tuple[Any, ...] = ()


def thing(label: str, of: str, description: str, *, title: str = "") -> Any:
    """The thing, or things, whose id is an attribute of the answer, which may know its title too."""
    return _Declared(Reference(label, of, title or None), description)


def part(read: Callable[..., Any], description: str, *arguments: Any) -> Any:
    """What `read(answer, **arguments)` reads."""
    return _Declared(Part(lambda answer, given: read(answer, **given)), description, arguments)


def answer(cls: Class) -> Class:
    """The class as a GraphQL type whose fields are read from an answer."""
    annotations: dict[str, str] = dict(inspect.get_annotations(cls))
    declared = {name: cls.__dict__.get(name) or _Declared(Part(name)) for name in annotations}
    for name, one in declared.items():
        bare = camel(name.removesuffix("_"))
        setattr(cls, name, strawberry.field(name=bare, description=one.description or None))
        PARTS[cls.__name__, bare] = one.part
    made: Any = strawberry.type(cls, description=" ".join((cls.__doc__ or "").split()))
    for field in made.__strawberry_definition__.fields:
        field.type_annotation = StrawberryAnnotation(annotations[field.python_name], namespace=TYPES)
        field.arguments = list(declared[field.python_name].arguments)
    TYPES[cls.__name__] = made
    return cls


def words(name: str, doc: str, *values: str) -> Any:
    """Declare an enumeration of an answer's words: `notStated` is NOT_STATED."""
    members = {"".join(f"_{c}" if c.isupper() else c for c in value).upper(): value for value in values}
    made: Any = enum.Enum(name, members)  # type: ignore[misc]
    TYPES[name] = strawberry.enum(made, description=doc)
    return made


words("Standing", "How a needed competency stands.", rules.MET, rules.GAP, rules.NOT_STATED, rules.NOT_COMPARABLE)
words(
    "Provision", "What courses do for a needed competency.",
    rules.COVERED, rules.LEVEL_NOT_STATED, rules.PARTLY, rules.UNCOVERED,
)  # fmt: skip
words("MatchKind", "How a name matched, best first.", *get_args(search.Match))

if TYPE_CHECKING:
    Standing: TypeAlias = str
    Provision: TypeAlias = str
    MatchKind: TypeAlias = str

_ESSENTIAL = argument("essential", "bool | None", "Only essential ones, or only optional ones.")


def _of_status(status: Any, essential: bool | None) -> Callable[[Any], bool]:
    return lambda one: (status is None or one.status == status.value) and essential in {None, one.needed.essential}


def _offers(found: Any, status: Any = None, essential: bool | None = None) -> list[rules.Offer]:
    return list(filter(_of_status(status, essential), found.offers))


def _judgements(found: Any, status: Any = None, essential: bool | None = None) -> list[rules.Judgement]:
    return list(filter(_of_status(status, essential), found.judgements))


def _count(status: str) -> Any:
    return part(lambda found: len(found.with_status(status, essential=True)), "Of the essential ones.")


# --- what is needed ------------------------------------------------------------------------------------


@answer
class NeededLevel:
    """A level on a scale."""

    scale: str | None = part(lambda pair: pair[0], "The scale's id.")
    level: float = part(lambda pair: pair[1], "Rank or value.")


@answer
class Statement:
    """One statement that a role needs a competency; `distance` is how far it is inherited from."""

    role: Role = thing("Role", "role", "The role that states it.")
    level: float | None
    scale: str | None
    essential: bool
    importance: float | None
    distance: int
    source: str | None
    since: Instant | None


@answer
class Need:
    """A competency needed, once: the highest level of each scale, essential if any statement is."""

    competency: Competency = thing("Competency", "competency", "What is needed.", title="title")
    essential: bool
    level: float | None
    scale: str | None
    levels: list[NeededLevel]
    importance: float | None
    requirements: list[Statement]
    same: list[Competency] = thing("Competency", "same", "What counts as it, by confirmed exact matches.")


# --- what is offered -----------------------------------------------------------------------------------


@answer
class Course:
    """A module on a competency: from which level to which."""

    module: Module = thing("Module", "module", "The module.", title="title")
    from_level: float | None
    to_level: float | None
    scale: str | None
    hours: float | None
    mode: str | None


@answer
class Offer:
    """What the courses do for a needed competency: the chain that reaches the level, else all on it."""

    needed: Need
    status: Provision
    courses: list[Course]
    reason: str


@answer
class RoleCoverage:
    """What courses do for each competency that a role requires, its own and inherited."""

    role: Role = thing("Role", "role", "The role.")
    as_of: Instant
    required: int = part(lambda found: found.required, "Essential requirements.")
    optional: int = part(lambda found: found.optional, "Optional requirements.")
    covered: int = _count(rules.COVERED)
    level_not_stated: int = _count(rules.LEVEL_NOT_STATED)
    partly_covered: int = _count(rules.PARTLY)
    uncovered: int = _count(rules.UNCOVERED)
    offers: list[Offer] = part(
        _offers, "One for each competency.", argument("status", "Provision | None", "Only those."), _ESSENTIAL
    )


# --- what is held --------------------------------------------------------------------------------------


@answer
class Evidence:
    """One piece of evidence that the officer has, or with `negative` has not, a competency."""

    id: ID = part(lambda found: found.id, "The record's own id.")  # type: ignore[name-defined]  # noqa: F821
    competency: Competency = thing("Competency", "competency", "What it shows.")
    level: float | None
    scale: str | None
    source: str | None
    evidence: str | None
    awarded: Instant | None
    expires: Instant | None
    confidence: float | None
    negative: bool
    verified: bool | None


@answer
class LeftOut:
    """Evidence that does not count, and why."""

    holding: Evidence
    reason: str


@answer
class Judgement:
    """How a needed competency stands, with the evidence counted and left out, and why."""

    needed: Need
    status: Standing
    held: float | None = part(lambda found: found.held, "The level held on the needed scale.")
    counted: list[Evidence]
    left_out: list[LeftOut]
    reason: str


@answer
class Readiness:
    """Essential requirements met; `share` is null when nothing is required, never 100%."""

    met: int
    required: int
    not_stated: int
    not_comparable: int
    share: float | None
    weighted: float | None = part(lambda found: found.weighted, "By importance; a missing one weighs 1.")


@answer
class OfficerGaps:
    """How an officer stands against what the postings, or one role, require."""

    officer: Officer = thing("Officer", "officer", "The officer.")
    role: Role | None = thing("Role", "role", "The role asked for; null: all valid postings.")
    as_of: Instant
    readiness: Readiness
    judgements: list[Judgement] = part(
        _judgements, "One for each competency.", argument("status", "Standing | None", "Only those."), _ESSENTIAL
    )
    offers: list[Offer] = part(
        lambda found: list(found.offers.values()), "What courses do for each gap; empty unless `courses` was asked for."
    )


@answer
class Transition:
    """What moving from one role to another leaves to learn; of the target's essential requirements."""

    from_: Role = thing("Role", "start", "The role left.")
    to: Role = thing("Role", "target", "The role taken.")
    as_of: Instant
    required: int
    missing: int = part(lambda found: len(found.with_status(rules.GAP)), "How many are gaps.")
    judgements: list[Judgement] = part(
        _judgements, "One for each competency.", argument("status", "Standing | None", "Only those."), _ESSENTIAL
    )


# --- of the whole store --------------------------------------------------------------------------------


@answer
class Unbuilt:
    """A competency that roles require and no live module builds."""

    competency: Competency = _Declared(  # type: ignore[assignment]
        Reference("Competency", itemgetter("id"), itemgetter("title")), "What nothing builds."
    )
    roles: int = part(itemgetter("roles"), "Roles that require it.")
    essential: int = part(itemgetter("essential"), "Of them, those for which it is essential.")


@answer
class Count:
    """How many nodes of a type there are."""

    type: str = part(itemgetter("type"), "The type.")
    count: int = part(itemgetter("count"), "Nodes of it.")


@answer
class SearchHit:
    """A thing that was found, and the name that matched."""

    node: Node = _Declared(  # type: ignore[assignment]
        Reference(attrgetter("label"), "id", "title"), "The thing."
    )
    title: str
    text: str
    lang: str
    match: MatchKind
