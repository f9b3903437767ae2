"""The commands for crosswalks, as their user types them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.commands import karmagraph

TABLES = {
    "frameworks.csv": "id,title\nA,Ours\nB,Theirs\n",
    "competencies.csv": "id,title,framework\nA1,Data Use,A\nA2,Noting,A\nB1,data use,B\nB2,noting,B\n",
    "roles.csv": "id,title\nR,Clerk\n",
    "requirements.csv": "role,competency\nR,A1\n",
    "modules.csv": "id,title\nM,Course\n",
    "coverage.csv": "module,competency\nM,B1\n",
}


def test_suggest_confirm_and_reject(tmp_path: Path) -> None:
    folder, uri = tmp_path / "tables", f"embedded:{tmp_path / 'k'}"
    folder.mkdir()
    for name, text in TABLES.items():
        (folder / name).write_text(text)

    def answer(*arguments: str) -> Any:
        done = karmagraph(*arguments, "--store", uri, "--json")
        assert done.returncode == 0, done.stderr.decode()
        return json.loads(done.stdout)

    answer("load", "table", str(folder), "-o", "prefix=t")
    out = tmp_path / "a-b.sssom.tsv"
    found = answer("match", "suggest", "A", "B", "-o", str(out), "--store-suggested")
    assert [(each["from"]["title"], each["to"]["title"], each["kind"]) for each in found] == [
        ("Data Use", "data use", "exact"),
        ("Noting", "noting", "exact"),
    ]
    assert sum(line.startswith("t:") for line in out.read_text().splitlines()) == len(found)
    assert answer("match", "suggest", "A", "B") == []
    assert len(answer("gap", "role", "R")["uncovered"]) == 1
    assert answer("match", "confirm", "A1", "B1", "--author", "orcid:1")["state"] == "confirmed"
    assert len(answer("gap", "role", "R")["covered"]) == 1
    assert answer("match", "reject", "A1", "B1", "--author", "orcid:1")["statedBy"] == []
    assert len(answer("gap", "role", "R")["uncovered"]) == 1
    wrong = karmagraph("match", "confirm", "A1", "B1", "--kind", "alike", "--author", "x", "--store", uri)
    assert (wrong.returncode, b"exact" in wrong.stderr) == (64, True)
    assert karmagraph("match", "confirm", "A1", "nothing", "--author", "x", "--store", uri).returncode == 65
