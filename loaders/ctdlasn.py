"""CTDL-ASN in JSON-LD, in and out: the vocabulary is read by `loaders.rdf` in any syntax, here under its own name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from loaders import rdf
from loaders.ctdl_write import write
from loaders.files import open_bytes
from loaders.rdf_parse import unpacked
from loaders.rows import Context, Format, Writing

_HEAD = 1 << 16
_MARKS = (b"purl.org/ctdl", b"credreg.net/ctdl", b"ceasn:", b"purl.org/ASN/", b"purl.org/asn/")


def _recognises(path: Path) -> bool:
    if not path.is_file() or unpacked(path).suffix.lower() not in {".json", ".jsonld"}:
        return False
    with open_bytes(path) as stream:
        head = stream.read(_HEAD)
    return b'"@context"' in head and any(mark in head for mark in _MARKS)


def _as_jsonld(context: Context) -> Context:
    return replace(context, options={"format": "jsonld"} | context.options)


FORMAT = Format(
    "ctdlasn",
    "CTDL-ASN in JSON-LD: competency frameworks, occupations and courses of Credential Engine, ASN, CaSS.",
    lambda path, context: rdf.read(path, _as_jsonld(context)),
    recognises=_recognises,
    origin=rdf.origin,
    options=rdf.FORMAT.options,
)

WRITING = Writing(
    "ctdlasn",
    "CTDL-ASN in JSON-LD; what it has no word for stays in the standard terms and ours.",
    ".jsonld",
    write,
    options={
        "prerequisite-direction": "cass: X ceasn:prerequisiteAlignment Y means that X needs Y. Left out: Y needs X.",
        "lang": "The language of titles, as in loading. Left out: en.",
    },
)
