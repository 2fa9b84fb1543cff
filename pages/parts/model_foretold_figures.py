"""Pictures of a back-test: AUC beside baselines, chances beside what came true, lead times."""

from __future__ import annotations

import math
from statistics import median

import numpy as np
import plotly.graph_objects as go

from health.backtest.judged import FITTED, HEALTH, Backtest
from health.backtest.resampled import Figure
from pages.parts.figures import Piece, dots, figure, rule, stroke
from pages.parts.palette import Colours
from pages.parts.words import escape, percent

_ROW, _ENDS = 34, 46  # pixels: a line of a chart, and what is above and below all of them
_LEFT = 136


def share(value: float) -> str:
    """A share in per cent, to a tenth where it is small."""
    if math.isnan(value):
        return "–"
    return f"{100 * value:.1f}\u00a0%" if 0 < value < 0.1 else percent(value)


def shares(found: Figure) -> str:
    """The interval of a share."""
    if math.isnan(found.low):
        return "–"
    return f"{share(found.low)} to {share(found.high)}"


def _error(found: list[Figure], colour: str) -> Piece:
    """Bars from the low to the high end; none where there is no interval."""
    value, low, high = (
        np.array([getattr(each, name) for each in found]) for name in ("value", "low", "high")
    )
    return {
        "type": "data", "symmetric": False, "color": colour, "thickness": 1.5, "width": 4,
        "array": np.nan_to_num(high - value).tolist(),
        "arrayminus": np.nan_to_num(value - low).tolist(),
    }  # fmt: skip


def _look(name: str, of: Colours) -> Piece:
    own = {HEALTH: (of.accent, "circle"), FITTED: (of.accent, "diamond")}
    colour, symbol = own.get(name, (of.none, "circle-open"))
    return {"color": colour, "symbol": symbol, "size": 10}


def _lines(names: list[str], of: Colours) -> Piece:
    """An axis with a line for each name, the first on top."""
    told = [f"{name[0].upper()}{name[1:]} " for name in names]
    font = {"color": of.ink, "size": 13}
    return {
        "tickvals": list(range(len(names))), "ticktext": told, "tickfont": font,
        "range": [len(names) - 0.5, -0.5],
    }  # fmt: skip


def auc_figure(made: Backtest, of: Colours) -> go.Figure:
    """AUC of each score, a line each, with its interval."""
    traces = []
    for place, each in enumerate(made.scored):
        look, auc = _look(each.name, of), each.auc
        if math.isnan(auc.value):
            continue
        ends = "no interval" if math.isnan(auc.low) else f"{auc.low:.2f} to {auc.high:.2f}"
        told = (
            f"{escape(each.name, quote=False)}: {auc.value:.2f}<br>{ends}<br>{each.weeks:,} weeks, "
            f"{each.bad_clients} clients with a bad outcome"
        )
        traces.append(
            dots([auc.value], [place], [told], look, error_x=_error([auc], look["color"]))
        )
    return figure(
        of, traces, _ENDS + _ROW * len(made.scored),
        margin={"l": _LEFT, "r": 16, "t": 8, "b": 28}, shapes=[rule(of, "x", 0.5, "dot")],
        xaxis={"range": [0, 1.02], "tickvals": [0, 0.25, 0.5, 0.75, 1]},
        yaxis=_lines([each.name for each in made.scored], of),
    )  # fmt: skip


def lead_figure(made: Backtest, of: Colours) -> go.Figure:
    """Days before each outcome for which something stood, a point a client; the median as a bar."""
    traces, names, most = [], [], 1
    for place, each in enumerate(made.lead):
        names.append(f"{each.of}<br>{each.warned} of {each.bad}")
        if not each.days:
            continue
        most = max(most, *each.days)
        told = [f"{days} days before" for days in each.days]
        marker = {"color": of.accent, "size": 8, "opacity": 0.45}
        traces.append(dots(list(each.days), [place] * len(told), told, marker))
        middle = median(each.days)
        bar = {
            "color": of.ink,
            "symbol": "line-ns",
            "size": 18,
            "line": {"width": 2, "color": of.ink},
        }
        traces.append(dots([middle], [place], [f"median {middle:.0f} days"], bar))
    return figure(
        of, traces, _ENDS + _ROW * len(names), margin={"l": _LEFT + 48, "r": 16, "t": 8, "b": 28},
        xaxis={"range": [most * 1.04, 0]}, yaxis=_lines(names, of),
    )  # fmt: skip


def reliability_figure(made: Backtest, of: Colours) -> go.Figure:
    """The chance stated, beside the share that came true, with its interval."""
    traces, across, most = [], 0.02, 0.02
    for name, found in made.reliability.items():
        look = _look(name, of)
        stated = [each.stated for each in found.bins]
        came = [each.came for each in found.bins]
        across = max(across, *stated)
        most = max([most, *(each.high for each in came if not math.isnan(each.high))])
        told = [
            f"{escape(name, quote=False)}: stated {share(each.stated)}, came true "
            f"{share(each.came.value)}<br>{each.weeks:,} weeks of {each.clients} clients, "
            f"{each.bad_clients} with a bad outcome"
            for each in found.bins
        ]
        colour = of.accent if name == FITTED else of.none
        look = {**look, "color": colour}
        values = [each.value for each in came]
        traces.append(stroke(stated, values, {"color": colour, "width": 1}))
        traces.append(dots(stated, values, told, look, error_y=_error(came, colour)))
    across, most = min(1.0, across * 1.1), min(1.0, most * 1.05)
    end = min(across, most)
    true = {"color": of.soft, "width": 1, "dash": "dot"}
    traces.insert(0, stroke([0, end], [0, end], true))
    return figure(
        of, traces, 300, margin={"l": 48, "r": 16, "t": 8, "b": 40},
        xaxis={"range": [0, across], "tickformat": ".0%", "title": {"text": "stated"}},
        yaxis={"range": [0, most], "tickformat": ".0%"},
    )  # fmt: skip
