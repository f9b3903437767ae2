"""What `--why` prints: answers in sentences that can be quoted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer

from graphapi.cli.shared import console
from queries.why_texts import LANGUAGES, REVIEWED
from queries.whys import Why

WhyOption = Annotated[
    str | None, typer.Option("--why", help=f"Why, in sentences to quote, in a language: {', '.join(LANGUAGES)}.")
]


def language_of(why: str) -> str:
    """The language asked for; a usage error for one that there are no texts in."""
    if why not in LANGUAGES:
        raise typer.BadParameter(f"--why is one of {', '.join(LANGUAGES)}, not {why!r}")
    return why


def explained(whys: Iterable[Why] | None) -> dict[str, Any]:
    """The sentences as plain JSON; nothing where none were asked for."""
    return {} if whys is None else {"why": [asdict(why) | {"reviewed": why.reviewed} for why in whys]}


def show_why(whys: Sequence[Mapping[str, Any]]) -> None:
    """Print the sentences, a paragraph each."""
    for why in whys:
        console.print(f"{why['text']}\n", markup=False)
    if whys and not REVIEWED[whys[0]["language"]]:
        console.print("[dim]The texts of this language have not been reviewed.[/dim]")
