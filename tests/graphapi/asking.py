"""Asking the schema in tests: documents executed on a store, as the service does it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from graphql import ExecutionResult, parse, validate

from graphapi.execution import Context, execute
from graphapi.schema.build import CATALOGUE
from queries import answers, question
from queries.rights import DEVELOPER, Realm, Subject, realm
from queries.search import SearchIndex
from queries.stores import Store
from tests.conftest import Run
from tests.world import AS_OF


def asked(
    run: Run, store: Store, text: str, variables: Mapping[str, Any] | None = None, *, subject: Subject = DEVELOPER,
    few: bool = True,
) -> ExecutionResult:  # fmt: skip
    """The result of a valid document; `few` says how the lists of an administrator are read."""

    async def administered(who: Subject) -> Realm:
        return replace(await realm(store, who), few=few)

    document = parse(text)
    assert not (errors := validate(CATALOGUE.schema, document)), (text, errors)
    [state] = run(store.ask(question("store/state"), ids=["store"]))
    context = Context(
        store, AS_OF, text, lambda at: answers.scales(store, at), lambda: SearchIndex.build(()), subject,
        state["changed"] or "", administered,
    )  # fmt: skip
    result: ExecutionResult = run(execute(document, context, variables))
    return result


def data(run: Run, store: Store, text: str, variables: Mapping[str, Any] | None = None) -> Any:
    """The data of a result without errors."""
    result = asked(run, store, text, variables)
    assert not result.errors, (text, result.errors)
    return result.data


def codes(result: ExecutionResult) -> list[Any]:
    """The codes of a result's errors."""
    return [(error.extensions or {}).get("code") for error in result.errors or ()]
