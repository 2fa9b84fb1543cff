"""The heat table of a comparison: scores side by side, and the differences in points."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import numpy as np
import numpy.typing as npt

from health.compare import Difference, Sides, difference
from health.measures import Scores
from health.peers import size
from health.portfolio import Portfolio
from health.score import OF_DIMENSION
from health.signals import SIGNALS
from pages.parts import address
from pages.parts.compare_choice import Choice
from pages.parts.download import Lines
from pages.parts.look import scrolled
from pages.parts.palette import BANDS
from pages.parts.words import DIMENSION_WORDS, count, money, percent, signed, whole

_REST = "Known, or weighed, otherwise"
_SMALL = 0.05  # points that would read as 0.0
_MUCH = 3.0  # points that stand out
_LONG = 100.0  # weeks that are told in years


@dataclass(frozen=True)
class Mean:
    """The average of many clients: of health, of dimensions (5,), of signals (23,)."""

    name: str
    health: float
    dimensions: Scores
    signals: Scores


@dataclass(frozen=True)
class Columns:
    """The columns: N clients, and what each differs in from what it is held against.

    gaps: None of the client that the others are held against. mean: of a segment. sizes: value a
    year (NaN: not known) and age in weeks.
    """

    found: Sides
    gaps: tuple[Difference | None, ...]
    against: str
    sizes: tuple[tuple[float, float], ...]
    mean: Mean | None = None


def columns(portfolio: Portfolio, choice: Choice, found: Sides, everyone: Sides) -> Columns:
    """Clients against the first of them; those of a segment against the average of its others."""
    sizes = tuple(size(portfolio, client, found.day) for client in found.clients)
    if choice.by == "segment":
        places = range(len(everyone.names))
        gaps = [difference(everyone, at, places) for at in range(len(found.names))]
        health, dimensions, signals = (
            _mean(each) for each in (everyone.health[None], everyone.dimensions, everyone.signals)
        )
        mean = Mean(f"Average of {len(places):,}", float(health[0]), dimensions, signals)
        return Columns(found, tuple(gaps), "the average of the others", sizes, mean)
    gaps = [difference(found, at, [0]) for at in range(1, len(found.names))]
    return Columns(found, (None, *gaps), found.names[0], sizes)


def _mean(values: Scores) -> Scores:
    """The mean of each row over what is known of it."""
    known = ~np.isnan(values)
    number, total = known.sum(axis=1), np.where(known, values, 0).sum(axis=1)
    return np.where(number > 0, total / np.maximum(number, 1), np.nan)


def table_html(table: Columns) -> str:
    """The table; every cell of a signal leads to its rows."""
    found = table.found
    lines = [_head(table), _health(table), _known(table), _sizes(table)]
    labels = [one.label for one in SIGNALS.values()]
    for place, (dimension, places) in enumerate(OF_DIMENSION.items()):
        lines.append(_line(table, "dimensions", place, DIMENSION_WORDS[dimension], "dim"))
        lines += [_line(table, "signals", each, labels[each], "") for each in places]
    if any(gap and abs(gap.rest) >= _SMALL for gap in table.gaps):
        lines.append(_rest(table))
    words = f"{count(len(found.names), 'client')} side by side"
    return scrolled(f"<table>{''.join(lines)}</table>", words, "heat")


def _head(table: Columns) -> str:
    cells = []
    if table.mean:
        cells.append(f'<th scope="col" class="who">{escape(table.mean.name)}</th>')
    for place, name in enumerate(table.found.names):
        band = BANDS[table.found.bands[place]]
        cells.append(
            f'<th scope="col" class="who"><a title="{escape(name)}" '
            f'href="{escape(address.client_href(name))}">'
            f'{escape(name)}</a><div class="{table.found.bands[place]}">{band}</div></th>'
        )
    return f'<tr><td class="corner"></td>{"".join(cells)}</tr>'


def _health(table: Columns) -> str:
    cells = [f'<td><b class="big">{whole(table.mean.health)}</b></td>'] if table.mean else []
    for place, gap in enumerate(table.gaps):
        moved = '<span class="gap">base</span>' if gap is None else _points(gap.total)
        cells.append(f'<td><b class="big">{whole(table.found.health[place])}</b>{moved}</td>')
    return f'<tr class="dim"><th scope="row">Health</th>{"".join(cells)}</tr>'


def _known(table: Columns) -> str:
    cells = ["<td></td>"] if table.mean else []
    for place, share in enumerate(table.found.coverage):
        between = ""
        low, high = table.found.low[place], table.found.high[place]
        if round(high - low) >= 1:
            between = f", {whole(low)} to {whole(high)}"
        cells.append(f'<td class="small soft">{percent(share)}{between}</td>')
    return f'<tr><th scope="row">Known, and likely range</th>{"".join(cells)}</tr>'


def _sizes(table: Columns) -> str:
    """What each is worth a year, and for how long it has been scored."""
    cells = ["<td></td>"] if table.mean else []
    for value, weeks in table.sizes:
        age = f"{weeks:.0f} weeks" if weeks < _LONG else f"{weeks / 52.18:.1f} years"
        cells.append(f'<td class="small soft">{money(value)}, {age}</td>')
    return f'<tr><th scope="row">Value a year, and age</th>{"".join(cells)}</tr>'


def _line(table: Columns, kind: str, place: int, label: str, tone: str) -> str:
    """A dimension or a signal of all."""
    scores: Scores = getattr(table.found, kind)[place]
    cells = []
    if table.mean:
        mean = float(getattr(table.mean, kind)[place])
        cells.append(f"<td>{_chip(mean)}</td>")
    for at, (name, score, gap) in enumerate(
        zip(table.found.names, scores, table.gaps, strict=True)
    ):
        points = "" if gap is None else _points(float(getattr(gap, kind)[place]))
        inside = f"{_chip(float(score))}{points}"
        if kind == "signals":
            signal = list(SIGNALS)[place]
            href = escape(address.client_href(name, signal=signal))
            inside = (
                f'<a href="{href}" title="{escape(_says(table, at, label, score))}">{inside}</a>'
            )
        cells.append(f"<td>{inside}</td>")
    return f'<tr class="{tone}"><th scope="row">{escape(label)}</th>{"".join(cells)}</tr>'


def _says(table: Columns, at: int, label: str, score: float) -> str:
    told = "not known" if np.isnan(score) else f"{whole(score)} of 100"
    return f"{table.found.names[at]}, {label}: {told}. Click for its rows."


def _chip(score: float) -> str:
    """A score in its tint and with its shape; what is not known has neither."""
    if np.isnan(score):
        return '<span class="chip unknown" title="not known">–</span>'
    tone = "red" if score < 50 else "amber" if score < 70 else "green" if score < 85 else "best"
    mark = {"red": "▲", "amber": "◆"}.get(tone, "")
    return f'<span class="chip {tone}"><i>{mark}</i>{whole(score)}</span>'


def _points(points: float) -> str:
    """A difference in points; nothing where it is none, or nothing was compared."""
    if np.isnan(points) or abs(points) < _SMALL:
        return '<span class="gap"></span>'
    much = " much" if abs(points) >= _MUCH else ""
    return f'<span class="gap{much}">{signed(points, 1)}</span>'


def _rest(table: Columns) -> str:
    """What is no difference in how the clients do, so that the column adds up."""
    cells = ["<td></td>"] if table.mean else []
    for gap in table.gaps:
        points = _points(gap.rest) if gap else ""
        cells.append(f'<td><span class="chip"></span>{points}</td>')
    return f'<tr class="rest"><th scope="row">{_REST}</th>{"".join(cells)}</tr>'


def legend(table: Columns) -> str:
    """What the numbers of the table mean."""
    return (
        f"A score of 0 to 100, and the points of health that it puts a client above or below "
        f"{table.against}: the signals' points add up to the difference in health. "
        "▲ below 50, ◆ below 70, – not known and not compared."
    )


def lines(table: Columns) -> Lines:
    """The table as CSV: a line a row, a client's score and points side by side."""
    found = table.found
    head = ["part", "name"]
    for name in found.names:
        head += [f"{name}: score", f"{name}: points against {table.against}"]
    yield head
    none = np.full(len(found.names), np.nan)
    total = np.array([np.nan if gap is None else gap.total for gap in table.gaps])
    yield ["", "health", *_pairs(found.health, total)]
    yield ["", "share known", *_pairs(found.coverage, none, 4)]
    for kind, names in (("dimensions", list(OF_DIMENSION)), ("signals", list(SIGNALS))):
        for place, name in enumerate(names):
            gaps = [np.nan if gap is None else getattr(gap, kind)[place] for gap in table.gaps]
            yield [kind[:-1], name, *_pairs(getattr(found, kind)[place], np.array(gaps))]
    rest = np.array([np.nan if gap is None else gap.rest for gap in table.gaps])
    yield ["", _REST.lower(), *_pairs(none, rest)]


def _pairs(scores: npt.NDArray[np.float64], points: Scores, decimals: int = 2) -> list[float]:
    both = np.stack([scores, points], axis=1).round(decimals)
    return [float(each) for each in both.ravel()]
