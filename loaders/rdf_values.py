"""Literals as values of the model, and values as literals: the one undoes the other."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from loaders.rdf_terms import XSD, Statement
from ontology.instants import instant
from ontology.iris import compact

_BOOLS = {"true": True, "1": True, "false": False, "0": False}


def identifier(iri: str) -> str:
    """The id of the thing with this IRI."""
    try:
        return compact(iri)
    except UnicodeDecodeError:  # under our own THINGS, but none that we made
        return iri


def value_of(kind: str, said: Statement, text: str) -> Any:
    """The text of a statement's object as a value of a property of that kind; None when it is none.

    Text is `lang|text`; outer white space is trimmed; an empty text is none.
    """
    text = text.strip()
    if not text:
        return None
    if kind == "text":
        return None if said.tag is None else f"{said.tag[1:] if said.tag.startswith('@') else ''}|{text}"
    if kind in {"string", "list"}:
        return text
    if kind == "bool":
        return _BOOLS.get(text.lower())
    try:
        return _READ[kind](text)
    except ValueError:
        return None


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text} is no number to compare with")
    return value


_READ: dict[str, Callable[[str], Any]] = {"instant": instant, "float": _finite, "int": int}


def written(kind: str, value: Any) -> tuple[str, str]:
    """How a writer states a value: the literal's text and its tag, as in a Statement."""
    if kind == "text":
        language, _, text = value.partition("|")
        return text, f"@{language}" if language else ""
    if kind == "bool":
        return str(value).lower(), XSD + "boolean"
    datatypes = {"instant": "dateTime", "float": "double", "int": "integer"}
    return str(value), XSD + datatypes[kind] if kind in datatypes else ""
