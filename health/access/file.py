"""`access.toml`: how people sign in, who may enter, and as what.

[provider]
metadata_url = "https://login.agency.example/.well-known/openid-configuration"
client_id = "relationship-health"
client_secret_file = "client-secret"    # or client_secret_env = "A_VARIABLE"
cookie_secret_file = "cookie-secret"    # or cookie_secret_env

[[allow]]
role = "admin"
addresses = ["ann@agency.example"]

[[allow]]
role = "lead"
sees = "own"
groups = ["delivery"]

[names]
"mira@agency.example" = "Mira Okafor"   # as in the column `lead`
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from health.access.keys import known, table_of, text_of, texts_of
from health.access.person import ROLES
from health.access.provider import Provider, provider_of, stated
from health.access.rules import Rule, Rules, spelled
from health.errors import AccessRefused
from health.plain_files import content_of, toml_of

VARIABLE = "HEALTH_ACCESS"
_MOST_BYTES = 1 << 20
_TABLES = ("provider", "allow", "names")
_ALLOW = ("role", "sees", "addresses", "domains", "groups")


@dataclass(frozen=True)
class Access:
    """What an access file says."""

    provider: Provider
    rules: Rules


def load(path: Path) -> Access:
    """Read an access file. Raises AccessRefused with the key, the value, and what is allowed.

    Secrets are not looked at: trying the rules needs none.
    """
    return parsed(_content(path), str(path), path.parent)


def parsed(text: str, where: str, folder: Path) -> Access:
    """What an access file says; a secret's file is looked for in `folder` if it is not absolute."""
    try:
        tables = toml_of(text)
    except ValueError as error:
        raise AccessRefused(where, "the file", str(error), "TOML") from error
    known(tables, _TABLES, "", where)
    said = stated(table_of(tables, "provider", where), where)
    rules = Rules(
        _rules(tables.get("allow"), where),
        _names(table_of(tables, "names", where), where),
        said["groups_claim"],
        said["unverified_addresses"],
    )
    return Access(provider_of(said, where, folder), rules)


def _content(path: Path) -> str:
    try:
        content = content_of(path, _MOST_BYTES)
    except OSError as error:
        allowed = f"a file that says who may enter ({error.strerror}); the README shows one"
        raise AccessRefused("environment", VARIABLE, str(path), allowed) from error
    if len(content) > _MOST_BYTES:
        raise AccessRefused(str(path), "the file", "its size", "at most a megabyte")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise AccessRefused(str(path), "the file", "its bytes", "text in UTF-8") from error


def _rules(tables: object, where: str) -> tuple[Rule, ...]:
    if not isinstance(tables, list) or not tables:
        raise AccessRefused(where, "allow", tables, "one [[allow]] or more: who may enter")
    return tuple(_rule(table, f"allow {place}", where) for place, table in enumerate(tables, 1))


def _rule(table: object, place: str, where: str) -> Rule:
    if not isinstance(table, dict):
        raise AccessRefused(where, place, table, "a table [[allow]]")
    known(table, _ALLOW, f"{place}.", where)
    role = table.get("role")
    if role not in ROLES:
        raise AccessRefused(where, f"{place}.role", role, f"one of: {', '.join(ROLES)}")
    own = _own(table, place, where)
    addresses = texts_of(table.get("addresses", []), f"{place}.addresses", where, "address")
    domains = texts_of(table.get("domains", []), f"{place}.domains", where, "domain")
    groups = texts_of(table.get("groups", []), f"{place}.groups", where, "group")
    if not addresses + domains + groups:
        allowed = "addresses, domains or groups that say whom it means"
        raise AccessRefused(where, place, table, allowed)
    meant = (frozenset(map(spelled, addresses)), frozenset(map(spelled, domains)))
    return Rule(role, own, *meant, frozenset(groups))


def _own(table: Mapping[str, Any], place: str, where: str) -> bool:
    """Whether it lets see only the clients of one's own."""
    lead = table["role"] == "lead"
    sees = table.get("sees", "own" if lead else "all")
    if sees not in (("own", "all") if lead else ("all",)):
        allowed = "own or all" if lead else f"all: a {table['role']} sees all clients"
        raise AccessRefused(where, f"{place}.sees", sees, allowed)
    return bool(sees == "own")


def _names(table: Mapping[str, Any], where: str) -> dict[str, tuple[str, ...]]:
    found = {}
    for address, value in table.items():
        names = value if isinstance(value, list) else [value]
        if not names or not all(isinstance(name, str) and name.strip() for name in names):
            allowed = "a name, or a list of names, as in the column lead of the clients log"
            raise AccessRefused(where, f"names.{address}", value, allowed)
        key = spelled(text_of(address, "names", where, "address"))
        found[key] = tuple(" ".join(name.split()) for name in names)
    return found
