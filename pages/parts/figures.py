"""How every chart looks: one template for light and dark, the pieces that charts are made of.

A builder takes plain frames and the colours and returns `figure(...)`; a page shows it with
`pages.parts.picture.chart`. What a builder does not say is in the template: an axis without grid
and zoom, how a hover looks, that a click fades nothing.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import plotly.io

from pages.parts.palette import BANDS, DARK, LIGHT, Colours
from pages.parts.words import short_day

FONT = "'Source Sans', 'Source Sans 3', 'Source Sans Pro', system-ui, sans-serif"
SMALL = 12  # pixels: what stands along an axis or beside a point
TONE_SYMBOLS = {"good": "circle", "watch": "diamond", "bad": "triangle-up", "none": "circle-open"}
Piece = dict[str, Any]


def figure(of: Colours, traces: Iterable[Any], height: int, **layout: Any) -> go.Figure:
    """A chart in our look; `layout` is what differs from the template, in Plotly's words."""
    look = {"template": template(of), "height": height, **layout}
    return go.Figure(data=list(traces), layout=look)


def dots(x: Any, y: Any, told: Iterable[str], marker: Piece, **more: Any) -> go.Scatter:
    """Points that say in words what they are; `told` is HTML: escape what comes from a log."""
    if more.get("hoverinfo") != "skip":  # a template of the hover would win over it
        more["hovertemplate"] = "%{text}<extra></extra>"
    return go.Scatter(x=x, y=y, text=list(told), marker=marker, **{"mode": "markers", **more})


def stroke(x: Any, y: Any, line: Piece, **more: Any) -> go.Scatter:
    """A line that breaks where a value is missing, and takes no part in hovering."""
    return go.Scatter(
        x=x, y=y, line=line, mode="lines", hoverinfo="skip", connectgaps=False, **more
    )


def band_marker(band: str, of: Colours, size: int = 11) -> Piece:
    """The shape and colour of a band, set off from what lies under it."""
    edge = {"color": of.paper, "width": 1}
    return {"symbol": BANDS[band].symbol, "size": size, "color": of.of(band), "line": edge}


def rule(of: Colours, axis: str, at: Any, dash: str = "solid", colour: str = "") -> Piece:
    """A line across the whole plot: at a place of the x axis, or at a height of the y axis."""
    along = "y" if axis == "x" else "x"
    return {
        "type": "line", "layer": "below", f"{axis}0": at, f"{axis}1": at, f"{along}0": 0,
        f"{along}1": 1, f"{along}ref": f"{along} domain",
        "line": {"color": colour or of.line, "width": 1, "dash": dash},
    }  # fmt: skip


def area(colour: str, **sides: Any) -> Piece:
    """A plain ground under a part of the plot: `x0`, `x1`, `y0`, `y1`; a missing pair is all."""
    whole: Piece = {}
    for axis in ("x", "y"):
        if f"{axis}0" not in sides:
            whole |= {f"{axis}ref": "paper", f"{axis}0": 0, f"{axis}1": 1}
    look = {"type": "rect", "layer": "below", "line": {"width": 0}, "fillcolor": colour}
    return {**look, **whole, **sides}


def note(text: str, x: Any, y: Any, colour: str, **more: Any) -> Piece:
    """Words on the plot at a place; HTML: escape what comes from a log."""
    font = {"color": colour, "size": SMALL}
    return {"text": text, "x": x, "y": y, "showarrow": False, "font": font, **more}


def each(table: pd.DataFrame) -> Iterator[Any]:
    """The rows of a table, their cells as attributes."""
    row = _row_of("Index", *table.columns)
    return map(row._make, table.itertuples(name=None))


@lru_cache(maxsize=256)
def _row_of(*names: str) -> Any:
    """The class of rows with such columns: pandas makes it anew each time, in 0.5 ms."""
    return namedtuple("Row", names, rename=True)


def months(first: date, last: date, most: int = 8) -> Piece:
    """An axis of days with ticks on firsts of months, at most one more than `most`.

    The year stands where it begins.
    """
    months = (last.year - first.year) * 12 + last.month - first.month
    step = next((step for step in (1, 2, 3, 6, 12, 24, 48) if months / step <= most), 96)
    at, ticks = date(first.year, 1, 1), []
    while at <= last:
        if at >= first:
            ticks.append(at)
        month = at.month - 1 + step
        at = date(at.year + month // 12, month % 12 + 1, 1)
    if len(ticks) < 3:
        every = 7 * max(1, round((last - first).days / 42))
        ticks = [first + timedelta(days=3 + at) for at in range(0, (last - first).days - 3, every)]
        return {"tickvals": ticks, "ticktext": [short_day(tick) for tick in ticks]}
    words = [
        f"{tick:%b}" + (f" {tick.year}" if tick.month == 1 or place == 0 else "")
        for place, tick in enumerate(ticks)
    ]
    return {"tickvals": ticks, "ticktext": words}


@cache
def template(of: Colours) -> str:
    """The name under which Plotly knows the look of a theme."""
    name = "health dark" if of.dark else "health light"
    plotly.io.templates[name] = _template(of)
    return name


def _template(of: Colours) -> go.layout.Template:
    axis = {
        "gridcolor": of.line, "linecolor": of.line, "zeroline": False, "showgrid": False,
        "tickfont": {"color": of.soft, "size": SMALL},
        "title": {"font": {"color": of.soft, "size": SMALL}},
        "fixedrange": True, "ticks": "", "tickangle": 0, "automargin": False,
    }  # fmt: skip
    layout = {
        # Not see-through: a picture that was downloaded must be readable on any ground.
        "paper_bgcolor": of.paper,
        "plot_bgcolor": of.paper,
        "font": {"family": FONT, "size": 13, "color": of.ink},
        "colorway": [of.accent, of.green, of.amber, of.red, of.none],
        "margin": {"l": 36, "r": 12, "t": 12, "b": 28},
        "xaxis": axis,
        "yaxis": axis,
        "showlegend": False,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": of.wash, "bordercolor": of.line,
            "font": {"family": FONT, "color": of.ink, "size": 13}, "align": "left",
        },
        "dragmode": False,
    }  # fmt: skip
    kept = {"marker": {"opacity": 1}}  # a click opens something: the others need not fade
    scatter = go.Scatter(selected=kept, unselected=kept)
    return go.layout.Template(layout=layout, data={"scatter": [scatter]})


for _theme in (LIGHT, DARK):
    template(_theme)
