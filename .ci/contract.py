"""What Schemathesis must not find in any answer to generated documents: a failure of the service, or a wrong status."""

# ruff: noqa: INP001, S101 - Schemathesis loads it as it is, and takes a failed assertion for a finding
import schemathesis
from hypothesis import strategies as st
from schemathesis.graphql import nodes

INSTANTS = ("2026-06-01T00:00:00Z", "2025-01-01", "", "yesterday", "0000-00-00T00:00:00Z")
schemathesis.graphql.scalar("Instant", st.sampled_from(INSTANTS).map(nodes.String))

WRONG = ("INTERNAL", "BAD_DATA", "STORE_")
"""How the codes of errors begin that no document may bring about: all others refuse what means nothing."""


@schemathesis.check
def answers(ctx, response, case):  # noqa: ANN001, ANN201, ARG001, D103 - Schemathesis' own signature
    said = response.json()
    assert response.status_code in {200, 400, 429}, response.status_code
    assert response.headers["content-type"][0].startswith("application/"), "the media type is another"
    for error in said.get("errors", ()):
        assert not error["extensions"]["code"].startswith(WRONG), error
    assert "data" in said or said["errors"], "there is neither data nor an error"
