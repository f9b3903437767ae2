"""Organisations, posts and officers as GraphQL types. Officers and postings are personal data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphapi.schema import careers, questions, whys
from graphapi.schema.declare import argument, ask, entity, walk
from graphapi.schema.learning import PLAN_AIM
from graphapi.schema.scalars import Node
from ontology import model

if TYPE_CHECKING:
    from graphapi.connections import Connection
    from graphapi.schema.answers import OfficerGaps, Readiness
    from graphapi.schema.careers import NextRole
    from graphapi.schema.entities import Identifier, Module, Role
    from graphapi.schema.learning import LearningPlan
    from graphapi.schema.relations import Enrolment, Holding, Post
    from graphapi.schema.whys import Why

_STANDING = (
    argument("role", "ID | None", "Against this role; against all valid postings when absent."),
    argument("asOf", "Instant | None", "At this moment; the one of the whole question when absent."),
    argument("sources", "list[str] | None", "Only holdings of these kinds of source count."),
    argument("minConfidence", "float | None", "Only holdings at least as confident count."),
    argument("unverified", "bool", "Whether unverified credentials count.", default=False),
)


@entity
class Organisation(model.Organisation, Node):
    """An organisation, with its place, its posts and its jobs."""

    part_of: list[Organisation] = walk("PART_OF", "What it is part of.")
    parts: list[Organisation] = walk("PART_OF", "What is part of it.", direction="in")
    posts: list[Post] = walk("HAS_POSTS", "Its sanctioned posts.")
    roles: Connection[Role] = walk("AT", "The jobs that belong to it.", direction="in", to="Role")
    postings: Connection[Posting] = walk("AT", "Officers' postings in it.", direction="in", to="Posting", dated=True)
    modules: Connection[Module] = walk("OFFERED_BY", "The modules that it gives.", direction="in")
    identifiers: list[Identifier] = walk("OF", "Its other identifiers.", direction="in")


@entity
class Officer(model.Officer, Node):
    """An officer, with postings, evidence and how they stand."""

    postings: list[Posting] = walk("HAS_POSTING", "The postings.")
    holds: list[Holding] = walk("HOLDS", "All evidence, counted or not.")
    gaps: OfficerGaps = ask(
        questions.officer_gaps,
        "What is met and what is missing, and why.",
        *_STANDING,
        argument("courses", "bool", "Whether to say what courses do for each gap.", default=False),
    )
    readiness: Readiness = ask(questions.readiness, "Essential requirements met.", *_STANDING)
    plan: LearningPlan = ask(
        questions.plan,
        "The modules that close the gaps, in order, at the least cost.",
        *_STANDING[:2],
        argument("least", "PlanAim", "What is to be least.", default=PLAN_AIM.HOURS),
        argument("hoursAWeek", "float", "Hours for learning in a week.", default=4.0),
        argument("weeks", "float | None", "All is to be done in so many weeks."),
        argument("modes", "list[str] | None", "Only modules of these modes: digital, face-to-face, blended."),
        argument("languages", "list[str] | None", "Languages read; those recorded of the officer when absent."),
        argument("planned", "bool", "Whether planned modules count.", default=False),
        argument("optional", "bool", "Whether to close gaps in optional requirements too.", default=False),
    )
    why: list[Why] = ask(
        whys.of_officers, "Readiness, and why each requirement stands as it does, in words.", whys.LANGUAGE, *_STANDING
    )
    next_roles: list[NextRole] = ask(
        careers.next_roles, "The roles nearest to what is held, without those held now.", careers.FIRST
    )
    took: list[Enrolment] = walk("TOOK", "Enrolments in modules.", by=("state",))


@entity
class Posting(model.Posting, Node):
    """A posting, with who, as what, and where."""

    officer: Officer | None = walk("HAS_POSTING", "Who is posted.", direction="in")
    role: Role | None = walk("AS", "The role.")
    organisation: Organisation | None = walk("AT", "Where.")
