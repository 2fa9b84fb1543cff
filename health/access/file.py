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

from health.access.keys import is_of, known, table_of, texts_of
from health.access.person import ROLES
from health.access.provider import Provider, provider_of, stated
from health.access.rules import Rule, Rules, spelled
from health.access.slips import Slips
from health.plain_files import toml_file
from health.served_at import address

VARIABLE = "HEALTH_ACCESS"
_TABLES = ("provider", "allow", "names")
_MEND = f"{VARIABLE} or --file says which file tells who may enter; the README shows one"
_ALLOW = ("role", "sees", "addresses", "domains", "groups")


@dataclass(frozen=True)
class Access:
    """What an access file says."""

    provider: Provider
    rules: Rules


def load(path: Path, to_serve: bool = False) -> Access:
    """Read an access file. Raises UnreadableFile, or AccessRefused with all that is wrong in it.

    to_serve: the secrets, and the address that people come back to, are looked at as well; trying
    the rules needs neither. A secret's file is beside the access file if it is not absolute.
    """
    slips = Slips(str(path))
    access = _said(toml_file(path, _MEND), slips, path.parent)
    if to_serve:
        slips.of(access.provider.secrets)
        slips.of(address)
    slips.tell()
    return access


def _said(tables: Mapping[str, Any], slips: Slips, folder: Path) -> Access:
    known(tables, _TABLES, "", slips)
    said = stated(table_of(tables, "provider", slips), slips)
    rules = Rules(
        _rules(tables.get("allow"), slips),
        _names(table_of(tables, "names", slips), slips),
        said["groups_claim"],
        said["unverified_addresses"],
    )
    return Access(provider_of(said, slips.where, folder), rules)


def _rules(tables: object, slips: Slips) -> tuple[Rule, ...]:
    if not isinstance(tables, list) or not tables:
        slips.add("allow", tables, "one [[allow]] or more: who may enter")
        return ()
    found = (_rule(table, f"allow {place}", slips) for place, table in enumerate(tables, 1))
    return tuple(rule for rule in found if rule is not None)


def _rule(table: object, place: str, slips: Slips) -> Rule | None:
    if not isinstance(table, dict):
        slips.add(place, table, "a table [[allow]]")
        return None
    known(table, _ALLOW, f"{place}.", slips)
    role = table.get("role")
    if role not in ROLES:
        slips.add(f"{place}.role", role, f"one of: {', '.join(ROLES)}")
    own = role in ROLES and _own(table, place, slips)
    addresses = texts_of(table.get("addresses", []), f"{place}.addresses", slips, "address")
    domains = texts_of(table.get("domains", []), f"{place}.domains", slips, "domain")
    groups = texts_of(table.get("groups", []), f"{place}.groups", slips, "group")
    if not any(table.get(key) for key in ("addresses", "domains", "groups")):
        slips.add(place, table, "addresses, domains or groups that say whom it means")
    if role not in ROLES:
        return None
    meant = (frozenset(map(spelled, addresses)), frozenset(map(spelled, domains)))
    return Rule(role, own, *meant, frozenset(groups))


def _own(table: Mapping[str, Any], place: str, slips: Slips) -> bool:
    """Whether it lets see only the clients of one's own."""
    lead = table["role"] == "lead"
    sees = table.get("sees", "own" if lead else "all")
    if sees not in (("own", "all") if lead else ("all",)):
        allowed = "own or all" if lead else f"all: a {table['role']} sees all clients"
        slips.add(f"{place}.sees", sees, allowed)
    return bool(sees == "own")


def _names(table: Mapping[str, Any], slips: Slips) -> dict[str, tuple[str, ...]]:
    found = {}
    for key, value in table.items():
        names = value if isinstance(value, list) else [value]
        if not names or not all(isinstance(name, str) and name.strip() for name in names):
            allowed = "a name, or a list of names, as in the column lead of the clients log"
            slips.add(f"names.{key}", value, allowed)
        elif is_of("address", key, "names", slips):
            found[spelled(key)] = tuple(" ".join(name.split()) for name in names)
    return found
