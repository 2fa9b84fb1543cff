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
from health.portfolio import Portfolio
from health.settings import Settings
from health.sources.asking import refresh
from health.sources.declared import sources_of
from health.sources.opening import read_logs
from health.sources.workspace import Workspace
from health.tables.reading import read_tables
from tests.conftest import ROOT
from tests.sheets.books import Cell, Rows
from tests.sheets.conftest import Reads
from tests.sheets.google import Google

SAMPLE = ROOT / "data" / "sample"
FEW = 200  # rows of each log
DAY = date(2026, 11, 25)
SETTINGS = Settings.default()


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
def address(google: Google, folder: Path) -> str:
    """The same in a spreadsheet."""
    tabs: dict[str, Rows] = {}
    for log in LOGS:
        with (folder / f"{log}.csv").open(encoding="utf-8", newline="") as file:
            tabs[log] = [[typed(text) for text in row] for row in csv.reader(file)]
    return google.add(tabs, locale="en_US")


def test_every_row_is_there_with_its_line_and_its_text(
    address: str, folder: Path, google: Google, read: Reads
) -> None:
    tables = read(address)
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
    address: str, folder: Path, google: Google, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    google.stand_in(monkeypatch)
    key = google.key_file(tmp_path).name
    (tmp_path / "sources.toml").write_text(
        f'[[source]]\nspreadsheet = "{address}"\nkey_file = "{key}"\n', "utf-8"
    )
    workspace = Workspace(tmp_path / "kept")
    refresh(sources_of(tmp_path), workspace)
    there, here = read_logs(tmp_path, workspace=workspace), read_logs(folder)
    for log in LOGS:
        ours, theirs = there.rows[log], here.rows[log]
        assert (len(ours), ours.set_aside_rows) == (len(theirs), theirs.set_aside_rows)
        assert ours.columns.keys() == theirs.columns.keys()
    one, other = (Portfolio.of(logs, SETTINGS, DAY).history for logs in (there, here))
    assert np.isfinite(other.scores.health).sum() > 500
    np.testing.assert_array_equal(one.scores.health, other.scores.health)
    np.testing.assert_array_equal(one.signals, other.signals)
