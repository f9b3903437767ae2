"""Numbered changes to what a store holds; the number of the last one is recorded in the store.

What the model adds (tables, columns, constraints, indexes) needs no migration: preparing a store
makes it. A migration is for data that must be rewritten. Schema and data cannot change in one
transaction on Neo4j: first the schema, then each migration's data, then its number.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Migration:
    """One step: its number, why, and the texts that rewrite data, for each dialect."""

    number: int
    doc: str
    texts: dict[str, tuple[str, ...]] = field(default_factory=dict)


MIGRATIONS: tuple[Migration, ...] = (Migration(1, "The first schema."),)
"""All migrations in order; a published one is never changed."""


def newest() -> int:
    """The number of the newest schema that this program knows."""
    return MIGRATIONS[-1].number


def due(version: int) -> tuple[Migration, ...]:
    """The migrations that a store of that version still needs."""
    return tuple(migration for migration in MIGRATIONS if migration.number > version)
