"""Where the clients stand and where they go: health against its slope, sized by value."""

from __future__ import annotations

from collections.abc import Collection
from html import escape

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from pages.parts import palette, words
from pages.parts.figures import Piece, dots, figure, note, rule
from pages.parts.labels import Pixels, placed

HEIGHT = 280
_PLOT = (380, 244)  # what is left for the points, in pixels: at its narrowest, and as high as it is
_LABELLED = 8
_MANY = 80  # clients from which on their points are half as wide
_TOP = 103.0  # so that a client at 100 is not cut


def chart(
    scores: pd.DataFrame, of: palette.Colours, named: Collection[str] | None = None
) -> go.Figure:
    """The figure; `customdata` of a point is its client. `scores` has `slope`, points a week.

    named: the clients whose names stand beside their points; None: the few most in need.
    """
    shown = scores[scores["slope"].notna() & scores["health"].notna()]
    reach = max(1.0, float(shown["slope"].abs().max()) * 1.15) if len(shown) else 1.0
    low = max(-3.0, min(40.0, float(shown["health"].min()) // 10 * 10 - 5)) if len(shown) else 0.0
    sizes = _sizes(shown["value"])
    traces = []
    for name in reversed(list(palette.BANDS)):
        here = (shown["band"] == name).to_numpy()
        traces.append(_trace(shown[here], sizes[here], name, of, named))
    return figure(
        of,
        traces,
        HEIGHT,
        margin={"l": 30, "r": 6, "t": 6, "b": 26},
        xaxis={
            "range": [-reach, reach], "tickvals": [0], "ticktext": ["steady"], "showline": True,
        },
        yaxis={"range": [low, _TOP], "tickvals": [0, 25, 50, 75, 100]},
        shapes=[rule(of, "x", 0), rule(of, "y", 50, "dot"), rule(of, "y", 75, "dot")],
        annotations=[
            _end("‹ falling", 0, "left", of),
            _end("rising ›", 1, "right", of),
            *_names(shown, sizes, reach, low, of, named),
        ],
    )  # fmt: skip


def _end(word: str, x: float, anchor: str, of: palette.Colours) -> Piece:
    """What an end of the horizontal axis means."""
    return note(
        word, x, 0, of.soft, xref="paper", yref="paper", xanchor=anchor, yanchor="top", yshift=-5
    )


def _sizes(value: pd.Series[float]) -> Pixels:
    """Diameters: the area grows with the value; a value that is not known has the smallest."""
    known = np.nan_to_num(value.to_numpy(float)).clip(0)
    whole = 1.0 if len(known) <= _MANY else 0.5  # so that a crowd does not become one blot
    return np.asarray(whole * (8 + 16 * np.sqrt(known / (known.max(initial=0) or 1))))


def _trace(
    rows: pd.DataFrame,
    sizes: Pixels,
    band: str,
    of: palette.Colours,
    named: Collection[str] | None,
) -> go.Scatter:
    look, colour = palette.BANDS[band], of.of(band)
    plain = np.ones(len(rows), bool) if named is None else rows["client"].isin(named).to_numpy()
    columns = (rows[name].tolist() for name in ("client", "health", "slope", "value"))
    marker = {
        "symbol": look.symbol,
        "size": sizes,
        "opacity": np.where(plain, 1.0, 0.3),
        "color": colour if band == "none" else palette.tint(colour, 28),
        "line": {"color": colour, "width": 1.3 if plain.sum() <= _MANY else 0.7},
    }
    told = [_told(look, *each) for each in zip(*columns, strict=True)]
    clients = rows["client"].tolist()
    return dots(rows["slope"], rows["health"], told, marker, customdata=clients, cliponaxis=False)


def _told(look: palette.Band, client: str, health: float, slope: float, value: float) -> str:
    worth = "" if words.missing(value) else f"<br>{words.money(value)} a year"
    points = words.signed(slope, 1)
    going = "steady" if points == "0" else f"{points} points a week, over eight weeks"
    return (
        f"<b>{escape(client, quote=False)}</b><br>health {words.whole(health)} of 100, {look}"
        f"<br>{going}{worth}<br>click to open"
    )


def _names(
    shown: pd.DataFrame,
    sizes: Pixels,
    reach: float,
    low: float,
    of: palette.Colours,
    named: Collection[str] | None,
) -> list[Piece]:
    """The names of those most in need, or of those asked for, beside their points."""
    slope, health = shown["slope"].to_numpy(float), shown["health"].to_numpy(float)
    x = (slope + reach) / (2 * reach) * _PLOT[0]
    y = (health - low) / (_TOP - low) * _PLOT[1]
    needy = shown["band"].isin(["red", "amber"]) if named is None else shown["client"].isin(named)
    first = np.flatnonzero(needy.to_numpy())[:_LABELLED]
    names = [(int(at), str(shown["client"].iloc[at])) for at in first]
    return [
        note(
            escape(label.text, quote=False), slope[label.at], health[label.at], of.ink,
            xanchor=label.anchor, xshift=label.across, yshift=label.up,
        )
        for label in placed(names, x, y, sizes, _PLOT[0])
    ]  # fmt: skip
