"""Whether an audit trail is whole: every line as it was written, in its place, from the first to the last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from queries.trail import START, Head, parted


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a walk along the trail found; `fault` is the first one, empty where it is whole."""

    lines: int = 0
    since: str = ""
    until: str = ""
    last: str = START
    """The hash of the last line: kept elsewhere, it shows later that nothing before it was written anew."""
    fault: str = ""


def verify(paths: Sequence[Path], head: Head | None = None, *, whole: bool = True) -> Verdict:
    """Walk along the files, the oldest first.

    `head` is how far the trail must go at least; `whole` says that it must begin with its first line.
    """
    last, count, since, until, reached = (None if not whole else Head()), 0, "", "", head is None or head.seq == 0
    for path, number, line in _lines(paths):
        found = parted(line)
        fault = _fault(found, last, line)
        if fault:
            return Verdict(count, since, until, last.hash if last else START, f"{path}, line {number}: {fault}")
        assert found is not None  # noqa: S101 - else there is a fault
        entry, hash_ = found
        last = Head(entry["seq"], hash_)
        count, since, until = count + 1, since or entry["at"], entry["at"]
        reached = reached or (head is not None and head.seq == last.seq and head.hash == hash_)
    last = last or Head()
    return Verdict(count, since, until, last.hash, "" if reached else _end(last, head))


def _fault(found: tuple[dict[str, Any], str] | None, last: Head | None, line: bytes) -> str:
    if found is None:
        return "was changed" if line.endswith(b"\n") else "is cut off"
    seq, prev = found[0]["seq"], found[0]["prev"]
    if last is None or (seq == last.seq + 1 and prev == last.hash):
        return ""
    if seq > last.seq + 1:
        return f"before it entries {last.seq + 1} to {seq - 1} are missing (a line, or a file)"
    return f"entry {seq} is out of its place" if seq <= last.seq else "does not follow the line before it"


def _end(last: Head, head: Head | None) -> str:
    if head and last.seq < head.seq:
        return f"the end is cut off: entries {last.seq + 1} to {head.seq} are missing"
    return "the lines are not those that the file beside it (.head) was told of"


def _lines(paths: Sequence[Path]) -> Iterator[tuple[Path, int, bytes]]:
    for path in paths:
        with path.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                yield path, number, line
