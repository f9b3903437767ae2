"""What roles require, as condition profiles: those that were kept of a source, and new ones for the rest."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from loaders.rdf_ctdl import CEASN, CETERMS
from loaders.rdf_out_lines import iri_of
from loaders.rdf_own import OBJECT, QUALIFIED, SUBJECT
from loaders.rdf_terms import TYPE, Statement
from loaders.rows import EdgeRow
from ontology.iris import iri, term
from ontology.model import RELS

UNSAID = "requirements that are neither essential nor optional: only in our words"
STALE = "competencies in kept condition profiles that are no longer required: left out"

_PLAIN = str(iri(term(RELS["REQUIRES"])))
_CLASS = next(name for name, type_ in QUALIFIED.items() if type_ == "REQUIRES")
_OLD = "http://purl.org/ctdl/terms/"
_STRENGTH = {base + name: name == "requires" for base in (CETERMS, _OLD) for name in ("requires", "recommends")}
_TARGET = frozenset(base + "targetCompetency" for base in (CETERMS, _OLD))
NODE = frozenset(base + "targetNode" for base in (CETERMS, _OLD))
_EMBODIED = frozenset(base + f"{what}Embodied" for base in (CEASN, CETERMS, _OLD) for what in
                      ("skill", "knowledge", "ability"))  # fmt: skip

Need = tuple[str, str]
"""The IRIs of a role and of a competency that it requires."""


class Needs:
    """The requirements of some statements: what of them is left as it is, and what condition profiles say."""

    def __init__(
        self, found: list[Statement], labels: Mapping[str, str], edges: list[EdgeRow], losses: Counter[str]
    ) -> None:
        self._found = found
        self._labels = labels
        self._losses = losses
        self._edges: dict[Need, list[EdgeRow]] = defaultdict(list)
        for edge in edges:
            self._edges[iri_of(edge.start[1]), iri_of(edge.end[1])].append(edge)
        self._strength = {need: _one(edges) for need, edges in self._edges.items()}
        self._bare = {need for need, edges in self._edges.items() if [set(e.props) for e in edges] == [{"essential"}]}
        self._stated = set[Need]()
        losses.update([UNSAID] * sum(strength is None for strength in self._strength.values()))

    def left(self) -> Iterator[Statement]:
        """The statements but those that condition profiles say as well, and those of profiles that are out of date."""
        profiles, ends = self._profiles(), self._ends()
        nodes = {said.s: said.o for said in self._found if said.p in NODE and said.tag is None}
        for said in self._found:
            plain = said.p == _PLAIN and self._strength.get((said.s, said.o)) is not None
            if plain or ends.get(said.s) in self._bare:
                continue
            if said.p in _EMBODIED:
                self._stated.add((said.s, said.o))
            if said.p in _TARGET and said.s in profiles and not self._current(said, profiles[said.s], nodes):
                self._losses[STALE] += 1
                continue
            yield said

    def _profiles(self) -> dict[str, tuple[str, bool]]:
        """The condition profiles of roles: whose, and whether essential."""
        return {
            said.o: (said.s, _STRENGTH[said.p])
            for said in self._found
            if said.p in _STRENGTH and said.tag is None and self._labels.get(said.s) == "Role"
        }

    def _ends(self) -> dict[str, Need]:
        """The requirements that resources of our own class state."""
        classed = {said.s for said in self._found if said.p == TYPE and said.o == _CLASS}
        ends: dict[str, dict[str, str]] = defaultdict(dict)
        for said in self._found:
            if said.s in classed and said.p in {SUBJECT, OBJECT}:
                ends[said.s][said.p] = said.o
        return {s: (both[SUBJECT], both[OBJECT]) for s, both in ends.items() if both.keys() == {SUBJECT, OBJECT}}

    def _current(self, said: Statement, profile: tuple[str, bool], nodes: Mapping[str, str]) -> bool:
        role, essential = profile
        need = (role, nodes.get(said.o, said.o))
        if self._strength.get(need) == essential:
            self._stated.add(need)
            return True
        return self._labels.get(need[1]) != "Competency"

    def profiles(self) -> Iterator[Statement]:
        """New condition profiles, one of each strength for a role, of what nothing kept says."""
        groups: dict[tuple[str, str], list[str]] = defaultdict(list)
        for (role, competency), strength in self._strength.items():
            if strength is not None and (role, competency) not in self._stated:
                groups[role, "requires" if strength else "recommends"].append(competency)
        for number, ((role, word), competencies) in enumerate(sorted(groups.items()), 1):
            profile = f"_:profile{number}"
            yield Statement(role, CETERMS + word, profile)
            yield Statement(profile, TYPE, CETERMS + "ConditionProfile")
            yield from (Statement(profile, CETERMS + "targetCompetency", each) for each in sorted(competencies))


def _one(edges: list[EdgeRow]) -> bool | None:
    """Whether a requirement is essential: if any of its levels is; None where none says."""
    said = [edge.props["essential"] for edge in edges if "essential" in edge.props]
    return any(said) if said else None
