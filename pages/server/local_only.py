"""Without sign-in only this machine is answered, and no proxy that lets others in."""

from __future__ import annotations

import gc
from dataclasses import dataclass
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
    wide = [place.host for place in listening() if not place.local]
    if wide:
        return f"It would listen at {wide[0]}, where others come, and nobody signs in. {HELP}"
    return ""


@dataclass(frozen=True)
class Place:
    """Where a server listens: the name or number of a host, or the path of a socket; its port."""

    host: str
    port: int = 0
    scheme: str = "http"

    @property
    def local(self) -> bool:
        """Whether only this machine gets there."""
        return _of_this_machine(self.host)

    def __str__(self) -> str:
        usual = self.host in ("127.0.0.1", "::1")
        host = "localhost" if usual else f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}" if self.port else self.host


def listening() -> list[Place]:
    """Where the server that runs us will listen: uvicorn tells its applications nothing of it."""
    import uvicorn

    configs = [found.config for found in gc.get_objects() if type(found) is uvicorn.Server]
    return [
        Place(each.uds)
        if each.uds
        else Place(each.host, each.port, "https" if each.is_ssl else "http")
        for each in configs
    ]
