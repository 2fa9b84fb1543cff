"""The sign-in provider of an access file: where it is, and the secrets shared with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from health.access.keys import known
from health.access.slips import Slips
from health.secret import MAKE, Kind, Place, secret_of
from health.served_at import of_this_machine

# Each key of [provider]: what holds where it is left out (None: it has to be there), what it says.
PROVIDER: Mapping[str, tuple[str | None, str]] = {
    "name": ("", "what the button says: Sign in with ..."),
    "metadata_url": (None, "where the provider describes itself, usually "
                     "https://.../.well-known/openid-configuration"),
    "client_id": (None, "what the provider calls this program"),
    "client_secret_file": ("", "the file with the secret that the provider gave for it"),
    "client_secret_env": ("", "or the variable with it"),
    "cookie_secret_file": ("", "the file with 32 random letters or more, which sign the cookies"),
    "cookie_secret_env": ("", "or the variable with them"),
    "scope": ("openid email profile", "what is asked for; some providers need more to tell groups"),
    "prompt": ("select_account", "how the provider asks: select_account, login or consent"),
    "groups_claim": ("groups", "the claim that lists somebody's groups"),
    "unverified_addresses": ("", "why addresses count that the provider does not call verified, "
                             "such as: IT sets them and nobody else"),
}  # fmt: skip
_MEND = {
    "client_secret": "put there what the sign-in provider gave",
    "cookie_secret": f"put there the output of: {MAKE}",
}
_PROMPTS = ("select_account", "login", "consent")


@dataclass(frozen=True)
class Provider:
    """How people sign in, without the secrets: these are read when they are needed."""

    name: str
    metadata_url: str
    client_id: str
    scope: str
    prompt: str
    client_place: Place
    cookie_place: Place

    def secrets(self) -> tuple[str, str]:
        """What the provider knows this program by, and what signs the cookies.

        Raises AccessRefused for each that is missing, short, an example, or the other one.
        """
        slips = Slips("")
        client = _secret(self.client_place, "word", slips)
        cookie = _secret(self.cookie_place, "signs", slips)
        if client and client == cookie:
            slips.found(self.cookie_place.refused("holds the client secret, which others know"))
        slips.tell()
        return client, cookie


def provider_of(said: Mapping[str, str], where: str, folder: Path) -> Provider:
    """The provider that a table, as from `stated`, is about; its files are beside `folder`."""
    return Provider(
        said["name"], said["metadata_url"], said["client_id"], said["scope"], said["prompt"],
        _place(said, "client_secret", where, folder), _place(said, "cookie_secret", where, folder),
    )  # fmt: skip


def stated(table: Mapping[str, Any], slips: Slips) -> dict[str, str]:
    """Every key of [provider] with what holds for it; with what is usual for one that is wrong."""
    known({k: table[k] for k in table if k not in _MEND}, PROVIDER, "provider.", slips)
    said = {}
    for key, (usual, about) in PROVIDER.items():
        value = table.get(key, usual)
        if isinstance(value, str) and (usual is not None or value.strip()):
            said[key] = value.strip()
            if allowed := _why_not(key, said[key]):
                slips.add(f"provider.{key}", value, allowed)
        else:
            said[key] = usual or ""
            slips.add(f"provider.{key}", value, f"a text: {about}")
    for key in _MEND:
        if key in table:
            allowed = f"{key}_file or {key}_env: this file is read by many, a secret is not"
            slips.add(f"provider.{key}", "***", allowed)
        elif bool(said[f"{key}_env"]) == bool(said[f"{key}_file"]):
            both = f"{said[f'{key}_env']} and {said[f'{key}_file']}"
            allowed = f"either {key}_file or {key}_env, which says where the secret is"
            slips.add(f"provider.{key}", both if said[f"{key}_env"] else "missing", allowed)
    return said


def _why_not(key: str, value: str) -> str:
    """What is allowed for a key in place of a text that is not; empty for one that is."""
    if key == "metadata_url" and not _safe(value):
        return "an address that begins with https://"
    if key == "prompt" and value not in _PROMPTS:
        return f"one of: {', '.join(_PROMPTS)}"
    if key == "scope" and not {"openid", "email"} <= set(value.split()):
        return "words, openid and email among them"
    return ""


def _safe(url: str) -> bool:
    """Whether nobody on the way can pose as the provider."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    host = parts.hostname or ""
    return bool(host) and (
        parts.scheme == "https" or (parts.scheme == "http" and of_this_machine(host))
    )


def _secret(place: Place, kind: Kind, slips: Slips) -> str:
    """A secret; empty where something is wrong with it, and where no place is said."""
    return (place.name and slips.of(lambda: secret_of(place, kind))) or ""


def _place(said: Mapping[str, str], key: str, where: str, folder: Path) -> Place:
    variable, file = said[f"{key}_env"], said[f"{key}_file"]
    if variable:
        return Place(f"{where}: provider.{key}_env", variable, _MEND[key])
    return Place(f"{where}: provider.{key}_file", file, _MEND[key], folder / file)
