"""Agreed dates as bars on one scale: geometry in per cent, for a page of any width."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from health.words import plain_day

_AIR = timedelta(days=4)
_ROOM = 14  # per cent that the name of a month takes
_FURTHEST = timedelta(days=84)  # from the day; what lies beyond is cut off at the edge
# What the looks of bars and of their marks mean: on the page, on paper, in the picture.
KEY = (
    ("plan", "as first agreed"), ("moved", "moved"), ("over", "past its date"),
    ("done", "done"), ("open", "due"),
)  # fmt: skip


@dataclass(frozen=True)
class Bar:
    """One agreed date: spans are (look, from, width), `mark` where it is due or was done."""

    name: str
    words: str
    side: str
    state: str
    spans: tuple[tuple[str, float, float], ...]
    mark: float


@dataclass(frozen=True)
class Bars:
    """All of them, the day itself, and the months as (where, word)."""

    bars: tuple[Bar, ...]
    today: float
    months: tuple[tuple[float, str], ...]
    told: str
    key: tuple[tuple[str, str], ...] = KEY


@dataclass(frozen=True)
class _Scale:
    first: date
    last: date

    def at(self, day: date) -> float:
        """Where a day is, in per cent; what lies outside is at the edge."""
        whole = (self.last - self.first).days
        return round(100 * min(max((day - self.first).days / whole, 0), 1), 2)

    def span(self, look: str, since: date, until: date) -> tuple[str, float, float]:
        """A piece of a bar."""
        start, end = self.at(since), self.at(until)
        return look, start, round(max(end - start, 0), 2)


def bars_of(dates: Mapping[str, Any]) -> Bars | None:
    """The dates of a snapshot as bars; None where there are none."""
    items = [_days(item) for item in dates["items"]]
    if not items:
        return None
    today = date.fromisoformat(dates["day"])
    scale = _scale(items, today)
    return Bars(
        tuple(_bar(item, scale, today) for item in items),
        scale.at(today),
        tuple(_months(scale)),
        _told(items, scale),
    )


def _days(item: Mapping[str, str]) -> dict[str, Any]:
    days = ("promised", "original", "due", "done")
    return {**item, **{name: _day(item[name]) for name in days}}


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _scale(items: Iterable[Mapping[str, Any]], today: date) -> _Scale:
    known = [item[name] for item in items for name in ("original", "due", "done") if item[name]]
    first = max(min(*known, today), today - _FURTHEST)
    last = min(max(*known, today), today + _FURTHEST)
    return _Scale(min(first, today - 3 * _AIR) - _AIR, max(last, today + 3 * _AIR) + _AIR)


def _bar(item: Mapping[str, Any], scale: _Scale, today: date) -> Bar:
    end = item["done"] or max(today, item["due"])
    planned = min(item["due"], end)
    spans = [scale.span("plan", item["promised"], min(item["original"], planned))]
    if item["due"] > item["original"]:
        spans.append(scale.span("moved", item["original"], planned))
    if end > item["due"]:
        spans.append(scale.span("over", item["due"], end))
    mark = scale.at(item["done"] or item["due"])
    return Bar(
        item["name"], item["words"], item["side"], item["state"],
        tuple(span for span in spans if span[2] > 0), mark,
    )  # fmt: skip


def _months(scale: _Scale) -> Iterable[tuple[float, str]]:
    """Where each month begins; the one that the scale begins in, at its edge if there is room."""
    at = scale.first.replace(day=1)
    first = True
    while at <= scale.last:
        where, after = scale.at(at), (at + timedelta(days=32)).replace(day=1)
        room = at >= scale.first or scale.at(after) > _ROOM
        if room and where < 94:
            yield where, f"{at:%b %Y}" if first or at.month == 1 else f"{at:%b}"
            first = False
        at = after


def _told(items: Iterable[Mapping[str, Any]], scale: _Scale) -> str:
    """The picture in a sentence, for who can't see it; each date is told in words as well."""
    states = [item["state"] for item in items]
    counted = ", ".join(
        f"{states.count(state)} {word}"
        for state, word in (("done", "done"), ("late", "past their date"), ("open", "to come"))
        if state in states
    )
    return f"Dates from {plain_day(scale.first)} to {plain_day(scale.last)}: {counted}"
