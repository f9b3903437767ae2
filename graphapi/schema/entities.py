"""What frameworks are made of, as GraphQL types: columns from the model, each traversal written out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphapi.schema import careers, questions, whys
from graphapi.schema.declare import argument, ask, entity, walk
from graphapi.schema.scalars import Node
from ontology import model
from queries.steps import ID, Column, Key

if TYPE_CHECKING:
    from graphapi.connections import Connection
    from graphapi.schema.answers import RoleCoverage
    from graphapi.schema.careers import NextRole
    from graphapi.schema.people import Organisation, Posting
    from graphapi.schema.relations import (
        Covering,
        CoveringModule,
        Descriptor,
        Holder,
        Match,
        Participant,
        PostingOffice,
        Requirement,
        RequiringRole,
        Support,
    )
    from graphapi.schema.whys import Why

_SIBLINGS = (Key(Column("edge", "position"), absent=1e308), Key(Column("node", "title")), Key(ID))
_RANKS = (Key(Column("node", "rank")), Key(ID))


@entity
class Framework(model.Framework, Node):
    """A framework, with what is published in it."""

    competencies: Connection[Competency] = walk(
        "IN_SCHEME", "Its competencies.", direction="in", to="Competency", by=("top",)
    )
    roles: Connection[Role] = walk("IN_SCHEME", "Its roles.", direction="in", to="Role", by=("top",))
    modules: Connection[Module] = walk("IN_SCHEME", "Its modules.", direction="in", to="Module", by=("top",))
    collections: Connection[Collection] = walk("IN_SCHEME", "Its collections.", direction="in", to="Collection")
    activities: Connection[Activity] = walk("IN_SCHEME", "Its activities.", direction="in", to="Activity")
    identifiers: list[Identifier] = walk("OF", "Its other identifiers.", direction="in")


@entity
class Competency(model.Competency, Node):
    """A competency, with its place, its matches, and who needs and builds it."""

    frameworks: list[Framework] = walk("IN_SCHEME", "The frameworks that it is published in.")
    broader: list[Competency] = walk("BROADER", "What it is part of; several are allowed.")
    narrower: list[Competency] = walk("BROADER", "What is part of it, in order.", direction="in", order=_SIBLINGS)
    related: list[Competency] = walk("RELATED", "Related ones, whichever states it.", direction="any")
    prerequisites: list[Competency] = walk("PREREQUISITE", "What must be had first.")
    prerequisite_of: list[Competency] = walk("PREREQUISITE", "What needs it first.", direction="in")
    supported_by: list[Support] = walk("SUPPORTED_BY", "What supports it.", by=("essential",))
    supports: list[Support] = walk("SUPPORTED_BY", "What it supports.", direction="in", by=("essential",))
    collections: list[Collection] = walk("MEMBER", "The collections that it is in.", direction="in")
    descriptors: list[Descriptor] = walk("DESCRIBES", "Its own texts for levels.")
    required_by: Connection[RequiringRole] = walk(
        "REQUIRES", "The roles that require it themselves.", direction="in", by=("essential",)
    )
    covered_by: Connection[CoveringModule] = walk(
        "COVERS", "The modules that build it, while they are given.", direction="in", dated=True
    )
    needed_by: Connection[Activity] = walk("NEEDS", "The activities that need it.", direction="in")
    held_by: Connection[Holder] = walk("HOLDS", "What officers show of it.", direction="in")
    counts_as: list[Competency] = walk("COUNTS_AS", "What holding it counts for too, by confirmed exact matches.")
    exact_matches: list[Match] = walk("EXACT_MATCH", "The same elsewhere.", direction="any", by=("state",))
    close_matches: list[Match] = walk("CLOSE_MATCH", "Nearly the same.", direction="any", by=("state",))
    broad_matches: list[Match] = walk("BROAD_MATCH", "Broader ones elsewhere.", by=("state",))
    narrow_matches: list[Match] = walk("NARROW_MATCH", "Narrower ones elsewhere.", by=("state",))
    related_matches: list[Match] = walk("RELATED_MATCH", "Related ones elsewhere.", direction="any", by=("state",))
    replaced_by: list[Competency] = walk("REPLACED_BY", "What takes its place.")
    replaces: list[Competency] = walk("REPLACED_BY", "What it takes the place of.", direction="in")
    identifiers: list[Identifier] = walk("OF", "Its other identifiers.", direction="in")


@entity
class Scale(model.Scale, Node):
    """A scale, with its levels."""

    levels: list[Level] = walk("HAS_LEVEL", "Its levels, lowest first.", order=_RANKS)


@entity
class Level(model.Level, Node):
    """A level, with its scale and its equivalents."""

    scale: Scale | None = walk("HAS_LEVEL", "The scale that it is a step of.", direction="in")
    equivalents: list[Level] = walk("EQUIVALENT_TO", "Levels of other scales declared the same.", direction="any")


@entity
class Collection(model.Collection, Node):
    """A collection, with its members."""

    frameworks: list[Framework] = walk("IN_SCHEME", "The frameworks that it is published in.")
    members: Connection[Competency] = walk("MEMBER", "Its competencies.")


@entity
class Role(model.Role, Node):
    """A role, with what it requires and who is in it."""

    requires: list[Requirement] = walk(
        "REQUIRES", "What it requires itself; `coverage` says what it inherits.", by=("essential",)
    )
    coverage: RoleCoverage = ask(
        questions.role_coverage,
        "What courses do for each competency that it requires.",
        argument("planned", "bool", "Whether planned modules count too.", default=False),
    )
    why: list[Why] = ask(whys.of_roles, "Why courses do what they do for each requirement, in words.", whys.LANGUAGE)
    nearest: list[NextRole] = ask(careers.nearest, "The roles nearest to it, by what is missing.", careers.FIRST)
    activities: list[Activity] = walk("HAS", "Its activities.")
    specialises: list[Role] = walk("SPECIALISES", "The designations whose requirements it inherits.")
    specialised_by: Connection[Role] = walk("SPECIALISES", "The jobs that inherit from it.", direction="in")
    broader: list[Role] = walk("BROADER", "The groups that it is in; nothing is inherited.")
    narrower: list[Role] = walk("BROADER", "What is in this group, in order.", direction="in", order=_SIBLINGS)
    organisation: Organisation | None = walk("AT", "The office that this job belongs to.")
    posts: list[PostingOffice] = walk("HAS_POSTS", "Where there are posts.", direction="in")
    postings: Connection[Posting] = walk("AS", "Officers' postings in it.", direction="in", dated=True)
    frameworks: list[Framework] = walk("IN_SCHEME", "The frameworks that it is published in.")
    replaced_by: list[Role] = walk("REPLACED_BY", "What takes its place.")
    replaces: list[Role] = walk("REPLACED_BY", "What it takes the place of.", direction="in")
    identifiers: list[Identifier] = walk("OF", "Its other identifiers.", direction="in")


@entity
class Activity(model.Activity, Node):
    """An activity, with its roles and what it needs."""

    roles: list[Role] = walk("HAS", "The roles that have it.", direction="in")
    needs: list[Competency] = walk("NEEDS", "The competencies that it needs: it explains, it never requires.")
    frameworks: list[Framework] = walk("IN_SCHEME", "The frameworks that it is published in.")


@entity
class Module(model.Module, Node):
    """A module, with what it builds and what comes before it."""

    covers: list[Covering] = walk("COVERS", "What it builds.")
    prerequisites: list[Module] = walk("PREREQUISITE", "What must be taken first.")
    prerequisite_of: list[Module] = walk("PREREQUISITE", "What needs it first.", direction="in")
    parts: list[Module] = walk("PART_OF", "The modules of this programme.", direction="in")
    part_of: list[Module] = walk("PART_OF", "The programmes that it is part of.")
    offered_by: list[Organisation] = walk("OFFERED_BY", "Who gives it.")
    taken_by: Connection[Participant] = walk("TOOK", "Who took it.", direction="in", by=("state",))
    frameworks: list[Framework] = walk("IN_SCHEME", "The frameworks that it is published in.")
    replaced_by: list[Module] = walk("REPLACED_BY", "What takes its place.")
    replaces: list[Module] = walk("REPLACED_BY", "What it takes the place of.", direction="in")
    identifiers: list[Identifier] = walk("OF", "Its other identifiers.", direction="in")


@entity
class Identifier(model.Identifier, Node):
    """Another identifier, with what it names."""

    thing: Node | None = walk("OF", "What it names.")
