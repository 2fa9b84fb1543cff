"""What may stand in an access file; each fault is told with its key and what is allowed there."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any, Literal

from health.errors import AccessRefused

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


def table_of(tables: Mapping[str, Any], name: str, where: str) -> Mapping[str, Any]:
    """A table of the file; empty if it is not there."""
    found = tables.get(name, {})
    if not isinstance(found, dict):
        raise AccessRefused(where, name, found, f"a table [{name}]")
    return found


def known(table: Mapping[str, Any], names: Collection[str], place: str, where: str) -> None:
    """Refuse a key that means nothing: it may be a slip, and somebody relies on it."""
    for key in table:
        if key not in names:
            raise AccessRefused(where, f"{place}{key}", table[key], f"only: {', '.join(names)}")


def texts_of(values: object, key: str, where: str, kind: Kind) -> list[str]:
    """A list of texts of a kind, as they stand."""
    if not isinstance(values, list):
        raise AccessRefused(where, key, values, "a list of texts")
    return [text_of(value, key, where, kind) for value in values]


def text_of(value: object, key: str, where: str, kind: Kind) -> str:
    """A text of a kind, as it stands."""
    allowed, form = _ALLOWED[kind]
    if not isinstance(value, str) or not value.isprintable() or not form.fullmatch(value):
        raise AccessRefused(where, key, value, allowed)
    return value
