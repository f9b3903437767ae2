"""Objects of a JSON file, however it holds them."""

from __future__ import annotations

import gzip
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.losses import Losses
from loaders.records import records
from loaders.rows import EdgeRow, NodeRow, Place, Rejected, SourceError

_VALUES = st.none() | st.booleans() | st.integers(-9, 9) | st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
_OBJECTS = st.lists(st.dictionaries(st.text("ab\n\u2028", max_size=2), _VALUES, max_size=3), min_size=1, max_size=4)


@given(objects=_OBJECTS, ascii_=st.booleans(), before=st.sampled_from(["", "\ufeff", "\n\n  "]))
def test_an_array_and_lines_hold_the_same(objects: list[dict[str, Any]], ascii_: bool, before: str) -> None:
    def dumped(value: Any, **how: Any) -> str:
        return json.dumps(value, ensure_ascii=ascii_, **how)

    texts = [
        dumped(objects),
        dumped(objects, indent=1),
        "\n".join(map(dumped, objects)),
        "\n\n".join(map(dumped, objects)) + "\n",
    ]
    texts += [dumped(objects[0], indent=1)] if len(objects) == 1 else []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.json"
        for text in texts:
            path.write_text(before + text, encoding="utf-8")
            assert [found[1] for found in records(path) if not isinstance(found, Rejected)] == objects


def test_a_line_that_is_no_object_is_rejected_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"a": 1}\n{"a": \n[1]\n{"a": 2}\n'))
    found = list(records(path))
    assert [(each.at.line, each.value) for each in found if isinstance(each, Rejected)] == [(2, '{"a":'), (3, "[1]")]
    assert [each for each in found if not isinstance(each, Rejected)] == [
        (Place(path.name, 1), {"a": 1}), (Place(path.name, 4), {"a": 2}),
    ]  # fmt: skip


@pytest.mark.parametrize("data", [b"", b"[1]", b'[{"a": 1}', b'{\n"a": 1', gzip.compress(b"[{}]", mtime=0)[:-9]])
def test_what_cannot_be_read_is_an_error(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / ("a.json.gz" if data.startswith(b"\x1f") else "a.json")
    path.write_bytes(data)
    with pytest.raises(SourceError):
        list(records(path))


def test_losses_are_counted_by_what_they_are() -> None:
    losses, at = Losses(), Place("x")
    carried = {"Role": frozenset({"title"}), "REQUIRES": frozenset({"level"})}
    assert losses.row(NodeRow("Role", "r", {"title": "R", "grade": "1"}, at), carried)
    assert not losses.row(NodeRow("Scale", "s", {"title": "S"}, at), carried)
    for _ in range(1200):
        assert losses.row(EdgeRow("REQUIRES", ("Role", "r"), ("Competency", "c"), at, {"scale": "s"}), carried)
    losses.note("nothing", 0)
    assert losses.lines() == ["1,200 REQUIRES.scale", "1 Role.grade", "1 Scale"]
