"""The console: GraphiQL, to write a GraphQL document, send it, and read what the schema says; in development only."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from graphapi.explorer import POLICY as EXPLORER
from graphapi.pages import templates
from graphapi.subjects import subject_of
from queries.rights import DEVELOPER

BUILT = Path(__file__).parent / "static" / "graphiql"
ADDRESS = "/static/graphiql/"
POLICY = EXPLORER.replace("trusted-types 'none'", "trusted-types default")
"""The explorer's, but that descriptions, which are Markdown, become markup: of the few tags in explorer/graphiql."""


def routes() -> list[Route]:
    """`/console`."""
    return [Route("/console", page)]


async def page(request: Request) -> Response:
    """The page, for whoever the service is open to without a name: where people sign in there is none."""
    if subject_of(request) != DEVELOPER:
        raise HTTPException(404)
    html = templates.get_template("console.html").render(**built())
    return HTMLResponse(html, headers={"cache-control": "no-store", "content-security-policy": POLICY})


@cache
def built() -> dict[str, str]:
    """The addresses of its script and style sheet: their names change with their content."""
    manifest = json.loads((BUILT / "manifest.json").read_text("utf-8"))
    return {"entry": ADDRESS + manifest["graphiql/main.ts"]["file"], "style": ADDRESS + manifest["style.css"]["file"]}
