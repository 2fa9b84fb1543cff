"""The weekly line of a client: health, how sure it is, and what happened, week by week."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
import plotly.graph_objects as go

from pages.parts.figures import (
    TONE_SYMBOLS,
    Piece,
    area,
    band_marker,
    dots,
    each,
    figure,
    months,
    note,
    rule,
    stroke,
)
from pages.parts.palette import BANDS, Colours, tint
from pages.parts.words import escape, week, weekday, whole

LINE_WEEKS = 52
_CLICK = "<br>click to see it as known then"
_STEEP = 4  # points of health over an eighth of the width
_HIGH = 92  # a name above the line would be cut
LABELS = 4  # named marks on the line: more would overlap on a phone
_URGENT = {"bad": 0, "watch": 1, "good": 2, "none": 3}


@dataclass(frozen=True)
class Placed:
    """Something that happened, and where it stands on the line."""

    day: date
    y: float
    label: str
    tone: str


def weekly_line(
    line: pd.DataFrame,
    selected: date,
    marks: pd.DataFrame,
    limits: tuple[float, float],
    of: Colours,
) -> go.Figure:
    """Health week by week, with what happened; what came after `selected` is drawn fainter.

    line: `as_of`, `health`, `low`, `high`, `coverage`, `band`, a row a point. marks: `day`, `kind`,
    `label`, `tone`. limits: red below, green from. Without a band the line is dashed; without
    health it breaks.
    """
    shown = window(line, selected)
    days, health = list(shown["as_of"]), [_none(value) for value in shown["health"]]
    first, last = days[0] - timedelta(days=3), days[-1] + timedelta(days=1)
    placed = _placed(days, health, marks, selected)
    red, green = limits
    faint = 8 if of.dark else 7
    return figure(
        of,
        [
            *_ribbons(shown, of),
            *_strokes(days, health, list(shown["band"] != "none"), selected, of),
            _hover(shown),
            *_marks(placed, of),
            *_chosen(shown, selected, of),
        ],
        236,
        margin={"l": 30, "r": 30, "t": 10, "b": 24},
        hoverdistance=24,
        annotations=_names(placed, days, health, of),
        shapes=[
            area(tint(of.green, faint), y0=green, y1=100),
            area(tint(of.red, faint), y0=0, y1=red),
            rule(of, "x", selected, colour=of.soft),
        ],
        xaxis={"range": [first, last], **months(first, last)},
        yaxis={"range": [0, 102], "tickvals": [0, red, green, 100]},  # a line at 100 is whole
    )


def window(line: pd.DataFrame, selected: date) -> pd.DataFrame:
    """A year of points up to the latest; around the selected week where it lies further back."""
    day_of = line["as_of"]
    near = min(max(selected, day_of.iloc[0]), day_of.iloc[-1])
    end = min(day_of.iloc[-1], near + timedelta(weeks=LINE_WEEKS // 2))
    start = end - timedelta(weeks=LINE_WEEKS)
    shown: pd.DataFrame = line[(day_of >= start) & (day_of <= end)].reset_index(drop=True)
    return shown


def _none(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _strokes(
    days: list[date],
    health: list[float | None],
    banded: list[bool],
    selected: date,
    of: Colours,
) -> list[go.Scatter]:
    """The line in up to four pieces: with and without a band, up to the selected week and after."""
    traces = []
    for later in (True, False):
        for sure in (False, True):
            y: list[float | None] = [None] * len(days)
            for at in range(len(days)):
                joins = [
                    end
                    for end in (at, at + 1)
                    if 0 < end < len(days)
                    and (banded[end - 1] and banded[end]) == sure
                    and (days[end] > selected) == later
                ]
                alone = not joins and banded[at] == sure and (days[at] > selected) == later
                if joins or (alone and _isolated(health, at)):
                    y[at] = health[at]
            if any(value is not None for value in y):
                look = {
                    "color": of.accent if sure else of.none,
                    "width": 2 if sure else 1.6,
                    "dash": "solid" if sure else "4px,3px",
                }
                traces.append(stroke(days, y, look, opacity=0.35 if later else 1))
    return traces


def _isolated(health: list[float | None], at: int) -> bool:
    """A point without neighbours: a line alone would not show it."""
    around = [health[near] for near in (at - 1, at + 1) if 0 <= near < len(health)]
    return all(value is None for value in around)


def _ribbons(shown: pd.DataFrame, of: Colours) -> list[go.Scatter]:
    """Where health can lie given what is not known: one polygon a run of weeks that have it."""
    wide = (shown["high"] - shown["low"]).fillna(0) > 0.5
    runs = (wide != wide.shift()).cumsum()[wide]
    traces = []
    for _, run in shown[wide].groupby(runs):
        days = list(run["as_of"])
        traces.append(
            stroke(
                days + days[::-1],
                [*run["high"], *run["low"][::-1]],
                {"width": 0},
                fill="toself",
                fillcolor=tint(of.none, 12),
            )
        )
    return traces


def _hover(shown: pd.DataFrame) -> go.Scatter:
    """Invisible points that say each week in words, and can be clicked."""
    texts = []
    for row in each(shown):
        if math.isnan(row.health):
            texts.append(f"{week(row.as_of)}<br>not enough is known for a number")
            continue
        known = (
            "" if row.coverage > 0.9995 else f"<br>{row.coverage * 100:.0f} % of the model known"
        )
        between = "" if not known else f", between {whole(row.low)} and {whole(row.high)}"
        band = BANDS[row.band]
        texts.append(
            f"{week(row.as_of)}<br>health <b>{whole(row.health)}</b> of 100, {band}"
            f"{between}{known}{_CLICK}"
        )
    y = [0 if math.isnan(value) else value for value in shown["health"]]
    return dots(
        shown["as_of"], y, texts, {"size": 9, "color": "rgba(0,0,0,0)"}, name="weeks",
        selected={"marker": {"opacity": 0}}, unselected={"marker": {"opacity": 0}},
    )  # fmt: skip


def _placed(
    days: list[date], health: list[float | None], marks: pd.DataFrame, selected: date
) -> list[Placed]:
    """Marks up to the selected week, on the line at their day; none where there is no line."""
    found = []
    for mark in each(marks.sort_values("day", kind="stable")):
        y = _health_on(days, health, mark.day)
        if y is not None and mark.day <= selected:
            found.append(Placed(mark.day, y, str(mark.label), str(mark.tone)))
    return found


def _marks(placed: list[Placed], of: Colours) -> list[go.Scatter]:
    """What happened, one trace a tone, the weightiest on top."""
    traces = []
    for tone, symbol in reversed(TONE_SYMBOLS.items()):
        some = [mark for mark in placed if mark.tone == tone]
        if not some:
            continue
        weighty = tone in ("bad", "watch")
        traces.append(
            dots(
                [mark.day for mark in some],
                [mark.y for mark in some],
                [
                    f"{weekday(mark.day)} {mark.day.year}: {escape(mark.label, quote=False)}"
                    for mark in some
                ],
                {
                    "symbol": symbol, "size": 8 if weighty else 5, "color": of.of(tone),
                    "line": {"color": of.paper if weighty else of.of(tone), "width": 1},
                },
                cliponaxis=False,
            )
        )  # fmt: skip
    return traces


def _names(
    placed: list[Placed], days: list[date], health: list[float | None], of: Colours
) -> list[Piece]:
    """The names of a few marks, clear of the line: the weightiest and latest, none close by."""
    reach = max(7, (days[-1] - days[0]).days * 0.24)
    order = sorted(placed, key=lambda mark: (_URGENT[mark.tone], -mark.day.toordinal()))
    named: list[Placed] = []
    for mark in order:
        if all(abs((mark.day - other.day).days) >= reach for other in named):
            named.append(mark)
    return [
        note(
            escape(mark.label, quote=False), mark.day, mark.y, of.of(mark.tone),
            **_beside(mark, days, health),
        )
        for mark in named[:LABELS]
    ]  # fmt: skip


def _beside(mark: Placed, days: list[date], health: list[float | None]) -> Piece:
    """Where a name stands clear of the line: above it; of a steep line on the open side."""
    span = (days[-1] - days[0]).days
    near = timedelta(days=round(span * 0.06))
    before, after = (_health_on(days, health, mark.day + step) for step in (-near, near))
    fall = (mark.y if before is None else before) - (mark.y if after is None else after)
    late = mark.day > days[-1] - timedelta(days=round(span * 0.14))
    if abs(fall) < _STEEP:
        up = -15 if mark.y > _HIGH else 15
        return {"yshift": up, "xanchor": "right" if late else "center"}
    if late:
        return {"yshift": -15 if fall > 0 else 15, "xanchor": "right", "xshift": -4}
    up = -15 if mark.y > _HIGH else 13
    return {"yshift": up, "xanchor": "left" if fall > 0 else "right"}


def _chosen(shown: pd.DataFrame, selected: date, of: Colours) -> list[go.Scatter]:
    """The selected week's own point: the shape and colour of its band, and the number."""
    some = shown[(shown["as_of"] == selected) & shown["health"].notna()]
    return [
        dots(
            [row.as_of], [row.health], [f"<b>{whole(row.health)}</b>"], band_marker(row.band, of),
            textposition="middle right" if row.as_of == shown["as_of"].iloc[-1] else "bottom left",
            mode="markers+text", hoverinfo="skip", cliponaxis=False,
            textfont={"color": of.of(row.band), "size": 15},
        )
        for row in each(some)
    ]  # fmt: skip


def _health_on(days: list[date], health: list[float | None], when: date) -> float | None:
    """Where the line is on a day between two points; None off the line."""
    for at in range(1, len(days)):
        before, after = health[at - 1], health[at]
        if days[at - 1] <= when <= days[at] and before is not None and after is not None:
            share = (when - days[at - 1]).days / (days[at] - days[at - 1]).days
            return before + share * (after - before)
    return health[0] if days and when == days[0] else None
