"""Spark, for expressions over tables by name that stand as Parquet in a folder: where one machine is not enough.

The expressions are those that DuckDB runs. Each step is written before the next one reads it: of all in one, Spark
would make the plan for longer than it counts.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis
from ibis.expr.types import Table

from queries.extras import extra
from queries.stores.errors import StoreError

SETTINGS = {
    "spark.sql.session.timeZone": "UTC", "spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false",
}  # fmt: skip
"""What a session has unless told otherwise."""

ALONE = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
"""What one has on this machine: nothing is reached from elsewhere."""

LOCAL = "local[*]"
"""The master that is this machine."""


@dataclass(frozen=True, slots=True)
class Spark:
    """A session, and the folder in which tables stand, each as a folder or file `<name>.parquet`."""

    session: Any
    folder: Path
    backend: Any

    def path(self, name: str) -> Path:
        """Where a table stands."""
        return self.folder / f"{name}.parquet"

    def table(self, name: str) -> None:
        """Let expressions read a table that stands in the folder."""
        self.session.read.parquet(self.path(name).as_uri()).createOrReplaceTempView(name)

    def keep(self, name: str, found: Table) -> None:
        """Write the rows of an expression as a table."""
        wanted = str(self.backend.compile(found))
        self.session.sql(wanted).write.parquet(self.path(name).as_uri())
        self.table(name)

    def run(self, given: Iterable[str], steps: Iterable[tuple[str, Table]]) -> None:
        """Write the tables of steps, each of which may be of those before it and of those that are given."""
        for name in given:
            self.table(name)
        for name, found in steps:
            self.keep(name, found)


@contextmanager
def spark(folder: Path, master: str = LOCAL, settings: Mapping[str, str] | None = None) -> Iterator[Spark]:
    """A session on a master, its tables in a folder that all its workers see; StoreError where it does not start."""
    given = SETTINGS | (ALONE if master.startswith("local") else {}) | dict(settings or {})
    session = _started(master, given)
    try:
        yield Spark(session, folder.resolve(), ibis.pyspark.connect(session))
    finally:
        session.stop()


def _started(master: str, settings: Mapping[str, str]) -> Any:
    startable()
    from pyspark.errors import PySparkException  # noqa: PLC0415  # pyright: ignore[reportMissingImports]
    from pyspark.sql import SparkSession  # noqa: PLC0415  # pyright: ignore[reportMissingImports]

    building = SparkSession.builder.master(master).appName("karmagraph")
    for name, value in settings.items():
        building = building.config(name, value)
    try:
        session = building.getOrCreate()
    except PySparkException as error:
        raise StoreError(f"Spark did not start on {master}: {error}", "is the master there? is it Java 17?") from error
    session.sparkContext.setLogLevel("ERROR")
    return session


def startable() -> None:
    """StoreError where what Spark needs is missing."""
    home = os.environ.get("JAVA_HOME")
    if shutil.which("java", path=f"{home}/bin" if home else None) is None:
        raise StoreError("counting on Spark needs Java", "install Java 17 or later, or let JAVA_HOME name its folder")
    with extra("counting on Spark", "scale,spark"):
        import pyspark  # noqa: F401, PLC0415  # pyright: ignore[reportMissingImports]
