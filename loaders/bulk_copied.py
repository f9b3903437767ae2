"""Checked officers' records copied into the embedded store, by the engine's own COPY.

What one transaction holds in memory is copied in one. More is copied in several into a copy of the store's file, which
takes its place when it is whole: nothing of it is visible before.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from loaders.bulk_checked import Checked
from loaders.bulk_tables import Table
from queries.stores import Statement, connect
from queries.stores.errors import DiskFullError, StoreError

if TYPE_CHECKING:
    from queries.stores import Store

TOGETHER = 2_000_000
"""Rows of one transaction, of all tables: 2.6 million fit into the pages of 1 GB that a store has."""

GROUP, GROUPS = 122_880, 12
"""Rows of a group of a file, and groups of one: a file is a statement, and a transaction where there are several."""

MEMORY = 4 << 30
"""Bytes that the pages of the copy may take: 2 million officers took 3.4 GB in all."""

Note = Callable[[str], None]


def copied(checked: Checked, folder: Path, table: Table) -> Iterator[Statement]:
    """Write the rows of a table to files, and give the statements that copy them."""
    parts = folder / ".".join((table.name, *(table.ends or ())))
    terms = ", ".join(f'{term} AS "{name}"' for name, term in table.columns.items())
    form = f"FORMAT parquet, ROW_GROUP_SIZE {GROUP}, ROW_GROUPS_PER_FILE {GROUPS}"
    checked.connection.execute(f"COPY (SELECT {terms} FROM {table.rows}) TO '{parts}' ({form})")
    return (Statement(_text(table, path), [{"path": str(path)}]) for path in sorted(parts.iterdir()))


def _text(table: Table, path: Path) -> str:
    # the ends stand first in the file, and are no columns of the table
    named = [name for name in table.columns if table.ends is None or name in table.props]
    between = f" (from='{table.ends[0]}', to='{table.ends[1]}')" if table.ends else ""
    return f"COPY `{table.name}`({', '.join(f'`{name}`' for name in named)}) FROM '{path}'{between}"


async def beside(store: Store, statements: Sequence[Statement], last: Iterable[Statement], note: Note) -> None:
    """Run each statement in a transaction of its own, in a copy of the store's file; the store is closed then.

    StoreError, with the store as it was, where it is another process's or something fails.
    """
    path = Path(store.uri.removeprefix("embedded:"))
    other, log = path.with_name(f"{path.name}.loading"), path.with_name(f"{path.name}.wal")
    await store.close()
    if log.exists():
        raise StoreError(f"{path} is not closed", "stop the service that holds it, and load again")
    try:
        shutil.copyfile(path, other)
        await _run(other, statements, last, note)
    except BaseException:
        for file in (other, other.with_name(f"{other.name}.wal")):
            file.unlink(missing_ok=True)
        raise
    other.replace(path)


async def _run(path: Path, statements: Sequence[Statement], last: Iterable[Statement], note: Note) -> None:
    memory = None if os.environ.get("KARMAGRAPH_MEMORY_MB") else MEMORY
    store = await connect(f"embedded:{path}", exclusive=True, memory=memory)
    try:
        for number, statement in enumerate(statements, 1):
            await store.write([statement])
            note(f"copied {number} of {len(statements)} files")
        await store.write(last)
    finally:
        await store.close()


def room(store: Store, rows: int, each: int) -> None:
    """DiskFullError where a copy of the store with so many rows more, of so many bytes each, finds no room."""
    path = Path(store.uri.removeprefix("embedded:"))
    free, need = shutil.disk_usage(path.parent).free, path.stat().st_size + rows * each
    if free < need:
        raise DiskFullError(f"{path.parent}: {free >> 20} MB are free, {need >> 20} MB are needed", "free some space")
