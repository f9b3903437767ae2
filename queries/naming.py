"""The names of a day: answers about a date, with the titles that things had then.

The stored questions give the titles of now; a thing that was renamed tells in `earlier` what it was called before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar, cast

from ontology.earlier import differing
from queries import question

if TYPE_CHECKING:
    from queries.stores import Store

Answer = TypeVar("Answer")
_OF = ("competency", "module", "id")
"""Whose title it is that stands beside these: the first of them that there is."""


async def named(store: Store, answer: Answer, as_of: str | None) -> Answer:
    """An answer (dataclasses, rows) with the titles of a date; as it is where no date was asked for."""
    ids = sorted(set(_ids(answer))) if as_of else []
    rows = await store.ask(question("thing/earlier"), ids=ids) if ids else []
    then = {row["id"]: differing(row["earlier"], str(as_of)) for row in rows}
    titles = {id_: str(was["title"]) for id_, was in then.items() if "title" in was}
    return cast("Answer", _with(answer, titles)) if titles else answer


def _parts(value: Any) -> Mapping[str, Any] | None:
    """What an object has by name; None for one that has no parts."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: getattr(value, each.name) for each in fields(value)}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return cast("Mapping[str, Any]", cast("Any", value)._asdict())
    return value if isinstance(value, Mapping) else None


def _owner(parts: Mapping[str, Any]) -> str | None:
    """The id of the thing whose title an object has."""
    found = (parts[name] for name in _OF if isinstance(parts.get(name), str))
    return next(found, None) if "title" in parts else None


def _ids(value: Any) -> Iterator[str]:
    parts = _parts(value)
    if parts is not None:
        if owner := _owner(parts):
            yield owner
        yield from parts.get("titles") or ()
    for each in parts.values() if parts is not None else value if isinstance(value, list | tuple) else ():
        yield from _ids(each)


def _with(value: Any, titles: Mapping[str, str]) -> Any:
    parts = _parts(value)
    if parts is None:
        return type(value)(_with(each, titles) for each in value) if isinstance(value, list | tuple) else value
    made = {name: _with(each, titles) for name, each in parts.items()}
    if (owner := _owner(parts)) in titles:
        made["title"] = titles[str(owner)]
    if "titles" in made:
        made["titles"] = {id_: titles.get(id_, title) for id_, title in made["titles"].items()}
    if isinstance(value, Mapping):
        return made
    return cast("Any", value)._replace(**made) if isinstance(value, tuple) else replace(value, **made)
