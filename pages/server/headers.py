"""What every answer carries: the security headers; and `Secure` on cookies, where there is TLS."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


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
    """Adds the security headers to every answer; secure: it is reached by https:// only."""

    def __init__(self, app: ASGIApp, secure: bool = False) -> None:
        self.app, self.secure = app, secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the answer back with the headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)  # guests' pages have stricter ones
                if self.secure:
                    message["headers"] = [secured(*each) for each in message["headers"]]
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def secured(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """A header; if it sets a cookie, one that no browser sends unencrypted.

    Streamlit leaves that out of all cookies of its own.
    """
    if name.lower() != b"set-cookie" or re.search(rb";\s*secure\s*(;|$)", value, re.IGNORECASE):
        return name, value
    return name, value + b"; Secure"
