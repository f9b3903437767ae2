"""A role or a framework as a workbook, to be edited and drafted anew: `/workbook/TYPE/ID.xlsx`.

By the command line in a process of its own, as an upload is: a large framework does not keep questions waiting.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graphapi import uploads
from graphapi.state import state_of

MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOTHING = 65
"""The command's exit status where no thing answers to the id."""


def routes() -> list[Route]:
    """The route; one workbook is made at a time."""
    busy = asyncio.Lock()

    async def workbook(request: Request) -> Response:
        """What is stated of the role, or in the framework; never of officers."""
        if busy.locked():
            raise HTTPException(503, "another workbook is being made: ask again in a while", {"retry-after": "5"})
        async with busy:
            return await _made(request)

    return [Route("/workbook/{type}/{id:path}.xlsx", workbook)]


async def _made(request: Request) -> Response:
    state, type_, id_ = state_of(request), request.path_params["type"], request.path_params["id"]
    only = {"Framework": f"--framework={id_}", "Role": f"--thing=Role:{id_}"}.get(type_)
    if only is None:
        raise HTTPException(404, "there are workbooks of a Role or a Framework")
    with tempfile.TemporaryDirectory(prefix="karmagraph-workbook-") as folder:
        path = Path(folder) / "workbook.xlsx"
        status, _, told = await uploads.command(["export", "--format=xlsx", f"--out={path}", only], state.config.store)
        if status == NOTHING:
            raise HTTPException(404)
        if status:
            raise HTTPException(503, told.replace(f"{folder}/", ""))
        name = f"{type_.lower()}{'-illustrative' if state.illustrative else ''}.xlsx"
        headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
        return Response(path.read_bytes(), media_type=MEDIA, headers=headers)
