"""The explorer: its page in each language, and its built files, whose names change with their content."""

from __future__ import annotations

import gzip
import json
import mimetypes
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from graphapi import workbooks
from graphapi.pages import href, templates
from graphapi.state import state_of
from graphapi.subjects import subject_of

BUILT = Path(__file__).parent / "static" / "explorer"
ADDRESS = "/static/explorer/"
LANGUAGES = ("en", "hi")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types 'none'"
)
"""What the explorer's page may do: load its own files, ask this service, and make no markup from text."""

_SCREENS = {
    "": "start", "search": "start", "missing": "missing", "map": "map", "officer": "officer", "brief": "brief",
    "readiness": "readiness", "commission": "demand", "whatif": "whatif", "review": "review",
}  # fmt: skip
_TEXTS = {
    "start": (), "officer": ("reading", "officer"), "review": ("reading", "review"),
    **dict.fromkeys(["readiness", "demand", "whatif"], ("reading", "figures")),
    **dict.fromkeys(["map", "brief"], ("reading", "overview")),
}  # fmt: skip
"""The texts of a screen, beside those of every page; `reading` where it is not named."""
_PLAIN = {"role": "Role", "map": "Role", "competency": "Competency", "module": "Module", "officer": "Officer"}


def routes() -> list[Route]:
    """`/en/…` and `/hi/…`, the files that their page loads, and the workbooks that it offers."""
    return [
        *(Route(f"/{lang}", _to_start) for lang in LANGUAGES),
        *(Route(f"/{lang}/{{rest:path}}", page) for lang in LANGUAGES),
        Route(ADDRESS + "assets/{name}", asset),
        *workbooks.routes(),
    ]


async def _to_start(request: Request) -> Response:
    return RedirectResponse(f"{request.url.path}/", 308)


async def page(request: Request) -> Response:
    """The explorer's page, the same for all addresses but for what it loads first and where it leads without script."""
    state, lang, rest = state_of(request), request.url.path[1:3], request.path_params["rest"]
    kind, _, id_ = rest.partition("/")
    type_, plain = (id_.partition("/")[::2]) if kind == "brief" else (kind, id_)
    subject = subject_of(request)
    other = next(each for each in LANGUAGES if each != lang)
    values: dict[str, Any] = {
        "lang": lang,
        "state": state,
        "subject": subject,
        "other": other,
        "elsewhere": f"/{other}/{quote(rest)}",
        "plain": href(_PLAIN[type_], plain) if type_ in _PLAIN and plain else "/",
        "role": state.examples.get("Role", ("", ""))[0],
        "officer": state.examples.get("Officer", ("", ""))[0] if subject.everyone else "",
        "mine": subject.officer,
        "style": ADDRESS + manifest()["style.css"]["file"],
        "entry": ADDRESS + manifest()["src/main.tsx"]["file"],
        "scripts": [ADDRESS + name for name in scripts(lang, _SCREENS.get(kind, "thing"))],
        "fonts": [ADDRESS + name for name in manifest()["src/main.tsx"]["assets"]] if lang == "hi" else [],
    }
    html = templates.get_template("explorer.html").render(**values)
    return HTMLResponse(html, headers={"cache-control": "no-store", "content-security-policy": POLICY})


@cache
def manifest() -> dict[str, Any]:
    """What the build made of each source."""
    found: dict[str, Any] = json.loads((BUILT / "manifest.json").read_text("utf-8"))
    return found


@cache
def scripts(lang: str, screen: str) -> list[str]:
    """The scripts of a screen's first load, so that the browser asks for all at once."""
    texts = ("texts", *_TEXTS.get(screen, ("reading",)))
    names = ["src/main.tsx", f"src/{screen}.tsx", *(f"src/{name}.{lang}.ts" for name in texts)]
    for name in names:  # it grows while it is read
        names += [each for each in manifest()[name].get("imports", ()) if each not in names]
    return [manifest()[name]["file"] for name in names]


async def asset(request: Request) -> Response:
    """A built file; its name changes with its content, so that it may be kept for ever."""
    packed = "gzip" in request.headers.get("accept-encoding", "") and not request.path_params["name"].endswith("woff2")
    try:
        body, media = _file(request.path_params["name"], packed=packed)
    except KeyError as error:
        raise HTTPException(404) from error
    headers = {"cache-control": "public, max-age=31536000, immutable", "vary": "accept-encoding"}
    return Response(body, media_type=media, headers=headers | ({"content-encoding": "gzip"} if packed else {}))


@cache
def _files() -> dict[str, Path]:
    return {path.name: path for path in (BUILT / "assets").iterdir()}


@cache
def _file(name: str, *, packed: bool) -> tuple[bytes, str]:
    body = _files()[name].read_bytes()
    media = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return gzip.compress(body, mtime=0) if packed else body, media
