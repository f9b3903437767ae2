"""The console: a page to write a GraphQL document, send it, and read what the schema says; in development only."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from graphapi.explorer import POLICY
from graphapi.pages import _templates as templates  # the one way to make a page
from graphapi.state import state_of
from graphapi.subjects import subject_of
from queries.rights import DEVELOPER


def routes() -> list[Route]:
    """`/console`."""
    return [Route("/console", page)]


async def page(request: Request) -> Response:
    """The page, for whoever the service is open to without a name: where people sign in there is none."""
    if subject_of(request) != DEVELOPER:
        raise HTTPException(404)
    html = templates.get_template("console.html").render(state=state_of(request))
    return HTMLResponse(html, headers={"cache-control": "no-store", "content-security-policy": POLICY})
