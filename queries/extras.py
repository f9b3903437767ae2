"""What an extra of the program brings is imported where it is used: what to say where it is not installed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from queries.stores.errors import StoreError

FIGURE = "a figure of a population"


@contextmanager
def extra(what: str, names: str = "scale") -> Iterator[None]:
    """Turn a module that cannot be imported within into a StoreError: what needs it, and how to install it."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise StoreError(f"{what} needs {error.name}", f"pip install 'karmagraph[{names}]'") from error
