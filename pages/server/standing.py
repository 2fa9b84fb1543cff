"""How the server stands: what it has to know to begin, or why it does not; where it is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config

from health.errors import HealthError
from health.served_at import USUAL, VARIABLE, address
from pages.server import sign_in
from pages.server.local_only import listening, why_not_to_begin
from pages.server.tabs import tabs

AWAY = "This program is not set up; its log says what is missing."


@dataclass(frozen=True)
class Known:
    """What Streamlit has to know to sign people in; whether it is reached by https:// only."""

    secrets: dict[str, Any] | None = None
    secure: bool = False


def known() -> Known:
    """What the server has to know before it begins; nothing where it will not begin."""
    try:
        signing = sign_in.current()
    except HealthError:
        return Known()
    if signing is None:
        return Known()
    base = urlsplit(signing.base)
    config.set_option("server.allowedHosts", [base.hostname])
    config.set_option("server.trustedUserHeaders", {sign_in.TICKET: "ticket"})
    return Known(signing.secrets(), base.scheme == "https")


def why_not() -> str:
    """Why the server should not begin, in a sentence; empty if it may."""
    try:
        tabs()
        return why_not_to_begin() if sign_in.current() is None else _nowhere()
    except HealthError as error:
        return str(error)


def _addressed() -> bool:
    return bool(os.environ.get(VARIABLE, "").strip())


def _nowhere() -> str:
    """Why nobody could sign in, though it would start; empty if they can."""
    others = [str(place) for place in listening() if str(place) != USUAL]
    if _addressed() or not others:
        return ""
    return (
        f"It would listen at {others[0]}, and {VARIABLE} is not set: it would answer at {USUAL} "
        f"only, and sign-in and links would lead there. Set {VARIABLE} to the address that "
        "people type, such as https://health.agency.example."
    )


def where() -> Iterator[str]:
    """Where it is, in lines for whoever started it."""
    signing = sign_in.current()
    places = [signing.base] if signing else list(map(str, listening()))
    yield f"Client health is at {' and '.join(places)}"
    if signing is None and address() not in places:
        yield f"Links that are given out begin with {address()}; {VARIABLE} sets another address."
    if signing is not None and not _addressed():
        yield f"{VARIABLE} is not set: it leads nobody there but on this very machine."


async def begun(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Pass the beginning on, and say where it is; if something is amiss, say that and end."""

    async def send_on(message: Message) -> None:
        if message["type"] == "lifespan.startup.complete":
            print("", *told, "", sep="\n  ", flush=True)
        await send(message)

    why = why_not()
    if not why:
        told = list(where())  # asked now: later, who runs us may be found no more
        await app(scope, receive, send_on)
        return
    await receive()
    await send({"type": "lifespan.startup.failed", "message": f"Nothing is served. {why}"})
