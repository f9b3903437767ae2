"""ESCO as its portal publishes it in CSV: skills, occupations, their groups, schemes, collections, relations."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from loaders import files
from loaders.esco_concepts import COLUMNS, IRI, Concept, Release, concepts, extra, texts, tidied, uris
from loaders.rows import Context, EdgeRow, Format, NodeRow, Place, Rejected, Remark, Row, text

FRAMEWORK = ("Framework", "esco")
NOTICE = "This service uses the ESCO classification of the European Commission."

_SCHEMES = "http://data.europa.eu/esco/concept-scheme/"
PILLARS = {_SCHEMES + "skills", _SCHEMES + "occupations"}
"""The two concept schemes that are the framework itself."""

WHOLE = PILLARS | {_SCHEMES + name for name in ("member-skills", "skills-hierarchy", "member-occupations", "isco")}
"""The concept schemes that hold all that a file of concepts does: what `kind` says already."""

CONCEPTS = {
    "skills": ("conceptUri", "preferredLabel", "skillType", "reuseLevel"),
    "skillGroups": ("conceptUri", "preferredLabel"),
    "occupations": ("conceptUri", "preferredLabel", "iscoGroup", "code"),
    "ISCOGroups": ("conceptUri", "preferredLabel", "code"),
}
"""The files of concepts, each with the columns that it must have."""

_LABEL_OF = {
    "KnowledgeSkillCompetence": "Competency",
    "SkillGroup": "Competency",
    "Occupation": "Role",
    "ISCOGroup": "Role",
}
_KIND = {"skill/competence": "skill"}
_ESSENTIAL = {"essential": True, "optional": False}
_STATUS = {"": None, "released": None, "draft": "draft", "obsolete": "retired", "deprecated": "retired"}
_VERSION = re.compile(r"esco.*?(?<![\d.])(\d+(?:\.\d+)+)", re.IGNORECASE)

Lines = Iterator[tuple[Place, list[str]]]


@dataclass(slots=True)
class Known:
    """What some files say that the rows of others need: a few hundred entries, whatever the release's size."""

    tops: set[str] = field(default_factory=set)
    codes: dict[str, tuple[Place, str]] = field(default_factory=dict)
    collections: set[str] = field(default_factory=set)


def read(path: Path, context: Context) -> Iterator[Row]:
    """The rows of the directory of a release, with labels in every language whose files are there.

    SourceError when one of its files is not there, collections excepted.
    """
    release, known = Release.of(path, (*CONCEPTS, *_RELATIONS, "conceptSchemes", "skillsHierarchy")), Known()
    schemes = list(concepts(release, "conceptSchemes", ("conceptSchemeUri", "preferredLabel", "hasTopConcept")))
    known.tops = {uri for scheme in schemes if scheme.uri in PILLARS for uri in uris(scheme.row["hasTopConcept"])}
    yield from _framework(release, context)
    yield from _codes(release, known)
    for name in CONCEPTS:
        yield from _concepts(release, known, name)
    for at, code in known.codes.values():
        yield Remark(at, "group that only the skills hierarchy has: not loaded", code)
    for scheme in schemes:
        yield from _scheme(scheme, known)
    for name, (columns, edges) in _RELATIONS.items():
        yield from edges(_lines(release.file(name), columns))
        yield from _left_out(release.file(name), set(columns))
    for name in release.more:
        if name.endswith("Collection"):
            yield from _collection(release, name)
        else:
            yield Remark(Place(release.file(name).name), "file not read", name)
    yield from release.gaps((*CONCEPTS, "conceptSchemes"))


def _framework(release: Release, context: Context) -> Iterator[Row]:
    at, version = Place(release.path.resolve().name), context.options.get("version")
    if not version and (named := _VERSION.search(release.path.resolve().name)):
        version = f"v{named[1]}"
        yield Remark(at, "version told by the directory's name", version)
    props = {
        "title": "ESCO",
        "labels": text("en", "ESCO"),
        "altLabels": text("en", "European Skills, Competences, Qualifications and Occupations"),
        "publisher": "European Commission",
        "licence": "Commission Decision 2011/833/EU",
        "attribution": NOTICE,
        "languages": release.languages["skills"],
        "version": version,
    }
    yield NodeRow(*FRAMEWORK, props, at)


def _lines(path: Path, columns: tuple[str, ...]) -> Lines:
    name = path.name
    return ((Place(name, line), cells) for line, cells in files.cells(path, columns))


def _left_out(path: Path, columns: set[str]) -> Iterator[Remark]:
    for name in files.header(path):
        if name not in columns:
            yield Remark(Place(path.name, 1), "column not kept", name)


# --- concepts ------------------------------------------------------------------------------------


def _concepts(release: Release, known: Known, name: str) -> Iterator[Row]:
    """The nodes of a file of concepts, with the schemes that each is in."""
    yield from _left_out(release.file(name), COLUMNS)
    for concept in concepts(release, name, CONCEPTS[name]):
        if IRI.fullmatch(concept.uri):
            yield from tidied(concept)
            yield from _concept(known, name, concept)
        else:
            yield Rejected(concept.at, "not a URI", concept.uri, "give the concept's URI in conceptUri")


def _concept(known: Known, name: str, concept: Concept) -> Iterator[Row]:
    label = "Competency" if name in ("skills", "skillGroups") else "Role"
    node, schemes = (label, concept.uri), [uri for uri in uris(concept.row.get("inScheme", "")) if uri not in WHOLE]
    kept = list(extra(concept, schemes if label == "Role" else []))
    for column, _ in kept:
        yield Remark(concept.at, f"kept only as extra: {column}", concept.uri)
    props = _stated(name, concept.row) | texts(concept)
    _, code = known.codes.pop(concept.uri, (None, ""))
    props["notation"] = concept.row.get("code") or code
    yield from _doubts(name, concept, props, code)
    yield NodeRow(*node, _titled(props, concept.uri) | {"extra": [quad for _, quad in kept]}, concept.at)
    yield EdgeRow("IN_SCHEME", node, FRAMEWORK, concept.at, {"top": concept.uri in known.tops})
    for scheme in schemes if label == "Competency" else ():
        known.collections.add(scheme)
        yield EdgeRow("MEMBER", ("Collection", scheme), node, concept.at)


def _stated(name: str, row: dict[str, str]) -> dict[str, Any]:
    stated: dict[str, Any] = {"kind": "group", "status": _STATUS.get(row.get("status", ""))}
    if name == "skills":
        stated |= {"kind": _KIND.get(row["skillType"], row["skillType"]), "reuse": row["reuseLevel"]}
    if name == "occupations":
        stated |= {"kind": "occupation", "group": row["iscoGroup"]}
    return stated


def _titled(props: dict[str, Any], uri: str) -> dict[str, Any]:
    label = props["labels"][0].partition("|")[2] if props["labels"] else ""
    return {"title": label or props.get("notation") or uri} | props


def _doubts(name: str, concept: Concept, props: dict[str, Any], code: str) -> Iterator[Remark]:
    for column in ("kind", "reuse"):
        if props.get(column) == "":
            yield Remark(concept.at, f"{name} without {column}", concept.uri)
    if not props["labels"]:
        yield Remark(concept.at, "no name: its code is the title", concept.uri)
    if concept.row.get("status", "") not in _STATUS:
        yield Remark(concept.at, "unknown status: taken as live", f"{concept.uri} {concept.row['status']}")
    if code and code != props["notation"]:
        yield Remark(concept.at, "code at odds with the skills hierarchy's: kept", f"{props['notation']}, {code}")


# --- hierarchy, schemes, collections -------------------------------------------------------------


def _codes(release: Release, known: Known) -> Iterator[Remark]:
    """Take note of each group's code in the skills hierarchy: the group is the last one of its row."""
    path, depths = release.file("skillsHierarchy"), range(4)
    for line, row in files.table(path, ("Level 0 URI", "Level 0 code")):
        depth = max((depth for depth in depths if row.get(f"Level {depth} URI")), default=0)
        known.codes[row[f"Level {depth} URI"]] = (Place(path.name, line), row.get(f"Level {depth} code", ""))
    yield from _left_out(path, {f"Level {depth} {what}" for depth in depths for what in ("URI", "code")})


def _scheme(scheme: Concept, known: Known) -> Iterator[Row]:
    """A concept scheme: one of the framework's own ids, or a collection of what said that it is in it."""
    yield from tidied(scheme)
    if scheme.uri in PILLARS:
        yield NodeRow("Identifier", scheme.uri, {"system": "esco"}, scheme.at)
        yield EdgeRow("OF", ("Identifier", scheme.uri), FRAMEWORK, scheme.at)
    elif scheme.uri in known.collections:
        yield NodeRow("Collection", scheme.uri, _titled(texts(scheme), scheme.uri), scheme.at)
        yield EdgeRow("IN_SCHEME", ("Collection", scheme.uri), FRAMEWORK, scheme.at)
        yield Remark(scheme.at, "top concepts of a collection: only members", scheme.row["preferredLabel"])
    else:
        yield Remark(scheme.at, "concept scheme that is no collection of competencies: not loaded", scheme.uri)


def _collection(release: Release, name: str) -> Iterator[Row]:
    """A collection from a file of its own, which names it only by the file's name."""
    at, node, columns = Place(release.file(name).name), ("Collection", f"esco:{name}"), ("conceptType", "conceptUri")
    yield NodeRow(*node, {"title": name}, at)
    yield EdgeRow("IN_SCHEME", node, FRAMEWORK, at)
    yield Remark(at, "no name: its code is the title", name)
    for place, (kind, uri) in _lines(release.file(name), columns):
        if _LABEL_OF.get(kind) == "Competency":
            yield EdgeRow("MEMBER", node, ("Competency", uri), place)
        else:
            yield Remark(place, "not a competency: left out of a collection", uri)
    yield from _left_out(release.file(name), set(columns))


# --- relations -----------------------------------------------------------------------------------


def _broader(lines: Lines) -> Iterator[Row]:
    for at, (kind, uri, broader_kind, broader) in lines:
        label, broader_label = _LABEL_OF.get(kind), _LABEL_OF.get(broader_kind)
        if label is None or label != broader_label:
            yield Rejected(at, "not two skills or two occupations", f"{kind}, {broader_kind}", ", ".join(_LABEL_OF))
        else:
            yield EdgeRow("BROADER", (label, uri), (label, broader), at)


def _requires(lines: Lines) -> Iterator[Row]:
    for at, (occupation, relation, skill) in lines:
        if relation in _ESSENTIAL:
            props = {"essential": _ESSENTIAL[relation], "source": "ESCO"}
            yield EdgeRow("REQUIRES", ("Role", occupation), ("Competency", skill), at, props)
        else:
            yield _unknown(at, relation)


def _supported(lines: Lines) -> Iterator[Row]:
    for at, (skill, relation, other) in lines:
        if relation not in _ESSENTIAL:
            yield _unknown(at, relation)
        elif skill == other:
            yield Rejected(at, f"the skill is {relation} to itself", skill)
        else:
            props = {"essential": _ESSENTIAL[relation]}
            yield EdgeRow("SUPPORTED_BY", ("Competency", skill), ("Competency", other), at, props)


def _unknown(at: Place, relation: str) -> Rejected:
    return Rejected(at, "unknown type of relation", relation, "essential or optional")


_BROADER = ("conceptType", "conceptUri", "broaderType", "broaderUri")
_RELATIONS: dict[str, tuple[tuple[str, ...], Callable[[Lines], Iterator[Row]]]] = {
    "broaderRelationsSkillPillar": (_BROADER, _broader),
    "broaderRelationsOccPillar": (_BROADER, _broader),
    "occupationSkillRelations": (("occupationUri", "relationType", "skillUri"), _requires),
    "skillSkillRelations": (("originalSkillUri", "relationType", "relatedSkillUri"), _supported),
}
"""The files of relations: the columns that are read, and what becomes of them."""


FORMAT = Format(
    name="esco",
    doc="ESCO's CSV files: all of a release in one directory, in one language or several.",
    read=read,
    recognises=lambda path: path.is_dir() and any(path.glob("occupationSkillRelations*.csv*")),
    origin=lambda _path, _context: "esco",
    options={"version": "The release's version, where the directory's name does not tell it."},
)
