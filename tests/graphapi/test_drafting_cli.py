"""The review by the command line: three people, and no load around them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from graphapi.cli import run

TABLES = {
    "frameworks.csv": "id,title\nF,Framework\n",
    "competencies.csv": "id,title,framework\nC1,Data Use,F\nC2,Noting,F\n",
    "roles.csv": "id,title,framework\nR,Clerk,F\n",
    "requirements.csv": "role,competency,essential\nR,C1,yes\n",
}


class Command:
    """The command line on one store, in this process: a process of its own takes seconds to start."""

    def __init__(self, folder: Path, printed: pytest.CaptureFixture[bytes]) -> None:
        self.store, self.printed = f"embedded:{folder / 'k'}", printed

    def says(self, *arguments: str) -> tuple[int, str, str]:
        """The exit status, and what was printed and complained."""
        self.printed.readouterr()
        status = run([*arguments, "--store", self.store])
        out, err = self.printed.readouterr()
        return status, out.decode(), err.decode()

    def answer(self, *arguments: str) -> Any:
        """The answer in JSON of a command that does what it is told."""
        status, out, err = self.says(*arguments, "--json")
        assert status == 0, err
        return json.loads(out)


@pytest.fixture
def command(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> Command:
    folder = tmp_path / "tables"
    folder.mkdir()
    for name, text in TABLES.items():
        (folder / name).write_text(text)
    command = Command(tmp_path, capfdbinary)
    assert command.answer("load", "table", str(folder), "-o", "prefix=t")["created"]
    assert command.says("draft", "protect", "F")[0] == 0
    return command


def changed(tmp_path: Path) -> Path:
    path = tmp_path / "requirements.csv"
    path.write_text("role,competency,essential\nR,C1,no\nR,C2,yes\n")
    return path


def refuses(said: tuple[int, str, str], *words: str) -> bool:
    """Whether a command did nothing and said why."""
    return said[0] == 1 and all(word in said[2] for word in words)


def test_a_file_goes_through_the_review_and_not_around_it(command: Command, tmp_path: Path) -> None:
    path, options = changed(tmp_path), ("-o", "prefix=t", "--as", "asha", "--reason", "order 7")
    answer, says = command.answer, command.says
    assert refuses(says("load", "table", str(path), "-o", "prefix=t"), "under review", "karmagraph draft new")
    made = answer("draft", "new", str(path), *options)
    assert {(d["kind"], d["otherTitle"]) for d in made["differences"]} == {
        ("optional", "Data Use"),
        ("added", "Noting"),
    }
    id_ = made["id"]
    assert [each["id"] for each in answer("draft", "list", "--as", "asha")] == [id_]
    answer("draft", "submit", id_, "--as", "asha")
    assert refuses(says("draft", "approve", id_, "--as", "asha"), "themselves")
    assert answer("draft", "approve", id_, "--as", "ravi")["state"] == "l2"
    assert refuses(says("draft", "approve", id_, "--as", "ravi"), "another person")
    assert answer("draft", "reject", id_, "--as", "meena", "--reason", "look again")["state"] == "l1"
    answer("draft", "approve", id_, "--as", "meena")
    assert refuses(says("draft", "approve", id_, "--as", "ravi", "--revision", "2"), "revision 5, not 2")
    assert answer("draft", "approve", id_, "--as", "ravi")["state"] == "published"
    assert "reject by meena: look again" in says("draft", "show", id_)[1]
    coverage = answer("gap", "role", "R")
    assert (coverage["required"], coverage["optional"]) == (1, 1)
    assert answer("draft", "list") == []


def test_a_draft_needs_a_reason_a_change_and_a_file(command: Command, tmp_path: Path) -> None:
    who = ("-o", "prefix=t", "--as", "asha", "--reason")
    path = changed(tmp_path)
    assert refuses(command.says("draft", "new", str(path), *who, " "), "say why")
    assert refuses(command.says("draft", "new", str(tmp_path / "none.csv"), *who, "x"), "no such file")
    same = tmp_path / "competencies.csv"
    same.write_text(TABLES["competencies.csv"])
    assert refuses(command.says("draft", "new", str(same), *who, "x"), "nothing would change")
    assert refuses(command.says("draft", "approve", "draft:none", "--as", "ravi"), "no draft")
