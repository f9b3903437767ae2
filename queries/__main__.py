"""`python -m queries` writes docs/questions.md: every stored question, what it takes and what it returns."""

from __future__ import annotations

from pathlib import Path

from queries import questions

PAGE = Path(__file__).parent.parent / "docs" / "questions.md"
_HEAD = """# Questions

Every question is a file under [queries/](../queries), in portable Cypher: both stores run it. Where one
engine gains much, a sibling `<question>.neo4j.cypher` or `.embedded.cypher` has the same parameters and
columns. All take their parameters by name and return `id` first. Written by `make derived`.

| question | what is asked | parameters | columns |
|---|---|---|---|
"""


def reference() -> str:
    """The page's text."""
    rows = (
        f"| `{name}` | {question.doc} | {', '.join(question.parameters)} | {', '.join(question.columns)} |\n"
        for name, question in questions().items()
    )
    return _HEAD + "".join(rows)


if __name__ == "__main__":
    PAGE.write_text(reference(), "utf-8")
