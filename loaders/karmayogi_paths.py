"""The area and theme above a sub-theme, and the platform's names for each: what a tag and a passbook row repeat."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple

from loaders.losses import Losses
from loaders.rows import EdgeRow, NodeRow


class Named(NamedTuple):
    """A competency as the platform names it: identifier, refId, name, description."""

    identifier: str
    ref: str
    name: str
    description: str


class Paths:
    """What rows say of competencies and what is broader than they are."""

    def __init__(self) -> None:
        self._props: dict[str, dict[str, Any]] = {}
        self._broader: dict[str, list[str]] = defaultdict(list)
        self._identifiers: dict[str, list[str]] = defaultdict(list)

    def take(self, row: NodeRow | EdgeRow) -> bool:
        """Take in a row of the hierarchy or its names; False for another one."""
        if isinstance(row, NodeRow) and row.label == "Competency":
            self._props[row.id] = row.props
        elif isinstance(row, EdgeRow) and row.type == "BROADER" and row.start[0] == "Competency":
            self._broader[row.start[1]].append(row.end[1])
        elif isinstance(row, EdgeRow) and row.type == "OF" and row.end[0] == "Competency":
            self._identifiers[row.end[1]].append(row.start[1])
        else:
            return isinstance(row, NodeRow) and row.label == "Identifier"
        return True

    def note(self, losses: Losses) -> None:
        """Competencies are named by what is written, and are not carried themselves."""
        losses.note("Competency: only named", len(self._props))

    def kind(self, id_: str) -> str:
        """The kind of a competency; empty when it is not known."""
        return str(self._props.get(id_, {}).get("kind") or "")

    def theme_type(self, id_: str) -> str:
        """Core or Leadership; empty when it is not known."""
        return str(self._props.get(id_, {}).get("themeType") or "")

    def path(self, id_: str) -> tuple[str, str, bool]:
        """The theme and area above a sub-theme, empty for none; whether there are others besides."""
        themes = sorted(self._broader.get(id_, ()))
        areas = sorted(self._broader.get(themes[0], ())) if themes else []
        return themes[0] if themes else "", areas[0] if areas else "", len(themes) > 1 or len(areas) > 1

    def named(self, id_: str) -> Named:
        """A competency as the platform names it; our id stands for a refId where it has neither."""
        props = self._props.get(id_, {})
        own = [id_] if id_.startswith("igot:") else []
        identifiers = [each for each in (*own, *sorted(self._identifiers.get(id_, ()))) if each.startswith("igot:")]
        identifier = identifiers[0].removeprefix("igot:") if identifiers else ""
        ref = "" if id_.startswith("igot:") else id_.removeprefix("kcm:")
        definitions = dict(text.split("|", 1) for text in reversed(props.get("definitions", ())))
        return Named(identifier, ref, str(props.get("title") or ""), definitions.get("en", ""))
