"""What is changed on the way: text files are compressed, orders that harm others are dropped."""

from __future__ import annotations

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg


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
