"""How the server stands: what it has to know to begin, or why it does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config

from health.errors import HealthError
from pages.server import sign_in
from pages.server.local_only import why_not_to_begin

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
        return why_not_to_begin() if sign_in.current() is None else ""
    except HealthError as error:
        return str(error)


async def begun(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Pass the beginning on, unless something is amiss: then the server says it and ends."""
    why = why_not()
    if not why:
        await app(scope, receive, send)
        return
    await receive()
    await send({"type": "lifespan.startup.failed", "message": f"Nothing is served. {why}"})
