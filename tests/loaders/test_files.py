"""Lines of a source: the same whatever the blocks they are read in, and each fault with its own line."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders import files
from loaders.rows import Place, SourceError

TEXT = st.text(st.sampled_from('a é\r\n\n\u2028\x0b"ह,'), max_size=60)


@given(text=TEXT, block=st.integers(1, 20), mark=st.booleans())
def test_lines_are_those_of_the_text_whatever_the_block(
    tmp_path_factory: pytest.TempPathFactory, text: str, block: int, mark: bool
) -> None:
    path = tmp_path_factory.mktemp("lines") / "t.csv"
    path.write_bytes(("\ufeff" * mark + text).encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "BLOCK", block)
        found = list(files.lines(path))
    assert "".join(found) == text
    assert all(line.endswith("\n") for line in found[:-1])
    assert all(line.count("\n") <= 1 for line in found)


@pytest.mark.parametrize("block", [3, 1 << 18])
def test_a_byte_of_another_encoding_is_told_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(files, "BLOCK", block)
    path = tmp_path / "t.csv"
    path.write_bytes(b"one\ntwo\nthr\xe9\nfour\n")
    with pytest.raises(SourceError) as error:
        list(files.lines(path))
    assert error.value.at == Place("t.csv", 3)
    assert "0xE9" in error.value.reason


@pytest.mark.parametrize("block", [64, 1 << 18])
def test_a_line_over_the_limit_and_an_archive_cut_off_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(files, "BLOCK", block)
    monkeypatch.setattr(files, "LINE_LIMIT", 100)
    long, cut = tmp_path / "long.csv", tmp_path / "cut.csv.gz"
    long.write_bytes(b"one\n" + b"x" * 1_000)
    with pytest.raises(SourceError, match="longer than") as error:
        list(files.lines(long))
    assert error.value.at == Place("long.csv", 2)
    cut.write_bytes(gzip.compress(b"\n".join(b"%d" % n for n in range(5_000)))[:-2_000])
    with pytest.raises(SourceError, match=r"ended|damaged|Compressed"):
        list(files.lines(cut))
