"""A format's options by their own names: the same as `--option NAME=VALUE`, and nothing that no format has."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.core import TyperCommand

from graphapi.cli import formats
from loaders.exports import WRITINGS
from loaders.formats import FORMATS
from loaders.rows import Format, Writing
from tests.commands import karmagraph
from tests.graphapi.test_exchange_cli import answer

BOTH: dict[str, Mapping[str, Any]] = {"load": FORMATS, "export": WRITINGS}
OPTIONS = [
    (verb, name, option) for verb, known in BOTH.items() for name, each in known.items() for option in each.options
]


def parsed(known: Mapping[str, Any], *words: str) -> dict[str, Any]:
    """What a command with `--option` and `--store` reads of words."""
    app = typer.Typer(add_completion=False)

    @app.command(cls=formats.command(known))
    def read(option: list[str] = typer.Option([]), store: str = "") -> None:  # noqa: B008 - typer's way
        del option, store

    command = typer.main.get_command(app)
    assert isinstance(command, TyperCommand)
    with command.make_context("read", list(words)) as context:
        return dict(context.params)


@pytest.mark.parametrize(("verb", "name", "option"), OPTIONS)
def test_each_option_of_each_format_has_its_own_name(verb: str, name: str, option: str) -> None:
    known = BOTH[verb]
    flag = known[name].options[option].startswith("yes:")
    value = "yes" if flag else "a b=c"
    spelled = [f"--{option}"] if flag else [f"--{option}", value]
    wanted = {"option": [f"{option}={value}"], "store": "s"}
    assert parsed(known, *spelled, "--store", "s") == wanted
    assert parsed(known, "--store", "s", f"--{option}={value}") == wanted
    assert f"--{option} " in formats.told(known)
    formats.checked(name, known[name], {option: value})


@pytest.mark.parametrize("words", [("--base",), ("--base", "--store", "s"), ("--base=",)])
def test_an_option_without_a_value_is_a_usage_error(words: tuple[str, ...]) -> None:
    with pytest.raises(typer.BadParameter, match="--base needs a value"):
        parsed(FORMATS, *words)


@pytest.mark.parametrize("known", [FORMATS["onet"], WRITINGS["csv"]], ids=["onet", "csv"])
def test_another_formats_option_is_refused_with_what_there_is(known: Format | Writing) -> None:
    with pytest.raises(typer.BadParameter, match=r"no option 'base'; it has (--version|none)"):
        formats.checked(known.name, known, {"base": "x"})


def test_a_relative_file_gets_its_base(tmp_path: Path) -> None:
    path, store = tmp_path / "a.ttl", f"embedded:{tmp_path / 'store'}"
    path.write_text('<#c> a <http://www.w3.org/2004/02/skos/core#Concept> ; <http://purl.org/dc/terms/title> "T"@en .')
    assert answer("load", "rdf", "--base", "http://example.org/a", path, "--store", store)["created"] == {
        "Competency": 1
    }
    out = tmp_path / "out.nt"
    answer("export", "-f", "ntriples", "-o", out, "--store", store)
    assert "<http://example.org/a#c> " in out.read_text()
    refused = karmagraph("load", "rdf", path, "-o", "bas=http://example.org/", "--store", store)
    assert refused.returncode == 64
    assert b"no option 'bas'" in refused.stderr
