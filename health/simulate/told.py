"""A simulation in words and tables, as a picture, and as data."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from health.explain.plain import columns, paragraph
from health.simulate.judged import SETTLED_WEEKS, SPANS_WEEKS, STATISTICAL
from health.simulate.running import Simulated
from health.simulate.ways import WAYS

_RULES_ON_SCORES = ", ".join(f"`{name}`" for name in STATISTICAL)


def in_words(done: Simulated) -> str:
    """All of it in plain text."""
    found = done.judged.found.to_dict("records")
    ways = dict.fromkeys(row["way"] for row in found)
    years = f"{done.judged.false['client_years'].iloc[0]:,.0f}"
    parts = [
        "Ways in which clients get worse",
        "\n".join(f"  {way:8} {WAYS[way].about}" for way in ways),
        "Found within ...",
        _columns(
            ["what happens", *(f"{weeks} weeks" for weeks in SPANS_WEEKS), "90 % interval"],
            [_found(row) for row in found],
        ),
        "... and how",
        _columns(
            ["what happens", "median", "first by", "on scores", "by chance"],
            [_how(row) for row in found],
        ),
        paragraph(
            "Found is a client on which an alert that belongs to what happened fires on or after "
            "the day on which it began, or comes back while it is open; the interval is that of "
            f"the last share. On scores: within 13 weeks by {_RULES_ON_SCORES} alone. By chance: "
            "the share of well served clients on which such an alert fires in 13 weeks all the "
            "same."
        ),
        "False alarms",
        _columns(
            ["rule", "a client-year", "90 % interval", "alarms", "worth"],
            [_false(done, row) for row in done.judged.false.to_dict("records")],
        ),
        paragraph(
            f"Alarms on well served clients, after their first {SETTLED_WEEKS} weeks, in {years} "
            "client-years. Rules on rows (all but "
            f"{_RULES_ON_SCORES}) say what did happen, even to a client that is served well: an "
            f"unhappy answer, a slip, a quiet Christmas. Worth: the share of a rule's alarms that "
            f"are on a client that gets worse, where {100 * done.turning:.0f} of 100 do so in a "
            "year."
        ),
        "The charts behind drift: weeks until they signal",
        _columns(
            ["chart", "shift", "mean", "standard error", "median", "published"],
            [_chart(row) for row in done.charts.to_dict("records")],
        ),
    ]  # fmt: skip
    return "\n\n".join(part if isinstance(part, str) else "\n".join(part) for part in parts) + "\n"


def _columns(names: list[str], lines: list[list[str]]) -> str:
    return "\n".join(columns(names, lines, 2, widest=62))


def _found(row: dict[Any, Any]) -> list[str]:
    last = SPANS_WEEKS[-1]
    interval = f"{_share(row[f'low_{last}'])} to {_share(row[f'high_{last}'])}"
    return [_what(row), *(_share(row[f"share_{weeks}"]) for weeks in SPANS_WEEKS), interval]


def _how(row: dict[Any, Any]) -> list[str]:
    median = "-" if np.isnan(row["median_days"]) else f"{row['median_days'] / 7:.1f} weeks"
    last = SPANS_WEEKS[-1]
    shares = (_share(row[f"{of}_{last}"]) for of in ("scores", "chance"))
    return [_what(row), median, row["first"], *shares]


def _what(row: dict[Any, Any]) -> str:
    over = f"over {row['over_weeks']} weeks" if row["over_weeks"] else "at once"
    return f"{row['way']}, {over}"


def _false(done: Simulated, row: dict[Any, Any]) -> list[str]:
    worth = done.judged.worth.set_index("rule")["value"].get(row["rule"], np.nan)
    name = {"statistical": "all on scores", "all": "all rules"}.get(row["rule"], row["rule"])
    return [
        name,
        f"{row['a_year']:.2f}",
        f"{row['low']:.2f}-{row['high']:.2f}",
        str(row["alarms"]),
        "-" if np.isnan(worth) else _share(worth),
    ]


def _chart(row: dict[Any, Any]) -> list[str]:
    published = "-" if np.isnan(row["published"]) else f"{row['published']:g}"
    figures = [f"{row[name]:.1f}" for name in ("weeks", "error", "median")]
    return [row["chart"], f"{row['shift']:g} sd", *figures, published]


def _share(share: float) -> str:
    return "-" if np.isnan(share) else f"{100 * share:.0f} %"


def as_json(done: Simulated) -> str:
    """All figures, as JSON: `found`, `false`, `worth`, `curve`, `charts`, each a list of rows."""
    tables = {
        "found": done.judged.found,
        "false": done.judged.false,
        "worth": done.judged.worth,
        "curve": done.curve,
        "charts": done.charts,
    }
    rows = {name: _rows(table) for name, table in tables.items()}
    return json.dumps({"seed": done.seed, "turning": done.turning, **rows}, indent=1) + "\n"


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    plain = table.astype(object).where(table.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in plain.to_dict("records")]


def picture(done: Simulated) -> go.Figure:
    """Delay against false alarms, of the rules on scores alone, as the limits of drift move: one
    line a way of getting worse; the settings' own limits are marked."""
    figure = go.Figure()
    curve = done.curve.sort_values("false_a_year", kind="stable")
    for (way, over), line in curve.groupby(["way", "over_weeks"], sort=False):
        slow = f"over {over} weeks" if over else "at once"
        weeks = line["scores_median_days"] / 7
        own = line["times"] == 1.0
        figure.add_trace(
            go.Scatter(
                x=line["false_a_year"],
                y=weeks,
                name=f"{way}, {slow}",
                mode="lines+markers",
                line={"dash": "dot" if over else "solid"},
                marker={
                    "symbol": np.where(own, "diamond", "circle"),
                    "size": np.where(own, 11, 5),
                },
                customdata=np.stack([line["times"], 100 * line["scores_13"]], axis=1),
                hovertemplate="limits x %{customdata[0]:g}: %{x:.2f} false alarms a client-year, "
                "found after %{y:.1f} weeks (median), %{customdata[1]:.0f} % within 13",
            )
        )
    figure.update_layout(
        title="Weeks until half of the clients are found, against false alarms "
        "(rules on scores; diamonds: the settings' own limits)",
        xaxis={"title": "false alarms a client-year", "rangemode": "tozero"},
        yaxis={"title": "weeks until found (median)", "rangemode": "tozero"},
        template="plotly_white",
    )
    return figure
