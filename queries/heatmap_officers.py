"""The officers behind a cell of the readiness map: rows about people, for those with the right to them."""

# Ibis declares its columns more narrowly than they are
# pyright: reportArgumentType=false, reportAttributeAccessIssue=false, reportOperatorIssue=false
from __future__ import annotations

from dataclasses import dataclass

import ibis

from queries.grounds import Ground
from queries.heatmap import Whole, whole
from queries.heatmap_sums import NEEDS
from queries.population import SCHEMAS
from queries.rules import GAP


@dataclass(frozen=True, slots=True)
class OfficerShort:
    """An officer who is short of a competency in a posting."""

    officer: str
    role: str | None
    organisation: str | None
    essential: bool


def officers_short(
    ground: Ground, competency: str, organisation: str | None = None, role: str | None = None
) -> list[OfficerShort]:
    """Whoever is short of a competency, posting by posting; only at an organisation or below, only in a role."""
    needs, postings = ibis.table(NEEDS, name="posting_needs"), ibis.table(SCHEMAS["postings"], name="postings")
    short = needs.filter((needs.status == GAP) & (needs.competency == competency)).rename(posting="subject")
    found = short.drop("officer").join(postings, "posting").select("officer", "role", "organisation", "essential")
    grid_: Whole = ground.once("readiness", lambda: whole(ground))
    below = None if organisation is None else set(grid_.tree.below(organisation))
    rows = (OfficerShort(**row) for row in ground.engine.rows(found.distinct()))
    wanted = [r for r in rows if role in {None, r.role} and (below is None or r.organisation in below)]
    return sorted(wanted, key=lambda r: (r.officer, r.role or "", r.organisation or ""))
