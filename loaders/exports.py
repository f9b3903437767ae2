"""The formats that can be written, by name, and how what a store states becomes a file."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from loaders import case, ctdlasn, mapping_sheet, passbook, rdf_out, sssom_out, sunbird_out, tables_out, tags
from loaders.content import Scope, content
from loaders.rows import Content, EdgeRow, NodeRow, SourceError, Writing

if TYPE_CHECKING:
    from queries.stores import Store

WRITINGS: dict[str, Writing] = {
    each.name: each
    for each in (
        tables_out.CSV,
        tables_out.XLSX,
        *rdf_out.WRITINGS,
        case.WRITING,
        ctdlasn.WRITING,
        sunbird_out.WRITING,
        tags.WRITING,
        mapping_sheet.WRITING,
        sssom_out.WRITING,
        passbook.WRITING,
    )
}


async def export(store: Store, writing: Writing, path: Path, scope: Scope, options: Mapping[str, str]) -> list[str]:
    """Write what the store states to the path, whole or not at all; what could not be carried, a line each."""

    def rows() -> AsyncIterator[NodeRow | EdgeRow]:
        return content(store, scope)

    return await put(writing, path, rows, options)


async def put(writing: Writing, path: Path, rows: Content, options: Mapping[str, str]) -> list[str]:
    """Write content to the path, whole or not at all; what could not be carried, a line each."""
    folder = path.parent
    if not folder.is_dir():
        raise SourceError(str(folder), "no such folder", "make it first")
    _check(path)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".karmagraph-") as drafts:
        draft = Path(drafts) / path.name
        losses = await writing.write(rows, draft, options)
        _put(draft, path)
    return losses


def _check(path: Path) -> None:
    """A folder is replaced only where it holds nothing but tables: another one may hold somebody's work."""
    if path.is_dir() and any(one.suffix != ".csv" and one.name != "README.md" for one in path.iterdir()):
        raise SourceError(str(path), "the folder holds more than exported tables", "name a new folder")


def _put(draft: Path, path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    draft.replace(path)
