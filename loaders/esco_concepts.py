"""ESCO's concepts as its CSV files state them: one row in each language, with texts in need of tidying."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from loaders import files
from loaders.rows import Place, Remark, SourceError, text

NEUTRAL = ("skillType", "reuseLevel", "iscoGroup", "status", "code", "inScheme")
"""Columns that say the same in every language; the main language's file is taken at its word."""

_LISTS = ("altLabels", "hiddenLabels")
_TEXTS = ("preferredLabel", *_LISTS, "scopeNote", "definition", "description")
COLUMNS = {"conceptType", "conceptUri", *NEUTRAL, *_TEXTS, "modifiedDate", "regulatedProfessionNote"}
"""All columns of concepts that are read."""

IRI = re.compile(r"[a-z]+:[^\s<>\"{}|\\^`]+")
_FILE = re.compile(r"(\w+?)(?:_([a-z]{2,3}(?:-\w+)?))?\.csv(?:\.xz|\.gz)?")
_MARKUP = re.compile(r"</?[a-z][^>]*>|&#?\w+;", re.IGNORECASE)

_SKOS = "http://www.w3.org/2004/02/skos/core#"
_MODIFIED = "http://purl.org/dc/terms/modified"
_DATE_TIME = "http://www.w3.org/2001/XMLSchema#dateTime"
_REGULATED = "http://data.europa.eu/esco/model#regulatedProfessionNote"
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})


@dataclass(frozen=True, slots=True)
class Release:
    """A directory of ESCO's files: the languages of each, English first, else in alphabetical order."""

    path: Path
    languages: dict[str, list[str]]
    more: list[str]
    """The files that need not be there."""

    @classmethod
    def of(cls, path: Path, needed: tuple[str, ...]) -> Release:
        """The release in a directory; SourceError when it is none, or one of the files `needed` is not there."""
        if not path.is_dir():
            raise SourceError(str(path), "not a directory", "give the directory of ESCO's CSV files")
        found: dict[str, set[str]] = {}
        for entry in path.iterdir():
            if named := _FILE.fullmatch(entry.name):
                found.setdefault(named[1], set()).add(named[2] or "")
        for name in needed:
            if name not in found:
                hint = f"expected {name}_en.csv, or another language, or .xz or .gz of it"
                raise SourceError(str(path), f"{name} is not there", hint)
        languages = {name: sorted(tags, key=lambda tag: (tag != "en", tag)) for name, tags in found.items()}
        return cls(path, languages, sorted(found.keys() - set(needed)))

    def file(self, name: str, lang: str | None = None) -> Path:
        """The path of a file in a language, else in its main one."""
        tag = self.languages[name][0] if lang is None else lang
        return files.find(self.path, f"{name}_{tag}.csv" if tag else f"{name}.csv")

    def gaps(self, multilingual: tuple[str, ...]) -> Iterator[Remark]:
        """Yield the files that are not there in each language of the skills, or of which one language is read."""
        for name, tags in self.languages.items():
            at = Place(self.file(name).name)
            if name not in multilingual and len(tags) > 1:
                yield Remark(at, "file read in its main language only", tags[0])
            for tag in self.languages["skills"] if name in multilingual else ():
                if tag not in tags:
                    yield Remark(at, "file not there in a language", tag)


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept's row in each language that has one, the main language first."""

    uri: str
    at: Place
    rows: dict[str, dict[str, str]]

    @property
    def row(self) -> dict[str, str]:
        """Its row in the main language."""
        return next(iter(self.rows.values()))


def concepts(release: Release, name: str, columns: tuple[str, ...]) -> Iterator[Concept]:
    """Each concept of a file once, in all languages; the URI is the first of `columns`, which must be there.

    Only those not yet met in every language wait in memory. A concept that stands twice in a
    language comes out twice, for the core to reject.
    """
    languages = release.languages[name]
    waiting: dict[str, Concept] = {}
    for lang, at, row in _in_step([(lang, release.file(name, lang)) for lang in languages], columns):
        uri = row[columns[0]].strip()
        concept = waiting.setdefault(uri, Concept(uri, at, {}))
        if lang in concept.rows:
            yield Concept(uri, at, {lang: row})
            continue
        concept.rows[lang] = row
        if len(concept.rows) == len(languages):
            yield _main_first(waiting.pop(uri), languages)
    for concept in waiting.values():
        yield _main_first(concept, languages)


def _main_first(concept: Concept, languages: list[str]) -> Concept:
    rows = {lang: concept.rows[lang] for lang in languages if lang in concept.rows}
    return Concept(concept.uri, concept.at, rows)


def _in_step(paths: list[tuple[str, Path]], columns: tuple[str, ...]) -> Iterator[tuple[str, Place, dict[str, str]]]:
    """Yield the first row of each file, then the second of each, and so on."""
    names = [(lang, path.name) for lang, path in paths]
    for together in zip_longest(*(files.table(path, columns) for _, path in paths)):
        for (lang, name), numbered in zip(names, together, strict=True):
            if numbered:
                yield lang, Place(name, numbered[0]), numbered[1]


def tidied(concept: Concept) -> Iterator[Remark]:
    """Trim the concept's texts in place; yields what was trimmed, repeated, strange, or differs by language."""
    for row in concept.rows.values():
        for column in _TEXTS:
            if value := row.get(column):
                row[column] = trimmed = _trimmed(value, column)
                if trimmed != value:
                    yield Remark(concept.at, "outer white space trimmed", f"{concept.uri} {column}")
                yield from _strange(concept, column, trimmed)
        labels = [row["preferredLabel"], *_listed(row.get("altLabels"))]
        if len(set(labels)) < len(labels):
            yield Remark(concept.at, "repeated label left out", f"{concept.uri} {row['preferredLabel']}")
    for column in NEUTRAL if len(concept.rows) > 1 else ():
        if len({frozenset(uris(row.get(column, ""))) for row in concept.rows.values()}) > 1:
            yield Remark(concept.at, "languages at odds: the main one kept", f"{concept.uri} {column}")


def _trimmed(value: str, column: str) -> str:
    if column not in _LISTS:
        return value.strip()
    return "\n".join(line.strip() for line in value.split("\n") if line.strip())


def _strange(concept: Concept, column: str, value: str) -> Iterator[Remark]:
    if not value.replace("\n", "").isprintable():
        yield Remark(concept.at, "characters that do not print: kept", f"{concept.uri} {column}")
    if ("<" in value or "&" in value) and _MARKUP.search(value):
        yield Remark(concept.at, "markup in a text: kept", f"{concept.uri} {column}")


def _listed(cell: str | None) -> list[str]:
    """The labels of a cell: one a line, or separated by ` | `."""
    return cell.replace(" | ", "\n").split("\n") if cell else []


def uris(cell: str) -> list[str]:
    """The URIs of a cell, separated by commas, line ends or both."""
    return cell.replace(",", " ").split()


def texts(concept: Concept) -> dict[str, list[str]]:
    """The language-tagged texts of a tidied concept; its description comes before its definition."""
    labels, others, meanings = [], [], []
    for lang, row in concept.rows.items():
        preferred = row["preferredLabel"]
        labels += text(lang, preferred)
        others += text(lang, *(label for label in _listed(row.get("altLabels")) if label != preferred))
        meanings += text(lang, row.get("description", ""), row.get("definition", ""))
    return {"labels": labels, "altLabels": others, "definitions": meanings}


def extra(concept: Concept, schemes: list[str]) -> Iterator[tuple[str, str]]:
    """The cells of a tidied concept that have no property, and `schemes`: column and N-Quads line of each."""
    for lang, row in concept.rows.items():
        for label in _listed(row.get("hiddenLabels")):
            yield "hiddenLabels", _quad(concept, _SKOS + "hiddenLabel", _literal(label) + f"@{lang}")
        if note := row.get("scopeNote"):
            yield "scopeNote", _quad(concept, _SKOS + "scopeNote", _literal(note) + f"@{lang}")
    if moment := concept.row.get("modifiedDate"):
        yield "modifiedDate", _quad(concept, _MODIFIED, _literal(moment) + f"^^<{_DATE_TIME}>")
    if note := concept.row.get("regulatedProfessionNote"):
        value = f"<{note}>" if IRI.fullmatch(note) else _literal(note)
        yield "regulatedProfessionNote", _quad(concept, _REGULATED, value)
    for scheme in schemes:
        yield "inScheme", _quad(concept, _SKOS + "inScheme", f"<{scheme}>")


def _quad(concept: Concept, predicate: str, value: str) -> str:
    return f"<{concept.uri}> <{predicate}> {value} ."


def _literal(value: str) -> str:
    return f'"{value.translate(_ESCAPES)}"'
