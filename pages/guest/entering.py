"""Who asks: the token and the visit in a guest's cookies, and what they open at this moment."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from health.links import door
from health.links.guards import VISIT, token_hash
from health.links.opening import Grant, Refusal
from pages.guest.bounds import in_thread, trying

_HANDLE = re.compile(r"[0-9a-f]{16}", re.ASCII)
_SECONDS = int(VISIT.total_seconds())


@dataclass(frozen=True)
class Guest:
    """Somebody before a link, which the handle names: so several can be open in one browser."""

    handle: str
    token: str | None = field(repr=False)
    visit: str | None = field(repr=False)
    address: str


def handle_of(token: str) -> str:
    """What a link is called in addresses: nobody gets from it to its token."""
    return token_hash(token)[:16]


def guest_of(request: Request, what: str) -> Guest:
    """Who asks for something of a link. A token that is another link's counts as none."""
    handle = request.path_params.get("handle", "")
    token = request.cookies.get(f"link_{handle}") if _HANDLE.fullmatch(handle) else None
    if token is not None and handle_of(token) != handle:
        token = None
    mine = (f"visit_{each}_{handle}" for each in (what, "page", "feedback"))
    visit = next((request.cookies[name] for name in mine if name in request.cookies), None)
    return Guest(handle, token, visit, request.client.host if request.client else "")


async def entered(
    request: Request, what: str, password: str | None = None
) -> tuple[Guest, Grant | Refusal]:
    """Who asks, and what that opens now for the client that is asked for."""
    guest = guest_of(request, what)
    client = request.query_params.get("client")
    asked = (guest.token, password, guest.address, what, client, guest.visit)
    return guest, await (trying if password else in_thread)(door.asked, *asked)


def remember_link(response: Response, token: str, secure: bool) -> None:
    """Let the browser show the token to the pages of its link, and to nothing else."""
    handle = handle_of(token)
    _set(response, f"link_{handle}", token, handle, secure)


def remember_visit(response: Response, request: Request, guest: Guest, grant: Grant) -> None:
    """Let the browser show that it was let in: no password is asked for, no view counted again."""
    if grant.visit != guest.visit:
        name = f"visit_{grant.what}_{guest.handle}"
        _set(response, name, grant.visit, guest.handle, is_secure(request))


def is_secure(request: Request) -> bool:
    """Whether the browser came by https, as far as the proxy tells."""
    return request.url.scheme == "https"


def _set(response: Response, name: str, value: str, handle: str, secure: bool) -> None:
    response.set_cookie(
        name, value, max_age=_SECONDS, path=f"/shared/{handle}", secure=secure, httponly=True,
        samesite="lax",
    )  # fmt: skip
