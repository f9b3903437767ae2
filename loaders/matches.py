"""What counts as the same competency, and from when until when: COUNTS_AS, derived from confirmed exact matches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import orjson

from loaders.batches import batches
from loaders.difference import Load
from loaders.spool import Spool
from ontology import cypher
from ontology.model import RELS
from queries import question
from queries.stores import Statement

if TYPE_CHECKING:
    from queries.stores import Store

Pair = tuple[str, str]
Link = tuple[str, str, str, str]
"""Two ids, joined from a moment until another."""

ALWAYS, END = "", "~"
"""Before and after every instant."""


async def counted(spool: Spool, store: Store, load: Load, *, typed: bool, empty: bool) -> list[Statement]:
    """The statements that bring COUNTS_AS up to date with the matches and frameworks that this load leaves."""
    matches = _after(spool, load, "EXACT_MATCH", [] if empty else await store.ask(question("competency/matches")))
    stored = [] if empty else await store.ask(question("competency/counted"))
    if not matches and not stored:
        return []
    ids = {end for a, b, *_ in matches for end in (a, b)}
    members = [] if empty else await store.ask(question("competency/frameworks"), ids=sorted(ids))
    old = {(r["id"], r["other"], r["since"] or ALWAYS, r["until"] or END) for r in stored}
    wanted = set(counted_as(matches, _members(spool, load, members, ids)))
    rel, ends = RELS["COUNTS_AS"], ("Competency", "Competency")
    gone = [{"start": a, "end": b, "at_origin": "", "at_since": since} for a, b, since, _ in sorted(old - wanted)]
    new = [
        {"start": a, "end": b, "since": since or None, "until": None if until == END else until}
        for a, b, since, until in sorted(wanted - old)
    ]
    write = cypher.create_edges(rel, *ends, ["since", "until"], typed=typed)
    return [
        *(Statement(cypher.delete_edges(rel, *ends), batch) for batch in batches(gone)),
        *(Statement(write, batch) for batch in batches(new)),
    ]


# --- what the load leaves --------------------------------------------------------------------------------


def _after(spool: Spool, load: Load, type_: str, stored: list[dict[str, Any]]) -> list[Link]:
    """The relationships of a type that leave competencies; of the matches, the confirmed ones."""
    links = {(r["origin"], r["id"], r["other"], r["since"] or ALWAYS): r["until"] or END for r in stored}
    closed = "SELECT sid, eid, since FROM old WHERE type = ? AND sl = 'Competency' AND action IN ('close', 'retire')"
    for ends in spool.db.execute(closed, (type_,)):
        if (key := (load.origin, *ends)) in links:
            links[key] = load.at
    written = "SELECT sid, eid, action, was, props FROM edge WHERE type = ? AND sl = 'Competency' AND action <> 'same'"
    for a, b, action, was, text in spool.db.execute(written, (type_,)):
        props = orjson.loads(text)
        if action == "change":
            links.pop((load.origin, a, b, was), None)
        if type_ != "EXACT_MATCH" or props.get("state") == "confirmed":
            since = props.get("since") or (was if action == "change" else ALWAYS if load.first else load.at)
            links[load.origin, a, b, since] = props.get("until") or END
    return [(a, b, since, until) for (_, a, b, since), until in links.items()]


def _members(spool: Spool, load: Load, stored: list[dict[str, Any]], ids: set[str]) -> list[Link]:
    """The frameworks of competencies, while the competencies are live."""
    states: dict[str, tuple[str | None, str, str]] = {
        row["id"]: (row["status"], row["liveSince"] or ALWAYS, row["liveUntil"] or END) for row in stored
    }
    changed = "label = 'Competency' AND action IN ('create', 'change', 'retire')"
    for id_, action, text in spool.db.execute(f"SELECT id, action, props FROM node WHERE {changed}"):
        if id_ in ids:
            props = orjson.loads(text)
            since = ALWAYS if load.first or action != "create" else load.at
            states[id_] = props.get("status"), props.get("since") or since, props.get("until") or END
    found = []
    for competency, framework, since, until in _after(spool, load, "IN_SCHEME", stored):
        status, start, end = states.get(competency, ("live", ALWAYS, END))
        if competency in ids and status in {None, "live"}:
            found.append((competency, framework, max(since, start), min(until, end)))
    return found


# --- what counts -----------------------------------------------------------------------------------------


def counted_as(matches: Iterable[Link], members: Iterable[Link]) -> Iterator[Link]:
    """Every ordered pair that counts as the same, with from when until when."""
    matches = list(matches)
    group = {id_: n for n, ids in enumerate(groups((a, b) for a, b, *_ in matches)) for id_ in ids}
    grouped: dict[int, tuple[list[Link], list[Link]]] = defaultdict(lambda: ([], []))
    for kind, links in enumerate((matches, members)):
        for link in links:
            grouped[group[link[0]]][kind].append(link)
    for links, frameworks in grouped.values():
        yield from _spans(links, frameworks)


def _spans(matches: list[Link], members: list[Link]) -> Iterator[Link]:
    """The pairs of one group, moment by moment."""
    spans: dict[Pair, list[list[str]]] = defaultdict(list)
    moments = {moment for *_, since, until in (*matches, *members) for moment in (since, until)}
    for start, end in pairwise(sorted({*moments, ALWAYS, END})):
        now = [[(a, b) for a, b, since, until in links if since <= start < until] for links in (matches, members)]
        for pair in _pairs(*now):
            if spans[pair] and spans[pair][-1][1] == start:
                spans[pair][-1][1] = end
            else:
                spans[pair].append([start, end])
    for (a, b), found in spans.items():
        for since, until in found:
            yield a, b, since, until


def _pairs(matches: list[Pair], members: list[Pair]) -> Iterator[Pair]:
    """Every ordered pair that counts as the same at one moment.

    Symmetric and transitive (SKOS S44, S45); in a group with two live competencies of one framework
    only the direct matches count.
    """
    direct = {*matches, *((b, a) for a, b in matches)}
    for group in groups(matches):
        frameworks = [framework for id_, framework in dict.fromkeys(members) if id_ in group]
        clear = len(set(frameworks)) == len(frameworks)
        yield from ((a, b) for a in group for b in group if a != b and (clear or (a, b) in direct))


def groups(pairs: Iterable[Pair]) -> list[list[str]]:
    """The connected groups, by union-find."""
    parent: dict[str, str] = {}

    def find(item: str) -> str:
        root = item
        while parent.setdefault(root, root) != root:
            root = parent[root]
        while parent[item] != root:
            parent[item], item = root, parent[item]
        return root

    for a, b in pairs:
        parent[find(a)] = find(b)
    found: dict[str, list[str]] = defaultdict(list)
    for item in parent:
        found[find(item)].append(item)
    return [sorted(group) for group in found.values()]
