"""Checked officers' records copied into the embedded store, by the engine's own COPY, in one transaction."""

from __future__ import annotations

from pathlib import Path

from loaders.bulk_checked import Checked
from loaders.bulk_tables import Table
from queries.stores import Statement


def copied(checked: Checked, folder: Path, table: Table) -> Statement:
    """Write the rows of a table to a file, and return the statement that copies it."""
    path = folder / f"{'.'.join((table.name, *(table.ends or ())))}.parquet"
    terms = ", ".join(f'{term} AS "{name}"' for name, term in table.columns.items())
    checked.connection.execute(f"COPY (SELECT {terms} FROM {table.rows}) TO '{path}' (FORMAT parquet)")
    return Statement(_text(table, path), [{"path": str(path)}])


def _text(table: Table, path: Path) -> str:
    # the ends stand first in the file, and are no columns of the table
    named = [name for name in table.columns if table.ends is None or name in table.props]
    between = f" (from='{table.ends[0]}', to='{table.ends[1]}')" if table.ends else ""
    return f"COPY `{table.name}`({', '.join(f'`{name}`' for name in named)}) FROM '{path}'{between}"
