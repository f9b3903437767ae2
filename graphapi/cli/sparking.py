"""The command that counts a nation's officers on Spark, and keeps the counts: spark."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphapi.cli.rolling import show
from graphapi.cli.shared import AsOfOption, JsonOption, StoreOption, date, notes, pairs, with_store
from queries.extras import extra
from queries.stores import Store
from queries.stores.errors import StoreError

if TYPE_CHECKING:
    from queries.rollup import RolledUp


def add(app: typer.Typer) -> None:
    """Put this command on the command line."""
    app.command("spark")(spark)


def spark(
    folder: Annotated[
        Path, typer.Argument(help="Where records are written as Parquet until they are counted; all workers see it.")
    ],
    master: Annotated[
        str, typer.Option("--master", help="Spark's master: spark://HOST:7077, yarn…", envvar="KARMAGRAPH_SPARK_MASTER")
    ] = "local[*]",
    conf: Annotated[
        list[str] | None, typer.Option("--conf", help="A setting of Spark's, NAME=VALUE; may be repeated.")
    ] = None,
    as_of: AsOfOption = None,
    json: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Count all officers on Spark, over Parquet, and keep the counts as rollup does; afterwards rollup goes on.

    The records are read from the store once; FOLDER must be new or empty, and is emptied at the end.

    Examples: karmagraph spark /tmp/counting · karmagraph spark /shared/counting --master spark://head:7077
    """
    at, settings, note = date(as_of), pairs(conf), notes(aside=json)

    async def work(found: Store) -> RolledUp:
        with extra("counting on Spark", "scale,spark"):
            from queries.population_spark import spark as session  # noqa: PLC0415 - slow to import
            from queries.rollup import roll_up  # noqa: PLC0415
            from queries.rollup_spark import OnSpark  # noqa: PLC0415
        with _emptied(folder), session(folder, master, settings) as started:
            return await roll_up(found, at, note, anew=True, counting=OnSpark(started, note))

    show(with_store(store, work), json=json)


@contextmanager
def _emptied(folder: Path) -> Iterator[None]:
    """A folder that is empty before and afterwards: officers' records stand in it."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StoreError(f"{folder} is not empty", "name a new or empty folder that Spark's workers see too")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        yield
    finally:
        for path in folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
