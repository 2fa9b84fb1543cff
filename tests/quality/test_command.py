"""`python -m health quality`: the text, and its tables."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest

from health.__main__ import main
from health.portfolio import Portfolio
from health.store import open_store
from tests.conftest import ROOT

SAMPLE = str(ROOT / "data" / "sample")


def test_it_says_how_to_mark_then_who_cries_wolf_and_what_would_have_helped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HEALTH_STORE", f"sqlite:///{tmp_path / 'store.db'}")
    as_of = ["--as-of", "2025-12-10"]
    assert main(["quality", SAMPLE, *as_of]) == 0
    assert capsys.readouterr().out.startswith("None is marked yet.")

    portfolio = Portfolio.open(Path(SAMPLE))
    listed = portfolio.alert_list(None, None)
    some = listed[listed["rule"] == "gone_quiet"].drop_duplicates("client").head(8)
    named = portfolio.found_alerts.named(some).to_dict("records")
    with closing(open_store()) as store:
        for row in named:
            which = [(row["client"], row["rule"], row["subject"], row["since"])]
            store.mark_alerts(which, "false_alarm", "Mira", on=row["fired_on"])
        store.mark_alerts([("Else", "drift", "Talk", row["since"])], "true_alarm", "Mira")
    assert main(["quality", SAMPLE]) == 0
    told = capsys.readouterr().out
    assert "gone_quiet  0 of 8" in told
    assert "cries wolf" in told
    assert "alerts.quiet_targets=3" in told
    assert "Left out: 1 marked alert of clients not in these logs." in told

    values = tmp_path / "values.csv"
    assert main(["quality", SAMPLE, "--out", "-", "--values-out", str(values)]) == 0
    head, *rows = capsys.readouterr().out.splitlines()
    assert head == "rule,quarter,true,marked,clients,share,low,high,enough,cries_wolf"
    assert rows[0].startswith("gone_quiet,,0,8,8,0.0,0.0,0.25")
    assert sum(int(row.split(",")[3]) for row in rows[1:]) == 8
    assert pd.read_csv(values)["best"].sum() == 1
    assert main(["quality", SAMPLE, "--out", "a.csv", "--values-out", "a.csv"]) == 2
    assert "another file than --out" in capsys.readouterr().err
