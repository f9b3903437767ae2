"""What computed fields ask: from a field's arguments to an answer of the rules, for all parents together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from ontology import cypher
from ontology.levels import Scales
from ontology.model import NODES
from queries import answers, learning, question, rules
from queries.arguments import BAD_REQUEST, NOT_FOUND, refused, stored_id
from queries.catalogue import Wishes
from queries.covering import Aim
from queries.rights import Subject
from queries.search import SEARCHED, SearchIndex
from queries.stores import Store


class Asking(Protocol):
    """What a computed field needs of its request."""

    store: Store
    subject: Subject

    async def scales(self, as_of: str) -> Scales:
        """All scales."""
        ...

    @property
    def index(self) -> SearchIndex:
        """The search index."""
        ...


Arguments = Mapping[str, Any]

PLANS = 10
"""Officers planned for in one field: a plan takes the solver up to seconds."""


async def role_coverage(
    asking: Asking, ids: Sequence[str], as_of: str, given: Arguments
) -> Mapping[str, answers.RoleCoverage]:
    """`Role.coverage`."""
    planned = bool(given.get("planned"))
    return await answers.role_coverage(asking.store, ids, as_of, await asking.scales(as_of), planned=planned)


async def officer_gaps(
    asking: Asking, ids: Sequence[str], as_of: str, given: Arguments
) -> Mapping[str, answers.OfficerGaps]:
    """`Officer.gaps`."""
    at = given.get("asOf") or as_of
    sources = given.get("sources")
    counting = rules.Counting(
        at, None if sources is None else tuple(sources), given.get("minConfidence"), bool(given.get("unverified"))
    )
    role = stored_id("Role")(given["role"]) if given.get("role") else None
    if role:
        await _known(asking, role)
    return await answers.officer_gaps(
        asking.store,
        ids,
        counting,
        await asking.scales(at),
        role=role,
        courses=bool(given.get("courses")),
    )


async def readiness(asking: Asking, ids: Sequence[str], as_of: str, given: Arguments) -> Mapping[str, rules.Readiness]:
    """`Officer.readiness`."""
    return {id_: gaps.readiness for id_, gaps in (await officer_gaps(asking, ids, as_of, given)).items()}


async def plan(asking: Asking, ids: Sequence[str], as_of: str, given: Arguments) -> Mapping[str, learning.LearningPlan]:
    """`Officer.plan`."""
    if len(ids) > PLANS:
        refused("TOO_EXPENSIVE", f"plans for at most {PLANS} officers at once, not {len(ids)}")
    at = given.get("asOf") or as_of
    role = stored_id("Role")(given["role"]) if given.get("role") else None
    if role:
        await _known(asking, role)
    if unknown := set(given.get("modes") or ()) - set(learning.MODES):
        refused(BAD_REQUEST, f"modes are {', '.join(learning.MODES)}, not {', '.join(sorted(unknown))}")
    if given["hoursAWeek"] <= 0:
        refused(BAD_REQUEST, f"hoursAWeek is {given['hoursAWeek']}: it must be above 0")
    wishes = Wishes(
        frozenset(given.get("modes") or ()), frozenset(given.get("languages") or ()), bool(given.get("planned"))
    )
    aim = Aim(given["least"].value, given["hoursAWeek"], given.get("weeks"))
    asked = learning.Asked(role, wishes, aim, bool(given.get("optional")))
    known, counting = await asking.scales(at), rules.Counting(at)
    return {id_: await learning.learning_plan(asking.store, id_, counting, known, asked) for id_ in ids}


async def transition(asking: Asking, as_of: str, given: Arguments) -> answers.Transition:
    """`transition`."""
    start, target = (stored_id("Role")(given[name]) for name in ("from", "to"))
    await _known(asking, start, target)
    known = await asking.scales(as_of)
    return await answers.transition(
        asking.store, start, target, as_of, known, count_optional=bool(given.get("countOptional"))
    )


async def _known(asking: Asking, *roles: str) -> None:
    """Refuse an id that names no role: its answer would look like that of a role without requirements."""
    found = {row[0] for row in await asking.store.rows(cypher.read_nodes(NODES["Role"]), ids=list(roles))}
    for role in roles:
        if role not in found:
            refused(NOT_FOUND, f"there is no role {role}")


async def unbuilt(asking: Asking, as_of: str, given: Arguments) -> list[dict[str, Any]]:
    """`unbuilt`."""
    if not 0 <= given["first"] <= 1000:  # noqa: PLR2004 - the question's own limit
        refused(BAD_REQUEST, f"first is {given['first']}: it must be from 0 to 1000")
    rows = await asking.store.ask(question("competency/unbuilt"), asOf=as_of, statuses=list(answers.LIVE))
    return rows[: given["first"]]


async def counts(asking: Asking, _as_of: str, _given: Arguments) -> list[dict[str, Any]]:
    """`counts`; of people only where all may be seen: one more or less tells of a hidden one."""
    rows = await asking.store.ask(question("store/counts"))
    if not asking.subject.everyone:
        rows = [row for row in rows if not NODES[row["id"]].personal]
    return [{"type": row["id"], "count": row["n"]} for row in sorted(rows, key=lambda row: str(row["id"]))]


async def search(asking: Asking, _as_of: str, given: Arguments) -> list[Any]:
    """`search`."""
    first, types = given["first"], given.get("types") or ()
    searched = {node.label for node in SEARCHED}
    if not 0 <= first <= 100:  # noqa: PLR2004 - as for pages
        refused(BAD_REQUEST, f"first is {first}: it must be from 0 to 100")
    if unknown := set(types) - searched:
        refused(BAD_REQUEST, f"types are {', '.join(sorted(searched))}, not {', '.join(sorted(unknown))}")
    frameworks = [stored_id("Framework")(given["framework"])] if given.get("framework") else []
    return list(asking.index.search(given["query"], types, frameworks, first)) if first else []
