"""What was clicked in a chart or a table, from what a browser sent: anything can be in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def point(found: Any, name: str) -> str:
    """A value of the first point chosen in a chart, as text; empty where there is none."""
    try:
        value = found["selection"]["points"][0][name]
    except (LookupError, TypeError):
        return ""
    return str(value) if isinstance(value, str | int | float) else ""


def row(named: Any, found: Any, rows: int) -> int | None:
    """The row of a table of so many whose button was pressed, else whose cell was chosen."""
    ways: tuple[Callable[[], Any], ...] = (
        lambda: named["row"],
        lambda: found["selection"]["cells"][0][0],
    )
    for way in ways:
        try:
            at = way()
        except (LookupError, TypeError):
            continue
        if type(at) is int and 0 <= at < rows:
            return at
    return None
