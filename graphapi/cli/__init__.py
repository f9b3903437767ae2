"""The command line: `karmagraph`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import typer
from rich.console import Console

from loaders.rows import SourceError
from queries.resolve import UnknownIdError
from queries.stores.errors import StoreError

UsageError: Any = typer.BadParameter.__base__  # typer ships its own copy of click, without a public name
USAGE = 64
UNKNOWN = 65
INTERRUPTED = 130

# which module adds which commands: only the asked one is imported, for all of them together take a second to start
MODULES: Mapping[str, tuple[str, ...]] = {
    "asking": ("gap", "search"),
    "planning": ("plan",),
    "careering": ("career",),
    "expiring": ("expiring",),
    "loading": ("load", "template", "doctor", "schema"),
    "checking": ("check",),
    "comparing": ("diff",),
    "drafting": ("draft",),
    "exporting": ("export",),
    "matching": ("match",),
    "reporting": ("report",),
    "analysing": ("heatmap", "commission"),
    "supposing": ("what-if",),
    "rolling": ("rollup",),
    "sparking": ("spark",),
    "serving": ("serve", "demo"),
    "keys": ("key",),
    "auditing": ("audit",),
    "backing": ("backup", "restore"),
    "bulking": ("bulk",),
    "forgetting": ("forget",),
}


def commands(name: str | None = None) -> typer.Typer:
    """The command line with the command of this name; with all commands where there is none such."""
    app = typer.Typer(
        name="karmagraph",
        help="What each role needs, what builds it, what is missing, and the way there.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(lambda: None)  # else one command alone would need no name
    for module in [module for module, names in MODULES.items() if name in names] or MODULES:
        import_module(f"{__name__}.{module}").add(app)
    return app


def main() -> None:
    """Run the command line; every error is one message with a hint, and a status of its own."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """The exit status of a command: 0, 1 and 2 as the load report says, others by the kind of error."""
    command: Any = typer.main.get_command(commands(next(iter(arguments), None)))
    try:
        return int(command.main(args=arguments, prog_name="karmagraph", standalone_mode=False) or 0)
    except UsageError as error:
        error.show()
        return USAGE
    except typer.Abort:
        return INTERRUPTED
    except (UnknownIdError, StoreError, SourceError) as error:
        return _explained(error)


def _explained(error: UnknownIdError | StoreError | SourceError) -> int:
    match error:
        case UnknownIdError():
            _complain(str(error), "\n".join(f"did you mean {id_} ({title})?" for id_, title in error.suggestions))
            return UNKNOWN
        case StoreError():
            _complain(str(error), error.hint)
            return error.status
        case SourceError():
            _complain(f"{error.at}: {error.reason}", error.hint)
            return 1


def _complain(message: str, hint: str) -> None:
    console = Console(stderr=True, soft_wrap=True, highlight=False)
    console.print(f"[red]error:[/red] {_plain(message)}")
    for line in filter(None, hint.splitlines()):
        console.print(f"[dim]hint:[/dim] {_plain(line)}")


def _plain(text: str) -> str:
    return text.replace("[", r"\[")
