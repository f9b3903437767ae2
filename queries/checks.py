"""What is wrong or wanting in a store: each rule is a question of `queries/check/`, its rows become findings.

Beneath its first line a rule's file says `// severity:`, `// message:` and `// remedy:`. The question
returns `id`, `type` and `title` of a thing, and what the message names; some are judged further in
`queries/judges.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from ontology.model import NODES, RELS
from queries import Question, questions
from queries.answers import moment
from queries.judges import JUDGES, Row, named, out_of_reach

if TYPE_CHECKING:
    from queries.stores import Store

SEVERITIES = ("error", "warning", "note")
"""From the gravest: an error makes an answer wrong, a warning is probably a mistake, a note tells what is not known."""

LISTED = 100
"""Findings of one rule in JSON."""

FEWEST = 5
"""Smaller counts of people are hidden."""


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
        rows = await out_of_reach(store, rows, at)
    elif rule.name in JUDGES:
        rows = list(JUDGES[rule.name](rows))
    found = sorted({_finding(rule, row) for row in rows}, key=lambda f: (f.thing.type, f.thing.id, f.message))
    return Result(rule.name, rule.question.doc, rule.severity, tuple(found))


async def _rows(store: Store, asked: Question, at: str) -> list[Row]:
    """The rows, streamed: to look at everything may take longer than an answer is allowed to."""
    stream = store.stream(asked.for_dialect(store.dialect), **dict.fromkeys(asked.parameters, at))
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
        words["other"] = named({"id": row["other"], "title": row["otherTitle"]})
    if "total" in row:
        words["share"] = _share(row["n"], row["total"], personal=rule.personal)
    if "n" in row:
        words["n"] = _count(row["n"], personal=rule.personal)
    return words


def small(count: int) -> bool:
    """Whether a count of people is hidden."""
    return 0 < count < FEWEST


def _count(n: int, *, personal: bool) -> str:
    return f"fewer than {FEWEST}" if personal and small(n) else f"{n:,}"


def _share(n: int, total: int, *, personal: bool) -> str:
    whole = _count(total, personal=personal)
    if personal and small(total - n) and n >= FEWEST:
        return f"nearly all of {whole}"
    exact = not personal or n >= FEWEST
    return f"{_count(n, personal=personal)} of {whole}" + (f" ({n / total:.1%})" if exact else "")
