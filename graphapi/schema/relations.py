"""Relationships that carry something, as GraphQL types: their properties, and the node at the far end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphapi.schema.declare import edge, far, lookup
from ontology import model

if TYPE_CHECKING:
    from graphapi.schema.entities import Competency, Level, Module, Role, Scale
    from graphapi.schema.people import Officer, Organisation

_SCALE = "The scale of the levels."


@edge("REQUIRES")
class Requirement(model.Requires):
    """A competency that a role needs, at a level of a scale or unlevelled."""

    competency: Competency = far("What is needed.")
    on: Scale | None = lookup("edge", "scale", "Scale", _SCALE)


@edge("REQUIRES")
class RequiringRole(model.Requires):
    """A role that needs the competency, at a level of a scale or unlevelled."""

    role: Role = far("Who needs it.")
    on: Scale | None = lookup("edge", "scale", "Scale", _SCALE)


@edge("COVERS")
class Covering(model.Covers):
    """A competency that a module builds, from a level to a level."""

    competency: Competency = far("What is built.")
    on: Scale | None = lookup("edge", "scale", "Scale", _SCALE)


@edge("COVERS")
class CoveringModule(model.Covers):
    """A module that builds the competency, from a level to a level."""

    module: Module = far("What builds it.")
    on: Scale | None = lookup("edge", "scale", "Scale", _SCALE)


@edge("HOLDS")
class Holding(model.Holds):
    """One piece of evidence that an officer has, or has not, a competency."""

    competency: Competency = far("What is held.")
    on: Scale | None = lookup("edge", "scale", "Scale", _SCALE)


@edge("HOLDS")
class Holder(model.Holds):
    """One piece of evidence that an officer has, or has not, the competency."""

    officer: Officer = far("Who holds it.")
    on: Scale | None = lookup("edge", "scale", "Scale", _SCALE)


@edge("TOOK")
class Enrolment(model.Took):
    """An officer's enrolment in a module."""

    module: Module = far("What was taken.")


@edge("TOOK")
class Participant(model.Took):
    """An officer's enrolment in the module."""

    officer: Officer = far("Who took it.")


@edge("HAS_POSTS")
class Post(model.HasPosts):
    """An organisation's sanctioned posts in a role."""

    role: Role = far("The role.")


@edge("HAS_POSTS")
class PostingOffice(model.HasPosts):
    """An organisation with sanctioned posts in the role."""

    organisation: Organisation = far("The organisation.")


@edge("DESCRIBES")
class Descriptor(model.Describes):
    """A competency's own text for a level."""

    level: Level = far("The level.")


@edge("SUPPORTED_BY")
class Support(model.SupportedBy):
    """A competency that supports, or is supported by, another."""

    competency: Competency = far("The other competency.")


@edge("EXACT_MATCH")
class Match(model.ExactMatch):
    """A link to a competency of another framework; only confirmed exact ones count."""

    competency: Competency = far("The other competency.")
