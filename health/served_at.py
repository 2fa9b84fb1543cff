"""The address under which others reach the program: `HEALTH_ADDRESS`."""

from __future__ import annotations

import os
from ipaddress import ip_address
from urllib.parse import urlsplit

from health.errors import SettingRefused

VARIABLE = "HEALTH_ADDRESS"
USUAL = "http://localhost:8501"
_ALLOWED = (
    "a scheme and a host, with a port where needed, and nothing behind: https://health.example.com;"
    " http:// only for this machine, such as http://localhost:8501"
)


def address() -> str:
    """The base of every link that leaves the program, without a slash at its end.

    Raises SettingRefused for what is no such address: links to nowhere help nobody.
    """
    return checked(os.environ.get(VARIABLE, "").strip() or USUAL)


def checked(text: str) -> str:
    """An address as it is used: in small letters, no slash at the end. Raises SettingRefused."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _refused(text) from None
    bare = (parts.path.strip("/"), parts.query, parts.fragment, parts.username, parts.password)
    if parts.scheme not in ("http", "https") or not host or any(bare) or not host.isprintable():
        raise _refused(text)
    if any(letter in host for letter in " \\<>\"'%") or (
        parts.scheme == "http" and not of_this_machine(host)
    ):
        raise _refused(text)
    shown = f"[{host}]" if ":" in host else host
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{shown}" + (f":{port}" if port not in (None, usual) else "")


def of_this_machine(host: str) -> bool:
    """Whether a name or number of a host means the machine itself, and no other can reach it."""
    if host.rstrip(".") == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _refused(text: str) -> SettingRefused:
    return SettingRefused(VARIABLE, text, _ALLOWED, "environment")
