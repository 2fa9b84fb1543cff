"""Streamlit's page, which all pages are drawn in, with our script in it from the beginning.

The script comes with what a page draws, too; but where a sign-in ends before anything is drawn,
nothing else would lead to the page to sign in on.
"""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SCRIPT = b'<script type="module" src="/page.js"></script>'
_END = b"</head>"
_CONDITIONS = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")


async def framed(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request for a page by an application; what is no HTML goes on as it is."""
    start: Message | None = None
    body = b""

    async def send_framed(message: Message) -> None:
        nonlocal start, body
        if message["type"] == "http.response.start":
            if MutableHeaders(scope=message).get("content-type", "").startswith("text/html"):
                start = message
                return
        elif start is not None and message["type"] == "http.response.body":
            body += message.get("body", b"")
            if message.get("more_body"):
                return
            message = {**message, "body": body.replace(_END, _SCRIPT + _END, 1)}
            headers = MutableHeaders(scope=start)
            if scope["method"] != "HEAD":
                headers["Content-Length"] = str(len(message["body"]))
            await send(start)
            start = None
        await send(message)

    plain = [each for each in scope["headers"] if each[0].lower() not in _CONDITIONS]
    await app({**scope, "headers": plain}, receive, send_framed)
