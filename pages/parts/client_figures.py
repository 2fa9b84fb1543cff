"""Charts of the Client page: contacts by day and hour, feedback over time.

Each takes plain frames and the colours, and returns a figure. Text from the logs is escaped here.
"""

from __future__ import annotations

import math
import textwrap
from datetime import date, datetime, time, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pages.parts.figures import TONE_SYMBOLS, Piece, area, dots, each, figure, months
from pages.parts.palette import Colours, tint
from pages.parts.words import day, escape, short_day, weekday

CALENDAR_WEEKS = 10

# Contacts by day and hour ------------------------------------------------------------------------

_WAYS = {
    "out": ("circle", "from us"),
    "in": ("circle-open", "from them"),
    "both": ("square", "call or meeting"),
}


def contact_calendar(
    times: pd.DataFrame, last: date, hours: tuple[float, float], of: Colours
) -> go.Figure:
    """The last weeks of contacts up to `last`: days across, hours down, the agreed hours shaded.

    times: `date`, `hour` (NaN: only a day was noted), `direction`, `topic`, `in_hours`. Ours out of
    hours stand out; those without a time stand in a line of their own below.
    """
    first = last - timedelta(days=last.weekday() + 7 * (CALENDAR_WEEKS - 1))
    some = times[(times["date"] >= first) & (times["date"] <= last)]
    hour = some["hour"].astype(float)
    top = math.floor(min([hours[0] - 1, *hour.dropna()]))
    bottom = math.ceil(max([hours[1] + 1, *hour.dropna()]))
    untimed = bottom + 1.2
    end = first + timedelta(weeks=CALENDAR_WEEKS)
    timeless = bool(hour.isna().any())
    ticks = list(range(top + (-top) % 3, bottom + 1, 3))
    return figure(
        of,
        _contacts(some, hour.fillna(untimed), of),
        262,
        margin={"l": 46, "r": 8, "t": 8, "b": 30},
        shapes=[*_weekends(first, of), *_open_hours(first, hours, of)],
        xaxis={
            "range": [datetime.combine(first, time()), datetime.combine(end, time())],
            "tickvals": [first + timedelta(weeks=at) for at in range(0, CALENDAR_WEEKS, 2)],
            "ticktext": [
                short_day(first + timedelta(weeks=at)) for at in range(0, CALENDAR_WEEKS, 2)
            ],
        },
        yaxis={
            "range": [untimed + 0.9 if timeless else bottom + 0.4, top],
            "tickvals": [*ticks, *([untimed] if timeless else [])],
            "ticktext": [*(f"{at}:00" for at in ticks), *(["no time"] if timeless else [])],
        },
    )


def _contacts(some: pd.DataFrame, y: pd.Series[float], of: Colours) -> list[go.Scatter]:
    traces = []
    ours_late = (some["direction"] == "out") & some["hour"].notna() & ~some["in_hours"].astype(bool)
    for direction, (symbol, words) in _WAYS.items():
        for late in (False, True):
            here = (some["direction"] == direction) & (ours_late == late)
            if not here.any():
                continue
            rows = some[here]
            colour = of.red if late else of.ink if direction == "in" else of.accent
            where = " outside the agreed hours" if late else ""
            traces.append(
                dots(
                    [datetime.combine(each, time(12)) for each in rows["date"]],
                    y[here],
                    [
                        f"{weekday(row.date)}{_clock(row.hour)}: {words}"
                        f"{', ' + escape(str(row.topic), quote=False) if row.topic else ''}{where}"
                        for row in each(rows)
                    ],
                    {
                        "symbol": "triangle-up" if late else symbol, "color": colour,
                        "size": 9 if late else 7, "opacity": 0.85,
                        "line": {"color": colour, "width": 1},
                    },
                    name=words + where,
                )
            )  # fmt: skip
    return traces


def _clock(hour: float) -> str:
    """ ", 14:05" of 14.08; nothing of a contact without a time."""
    if math.isnan(hour):
        return ", no time noted"
    minutes = round(hour * 60)
    return f", {minutes // 60}:{minutes % 60:02d}"


def _open_hours(first: date, hours: tuple[float, float], of: Colours) -> list[Piece]:
    """The agreed hours of each week's working days."""
    return [
        area(tint(of.accent, 9), **_days(first, at, 0, 5), y0=hours[0], y1=hours[1])
        for at in range(CALENDAR_WEEKS)
    ]


def _weekends(first: date, of: Colours) -> list[Piece]:
    return [area(of.wash, **_days(first, at, 5, 7)) for at in range(CALENDAR_WEEKS)]


def _days(first: date, week: int, start: int, end: int) -> Piece:
    """The days of a week from one to before another, as the sides of an area."""
    monday = datetime.combine(first + timedelta(weeks=week), time())
    return {"x0": monday + timedelta(start), "x1": monday + timedelta(end)}


# Feedback over time ------------------------------------------------------------------------------


def feedback_over_time(rows: pd.DataFrame, first: date, last: date, of: Colours) -> go.Figure:
    """Ratings by day, and below them the asks that nobody answered.

    rows: the feedback log's columns `asked_on`, `answered_on`, `rating`, `yes_no`, `rater`,
    `comment`. A rating has the shape and colour of how it reads: 5 or less, 6 and 7, 8 or more.
    """
    return figure(
        of,
        [*_ratings(rows, of), *_silences(rows, of)],
        190,
        margin={"l": 62, "r": 8, "t": 8, "b": 24},
        xaxis={"range": [first - timedelta(3), last + timedelta(3)], **months(first, last)},
        yaxis={
            "range": [-0.9, 10.6],
            "tickvals": [0, 5, 10],
            "ticktext": ["no answer", "5", "10"],
            "showgrid": True,
        },
    )


def _ratings(rows: pd.DataFrame, of: Colours) -> list[go.Scatter]:
    answers = rows[rows["answered_on"].notna() & rows["rating"].notna()]
    traces = []
    for tone, least, most in (("bad", 1, 5), ("watch", 6, 7), ("good", 8, 10)):
        some = answers[answers["rating"].between(least, most)]
        if some.empty:
            continue
        traces.append(
            dots(
                some["answered_on"],
                some["rating"],
                [_answer(row) for row in each(some)],
                {"symbol": TONE_SYMBOLS[tone], "size": 9, "color": of.of(tone), "opacity": 0.9},
            )
        )
    return traces


def _answer(row: Any) -> str:
    """One answer in words: who, what, and the comment in lines."""
    who = f", {escape(row.rater, quote=False)}" if row.rater else ""
    said = {True: ", yes", False: ", no"}.get(row.yes_no, "")
    text = f"{day(row.answered_on)}: <b>{row.rating:.0f} of 10</b>{said}{who}"
    return text + (f"<br>{_lines(str(row.comment))}" if row.comment else "")


def _lines(text: str, width: int = 60) -> str:
    """Text broken for a hover label, escaped."""
    lines = textwrap.wrap(text, width, max_lines=4, placeholder=" ...")
    return "<br>".join(escape(line, quote=False) for line in lines)


def _silences(rows: pd.DataFrame, of: Colours) -> list[go.Scatter]:
    silent = rows[rows["asked_on"].notna() & rows["answered_on"].isna()]
    if silent.empty:
        return []
    return [
        dots(
            silent["asked_on"],
            [0] * len(silent),
            [f"asked {day(asked)}, no answer" for asked in silent["asked_on"]],
            {"symbol": "x-thin", "size": 7, "line": {"width": 1.6, "color": of.none}},
        )
    ]
