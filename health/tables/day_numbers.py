"""Dates as plain numbers: Excel's days, seconds and milliseconds since 1970, YYYYMMDD."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

_EXCEL = datetime(1899, 12, 30)
_UNIX = datetime(1970, 1, 1)
_SERIALS = (20_000, 80_000)  # Excel's numbers of the days from 1954 to 2119
_NUMBER = re.compile(r"\d{1,17}(\.\d+)?")


def as_numbers(texts: list[str]) -> tuple[Callable[[str], str], str] | None:
    """How to read a column of numbers alone as dates, and that in words."""
    if not texts or not all(map(_NUMBER.fullmatch, texts)):
        return None
    values = [float(text) for text in texts]
    least, most = min(values), max(values)
    if all(len(text) == 8 and _compact(text) for text in texts):
        return _compact, "numbers read as YYYYMMDD"
    if _SERIALS[0] <= least and most <= _SERIALS[1]:
        return _serial, "numbers read as Excel's day numbers (of 1900)"
    for size, unit in ((1, "seconds"), (1000, "milliseconds"), (1_000_000, "microseconds")):
        if 1e8 * size <= least and most < 7.2e9 * size:
            return _epoch(size), f"numbers read as {unit} since 1970, UTC"
    return None


def _compact(text: str) -> str:
    try:
        found = date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return ""
    return found.isoformat() if 1900 <= found.year <= 2199 else ""


def _serial(text: str) -> str:
    moment = _EXCEL + timedelta(seconds=round(float(text) * 86_400))
    return moment.isoformat(" ") if "." in text and moment.time() else _plain(moment)


def _plain(moment: datetime) -> str:
    midnight = not (moment.hour or moment.minute or moment.second)
    return moment.date().isoformat() if midnight else moment.isoformat(" ")


def _epoch(size: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        moment = _UNIX + timedelta(seconds=int(float(text) / size))
        return moment.isoformat(" ") + "+00:00"

    return read
