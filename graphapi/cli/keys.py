"""Commands for API keys: key create, key list, key revoke."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from graphapi import keys
from graphapi.cli.shared import JsonOption, console, date, print_json
from graphapi.subjects import RIGHTS
from ontology.instants import now

KeysOption = Annotated[
    Path, typer.Option("--keys", help="The file of keys; the service is given the same.", envvar="KARMAGRAPH_KEYS")
]
NameArgument = Annotated[str, typer.Argument(help="The service's name, as the audit trail will have it.")]

_NEEDED = {"officer": "--officer", "administrator": "--organisation"}
"""What a right is nothing without."""


def add(app: typer.Typer) -> None:
    """Put these commands on the command line."""
    group = typer.Typer(help="API keys for services.", no_args_is_help=True)
    group.command("create")(create)
    group.command("list")(list_)
    group.command("revoke")(revoke)
    app.add_typer(group, name="key")


def create(
    name: NameArgument,
    path: KeysOption,
    right: Annotated[list[str] | None, typer.Option(help=f"{', '.join(RIGHTS)}; may be given again.")] = None,
    officer: Annotated[str, typer.Option(help="The id of the officer whose record is its own.")] = "",
    organisation: Annotated[str, typer.Option(help="The id of the organisation that it administers.")] = "",
    expires: Annotated[str, typer.Option(help="90d, 12h, or a date.")] = "90d",
) -> None:
    """Make a key and print it: it is shown this once.

    Example: karmagraph key create dashboards --keys keys.json --right analyst --expires 90d
    """
    rights = tuple(right or ["reader"])
    _fits(rights, officer=officer, organisation=organisation)
    secret, at = keys.secret(), now()
    made = keys.Key(name, keys.digest(secret), rights, at, _until(expires, at), officer, organisation)
    with keys.locked(path):
        known = _read(path) if path.exists() else []
        if any(key.name == name for key in known):
            raise typer.BadParameter(f"there is, or was, a key {name!r}: give another name")
        keys.write(path, [*known, made])
    typer.echo(f"{name}: {', '.join(rights)}, until {made.expires}. It is not shown again:", err=True)
    typer.echo(secret)


def _fits(rights: tuple[str, ...], **given: str) -> None:
    if unknown := set(rights) - set(RIGHTS):
        raise typer.BadParameter(f"rights are {', '.join(RIGHTS)}, not {', '.join(sorted(unknown))}")
    for right, option in _NEEDED.items():
        if right in rights and not given[option.removeprefix("--")]:
            raise typer.BadParameter(f"the right {right} needs {option}")


def _until(text: str, at: str) -> str:
    if found := re.fullmatch(r"([1-9]\d{0,3})([dh])", text):
        hours = int(found[1]) * (24 if found[2] == "d" else 1)
        return (datetime.fromisoformat(at) + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")
    until = date(text) or ""
    if until <= at:
        raise typer.BadParameter(f"{text} is past")
    return until


def list_(path: KeysOption, *, as_json: JsonOption = False) -> None:
    """The keys: names, rights, until when; never a key.

    Example: karmagraph key list --keys keys.json
    """
    at = now()
    rows = [
        {
            "name": key.name, "state": key.state(at), "rights": list(key.rights), "officer": key.officer,
            "organisation": key.organisation, "created": key.created, "expires": key.expires,
        }
        for key in _read(path)
    ]  # fmt: skip
    if as_json:
        print_json(rows)
        return
    table = Table("name", "state", "rights", "of", "expires")
    for row in rows:
        of = row["officer"] or row["organisation"]
        table.add_row(*(str(v) for v in (row["name"], row["state"], ", ".join(row["rights"]), of, row["expires"])))
    console.print(table)


def revoke(name: NameArgument, path: KeysOption) -> None:
    """Make a key worthless; a running service knows within the next request.

    Example: karmagraph key revoke dashboards --keys keys.json
    """
    with keys.locked(path):
        known = _read(path)
        if not any(key.name == name and not key.revoked for key in known):
            raise typer.BadParameter(f"there is no key {name!r} to revoke")
        keys.write(path, [replace(key, revoked=key.revoked or now()) if key.name == name else key for key in known])
    console.print(f"{name} is revoked.")


def _read(path: Path) -> list[keys.Key]:
    if not path.exists():
        raise typer.BadParameter(f"there is no file {path}")
    try:
        return keys.read(path)
    except (PermissionError, ValueError) as error:
        raise typer.BadParameter(str(error)) from error
