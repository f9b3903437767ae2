"""The options of formats on the command line: `--base IRI` says the same as `--option base=IRI`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import typer
from typer.core import TyperCommand

from loaders.rows import Format, Writing

Formats = Mapping[str, Format] | Mapping[str, Writing]


def command(formats: Formats) -> type[TyperCommand]:
    """A command that takes every option of the formats by its own name."""
    declared = {f"--{name}": doc for each in formats.values() for name, doc in each.options.items()}

    class FormatCommand(TyperCommand):
        def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
            own = {spelled for parameter in self.params for spelled in parameter.opts}
            return super().parse_args(ctx, list(_spelled(args, declared, own)))

    return FormatCommand


def checked(name: str, format_: Format | Writing, options: Mapping[str, str]) -> None:
    """A usage error for an option that the format does not have."""
    for option in options:
        if option not in format_.options:
            has = ", ".join(f"--{known}" for known in format_.options) or "none"
            raise typer.BadParameter(f"{name} has no option {option!r}; it has {has}")


def told(formats: Formats) -> str:
    """What each format takes, a paragraph each, for the end of a command's help."""
    parts = (
        f"{name}: " + " · ".join(f"--{option} {doc}" for option, doc in each.options.items())
        for name, each in formats.items()
        if each.options
    )
    return "Options of formats, which --option NAME=VALUE gives as well:\n\n" + "\n\n".join(parts)


def _spelled(args: Sequence[str], declared: Mapping[str, str], own: set[str]) -> Iterator[str]:
    """The arguments, a format's option turned into `--option NAME=VALUE`."""
    waiting = iter(args)
    for arg in waiting:
        option, equals, value = arg.partition("=")
        if option not in declared or option in own:
            yield arg
            continue
        if not equals:
            value = "yes" if declared[option].startswith("yes:") else next(waiting, "")
        if not value or value.startswith("--"):
            raise typer.BadParameter(f"{option} needs a value: {declared[option]}")
        yield from ("--option", f"{option.removeprefix('--')}={value}")
