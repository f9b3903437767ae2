"""What must be learnt again: requirements that are met now, and no longer when holdings have expired."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from ontology.instants import ZONE, stamp
from ontology.levels import Scales
from queries import question, rules
from queries.answers import judgements_of, modules_on, needs_and_evidence
from queries.reports_hiding import Cell, shown
from queries.rules import Counting, Judgement

if TYPE_CHECKING:
    from queries.stores import Store

BATCH = 100
"""Officers judged at once."""

NO_COURSE = ""
"""The module of what no chain of live courses builds again."""


class Due(NamedTuple):
    """A requirement of an officer that holdings will no longer meet; `on`: when the first of them expires."""

    officer: str
    competency: str
    title: str
    essential: bool
    on: str
    organisations: tuple[str, ...]
    modules: tuple[str, ...]
    """The chain of live courses that leads there from what is still held then; empty: none does."""


@dataclass(frozen=True, slots=True)
class Expiring:
    """What is due until a moment, officer by officer, with titles of organisations and modules."""

    as_of: str
    until: str
    due: tuple[Due, ...]
    titles: dict[str, str]
    nobody: bool = False
    """No officer is posted at the organisation asked for."""

    def cells(self) -> list[Cell]:
        """Officers by organisation and module; what would tell of fewer than five is hidden."""
        people: dict[tuple[str, str], set[str]] = {}
        for one in self.due:
            for organisation in one.organisations or ("",):
                for module in one.modules or (NO_COURSE,):
                    people.setdefault((organisation, module), set()).add(one.officer)
        found = [Cell(key, self._titles(key), float(len(who)), len(who)) for key, who in people.items()]
        return shown(sorted(found, key=lambda cell: (cell.titles, cell.key)))

    def _titles(self, key: tuple[str, str]) -> tuple[str, str]:
        organisation, module = key
        return self.titles.get(organisation, "no organisation"), self.titles.get(module, "no course")


def months_after(as_of: str, months: int) -> str:
    """The same day so many months later, or the last of that month."""
    day = datetime.fromisoformat(as_of).astimezone(ZONE)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in range(day.day, 27, -1):
        try:
            return stamp(day.replace(year=year, month=month + 1, day=last))
        except ValueError:
            continue
    return stamp(day.replace(year=year, month=month + 1))


async def expiring(store: Store, known: Scales, as_of: str, until: str, organisation: str | None = None) -> Expiring:
    """What is due of the officers posted at an organisation or below it, or of all."""
    rows = await store.ask(question("holding/expiring"), asOf=as_of, until=until)
    officers, nobody = {row["id"] for row in rows}, False
    if organisation:
        posted = await store.ask(question("organisation/officers"), ids=[organisation], asOf=as_of)
        officers, nobody = officers & {row["officer"] for row in posted}, not posted
    due: list[Due] = []
    titles: dict[str, str] = {}
    ordered = sorted(officers)
    for start in range(0, len(ordered), BATCH):
        due += await _due(store, known, ordered[start : start + BATCH], (as_of, until), titles)
    return Expiring(as_of, until, tuple(due), titles, nobody)


async def _due(
    store: Store, known: Scales, officers: Sequence[str], span: tuple[str, str], titles: dict[str, str]
) -> Iterable[Due]:
    as_of, until = span
    places: dict[str, set[str]] = {}
    for row in await store.ask(question("officer/postings"), ids=list(officers), asOf=as_of):
        if row["organisation"]:
            places.setdefault(row["id"], set()).add(row["organisation"])
            titles[row["organisation"]] = row["organisationTitle"]
    lost = [
        (row["id"], before, after)
        for row in await needs_and_evidence(store, officers, as_of, None)
        for before, after in lapsing(row, Counting(as_of), Counting(until), known)
    ]
    courses = await modules_on(store, sorted({after.needed.competency for _, _, after in lost}), as_of) if lost else {}
    found = []
    for officer, before, after in lost:
        offer = rules.offer(after.needed, courses[after.needed.competency], known, after.counted)
        chain = offer.courses if offer.status == rules.COVERED else ()
        modules = chain if after.needed.levels else chain[:1]
        titles |= {course.module: course.title for course in modules}
        need, gone = after.needed, set(before.counted) - set(after.counted)
        found.append(
            Due(
                officer, need.competency, need.title, need.essential, min(h.expires or until for h in gone),
                tuple(sorted(places.get(officer, ()))), tuple(course.module for course in modules),
            )
        )  # fmt: skip
    return found


def lapsing(
    row: dict[str, object], now: Counting, then: Counting, known: Scales
) -> Iterable[tuple[Judgement, Judgement]]:
    """The requirements that are met by what counts now, and not by what counts then, each judged at both."""
    both = zip(judgements_of(row, now, known), judgements_of(_without_later(row, now), then, known), strict=True)
    return [(a, b) for a, b in both if a.status == rules.MET and b.status != rules.MET]


def _without_later(row: dict[str, object], now: Counting) -> dict[str, object]:
    """The row without what is awarded later: what is planned is not counted on."""
    holdings: list[dict[str, str | None]] = row["holdings"]  # type: ignore[assignment]
    return row | {"holdings": [h for h in holdings if not (h["awarded"] or "") > now.as_of]}
