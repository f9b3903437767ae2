"""The main answers, from a store: what a question returns, judged by the rules.

Every answer takes ids and answers for all of them with one statement, and says at which date.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any

from ontology.instants import now
from ontology.levels import Scale, Scales
from queries import question, rules
from queries.rules import Counting, Course, Holding, Judgement, Offer, Readiness, Requirement

if TYPE_CHECKING:
    from queries.stores import Store

LIVE = ("live",)
PLANNED = ("live", "planned")


@dataclass(frozen=True, slots=True)
class RoleCoverage:
    """What courses do for each competency that a role requires; `required` counts the essential ones."""

    role: str
    as_of: str
    required: int
    optional: int
    offers: tuple[Offer, ...]

    def with_status(self, status: str, *, essential: bool | None = None) -> tuple[Offer, ...]:
        """The offers of one status: covered, levelNotStated, partlyCovered or uncovered."""
        return tuple(
            o for o in self.offers if o.status == status and (essential is None or o.needed.essential == essential)
        )


@dataclass(frozen=True, slots=True)
class OfficerGaps:
    """How an officer stands against what the postings, or one role, require; counts are of essential ones."""

    officer: str
    role: str | None
    as_of: str
    judgements: tuple[Judgement, ...]
    offers: Mapping[str, Offer] = field(default_factory=dict)
    """What courses do for each gap, by competency; only when asked for."""

    @property
    def readiness(self) -> Readiness:
        """Essential requirements met."""
        return rules.readiness(self.judgements)

    def with_status(self, status: str, *, essential: bool | None = None) -> tuple[Judgement, ...]:
        """The judgements of one status: met, gap, notStated or notComparable."""
        return tuple(
            j for j in self.judgements if j.status == status and (essential is None or j.needed.essential == essential)
        )


@dataclass(frozen=True, slots=True)
class Transition:
    """What moving from one role to another leaves to learn; `required` counts the target's essential ones."""

    start: str
    target: str
    as_of: str
    required: int
    judgements: tuple[Judgement, ...]

    def with_status(self, status: str) -> tuple[Judgement, ...]:
        """The judgements of one status."""
        return tuple(j for j in self.judgements if j.status == status)


async def moment(store: Store, as_of: str | None) -> str:
    """The date of an answer: as asked, else the store's fixed date, else now."""
    if as_of:
        return as_of
    [row] = await store.ask(question("store/state"), ids=["store"])
    return row["dataAsOn"] or now()


async def scales(store: Store, as_of: str) -> Scales:
    """All scales of the store and the equivalences declared between their levels."""
    found: dict[str, Scale] = {}
    for row in await store.ask(question("scale/levels")):
        scale = found.setdefault(row["id"], Scale(row["id"], row["title"], row["kind"], row["min"], row["max"]))
        if row["rank"] is not None:
            scale.ranks[row["rank"]] = row["level"]
    rows = await store.ask(question("scale/equivalences"), asOf=as_of)
    return Scales.of(found.values(), [(r["id"], r["rank"], r["other"], r["otherRank"]) for r in rows])


async def role_coverage(
    store: Store, ids: Sequence[str], as_of: str, known: Scales, *, planned: bool = False
) -> dict[str, RoleCoverage]:
    """What courses do for each competency that each role requires."""
    statuses = list(PLANNED if planned else LIVE)
    rows = await store.ask(question("role/coverage"), ids=list(ids), asOf=as_of, statuses=statuses)
    by_role: dict[str, list[dict[str, Any]]] = {id_: [] for id_ in ids}
    for row in rows:
        by_role[row["id"]].append(row)
    return {id_: _coverage(id_, found, as_of, known) for id_, found in by_role.items()}


def _coverage(role: str, rows: list[dict[str, Any]], as_of: str, known: Scales) -> RoleCoverage:
    courses = {row["competency"]: _courses(row["own"], row["matched"]) for row in rows}
    needs = rules.needed(rules.overriding(_requirement(row) for row in rows))
    offers = tuple(rules.offer(need, courses[need.competency], known) for need in needs)
    essential = sum(need.essential for need in needs)
    return RoleCoverage(role, as_of, essential, len(needs) - essential, offers)


async def officer_gaps(
    store: Store,
    ids: Sequence[str],
    counting: Counting,
    known: Scales,
    *,
    role: str | None = None,
    courses: bool = False,
) -> dict[str, OfficerGaps]:
    """How each officer stands against all valid postings, or against `role`; `courses` adds what closes each gap."""
    rows = await needs_and_evidence(store, ids, counting.as_of, role)
    found = {row["id"]: judgements_of(row, counting, known) for row in rows}
    answers = {id_: OfficerGaps(id_, role, counting.as_of, found.get(id_, ())) for id_ in ids}
    return await _with_offers(store, answers, counting.as_of, known) if courses else answers


async def needs_and_evidence(store: Store, ids: Sequence[str], as_of: str, role: str | None) -> list[dict[str, Any]]:
    """What is required of each officer, by all valid postings or by `role`, and all that each holds."""
    if role:
        return await store.ask(question("officer/target"), ids=list(ids), asOf=as_of, role=role)
    return await store.ask(question("officer/gaps"), ids=list(ids), asOf=as_of)


def judgements_of(row: Mapping[str, Any], counting: Counting, known: Scales) -> tuple[Judgement, ...]:
    """How each competency stands that a row of `needs_and_evidence` requires."""
    by_post: dict[str, list[Requirement]] = {}
    for item in row["requirements"]:
        by_post.setdefault(item["post"], []).append(_requirement(item))
    needs = rules.needed(r for stated in by_post.values() for r in rules.overriding(stated))
    holdings = holdings_of(row)
    return tuple(
        rules.judge(need, [h for c in (need.competency, *need.same) for h in holdings.get(c, ())], counting, known)
        for need in needs
    )


def holdings_of(row: Mapping[str, Any]) -> dict[str, list[Holding]]:
    """All evidence of a row of `needs_and_evidence`, by competency."""
    holdings: dict[str, list[Holding]] = {}
    for item in row["holdings"]:
        holdings.setdefault(item["competency"], []).append(_holding(item))
    return holdings


async def _with_offers(
    store: Store, answers: dict[str, OfficerGaps], as_of: str, known: Scales
) -> dict[str, OfficerGaps]:
    gaps = {id_: answer.with_status(rules.GAP) for id_, answer in answers.items()}
    wanted = sorted({j.needed.competency for found in gaps.values() for j in found})
    courses = await modules_on(store, wanted, as_of)
    return {
        id_: OfficerGaps(
            id_,
            answer.role,
            answer.as_of,
            answer.judgements,
            {c: rules.offer(j.needed, courses[c], known, j.counted) for j in gaps[id_] for c in [j.needed.competency]},
        )
        for id_, answer in answers.items()
    }


async def modules_on(
    store: Store, competencies: Sequence[str], as_of: str, *, planned: bool = False
) -> dict[str, list[Course]]:
    """The live modules on each competency or its exact matches."""
    statuses = list(PLANNED if planned else LIVE)
    rows = await store.ask(question("competency/modules"), ids=list(competencies), asOf=as_of, statuses=statuses)
    return {c: [] for c in competencies} | {row["id"]: _courses(row["own"], row["matched"]) for row in rows}


async def transition(
    store: Store, start: str, target: str, as_of: str, known: Scales, *, count_optional: bool = False
) -> Transition:
    """What the essential requirements of `start`, read as holdings, leave open of the essential ones of `target`."""
    rows = await store.ask(question("role/requirements"), ids=sorted({start, target}), asOf=as_of)
    had = [n for n in _needs(rows, start) if n.essential or count_optional]
    holdings = [h for need in had for h in _as_holdings(need)]
    rule = Counting(as_of)
    judgements = tuple(
        rules.judge(need, [h for h in holdings if h.competency in {need.competency, *need.same}], rule, known)
        for need in _needs(rows, target)
        if need.essential
    )
    return Transition(start, target, as_of, len(judgements), judgements)


def _needs(rows: Iterable[dict[str, Any]], role: str) -> list[rules.Needed]:
    return rules.needed(rules.overriding(_requirement(row) for row in rows if row["id"] == role))


def _as_holdings(need: rules.Needed) -> list[Holding]:
    if not need.levels:
        return [Holding(f"requirement of {need.competency}", need.competency)]
    return [Holding(f"requirement of {need.competency}", need.competency, level, scale) for scale, level in need.levels]


# --- rows ----------------------------------------------------------------------------------------------


def _requirement(row: Mapping[str, Any]) -> Requirement:
    same = row.get("same")
    return Requirement(
        row["competency"], row["title"], row["role"], row["level"], row["scale"], row["essential"] is not False,
        row["importance"], row["distance"], row["source"], row["since"], tuple(sorted(same)) if same else (),
    )  # fmt: skip


def _holding(row: Mapping[str, Any]) -> Holding:
    return Holding(
        row["id"], row["competency"], row["level"], row["scale"], row["source"], row["evidence"], row["awarded"],
        row["expires"], row["confidence"], bool(row["negative"]), row["verified"],
    )  # fmt: skip


def _courses(own: Sequence[Mapping[str, Any]], matched: Sequence[Mapping[str, Any]]) -> list[Course]:
    if not own and not matched:
        return []
    courses = {
        (row["module"], row["scale"], row["fromLevel"], row["toLevel"]): Course(
            row["module"], row["title"], row["fromLevel"], row["toLevel"], row["scale"], row["hours"], row["mode"]
        )
        for row in chain(own, matched)
    }
    return sorted(courses.values(), key=_order)


def _order(course: Course) -> tuple[float | str, ...]:
    levels = (course.from_level or 0, course.to_level or 0, course.from_level is None, course.to_level is None)
    return course.title, course.module, course.scale or "", *levels
