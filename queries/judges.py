"""What the two engines do not say alike, judged from the rows: a way round, a group, what courses reach.

Each judge takes the rows of a rule's question and gives the rows that are findings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from queries import question, rules
from queries.answers import modules_on, scales
from queries.links import circles, groups, links, reached

if TYPE_CHECKING:
    from ontology.levels import Scales
    from queries.stores import Store

SHOWN = 10
"""Things that a message lists."""

Row = dict[str, Any]


def named(*things: Row) -> str:
    """The first things as a message names them."""
    more = f" and {len(things) - SHOWN} more" if len(things) > SHOWN else ""
    return ", ".join(f"{thing['title']} ({thing['id']})" for thing in things[:SHOWN]) + more


def _pairs(rows: Iterable[Row], link: str) -> list[tuple[str, str]]:
    return [_by_ends(row) for row in rows if row["link"] == link]


def _by_ends(row: Row) -> tuple[str, str]:
    return row["id"], row["other"]


# --- from links, labels, types --------------------------------------------------------------------------


def _cycles(rows: list[Row]) -> Iterator[Row]:
    """One row for each link that closes a circle, with the way round."""
    things = {row["id"]: row for row in rows}
    for way in circles(links(map(_by_ends, rows))):
        titles = [things[id_]["title"] or id_ for id_ in (*way, way[0])]
        cut = [*titles[:SHOWN], "…", titles[-1]] if len(titles) > SHOWN + 1 else titles
        yield things[way[0]] | {"way": " → ".join(cut)}


def _related_broader(rows: list[Row]) -> Iterator[Row]:
    parents = links(_pairs(rows, "broader"))
    above = cache(lambda id_: reached(id_, parents))
    related = sorted((row for row in rows if row["link"] == "related"), key=_by_ends, reverse=True)
    pairs = {frozenset(_by_ends(row)): row for row in related}
    yield from (row for row in pairs.values() if row["other"] in above(row["id"]) or row["id"] in above(row["other"]))


def _match_contradicted(rows: list[Row]) -> Iterator[Row]:
    exact = groups(_pairs(rows, "exact"))
    yield from (row for row in rows if row["link"] == "loose" and row["other"] in exact.get(row["id"], ()))


def _match_group(rows: list[Row]) -> Iterator[Row]:
    exact = groups(_pairs(rows, "exact"))
    members: dict[Any, dict[str, Row]] = defaultdict(dict)
    for row in rows:
        if row["link"] == "scheme":
            members[exact.get(row["id"]), row["other"]][row["id"]] = row
    for (group, _), found in members.items():
        if group and len(found) > 1:
            first, *others = sorted(found.values(), key=_by_ends)
            yield first | {"others": named(*others), "framework": first["otherTitle"]}


def _roles_without_requirements(rows: list[Row]) -> Iterator[Row]:
    lacking = {row["id"] for row in rows if row["link"] != "specialises"}
    above = links(_pairs(rows, "specialises"))
    yield from (row for row in rows if row["link"] == "asked" and reached(row["id"], above) <= lacking)


def _label_several(rows: list[Row]) -> Iterator[Row]:
    for row in rows:
        texts = defaultdict(set)
        for label in row["labels"]:
            lang, _, text = label.partition("|")
            texts[lang.lower()].add(text)
        several = [f"{lang} {', '.join(sorted(found))}" for lang, found in sorted(texts.items()) if len(found) > 1]
        if several:
            yield row | {"several": "; ".join(several)}


def _several_things(rows: list[Row]) -> Iterator[Row]:
    for row in rows:
        first, *others = sorted(row["things"], key=lambda thing: str(thing["id"]))
        yield row | first | {"others": named(*others)}


def _several_types(rows: list[Row]) -> Iterator[Row]:
    for row in rows:
        types = sorted(row["type"])
        yield row | {"type": types[0], "types": ", ".join(types)}


JUDGES: dict[str, Callable[[list[Row]], Iterator[Row]]] = {
    "broader-cycle": _cycles,
    "part-of-cycle": _cycles,
    "prerequisite-cycle": _cycles,
    "specialises-cycle": _cycles,
    "related-broader": _related_broader,
    "match-contradicted": _match_contradicted,
    "match-group": _match_group,
    "roles-without-requirements": _roles_without_requirements,
    "label-several": _label_several,
    "label-clash": _several_things,
    "notation-ambiguous": _several_things,
    "id-shared": _several_types,
}


# --- what nobody can meet ------------------------------------------------------------------------------

_SHORT = {rules.PARTLY, rules.UNCOVERED}


async def out_of_reach(store: Store, rows: list[Row], at: str) -> list[Row]:
    """The levelled requirements that neither courses nor anybody's holdings reach.

    What states no level, or one that does not compare, is not counted against anything; in a store
    with neither courses nor holdings nothing is said.
    """
    known = await scales(store, at)
    courses = await modules_on(store, sorted({row["id"] for row in rows}), at)
    short = [row for row in rows if _offer(row, courses, known).status in _SHORT]
    held: dict[str, list[rules.Holding]] = defaultdict(list)
    for row in await store.ask(question("check/held"), ids=sorted({row["id"] for row in short}), asOf=at):
        held[row["id"]].append(rules.Holding("", row["id"], row["level"], row["scale"]))
    if not held and not any(courses.values()):
        return []
    found = []
    for row in short:
        offer = _offer(row, courses, known, held[row["id"]])
        judged = rules.judge(offer.needed, held[row["id"]], rules.Counting(at), known)
        if offer.status in _SHORT and judged.status == rules.GAP:
            required = f"{row['roles']} role" + ("s" if row["roles"] > 1 else "")
            found.append(
                row | {"words": known.words(row["level"], row["scale"]), "required": required, "why": offer.reason}
            )
    return found


def _offer(
    row: Row, courses: Mapping[str, Sequence[rules.Course]], known: Scales, held: Sequence[rules.Holding] = ()
) -> rules.Offer:
    levels = ((row["scale"], row["level"]),)
    need = rules.Needed(row["id"], row["title"], True, levels, None, (), ())
    return rules.offer(need, courses[row["id"]], known, held)
