"""A page's connection, which lasts no longer than the sign-in that opened it."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from health.access import Refused
from pages.server.handed import note
from pages.server.sign_in import SignIn, Ticket

_LOOK_AGAIN = 2.0  # seconds between looks at whether somebody may still be here
_CLOSED = 1008  # a matter of policy: not of the network, not of the program


class Socket:
    """Passes messages on, both ways, while the ticket holds and the person may be here.

    Then it closes, also in the midst of a run: nothing that comes later goes either way.
    """

    def __init__(self, signing: SignIn, ticket: Ticket, receive: Receive, send: Send) -> None:
        self._signing, self._ticket = signing, ticket
        self._receive_message, self._send_message = receive, send
        self._signed_out = asyncio.Event()
        self._closed = False

    async def served_by(self, app: ASGIApp, scope: Scope) -> None:
        """Let an application serve it to its end."""
        unwatch = self._signing.watch(self._ticket, self._signed_out.set)
        self._out = asyncio.ensure_future(self._signed_out.wait())
        self._next: asyncio.Future[Message] | None = None
        try:
            with self._signing.handed.page(self._ticket.key) as self._files:
                await app(scope, self._receive, self._send)
        finally:
            unwatch()
            for waiting in (self._out, self._next):
                if waiting is not None:
                    waiting.cancel()

    def _holds(self) -> bool:
        return not isinstance(self._signing.person(self._ticket), Refused)

    async def _receive(self) -> Message:
        while not self._closed and self._holds():
            if self._next is None:
                self._next = asyncio.ensure_future(self._receive_message())
            patience = min(_LOOK_AGAIN, max(0.0, self._ticket.ends - time.time()) + 0.01)
            either: set[asyncio.Future[Any]] = {self._next, self._out}
            await asyncio.wait(either, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
            if self._next.done() and self._holds():
                message, self._next = self._next.result(), None
                if self._signing.handed.lets(self._ticket.key, message.get("bytes")):
                    return message
        await self._close()
        return {"type": "websocket.disconnect", "code": _CLOSED}

    async def _send(self, message: Message) -> None:
        if not self._closed and self._holds():
            if message["type"] == "websocket.send":
                note(self._files, message.get("bytes"))
            await self._send_message(message)

    async def _close(self) -> None:
        if not self._closed:
            self._closed = True
            with suppress(Exception):  # it may be gone already
                await self._send_message({"type": "websocket.close", "code": _CLOSED})
