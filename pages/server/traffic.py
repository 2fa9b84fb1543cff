"""What is changed on the way: text files are compressed, orders that no page gives are dropped."""

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


class OrdersOfPages:
    """Passes on what a page of ours sends, and nothing else that Streamlit would obey.

    Anybody with a session could have it empty the cache that all viewers share, tell of the
    repository that it stands in, or write files meant for developers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on whatever the viewer sends, but such orders."""

        async def receive_others() -> Message:
            while True:
                message = await receive()
                if message["type"] != "websocket.receive" or _is_usual(message.get("bytes")):
                    return message

        await self.app(scope, receive_others if scope["type"] == "websocket" else receive, send)


_USUAL = ("rerun_script", "stop_script", "app_heartbeat", "file_urls_request")
_USUAL_OPERATIONS = ("deferred_file", "dataframe_chunk")


def _is_usual(content: bytes | None) -> bool:
    if not content:
        return False  # Streamlit speaks bytes, and would fail on text
    try:
        order = BackMsg.FromString(content)
    except DecodeError:
        return True  # Streamlit says itself what it can't read, and closes
    kind = order.WhichOneof("type")
    if kind == "backend_operation_request":
        return order.backend_operation_request.WhichOneof("payload") in _USUAL_OPERATIONS
    return kind in _USUAL
