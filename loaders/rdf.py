"""RDF in six syntaxes: SKOS and SKOS-XL, ESCO's model, CTDL-ASN, and our own vocabulary; the rest is kept as it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from loaders import rdf_ctdl, rdf_esco, rdf_lists, rdf_own, schemaorg, w3c_org
from loaders.rdf_extra import Extra
from loaders.rdf_links import Relationships
from loaders.rdf_nodes import Nodes
from loaders.rdf_parse import SUFFIXES, quads, unpacked
from loaders.rdf_spool import Statements, Thing
from loaders.rows import Context, Format, NodeRow, Place, Remark, Row, SourceError


def read(path: Path, context: Context) -> Iterator[Row]:
    """The rows of an RDF file; every statement is in one of them, in `extra`, or in a row that says why not."""
    at, spool = Place(path.name), Statements()
    try:
        yield from spool.fill(quads(path, context), at)
        yield from spool.name_things(at)
        yield from _mapped(spool, path, context, at)
    finally:
        spool.close()


def _mapped(spool: Statements, path: Path, context: Context, at: Place) -> Iterator[Row]:
    yield from w3c_org.leave_out_people(spool.db, at)
    extra = Extra(spool, at)
    linking = _linking(spool, context)
    relationships = Relationships(spool, extra, at, linking=linking)
    yield from relationships.qualified()
    yield from rdf_lists.ordered(spool, at)
    if _yes(context, "inherit"):
        rdf_esco.inherit(spool.db)
    rdf_ctdl.together(spool.db, linking=linking)
    schemaorg.together(spool.db, linking=linking)
    if rdf_ctdl.cass_way(context.options):
        yield from rdf_ctdl.as_cass(spool.db, at, linking=linking)
    yield from relationships.plain()
    yield from extra.loose()
    yield from _nodes(spool, extra, path, context, at)


def _nodes(spool: Statements, extra: Extra, path: Path, context: Context, at: Place) -> Iterator[Row]:
    """All nodes, the frameworks last: the first of them has what is said of no thing."""
    nodes = Nodes(spool, extra, at, context.options.get("lang", "en").lower())
    things = "SELECT s, label, house FROM thing ORDER BY label = 'Framework', s"
    home = None
    for thing in map(Thing._make, spool.db.cursor().execute(things)):
        first = thing.label == "Framework" and home is None
        home = thing if first else home
        yield from nodes.rows(thing, extra.lines(None) if first else [])
    if home is None and (kept := extra.lines(None)):
        if not spool.one("SELECT 1 FROM thing"):
            yield Remark(at, "no vocabulary that is known: kept as it is", path.name)
        props = {"title": path.name, "extra": kept}
        yield NodeRow("Framework", origin(path, context), props, at)


def _linking(spool: Statements, context: Context) -> bool:
    """Whether ends that the file does not describe are the store's: if asked, or if the file describes nothing."""
    if "link" in context.options:
        return _yes(context, "link")
    marks = ",".join("?" * len(rdf_own.QUALIFIED))
    described = (
        "SELECT 1 FROM thing UNION ALL SELECT 1 FROM statement WHERE s NOT IN"
        f" (SELECT s FROM class WHERE o IN ({marks})) LIMIT 1"
    )
    return not spool.one(described, *rdf_own.QUALIFIED)


def _yes(context: Context, option: str) -> bool:
    given = context.options.get(option, "no")
    if given not in {"yes", "no"}:
        raise SourceError(f"option {option}", f"{given!r} is neither yes nor no")
    return given == "yes"


def origin(path: Path, context: Context) -> str:
    """The name of the source: the option, else the file's name before its suffixes."""
    return f"rdf:{context.options.get('source') or unpacked(path).stem}"


FORMAT = Format(
    "rdf",
    "Turtle, N-Triples, N-Quads, TriG, RDF/XML or JSON-LD, plain or packed: SKOS, ESCO, CTDL-ASN, our vocabulary.",
    read,
    recognises=lambda path: path.is_file() and unpacked(path).suffix.lower() in SUFFIXES,
    origin=origin,
    options={
        "format": "turtle, ntriples, nquads, trig, rdfxml or jsonld. Left out: told by the file's name.",
        "base": "The IRI that relative ones are relative to.",
        "lang": "The language of titles. Left out: en.",
        "source": "The name of the source, of which a newer file is a newer version. Left out: the file's name.",
        "link": "yes: join what the file describes to things of the store that it only names.",
        "prerequisite-direction": "cass: X ceasn:prerequisiteAlignment Y means that X needs Y. Left out: Y needs X.",
        "inherit": "yes: an occupation requires what broader occupations do.",
    },
)
