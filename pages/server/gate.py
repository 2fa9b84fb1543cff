"""The one gate: with sign-in, nobody gets past it without a ticket that holds, but to OPEN.

Without sign-in it answers this machine only. It stands before Streamlit, so that neither a page,
nor a fragment of one, nor a file has to ask for itself.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from health.access import Refused
from health.errors import HealthError
from health.seen.store import why_not
from pages.server import sign_in, sign_in_page, standing
from pages.server.callback import Callback
from pages.server.frame import framed
from pages.server.local_only import why_not_local
from pages.server.sign_in import SignIn, Ticket
from pages.server.socket import Socket
from pages.server.tabs import tabs

STREAM = "/_stcore/stream"
WELL = frozenset({"/healthz", "/_stcore/health"})  # asked by machines, under any name of the host
OPEN = WELL | {
    "/sign-in", "/sign-in/start", "/auth/login", "/auth/logout", "/oauth2callback",
    "/page.js", "/favicon.png", "/manifest.json",
}  # fmt: skip
OPEN_BELOW = ("/static/", "/s/", "/shared/")  # Streamlit's own files; guests, whom links let in
UPLOADS = "/_stcore/upload_file/"  # what is sent there stays in memory while a session lasts
MEDIA = "/media/"  # files of a page: Streamlit gives them to whoever can name them
_FILES = ("/_stcore/", MEDIA, "/component/", "/app/", "/signed-in")  # no pages


class Gate:
    """Lets through whoever may, and tells others why not."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        if scope["type"] == "lifespan":
            await standing.begun(self.app, scope, receive, send)
            return
        try:
            signing = sign_in.current()
        except HealthError:  # the log says what; the server should not have begun at all
            await _refuse(scope, receive, send, PlainTextResponse(standing.AWAY, 503))
            return
        if signing is None:
            why = "" if scope["path"] in WELL else why_not_local(scope)
            if why:
                await _refuse(scope, receive, send, PlainTextResponse(why, 403))
            elif scope["type"] == "websocket":
                await self._local_socket(scope, receive, send)
            else:
                await self._passed_on(scope, receive, send)
        elif scope["path"] not in WELL and not _right_host(scope, signing.base):
            told = f"This program is at {signing.base} only."
            await _refuse(scope, receive, send, PlainTextResponse(told, 421))
        elif scope["type"] == "websocket":
            await self._socket(signing, scope, receive, send)
        else:
            await self._http(signing, scope, receive, send)

    async def _http(self, signing: SignIn, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if path in ("/auth/login", "/auth/logout", "/oauth2callback"):
            await Callback(self.app, signing)(scope, receive, send)
        elif path in OPEN or path.startswith(OPEN_BELOW):
            await self._passed_on(scope, receive, send)
        else:
            ticket = signing.ticket(HTTPConnection(scope).cookies)
            found = signing.person(ticket)
            if isinstance(found, Refused):
                await _told(signing, scope, found)(scope, receive, send)
            elif path.startswith(UPLOADS) and not found.may("logs"):
                await _refuse(scope, receive, send, PlainTextResponse(why_not(found, "logs"), 403))
            elif path.startswith(MEDIA) and not (ticket and signing.handed.has(ticket.key, path)):
                await _refuse(scope, receive, send, PlainTextResponse("File not found", 404))
            else:
                await self._passed_on(scope, receive, send)

    async def _passed_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if path.startswith(MEDIA):
            await self.app(scope, receive, unkept(send))
        elif path in OPEN or path.startswith((*OPEN_BELOW, *_FILES)):
            await self.app(scope, receive, send)
        else:
            await framed(self.app, scope, receive, send)

    async def _socket(self, signing: SignIn, scope: Scope, receive: Receive, send: Send) -> None:
        asked = HTTPConnection(scope)
        ticket = signing.ticket(asked.cookies)
        mine = asked.headers.get("origin") in (None, signing.base)
        found = signing.person(ticket)
        if ticket is None or isinstance(found, Refused) or not mine or scope["path"] != STREAM:
            await _refuse(scope, receive, send, Response(status_code=403))
            return
        with tabs().opened(found.address) as why_not_opened:
            if why_not_opened:  # the page asks at /signed-in why
                await _refuse(scope, receive, send, Response(status_code=403))
            else:
                session = Socket(signing, ticket, receive, send)
                await session.served_by(self.app, _marked(scope, ticket))

    async def _local_socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        with tabs().opened("") as why_not_opened:
            if why_not_opened:
                await _refuse(scope, receive, send, Response(status_code=403))
            else:
                await self.app(scope, receive, send)


def _marked(scope: Scope, ticket: Ticket) -> Scope:
    """The request with its ticket's key, so that no session is taken up again under another one."""
    name = sign_in.TICKET.encode()
    others = [each for each in scope["headers"] if each[0].lower() != name]
    return {**scope, "headers": [*others, (name, ticket.key.encode())]}


def _right_host(scope: Scope, base: str) -> bool:
    """Whether it was asked for under the one name it has: no other site can pose as it."""
    told = HTTPConnection(scope).headers.get("host", "").lower()
    usual = {"http": ":80", "https": ":443"}[urlsplit(base).scheme]
    return told.removesuffix(usual) == urlsplit(base).netloc


def _told(signing: SignIn, scope: Scope, found: Refused) -> Response:
    """What somebody gets who may not: a page where they can sign in, or a word for a program."""
    known = bool(found.address)
    if scope["path"].startswith(_FILES) or scope["method"] not in ("GET", "HEAD"):
        return PlainTextResponse(
            "Sign in first." if not known else found.why, 403 if known else 401
        )
    query = scope["query_string"].decode("latin-1")
    after = scope["path"] + (f"?{query}" if query else "")
    return sign_in_page.answer(signing.provider.name, found, after)


def unkept(send: Send) -> Send:
    """Have an answer kept by no cache: somebody else may sit there next."""

    async def send_unkept(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["Cache-Control"] = "no-store"
        await send(message)

    return send_unkept


async def _refuse(scope: Scope, receive: Receive, send: Send, response: Response) -> None:
    if scope["type"] == "websocket":  # closed before it is accepted: the server answers 403
        await send({"type": "websocket.close", "code": 1008})
    else:
        response.headers["Cache-Control"] = "no-store"
        await response(scope, receive, send)
