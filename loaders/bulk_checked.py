"""Officers' records by the million, checked whole: standard sheets as CSV or Parquet, in DuckDB's columns.

The same rules as row by row, for the four sheets about people: what is referred to is there, an id is one thing's,
levels are on their scale, dates are dates. A row that fails is told apart, with the first fault that it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa

from loaders.columns import MORE, Column, Sheet, hint
from loaders.rows import SourceError
from loaders.sheets import SHEETS, standard
from ontology.instants import instant
from ontology.levels import Scales
from queries.officer_keys import OfficerKeys

PEOPLE = ("officers", "postings", "holdings", "enrolments")
"""The sheets, in the order in which one refers to another."""

MEMORY = "4GB"
"""What the engine holds at most before it writes to the folder it works in."""

EXAMPLES = 20
BATCH = 100_000
_READERS = {".parquet": "read_parquet('{}')", ".csv": "read_csv('{}', header = true, all_varchar = true)"}
_CASTS = {"float": "DOUBLE", "level": "DOUBLE", "int": "BIGINT", "bool": "BOOLEAN"}
_WORDS = {"instant": "date", "bool": "true or false"}
_MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"


class Fault(NamedTuple):
    """Why rows of a sheet are left out, how many, and what some of them say in the column at fault."""

    sheet: str
    reason: str
    rows: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What the store has that rows may refer to: ids by label, and the levels that there are."""

    ids: dict[str, list[str]]
    scales: Scales


class Part(NamedTuple):
    """A sheet that was checked: the columns that it has, each a column of its table `checked_<sheet>`."""

    sheet: Sheet
    columns: tuple[Column, ...]

    @property
    def table(self) -> str:
        """Where its good rows are, those without a fault."""
        return f"(SELECT * FROM checked_{self.sheet.name} WHERE fault IS NULL)"


@dataclass(slots=True)
class Checked:
    """The sheets of a folder, in a database of its own within `work`; `prefix` stands before bare ids."""

    work: Path
    prefix: str
    connection: duckdb.DuckDBPyConnection = field(init=False)
    parts: dict[str, Part] = field(default_factory=dict)
    read: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.connection = duckdb.connect(str(self.work / "checked.duckdb"))
        self.connection.execute(f"SET memory_limit = '{MEMORY}'")
        self.connection.execute(f"SET temp_directory = '{self.work}'")
        self.connection.execute("SET preserve_insertion_order = false")
        self.connection.execute("SET enable_progress_bar = false")  # it would stand in standard output

    def fill(self, folder: Path, known: Known, keys: OfficerKeys) -> None:
        """Read and check all sheets of a folder; SourceError for a table or column that is none of theirs."""
        found = dict(_sources(folder))
        for label, ids in known.ids.items():
            self._put(f"known_{label}", {"id": ids})
        self._put("known", {"id": [id_ for ids in known.ids.values() for id_ in ids]})
        steps = [(s.id, rank) for s in known.scales.by_id.values() for rank in s.ranks]
        self._put("steps", {"scale": [scale for scale, _ in steps], "level": [float(rank) for _, rank in steps]})
        for name in (name for name in PEOPLE if name in found):
            self._sheet(SHEETS[name], found[name], known, keys)

    def _put(self, name: str, columns: dict[str, list[Any]]) -> None:
        kinds = {"level": pa.float64()}
        table = pa.table({key: pa.array(values, kinds.get(key, pa.string())) for key, values in columns.items()})
        self.connection.register("incoming", table)
        self.connection.execute(f"CREATE OR REPLACE TABLE {name} AS FROM incoming")
        self.connection.unregister("incoming")

    def _sheet(self, sheet: Sheet, path: Path, known: Known, keys: OfficerKeys) -> None:
        self.connection.execute(f"CREATE OR REPLACE VIEW stated AS FROM {_reader(path)}")
        headers = [row[0] for row in self.connection.execute("DESCRIBE stated").fetchall()]
        bound = _bound(sheet, headers, path)
        self._dates(bound)
        terms = ", ".join(f"{self._term(column, header)} AS {_name(column)}" for column, header in bound.items())
        raws = ", ".join(f"CAST(stated.{_quoted(header)} AS VARCHAR) AS raw_{c.name}" for c, header in bound.items())
        self.connection.execute(f"CREATE OR REPLACE VIEW valued AS SELECT {terms}, {raws} FROM stated")
        self._forgotten(sheet, keys)
        self._repeated(sheet)
        rules = list(self._rules(sheet, tuple(bound), known))
        cases = " ".join(f"WHEN {condition} THEN {n}" for n, (condition, _, _) in enumerate(rules))
        raw = " ".join(f"WHEN {n} THEN {column}" for n, (_, _, column) in enumerate(rules))
        kept = ", ".join(_name(column) for column in bound)
        self.connection.execute(
            f"CREATE OR REPLACE TABLE checked_{sheet.name} AS SELECT {kept}, fault, CASE fault {raw} END AS raw"
            f" FROM (SELECT *, CASE {cases} END AS fault FROM valued)"
        )
        self.parts[sheet.name] = Part(sheet, tuple(bound))
        if sheet.name == "officers":
            good = self.parts["officers"].table
            self.connection.execute(f"CREATE OR REPLACE TABLE known_Officer AS SELECT id FROM {good}")
        self._tell(sheet, [reason for _, reason, _ in rules])

    # --- what a cell becomes ---------------------------------------------------------------------------

    def _term(self, column: Column, header: str) -> str:
        raw = f"stated.{_quoted(header)}"
        cell = f"nullif(trim(CAST({raw} AS VARCHAR)), '')"
        match column.kind:
            case "id" | "reference":
                # one that begins with a colon is what follows it, as in all tables
                whole = f"CASE WHEN starts_with({cell}, ':') THEN substring({cell}, 2) ELSE {cell} END"
                return f"CASE WHEN contains({cell}, ':') THEN {whole} ELSE '{_escaped(self.prefix)}:' || {cell} END"
            case "instant":
                at = f"(SELECT any_value(moment) FROM dates WHERE written = {cell})"
                return f"CASE WHEN regexp_full_match({cell}, '{_MOMENT}') THEN {cell} ELSE {at} END"
            case "list":  # a list of Parquet, as text, or the cell of a table; tags of languages have neither sign
                return f"regexp_split_to_array(trim({cell}, '[] '), '\\s*[;,]\\s*')"
            case kind if kind in _CASTS:
                return f"TRY_CAST({cell} AS {_CASTS[kind]})"
        return cell

    def _dates(self, bound: dict[Column, str]) -> None:
        """Each way in which a date is written, with the moment that it means."""
        written: dict[str, str | None] = {}
        for header in (header for column, header in bound.items() if column.kind == "instant"):
            cell = f"trim(CAST({_quoted(header)} AS VARCHAR))"
            found = self.connection.execute(
                f"SELECT DISTINCT {cell} FROM stated WHERE {cell} <> '' AND NOT regexp_full_match({cell}, '{_MOMENT}')"
            )
            written |= {text: _moment(text) for (text,) in found.fetchall()}
        good = {text: at for text, at in written.items() if at}
        self._put("dates", {"written": list(good), "moment": list(good.values())})

    # --- what a row must keep to -----------------------------------------------------------------------

    def _rules(self, sheet: Sheet, columns: Sequence[Column], known: Known) -> Iterator[tuple[str, str, str]]:
        """Conditions of faults, the worst first: SQL, the reason, and what to show of the row."""
        named = "id" if sheet.name == "officers" else "officer"
        yield f"{named} IN (SELECT id FROM gone)", "the officer was forgotten", "'not named'"
        for column in columns:
            name = _name(column)
            if column.required:
                yield f"{name} IS NULL", f"no {column.name}", f"raw_{column.name}"
            if column.kind == "reference" and column.name != "scale":
                labels = [f"{name} IN (SELECT id FROM known_{label})" for label in column.labels]
                reason = f"{' or '.join(column.labels)} is neither in the source nor in the store"
                yield f"{name} IS NOT NULL AND NOT ({' OR '.join(labels)})", reason, f"raw_{column.name}"
            elif column.kind in _CASTS or column.kind == "instant":
                reason = f"{column.name} is no {'date' if column.kind == 'instant' else 'number'}"
                yield (
                    f"{name} IS NULL AND nullif(trim(raw_{column.name}), '') IS NOT NULL",
                    reason,
                    f"raw_{column.name}",
                )
            elif column.closed:
                choices = ", ".join(f"'{choice}'" for choice in column.choices)
                yield f"{name} NOT IN ({choices})", f"{column.name} is none of {choices}", f"raw_{column.name}"
        names = {column.name for column in columns}
        if "level" in names:
            yield from _levels(names, known)
        key = "id" if not sheet.ends else f"hash({', '.join(('id', *(end.name for end in sheet.ends)))})"
        yield f"{key} IN (SELECT key FROM repeated)", "stated more than once: keep one of them", "raw_id"
        if not sheet.ends:
            yield "id IN (SELECT id FROM known)", "is the id of something in the store", "raw_id"
        if sheet.name == "postings":
            yield "id IN (SELECT id FROM known_Officer)", "is the id of an officer", "raw_id"

    def _repeated(self, sheet: Sheet) -> None:
        """The ids, of relationships the hashes of id and ends, that several rows have."""
        key = "id" if not sheet.ends else f"hash({', '.join(('id', *(end.name for end in sheet.ends)))})"
        self.connection.execute(
            f"CREATE OR REPLACE TABLE repeated AS SELECT {key} AS key FROM valued GROUP BY ALL HAVING count(*) > 1"
        )

    def _forgotten(self, sheet: Sheet, keys: OfficerKeys) -> None:
        """The officers whom a sheet names and who were forgotten; of other sheets, among those not known."""
        self._put("gone", {"id": []})
        if not keys.anyone():
            return
        named = "id" if sheet.name == "officers" else "officer"
        text = f"SELECT DISTINCT {named} FROM valued WHERE {named} NOT IN (SELECT id FROM known_Officer)"
        found, gone = self.connection.cursor().execute(text), set[str]()
        while rows := found.fetchmany(BATCH):
            gone |= keys.forgotten(id_ for (id_,) in rows)
        self._put("gone", {"id": sorted(gone)})

    def _tell(self, sheet: Sheet, reasons: Sequence[str]) -> None:
        [read] = self.connection.execute(f"SELECT count(*) FROM checked_{sheet.name}").fetchone() or (0,)
        self.read[sheet.name] = int(read)
        found = self.connection.execute(
            f"SELECT fault, count(*), list(raw ORDER BY raw)[1:{EXAMPLES}] FROM checked_{sheet.name}"
            " WHERE fault IS NOT NULL GROUP BY fault ORDER BY fault"
        )
        self.faults += [
            Fault(sheet.name, reasons[int(fault)], int(count), tuple(text or "" for text in examples))
            for fault, count, examples in found.fetchall()
        ]


def _levels(names: Iterable[str], known: Known) -> Iterator[tuple[str, str, str]]:
    if "scale" not in names:
        yield "level IS NOT NULL", "a level without a scale", "raw_level"
        return
    yield "level IS NOT NULL AND scale IS NULL", "a level without a scale", "raw_level"
    spans = [s for s in known.scales.by_id.values() if s.kind == "interval"]
    inside = "".join(
        f" AND NOT (scale = '{_escaped(s.id)}' AND level BETWEEN {s.min or 0} AND {s.max or 'infinity'})" for s in spans
    )
    off = "(scale, level) NOT IN (SELECT (scale, level) FROM steps)"
    yield f"level IS NOT NULL AND {off}{inside}", "level is not on the scale, or there is no such scale", "raw_level"


def _sources(folder: Path) -> Iterator[tuple[str, Path]]:
    """The sheets that a folder has as files."""
    if not folder.is_dir():
        raise SourceError(str(folder), "no such folder", "officers.parquet, postings.csv … stand in a folder")
    seen = set[str]()
    for path in sorted(path for path in folder.iterdir() if path.suffix in _READERS):
        sheet = standard(path.stem)
        if sheet is None or sheet.name not in PEOPLE:
            raise SourceError(path.name, "is no sheet about officers", hint(path.stem, PEOPLE))
        if sheet.name in seen:
            raise SourceError(path.name, f"another file has {sheet.name}", "keep one of them")
        seen.add(sheet.name)
        yield sheet.name, path
    if "officers" not in seen:
        raise SourceError(str(folder), "no officers.csv or officers.parquet", "each officer needs a row there")


def _reader(path: Path) -> str:
    return _READERS[path.suffix].format(_escaped(str(path.resolve())))


def _bound(sheet: Sheet, headers: Sequence[str], path: Path) -> dict[Column, str]:
    """The columns of a sheet that a file has, by their headers there."""
    found: dict[Column, str] = {}
    for header in headers:
        bound = sheet.find(header)
        if bound is None or bound[0].name == MORE:
            names = [one.name for one in sheet.columns if one.name != MORE]
            raise SourceError(path.name, f"the sheet {sheet.name} has no column {header!r}", hint(header, names))
        found[bound[0]] = header
    for column in sheet.columns:
        if column.required and column not in found:
            raise SourceError(path.name, f"no column {column.name}", f"the sheet {sheet.name} needs it")
    return found


def _name(column: Column) -> str:
    return _quoted(column.name)


def _quoted(header: str) -> str:
    doubled = header.replace('"', '""')
    return f'"{doubled}"'


def _escaped(text: str) -> str:
    return text.replace("'", "''")


def _moment(text: str) -> str | None:
    try:
        return instant(text)
    except ValueError:
        return None
