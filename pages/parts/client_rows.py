"""Rows of a log on screen, with their place in the file, and as CSV for a spreadsheet."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype

from health.logs.rows import Logs
from pages.parts import download
from pages.parts.download import Lines
from pages.parts.look import scrolled, sheet
from pages.parts.words import count, day, escape

MOST = 60  # rows on screen; the download has them all
_NOTES = ("summary", "notes", "note", "comment", "question", "outcome_note")
_LONG = 26  # characters from which a text may break into lines


def show_rows(rows: pd.DataFrame, log: str, key: str, logs: Logs) -> None:
    """A table of rows, newest first as given, and a button to download them."""
    if rows.empty:
        sheet('<div class="small soft">No row stands behind this.</div>')
        return
    sheet(rows_html(rows, log, logs) + assumed_html(rows, log, logs))
    more = f"; the first {MOST} are shown" if len(rows) > MOST else ""
    label = f"Download {count(len(rows), 'row')} as CSV{more}"
    download.button(label, lambda: rows_lines(rows, log, logs), key, key)


def rows_html(rows: pd.DataFrame, log: str, logs: Logs) -> str:
    """The table: file and row number first, blank columns left out, long notes on a line below."""
    names = [name for name in rows.columns if name not in ("row", "rows", "log", "client")]
    names = [name for name in names if any(_text(value) for value in rows[name])]
    notes = [name for name in names if name in _NOTES]
    names = [name for name in names if name not in notes]
    head = "".join(
        f'<th class="{"num" if is_numeric_dtype(rows[name]) else ""}">'
        f"{escape(name.replace('_', ' '))}</th>"
        for name in names
    )
    body = []
    for _, row in rows.head(MOST).iterrows():
        cells = "".join(_cell(row[name]) for name in names)
        said = " · ".join(_text(row[name]) for name in notes if _text(row[name]))
        below = f'<tr class="said"><td></td><td colspan="{len(names)}">{escape(said)}</td></tr>'
        kind = ' class="has"' if said else ""
        where = f'<td class="date soft">{_place(row, log, logs)}</td>'
        body.append(f"<tr{kind}>{where}{cells}</tr>{below if said else ''}")
    table = f'<table class="rows"><tr><th>where</th>{head}</tr>{"".join(body)}</table>'
    return scrolled(table, f"Rows of {log}.csv" if log else "Rows")


def assumed_html(rows: pd.DataFrame, log: str, logs: Logs) -> str:
    """What the rows' sources leave open, and is assumed until somebody says it."""
    asked = [
        (state, question)
        for state in logs.prepared.states
        for question in state.questions
        if question.kind == "column"
    ]
    if not asked:
        return ""
    own = [str(row.get("log", log)) for _, row in rows.head(MOST).iterrows()]
    places = zip(own, rows["row"].head(MOST), strict=True)
    files = {(each, logs[each].line_of(int(row))[0]) for each, row in places}
    told = [
        f"{state.name}, {question.about}: {question.text}"
        for state, question in asked
        if any(each == question.log and state.holds(file) for each, file in files)
    ]
    return "".join(
        f'<p class="small watch">Assumed until somebody answers on the Logs page: '
        f"{escape(text)}</p>"
        for text in told
    )


def _place(row: pd.Series, log: str, logs: Logs) -> str:
    """`contacts.csv row 41`; of an item that has several rows, all of them."""
    every = row.get("rows")
    places = list(every) if isinstance(every, list | tuple) and len(every) > 1 else [row["row"]]
    return escape(logs[str(row.get("log", log))].place(*map(int, places)))


def _cell(value: Any) -> str:
    text = _text(value)
    number = isinstance(value, float | int | np.number) and not isinstance(value, bool)
    kind = "num" if number else "date" if len(text) < _LONG else "long"
    return f'<td class="{kind}">{escape(text)}</td>'


def _text(value: Any) -> str:
    """A cell as it reads: a date with its year, yes or no, a number without needless zeros."""
    if value is None or value is pd.NaT or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{day(value.date())}, {value:%H:%M}"
    if isinstance(value, date):
        return day(value)
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
    return str(value)


def rows_lines(rows: pd.DataFrame, log: str, logs: Logs) -> Lines:
    """The rows as lines for a spreadsheet, each with its file and its place there."""
    names = [name for name in rows.columns if name not in ("row", "log")]
    yield ["file", "row", *names]
    for _, row in rows.iterrows():
        place = logs[str(row.get("log", log))].line_of(int(row["row"]))
        yield [*place, *(row[name] for name in names)]
