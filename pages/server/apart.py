"""Requests that are served beside the event loop, where they would keep all others waiting.

Streamlit asks the sign-in provider with a new client of HTTP each time, and each reads the
certificates that are trusted: 20 ms, three times a sign-in.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_FEW = ThreadPoolExecutor(4, "sign-in")  # of its own: a provider that hangs delays nothing else


async def apart(app: ASGIApp, scope: Scope, _receive: Receive, send: Send) -> None:
    """Have a request without a body answered in a thread, with an event loop of its own."""
    answer: list[Message] = []

    async def nothing() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def note(message: Message) -> None:
        answer.append(message)

    async def answered() -> None:
        await app(scope, nothing, note)

    await asyncio.get_running_loop().run_in_executor(_FEW, lambda: asyncio.run(answered()))
    for message in answer:
        await send(message)
