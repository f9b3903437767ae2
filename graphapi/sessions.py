"""Signing in with a browser: a person gives a key or a token once, and a cookie carries it from then on.

The cookie is the credential itself, which no script can read and no other site's page can send along with a POST:
nothing is kept here, and it ends with the credential, when it is revoked or expires, or with the browser.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Scope

from graphapi.credentials import COOKIE, cookie
from graphapi.operations import RefusedError, body
from graphapi.pages import templates
from graphapi.state import state_of
from graphapi.subjects import CredentialError, IssuerAwayError

if TYPE_CHECKING:
    from graphapi.credentials import Credentials

ADDRESSES = ("/signin", "/signout")
LONGEST = 3_900
"""Characters of a credential: browsers keep no longer cookies."""
_HOME = "/en/"


def routes(credentials: Credentials) -> list[Route]:
    """`/signin` and `/signout`, where anybody can sign in."""
    if not credentials.keys and not credentials.tokens:
        return []

    async def sign_in(request: Request) -> Response:
        """The page, and what it sends."""
        if request.method != "POST":
            return _page(request)
        _check_site(request)
        try:
            credential = await _given(request)
            await credentials.subject(credential)
        except CredentialError as error:
            return _page(request, str(error), 401)
        except IssuerAwayError as error:
            return _page(request, str(error), 503)
        return begun(request, credential)

    return [
        Route("/signin", sign_in, methods=["GET", "POST"]),
        Route("/signout", sign_out, methods=["POST"]),
    ]


async def sign_out(request: Request) -> Response:
    """Take the cookie back."""
    _check_site(request)
    answer = RedirectResponse(_HOME, 303)
    answer.delete_cookie(COOKIE)
    return answer


def begun(request: Request, credential: str) -> Response:
    """Home, with the cookie."""
    answer = RedirectResponse(_HOME, 303, {"cache-control": "no-store"})
    answer.set_cookie(COOKIE, credential, httponly=True, samesite="lax", secure=request.url.scheme == "https")
    return answer


def ended(scope: Scope) -> list[tuple[bytes, bytes]]:
    """The headers that take back a cookie that is not good, so that the next request comes without."""
    if any(name == b"authorization" for name, _ in scope["headers"]) or cookie(scope) is None:
        return []
    gone = Response()
    gone.delete_cookie(COOKIE)
    return [pair for pair in gone.raw_headers if pair[0] == b"set-cookie"]


async def _given(request: Request) -> str:
    """The credential that was typed; CredentialError for what cannot be one."""
    try:
        sent = parse_qs((await body(request)).decode(), max_num_fields=5)
    except (RefusedError, ValueError) as error:
        raise CredentialError("this form cannot be read") from error
    found = sent.get("credential", [""])[0].strip()
    if not found.isascii() or not found.isprintable() or len(found) > LONGEST or set(found) & set(' ",;\\'):
        raise CredentialError("this is no key and no token, or too long a one for a browser")
    return found


def _check_site(request: Request) -> None:
    """Refuse what a page of another site sends: it must not sign anybody in as somebody else."""
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise HTTPException(403, "sign in here, not from another site's page")


def _page(request: Request, wrong: str = "", status: int = 200) -> Response:
    html = templates.get_template("signin.html").render(state=state_of(request), wrong=wrong)
    return HTMLResponse(html, status, {"cache-control": "no-store"})
