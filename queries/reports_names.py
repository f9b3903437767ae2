"""The names of what reports are broken down by, and which posting, competency or module belongs to which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from queries.population_tables import asked
from queries.reports import AREA, BAND, COMPETENCY, MODULE, ORGANISATION, PROVIDER, ROLE, THEME

if TYPE_CHECKING:
    from queries.stores import Store

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Names:
    """What a store calls organisations, roles, competencies and modules, and how they lie."""

    titles: Mapping[str, Mapping[str, str]]
    """By what is broken down by, then by id."""
    paths: Mapping[str, str]
    """Organisations in the tree."""
    bands: Mapping[str, str]
    kinds: Mapping[str, str | None]
    """Of competencies."""
    broader: Mapping[str, tuple[str, ...]]
    providers: tuple[tuple[str, str], ...]
    """Modules with who offers them."""
    live: frozenset[str]

    def title(self, by: str, key: str) -> str:
        """What a key is called."""
        return self.titles.get(by, {}).get(key, key)

    def posting_keys(self, by: str | None, organisation: str | None) -> tuple[Pairs, Pairs]:
        """The key of each organisation in scope, and of each role."""
        places = [(id_, key if by == ORGANISATION else "") for id_, key in self._branches(organisation)]
        roles = [(r, {ROLE: r, BAND: self.bands.get(r)}.get(by or "", "")) for r in self.titles[ROLE]]
        return places, [(role, key) for role, key in roles if key is not None]

    def _branches(self, top: str | None) -> Iterator[tuple[str, str]]:
        """Each organisation below `top` with the branch just below it; what is directly at `top` is a branch too."""
        start = self.paths[top] if top else ""
        at = {path: id_ for id_, path in self.paths.items() if path.startswith(start)}
        for path, id_ in at.items():
            ends = (i + 1 for i, letter in enumerate(path) if letter == "/" and i + 1 > len(start))
            yield id_, next((at[path[:end]] for end in ends if path[:end] in at), id_)

    def above(self, organisation: str) -> str | None:
        """The organisation that one lies in; None: at the top."""
        path = self.paths.get(organisation, "")
        at = {found: id_ for id_, found in self.paths.items()}
        ends = [i + 1 for i, letter in enumerate(path[:-1]) if letter == "/"]
        return next((at[path[:end]] for end in reversed(ends) if path[:end] in at), None)

    def competency_keys(self, by: str | None) -> Pairs:
        """The key of each competency: itself, or the themes or areas that it lies in, once each."""
        if by in {THEME, AREA}:
            return [(c, above) for c in self.kinds for above in self._above(c) if self.kinds.get(above) == by]
        return [(c, c if by == COMPETENCY else "") for c in self.kinds]

    def _above(self, competency: str) -> Iterable[str]:
        """The competency and all that it lies under, whatever the paths."""
        found = {competency: None}
        front = [competency]
        while front:
            front = [p for c in front for p in self.broader.get(c, ()) if p not in found]
            found |= dict.fromkeys(front)
        return found

    def module_keys(self, by: str | None) -> Pairs:
        """The key of each module: itself, or who offers it."""
        if by == PROVIDER:
            return list(self.providers)
        return [(m, m if by == MODULE else "") for m in self.titles[MODULE]]


async def names(store: Store, as_of: str) -> Names:
    """What a store calls things at a date."""

    async def rows(name: str) -> list[list[Any]]:
        return await asked(store, name, as_of)

    organisations, roles, modules = await rows("organisations"), await rows("roles"), await rows("modules")
    competencies = await rows("competencies")
    called = {row[0]: row[1] for row in competencies}
    places = {row[0]: row[1] for row in organisations}
    broader: dict[str, tuple[str, ...]] = {}
    for id_, parent in await rows("broader"):
        broader[id_] = (*broader.get(id_, ()), parent)
    return Names(
        {
            ORGANISATION: places, PROVIDER: places, ROLE: {row[0]: row[1] for row in roles}, THEME: called,
            AREA: called, COMPETENCY: called, MODULE: {row[0]: row[1] for row in modules},
        },
        {id_: path for id_, _, path in organisations if path},
        {id_: band for id_, _, band in roles if band},
        {id_: kind for id_, _, kind in competencies},
        broader,
        tuple({(id_, provider): None for id_, _, provider, _ in modules if provider}),
        frozenset(id_ for id_, _, _, live in modules if live),
    )  # fmt: skip


def year_before(moment: str) -> str:
    """The same moment a year before; 28 February's for 29 February."""
    day = moment[4:10].replace("-02-29", "-02-28")
    return f"{int(moment[:4]) - 1:04}{day}{moment[10:]}"
