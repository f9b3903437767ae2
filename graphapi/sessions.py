"""Signing in with a browser: a person signs in at the issuer, or gives a key or a token once; a cookie carries it then.

The cookie is the credential itself, which no script can read and no other site's page can send along with a POST:
nothing is kept here, and it ends with the credential, when it is revoked or expires, or with the browser.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Literal, TypedDict
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Scope

from graphapi import codeflow
from graphapi.codeflow import Begun
from graphapi.credentials import COOKIE, cookie
from graphapi.operations import RefusedError, body
from graphapi.pages import templates
from graphapi.state import state_of
from graphapi.subjects import CredentialError, IssuerAwayError

if TYPE_CHECKING:
    from graphapi.credentials import Credentials
    from graphapi.tokens import Tokens

ADDRESSES = ("/signin", "/signout")
LONGEST = 3_900
"""Characters of a credential: browsers keep no longer cookies."""
_FLOW = "karmagraph-signin"
"""The cookie of a browser that is on its way to the issuer and back."""

_UNKEPT = {"cache-control": "no-store"}


class _Closed(TypedDict):
    httponly: bool
    samesite: Literal["lax"]
    secure: bool


_PATIENCE = 600
"""Seconds that this may take."""


def routes(credentials: Credentials) -> list[Route]:
    """`/signin` and `/signout`, where anybody can sign in; with a client's name, the two ends of the code flow."""
    if not credentials.keys and not credentials.tokens:
        return []

    async def sign_in(request: Request) -> Response:
        """The page, and what it sends."""
        if request.method != "POST":
            return _page(request, out=await _goodbye(request, credentials))
        _check_site(request)
        try:
            credential = await _given(request)
            await credentials.subject(credential)
        except (CredentialError, IssuerAwayError) as error:
            return _refused(request, error)
        return begun(request, credential)

    return [
        Route("/signin", sign_in, methods=["GET", "POST"]),
        Route("/signout", sign_out, methods=["POST"]),
        *(_flow(credentials.tokens) if credentials.tokens and credentials.tokens.issuer.client else ()),
    ]


def _flow(tokens: Tokens) -> list[Route]:
    async def begin(request: Request) -> Response:
        """To the issuer."""
        _check_site(request)
        going = Begun.new(_language(request))
        try:
            answer = RedirectResponse(await codeflow.address(tokens, going, _back(request)), 303, _UNKEPT)
        except IssuerAwayError as error:
            return _refused(request, error)
        answer.set_cookie(_FLOW, str(going), _PATIENCE, path="/signin", **_closed(request))
        return answer

    async def back(request: Request) -> Response:
        """From the issuer."""
        try:
            came = Begun.read(request.cookies.get(_FLOW, ""))
            credential = await codeflow.credential(tokens, came, _back(request), request.query_params)
            answer = begun(request, _fitting(credential), came.language)
        except (CredentialError, IssuerAwayError) as error:
            answer = _refused(request, error)
        answer.delete_cookie(_FLOW, path="/signin")
        return answer

    return [Route("/signin/begin", begin), Route("/signin/back", back)]


async def sign_out(request: Request) -> Response:
    """Take the cookie back; where people sign in at the issuer, tell how to sign out there."""
    _check_site(request)
    issuer = state_of(request).config.issuer
    with_issuer = issuer is not None and issuer.client
    language = _language(request)
    answer = RedirectResponse(f"/signin?out=1&lang={language}" if with_issuer else _home(language), 303)
    answer.delete_cookie(COOKIE)
    return answer


def begun(request: Request, credential: str, language: str = "") -> Response:
    """Home, with the cookie."""
    answer = RedirectResponse(_home(language or _language(request)), 303, _UNKEPT)
    answer.set_cookie(COOKIE, credential, **_closed(request))
    return answer


def _home(language: str) -> str:
    """The first page in one of the languages; nothing that a cookie says leads elsewhere."""
    return "/hi/" if language == "hi" else "/en/"


def _closed(request: Request) -> _Closed:
    """What keeps a cookie from scripts and other sites."""
    return {"httponly": True, "samesite": "lax", "secure": request.url.scheme == "https"}


def _back(request: Request) -> str:
    return f"{request.base_url}signin/back"


def _language(request: Request) -> str:
    return "hi" if request.query_params.get("lang") == "hi" else "en"


async def _goodbye(request: Request, credentials: Credentials) -> str:
    """Where whoever has just signed out here may sign out of the issuer too, if that can be known now."""
    tokens = credentials.tokens
    if tokens is None or not tokens.issuer.client or "out" not in request.query_params:
        return ""
    with suppress(IssuerAwayError):
        return await codeflow.goodbye(tokens, f"{request.base_url}signin")
    return ""


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
    return _fitting(sent.get("credential", [""])[0].strip())


def _fitting(found: str) -> str:
    """A credential that a cookie can carry; CredentialError for another."""
    if not found.isascii() or not found.isprintable() or len(found) > LONGEST or set(found) & set(' ",;\\'):
        raise CredentialError("this is no key and no token, or too long a one for a browser")
    return found


def _check_site(request: Request) -> None:
    """Refuse what a page of another site sends: it must not sign anybody in as somebody else."""
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise HTTPException(403, "sign in here, not from another site's page")


def _refused(request: Request, error: CredentialError | IssuerAwayError) -> Response:
    return _page(request, str(error), 401 if isinstance(error, CredentialError) else 503)


def _page(request: Request, wrong: str = "", status: int = 200, out: str = "") -> Response:
    state = state_of(request)
    issuer = state.config.issuer
    html = templates.get_template("signin.html").render(
        state=state, wrong=wrong, out=out, lang=_language(request), signed_out="out" in request.query_params,
        flow=bool(issuer and issuer.client),
    )  # fmt: skip
    return HTMLResponse(html, status, _UNKEPT)
