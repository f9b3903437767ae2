"""A draft as a reviewer sees it: each change in words, whom it touches, and what stands in its way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from loaders import drafting, proposals
from loaders.batches import batches
from loaders.drafts import Draft
from loaders.effects import Effect, Thing, touching
from loaders.proposals import Proposed, Props
from loaders.rows import Rejected
from ontology import cypher
from ontology.model import NODES
from queries import question
from queries.rights import Subject

if TYPE_CHECKING:
    from queries.stores import Store

_LEVELS = frozenset({"scale", "level", "fromLevel", "toLevel"})
_LABELS = frozenset({"title", "labels"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One change: its kind as `diff` has it, the properties that differ, and whom it touches."""

    kind: str
    change: Proposed
    title: str
    other_title: str | None
    before: Sequence[tuple[str, Any]]
    after: Sequence[tuple[str, Any]]
    effect: Effect


@dataclass(frozen=True, slots=True)
class Review:
    """A draft with its differences; what a load would reject of it; what does not apply any more."""

    draft: Draft
    awaits_me: bool
    differences: Sequence[Difference]
    findings: Sequence[Rejected]
    meanwhile: Sequence[tuple[Proposed, Props | None]]


async def review(store: Store, draft: Draft, by: Subject) -> Review:
    """All that a reviewer needs to decide; of a published draft, what it changed."""
    found = await differences(store, draft.changes)
    if draft.state == "published":
        return Review(draft, False, found, (), ())
    other = await proposals.meanwhile(store, draft.changes, await drafting.source(store, draft))
    return Review(draft, draft.awaits(by), found, await drafting.findings(store, draft), other)


async def differences(store: Store, changes: Sequence[Proposed]) -> list[Difference]:
    """The changes in words, with titles and effects."""
    titles = await _titles(store, changes)
    effects = await _effects(store, sorted({change.start for change in changes}))
    return [
        Difference(
            kind(c), c, titles.get(c.start, c.start[1]), titles.get(c.end, c.end[1]) if c.end else None,
            _said(c.before, c.after), _said(c.after, c.before), effects[c.start],
        )
        for c in changes
    ]  # fmt: skip


def kind(change: Proposed) -> str:
    """added, removed, relabelled, relevelled, essential, optional or changed."""
    if change.before is None or change.after is None:
        return "removed" if change.after is None else "added"
    differ = {name for name, _ in (*_said(change.before, change.after), *_said(change.after, change.before))}
    if differ == {"essential"}:
        return "essential" if change.after.get("essential") else "optional"
    if change.end and differ & _LEVELS:
        return "relevelled"
    return "relabelled" if not change.end and differ and differ <= _LABELS else "changed"


def _said(props: Props | None, other: Props | None) -> list[tuple[str, Any]]:
    """What one side says and the other does not."""
    return [(name, value) for name, value in sorted((props or {}).items()) if (other or {}).get(name) != value]


async def _titles(store: Store, changes: Iterable[Proposed]) -> dict[Thing, str]:
    own = {c.start: (c.after or c.before or {}).get("title") for c in changes if not c.end}
    wanted = {thing for c in changes for thing in (c.start, c.end) if thing and not own.get(thing)}
    found = {thing: str(title) for thing, title in own.items() if title}
    for label, ids in _by_label(wanted).items():
        names = list(NODES[label].props)
        if "title" in names:
            for batch in batches(ids):
                rows = await store.rows(cypher.read_nodes(NODES[label]), ids=batch)
                found |= {(label, row[0]): row[names.index("title")] for row in rows}
    return found


async def _effects(store: Store, things: list[Thing]) -> Mapping[Thing, Effect]:
    at = (await drafting.proposing(store, "")).at
    officers = await touching(store, things, at)
    competencies = _by_label(things).get("Competency", [])
    counts = {
        row["id"]: row for ids in batches(competencies) for row in await store.ask(question("writing/touched"), ids=ids)
    }
    return {
        thing: Effect(
            counts[thing[1]]["roles"] if thing[1] in counts else int(thing[0] == "Role"),
            counts[thing[1]]["modules"] if thing[1] in counts else int(thing[0] == "Module"),
            officers.get(thing, 0),
        )
        for thing in things
    }


def _by_label(things: Iterable[Thing]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for label, id_ in sorted(things):
        found[label].append(id_)
    return found
