"""The illustrative framework that comes with the program."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from loaders.formats import FORMATS
from loaders.load import Options, Report, load
from loaders.rows import Context
from loaders.touched import write_aside
from ontology import cypher
from ontology.instants import instant
from ontology.model import NODES
from queries.stores import Statement

if TYPE_CHECKING:
    from queries.stores import Store

_HERE = Path(__file__).parent.parent
FOLDERS = (_HERE / "samples" / "karmayogi", _HERE / "graphapi" / "samples" / "karmayogi")


def folder() -> Path:
    """Where the sample lies: in the source tree, or in the installed package."""
    return next(path for path in FOLDERS if path.is_dir())


def about() -> dict[str, Any]:
    """The sample's own facts: its prefix and its date."""
    found: dict[str, Any] = json.loads((folder() / "sample.json").read_text("utf-8"))
    return found


async def load_sample(store: Store, options: Options | None = None) -> Report:
    """Load the sample and make its date the store's "data as on"."""
    facts = about()
    context = Context(options={"prefix": facts["prefix"]})
    report = await load(store, FORMATS["table"], folder(), context, options)
    text = cypher.merge_nodes(NODES["Store"], ["dataAsOn"], typed=store.dialect == "embedded")
    if (await store.health()).data_as_on is None:
        await write_aside(store, [Statement(text, [{"id": "store", "dataAsOn": instant(facts["dataAsOn"])}])])
    return report
