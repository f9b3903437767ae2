"""Asking for a report: the officers in scope, what it is broken down by, and its cells."""

# Ibis declares its columns more narrowly than they are
# pyright: reportArgumentType=false, reportAttributeAccessIssue=false, reportOperatorIssue=false
from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ibis.expr.types import Table

from ontology.levels import Scales
from queries import reports_figures, reports_texts, rules
from queries.grounds import Ground, ground
from queries.population import CLASSES, NO_MODULE, Population
from queries.population_tables import Engine, stand
from queries.reports import OF_COMPETENCIES, OF_MODULES, OF_POSTINGS, ORGANISATION, REPORTS, Report
from queries.reports_hiding import Cell, hidden, telling, within
from queries.reports_names import Names, year_before

if TYPE_CHECKING:
    from queries.stores import Store

Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom a report is about, and what it is broken down by: at most two of `Report.by`."""

    organisation: str | None = None
    """With all below it."""
    officer: str | None = None
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A report's figure for all in scope, and by key; `hidden` cells tell of too few people."""

    report: Report
    as_of: str
    asked: Asked
    total: Cell
    rows: tuple[Cell, ...]

    @property
    def hidden(self) -> int:
        """The number of rows that are hidden."""
        return sum(row.hidden for row in self.rows)


@dataclass(slots=True)
class Desk:
    """A store's officers at a date, ready to be asked about."""

    engine: Engine
    names: Names
    known: Scales
    as_of: str
    offers: dict[tuple[Any, ...], str] = field(default_factory=dict)
    """What courses do for each step that was asked about."""

    def answer(self, report: Report, asked: Asked) -> Answer:
        """A report; ValueError for what it cannot be broken down by. Of one officer nothing is hidden."""
        if problem := report.refuses(asked.by):
            raise ValueError(f"{report.id} is not broken down {problem}; by {', '.join(report.by)}")
        scope = Asked(asked.organisation, asked.officer)
        total = self.cells(report, scope) or [Cell((), (), None, people=0)]
        rows = self.cells(report, asked) if asked.by else []
        if asked.officer is None:
            total = within(total, self._among(report, scope))
            rows = [hidden(row) for row in rows] if total[0].hidden else within(rows, self._among(report, asked))
        return Answer(report, self.as_of, asked, total[0], tuple(rows))

    def _among(self, report: Report, asked: Asked) -> set[tuple[str, ...]]:
        """What is hidden of an organisation's cells where they stand beside those of its siblings: by their keys."""
        beside = (ORGANISATION, *asked.by)
        if asked.organisation is None or report.refuses(beside):
            return set()
        above = self.answer(report, Asked(self.names.above(asked.organisation), by=beside))
        return {row.key[1:] for row in above.rows if row.hidden and row.key[0] == asked.organisation}

    def cells(self, report: Report, asked: Asked) -> list[Cell]:
        """The cells of a report as they are, with what may not be shown."""
        self._ask(asked)
        found = [self._cell(report, asked, row) for row in KINDS[report.kind](self, report)]
        return sorted(found, key=lambda cell: (cell.titles, cell.key))

    def _cell(self, report: Report, asked: Asked, row: Raw) -> Cell:
        part = {OF_POSTINGS: "pkey", OF_COMPETENCIES: "ckey", OF_MODULES: "mkey"}
        key = tuple(row[next(column for group, column in part.items() if by in group)] for by in asked.by)
        titles = tuple(self.names.title(by, one) for by, one in zip(asked.by, key, strict=True))
        people = None if report.unit in {"competencies", "courses"} else row["people"]
        return Cell(
            key, titles, row["value"], people, row.get("part"), row.get("whole"), row.get("left_out"),
            row.get("beside", {}), row.get("tells", False),
        )  # fmt: skip

    def _ask(self, asked: Asked) -> None:
        """Fill the tables that say what is asked for."""
        engine, known = self.engine, self.names
        dims = {group: next((by for by in asked.by if by in group), None) for group in (OF_POSTINGS, OF_COMPETENCIES)}
        places, roles = known.posting_keys(dims[OF_POSTINGS], asked.organisation)
        engine.create("place_keys", places, reports_texts.PLACES)
        engine.create("role_keys", roles, reports_texts.ROLES)
        engine.keep("posting_keys", reports_texts.posting_keys(dims[OF_POSTINGS], asked.organisation is not None))
        if asked.officer is not None:
            engine.connection.execute(
                "DELETE FROM posting_keys WHERE posting NOT IN (SELECT posting FROM postings WHERE officer = ?)",
                [asked.officer],
            )
        by_module = next((by for by in asked.by if by in OF_MODULES), None)
        _put(engine, "competency_keys", known.competency_keys(dims[OF_COMPETENCIES]))
        _put(engine, "module_keys", known.module_keys(by_module))
        _put(engine, "fill", [] if dims[OF_COMPETENCIES] else [("",)])
        _put(engine, "window", [(year_before(self.as_of),)])
        engine.keep("officer_values", reports_texts.prepared(reports_figures.officer_values)[0])

    def read(self, figure: Callable[..., Table]) -> list[Raw]:
        """The rows of an expression of `reports_figures`."""
        return self.engine.read(*reports_texts.prepared(figure))

    # --- kinds of figures ------------------------------------------------------------------------------

    def officers(self, report: Report) -> Iterable[Raw]:
        """Means over officers; where each is all or nothing, the mean is a share of people."""
        for row in self.read(reports_texts.averages):
            left_out, sum_, between = (row[f"{report.measure}_{name}"] for name in ("left_out", "sum", "between"))
            part = None if sum_ is None or (between and report.unit == "share") else round(sum_)
            whole = None if between else row["people"] - left_out
            yield row | {"value": row[report.measure], "left_out": left_out, "part": part, "whole": whole}

    def organisations(self, _: Report) -> Iterable[Raw]:
        """Means over organisations; those without officers of their own are left out."""
        for row in self.read(reports_texts.by_organisation):
            yield row | {"beside": {"organisations": row["organisations"]}}

    def gaps(self, report: Report) -> Iterable[Raw]:
        """Gaps by posting, and their shares by class."""
        for row in self.read(reports_texts.gap_classes):
            count, whole = row[report.measure], row["gaps"]
            tells = telling({name: row[name] for name in CLASSES})
            shown_too = (
                {NO_MODULE: None if NO_MODULE in tells else row[NO_MODULE]} if report.id.startswith("M3") else {}
            )
            if report.measure == "gaps":
                yield row | {"value": count, "part": count, "beside": shown_too}
            else:
                value = count / whole if whole else None
                yield row | {"value": value, "part": count, "whole": whole, "beside": shown_too,
                             "tells": report.measure in tells}  # fmt: skip

    def unbuilt(self, _: Report) -> Iterable[Raw]:
        """Required competencies without a live course."""
        found: dict[tuple[str, str], dict[str, set[str]]] = {}
        for row in self.read(reports_texts.required_steps):
            status = self._offers()[row["competency"], row["scale"], row["level"]]
            found.setdefault((row["pkey"], row["ckey"]), {}).setdefault(status, set()).add(row["competency"])
        for (pkey, ckey), by_status in found.items():
            unbuilt, partly = (len(by_status.get(status, ())) for status in (rules.UNCOVERED, rules.PARTLY))
            yield {"pkey": pkey, "ckey": ckey, "value": unbuilt, "people": None, "beside": {"partlyCovered": partly}}

    def _offers(self) -> Mapping[tuple[Any, ...], str]:
        if not self.offers:
            on: dict[str, list[rules.Course]] = {}
            for row in self.read(reports_texts.courses):
                course = rules.Course(row["module"], "", row["from_level"], row["to_level"], row["scale"] or None)
                on.setdefault(row["competency"], []).append(course)
            for row in self.engine.rows(
                Population.unbound().requirements.select("competency", "scale", "level").distinct()
            ):
                c, scale, level = row["competency"], row["scale"], row["level"]
                need = rules.Needed(c, "", True, () if level is None else ((scale or None, level),), None, (), ())
                self.offers[c, scale, level] = rules.offer(need, on.get(c, ()), self.known).status
        return self.offers

    def courses(self, report: Report) -> Iterable[Raw]:
        """Live courses, those that are mapped to a competency only, or all."""
        found: dict[tuple[str, str], set[str]] = {}
        mapped = self.engine.rows(Population.unbound().coverage.select("competency", "module").distinct())
        on = _grouped((row["module"], row["competency"]) for row in mapped)
        m_keys, c_keys = (
            _grouped(self.engine.connection.execute(f"FROM {name}").fetchall())
            for name in ("module_keys", "competency_keys")
        )
        for module in self.names.live:
            keys = {k for c in on.get(module, ()) for k in c_keys.get(c, ())} if report.measure == "mapped" else {""}
            for mkey in m_keys.get(module, ()):
                for ckey in keys:
                    found.setdefault((mkey, ckey), set()).add(module)
        for (mkey, ckey), modules in found.items():
            yield {"mkey": mkey, "ckey": ckey, "pkey": "", "value": len(modules), "people": None}

    def enrolments(self, report: Report) -> Iterable[Raw]:
        """Officers enrolled or done in the last 12 months, and the share of enrolments completed."""
        for row in self.read(reports_texts.enrolled):
            if report.measure == "share":
                part, whole = row["completed"], row["enrolments"]
                yield row | {"value": part / whole if whole else None, "part": part, "whole": whole}
            else:
                yield row | {"value": row[report.measure], "people": row[report.measure]}

    def ratings(self, _: Report) -> Iterable[Raw]:
        """The mean of ratings, with their number."""
        for row in self.read(reports_texts.ratings):
            yield row | {"beside": {"ratings": row["ratings"]}, "left_out": None}

    def reach(self, _: Report) -> Iterable[Raw]:
        """Officers enrolled to officers expected."""
        for row in self.read(reports_texts.reach):
            value = row["enrolled"] / row["people"] if row["people"] else None
            yield row | {"value": value, "part": row["enrolled"]}


def _put(engine: Engine, name: str, rows: Iterable[tuple[str, ...]]) -> None:
    engine.create(name, list(rows), reports_figures.KEYS[name])


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for key, value in pairs:
        found.setdefault(key, set()).add(value)
    return found


KINDS: dict[str, Callable[[Desk, Report], Iterable[Raw]]] = {
    "officers": Desk.officers, "organisations": Desk.organisations, "gaps": Desk.gaps, "unbuilt": Desk.unbuilt,
    "courses": Desk.courses, "enrolments": Desk.enrolments, "ratings": Desk.ratings, "reach": Desk.reach,
}  # fmt: skip


def desk_on(ground: Ground) -> Desk:
    """The desk of a population, which has it made once."""

    def made() -> Desk:
        stand(ground.engine, ("held", "helps", "gaps"))
        return Desk(ground.engine, ground.names, ground.known, ground.as_of)

    return ground.once("desk", made)


async def desk(store: Store, as_of: str) -> Desk:
    """A store's officers at a date, ready to be asked about."""
    return await asyncio.to_thread(desk_on, await ground(store, as_of))


async def report(store: Store, id_: str, asked: Asked, as_of: str) -> Answer:
    """The answer to a report."""
    return (await desk(store, as_of)).answer(REPORTS[id_], asked)
