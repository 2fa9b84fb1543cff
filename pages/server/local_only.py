"""Without sign-in only this machine is answered, and no proxy that lets others in."""

from __future__ import annotations

import gc
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from health.access.file import VARIABLE as ACCESS
from health.served_at import VARIABLE as ADDRESS
from health.served_at import address, of_this_machine

HELP = (
    f"Set {ACCESS} to a file that says who may enter (the README has one, under Sign-in), and "
    f"{ADDRESS} to the address that people use; or let it listen at localhost only."
)
_OF_PROXIES = (
    "forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via",
)  # fmt: skip


def why_not_local(scope: Scope) -> str:
    """Why a request is not of this machine, in words; empty if it is."""
    ends = [end[0] for end in (scope.get("client"), scope.get("server")) if end]
    headers = Headers(scope=scope)
    host = urlsplit(f"//{headers.get('host', '')}").hostname or ""
    if len(ends) == 2 and all(map(_of_this_machine, ends)) and _of_this_machine(host):
        if not any(name in headers for name in _OF_PROXIES):
            return ""
        return f"Nobody signs in here, so nobody is let in by way of a proxy. {HELP}"
    return f"Nobody signs in here, so only the machine itself is answered. {HELP}"


def _of_this_machine(host: object) -> bool:
    return isinstance(host, str) and of_this_machine(host.removeprefix("::ffff:"))


def why_not_to_begin() -> str:
    """Why a server without sign-in should not begin, in a sentence; empty if it may."""
    if not of_this_machine(urlsplit(address()).hostname or ""):
        return f"{ADDRESS} is {address()}, where others come, and nobody has to sign in. {HELP}"
    wide = [place for place in _listening() if not _of_this_machine(place)]
    if wide:
        return f"It would listen at {wide[0]}, where others come, and nobody signs in. {HELP}"
    return ""


def _listening() -> list[str]:
    """Where the server that runs us will listen: uvicorn tells its applications nothing of it."""
    import uvicorn

    servers = (found for found in gc.get_objects() if type(found) is uvicorn.Server)
    return [server.config.uds or server.config.host for server in servers]
