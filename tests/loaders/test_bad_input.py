"""Damaged and hostile files through `karmagraph load`, in little memory: refused with their place, nothing loaded.

What each parser does with them is tested beside it; here the whole command counts: its status, its message, the store.
"""

from __future__ import annotations

import gzip
import json
import lzma
import socket
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from loaders.content import Scope, content
from loaders.load import store_rows
from loaders.rows import Row
from queries.stores import connect
from tests.conftest import Run
from tests.loaders.forked_loads import Done, Loads, loads
from tests.loaders.matrix_rows import graph
from tests.loaders.test_rdf_parse import HEAD, TEN, entries, laughs

DEEP = 100_000
LONG = "x" * (20 << 20)
SHEET, MAPPINGS = "designation,competencies\n", "subject_id\tpredicate_id\tobject_id\tmapping_justification\n"
ONE = '<https://e.org/a> <https://e.org/p> "é"@en .\n'
SKOS = "<http://www.w3.org/2004/02/skos/core#"
QUICK, MEMORY = 20, 700
"""Seconds of processor time and MB within which a file is refused."""


@pytest.fixture(scope="module")
def karmagraph() -> Iterator[Loads]:
    with loads() as found:
        yield found


@pytest.fixture(scope="module")
def store(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A store with the small graph; at the end it must still say the same."""
    uri = f"embedded:{tmp_path_factory.mktemp('kept') / 'store'}"

    async def stated() -> tuple[int, list[Row]]:
        found = await connect(uri)
        rows: list[Row] = [row async for row in content(found, Scope(people=True))]
        epoch = (await found.health()).epoch
        await found.close()
        return epoch, rows

    async def fill() -> None:
        found = await connect(uri)
        assert not (await store_rows(found, graph(), origin="kept", format="test")).rejected
        await found.close()

    run(fill())
    before = run(stated())
    yield uri
    assert run(stated()) == before


def refused(done: Done, *words: str) -> None:
    """The load ended with status 1, soon, in little memory, with a message that has the words and no traceback."""
    assert done.status == 1, done.said
    assert "Traceback" not in done.said
    assert "error: " in done.said
    said = done.said.lower()
    assert not [word for word in words if word.lower() not in said], done.said[:500]
    assert done.seconds < QUICK
    assert done.megabytes < MEMORY


class Bad(NamedTuple):
    """A file, the format that it is loaded as, and what the message must say besides the file's name."""

    name: str
    data: Callable[[], str | bytes]
    format: str
    words: tuple[str, ...]


def nested(opening: str, inner: str, closing: str) -> Callable[[], str]:
    return lambda: opening * DEEP + inner + closing * DEEP


def package(value: str) -> str:
    return f'{{"CFDocument": {{"identifier": "x", "title": {value}}}, "CFItems": []}}'


BAD = (
    Bad("laughs.rdf", lambda: laughs(["a0=lol", *TEN], "&a11;"), "rdf", ("line 1", "stands for over 1,000 characters")),
    Bad("deep.rdf", lambda: HEAD + "<rdf:Description><e:p>" * DEEP, "rdf", ("line 1", "nested more than 1,000 deep")),
    Bad("deep.jsonld", nested('{"https://e.org/p":', '"x"', "}"), "rdf", ("line 1", "column")),
    Bad("deep.json", lambda: package("[" * DEEP + "]" * DEEP), "case", ("nested too deeply",)),
    Bad("deep.json", nested('{"result":', "1", "}"), "sunbird", ("nested too deeply",)),
    Bad("deep.json", nested("[", "", "]"), "tags", ("nested too deeply",)),
    Bad("deep.json", nested("[", "", "]"), "passbook", ("nested too deeply",)),
    Bad("deep.jsonld", nested("[", "", "]"), "ctdlasn", ("line 1", "column")),
    Bad("iri.ttl", lambda: ONE + "<https://e.org/a b> <p> <b> .", "rdf", ("line 2", "column", "iri")),
    Bad("tag.nt", lambda: ONE + ONE.replace("@en", "@e1n"), "rdf", ("line 2", "column", "language")),
    Bad("relative.ttl", lambda: ONE + "<a> <p> <b> .", "rdf", ("line 2", "column", "base")),
    Bad("mixed.ttl", lambda: ONE.encode() + ONE.encode("latin-1"), "rdf", ("line 2", "column")),
    Bad("mixed.rdf", lambda: HEAD.encode() + b"\n<!-- \xe9 -->", "rdf", ("line 2", "column")),
    Bad("mixed.json", lambda: b'{"CFDocument":\n"\xe9"}', "case", ("line 2", "column", "0xE9")),
    Bad("mixed.jsonl", lambda: b'{"user_id": "1"}\n{"user_id": "\xe9"}\n', "passbook", ("line 2", "0xE9")),
    Bad("roles.csv", lambda: "id,title\nR1,é\n".encode() + b"R2,\xe9\n", "table", ("line 3", "0xE9")),
    Bad("mixed.sssom.tsv", lambda: MAPPINGS.encode() + b"\xe9\t\t\t\n", "sssom", ("line 2", "0xE9")),
    Bad("long.csv", lambda: SHEET + "DESG-000001," + LONG, "mapping-sheet", ("line 2", "longer than 8 MB")),
    Bad("literal.rdf", lambda: HEAD + "<rdf:Description><e:p>" + LONG, "rdf", ("line 1", "without a tag")),
    Bad("literal.ttl", lambda: '<https://e.org/a> <https://e.org/p> "' + LONG, "rdf", ("longer than 16 MB",)),
)  # fmt: skip


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: f"{bad.format}-{bad.name}")
def test_a_bad_file_is_refused_with_its_place(karmagraph: Loads, store: str, tmp_path: Path, bad: Bad) -> None:
    path = tmp_path / bad.name
    data = bad.data()
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    refused(karmagraph.run("load", bad.format, path, "--store", store), bad.name, *bad.words)


# --- what can be read, with what is left out -----------------------------------------------------------


def test_turtle_nested_deeply_loads_up_to_the_limit_of_blank_nodes(
    karmagraph: Loads, store: str, tmp_path: Path
) -> None:
    concept = f'<https://e.org/a> a {SKOS}Concept> ; {SKOS}prefLabel> "A"@en ; <https://e.org/p> '
    for opening, closing in (("[ <https://e.org/p> ", "]"), ("(", ")")):
        path = tmp_path / "deep.ttl"
        path.write_text(f'{concept}{opening * 2_000}"x"{closing * 2_000} .')
        assert karmagraph.run("load", "rdf", path, "--store", f"embedded:{tmp_path / 'store'}").status == 0
    path.write_text(f'{concept}{"(" * (DEEP + 1)}"x"{")" * (DEEP + 1)} .')
    refused(karmagraph.run("load", "rdf", path, "--store", store), "deep.ttl", "100,000 blank nodes")


def test_a_text_of_ten_megabytes_is_rejected_and_the_rest_loads(karmagraph: Loads, store: str, tmp_path: Path) -> None:
    path = tmp_path / "literal.ttl"
    concept = f'<https://e.org/a> a {SKOS}Concept> ; {SKOS}prefLabel> "A"@en ; {SKOS}definition> '
    path.write_text(f'{concept}"{"x" * (10 << 20)}"@en .')
    strictly = karmagraph.run("load", "rdf", path, "--strict", "--store", store)
    assert (strictly.status, strictly.megabytes < MEMORY) == (1, True), strictly
    done = karmagraph.run("load", "rdf", path, "--store", f"embedded:{tmp_path / 'store'}")
    assert done.status == 2, done
    assert "created  1  (Competency 1)" in done.said
    assert "literal.ttl" in done.said


def test_no_connection_is_made_for_a_remote_context(karmagraph: Loads, store: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/context.jsonld"
        path = tmp_path / "remote.jsonld"
        path.write_text(f'{{"@context": "{address}", "@id": "https://e.org/a", "name": "A"}}')
        for format_ in ("rdf", "ctdlasn"):
            refused(karmagraph.run("load", format_, path, "--store", store), "remote.jsonld", address, "never fetched")
        with pytest.raises(BlockingIOError):
            server.accept()


def test_terms_that_a_context_drops_are_counted(karmagraph: Loads, store: str, tmp_path: Path) -> None:
    label = f"{SKOS[1:]}prefLabel"
    thing = f'"@type": "{SKOS[1:]}Concept", "name": "x", "note": 1'
    items = ",".join(f'{{"@id": "https://e.org/{n}", {thing}}}' for n in range(5))
    path = tmp_path / "drops.jsonld"
    path.write_text(f'{{"@context": {{"name": "{label}"}}, "@graph": [{items}]}}')
    done = karmagraph.run("load", "rdf", path, "--store", f"embedded:{tmp_path / 'store'}")
    assert done.status == 0, done
    assert "5 × term that the context does not define: left out: note" in done.said
    path.write_text(f'{{"@context": {{"other": "{label}"}}, "@graph": [{items}]}}')
    refused(karmagraph.run("load", "rdf", path, "--store", store), "5 of 15 statements are left", "5 × term", "note")


# --- archives ------------------------------------------------------------------------------------------

PACK: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.compress, ".xz": lambda data: lzma.compress(data, preset=0)}
PACKED = {
    "rdf": "a.nt", "ctdlasn": "a.jsonld", "case": "a.json", "sunbird": "a.json", "tags": "a.json", "ob3": "a.json",
    "passbook": "a.jsonl", "mapping-sheet": "a.csv", "sssom": "a.sssom.tsv", "table": "roles.csv",
}  # fmt: skip
"""The formats of one file that may be packed, with a name."""

BEGIN = {
    "rdf": "# ", "mapping-sheet": SHEET, "sssom": MAPPINGS,
    "table": "id,title\n", "passbook": '{"user_id": "1"}\n',
}  # fmt: skip


@pytest.mark.parametrize(
    ("format_", "suffix"), [*((each, ".gz") for each in PACKED), ("rdf", ".xz"), ("table", ".xz"), ("case", ".xz")]
)
def test_an_archive_that_is_cut_off_is_refused(
    karmagraph: Loads, store: str, tmp_path: Path, format_: str, suffix: str
) -> None:
    path = tmp_path / (PACKED[format_] + suffix)
    data = PACK[suffix]((BEGIN.get(format_, "") + "".join(f"# {n * 7919}\n" for n in range(2_000))).encode())
    path.write_bytes(data[: len(data) * 2 // 3])
    refused(karmagraph.run("load", format_, path, "--store", store), path.name, "damaged or cut off")


@pytest.mark.parametrize(
    ("format_", "fill", "suffix"),
    [*((each, "0", ".gz") for each in PACKED), *((each, "\n", ".xz") for each in (*BEGIN, "tags"))],
    ids=str.strip,
)
def test_a_decompression_bomb_is_refused(
    karmagraph: Loads, store: str, tmp_path: Path, format_: str, fill: str, suffix: str
) -> None:
    path = tmp_path / (PACKED[format_] + suffix)
    pack = PACK[suffix]
    path.write_bytes(pack(BEGIN.get(format_, "").encode()) + pack(fill.encode() * (16 << 20)) * 512)  # 8 GB
    refused(karmagraph.run("load", format_, path, "--store", store), path.name)


# --- the W3C's suite, and standard input -----------------------------------------------------------------


@pytest.mark.parametrize("suite", ["rdf-turtle", "rdf-n-triples", "rdf-xml"])
def test_files_that_are_no_rdf_are_refused_with_line_and_column(
    karmagraph: Loads, store: str, fixtures: Path, tmp_path: Path, suite: str
) -> None:
    with tarfile.open(fixtures / "w3c-rdf11" / "rdf11.tar.xz") as archive:
        archive.extractall(tmp_path, filter="data")
    folder = tmp_path / "rdf" / "rdf11" / suite
    bad = sorted(name for kind, name, _ in entries(folder) if "Negative" in kind)
    for name in bad[::15]:
        done = karmagraph.run("load", "rdf", folder / name, "-o", f"base=https://e.org/{name}", "--store", store)
        refused(done, Path(name).name, *(() if suite == "rdf-xml" else ("line ", "column ")))


def test_standard_input_is_read(karmagraph: Loads, tmp_path: Path) -> None:
    store = f"embedded:{tmp_path / 'store'}"
    path = tmp_path / "in"
    path.write_text(f'<https://e.org/a> a {SKOS}Concept> ; {SKOS}prefLabel> "A"@en .')
    done = karmagraph.run("load", "rdf", "-", "-o", "format=turtle", "--store", store, stdin=path)
    assert done.status == 0, done
    assert "created  1  (Competency 1)" in done.said
    path.write_text(ONE + "<https://e.org/a")
    refused(karmagraph.run("load", "rdf", "-", "-o", "format=turtle", "--store", store, stdin=path), "line 2", "column")
    assert json.loads(karmagraph.run("doctor", "--json", "--store", store).said)["counts"]["Competency"] == 1
