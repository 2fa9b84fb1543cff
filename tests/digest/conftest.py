"""A portfolio of which one client has no lead, and one its lead in another spelling."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT

ORPHAN, RESPELT = "Halden Freight", "Northmoor Water"


@pytest.fixture(scope="package")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("logs") / "sample"
    shutil.copytree(ROOT / "data" / "sample", made)
    file = made / "clients.csv"
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    for row in rows:
        if row["client"] == ORPHAN:
            row["lead"] = ""
        if row["client"] == RESPELT:
            row["lead"] = "JONAS  lindqvist"
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return made
