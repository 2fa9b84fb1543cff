"""What may stand in an access file; each slip is told with its key and what is allowed there.

Each answers with what can be used, so that what comes after it is looked at, too.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any, Literal

from health.access.slips import Slips

Kind = Literal["address", "domain", "group"]
_DOMAIN = r"[^\s@*/,.]+(\.[^\s@*/,.]+)+"
_ALLOWED: Mapping[Kind, tuple[str, re.Pattern[str]]] = {
    "address": (
        "e-mail addresses, such as ann@agency.example", re.compile(rf"[^\s@]+@{_DOMAIN}")
    ),
    "domain": (
        "whole domains without @ or *, such as agency.example", re.compile(_DOMAIN)
    ),
    "group": ("groups as the provider's claim has them", re.compile(r".*\S.*")),
}  # fmt: skip


def table_of(tables: Mapping[str, Any], name: str, slips: Slips) -> Mapping[str, Any]:
    """A table of the file; empty if it is not there."""
    found = tables.get(name, {})
    if not isinstance(found, dict):
        slips.add(name, found, f"a table [{name}]")
        return {}
    return found


def known(table: Mapping[str, Any], names: Collection[str], place: str, slips: Slips) -> None:
    """Refuse each key that means nothing: it may be a slip, and somebody relies on it."""
    for key, value in table.items():
        if key not in names:
            shown = "***" if "secret" in key else value
            slips.add(f"{place}{key}", shown, f"only: {', '.join(names)}")


def texts_of(values: object, key: str, slips: Slips, kind: Kind) -> list[str]:
    """Those of a list of texts that are of a kind, as they stand."""
    if not isinstance(values, list):
        slips.add(key, values, "a list of texts")
        return []
    return [value for value in values if is_of(kind, value, key, slips)]


def is_of(kind: Kind, value: object, key: str, slips: Slips) -> bool:
    """Whether a value is a text of a kind."""
    allowed, form = _ALLOWED[kind]
    fits = isinstance(value, str) and value.isprintable() and bool(form.fullmatch(value))
    if not fits:
        slips.add(key, value, allowed)
    return fits
