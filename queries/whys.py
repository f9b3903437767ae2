"""Why an answer is as it is, in words: rule, rows, source, publisher, level descriptor, date and framework version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ontology import cypher
from ontology.instants import as_on
from ontology.levels import Scales
from ontology.model import NODES
from queries import question
from queries import why_texts as texts
from queries.answers import OfficerGaps, RoleCoverage
from queries.rules import GAP, Course, Holding, Judgement, LeftOut, Needed, Offer, Readiness, Requirement
from queries.why_texts import said

if TYPE_CHECKING:
    from queries.stores import Store


@dataclass(frozen=True, slots=True)
class Why:
    """Why one competency stands so, or, without a competency, why the whole does; `reviewed` is of the language."""

    competency: str | None
    status: str | None
    text: str
    language: str

    @property
    def reviewed(self) -> bool:
        """Whether somebody has read the texts of the language."""
        return texts.REVIEWED[self.language]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the words need beside an answer: names in the language, descriptors and frameworks."""

    language: str
    as_of: str
    known: Scales
    names: Mapping[str, str]
    descriptors: Mapping[tuple[str, str, float], str]
    frameworks: Mapping[str, str]


async def whys_of_officer(store: Store, answer: OfficerGaps, known: Scales, language: str) -> list[Why]:
    """Readiness, and each competency that is required of an officer."""
    needs = [j.needed for j in answer.judgements]
    facts = await _facts(store, needs, (), answer.as_of, known, language)
    whole = _readiness(answer.readiness, facts)
    return [
        whole,
        *(Why(j.needed.competency, j.status, judgement_words(j, facts), language) for j in answer.judgements),
    ]


async def whys_of_role(store: Store, answer: RoleCoverage, known: Scales, language: str) -> list[Why]:
    """What courses do for each competency that a role requires."""
    courses = [course for offer in answer.offers for course in offer.courses]
    facts = await _facts(store, [o.needed for o in answer.offers], courses, answer.as_of, known, language)
    return [Why(o.needed.competency, o.status, offer_words(o, facts), language) for o in answer.offers]


def judgement_words(judged: Judgement, facts: Facts) -> str:
    """How a needed competency stands, and why."""
    need = judged.needed
    held = _held(judged, facts)
    first = said(
        texts.STANDING[judged.status], facts.language, competency=_name(need.competency, need.title, facts),
        required=_required(need, facts), held=held,
    )  # fmt: skip
    return _joined([first, *_stated(need, facts), *_records(judged, facts), *_ends(need, facts)])


def offer_words(offer: Offer, facts: Facts) -> str:
    """What courses do for a needed competency, and why."""
    need = offer.needed
    first = said(
        texts.PROVISION[offer.status], facts.language, competency=_name(need.competency, need.title, facts),
        required=_required(need, facts), courses=", ".join(_name(c.module, c.title, facts) for c in offer.courses),
    )  # fmt: skip
    return _joined([first, *_stated(need, facts), *_ends(need, facts)])


def _readiness(found: Readiness, facts: Facts) -> Why:
    text = texts.READINESS if found.required else texts.NOTHING_REQUIRED
    counts = {name: getattr(found, name) for name in ("met", "required", "not_stated", "not_comparable")}
    words = [said(text, facts.language, **counts), said(texts.AS_ON, facts.language, date=as_on(facts.as_of))]
    return Why(None, None, _joined(words), facts.language)


# --- sentences -------------------------------------------------------------------------------------------


def _joined(sentences: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(sentences))


def _name(id_: str, title: str, facts: Facts) -> str:
    return facts.names.get(id_, title)


def _required(need: Needed, facts: Facts) -> str:
    if not need.levels:
        return texts.NO_LEVEL[facts.language]
    return ", ".join(_level(level, scale, facts) for scale, level in need.levels)


def _held(judged: Judgement, facts: Facts) -> str:
    if judged.held is not None:
        return said(texts.HELD, facts.language, held=_level(judged.held, _scale_held(judged), facts))
    if judged.counted and judged.status != GAP:
        return said(texts.HELD, facts.language, held=texts.ANY_LEVEL[facts.language])
    return texts.NOTHING[facts.language]


def _scale_held(judged: Judgement) -> str | None:
    """The scale that `held` is on: the one needed that it falls short of, else the first."""
    short = (scale for scale, level in judged.needed.levels if judged.status == GAP and (judged.held or 0) < level)
    return next(short, judged.needed.scale)


def _level(level: float, scale: str | None, facts: Facts) -> str:
    known = facts.known.by_id.get(scale or "")
    if known is None:
        return said(texts.BARE, facts.language, level=level)
    if known.kind == "interval":
        return said(texts.VALUE, facts.language, level=level, low=known.min or 0.0, high=known.max or 0.0)
    name = f" ({known.ranks[level]})" if known.ranks.get(level) else ""
    return said(texts.LEVEL, facts.language, level=level, of=len(known.ranks), name=name)


def _stated(need: Needed, facts: Facts) -> Iterable[str]:
    """Where the requirement comes from: each statement once."""
    return dict.fromkeys(_statement(requirement, facts) for requirement in need.requirements)


def _statement(requirement: Requirement, facts: Facts) -> str:
    since = said(texts.SINCE, facts.language, date=as_on(requirement.since)) if requirement.since else ""
    source = requirement.source or texts.NO_SOURCE[facts.language]
    role = _name(requirement.role, requirement.role, facts)
    return said(texts.STATED, facts.language, role=role, source=source, since=since)


def _records(judged: Judgement, facts: Facts) -> Iterable[str]:
    if judged.counted:
        yield said(texts.COUNTED, facts.language, records="; ".join(_record(h, facts) for h in judged.counted))
    if judged.left_out:
        yield said(texts.LEFT_OUT, facts.language, records="; ".join(_left_out(one, facts) for one in judged.left_out))


def _record(holding: Holding, facts: Facts) -> str:
    level = f", {_level(holding.level, holding.scale, facts)}" if holding.level is not None else ""
    awarded = said(texts.AWARDED, facts.language, date=as_on(holding.awarded)) if holding.awarded else ""
    source = holding.source or texts.SOME_RECORD[facts.language]
    return said(texts.RECORD, facts.language, source=source, level=level, awarded=awarded)


def _left_out(left: LeftOut, facts: Facts) -> str:
    word = "voided" if left.reason.startswith("voided") else left.reason
    return f"{_record(left.holding, facts)} ({texts.WHY_NOT[word][facts.language]})"


def _ends(need: Needed, facts: Facts) -> Iterable[str]:
    """What the level means, the date and the framework."""
    for scale, level in need.levels:
        if text := facts.descriptors.get((need.competency, scale or "", level)):
            yield said(texts.DESCRIPTOR, facts.language, level=_level(level, scale, facts), words=text)
    yield said(texts.AS_ON, facts.language, date=as_on(facts.as_of))
    if framework := facts.frameworks.get(need.competency):
        yield framework


# --- facts -----------------------------------------------------------------------------------------------


async def _facts(
    store: Store, needs: Sequence[Needed], courses: Sequence[Course], as_of: str, known: Scales, language: str
) -> Facts:
    competencies = sorted({n.competency for n in needs})
    wanted = {
        "Competency": competencies,
        "Role": sorted({r.role for n in needs for r in n.requirements}),
        "Module": sorted({c.module for c in courses}),
    }
    names: dict[str, str] = {}
    for label, ids in wanted.items():
        names |= await _names(store, label, ids, language)
    rows = await store.ask(question("why/descriptor"), ids=competencies)
    descriptors = {(row["id"], row["scale"], row["rank"]): _in(row["text"], language) for row in rows}
    frameworks: dict[str, list[str]] = {}
    for row in await store.ask(question("why/framework"), ids=competencies, asOf=as_of):
        frameworks.setdefault(row["id"], []).append(_framework(row, language))
    published = {c: " ".join(sorted(several)) for c, several in frameworks.items()}
    return Facts(language, as_of, known, names, descriptors, published)


async def _names(store: Store, label: str, ids: Sequence[str], language: str) -> dict[str, str]:
    """The labels of things in a language, else their titles."""
    if not ids:
        return {}
    rows = [
        dict(zip(NODES[label].props, row, strict=True))
        for row in await store.rows(cypher.read_nodes(NODES[label]), ids=list(ids))
    ]
    return {row["id"]: _in(row["labels"], language) or row["title"] for row in rows}


def _in(tagged: Sequence[str] | None, language: str) -> str:
    """The text in a language, else in English, else the first there is; empty for none."""
    found = {lang: text for lang, _, text in (one.partition("|") for one in reversed(tagged or ()))}
    return found.get(language) or found.get("en") or next(iter(reversed(found.values())), "")


def _framework(row: Mapping[str, Any], language: str) -> str:
    version = said(texts.VERSION, language, version=row["version"]) if row["version"] else ""
    publisher = said(texts.PUBLISHER, language, publisher=row["publisher"]) if row["publisher"] else ""
    return said(texts.FRAMEWORK, language, title=row["title"], version=version, publisher=publisher)
