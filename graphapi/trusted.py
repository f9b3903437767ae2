"""Trusted documents: the explorer's and those that the operator has registered, asked by their hash.

And who may send others.

A document is named by its SHA-256, as GraphQL over HTTP has it (`documentId`, `sha256:` and 64 hexadecimal digits).
Where free text is for few, everybody else asks what is registered and nothing more: no introspection, no suggestions,
no document that was made to be costly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, get_args

import orjson
from graphql import GraphQLError, validate

from graphapi.limits import parsed
from graphapi.operations import Operation, RefusedError
from graphapi.schema.build import CATALOGUE
from queries.rights import DEVELOPER, Right, Subject

EXPLORER = Path(__file__).parent / "static" / "explorer" / "documents.json"
NOBODY = "nobody"
"""As the rights that may send documents of their own: none may."""


def document_id(text: str) -> str:
    """The name of a document."""
    return f"sha256:{sha256(text.encode()).hexdigest()}"


@dataclass(frozen=True, slots=True)
class Documents:
    """What is registered, by its name, and the rights that may send other documents; None: everybody may."""

    registered: Mapping[str, str] = field(default_factory=dict)
    free: frozenset[Right] | None = None

    def meant(self, operation: Operation, subject: Subject) -> Operation:
        """The operation with its document's text; RefusedError where there is none, or not for this subject."""
        if operation.document:
            if operation.document not in self.registered:
                raise RefusedError(404, "no such document is registered", code="UNKNOWN_DOCUMENT")
            return replace(operation, query=self.registered[operation.document])
        if not self._may(subject) and document_id(operation.query) not in self.registered:
            raise RefusedError(403, "only registered documents are answered", code="UNTRUSTED_DOCUMENT")
        return operation

    def _may(self, subject: Subject) -> bool:
        return self.free is None or subject == DEVELOPER or not self.free.isdisjoint(subject.rights)


def rights(words: str) -> frozenset[Right] | None:
    """The rights in a list with commas; none for `nobody`, None for nothing at all; ValueError for other words."""
    named = {word.strip() for word in words.split(",") if word.strip()}
    if not named:
        return None
    if unknown := named - {*get_args(Right), NOBODY}:
        raise ValueError(f"KARMAGRAPH_FREE_TEXT: {', '.join(sorted(unknown))} is no right")
    return frozenset(right for right in get_args(Right) if right in named)


@cache
def explorers() -> dict[str, str]:
    """The explorer's own documents, as its build wrote them: a test holds that they fit."""
    return {document_id(text): text for _, text in _texts(EXPLORER)}


def registered(path: str) -> dict[str, str]:
    """The documents of a folder (`*.graphql`), or of a manifest (JSON: texts by any name), by their hashes.

    ValueError for one that is beyond the limits, or that the schema does not allow: the service does not start with it.
    """
    return {document_id(text): _fitting(name, text) for name, text in _texts(Path(path))} if path else {}


def _texts(path: Path) -> Iterator[tuple[str, str]]:
    if path.is_dir():
        yield from ((file.name, file.read_bytes().decode()) for file in sorted(path.rglob("*.graphql")))
        return
    found: Any = orjson.loads(path.read_bytes())
    if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
        raise ValueError(f"{path.name}: a manifest is one JSON object of texts by name")
    yield from found.items()


def _fitting(name: str, text: str) -> str:
    try:
        errors = validate(CATALOGUE.schema, parsed(text), max_errors=1)
    except GraphQLError as error:
        errors = [error]
    if errors:
        raise ValueError(f"the document {name} cannot be registered: {errors[0].message}")
    return text
