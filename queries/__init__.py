"""How the graph is asked: every question is a file, its path is its name.

`queries/role/coverage.cypher` is `question("role/coverage")`. The first line is a `//` sentence:
its documentation. A sibling `coverage.neo4j.cypher` or `coverage.embedded.cypher` has the same
parameters and columns, for one engine.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent
_PARAMETER = re.compile(r"\$(\w+)")
_COLUMN = re.compile(r"\bAS\s+(\w+)\s*(?:,|$|ORDER\b|LIMIT\b)")


@dataclass(frozen=True, slots=True)
class Question:
    """A stored question: its text, what it takes and what it returns."""

    name: str
    doc: str
    text: str
    parameters: tuple[str, ...]
    columns: tuple[str, ...]
    siblings: dict[str, str] = field(default_factory=dict)

    def for_dialect(self, dialect: str) -> str:
        """The text for an engine."""
        return self.siblings.get(dialect, self.text)


def parse(name: str, source: str, siblings: dict[str, str] | None = None) -> Question:
    """A question from its file's content; ValueError when the first line is no `//` sentence."""
    first, _, text = source.partition("\n")
    if not first.startswith("// "):
        raise ValueError(f"{name}: the first line must be a // sentence that says what is asked")
    returned = re.split(r"\bRETURN\b", text)[-1].strip()
    columns = tuple(_COLUMN.findall(returned))
    return Question(
        name, first[3:].strip(), text.strip(), tuple(dict.fromkeys(_PARAMETER.findall(text))), columns, siblings or {}
    )


@cache
def questions() -> dict[str, Question]:
    """All stored questions by name."""
    found = {}
    for path in sorted(ROOT.glob("*/*.cypher")):
        if len(path.suffixes) > 1:
            continue
        siblings = {
            dialect: sibling.read_text("utf-8").partition("\n")[2].strip()
            for dialect in ("neo4j", "embedded")
            if (sibling := path.with_suffix(f".{dialect}.cypher")).exists()
        }
        name = f"{path.parent.name}/{path.stem}"
        found[name] = parse(name, path.read_text("utf-8"), siblings)
    return found


def question(name: str) -> Question:
    """The question of that name."""
    return questions()[name]
