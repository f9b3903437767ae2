"""What-if as GraphQL types and a root field: nothing is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import strawberry
from strawberry.annotation import StrawberryAnnotation

from graphapi.schema.analytics import AS_OF, figures_right, on_day
from graphapi.schema.answers import answer, part, words
from graphapi.schema.declare import TYPES, argument
from graphapi.schema.questions import Arguments, Asking
from graphapi.schema.reports import known
from queries.arguments import BAD_REQUEST, refused
from queries.extras import extra
from queries.fields import PAGE_MAXIMUM
from queries.whatif_changes import KINDS, Change

if TYPE_CHECKING:
    from graphapi.schema.scalars import Instant

    ChangeKind: TypeAlias = str

words("ChangeKind", "What is supposed: a requirement, or what a module builds.", *KINDS)


def _input() -> None:
    """Declare the input of one change: the fields of `Change`, by their names."""
    described = {
        "kind": ("ChangeKind", "REQUIRE or DROP a requirement; COMMISSION, RETIRE or REDESIGN a module."),
        "role": ("ID | None", "Whose requirement."),
        "competency": ("ID | None", "Of what."),
        "module": ("ID | None", "Which module; none to commission a new one."),
        "level": ("float | None", "Required; absent: at any level."),
        "scale": ("ID | None", "Of the levels; as the requirement has it now, when absent."),
        "essential": ("bool | None", "As now, when absent; a new one is."),
        "fromLevel": ("float | None", "Where the module begins; absent: at none."),
        "toLevel": ("float | None", "Where the module leads."),
        "hours": ("float | None", "Of the module."),
    }
    body = {
        f"{name}_": strawberry.field(
            name=name, description=text, **({} if name == "kind" else {"default": strawberry.UNSET})
        )
        for name, (_, text) in described.items()
    }
    annotations = {f"{name}_": type_ for name, (type_, _) in described.items()}
    doc = "A change that is only supposed."
    cls = type("SupposedChange", (), {**body, "__annotations__": annotations, "__doc__": doc})
    made: Any = strawberry.input(cls, description=doc)
    for one in made.__strawberry_definition__.fields:
        one.type_annotation = StrawberryAnnotation(annotations[one.python_name], namespace=TYPES)
    TYPES["SupposedChange"] = made


_input()


@answer
class PeopleBounds:
    """A number of officers: exact where both are the same."""

    least: int
    most: int


@answer
class WhatIfFigures:
    """The requirements touched, officer by officer and role by role, and how they stand; null where not shown."""

    required: int | None
    met: int | None
    not_stated: int | None = part(lambda found: found.not_stated, "Held without a level, or only on another scale.")
    gaps: int | None
    closable: int | None = part(lambda found: found.closable, "Gaps that live courses close, from what is held.")
    readiness: float | None = part(lambda found: found.readiness, "Essential ones met, as a share of those touched.")
    readiness_if_completed: float | None = part(
        lambda found: found.readiness_if_completed, "The same, if all with a gap that courses close complete them."
    )
    hours: float | None = part(
        lambda found: found.hours, "Of the cheapest courses for each gap, summed: an upper bound."
    )


@answer
class WhatIf:
    """What a change would do, before it is made; figures and differences of 1–4 are not shown."""

    as_of: Instant
    read: str = part(lambda found: found.read, "`rollup`, or `computed` from the officers' records.")
    read_at: Instant = part(lambda found: found.read_at, "The date of what was read.")
    requirements: int = part(lambda found: found.requirements, "Roles' requirements that are touched.")
    people: PeopleBounds | None = part(lambda found: found.people, "Officers of whom a touched requirement is asked.")
    changed: PeopleBounds | None = part(lambda found: found.changed, "Officers for whom the answer changes.")
    before: WhatIfFigures
    after: WhatIfFigures
    hidden: list[str] = part(lambda found: list(found.hidden), "What is not shown, for it tells of too few.")
    assumption: str = part(lambda found: found.assumption, "What the readiness and hours if completed assume.")


_LABELS = {"role": "Role", "competency": "Competency", "module": "Module", "scale": "Scale"}
_NAMES = {"fromLevel": "from_level", "toLevel": "to_level"}


async def what_if(asking: Asking, _as_of: str, given: Arguments) -> Any:
    """`whatIf`."""
    with extra("a what-if"):
        from queries.whatif_asking import what_if as found  # noqa: PLC0415
    await figures_right(asking, None)
    on_day(asking.subject, given)
    if not 1 <= len(given["changes"]) <= PAGE_MAXIMUM:
        refused(BAD_REQUEST, f"suppose from 1 to {PAGE_MAXIMUM} changes, not {len(given['changes'])}")
    changes = [await _change(asking, change) for change in given["changes"]]
    try:
        return await found(asking.store, changes, given.get("asOf"))
    except ValueError as error:
        refused(BAD_REQUEST, str(error))


async def _change(asking: Asking, given: dict[str, Any]) -> Change:
    values = {_NAMES.get(name, name): value for name, value in given.items() if value is not None}
    for name, label in _LABELS.items():
        if name in values:
            values[name] = await known(asking, label, values[name])
    return Change(**values | {"kind": getattr(values["kind"], "value", values["kind"])})


ROOT = {
    "whatIf": (
        "WhatIf | None", what_if, "What changes would do together; nothing is stored.",
        (argument("changes", "list[SupposedChange]", "From 1 to 100, laid one over the other."), AS_OF),
    ),
}  # fmt: skip
"""Root fields: type, answer, description, arguments."""
