"""Loading over HTTP: `POST /load/FORMAT` with the file as its body, for stewards and for the upload token.

The file is loaded by the command line in a process of its own, as a person would: a large one does not keep
questions waiting, and one that brings its process down does not bring down the service.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from graphapi.subjects import subject_of
from loaders.formats import FORMATS
from queries.rights import DEVELOPER, PUBLIC

if TYPE_CHECKING:
    from graphapi.config import Config

LIMIT = 1 << 30
"""Bytes of one upload."""

_STATUS = {0: 200, 2: 200, 1: 422, 64: 400}
"""The HTTP status for a load's exit status: rows may have been rejected; nothing was loaded; wrong options."""

_PROGRAM = "import sys; from graphapi.cli import main; sys.argv[0] = 'karmagraph'; main()"


def routes(config: Config) -> list[Route]:
    """The route, where somebody can have a credential for it."""
    if not config.upload_token and not config.signs_in:
        return []
    busy = asyncio.Lock()

    async def upload(request: Request) -> Response:
        """`POST /load/{format}?name=FILE&strict=1&complete=1&o=NAME=VALUE`: the report of the load."""
        _check(request)
        name = named(request)
        if busy.locked():
            raise HTTPException(503, "another file is being loaded: send it again in a while", {"retry-after": "10"})
        async with busy:
            with place(name) as path:
                await received(request, path)
                return await _loaded(request, config.store, path)

    return [Route("/load/{format}", upload, methods=["POST"])]


def _check(request: Request) -> None:
    """Refuse whoever is no steward; who has no credential is none, even where everything is open."""
    by = subject_of(request)
    if by in {PUBLIC, DEVELOPER}:
        raise HTTPException(401, "send the upload token, or a steward's credential", {"www-authenticate": "Bearer"})
    if "steward" not in by.rights:
        raise HTTPException(403, "only a steward loads files")


def named(request: Request) -> str:
    """The name of the file that is sent; an HTTP error for an unknown format, or a name that is a path."""
    if request.path_params["format"] not in {*FORMATS, "auto"}:
        raise HTTPException(404, f"no such format; there is {', '.join(FORMATS)}, auto")
    name = request.query_params.get("name", "upload")
    if PurePosixPath(name).name != name or name in {".", ".."} or "\0" in name:
        raise HTTPException(400, "name is a file's name, without a path")
    return name


@contextlib.contextmanager
def place(name: str) -> Iterator[Path]:
    """Where a file may lie while it is read: in a folder of one name, for some formats name the source by it."""
    with tempfile.TemporaryDirectory(prefix="karmagraph-upload-") as folder:
        path = Path(folder) / "upload" / name
        path.parent.mkdir()
        yield path


async def received(request: Request, path: Path) -> None:
    """The body as a file, read no further than it may be long."""
    size = 0
    with path.open("wb") as stream:
        async for chunk in request.stream():
            size += len(chunk)
            if size > LIMIT:
                raise HTTPException(413, f"a file has at most {LIMIT >> 20} MB: load it by the command line")
            stream.write(chunk)


async def _loaded(request: Request, store: str, path: Path) -> Response:
    given, report = request.query_params, path.parent / ".report.json"
    flags = ["--strict"] if given.get("strict") else []
    words = ["load", request.path_params["format"], str(path), "--report", str(report), *flags, *options(request)]
    status, _, told = await command(words, store)
    found = orjson.loads(report.read_bytes().replace(f"{path.parent}/".encode(), b"")) if report.exists() else {}
    if status not in {0, 2}:
        found["message"] = told.replace(f"{path.parent}/", "")
    return JSONResponse(found, _STATUS.get(status, 503))


def options(request: Request) -> list[str]:
    """How the file is to be read, as the command line has it: `complete=1`, `o=NAME=VALUE`."""
    given = request.query_params
    whole = [] if "complete" not in given else ["--complete" if given["complete"] == "1" else "--partial"]
    return [*whole, *(word for option in given.getlist("o") for word in ("-o", option))]


async def command(words: Sequence[str], store: str) -> tuple[int, bytes, str]:
    """The exit status of `karmagraph`, what it printed, and what it said of an error."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _PROGRAM, *words,
        env={**os.environ, "KARMAGRAPH_STORE": store},  # not an argument: it may hold a password
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        printed, told = await process.communicate()
    except asyncio.CancelledError:
        process.kill()
        raise
    return process.returncode or 0, printed, told.decode(errors="replace").strip()
