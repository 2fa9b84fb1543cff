"""What is on screen as a file: CSV that no spreadsheet takes for formulas, and names of files."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from pages.parts import words

Lines = Iterable[Sequence[Any]]


def button(label: str, lines: Callable[[], Lines], file: str, key: str) -> None:
    """A quiet button that saves a table; `lines`, its head first, are made when it is pressed."""
    st.download_button(
        label, data=lambda: as_csv(lines()), file_name=f"{file}.csv", mime="text/csv",
        key=f"download-{key}", on_click="ignore", type="tertiary", icon=":material/download:",
    )  # fmt: skip


def frame_lines(table: pd.DataFrame) -> Lines:
    """A frame as lines of CSV, its column names first."""
    yield list(table.columns)
    yield from table.itertuples(index=False, name=None)


def as_csv(lines: Lines) -> bytes:
    """Lines as CSV for a spreadsheet: no cell of text can act as a formula there."""
    out = io.StringIO()
    csv.writer(out).writerows([cell(value) for value in line] for line in lines)
    return out.getvalue().encode("utf-8-sig")


def cell(value: Any) -> Any:
    """A cell as CSV carries it: text that a spreadsheet would run gets an apostrophe before it."""
    if value is None or value is pd.NaT or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and not _is_number(value):
        return words.defused(value)
    return value


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def file_name(what: str, day: date) -> str:
    """A name for a file of what is shown in a week: `halden-freight-health-2026-11-22`."""
    kept = "".join(letter if letter.isalnum() else " " for letter in what.casefold())
    return f"{'-'.join(kept.split())[:60]}-{day.isoformat()}".replace("--", "-").strip("-")
