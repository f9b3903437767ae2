"""Nodes as statements: their classes, id and title, and each value plainly unless a kept statement gives it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from loaders.rdf_nodes import Fact, Facts, chosen, read, title_of
from loaders.rdf_out_kept import Kept, known, label_of, telling
from loaders.rdf_out_lines import iri_of, line, resource
from loaders.rdf_out_words import OWN_CLASS, Saying, Words, bad_languages, sayings, several, standard, value
from loaders.rdf_own import IDENTIFIER, TITLE
from loaders.rdf_skos import ORDERED
from loaders.rdf_spool import KNOWN, Thing
from loaders.rdf_terms import TYPE, Statement
from loaders.rows import NodeRow
from ontology.iris import THINGS
from ontology.model import NODES

UNORDERED = "officers whose languages have an order: written without it"
LANGUAGE = "texts whose language is no language tag: written without it"
SECOND = "labels that a reader takes one of: a second one of a language, or an alternative one that repeats it"
_HOLDER = {"title", "extra"}
_TITLE = Saying(TITLE, "string", "")


class Nodes:
    """Turns nodes into statements; `collections` are those whose class waits for their members."""

    def __init__(self, kept: Kept, words: Words, losses: Counter[str]) -> None:
        self._kept = kept
        self._words = words
        self._losses = losses
        self.collections: dict[str, bool] = {}

    def lines(self, row: NodeRow) -> list[str]:
        """What is said of a node, besides its relationships and what is kept of it."""
        if self._words.profile != "own" and _holds_only(row):
            return []
        s = iri_of(row.id)
        about = self._kept.about(s) if telling(row) else []
        kept = known(said.o for said in about if said.p == TYPE and said.tag is None)
        house = self._house(s, row, kept)
        classes = kept or standard(row.label, row.props, house)
        own = self._own(row, s, classes, is_kept=bool(kept))
        self._count(row)
        return [
            *map(line, self._types(row, s, classes, own=own, is_kept=bool(kept))),
            *self._values(row, Thing(s, row.label, house), about, classes, own=own),
        ]

    def _house(self, s: str, row: NodeRow, kept: list[str]) -> str:
        said = self._words.house.get(row.label)
        if said is not None:
            return said
        thing = self._kept.thing(s) if kept else None
        return thing.house if thing else ""

    def _types(self, row: NodeRow, s: str, classes: list[str], *, own: bool, is_kept: bool) -> Iterator[Statement]:
        if own:
            yield Statement(s, TYPE, OWN_CLASS[row.label])
            yield Statement(s, IDENTIFIER, row.id, "")
        if row.label == "Collection" and not is_kept:
            self.collections[s] = False  # until its members tell that it is ordered
        elif not is_kept:
            yield from (Statement(s, TYPE, name) for name in classes)

    def ordered(self, s: str) -> None:
        """The members of a collection are written as a list."""
        self.collections[s] = True

    def waiting(self) -> Iterator[Statement]:
        """The classes of the collections."""
        for s, ordered in self.collections.items():
            yield Statement(s, TYPE, ORDERED if ordered else standard("Collection", {}, "")[0])

    # --- our own class -----------------------------------------------------------------------------

    def _own(self, row: NodeRow, s: str, classes: list[str], *, is_kept: bool) -> bool:
        """Whether our class, with id and title, is said: as the profile has it, or where reading needs it.

        A plain concept of the source that is a role is one by what is above or below it, as the reader sees it.
        """
        if self._words.profile == "own" or (not self._words.profile and s.startswith(THINGS)):
            return True
        label = label_of(tuple(classes))
        by_place = row.label == "Role" and label == "Competency" and (is_kept or self._words.profile == "esco")
        if label != row.label and not by_place:
            return True
        return bool(row.props.get("title") != title_of(row.props, row.id, self._words.lang))

    # --- values ------------------------------------------------------------------------------------

    def _values(
        self, row: NodeRow, owner: Thing, about: list[Statement], classes: list[str], *, own: bool
    ) -> Iterator[str]:
        how = sayings(row.label, owner.house)
        facts = self._facts(owner, about, own=own) if about else Facts()
        by_class = next(
            (kind for name in classes if name in KNOWN.classes and (kind := KNOWN.classes[name].kind)), None
        )
        names = [*how, *(["title"] if own and "title" in NODES[row.label].props else [])]
        for name in names:
            values = several(row.props, name)
            if name not in facts and (not values or (name == "kind" and values == [by_class])):
                continue
            given = self._given(row.label, name, values, facts) if name in facts else ()
            saying = how.get(name, _TITLE)
            start = f"{resource(owner.s)} <{saying.term}> "
            yield from (f"{start}{value(saying, each)} .\n" for each in values if each not in given)

    def _facts(self, owner: Thing, about: list[Statement], *, own: bool) -> Facts:
        facts = Facts()
        for said in about:
            if said.p != TYPE:
                read(said, owner, facts, self._kept.about, own=own)
        if "altLabels" in facts:
            facts.setdefault("labels", {})  # an alternative label that repeats one of them is none
        return facts

    def _given(self, label: str, name: str, values: list[Any], facts: Facts) -> set[Any]:
        """The values that kept statements give; those that would be read as other values are dropped."""
        given = {each for each in values if each in facts[name]}
        for each in values:
            if each not in given:
                facts[name][each] = Fact(each, 0)
        while wrong := [fact for fact in chosen(label, name, facts) if fact.value not in values]:
            for fact in wrong:
                self._kept.drop(fact.said)
                del facts[name][fact.value]
        return given

    # --- losses ------------------------------------------------------------------------------------

    def _count(self, row: NodeRow) -> None:
        languages = row.props.get("languages", [])
        if row.label == "Officer" and languages != sorted(languages):
            self._losses[UNORDERED] += 1
        if bad := sum(1 for _ in bad_languages(row.props, row.label)):
            self._losses[LANGUAGE] += bad
        labels, others = row.props.get("labels", []), row.props.get("altLabels", [])
        again = len(labels) - len({text.partition("|")[0] for text in labels}) + len({*labels} & {*others})
        if again:
            self._losses[SECOND] += again


def _holds_only(row: NodeRow) -> bool:
    """Whether the node is the reader's own, made to hold what a file of no known vocabulary says."""
    return row.label == "Framework" and row.id.startswith("rdf:") and row.props.keys() == _HOLDER
