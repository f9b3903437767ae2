"""The command line: `karmagraph`."""

from __future__ import annotations

import sys
from typing import Any

import typer
from rich.console import Console

from graphapi.cli import (
    analysing,
    asking,
    auditing,
    backing,
    careering,
    checking,
    comparing,
    drafting,
    expiring,
    exporting,
    forgetting,
    keys,
    loading,
    matching,
    planning,
    reporting,
    rolling,
    serving,
    supposing,
)
from loaders.rows import SourceError
from queries.resolve import UnknownIdError
from queries.stores.errors import StoreError

UsageError: Any = typer.BadParameter.__base__  # typer ships its own copy of click, without a public name
USAGE = 64
UNKNOWN = 65
INTERRUPTED = 130

app = typer.Typer(
    name="karmagraph",
    help="What each role needs, what builds it, what is missing, and the way there.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)
asking.add(app)
planning.add(app)
careering.add(app)
expiring.add(app)
loading.add(app)
checking.add(app)
comparing.add(app)
drafting.add(app)
exporting.add(app)
matching.add(app)
reporting.add(app)
analysing.add(app)
supposing.add(app)
rolling.add(app)
serving.add(app)
keys.add(app)
auditing.add(app)
backing.add(app)
forgetting.add(app)


def main() -> None:
    """Run the command line; every error is one message with a hint, and a status of its own."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """The exit status of a command: 0, 1 and 2 as the load report says, others by the kind of error."""
    command: Any = typer.main.get_command(app)
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
