"""Learning plans as GraphQL types."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from graphapi.schema.answers import answer, part, thing, words
from queries.learning import AIMS

if TYPE_CHECKING:
    from graphapi.schema.entities import Competency, Module, Role
    from graphapi.schema.people import Officer
    from graphapi.schema.scalars import Instant

    PlanAim: TypeAlias = str

PLAN_AIM = words("PlanAim", "What a learning plan is to have least of.", *AIMS)


@answer
class PlannedModule:
    """A module of a learning plan; the hours are those left of it, null where they are not stated."""

    module: Module = thing("Module", "id", "The module.", title="title")
    mode: str | None
    hours: float | None
    closes: list[Competency] = thing("Competency", "closes", "The competencies whose gap it closes.")
    leads: list[Competency] = thing("Competency", "leads", "Those that it is a step towards, or that are needed first.")
    after: list[Module] = thing("Module", "after", "The modules of the plan that come before it.")
    running: bool


@answer
class Unclosable:
    """A gap that no choice of modules closes, and why."""

    competency: Competency = thing("Competency", "competency", "What stays open.", title="title")
    reason: str


@answer
class LearningPlan:
    """The modules that close an officer's gaps, in order; `proven`: no plan in this catalogue takes less."""

    officer: Officer = thing("Officer", "officer", "The officer.")
    role: Role | None = thing("Role", "role", "The role asked for; null: all valid postings.")
    as_of: Instant
    least: PlanAim = part(lambda found: found.least, "What is least.")
    gaps: int = part(lambda found: found.gaps, "Gaps, closable or not.")
    hours: float = part(lambda found: found.hours, "Hours left in all.")
    weeks: float = part(lambda found: found.weeks, "Weeks at so many hours a week, and until the last module begins.")
    in_time: bool | None = part(lambda found: found.in_time, "Whether it is done in the weeks asked for.")
    proven: bool
    gap: float = part(lambda found: found.gap, "Where it is not proven: the share by which another might be better.")
    modules: list[PlannedModule]
    unclosable: list[Unclosable]
    apart: int = part(
        lambda found: found.apart, "Held without a level, or only on another scale: neither gaps nor planned for."
    )
    nothing: str | None = part(
        lambda found: found.nothing or None, "Why nothing at all is required on the date; null where something is."
    )
    separately: float = part(
        lambda found: found.separately, "Each gap's own shortest plan, summed, nothing shared; in hours."
    )
