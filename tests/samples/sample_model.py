"""A plain Python model of what the answers mean (DESIGN 4), over the sample's CSV files alone.

It shares nothing with the program: it is what the program's answers on the sample are compared with.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

SAMPLE = Path(__file__).parents[2] / "samples" / "karmayogi"
AS_ON = "2026-11-24"

Row = dict[str, str]


def sheet(name: str) -> list[Row]:
    with (SAMPLE / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def valid(row: Row, first: str = "since", last: str = "until") -> bool:
    return row[first] <= AS_ON and (not row[last] or row[last] > AS_ON)


def number(cell: str) -> float:
    return float(cell) if cell else 0.0


def split(cell: str) -> list[str]:
    return cell.split(";") if cell else []


@dataclass
class Sample:
    roles: dict[str, Row] = field(default_factory=lambda: {r["id"]: r for r in sheet("roles")})
    modules: dict[str, Row] = field(default_factory=lambda: {r["id"]: r for r in sheet("modules")})
    competencies: dict[str, Row] = field(default_factory=lambda: {r["id"]: r for r in sheet("competencies")})
    coverage: list[Row] = field(default_factory=lambda: sheet("coverage"))
    requirements: dict[str, list[Row]] = field(default_factory=lambda: grouped("requirements", "role"))
    holdings: dict[str, list[Row]] = field(default_factory=lambda: grouped("holdings", "officer"))
    postings: dict[str, list[Row]] = field(default_factory=lambda: grouped("postings", "officer"))
    needs: dict[str, list[Row]] = field(default_factory=lambda: grouped("prerequisites", "competency"))

    def path(self, competency: str) -> str:
        row = self.competencies[competency]
        return f"{self.path(row['broader'])} > {row['title']}" if row["broader"] else row["title"]

    def theme(self, competency: str) -> str:
        return self.competencies[competency]["broader"]

    # --- requirements ---------------------------------------------------------------------------

    def required(self, role: str) -> dict[str, Row]:
        """Competency → requirement: the designation's, each overridden by the job's own."""
        inherited = self.required(self.roles[role]["specialises"]) if self.roles[role]["specialises"] else {}
        return inherited | {r["competency"]: r for r in self.requirements[role] if valid(r)}

    def expected(self, roles: list[str]) -> dict[str, Row]:
        """Of several roles: each competency once, the highest level, essential if any is."""
        found: dict[str, Row] = {}
        for row in (r for role in roles for r in self.required(role).values()):
            known = found.get(row["competency"], row)
            level = max(row["level"], known["level"], key=number)
            essential = min(row["essential"], known["essential"])
            scale = row["scale"] or known["scale"]
            found[row["competency"]] = row | {"level": level, "scale": scale, "essential": essential}
        return found

    def posted(self, officer: str) -> list[Row]:
        return [row for row in self.postings[officer] if valid(row)]

    # --- holdings and gaps ------------------------------------------------------------------------

    def counting(self, officer: str, competency: str) -> list[Row]:
        """The positive holdings that count: awarded, not expired, not voided by a later negative one."""
        rows = [r for r in self.holdings[officer] if r["competency"] == competency and valid(r, "awarded", "expires")]
        negative = [r for r in rows if r["negative"] == "yes"]
        return [r for r in rows if r["negative"] != "yes" and not any(voids(n, r) for n in negative)]

    def verdict(self, officer: str, requirement: Row) -> str:
        rows = self.counting(officer, requirement["competency"])
        if not requirement["level"]:
            return "met" if rows else "gap"
        same = [number(r["level"]) for r in rows if r["level"] and r["scale"] == requirement["scale"]]
        if same:
            return "met" if max(same) >= number(requirement["level"]) else "gap"
        if any(not r["level"] for r in rows):
            return "level not stated"
        return "not comparable" if rows else "gap"

    def held(self, officer: str, competency: str) -> float:
        return max((number(r["level"]) for r in self.counting(officer, competency) if r["scale"] == "KCM-3"), default=0)

    # --- courses --------------------------------------------------------------------------------------

    def live(self, module: str) -> bool:
        row = self.modules[module]
        return not row["status"] and valid(row)

    def builds(self, competency: str) -> list[Row]:
        return [c for c in self.coverage if c["competency"] == competency and self.live(c["module"])]

    def course(self, competency: str, level: str) -> str:
        """What courses do for somebody who starts from nothing."""
        rows = self.builds(competency)
        if not rows:
            return "no course"
        if not level or climb(0.0, rows) >= number(level):
            return "reaches the level"
        return "level not stated" if any(not r["toLevel"] for r in rows) else "stops short"

    # --- plans ------------------------------------------------------------------------------------------

    def plans(self, officer: str, gaps: dict[str, float]) -> list[tuple[float, set[str]]]:
        """Every set of modules, prerequisites and parts included, that closes all the gaps, fewest hours first."""
        able = sorted(self.relevant(set(gaps)))
        sets = (set(some) for size in range(len(able) + 1) for some in combinations(able, size))
        found = [(self.hours(some), some) for some in sets if self.allowed(some) and self.closes(officer, some, gaps)]
        return sorted(found, key=lambda plan: plan[0])

    def relevant(self, competencies: set[str]) -> set[str]:
        """The live modules on the competencies and those needed before, with prerequisites, programmes and parts."""
        wanted = set(competencies)
        while more := {row["needs"] for c in wanted for row in self.needs[c]} - wanted:
            wanted |= more
        found = {c["module"] for competency in wanted for c in self.builds(competency)}
        while more := {m for each in found for m in self.linked(each) if self.live(m)} - found:
            found |= more
        return found

    def linked(self, module: str) -> set[str]:
        row = self.modules[module]
        parts = {m for m, other in self.modules.items() if module in split(other["partOf"])}
        return {*split(row["prerequisites"]), *split(row["partOf"]), *parts}

    def allowed(self, some: set[str]) -> bool:
        """Every prerequisite is in the set, and every part of a programme."""
        first = all(set(split(self.modules[m]["prerequisites"])) <= some for m in some)
        return first and all(m in some for m, row in self.modules.items() if set(split(row["partOf"])) & some)

    def hours(self, some: set[str]) -> float:
        return sum(number(self.modules[m]["hours"]) for m in some)

    def closes(self, officer: str, some: set[str], gaps: dict[str, float]) -> bool:
        return all(self.reaches(officer, some, competency) >= level for competency, level in gaps.items())

    def reaches(self, officer: str, some: set[str], competency: str) -> float:
        """The level after the modules of the set; as before where a competency needed first is lacking."""
        held = self.held(officer, competency)
        lacking = [n for n in self.needs[competency] if not self.counting(officer, n["needs"])]
        if any(self.reaches(officer, some, n["needs"]) == 0 for n in lacking):
            return held
        return climb(held, [c for c in self.builds(competency) if c["module"] in some])


def grouped(name: str, column: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in sheet(name):
        found[row[column]].append(row)
    return found


def voids(negative: Row, positive: Row) -> bool:
    """Whether the negative holding, not earlier, voids the positive one at its level or above."""
    if negative["awarded"] < positive["awarded"]:
        return False
    same = negative["scale"] == positive["scale"] and number(positive["level"]) >= number(negative["level"])
    return not negative["level"] or (bool(positive["level"]) and same)


def climb(start: float, rows: list[Row]) -> float:
    """The level reached from `start` by a chain of the modules' coverages."""
    reached = start
    while higher := [number(r["toLevel"]) for r in rows if number(r["fromLevel"]) <= reached < number(r["toLevel"])]:
        reached = max(higher)
    return reached
