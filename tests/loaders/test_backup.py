"""An archive has the whole store, goes into either engine, and a bad one writes nothing."""

from __future__ import annotations

import gzip
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from loaders.archive import checked, rows
from loaders.backup import backup
from loaders.restore import restore
from loaders.rows import SourceError
from ontology.model import NODES, RELS
from queries.officer_keys import OfficerKeys
from queries.stores import Store, connect
from queries.stores.errors import ConflictError, DiskFullError, NewerStoreError, StoreError
from tests.conftest import ENGINES, ROOT, Run, _uri, wipe
from tests.loaders.whole_stores import all_of, fill


@pytest.fixture(scope="module")
def archive(run: Run, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """An archive of a full embedded store, and what the store has."""
    folder = tmp_path_factory.mktemp("archive")

    async def made() -> dict[str, Any]:
        store = await connect(f"embedded:{folder / 'store'}", exclusive=True)
        await fill(store)
        path = folder / "a.gz"
        count = await backup(store, path)
        there, health = await all_of(store), await store.health()
        await store.close()
        return {"path": path, "rows": there, "count": count, "health": health}

    return run(made())  # type: ignore[no-any-return]


@pytest.fixture
def keys(tmp_path: Path) -> OfficerKeys:
    return OfficerKeys(tmp_path / "keys")


async def stated(uri: str) -> list[bytes]:
    store = await connect(uri, exclusive=True)
    try:
        return await all_of(store)
    finally:
        await store.close()


def test_an_archive_has_every_row_of_the_store_and_of_every_kind(archive: dict[str, Any]) -> None:
    assert archive["count"] == len(archive["rows"]) == checked(archive["path"]).rows
    kinds = Counter(row.group[0] for row in rows(archive["path"]))
    assert {"Change", "Draft", "Identifier", "Officer", "HOLDS", "TOOK", "COUNTS_AS"} <= kinds.keys()
    assert not kinds.keys() - {*NODES, *RELS}


@pytest.mark.parametrize("engine", ENGINES)
def test_it_goes_into_either_engine_and_from_there_back_unchanged(
    run: Run, opened: Callable[[str], Store], archive: dict[str, Any], keys: OfficerKeys, tmp_path: Path, engine: str
) -> None:
    uri = f"embedded:{tmp_path / 'new'}"
    if engine == "neo4j":
        run(wipe(opened(engine)))
        uri = _uri(engine, None)  # type: ignore[arg-type]

    async def there_and_back() -> None:
        await restore(archive["path"], uri, keys)
        assert await stated(uri) == archive["rows"]
        store = await connect(uri, exclusive=True)
        health = await store.health()
        again = tmp_path / "again.gz"
        await backup(store, again)
        await store.close()
        assert health.epoch > archive["health"].epoch
        assert health.identity not in {"", archive["health"].identity}
        assert health.data_as_on == "2025-06-01T00:00:00Z"
        await restore(again, f"embedded:{tmp_path / 'back'}", keys)
        assert await stated(f"embedded:{tmp_path / 'back'}") == archive["rows"]

    run(there_and_back())


def test_only_an_empty_store_is_restored_into_unless_it_is_to_be_replaced(
    run: Run, store: Store, archive: dict[str, Any], keys: OfficerKeys, tmp_path: Path
) -> None:
    async def work() -> None:
        uri = store.uri if store.dialect == "neo4j" else f"embedded:{tmp_path / 'full'}"
        uri = _uri("neo4j", None) if store.dialect == "neo4j" else uri  # type: ignore[arg-type]
        full = await connect(uri, exclusive=True)
        await fill(full)
        before, epoch = await all_of(full), (await full.health()).epoch
        await full.close()
        with pytest.raises(StoreError, match="not empty"):
            await restore(archive["path"], uri, keys)
        assert await stated(uri) == before
        await restore(archive["path"], uri, keys, replace=True)
        assert await stated(uri) == archive["rows"]
        await restore(archive["path"], uri, keys, replace=True, in_parts=True)
        assert await stated(uri) == archive["rows"]
        again = await connect(uri, exclusive=True)
        assert (await again.health()).epoch > epoch
        await again.close()

    run(work())


def test_no_changed_or_cut_archive_is_restored(
    run: Run, archive: dict[str, Any], keys: OfficerKeys, tmp_path: Path
) -> None:
    plain = gzip.decompress(archive["path"].read_bytes())
    lines = plain.splitlines(keepends=True)
    whole = archive["path"].read_bytes()
    bad = {
        "cut": whole[:-20],
        "bytes": whole[:500] + bytes([whole[500] ^ 1]) + whole[501:],
        "no end": gzip.compress(b"".join(lines[:-1])),
        "no line": gzip.compress(b"".join(lines[:9] + lines[10:])),
        "two lines": gzip.compress(b"".join([*lines[:9], lines[10], lines[9], *lines[11:]])),
        "one letter": gzip.compress(plain.replace(b"Competency", b"competency", 1)),
        "empty": b"",
        "not ours": gzip.compress(b"{}\n"),
        "no gzip": b"plain text",
    }
    for name, content in bad.items():
        path, uri = tmp_path / f"{name}.gz", f"embedded:{tmp_path / name}"
        path.write_bytes(content)
        with pytest.raises(SourceError):
            run(restore(path, uri, keys))
        assert not (tmp_path / name).exists(), name


def test_an_archive_of_a_newer_program_is_refused(
    run: Run, archive: dict[str, Any], keys: OfficerKeys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ontology.migrations.newest", lambda: 0)
    with pytest.raises(NewerStoreError):
        run(restore(archive["path"], f"embedded:{tmp_path / 'x'}", keys))


def test_a_store_that_is_written_to_meanwhile_is_backed_up_again(run: Run, store: Store, tmp_path: Path) -> None:
    class Busy:
        """A store that somebody writes to while it is read, so many times."""

        def __init__(self, times: int) -> None:
            self.times = times

        def __getattr__(self, name: str) -> Any:
            return getattr(store, name)

        async def stream(self, text: str, **params: Any) -> Any:
            async for row in store.stream(text, **params):
                yield row
            if self.times and "Competency" in text:
                self.times -= 1
                await store.write([])

    path = tmp_path / "a.gz"
    run(fill(store))
    run(backup(Busy(2), path))
    assert checked(path).store["epoch"] == run(store.health()).epoch
    kept = path.read_bytes()
    with pytest.raises(ConflictError):
        run(backup(Busy(1000), path))
    assert path.read_bytes() == kept
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_leaves_the_archive_that_was_there(run: Run, archive: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "a.gz"
    path.write_bytes(b"before")
    (tmp_path / "a.gz.part").symlink_to("/dev/full")
    uri = f"embedded:{archive['path'].parent / 'store'}"
    store = run(connect(uri, exclusive=True))
    with pytest.raises(DiskFullError):
        run(backup(store, path))
    run(store.close())
    assert path.read_bytes() == b"before"


KILLED = """
import asyncio, os, sys
from pathlib import Path
from loaders import restore, whole
from queries.officer_keys import OfficerKeys

def dying(rows, *, typed, made=restore.created):
    for number, statement in enumerate(made(rows, typed=typed)):
        if number == 9:
            os.kill(os.getpid(), 9)
        yield statement

restore.created = dying
restore.TRANSACTION = 1
restore.ahead = iter
asyncio.run(restore.restore(Path(sys.argv[1]), sys.argv[2], OfficerKeys(Path(sys.argv[3])), replace=True))
"""


def test_a_restore_that_is_killed_leaves_the_old_store(
    run: Run, store: Store, archive: dict[str, Any], tmp_path: Path
) -> None:
    uri = _uri("neo4j", None) if store.dialect == "neo4j" else f"embedded:{tmp_path / 'old'}"  # type: ignore[arg-type]

    async def before() -> list[bytes]:
        old = await connect(uri, exclusive=True)
        await fill(old)
        found = await all_of(old)
        await old.close()
        return found[:]

    old = run(before())
    arguments = [str(archive["path"]), uri, str(tmp_path / "keys")]
    done = subprocess.run([sys.executable, "-c", KILLED, *arguments], cwd=ROOT, check=False, capture_output=True)
    assert done.returncode == -9, done.stderr
    assert run(stated(uri)) == old
    run(restore(archive["path"], uri, OfficerKeys(tmp_path / "keys"), replace=True))
    assert run(stated(uri)) == archive["rows"]
