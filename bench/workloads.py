"""Ten workloads that dashboards send: each in our GraphQL and in that of @neo4j/graphql, with the same variables.

Both documents have the same leaves under the same names, so that two answers can be compared without knowing either.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from loaders.sample import about
from ontology.instants import instant
from queries.stores import Store

MOMENTS = 16
"""Unlike moments that we are asked for: identical questions that arrive together would be answered by one reading."""

KEYS = 200
SKIPPED, PAGE = 9_990, 10
"""What lies before page 1,000."""

LISTED, NESTED, OTHER = 1.8, 3.0, 1.0
"""How many times less CPU is aimed at."""

_PAGING = ("cursor", "endCursor", "hasNextPage")
"""What each says in its own way."""


@dataclass(frozen=True, slots=True)
class Workload:
    """A question in both languages, and the variables of each request; `sought` names the leaf that both must have.

    `signed` says that the peers' requests carry a token too, `aim` how many times less CPU is aimed at.
    """

    name: str
    ours: str
    theirs: str
    variables: tuple[dict[str, Any], ...] = ({},)
    aim: float = OTHER
    sought: str = ""
    signed: bool = False
    note: str = ""

    def asked(self) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
        """The bodies of our requests and of theirs, in turn."""
        for n in range(max(MOMENTS, len(self.variables))):
            given = self.variables[n % len(self.variables)]
            dated = {"at": moment(n % MOMENTS)} if "$at" in self.ours else {}
            theirs = {name: value for name, value in given.items() if f"${name}:" in self.theirs}
            yield _body(self.ours, given | dated), _body(self.theirs, theirs)

    def differences(self, ours: Any, theirs: Any, variables: dict[str, Any]) -> str:
        """What one answer says and the other does not; empty when they agree and say something."""
        mine, other = Counter(leaves(ours)), Counter(leaves(theirs))
        if self.sought:
            wanted = (self.sought, repr(variables["sought"]))
            return "" if wanted in mine and wanted in other else f"{wanted} is missing"
        return str((mine - other, other - mine)) if mine != other or not mine else ""


def leaves(found: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Each scalar of an answer under its name, ids without their type, without what only pages."""
    if isinstance(found, dict):
        for key, value in found.items():
            yield from leaves(value, key)
    elif isinstance(found, list):
        for value in found:
            yield from leaves(value, name)
    elif name not in _PAGING:
        text = found.partition(":")[2] if name == "id" and found.partition(":")[0] in _TYPES else found
        yield name, repr(text)


_TYPES = ("Role", "Competency", "Officer")


def _body(query: str, variables: dict[str, Any]) -> dict[str, Any]:
    return {"query": query, "variables": variables}


def moment(n: int) -> str:
    """The sample's date, and some seconds."""
    return instant(about()["dataAsOn"]).replace(":00Z", f":{n:02}Z")


_ROLE = "id title kind notation"
_TEN = range(10)


def _each(text: str) -> str:
    """The text ten times, `#` counting from 0."""
    return " ".join(text.replace("#", str(n)) for n in _TEN)


def workloads(roles: list[str], competencies: list[str], titles: list[str]) -> list[Workload]:
    """The ten, for these ids of ESCO's roles and competencies, and these titles of competencies."""
    by_role = tuple({"id": role} for role in roles)
    tens = tuple({f"id{n}": roles[(start + n) % len(roles)] for n in _TEN} for start in range(0, len(roles), 10))
    return [
        Workload(
            "point",
            f"query($id: ID!, $at: Instant!) {{ role(id: $id, asOf: $at) {{ {_ROLE} }} }}",
            f"query($id: ID!) {{ roles(where: {{id: {{eq: $id}}}}) {{ {_ROLE} }} }}",
            by_role,
        ),
        Workload(
            "list of 50",
            f"query($at: Instant!) {{ roles(first: 50, orderBy: TITLE_ASC, asOf: $at) {{ nodes {{ {_ROLE} }} }} }}",
            f"{{ roles(limit: 50, sort: [{{title: ASC}}, {{id: ASC}}]) {{ {_ROLE} }} }}",
            aim=LISTED,
        ),
        Workload(
            "nested twice",
            "query($id: ID!, $at: Instant!) { role(id: $id, asOf: $at) { id title"
            " requires { essential competency { id title kind broader { id title } } } } }",
            "query($id: ID!) { roles(where: {id: {eq: $id}}) { id title requiresConnection { edges {"
            " properties { essential } node { id title kind broader { id title } } } } } }",
            by_role,
            aim=NESTED,
        ),
        Workload(
            "filtered by relation",
            "query($id: ID!, $at: Instant!) { roles(first: 50, where: {requires: $id}, orderBy: TITLE_ASC, asOf: $at)"
            " { nodes { id title } } }",
            "query($id: ID!) { roles(limit: 50, where: {requires: {some: {id: {eq: $id}}}},"
            " sort: [{title: ASC}, {id: ASC}]) { id title } }",
            tuple({"id": competency} for competency in competencies),
        ),
        Workload("first page", CONNECTION, _PEERS_CONNECTION, aim=LISTED),
        Workload(
            "count",
            "query($at: Instant!) { competencies(asOf: $at) { totalCount } }",
            "{ competenciesConnection { aggregate { count { totalCount: nodes } } } }",
        ),
        Workload(
            "search",
            'query($sought: String!) { search(query: $sought, types: ["Competency"], first: 10)'
            " { node { ... on Competency { id title } } } }",
            "query($sought: String!) { competenciesByTitle(phrase: $sought, first: 10)"
            " { edges { node { id title } } } }",
            tuple({"sought": title} for title in titles),
            sought="title",
            note="ours finds misspellings and parts too, and in all labels; theirs by whole words of the title",
        ),
        Workload(
            "ten aliases",
            f"query({_each('$id#: ID!')} $at: Instant!) {{ {_each(f'a#: role(id: $id#, asOf: $at) {{ {_ROLE} }}')} }}",
            f"query({_each('$id#: ID!')}) {{ {_each(f'a#: roles(where: {{id: {{eq: $id#}}}}) {{ {_ROLE} }}')} }}",
            tens,
        ),
        Workload(
            "filtered by right",
            "query($at: Instant!) { officers(first: 50, asOf: $at) { nodes { id languages } } }",
            "{ officers(limit: 50, sort: [{id: ASC}]) { id languages } }",
            aim=LISTED,
            signed=True,
        ),
    ]


CONNECTION = (
    "query($after: String, $first: Int! = 10, $at: Instant) { competencies(first: $first, after: $after,"
    " orderBy: TITLE_ASC, asOf: $at) { edges { cursor node { id title } } pageInfo { hasNextPage endCursor } } }"
)
_PEERS_CONNECTION = (
    "{ competenciesConnection(first: 10, sort: [{title: ASC}, {id: ASC}])"
    " { edges { cursor node { id title } } pageInfo { hasNextPage endCursor } } }"
)


def far_page(cursor: str) -> Workload:
    """Page 1,000, after our cursor of the last row before it."""
    return Workload(
        "page 1,000",
        CONNECTION,
        f"{{ competencies(limit: {PAGE}, offset: {SKIPPED}, sort: [{{title: ASC}}, {{id: ASC}}]) {{ id title }} }}",
        ({"after": cursor},),
        aim=LISTED,
        note="theirs by limit and offset, for its connection takes over 700 MB in the database for this page",
    )


async def chosen(store: Store) -> list[Workload]:
    """The workloads on a store with ESCO: all but the one that needs a cursor."""
    esco = "r.id STARTS WITH 'http' AND"
    roles = await store.rows(
        f"MATCH (r:Role)-[:REQUIRES]->(:Competency) WITH r, count(*) AS n WHERE {esco} n >= 20"
        " RETURN r.id ORDER BY r.id LIMIT $limit", limit=KEYS,
    )  # fmt: skip
    competencies = await store.rows(
        "MATCH (c:Competency)<-[:REQUIRES]-(r:Role) WITH c, count(*) AS n WHERE n >= 5 AND n <= 50"
        " RETURN c.id, c.title ORDER BY c.id LIMIT $limit", limit=5 * KEYS,
    )  # fmt: skip
    plain = [title for _, title in competencies if title.replace(" ", "").isalpha() and title.isascii()]
    return workloads([row[0] for row in roles], [row[0] for row in competencies[:KEYS]], plain[:KEYS])
