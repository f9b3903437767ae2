"""What the commands share: the store option, running a coroutine on a store, JSON out, dates in."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Any, TypeVar

import orjson
import typer
from rich.console import Console

from graphapi.cli.operator import by_operator
from ontology.instants import instant
from queries.stores import Store, connect

T = TypeVar("T")
console = Console(soft_wrap=True, highlight=False, emoji=False)  # `kcm:b:` is an id


def notes(*, aside: bool) -> Callable[[str], None]:
    """How to tell of progress; `aside`, in standard error, where a program reads standard output."""
    return (Console(stderr=True) if aside else console).print


StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store", help="Where the graph is: embedded:PATH, neo4j://HOST or bolt://HOST.", envvar="KARMAGRAPH_STORE"
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", help="Date of the answer, 2026-11-24; default: the store's date, else now.")
]


def with_store(uri: str | None, work: Callable[[Store], Awaitable[T]], *, memory: int | None = None) -> T:
    """Open the store, do the work, close it; the audit trail is told what was reached of people's data.

    `memory`: bytes that an embedded store's pages may take.
    """
    command = work.__qualname__.partition(".")[0].removesuffix("_command").replace("_", " ")

    async def session() -> T:
        store = await connect(uri, memory=memory)
        try:
            with by_operator(store, command) as noted:
                return await work(noted)
        finally:
            await store.close()

    return asyncio.run(session())


def date(text: str | None) -> str | None:
    """A date option as the store keeps it; a usage error when it is none."""
    try:
        return instant(text) if text else None
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def pairs(options: Sequence[str] | None) -> dict[str, str]:
    """Options of the form NAME=VALUE; a usage error for another one."""
    for option in options or ():
        if "=" not in option:
            raise typer.BadParameter(f"{option!r} is not NAME=VALUE")
    return {name: value for name, _, value in (option.partition("=") for option in options or ())}


def print_json(value: Any) -> None:
    """Write JSON and a line end to standard output."""
    sys.stdout.buffer.write(orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    sys.stdout.buffer.flush()
