"""`python -m health alerts`: what others script against."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from health.__main__ import main
from health.portfolio import Portfolio
from tests.conftest import FolderOf

SAMPLE = Path(__file__).parent.parent.parent / "data" / "sample"
# The contract: these columns in this order.
COLUMNS = [
    "client",
    "rule",
    "subject",
    "severity",
    "state",
    "since",
    "resolved_on",
    "message",
    "next_step",
]
DAYS = ["since", "resolved_on"]


@pytest.mark.parametrize("ending", ["csv", "parquet", "json"])
def test_every_form_holds_the_alerts_of_the_day(tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"alerts.{ending}"
    assert main(["alerts", str(SAMPLE), "--as-of", "2026-09-30", "--out", str(out)]) == 0
    if ending == "json":
        table = pd.DataFrame(json.loads(out.read_text("utf-8")))
    else:
        table = pd.read_csv(out) if ending == "csv" else pd.read_parquet(out)
    assert list(table.columns) == COLUMNS
    wanted = Portfolio.open(SAMPLE).alerts(date(2026, 9, 30))[COLUMNS]
    for days in DAYS:
        wanted[days] = [None if day is None else str(day) for day in wanted[days]]
        table[days] = [None if pd.isna(day) else str(day) for day in table[days]]
    pd.testing.assert_frame_equal(table, wanted, check_dtype=False)


def test_a_portfolio_without_alerts_gives_the_header_alone(
    folder_of: FolderOf, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = folder_of(contacts="client,at,direction\nAcme,2026-10-05,out\n")
    for day in ("2026-10-05", "2020-01-01"):
        assert main(["alerts", str(folder), "--as-of", day, "--out", "-"]) == 0
        assert capsys.readouterr().out == ",".join(COLUMNS) + "\n"


def test_settings_decide_what_alerts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    calm = tmp_path / "calm.toml"
    calm.write_text("[alerts]\nquiet_targets = 1000\nwaiting_targets = 1000\n")
    told = {}
    for more in ([], ["--settings", str(calm)]):
        main(["alerts", str(SAMPLE), "--out", "-", *more])
        told[len(more)] = capsys.readouterr().out
    assert ",gone_quiet," in told[0]
    assert ",gone_quiet," not in told[2]
    assert ",waiting_client," not in told[2]
    assert ",overdue_unwarned," in told[2]
