"""Streamlit's own steps of signing in and out, with what it leaves open.

It comes back to its first page whatever happened: here people get back to where they were going,
or are told what did not work. And signing out ends the ticket itself, not just this browser's copy.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, unquote, urlencode

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from pages.guest.pace import Pace
from pages.server.apart import apart
from pages.server.sign_in import SignIn
from pages.server.sign_in_page import own
from pages.server.sign_in_routes import NEXT

PACE = Pace(most=120)  # each asks the provider, and costs what a page does: sixty sign-ins a minute
_OFTEN = "Very many sign-ins began where you are. Try again in a minute."
_TOLD = ("error", "error_description")  # what a provider says went wrong, or anybody in its name


class Callback:
    """Serves the addresses of signing in and out by an application, Streamlit's."""

    def __init__(self, app: ASGIApp, signing: SignIn) -> None:
        self.app, self.signing = app, signing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the answer back with another place to go to."""
        request = Request(scope)
        if wait := PACE.wait(request.client.host if request.client else ""):
            often = PlainTextResponse(_OFTEN, 429, {"Retry-After": str(wait)})
            await often(scope, receive, send)
            return
        failed = False

        async def send_on(message: Message) -> None:
            nonlocal failed
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Cache-Control"] = "no-store"
                failed = message["status"] >= 400
                if failed:
                    message["status"] = 303
                    headers["Content-Length"] = "0"
                if failed or headers.get("location") == "/":
                    headers["Location"] = _onward(request, headers, failed)
            elif failed:
                message["body"] = b""
            await send(message)

        if request.url.path == "/auth/logout":
            if request.headers.get("sec-fetch-site") in ("cross-site", "same-site"):
                await RedirectResponse("/", 303)(scope, receive, send)
                return  # no other site signs anybody out
            ticket = self.signing.ticket(request.cookies)
            if ticket is not None:
                self.signing.sign_out(ticket)
        told = {**scope, "query_string": _loggable(scope["query_string"])}
        await apart(self.app, told, receive, send_on)


def _loggable(query: bytes) -> bytes:
    """A query of which what is written to the log is one short line, without signs that steer a
    terminal: a stranger may ask for whatever they like."""
    try:
        said = parse_qsl(query.decode("latin-1"), keep_blank_values=True, max_num_fields=50)
    except ValueError:
        return b""
    plain = [
        (name, "".join(filter(str.isprintable, value))[:200] if name in _TOLD else value)
        for name, value in said
    ]
    return urlencode(plain).encode()


def _onward(request: Request, headers: MutableHeaders, failed: bool) -> str:
    """Where to, in place of the first page."""
    after = own(unquote(request.cookies.get(NEXT, "/")))
    if any(cookie.startswith(f"{USER_COOKIE_NAME}=") and "Max-Age=0" not in cookie
           for cookie in headers.getlist("set-cookie")):  # fmt: skip
        headers.append("Set-Cookie", f"{NEXT}=; Path=/; Max-Age=0; HttpOnly")
        return after
    tried = failed or bool(request.query_params.get("state") or request.query_params.get("error"))
    if request.url.path == "/auth/login" and not failed:  # an old address of where it begins
        return f"/sign-in?next={quote(after, safe='')}"
    if request.url.path == "/auth/logout" or not tried:
        return "/sign-in?said=out"
    return f"/sign-in?said=failed&next={quote(after, safe='')}"
