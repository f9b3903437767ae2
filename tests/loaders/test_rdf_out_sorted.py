"""Lines sorted on disk: as a list that is sorted in memory, whatever the size of runs and of what is read ahead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders import rdf_out_sorted
from loaders.rdf_out_sorted import WITHIN, Sorted

# a line is one subject's: of a few, so that many are alike; \t and letters beyond ASCII sort as in bytes
LINES = st.lists(st.text("a\té\U0001f600z", min_size=1, max_size=3).map(lambda text: f"{text}\n"), max_size=40)


@given(lines=LINES, run=st.integers(1, 9), ahead=st.integers(1, 20))
def test_the_lines_in_order_each_once(lines: list[str], run: int, ahead: int) -> None:
    with pytest.MonkeyPatch.context() as patch, Sorted() as found:
        patch.setattr(rdf_out_sorted, "RUN", run)
        patch.setattr(rdf_out_sorted, "AHEAD", ahead)
        patch.setattr(rdf_out_sorted, "TOGETHER", ahead)
        for line in lines:
            found.add([line])
        assert b"".join(found) == "".join(sorted(set(lines))).encode()


def test_several_lines_as_one_text_stay_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rdf_out_sorted, "RUN", 2)
    with Sorted() as found:
        for lines in (["c 1\n"], [f"b 1{WITHIN}b 3{WITHIN}b 2\n"], ["a 1\n"], ["c 2\n", "a 1\n"]):
            found.add(lines)
        assert b"".join(found) == b"a 1\nb 1\nb 3\nb 2\nc 1\nc 2\n"
