"""Health week by week as a line: geometry in per cent, for a page of any width and a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from health.words import plain_day


@dataclass(frozen=True)
class Line:
    """Pieces of the line as points of an SVG (a gap where a week has no score), and what is around
    it: `limits` are (where, number) of the bands, `ends` the words below, `last` the latest point.
    """

    pieces: tuple[str, ...]
    dots: tuple[tuple[float, float], ...]  # weeks alone between gaps
    limits: tuple[tuple[float, str], ...]
    ends: tuple[str, str]
    last: tuple[float, float] | None
    told: str


def line_of(one: Mapping[str, Any]) -> Line:
    """The line of a client's snapshot."""
    points = one["line"]
    known = [point["health"] for point in points if point["health"] is not None]
    first, last_day = (date.fromisoformat(points[at]["day"]) for at in (0, -1))
    ends = (plain_day(first), plain_day(last_day))
    told = f"Health from {ends[0]} to {ends[1]}: " + (
        f"{known[0]:.0f} at first, {min(known):.0f} at the least, {max(known):.0f} at the most, "
        f"{known[-1]:.0f} at last"
        if known
        else "not known"
    )
    placed = [
        (_x(place, len(points)), None if point["health"] is None else 100 - point["health"])
        for place, point in enumerate(points)
    ]
    limits = tuple((100 - number, f"{number:.0f}") for number in one["limits"].values())
    last = placed[-1]
    pieces = list(_pieces(placed))
    return Line(
        tuple(" ".join(f"{x:.2f},{y:.2f}" for x, y in piece) for piece in pieces if len(piece) > 1),
        tuple(piece[0] for piece in pieces if len(piece) == 1),
        limits,
        ends,
        None if last[1] is None else (last[0], last[1]),
        told,
    )


def spark(values: Sequence[float | None]) -> tuple[str, ...]:
    """The same without anything around it, for a line of a table."""
    placed = [
        (_x(place, len(values)), None if value is None else 100 - value)
        for place, value in enumerate(values)
    ]
    return tuple(
        " ".join(f"{x:.2f},{y:.2f}" for x, y in piece)
        for piece in _pieces(placed)
        if len(piece) > 1
    )


def _pieces(placed: Sequence[tuple[float, float | None]]) -> list[list[tuple[float, float]]]:
    found: list[list[tuple[float, float]]] = [[]]
    for x, y in placed:
        if y is None:
            found.append([])
        else:
            found[-1].append((x, y))
    return [piece for piece in found if piece]


def _x(place: int, number: int) -> float:
    return 100 * place / max(number - 1, 1)
