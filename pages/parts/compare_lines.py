"""The health of several clients on one axis of time, each line with its name at its end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from html import escape

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from health.portfolio import Portfolio
from health.score import BANDS as CODES
from pages.parts.figures import Piece, dots, figure, months, note, rule, stroke
from pages.parts.palette import BANDS, Colours, tint
from pages.parts.words import percent, short, week, whole

WEEKS = 52
_TOP = 103.0  # so that a line at 100 is not cut
HEIGHT = 280
DASHES = (
    "solid", "8px,3px", "2px,2px", "10px,3px,2px,3px", "5px,2px", "14px,3px",
    "10px,2px,2px,2px,2px,2px", "1px,4px",
)  # fmt: skip
_MARGIN = {"l": 30, "r": 146, "t": 6, "b": 26}
_ROOM = 15.0  # pixels between the names of two lines
_LONGEST = 18  # letters of a name that fit beside the plot
_CLOUD = 12  # clients from which on the middle half of them is shaded


def lines(
    portfolio: Portfolio, shown: Sequence[int], everyone: Sequence[int], point: int, of: Colours
) -> go.Figure:
    """A year of health up to a point. Where there are many, the middle half of them is shaded."""
    first = max(0, point - WEEKS)
    span = slice(first, point + 1)
    days = [portfolio.day(at) for at in range(first, point + 1)]
    health = portfolio.history.scores.health
    ends = _ends(health[list(shown), span])
    low = _low(health[list(shown), span])
    heights = _apart([end for _, end in ends], low)
    start = days[0] - timedelta(days=3)
    stop = days[-1] + max(timedelta(days=2), (days[-1] - days[0]) * 0.05)
    traces = _cloud(health[list(everyone), span], days, of)
    names, shapes = [], []
    for place, code in enumerate(shown):
        look = {
            "color": of.lines[place], "dash": DASHES[place], "width": 2.6 if place == 0 else 1.8,
        }  # fmt: skip
        y = [None if np.isnan(each) else float(each) for each in health[code, span]]
        traces.append(stroke(days, y, look))
        traces.append(_hover(portfolio, code, span, days))
        at, end = ends[place]
        if at >= 0:
            name = portfolio.history.clients[code]
            names.append(_name(name, end, heights[place], place, of))
            shapes.append(_leader(days[at], end, heights[place], stop, of.lines[place]))
    return figure(
        of,
        traces,
        HEIGHT,
        margin=_MARGIN,
        hoverdistance=24,
        annotations=names,
        shapes=[rule(of, "y", 50, "dot"), rule(of, "y", 75, "dot"), *shapes],
        xaxis={"range": [start, stop], **months(start, stop, 5)},
        yaxis={"range": [low, _TOP], "tickvals": [0, 25, 50, 75, 100]},
    )


def _ends(health: npt.NDArray[np.float64]) -> list[tuple[int, float]]:
    """Where each line ends: the place of its last health and that; (-1, 0) of none."""
    found = []
    for line in health:
        there = np.flatnonzero(~np.isnan(line))
        found.append((int(there[-1]), float(line[there[-1]])) if len(there) else (-1, 0.0))
    return found


def _low(health: npt.NDArray[np.float64]) -> float:
    """Where the axis begins: below the lowest, so that lines that lie close can be told apart."""
    lowest = float(np.nanmin(health)) if (~np.isnan(health)).any() else 0.0
    return max(-3.0, min(45.0, lowest // 10 * 10 - 5))


def _apart(heights: Sequence[float], low: float = 0.0) -> list[float]:
    """Heights moved as little as keeps names from covering each other, `low` to 100."""
    least = _ROOM / (HEIGHT - _MARGIN["t"] - _MARGIN["b"]) * (_TOP - low)
    order = sorted(range(len(heights)), key=lambda at: heights[at])
    groups: list[list[float]] = []  # [wanted middle, number]
    for at in order:
        groups.append([heights[at], 1])
        while len(groups) > 1 and _overlap(groups[-2], groups[-1], least):
            upper, lower = groups.pop(), groups.pop()
            number = upper[1] + lower[1]
            groups.append([(upper[0] * upper[1] + lower[0] * lower[1]) / number, number])
            _inside(groups[-1], least, low)
        _inside(groups[-1], least, low)
    found = [0.0] * len(heights)
    places = iter(order)
    for middle, number in groups:
        for step in range(int(number)):
            found[next(places)] = middle + (step - (number - 1) / 2) * least
    return found


def _overlap(lower: list[float], upper: list[float], least: float) -> bool:
    return upper[0] - lower[0] < (upper[1] + lower[1]) / 2 * least


def _inside(group: list[float], least: float, low: float) -> None:
    reach = group[1] / 2 * least
    group[0] = min(max(group[0], low + reach), _TOP - reach)


def _name(name: str, end: float, height: float, place: int, of: Colours) -> Piece:
    """The name of a line in its colour, with where it ends."""
    text = short(name, _LONGEST)
    told = f"{whole(end)} {escape(text, quote=False)}"
    if place == 0:
        told = f"<b>{told}</b>"
    return note(
        told, 1, height, of.lines[place], xref="paper", xanchor="left", xshift=3, yanchor="middle"
    )


def _leader(day: date, end: float, height: float, last: date, colour: str) -> Piece:
    """A hair from the end of a line to its name."""
    return {
        "type": "path", "xref": "x", "yref": "y", "layer": "above",
        "path": f"M{day.isoformat()},{end} L{last.isoformat()},{height}",
        "line": {"color": colour, "width": 0.7},
    }  # fmt: skip


def _hover(portfolio: Portfolio, code: int, span: slice, days: list[date]) -> go.Scatter:
    """Invisible points that say each week in words."""
    history = portfolio.history
    name = escape(history.clients[code], quote=False)
    texts, x, y = [], [], []
    for at, day in enumerate(days):
        health = float(history.scores.health[code, span][at])
        if np.isnan(health):
            continue
        share = float(history.scores.coverage[code, span][at])
        known = "" if share > 0.9995 else f"<br>{percent(share)} of the model known"
        band = BANDS[CODES[history.band[code, span][at]]]
        x.append(day)
        y.append(health)
        texts.append(
            f"<b>{name}</b><br>{week(day)}<br>health {whole(health)} of 100, {band}{known}"
        )
    return dots(x, y, texts, {"size": 9, "color": "rgba(0,0,0,0)"}, name=name)


def _cloud(health: npt.NDArray[np.float64], days: list[date], of: Colours) -> list[go.Scatter]:
    """The middle half of many clients, week by week."""
    there = (~np.isnan(health)).sum(axis=0) >= _CLOUD
    if not there.any():
        return []
    some = np.flatnonzero(there)
    low, high = np.nanpercentile(health[:, some], [25, 75], axis=0)
    x = [days[at] for at in some]
    return [
        stroke(
            x + x[::-1],
            [*low, *high[::-1]],
            {"width": 0},
            fill="toself",
            fillcolor=tint(of.none, 16),
        )
    ]
