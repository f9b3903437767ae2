"""`python -m graphapi.schema` writes schema.graphql, which is committed and compared by a test."""

from __future__ import annotations

from graphapi.schema.build import PRINTED_AT, printed

PRINTED_AT.write_text(printed(), "utf-8")
