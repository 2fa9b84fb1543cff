"""The same logs from CSV and from a Google spreadsheet are the same, cell by cell and scored.

In the spreadsheet they stand as people keep them: dates as dates, numbers as numbers.
"""

from __future__ import annotations

import csv
import re
from datetime import date, datetime, time
from pathlib import Path

import numpy as np
import pytest

from health.logs.contract import LOGS
from health.logs.reading import read_folder
from health.portfolio import Portfolio
from health.tables.found import Table
from health.tables.reading import read_tables
from health.tables.written import write_table
from tests.conftest import ROOT
from tests.sheets.books import Cell, Rows
from tests.sheets.conftest import Reads
from tests.sheets.google import Google

SAMPLE = ROOT / "data" / "sample"
FEW = 200  # rows of each log
DAY = date(2026, 11, 25)


def typed(text: str) -> Cell:
    """What a spreadsheet makes of a text that is typed into it."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return date.fromisoformat(text)
    if re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", text):
        return datetime.fromisoformat(text)
    if re.fullmatch(r"\d\d:\d\d", text):
        return time.fromisoformat(text)
    if re.fullmatch(r"\d+", text):
        return int(text)
    return float(text) if re.fullmatch(r"\d+\.\d+", text) else text


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The last rows of the sample's logs."""
    out = tmp_path_factory.mktemp("csv")
    for log in LOGS:
        header, *lines = (SAMPLE / f"{log}.csv").read_text("utf-8").splitlines()
        (out / f"{log}.csv").write_text("\n".join([header, *lines[-FEW:], ""]), "utf-8")
    return out


@pytest.fixture
def tables(google: Google, read: Reads, folder: Path) -> list[Table]:
    """The same, from a spreadsheet."""
    tabs: dict[str, Rows] = {}
    for log in LOGS:
        with (folder / f"{log}.csv").open(encoding="utf-8", newline="") as file:
            tabs[log] = [[typed(text) for text in row] for row in csv.reader(file)]
    return read(google.add(tabs, locale="en_US"))


def test_every_row_is_there_with_its_line_and_its_text(
    tables: list[Table], folder: Path, google: Google
) -> None:
    assert [table.name for table in tables] == list(LOGS)
    assert len(google.asked()) == 3
    for table in tables:
        (plain,) = read_tables(folder / f"{table.name}.csv")
        assert (table.header, table.left_out) == (plain.header, plain.left_out)
        assert len(table.rows) == len(plain.rows)
        assert table.lines == list(range(2, len(table.rows) + 2))
        for there, here in zip(table.rows, plain.rows, strict=True):
            assert [re.sub(r"(\d\d:\d\d):00$", r"\1", text) for text in there] == here


def test_the_scores_are_those_of_the_files(
    tables: list[Table], folder: Path, tmp_path: Path
) -> None:
    for table in tables:
        write_table(table, tmp_path / f"{table.name}.csv")
    ours, theirs = (Portfolio.open(place, as_of=DAY) for place in (tmp_path, folder))
    assert [row.set_aside for row in ours.logs.rows.values()] == [
        row.set_aside for row in theirs.logs.rows.values()
    ]
    assert np.isfinite(ours.history.scores.health).sum() > 500
    np.testing.assert_array_equal(ours.history.scores.health, theirs.history.scores.health)
    np.testing.assert_array_equal(ours.history.signals, theirs.history.signals)
    assert [len(rows) for rows in read_folder(tmp_path).rows.values()] == [
        len(rows) for rows in theirs.logs.rows.values()
    ]
