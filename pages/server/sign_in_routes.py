"""Where signing in begins, and where a page asks whether it still holds."""

from __future__ import annotations

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from streamlit.auth_util import encode_provider_token

from health.access import Refused
from pages.server import sign_in, sign_in_page
from pages.server.tabs import tabs

NEXT = "after_sign_in"
_SECONDS = 600  # for so long somebody may take to sign in, and still come back to where they were
_SAID = {
    "out": ("You are signed out", "In every window of this browser."),
    "failed": (
        "Signing in did not work",
        "The sign-in provider said no, or can't be reached. The log of the server has the reason.",
    ),
}


async def asked(request: Request) -> Response:
    """The page itself; whoever is signed in is led on."""
    signing = sign_in.current()
    after = sign_in_page.own(request.query_params.get("next", "/"))
    if signing is None:
        return RedirectResponse("/", 303)
    found = signing.found(request.cookies)
    if not isinstance(found, Refused):
        return RedirectResponse(after, 303)
    title, words = _SAID.get(request.query_params.get("said", ""), ("", ""))
    if not title or found.address:
        return sign_in_page.answer(signing.provider.name, found, after)
    return sign_in_page.said(title, words, signing.provider.name, after)


async def start(request: Request) -> Response:
    """To the sign-in provider, and remember where to come back to."""
    signing = sign_in.current()
    if signing is None:
        return RedirectResponse("/", 303)
    response = RedirectResponse(
        f"/auth/login?provider={encode_provider_token(sign_in.PROVIDER)}", 303,
        {"Cache-Control": "no-store"},
    )  # fmt: skip
    after = quote(sign_in_page.own(request.query_params.get("next", "/")), safe="")
    response.set_cookie(NEXT, after, _SECONDS, httponly=True, samesite="lax")
    return response


async def signed_in(request: Request) -> Response:
    """204 for whoever gets here, which is past the gate; 503 and why, where no more can be open."""
    signing = sign_in.current()
    found = signing.found(request.cookies) if signing else None
    why = tabs().why_not(found.address if found else "")
    unkept = {"Cache-Control": "no-store"}
    return PlainTextResponse(why, 503, unkept) if why else Response(None, 204, unkept)


ROUTES = [
    Route("/sign-in", asked),
    Route("/sign-in/start", start),
    Route("/signed-in", signed_in),
]
