"""CASE 1.0 and 1.1 (1EdTech's Competencies and Academic Standards Exchange): a framework as a package, in and out."""

from __future__ import annotations

from pathlib import Path

from loaders.case_read import opened, read
from loaders.case_terms import id_of
from loaders.case_write import write
from loaders.files import open_bytes
from loaders.rows import Context, Format, Writing

_HEAD = 1 << 16


def _recognises(path: Path) -> bool:
    if not path.is_file() or path.suffix.lower() != ".json":
        return False
    with open_bytes(path) as stream:
        head = stream.read(_HEAD)
    return b'"CFDocument"' in head or (b'"CFItems"' in head and b'"fullStatement"' in head)


def origin(path: Path, context: Context) -> str:
    """The name of the source: the option, else the document's own id."""
    return f"case:{context.options.get('source') or id_of(opened(path)['CFDocument'])}"


FORMAT = Format(
    "case",
    "A CASE 1.0 or 1.1 package: one framework with its items, associations and rubrics.",
    read,
    recognises=_recognises,
    origin=origin,
    options={
        "lang": "The language of texts where the package names none. Left out: none.",
        "source": "The name of the source, of which a newer file is a newer version. Left out: the document's id.",
        "link": "yes: join the package's items to things of the store that its associations name.",
    },
)

WRITING = Writing(
    "case",
    "A CASE package: one framework with its items, associations and rubrics.",
    ".json",
    write,
    options={
        "version": "1.0 or 1.1. Left out: 1.1.",
        "strict": "yes: no roles, requirements and extensions. 1.0 is always strict.",
    },
)
