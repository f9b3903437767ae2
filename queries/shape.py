"""From rows to the response: shapes, and the one expression that a plan's shapes are compiled to.

A compiled expression builds a thousand objects in the time in which an interpreted tree builds
two hundred. It is made of response names and numbers only: values are in the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FunctionType
from typing import Any

from queries.built import NAMES, UNCHECKED
from queries.steps import AS_OF, Step

Was = tuple[int, str]
"""The column of a thing's earlier values, and the property whose value at the date asked for is wanted."""


@dataclass(frozen=True, slots=True)
class Constant:
    """The same for every row, such as a type's name."""

    value: str | bool | None


@dataclass(frozen=True, slots=True)
class Leaf:
    """A column; `required` is the field's coordinate where null is not allowed; `label` goes before an id."""

    index: int
    kind: str
    required: str = ""
    label: str = ""
    was: Was | None = None


@dataclass(frozen=True, slots=True)
class Texts:
    """Language-tagged text as objects; with `wanted`, a parameter of languages, the first that there is."""

    index: int
    fields: tuple[tuple[str, Shape], ...]
    wanted: str = ""
    was: Was | None = None


@dataclass(frozen=True, slots=True)
class Object:
    """An object of the same row."""

    fields: tuple[tuple[str, Shape], ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """A child's rows: a list, at most `first` (a parameter) of them, or the first row alone."""

    child: int
    item: Shape
    first: str = ""
    single: bool = False
    required: str = ""


@dataclass(frozen=True, slots=True)
class Variants:
    """The first row of whichever child has one."""

    options: tuple[Rows, ...]


@dataclass(frozen=True, slots=True)
class ById:
    """A child's rows by their id."""

    child: int
    index: int
    item: Shape


@dataclass(frozen=True, slots=True)
class Number:
    """A child's number of rows."""

    child: int


@dataclass(frozen=True, slots=True)
class More:
    """Whether a child has more rows than `first`."""

    child: int
    first: str


@dataclass(frozen=True, slots=True)
class Cursor:
    """The row's place in the list that `scope` names."""

    keys: tuple[tuple[int, str | float | None], ...]
    """The place of each key, and what stands for null."""
    scope: str


@dataclass(frozen=True, slots=True)
class EndCursor:
    """The place of the first (`at` 0) or the last (-1) row of a child's page."""

    child: int
    first: str
    at: int
    cursor: Cursor


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of the plan's `ask`-th question to the row's id."""

    ask: int
    index: int


Below = Rows | Variants | ById | Number | More | EndCursor
"""What is made of a child's rows."""

Shape = Constant | Leaf | Cursor | Texts | Object | Answer | Below

Build = Callable[[list[Any], Mapping[str, Any], Sequence[Mapping[str, Any]]], Any]
"""The response, from the root's values, the parameters and the answers."""

Parents = Callable[[list[Any], Mapping[str, Any]], list[str]]
"""The ids that a question is asked for."""


def compiled(shape: Shape, root: Step) -> tuple[Build, list[Parents]]:
    """The function that builds the response, and one for each question that finds its parents' ids."""
    source = _Source()
    text = source.of(shape, root, "r", ())
    build = _function(f"lambda r, p, a: {text}")
    return build, [_function(f"lambda r, p: {source.parents[i]}") for i in sorted(source.parents)]


def unchecked(build: Build) -> Build:
    """The function that builds the same without a look at what the schema allows, for somebody else to look."""
    return FunctionType(build.__code__, {**NAMES, **UNCHECKED})


def _function(text: str) -> Any:
    return eval(text, dict(NAMES))  # noqa: S307 - the text is made here, of checked names and numbers


@dataclass(slots=True)
class _Source:
    """Writes the expression of a shape; remembers where the parents of each question are."""

    parents: dict[int, str] = field(default_factory=dict)

    def of(self, shape: Shape, step: Step, row: str, loops: tuple[str, ...]) -> str:
        """The expression for a row, within loops over the rows above it."""
        match shape:
            case Constant() | Leaf() | Cursor():
                return _own(shape, row)
            case Texts():
                return self._texts(shape, step, row)
            case Object(fields):
                return self._object(fields, step, row, loops)
            case Answer(ask, index):
                self.parents[ask] = f"[{row}[{index}] {' '.join(loops)}]"
                return f"a[{ask}].get({row}[{index}])"
            case _:
                return self._below(shape, step, row, loops)

    def _below(self, shape: Below, step: Step, row: str, loops: tuple[str, ...]) -> str:
        """The expression of what is made of a child's rows."""
        match shape:
            case Rows():
                made = self._rows(shape, step, row, loops)
            case Variants(options):
                lists = ((step.children[o.child].label, self._list(o, step, row, loops)) for o in options)
                found = " or ".join(f"typed({label!r}, {rows})" for label, rows in lists)
                made = f"({found} or (None,))[0]"
            case ById(child, index, item):
                name, below = f"r{len(loops)}", step.children[child]
                loop = f"for {name} in {_at(step, row, child)}"
                one = f"typed({below.label!r}, [{self.of(item, below, name, (*loops, loop))}])[0]"
                made = f"{{{name}[{index}]: {one} {loop}}}"
            case Number(child):
                made = f"int32({_at(step, row, child)})"
            case More(child, first):
                made = f"len({_at(step, row, child)}) > p[{first!r}]"
            case EndCursor(child, first, at, cursor):
                last = f"{_at(step, row, child)}[:p[{first!r}]][{at}:][:1]"
                made = f"([{_own(cursor, 'e')} for e in {last}] or (None,))[0]"
        return made

    def _object(self, fields: Iterable[tuple[str, Shape]], step: Step, row: str, loops: tuple[str, ...]) -> str:
        return "{" + ", ".join(f"{key!r}: {self.of(shape, step, row, loops)}" for key, shape in fields) + "}"

    def _texts(self, shape: Texts, step: Step, row: str) -> str:
        item = self._object(shape.fields, step, "t", ())
        if shape.wanted:
            return f"([{item} for t in chosen({_cell(shape, row)}, p[{shape.wanted!r}])] or (None,))[0]"
        return f"[{item} for t in tagged({_cell(shape, row)})]"

    def _rows(self, shape: Rows, step: Step, row: str, loops: tuple[str, ...]) -> str:
        found = self._list(shape, step, row, loops)
        if not shape.single:
            return found
        return f"({found} or {f'absent({shape.required!r})' if shape.required else '(None,)'})[0]"

    def _list(self, shape: Rows, step: Step, row: str, loops: tuple[str, ...]) -> str:
        name = f"r{len(loops)}"
        cut = "[:1]" if shape.single else f"[:p[{shape.first!r}]]" if shape.first else ""
        loop = f"for {name} in {_at(step, row, shape.child)}{cut}"
        return f"[{self.of(shape.item, step.children[shape.child], name, (*loops, loop))} {loop}]"


def _at(step: Step, row: str, child: int) -> str:
    return f"{row}[{len(step.columns) + child}]"


def _cell(shape: Leaf | Texts, row: str) -> str:
    """The expression of a column's value, at the date asked for where it may have been another."""
    value = f"{row}[{shape.index}]"
    return f"at_time({row}[{shape.was[0]}], {shape.was[1]!r}, {value}, p[{AS_OF!r}])" if shape.was else value


def _own(shape: Constant | Leaf | Cursor, row: str) -> str:
    """The expression of what the row itself has."""
    match shape:
        case Constant(value):
            return repr(value)
        case Cursor(keys, scope):
            values = ", ".join(f"{row}[{i}] if {row}[{i}] is not None else {absent!r}" for i, absent in keys)
            return f"cursor({scope!r}, [{values}])"
        case Leaf(index, "id", _, label):
            return f"{label + ':'!r} + {row}[{index}]"
        case Leaf(_, kind, required):
            value = _cell(shape, row)
            value = f"{value} if {value} is not None else absent({required!r})[0]" if required else value
            return f"int32({value})" if kind == "int" else value
