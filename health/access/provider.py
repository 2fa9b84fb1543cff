"""The sign-in provider of an access file: where it is, and the secrets shared with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from health.access.keys import known
from health.access.secret import Place, secret_of
from health.errors import AccessRefused
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

        Raises AccessRefused for one that is missing, short, an example, or the other one.
        """
        client, cookie = secret_of(self.client_place, False), secret_of(self.cookie_place, True)
        if client == cookie:
            place, allowed = self.cookie_place, "a secret of its own: the provider knows the other"
            raise AccessRefused(place.where, place.key, place.name, allowed)
        return client, cookie


def provider_of(said: Mapping[str, str], where: str, folder: Path) -> Provider:
    """The provider that a table, as from `stated`, is about; its files are beside `folder`."""
    return Provider(
        said["name"], said["metadata_url"], said["client_id"], said["scope"], said["prompt"],
        _place(said, "client_secret", where, folder), _place(said, "cookie_secret", where, folder),
    )  # fmt: skip


def stated(table: Mapping[str, Any], where: str) -> dict[str, str]:
    """Every key of [provider] with what holds for it. Raises AccessRefused."""
    for key in ("client_secret", "cookie_secret"):
        if key in table:
            allowed = f"{key}_file or {key}_env: this file is read by many, a secret is not"
            raise AccessRefused(where, f"provider.{key}", "***", allowed)
    known(table, PROVIDER, "provider.", where)
    said = {}
    for key, (usual, about) in PROVIDER.items():
        value = table.get(key, usual)
        if not isinstance(value, str) or (usual is None and not value.strip()):
            raise AccessRefused(where, f"provider.{key}", value, f"a text: {about}")
        said[key] = value.strip()
    if not _safe(said["metadata_url"]):
        allowed = "an address that begins with https://"
        raise AccessRefused(where, "provider.metadata_url", said["metadata_url"], allowed)
    if said["prompt"] not in _PROMPTS:
        allowed = f"one of: {', '.join(_PROMPTS)}"
        raise AccessRefused(where, "provider.prompt", said["prompt"], allowed)
    if not {"openid", "email"} <= set(said["scope"].split()):
        allowed = "words, openid and email among them"
        raise AccessRefused(where, "provider.scope", said["scope"], allowed)
    return said


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


def _place(said: Mapping[str, str], key: str, where: str, folder: Path) -> Place:
    variable, file = said[f"{key}_env"], said[f"{key}_file"]
    if bool(variable) == bool(file):
        value = f"{variable} and {file}" if file else "missing"
        allowed = f"either {key}_file or {key}_env, which says where the secret is"
        raise AccessRefused(where, f"provider.{key}", value, allowed)
    if variable:
        return Place(where, f"provider.{key}_env", variable)
    return Place(where, f"provider.{key}_file", file, folder / file)
