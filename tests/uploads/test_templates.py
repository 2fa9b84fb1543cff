"""Templates have the columns of the contract, and their examples are rows that can be used."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest

from health.logs.contract import LOGS
from health.logs.reading import read_folder
from health.uploads.templates import all_templates, template


@pytest.mark.parametrize("log", LOGS)
def test_an_empty_template_is_the_header_alone(log: str) -> None:
    lines = template(log).decode("utf-8-sig").splitlines()
    assert lines == [",".join(column.name for column in LOGS[log].columns)]


def test_every_example_row_is_used(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(all_templates(date(2026, 11, 25)))) as packed:
        packed.extractall(tmp_path)
    logs = read_folder(tmp_path)
    assert {log: len(rows) for log, rows in logs.rows.items()} == dict.fromkeys(LOGS, 2)
    assert logs.set_aside == []
