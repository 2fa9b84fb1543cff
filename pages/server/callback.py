"""Streamlit's own steps of signing in and out, with what it leaves open.

It comes back to its first page whatever happened: here people get back to where they were going,
or are told what did not work. And signing out ends the ticket itself, not just this browser's copy.
"""

from __future__ import annotations

from urllib.parse import quote, unquote

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from pages.server.sign_in import SignIn
from pages.server.sign_in_page import own
from pages.server.sign_in_routes import NEXT


class Callback:
    """Serves the addresses of signing in and out by an application, Streamlit's."""

    def __init__(self, app: ASGIApp, signing: SignIn) -> None:
        self.app, self.signing = app, signing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the answer back with another place to go to."""
        request = Request(scope)
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
        await self.app(scope, receive, send_on)


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
