"""The server of the dashboard: `streamlit run dashboard.py`.

The script that it runs, `pages/app.py`, stands inside `pages/` on purpose: Streamlit serves every
file of a `pages/` folder beside its script by itself, without running the script first.
"""

from __future__ import annotations

import base64
import gc
import hashlib
import logging
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

_HERE = Path(__file__).resolve().parent
if str(_HERE) not in sys.path:  # the server may be started from any folder
    sys.path.insert(0, str(_HERE))

from health.memory import use_few_arenas  # noqa: E402 - found by the path above

use_few_arenas()  # before anything starts threads

from pages.guest.routes import ROUTES as GUEST_ROUTES  # noqa: E402 - after that

_LOG = logging.getLogger("dashboard")


def _inline_scripts() -> str:
    """The few lines of script in Streamlit's own page, each allowed by its hash and no other."""
    html = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    hashes = (hashlib.sha256(script.encode()).digest() for script in scripts)
    return "".join(f" 'sha256-{base64.b64encode(each).decode()}'" for each in hashes)


_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; "
    f"script-src 'self' 'wasm-unsafe-eval'{_inline_scripts()}; "
    "style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; connect-src 'self'; "
    "img-src 'self' data: blob:; font-src 'self' data:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",  # an address names clients: no other site is told it
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class Headers:
    """Adds the security headers to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the answer back with the headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)  # guests' pages have stricter ones
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


class ZippedAssets:
    """Compresses scripts and style sheets to a third; Streamlit sends them as they are."""

    def __init__(self, app: ASGIApp) -> None:
        self.app, self.zipped = app, GZipMiddleware(app, minimum_size=1000, compresslevel=5)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, through the compression if it asks for a text file."""
        text = scope["type"] == "http" and scope["path"].endswith((".js", ".css", ".html", "/"))
        await (self.zipped if text else self.app)(scope, receive, send)


class KeptCache:
    """Drops a viewer's order to empty the cache that all viewers share."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on whatever the viewer sends, but that order."""

        async def receive_others() -> Message:
            while True:
                message = await receive()
                if message["type"] == "websocket.receive" and not message.get("bytes"):
                    continue  # Streamlit speaks bytes, and would fail on text
                if not _clears_cache(message):
                    return message

        await self.app(scope, receive_others if scope["type"] == "websocket" else receive, send)


def _clears_cache(message: Message) -> bool:
    content = message.get("bytes")
    if message["type"] != "websocket.receive" or not content:
        return False
    try:
        return bool(BackMsg.FromString(content).WhichOneof("type") == "clear_cache")
    except DecodeError:
        return False  # Streamlit says itself what it can't read


def apologise(error: Exception) -> bool:
    """Show a page that failed as a sentence; the traceback goes to the log only."""
    from pages.parts.look import note

    _LOG.error("a page failed", exc_info=error)
    note(
        "bad",
        "This part of the page can't be shown",
        "Something went wrong that should not; the server's log has the details. Another week or "
        "client may still work; so may loading the page again.",
    )
    return True


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, Any] | None]:
    """Load what every page needs and begin to read the logs, before the first viewer comes."""
    import pandas  # noqa: F401 - loaded here so that what it leaves in memory is frozen below
    import plotly.graph_objects  # noqa: F401

    from health import live
    from pages.parts import page  # noqa: F401

    portfolio = live.current()
    # Streamlit collects garbage after every run of a script; without the modules' objects that
    # takes a tenth of the time.
    gc.collect()
    gc.freeze()
    yield None
    portfolio.stop()


async def page_script(_request: Request) -> FileResponse:
    """The few lines of script of our own: pictures of charts, and who writes in this browser."""
    headers = {"Cache-Control": "no-cache"}  # asked for anew, sent only if it changed
    return FileResponse(_HERE / "pages" / "parts" / "page.js", headers=headers)


async def healthz(request: Request) -> Response:
    """Whether the server is well, for a monitor that does not sign in."""
    from pages.server.healthz import HEALTHZ

    return await HEALTHZ.answer(request)


app = st.App(
    _HERE / "pages" / "app.py",
    lifespan=lifespan,
    routes=[Route("/page.js", page_script), Route("/healthz", healthz), *GUEST_ROUTES],
    middleware=[Middleware(Headers), Middleware(ZippedAssets), Middleware(KeptCache)],
    on_script_error=apologise,
)
