"""What a writer could not carry: counted by what it is, told a line each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from loaders.rows import EdgeRow, NodeRow


class Losses:
    """Counts of what is not carried."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def note(self, what: str, count: int = 1) -> None:
        """Something that is not carried, so many times."""
        if count:
            self._counts[what] += count

    def row(self, row: NodeRow | EdgeRow, carried: Mapping[str, frozenset[str]]) -> bool:
        """Whether the format carries rows of this type; what it does not carry of it is noted."""
        name = row.label if isinstance(row, NodeRow) else row.type
        if name not in carried:
            self.note(name)
            return False
        for prop in row.props:
            if prop not in carried[name]:
                self.note(f"{name}.{prop}")
        return True

    def lines(self) -> list[str]:
        """A line each, such as `12 Module.hours`, by name."""
        return [f"{count:,} {what}" for what, count in sorted(self._counts.items())]
