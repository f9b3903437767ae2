"""The Grafana dashboard asks for what there is."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from queries.stores import Store
from tests.conftest import ROOT, Run
from tests.graphapi.test_report_cli import rows
from tests.graphapi.test_reports import Asked
from tests.queries.test_answers import put

GRAFANA = ROOT / "deploy/grafana"
PANELS = json.loads((GRAFANA / "dashboards/karmagraph.json").read_text("utf-8"))["panels"]


@pytest.mark.parametrize("scope", ["", 'organisation: "m"'])
def test_every_panel_asks_what_the_schema_has_and_names_its_columns(run: Run, store: Store, scope: str) -> None:
    put(run, store, rows())
    asked = Asked(run, store)
    for panel in PANELS:
        [target] = panel["targets"]
        found = asked.ask(target["url_options"]["body_graphql_query"].replace("${scope}", scope))
        assert not found.errors, panel["title"]
        value: Any = {"data": found.data}
        for key in target["root_selector"].split("."):
            value = value[key]
        row = value[0] if isinstance(value, list) and value else value
        assert not row or {column["selector"] for column in target["columns"]} == set(row), panel["title"]


def test_the_data_source_is_the_one_that_the_panels_name() -> None:
    found = yaml.safe_load((GRAFANA / "provisioning/datasources/karmagraph.yaml").read_text("utf-8"))
    [source] = found["datasources"]
    assert {(panel["datasource"]["uid"], panel["datasource"]["type"]) for panel in PANELS} == {
        (source["uid"], source["type"])
    }
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
    assert compose["services"]["grafana"]["profiles"] == ["grafana"]
    for volume in compose["services"]["grafana"]["volumes"]:
        path = volume.split(":")[0]
        assert not path.startswith("./") or (ROOT / path).is_dir()
