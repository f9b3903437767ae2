"""How drafts are shown by the command line: on the screen and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graphapi.cli.shared import console
from loaders.draft_differences import Difference, Review
from loaders.drafts import Draft
from loaders.rows import Rejected
from ontology.instants import as_on

SHOWN = 20
"""Changes on the screen."""


def line(each: Draft) -> str:
    """A draft in one line."""
    return _plain(f"{each.state}  by {each.author} on {as_on(each.at)}, {len(each.changes):,} changes: {each.reason}")


def show(review: Review, rejected: Sequence[Rejected] = ()) -> None:
    """A draft with its changes, whom they touch, and what stands in its way, on the screen."""
    each = review.draft
    console.print(f"[bold]{each.id}[/bold]  revision {each.revision}  {line(each)}")
    for step in each.steps:
        why = f": {step.reason}" if step.reason else ""
        console.print(f"[dim]  {as_on(step.at)} {step.action} by {_plain(step.by + why)}[/dim]")
    for difference in review.differences[:SHOWN]:
        console.print(f"  {_plain(_difference(difference))}")
    if len(review.differences) > SHOWN:
        console.print(f"  … and {len(review.differences) - SHOWN:,} more: --json has them all")
    for row in (*rejected, *review.findings):
        console.print(f"[yellow]  rejected  {_plain(f'{row.at}: {row.reason}: {row.value}')}[/yellow]")
    for change, _ in review.meanwhile:
        console.print(f"[yellow]  overtaken  {change.type} {_plain(change.start[1])}: draft it anew[/yellow]")


def _difference(found: Difference) -> str:
    effect, other = found.effect, f" {found.change.type} {found.other_title}" if found.change.end else ""
    officers = "fewer than 5" if effect.few else effect.officers
    said = (
        f"{found.kind:>10}  {found.change.start[0]} {found.title}{other}: {_said(found.before)} → {_said(found.after)}"
    )
    return f"{said}  ({effect.roles} roles, {effect.modules} modules, {officers} officers)"


def _said(pairs_: Sequence[tuple[str, Any]]) -> str:
    return ", ".join(f"{name} {value}" for name, value in pairs_) or "nothing"


def _plain(text: str) -> str:
    return text.replace("[", r"\[")


# --- as JSON -----------------------------------------------------------------------------------------------


def draft_json(each: Draft) -> dict[str, Any]:
    """A draft without its changes."""
    steps = [{"action": s.action, "by": s.by, "at": s.at, "reason": s.reason} for s in each.steps]
    return {
        "id": each.id, "state": each.state, "author": each.author, "reason": each.reason, "at": each.at,
        "revision": each.revision, "source": each.origin, "changes": len(each.changes), "steps": steps,
    }  # fmt: skip


def review_json(review: Review, rejected: Sequence[Rejected] = ()) -> dict[str, Any]:
    """A draft with all that a reviewer needs."""
    found = [{"at": str(r.at), "reason": r.reason, "value": r.value, "suggestion": r.suggestion}
             for r in (*rejected, *review.findings)]  # fmt: skip
    return draft_json(review.draft) | {
        "differences": [_json(each) for each in review.differences],
        "rejected": found,
        "overtaken": [{"type": c.type, "thing": c.start[1], "now": now} for c, now in review.meanwhile],
    }


def _json(found: Difference) -> dict[str, Any]:
    change, effect = found.change, found.effect
    return {
        "kind": found.kind, "type": change.type, "thing": ":".join(change.start), "title": found.title,
        "other": ":".join(change.end) if change.end else None, "otherTitle": found.other_title,
        "before": dict(found.before), "after": dict(found.after),
        "effect": {"roles": effect.roles, "modules": effect.modules,
                   "officers": None if effect.few else effect.officers, "officersHidden": effect.few},
    }  # fmt: skip
