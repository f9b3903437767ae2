"""What follows when a competency is replaced by another, done only when asked: requirements and holdings move to it.

A requirement on the old one ends and another on the new one begins; a holding of the old one expires and
counts for the new one, with its own record, level and dates. Courses are not moved: what a new competency
needs to be taught is for who gives them to say.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

from loaders import reviewed
from loaders.batches import batches
from loaders.load import LIMIT
from loaders.rows import SourceError
from loaders.touched import of_officers
from loaders.written import BATCH
from ontology import cypher
from ontology.model import NODES, RELS
from ontology.terms import RelType
from queries import question
from queries.checks import FEWEST
from queries.stores import Statement

if TYPE_CHECKING:
    from queries.stores import Store

ORIGIN = "replaced"
"""The origin under which a replacement is recorded as a change."""

_ENDS = {"REQUIRES": "Role", "HOLDS": "Officer"}


@dataclass(frozen=True, slots=True)
class Stated:
    """A relationship to a competency that is replaced."""

    start: str
    end: str
    props: dict[str, Any]


@dataclass(slots=True)
class Move:
    """What moves from one competency to the one that replaces it; `already` is what the new one has anyway."""

    old: str
    new: str
    requirements: int = 0
    already: int = 0
    holdings: int = 0
    officers: set[str] = field(default_factory=set)

    def as_json(self) -> dict[str, Any]:
        """The move with counts of few officers left out."""
        few = 0 < len(self.officers) < FEWEST
        counts = {"holdings": None if few else self.holdings, "officers": None if few else len(self.officers)}
        return asdict(self) | counts | {"officersHidden": few}


@dataclass(frozen=True, slots=True)
class Replacement:
    """All moves, whether they were made, and which replacements say too little to follow."""

    moves: list[Move]
    unclear: dict[str, list[str]]
    applied: bool = False

    def as_json(self) -> dict[str, Any]:
        """The replacement as the command line writes it."""
        return {"applied": self.applied, "moves": [move.as_json() for move in self.moves], "unclear": self.unclear}


async def replace(store: Store, at: str, *, apply: bool = False) -> Replacement:
    """Move requirements and holdings of replaced competencies, in one transaction; only tell what would move otherwise.

    SourceError when it is too much for one transaction.
    """
    text = cypher.content_edges(RELS["REPLACED_BY"], "Competency", "Competency", dated=True)
    pairs = [(row[0], row[1]) async for row in store.stream(text, asOf=at)]
    followed, unclear = successors(pairs)
    if not followed:
        return Replacement([], unclear)
    ids = sorted({*followed, *followed.values()})
    needed = await _stated(store, RELS["REQUIRES"], ids, at)
    held = [each for each in await _stated(store, RELS["HOLDS"], ids, at) if each.props.get("expires", "~") > at]
    moves = _counted(followed, needed, held)
    if apply and moves:
        await _write(store, at, followed, needed, held)
    return Replacement(moves, unclear, apply and bool(moves))


def successors(pairs: Iterable[tuple[str, str]]) -> tuple[dict[str, str], dict[str, list[str]]]:
    """The last competency in the line of each that is replaced; those replaced by several, or in a circle, apart."""
    next_: dict[str, list[str]] = defaultdict(list)
    for old, new in pairs:
        next_[old].append(new)
    followed, unclear = {}, {}
    for old in next_:
        way = [old]
        while len(next_.get(way[-1], ())) == 1 and len(set(way)) == len(way):
            way.append(next_[way[-1]][0])
        if way[-1] in next_:
            unclear[old] = sorted(next_[way[-1]])
        else:
            followed[old] = way[-1]
    return followed, unclear


async def _stated(store: Store, rel: RelType, ids: list[str], at: str) -> list[Stated]:
    """The relationships of a type that reach any of the competencies, valid at the moment if they are dated."""
    text = cypher.content_edges(rel, _ENDS[rel.type], "Competency", few="b", dated=rel.dated)
    found: list[Stated] = []
    for batch in batches(ids, 200):
        async for start, end, *values in store.stream(text, ids=batch, **({"asOf": at} if rel.dated else {})):
            named = zip(rel.props, values, strict=True)
            found.append(Stated(start, end, {name: value for name, value in named if value not in (None, [])}))
            if len(found) > LIMIT // 2:
                raise SourceError(store.uri, f"over {LIMIT // 2:,} {rel.type} to move", "too many for one transaction")
    return found


def _counted(followed: dict[str, str], needed: list[Stated], held: list[Stated]) -> list[Move]:
    moves = {old: Move(old, new) for old, new in followed.items()}
    there = {(each.start, each.end) for each in needed}
    for each in needed:
        if each.end in moves:
            moves[each.end].requirements += 1
            moves[each.end].already += (each.start, followed[each.end]) in there
    for each in held:
        if each.end in moves:
            moves[each.end].holdings += 1
            moves[each.end].officers.add(each.start)
    return [move for _, move in sorted(moves.items()) if move.requirements or move.holdings]


# --- writing -------------------------------------------------------------------------------------------


async def _write(store: Store, at: str, followed: dict[str, str], needed: list[Stated], held: list[Stated]) -> None:
    [state] = await store.ask(question("store/loads"), ids=["store"], origin=ORIGIN)
    typed = store.dialect == "embedded"
    required, evidence = _required(at, followed, needed), _evidence(followed, held)
    gone = [[each for each in stated if each.end in followed] for stated in (needed, held)]
    await reviewed.require(store, ORIGIN, {("Role", each.start): False for each in gone[0]})
    await store.room(len(required) + len(evidence) + sum(map(len, gone)))
    statements = [
        *_ended(RELS["REQUIRES"], "until", at, gone[0], typed=typed),
        *_ended(RELS["HOLDS"], "expires", at, gone[1], typed=typed),
        *_begun(RELS["REQUIRES"], required, typed=typed),
        *_begun(RELS["HOLDS"], evidence, typed=typed),
        _recorded(at, Counter(REQUIRES=len(gone[0]), HOLDS=len(gone[1])), typed=typed),
        *await of_officers(store, {each.start for each in gone[1]}, state["epoch"], sums_since=at),
    ]
    await store.write(statements, state["epoch"])


def _required(at: str, followed: dict[str, str], needed: list[Stated]) -> list[Stated]:
    """The requirements that begin: one for each role and scale, the highest level, essential if any was."""
    there = {(each.start, each.end) for each in needed if each.end not in followed}
    found: dict[tuple[str, str, str], Stated] = {}
    for each in needed:
        new = followed.get(each.end)
        if new is None or (each.start, new) in there:
            continue
        key = (each.start, new, each.props.get("scale", ""))
        known = found[key].props if key in found else each.props
        props = each.props | known | {"since": at}
        for name in {"level", "essential"} & (known.keys() | each.props.keys()):
            props[name] = max(stated[name] for stated in (known, each.props) if name in stated)
        found[key] = Stated(each.start, new, props)
    return list(found.values())


def _evidence(followed: dict[str, str], held: list[Stated]) -> list[Stated]:
    there = {(each.start, each.end, each.props["id"]) for each in held}
    moved = (Stated(each.start, followed[each.end], each.props) for each in held if each.end in followed)
    return [each for each in moved if (each.start, each.end, each.props["id"]) not in there]


def _ended(rel: RelType, name: str, at: str, stated: list[Stated], *, typed: bool) -> Iterator[Statement]:
    text = cypher.update_edges(rel, _ENDS[rel.type], "Competency", [name], typed=typed)
    found = [*rel.key, "origin", *(["since"] if rel.dated else [])]
    rows = (
        {"start": each.start, "end": each.end, name: at} | {f"at_{n}": each.props.get(n, "") for n in found}
        for each in stated
    )
    return (Statement(text, batch) for batch in batches(rows, BATCH))


def _begun(rel: RelType, stated: list[Stated], *, typed: bool) -> Iterator[Statement]:
    names = sorted({name for each in stated for name in each.props})
    text = cypher.create_edges(rel, _ENDS[rel.type], "Competency", names, typed=typed)
    blank = dict.fromkeys(names)
    rows = (blank | each.props | {"start": each.start, "end": each.end} for each in stated)
    return (Statement(text, batch) for batch in batches(rows, BATCH))


def _recorded(at: str, counts: Counter[str], *, typed: bool) -> Statement:
    summary = orjson.dumps(counts, option=orjson.OPT_SORT_KEYS).decode()
    row = {"id": f"change:{ORIGIN}:{at}", "at": at, "summary": summary, "origin": ORIGIN, "reason": "replacedBy"}
    return Statement(cypher.merge_nodes(NODES["Change"], sorted(row.keys() - {"id"}), typed=typed), [row])
