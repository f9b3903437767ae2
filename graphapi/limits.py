"""What a document may ask at most: measured in linear time, before it is validated.

The parser reads one character at a time, and the text of an error has the values that are wrong: so the text, its
words and the arguments of a field are short. Validation compares every two fields of one response name, and expands
fragments again and again: a document of a kilobyte can cost it seconds. So the size of what fragments expand to is
measured first, each fragment once, and the fields that merge are counted only when that size is small.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    Token,
    TokenKind,
    parse,
)

MAX_TOKENS = 1_000

MAX_CHARACTERS = 20_000
"""Of a document: whatever is longer belongs in variables."""

LONGEST_WORD = 100
"""Characters of a name or a number."""

MAX_ARGUMENTS = 60
"""Names in the arguments of one field, those in their objects too; variables of one operation."""

MAX_BRACKETS = 10
"""Lists and objects within one another, in arguments."""

MAX_DEFINITIONS = 50
"""Operations and fragments of a document."""

ERRORS = 5
"""Errors of a document, or of its variables, that are looked for."""

_CAP = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Size:
    """How much an operation asks, its fragments expanded."""

    depth: int = 0
    aliases: int = 0
    fields: int = 0
    directives: int = 0
    spreads: int = 0

    @staticmethod
    def beside(*sizes: Size) -> Size:
        """All in one selection set; capped, for fragments can double a thousand times."""
        return Size(
            max((size.depth for size in sizes), default=0),
            min(sum(size.aliases for size in sizes), _CAP),
            min(sum(size.fields for size in sizes), _CAP),
            min(sum(size.directives for size in sizes), _CAP),
            min(sum(size.spreads for size in sizes), _CAP),
        )


LIMITS = Size(depth=15, aliases=50, fields=500, directives=50, spreads=500)
"""The most that an operation may ask."""

ROOT_FIELDS = 20
"""Fields of the operation itself: each is a statement."""

REPEATS = 20
"""Fields that merge under one response name."""

_PARSER = {f"more than {MAX_TOKENS} tokens": "TOO_LONG", "nested too deeply": "TOO_DEEP"}
"""What the parser says of a document that it will not read on."""

CODES = {
    "depth": "TOO_DEEP",
    "aliases": "TOO_MANY_ALIASES",
    "fields": "TOO_MANY_FIELDS",
    "directives": "TOO_MANY_DIRECTIVES",
    "spreads": "TOO_MANY_FRAGMENTS",
}


def parsed(text: str) -> DocumentNode:
    """The document, if it is within the limits; GraphQLError with a code if it is not, or is no document."""
    if len(text) > MAX_CHARACTERS:
        raise _refused("TOO_LONG", f"at most {MAX_CHARACTERS:,} characters")
    try:
        document = parse(text, max_tokens=MAX_TOKENS)
    except GraphQLError as error:
        found = (code for words, code in _PARSER.items() if words in error.message)
        error.extensions = {"code": next(found, "BAD_SYNTAX")}
        raise
    check_words(document)
    check(document)
    return document


def check_words(document: DocumentNode) -> None:
    """Refuse a document with too many definitions or directives, long words, or arguments that are many or deep."""
    if len(document.definitions) > MAX_DEFINITIONS:
        raise _refused("TOO_MANY_DEFINITIONS", f"at most {MAX_DEFINITIONS} operations and fragments")
    parentheses = brackets = arguments = directives = 0
    for token in _tokens(document):
        if token.kind in _WORDS and len(token.value or "") > LONGEST_WORD:
            raise _refused("TOO_LONG", f"at most {LONGEST_WORD} characters for a name or a number")
        # those of operations and variables too, which no selection has
        directives += token.kind is TokenKind.AT
        if directives > LIMITS.directives:
            raise _refused("TOO_MANY_DIRECTIVES", f"at most {LIMITS.directives} directives")
        parentheses += _PARENTHESES.get(token.kind, 0)
        arguments = arguments + (token.kind is TokenKind.COLON) if parentheses else 0
        brackets = brackets + _BRACKETS.get(token.kind, 0) if parentheses else 0
        if arguments > MAX_ARGUMENTS:
            raise _refused("TOO_MANY_ARGUMENTS", f"at most {MAX_ARGUMENTS} names in arguments")
        if brackets > MAX_BRACKETS:
            raise _refused("TOO_DEEP", f"at most {MAX_BRACKETS} lists and objects within one another in arguments")


_WORDS = {TokenKind.NAME, TokenKind.INT, TokenKind.FLOAT}
_PARENTHESES = {TokenKind.PAREN_L: 1, TokenKind.PAREN_R: -1}
_BRACKETS = {TokenKind.BRACKET_L: 1, TokenKind.BRACE_L: 1, TokenKind.BRACKET_R: -1, TokenKind.BRACE_R: -1}


def _tokens(document: DocumentNode) -> Iterator[Token]:
    """The words and signs that the parser has read."""
    token = document.loc.start_token if document.loc else None
    while token:
        yield token
        token = token.next


def check(document: DocumentNode) -> None:
    """Refuse a document with an operation beyond the limits."""
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    measure = _Measure(fragments)
    for operation in document.definitions:
        if not isinstance(operation, OperationDefinitionNode):
            continue
        size = measure.of(operation.selection_set)
        for name, code in CODES.items():
            if getattr(size, name) > getattr(LIMITS, name):
                raise _refused(code, f"at most {getattr(LIMITS, name)} for {name}, with fragments expanded")
        _check_merged([operation.selection_set], fragments, root=True)


def _refused(code: str, message: str) -> GraphQLError:
    return GraphQLError(f"the document asks too much: {message}", extensions={"code": code})


@dataclass(slots=True)
class _Measure:
    """Sizes of selection sets, each fragment measured once."""

    fragments: dict[str, FragmentDefinitionNode]
    known: dict[str, Size] = field(default_factory=dict)
    open: set[str] = field(default_factory=set)

    def of(self, selected: SelectionSetNode) -> Size:
        """The size of a selection set."""
        return Size.beside(*(self._one(selection) for selection in selected.selections))

    def _one(self, selection: SelectionNode) -> Size:
        directives = Size(directives=len(selection.directives or ()))
        if isinstance(selection, FieldNode):
            own = Size(1, int(selection.alias is not None), 1, directives.directives)
            return self._within(own, selection.selection_set) if selection.selection_set else own
        if isinstance(selection, FragmentSpreadNode):
            return Size.beside(directives, self._fragment(selection.name.value), Size(spreads=1))
        assert isinstance(selection, InlineFragmentNode)  # noqa: S101 - there is no fourth kind
        return Size.beside(directives, self.of(selection.selection_set), Size(spreads=1))

    def _within(self, own: Size, selected: SelectionSetNode) -> Size:
        inner = self.of(selected)
        return Size.beside(own, inner, Size(depth=inner.depth + 1))

    def _fragment(self, name: str) -> Size:
        if name in self.known:
            return self.known[name]
        if name not in self.fragments:
            return Size()  # validation says so
        if name in self.open:
            raise GraphQLError(f"fragment {name} spreads itself", extensions={"code": "BAD_QUERY"})
        self.open.add(name)
        self.known[name] = self.of(self.fragments[name].selection_set)
        self.open.discard(name)
        return self.known[name]


def _check_merged(
    selected: Iterable[SelectionSetNode], fragments: dict[str, FragmentDefinitionNode], *, root: bool = False
) -> None:
    """Count the fields that merge: it walks no more than the fields and fragments counted before, without cycles."""
    merged: dict[str, list[SelectionSetNode]] = {}
    counts: dict[str, int] = {}
    for node in _fields(selected, fragments):
        key = (node.alias or node.name).value
        counts[key] = counts.get(key, 0) + 1
        if node.selection_set:
            merged.setdefault(key, []).append(node.selection_set)
    if root and len(counts) > ROOT_FIELDS:
        raise _refused("TOO_MANY_ROOT_FIELDS", f"at most {ROOT_FIELDS} root fields")
    if max(counts.values(), default=0) > REPEATS:
        raise _refused("TOO_MANY_REPEATS", f"at most {REPEATS} fields under one response name")
    for sets in merged.values():
        _check_merged(sets, fragments)


def _fields(selected: Iterable[SelectionSetNode], fragments: dict[str, FragmentDefinitionNode]) -> Iterator[FieldNode]:
    for selections in selected:
        for selection in selections.selections:
            if isinstance(selection, FieldNode):
                yield selection
            elif isinstance(selection, FragmentSpreadNode):
                if fragment := fragments.get(selection.name.value):
                    yield from _fields([fragment.selection_set], fragments)
            elif isinstance(selection, InlineFragmentNode):
                yield from _fields([selection.selection_set], fragments)
