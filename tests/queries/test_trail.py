"""The audit trail: any change to it shows, whoever writes it, and it stops cleanly on a full disk."""

from __future__ import annotations

import multiprocessing
import resource
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries import trail as trails
from queries.trail import Trail, TrailError, aside, beside_it, files, head_of
from queries.trail_check import verify


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A trail of a few lines in three files."""
    path = tmp_path_factory.mktemp("trail") / "audit.jsonl"
    found = Trail(path, full=700)
    for n in range(12):
        found.add([{"who": f"s{n}", "what": "ख", "rows": n}])
    assert len(files(path)) == 3
    return path


def whole(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in files(path))


def faulty(path: Path, content: bytes, written: Path) -> bool:
    path.write_bytes(content)
    return bool(verify([path], head_of(written)).fault)


def test_a_trail_is_whole_and_says_how_long_it_is(written: Path) -> None:
    verdict = verify(files(written), head_of(written))
    assert not verdict.fault
    assert verdict.lines == 12
    assert verdict.last == head_of(written).hash
    assert verdict.since <= verdict.until


def test_any_other_byte_in_place_of_one_shows(written: Path, tmp_path: Path) -> None:
    content = whole(written)
    for at in range(len(content)):
        for other in {content[at] ^ 1, content[at] ^ 32, ord("\n")} - {content[at]}:
            assert faulty(tmp_path / "t", content[:at] + bytes([other]) + content[at + 1 :], written), at


@given(st.data())
def test_any_line_left_out_moved_or_repeated_shows_and_so_does_any_cut(
    written: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.getbasetemp() / "changed.jsonl"
    lines = whole(written).splitlines(keepends=True)
    order = data.draw(st.lists(st.sampled_from(range(len(lines))), max_size=len(lines) + 2))
    changed = b"".join(lines[n] for n in order)
    assert faulty(path, changed, written) == (order != list(range(len(lines))))
    cut = data.draw(st.integers(0, len(whole(written)) - 1))
    assert faulty(path, whole(written)[:cut], written)
    inserted = data.draw(st.binary(min_size=1, max_size=3))
    assert faulty(path, whole(written)[:cut] + inserted + whole(written)[cut:], written)


def test_a_file_that_is_missing_is_named_by_what_it_had(written: Path) -> None:
    one, two, three = files(written)
    assert "1 to" in verify([two, three], head_of(written)).fault
    assert "are missing" in verify([one, three], head_of(written)).fault
    assert "cut off" in verify([one, two], head_of(written)).fault
    assert not verify([two, three], head_of(written), whole=False).fault


def test_a_chain_written_anew_shows_by_the_head_that_was_kept(written: Path, tmp_path: Path) -> None:
    other = Trail(tmp_path / "audit.jsonl")
    other.add([{"who": "another"}] * 12)
    assert verify(files(other.path), head_of(written)).fault


def _add(path: Path, name: str) -> None:
    for n in range(40):
        Trail(path, full=2_000).add([{"who": name, "n": n}])


def test_several_processes_write_one_chain(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=_add, args=(path, name)) for name in "abc"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    verdict = verify(files(path), head_of(path))
    assert not verdict.fault
    assert verdict.lines == 120
    assert len(files(path)) > 5


def test_it_goes_on_after_a_process_that_was_killed(tmp_path: Path) -> None:
    found = Trail(tmp_path / "audit.jsonl")
    found.add([{"n": 1}])
    before = beside_it(found.path).read_bytes()
    found.add([{"n": 2}])
    beside_it(found.path).write_bytes(before)  # killed before it said that it wrote
    with found.path.open("ab") as stream:
        stream.write(b'{"seq":3,"half of')
    found.add([{"n": 3}])
    verdict = verify(files(found.path), head_of(found.path))
    assert (verdict.lines, verdict.fault) == (3, "")


@pytest.fixture
def small_files() -> Iterator[None]:
    """No file may grow beyond some bytes: what a full disk does, to this process alone."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, old)


@pytest.mark.usefixtures("small_files")
def test_a_full_disk_is_an_error_and_leaves_the_chain_whole(tmp_path: Path) -> None:
    found = Trail(tmp_path / "audit.jsonl")
    long = {"long": "x" * 300}
    found.add([long])
    found.add([long])
    with pytest.raises(TrailError, match="closed until it can"):
        found.add([long] * 9)
    head = head_of(found.path)
    assert head.seq > 1
    assert not verify(files(found.path), head).fault
    assert verify(files(found.path), head).lines == head.seq


def test_it_stops_before_the_disk_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trails, "SPARE", 1 << 60)
    with pytest.raises(TrailError, match="are free"):
        Trail(tmp_path / "audit.jsonl").ready()


def test_files_set_aside_are_found_in_their_order(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    for first in (1, 900, 20_000):
        aside(path, first).touch()
    aside(tmp_path / "audit.other.jsonl", 5).touch()
    path.touch()
    assert files(path) == [aside(path, 1), aside(path, 900), aside(path, 20_000), path]
