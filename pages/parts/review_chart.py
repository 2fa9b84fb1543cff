"""Where the clients stand and where they go: health against its slope, sized by value."""

from __future__ import annotations

from html import escape
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from pages.parts import palette, words
from pages.parts.labels import Pixels, placed

HEIGHT = 280
_PLOT = (380, 244)  # what is left for the points, in pixels: at its narrowest, and as high as it is
_LABELLED = 7
_TOP = 103.0  # so that a client at 100 is not cut


def chart(scores: pd.DataFrame, of: palette.Colours) -> go.Figure:
    """The figure; `customdata` of a point is its client. `scores` has `slope`, points a week."""
    shown = scores[scores["slope"].notna() & scores["health"].notna()]
    reach = max(1.0, float(shown["slope"].abs().max()) * 1.15) if len(shown) else 1.0
    low = max(-3.0, min(40.0, float(shown["health"].min()) // 10 * 10 - 5)) if len(shown) else 0.0
    sizes = _sizes(shown["value"])
    traces = []
    for name in reversed(list(palette.BANDS)):
        here = (shown["band"] == name).to_numpy()
        traces.append(_trace(shown[here], sizes[here], name, of))
    layout = {
        "template": palette.template(of),
        "height": HEIGHT,
        "margin": {"l": 30, "r": 6, "t": 6, "b": 26},
        "xaxis": {
            "range": [-reach, reach], "tickvals": [0], "ticktext": ["steady"], "showline": True,
        },
        "yaxis": {"range": [low, _TOP], "tickvals": [0, 25, 50, 75, 100]},
        "shapes": [_rule("x", 0, of), _rule("y", 50, of), _rule("y", 75, of)],
        "annotations": [
            _end("‹ falling", 0, "left", of),
            _end("rising ›", 1, "right", of),
            *_names(shown, sizes, reach, low, of),
        ],
    }  # fmt: skip
    return go.Figure({"data": traces, "layout": layout})


def _rule(axis: str, at: float, of: palette.Colours) -> dict[str, Any]:
    """A line across the plot: dotted at a height, plain at a place."""
    along = "y" if axis == "x" else "x"
    return {
        "type": "line", "layer": "below", f"{axis}0": at, f"{axis}1": at, f"{along}0": 0,
        f"{along}1": 1, f"{along}ref": f"{along} domain",
        "line": {"color": of.line, "width": 1, "dash": "dot" if axis == "y" else "solid"},
    }  # fmt: skip


def _end(word: str, x: float, anchor: str, of: palette.Colours) -> dict[str, Any]:
    """What an end of the horizontal axis means."""
    return {
        "x": x, "y": 0, "text": word, "xref": "paper", "yref": "paper", "xanchor": anchor,
        "yanchor": "top", "showarrow": False, "yshift": -5, "font": {"size": 12, "color": of.soft},
    }  # fmt: skip


def _sizes(value: pd.Series[float]) -> Pixels:
    """Diameters: the area grows with the value; a value that is not known has the smallest."""
    known = np.nan_to_num(value.to_numpy(float)).clip(0)
    return np.asarray(8 + 16 * np.sqrt(known / (known.max(initial=0) or 1)))


def _trace(rows: pd.DataFrame, sizes: Pixels, band: str, of: palette.Colours) -> dict[str, Any]:
    look, colour = palette.BANDS[band], of.of(band)
    columns = (rows[name].tolist() for name in ("client", "health", "slope", "value"))
    return {
        "x": rows["slope"],
        "y": rows["health"],
        "mode": "markers",
        "customdata": rows["client"].tolist(),
        "hovertext": [_told(look, *each) for each in zip(*columns, strict=True)],
        "hoverinfo": "text",
        "marker": {
            "symbol": look.symbol,
            "size": sizes,
            "opacity": 1,
            "color": colour if band == "none" else palette.tint(colour, 28),
            "line": {"color": colour, "width": 1.3},
        },
    }


def _told(look: palette.Band, client: str, health: float, slope: float, value: float) -> str:
    worth = "" if words.missing(value) else f"<br>{words.money(value)} a year"
    going = f"{words.signed(slope, 1)} a week"
    return f"<b>{escape(client, quote=False)}</b><br>{look}, {words.whole(health)}, {going}{worth}"


def _names(
    shown: pd.DataFrame, sizes: Pixels, reach: float, low: float, of: palette.Colours
) -> list[dict[str, Any]]:
    """The names of those most in need, beside their points."""
    slope, health = shown["slope"].to_numpy(float), shown["health"].to_numpy(float)
    x = (slope + reach) / (2 * reach) * _PLOT[0]
    y = (health - low) / (_TOP - low) * _PLOT[1]
    needy = np.flatnonzero(shown["band"].isin(["red", "amber"]).to_numpy())[:_LABELLED]
    names = [(int(at), str(shown["client"].iloc[at])) for at in needy]
    return [
        {
            "x": slope[label.at], "y": health[label.at], "text": escape(label.text, quote=False),
            "showarrow": False, "xanchor": label.anchor, "xshift": label.across,
            "yshift": label.up, "font": {"size": 12, "color": of.ink},
        }
        for label in placed(names, x, y, sizes, _PLOT[0])
    ]  # fmt: skip
