"""The Organization Ontology (W3C recommendation of 16 January 2014): organisations, their units and posts.

A post is a role at its organisation, and specialises the role that it is said to have. Persons, memberships and who
holds a post are left out, with a count: officers have formats of their own, and `extra` is not closed as they are.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from loaders.rdf_vocabulary import Class, Link, Value, Vocabulary
from loaders.rows import Place, Remark
from loaders.schemaorg import SCHEMA

ORG = "http://www.w3.org/ns/org#"
_BODY, _ROLE = frozenset({"Organisation"}), frozenset({"Role"})

VOCABULARY = Vocabulary(
    classes={
        ORG + "Organization": Class("Organisation", 2),
        ORG + "FormalOrganization": Class("Organisation", 3),
        ORG + "OrganizationalUnit": Class("Organisation", 3, "department"),
        ORG + "OrganizationalCollaboration": Class("Organisation", 3),
        ORG + "Role": Class("Role", 2),
        ORG + "Post": Class("Role", 3, "job"),
    },
    links={
        ORG + "subOrganizationOf": Link(("PART_OF",)),
        ORG + "hasSubOrganization": Link(("PART_OF",), inverse=True),
        ORG + "unitOf": Link(("PART_OF",)),
        ORG + "hasUnit": Link(("PART_OF",), inverse=True),
        ORG + "postIn": Link(("AT",)),
        ORG + "hasPost": Link(("AT",), inverse=True),
        ORG + "role": Link(("SPECIALISES",)),
    },
    values={ORG + "identifier": (Value("notation", _BODY | _ROLE, 2),)},
)


# --- people ------------------------------------------------------------------------------------------

_PEOPLE = ("http://xmlns.com/foaf/0.1/Person", ORG + "Membership", *(base + "Person" for base in SCHEMA))
_OF_PEOPLE = tuple(ORG + name for name in ("heldBy", "holds", "hasMember", "memberOf", "headOf", "hasMembership"))


def leave_out_people(db: sqlite3.Connection, at: Place) -> Iterator[Remark]:
    """Take what is said of people, and who holds a post, out of a spooled file: `extra` is no place for it."""
    classes = ",".join("?" * len(_PEOPLE))
    people = f"SELECT s FROM class WHERE o IN ({classes}) EXCEPT SELECT s FROM thing"
    ways = ",".join("?" * len(_OF_PEOPLE))
    which = f"s IN ({people}) OR (tag IS NULL AND o IN ({people})) OR p IN ({ways})"
    count = db.execute(f"DELETE FROM statement WHERE {which}", (*_PEOPLE, *_PEOPLE, *_OF_PEOPLE)).rowcount
    count += db.execute(f"DELETE FROM class WHERE s IN ({people})", _PEOPLE).rowcount
    if count:
        yield Remark(at, "statements about people: left out", str(count))
