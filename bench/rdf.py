"""RDF in and out, beside rdflib alone on the same file; and made-up triples, for time and memory as they grow.

Ours is the whole way: from a file to checked rows, and on into an embedded store; from the store, sorted, to a file.
rdflib's is from the file into its memory, and from there to a file, unsorted. `python -m bench.rdf COUNT` reads COUNT
made-up triples to rows and prints what it took: a process of its own, for its memory.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import rdflib

from bench import stores
from bench.results import Result
from bench.search import fixtures
from loaders.content import Scope
from loaders.exports import WRITINGS, export
from loaders.formats import FORMATS
from loaders.load import load
from loaders.rows import Context, EdgeRow, NodeRow
from queries.stores import Store

MILLION = 1_000_000
SIZES = (MILLION, 5 * MILLION)
EACH = 5
"""Triples about a made-up concept."""

SKOS = "http://www.w3.org/2004/02/skos/core#"


def cases() -> list[Result]:
    """All of it; the five million take some minutes."""
    with tempfile.TemporaryDirectory(prefix="karmagraph-bench-") as name:
        folder = Path(name)
        return [*asyncio.run(_unesco(folder)), *asyncio.run(_esco(folder)), *_growing()]


async def _unesco(folder: Path) -> list[Result]:
    path = fixtures() / "unesco-thesaurus" / "unesco-thesaurus.ttl.xz"
    store = await stores.emptied(folder / "unesco")
    read, taken = _read(path), await loaded(store, path)
    out = folder / "unesco.ttl"
    written = await _exported(store, "turtle", out)
    await store.close()
    reading, writing = _rdflib(out, "turtle")
    return [
        Result("RDF in: UNESCO thesaurus, Turtle, read to rows", read, reading, "s", 1.0),
        Result("RDF in: UNESCO thesaurus, Turtle, into a store", taken, reading, "s"),
        Result("RDF out: UNESCO thesaurus, Turtle", written, writing, "s", 1.0),
    ]


async def _esco(folder: Path) -> list[Result]:
    store = await stores.emptied(folder / "esco")
    await load(store, FORMATS["esco"], fixtures() / "esco-1.1.1", Context())
    files = {syntax: folder / f"esco.{syntax}" for syntax in ("ntriples", "turtle")}
    written = {syntax: await _exported(store, syntax, path) for syntax, path in files.items()}
    await store.close()
    empty = await stores.emptied(folder / "again")
    read = _read(files["turtle"], format="turtle")
    taken = await loaded(empty, files["turtle"], format="turtle")
    await empty.close()
    reading, writing = _rdflib(files["turtle"], "turtle")
    _, plainly = _rdflib(files["turtle"], "ntriples")
    return [
        Result("RDF out: ESCO, Turtle", written["turtle"], writing, "s", 1.0),
        Result("RDF out: ESCO, N-Triples", written["ntriples"], plainly, "s", 1.0),
        Result("RDF in: ESCO as we write it, Turtle, read to rows", read, reading, "s", 1.0),
        Result("RDF in: ESCO as we write it, Turtle, into a store", taken, reading, "s"),
    ]


async def loaded(store: Store, path: Path, **options: str) -> float:
    """Seconds that an RDF file takes into a store."""
    start = time.perf_counter()
    report = await load(store, FORMATS["rdf"], path, Context(options=options))
    if not report.written or report.rejected:
        raise RuntimeError(f"{path.name} was not loaded clean")
    return time.perf_counter() - start


def _read(path: Path, **options: str) -> float:
    return _timed(lambda: sum(1 for _ in FORMATS["rdf"].read(path, Context(options=options))))


async def _exported(store: Store, syntax: str, path: Path) -> float:
    start = time.perf_counter()
    losses = await export(store, WRITINGS[syntax], path, Scope(), {})
    if losses:
        raise RuntimeError(f"{path.name}: {losses}")
    return time.perf_counter() - start


def _rdflib(path: Path, syntax: str) -> tuple[float, float]:
    """Seconds that rdflib takes to parse the file, and to write it in the syntax."""
    graph = rdflib.Graph()
    parsing = _timed(lambda: graph.parse(path, format="turtle"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        writing = _timed(lambda: graph.serialize(path.with_suffix(".rdflib"), format=syntax, encoding="utf-8"))
    return parsing, writing


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


# --- made-up triples --------------------------------------------------------------------------------------


def _growing() -> list[Result]:
    """Whether time is in proportion to the triples, and memory is not."""
    small, large = (_measured(size) for size in SIZES)
    times = SIZES[1] / SIZES[0]
    return [
        Result("RDF in: 5 million triples, a million, beside 1 million", large["s"] / times, small["s"], "s", 1.3),
        Result("RDF in: 5 million triples, memory, beside 1 million", large["MB"], small["MB"], "MB", 1.5),
    ]


def _measured(size: int) -> dict[str, float]:
    done = subprocess.run([sys.executable, "-m", "bench.rdf", str(size)], capture_output=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    print(f"  {size:,} triples: {found}", flush=True)
    return found


def triples(count: int) -> Iterator[str]:
    """Lines of N-Triples: concepts with a label, a notation, a parent and a scheme."""
    base = "https://example.org/c"
    yield f"<{base}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{SKOS}ConceptScheme> .\n"
    for n in range(count // EACH):
        s = f"<{base}{n}>"
        yield f"{s} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{SKOS}Concept> .\n"
        yield f'{s} <{SKOS}prefLabel> "concept number {n}"@en .\n'
        yield f'{s} <{SKOS}notation> "{n}" .\n'
        yield f"{s} <{SKOS}broader> <{base}{n // 8}> .\n" if n else f'{s} <{SKOS}definition> "the first"@en .\n'
        yield f"{s} <{SKOS}inScheme> <{base}> .\n"


def _read_made_up(count: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="karmagraph-bench-") as name:
        path = Path(name) / "made-up.nt"
        with path.open("w") as file:
            file.writelines(triples(count))
        start = time.perf_counter()
        rows = sum(isinstance(row, NodeRow | EdgeRow) for row in FORMATS["rdf"].read(path, Context()))
        spent = time.perf_counter() - start
    if rows < count // EACH:
        raise RuntimeError(f"{rows:,} rows of {count:,} triples")
    return {"s": round(spent, 2), "MB": round(_peak(), 1)}


def _peak() -> float:
    """The most memory that this program has had, in MB; `ru_maxrss` would have the parent's, from before it began."""
    told = Path("/proc/self/status").read_text()
    return int(told.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    print(json.dumps(_read_made_up(int(sys.argv[1]))))
