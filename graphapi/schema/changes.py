"""What a schema may not lose: whatever was released goes only after a release in which it was deprecated."""

from __future__ import annotations

from typing import Any

from graphql import (
    REMOVE,
    GraphQLSchema,
    Visitor,
    build_ast_schema,
    build_schema,
    find_breaking_changes,
    is_object_type,
    parse,
    visit,
)


def breaking(released: str, now: str) -> list[str]:
    """The changes that break clients of the released schema, but for what it said was deprecated.

    Both are in the schema language. What is reached through deprecated fields alone may go with them.
    """
    lasting = _reached(build_ast_schema(visit(parse(released), _Lasting())))
    return [change.description for change in find_breaking_changes(lasting, build_schema(now))]


class _Lasting(Visitor):
    """Leaves out what is deprecated."""

    def _leave(self, node: Any, *_: Any) -> Any:
        return REMOVE if any(each.name.value == "deprecated" for each in node.directives or ()) else None

    leave_field_definition = leave_input_value_definition = leave_enum_value_definition = _leave


def _reached(schema: GraphQLSchema) -> GraphQLSchema:
    things = [type_ for type_ in schema.type_map.values() if is_object_type(type_) and type_.interfaces]
    return GraphQLSchema(schema.query_type, schema.mutation_type, types=things)
