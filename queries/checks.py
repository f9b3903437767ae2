"""What is wrong or wanting in a store: each rule is a question of `queries/check/`, its rows become findings.

Beneath its first line a rule's file says `// severity:`, `// message:` and `// remedy:`. The question
returns `id`, `type` and `title` of a thing, and what the message names. What the engines do not say
alike (a way round, a group, a chain of modules) is judged here, from the rows.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from ontology.model import NODES, RELS
from queries import Question, question, questions
from queries import rules as meaning
from queries.answers import modules_on, moment, scales
from queries.links import circles, groups, links, reached

if TYPE_CHECKING:
    from ontology.levels import Scales
    from queries.stores import Store

SEVERITIES = ("error", "warning", "note")
"""From the gravest: an error makes an answer wrong, a warning is probably a mistake, a note tells what is not known."""

LISTED = 100
"""Findings of one rule in JSON."""

FEWEST = 5
"""Smaller counts of people are hidden."""

SHOWN = 10
"""Things that a message lists."""

Row = dict[str, Any]

_HEADER = re.compile(r"^// (severity|message|remedy): (.+)$", re.MULTILINE)
_PERSONAL = re.compile(
    rf":({'|'.join(name for kinds in (NODES, RELS) for name, kind in kinds.items() if kind.personal)})\b"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """What a good store keeps to: its question finds what does not."""

    name: str
    severity: str
    message: str
    remedy: str
    question: Question

    @property
    def personal(self) -> bool:
        """Whether the question reads personal data: then people are counted, never named, small counts hidden."""
        return bool(_PERSONAL.search(self.question.text))


@dataclass(frozen=True, slots=True)
class Thing:
    """The thing that a finding is about; the store itself has the type Store."""

    type: str
    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a rule finds, with what to do about it."""

    rule: str
    severity: str
    thing: Thing
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Result:
    """All that one rule finds, in the order of type, id and message."""

    rule: str
    doc: str
    severity: str
    findings: tuple[Finding, ...]

    def as_json(self) -> dict[str, Any]:
        """The result as the command line writes it: every finding counted, the first ones listed."""
        return {
            "rule": self.rule,
            "doc": self.doc,
            "severity": self.severity,
            "count": len(self.findings),
            "findings": [asdict(finding) for finding in self.findings[:LISTED]],
        }


@cache
def rules() -> dict[str, Rule]:
    """All rules by name, the gravest first."""
    found = [
        Rule(name.partition("/")[2], question=asked, **header)
        for name, asked in questions().items()
        if name.startswith("check/") and (header := dict(_HEADER.findall(asked.text)))
    ]
    return {rule.name: rule for rule in sorted(found, key=lambda rule: (SEVERITIES.index(rule.severity), rule.name))}


async def check(store: Store, names: Iterable[str] = ()) -> list[Result]:
    """What the named rules, or all of them, find at the store's date; KeyError for a name that is no rule."""
    at = await moment(store, None)
    chosen = [rules()[name] for name in dict.fromkeys(names)] or list(rules().values())
    return [await _result(store, rule, at) for rule in chosen]


def clean(results: Iterable[Result]) -> bool:
    """Whether there are no errors; there may be warnings and notes."""
    return not any(result.findings for result in results if result.severity == "error")


async def _result(store: Store, rule: Rule, at: str) -> Result:
    rows = await _rows(store, rule.question, at)
    if rule.name == "requirement-out-of-reach":
        rows = await _out_of_reach(store, rows, at)
    elif rule.name in _JUDGES:
        rows = list(_JUDGES[rule.name](rows))
    found = sorted({_finding(rule, row) for row in rows}, key=lambda f: (f.thing.type, f.thing.id, f.message))
    return Result(rule.name, rule.question.doc, rule.severity, tuple(found))


async def _rows(store: Store, asked: Question, at: str) -> list[Row]:
    """The rows, streamed: to look at everything may take longer than an answer is allowed to."""
    given = {"asOf": at}
    stream = store.stream(asked.for_dialect(store.dialect), **{name: given[name] for name in asked.parameters})
    return [_typed(dict(zip(asked.columns, row, strict=True))) async for row in stream]


def _typed(row: Row) -> Row:
    # a node has a list of labels in Neo4j, one label in the embedded engine
    if row["type"] and isinstance(row["type"][0], list):
        return row | {"type": [label for labels in row["type"] for label in labels]}
    return row


def _finding(rule: Rule, row: Row) -> Finding:
    type_ = row["type"] if isinstance(row["type"], str) else row["type"][0]
    thing = Thing(type_, row["id"], row["title"] or row["id"])
    return Finding(rule.name, rule.severity, thing, rule.message.format(**_worded(rule, row)), rule.remedy)


def _worded(rule: Rule, row: Row) -> Row:
    """The row as its message says it."""
    words = dict(row)
    if "otherTitle" in row:
        words["other"] = _named({"id": row["other"], "title": row["otherTitle"]})
    if "total" in row:
        words["share"] = _share(row["n"], row["total"], personal=rule.personal)
    if "n" in row:
        words["n"] = _count(row["n"], personal=rule.personal)
    return words


def _named(*things: Row) -> str:
    more = f" and {len(things) - SHOWN} more" if len(things) > SHOWN else ""
    return ", ".join(f"{thing['title']} ({thing['id']})" for thing in things[:SHOWN]) + more


def _count(n: int, *, personal: bool) -> str:
    return f"fewer than {FEWEST}" if personal and 0 < n < FEWEST else f"{n:,}"


def _share(n: int, total: int, *, personal: bool) -> str:
    whole = _count(total, personal=personal)
    if personal and 0 < total - n < FEWEST <= n:
        return f"nearly all of {whole}"
    exact = not personal or n >= FEWEST
    return f"{_count(n, personal=personal)} of {whole}" + (f" ({n / total:.0%})" if exact else "")


# --- what is judged from the rows ------------------------------------------------------------------------


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
            yield first | {"others": _named(*others), "framework": first["otherTitle"]}


def _pairs(rows: Iterable[Row], link: str) -> list[tuple[str, str]]:
    return [_by_ends(row) for row in rows if row["link"] == link]


def _by_ends(row: Row) -> tuple[str, str]:
    return row["id"], row["other"]


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
        yield row | first | {"others": _named(*others)}


def _several_types(rows: list[Row]) -> Iterator[Row]:
    for row in rows:
        types = sorted(row["type"])
        yield row | {"type": types[0], "types": ", ".join(types)}


_JUDGES: dict[str, Callable[[list[Row]], Iterator[Row]]] = {
    "broader-cycle": _cycles,
    "part-of-cycle": _cycles,
    "prerequisite-cycle": _cycles,
    "specialises-cycle": _cycles,
    "related-broader": _related_broader,
    "match-contradicted": _match_contradicted,
    "match-group": _match_group,
    "label-several": _label_several,
    "label-clash": _several_things,
    "notation-ambiguous": _several_things,
    "id-shared": _several_types,
}


_SHORT = {meaning.PARTLY, meaning.UNCOVERED}


async def _out_of_reach(store: Store, rows: list[Row], at: str) -> list[Row]:
    """The levelled requirements that neither courses nor anybody's holdings reach.

    What states no level, or one that does not compare, is not counted against anything; in a store
    with neither courses nor holdings nothing is said.
    """
    known = await scales(store, at)
    courses = await modules_on(store, sorted({row["id"] for row in rows}), at)
    short = [row for row in rows if _offer(row, courses, known).status in _SHORT]
    held: dict[str, list[meaning.Holding]] = defaultdict(list)
    for row in await store.ask(question("check/held"), ids=sorted({row["id"] for row in short}), asOf=at):
        held[row["id"]].append(meaning.Holding("", row["id"], row["level"], row["scale"]))
    if not held and not any(courses.values()):
        return []
    anybody = meaning.Counting(at)
    found = []
    for row in short:
        offer = _offer(row, courses, known, held[row["id"]])
        judged = meaning.judge(offer.needed, held[row["id"]], anybody, known)
        if offer.status in _SHORT and judged.status == meaning.GAP:
            required = f"{row['roles']} role" + ("s" if row["roles"] > 1 else "")
            found.append(
                row | {"words": known.words(row["level"], row["scale"]), "required": required, "why": offer.reason}
            )
    return found


def _offer(
    row: Row, courses: Mapping[str, Sequence[meaning.Course]], known: Scales, held: Sequence[meaning.Holding] = ()
) -> meaning.Offer:
    levels = ((row["scale"], row["level"]),)
    need = meaning.Needed(row["id"], row["title"], True, levels, None, (), ())
    return meaning.offer(need, courses[row["id"]], known, held)
