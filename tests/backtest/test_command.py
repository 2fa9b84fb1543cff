"""The whole back-test from files: what it says of what can be foretold, and of what cannot."""

import json
from pathlib import Path
from typing import Any

import pytest

from health.__main__ import main
from tests.backtest.made import write_portfolio
from tests.conftest import ROOT, FolderOf


def _run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[str, dict[str, Any]]:
    out = Path(str(arguments[0])).parent / "figures.json"
    assert main(["backtest", *map(str, arguments), "--out", str(out)]) == 0
    told = " ".join(capsys.readouterr().out.split())
    return told, json.loads(out.read_text("utf-8"))


def test_clients_that_fade_before_they_leave_are_foretold_better_than_by_one_look(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    write_portfolio(folder, 140, 100, True, 1)
    told, figures = _run(capsys, folder)
    assert told.startswith("The risk fitted to the earlier weeks foretells bad outcomes")
    assert "better than every plain baseline, of which “days since contact” comes nearest" in told
    fitted = next(each for each in figures["scores"] if each["name"] == "fitted risk")
    assert fitted["auc"][1] > 0.6
    assert figures["needed"]["enough"]
    assert {each["name"] for each in figures["scores"]} == {
        "health as shown", "fitted risk", "days since contact",
    }  # fmt: skip
    assert figures["reliability"]["fitted risk"]["better_by"][0] > 0


def test_where_clients_leave_as_chance_has_it_it_says_that_nothing_is_predictable(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    write_portfolio(folder, 140, 100, False, 2)
    told, figures = _run(capsys, folder)
    assert told.startswith("Nothing here is predictable from these logs")
    assert figures["scores"][1]["auc"][1] < 0.5 < figures["scores"][1]["auc"][2]


def test_of_too_few_outcomes_it_concludes_nothing_and_says_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backtest", str(ROOT / "data" / "sample")]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert told.startswith("No conclusion can be drawn: 4 clients had a bad outcome")
    assert "Missing: 26 more clients with a bad outcome: at the rate so far, about" in told
    assert "they prove nothing" in told


def test_deadlines_alone_have_no_band_and_other_baselines_are_missing(
    folder_of: FolderOf, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        f"Acme,Item {n},2025-{n:02d}-01,2025-{n:02d}-10,2025-{n:02d}-{10 + n:02d}"
        for n in range(1, 13)
    ]
    folder = folder_of(
        deadlines="\n".join(["client,item,promised_on,due_on,done_on", *rows]),
        outcomes="client,on,outcome\nAcme,2025-09-01,churned\n",
    )
    told, figures = _run(capsys, folder)
    assert told.startswith("No conclusion can be drawn: 1 client had a bad outcome")
    assert [each["name"] for each in figures["scores"]] == ["health as shown", "overdue items"]
    assert figures["fitted"] is None


def test_no_outcome_at_all_is_no_error(
    folder_of: FolderOf, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = folder_of(
        contacts="client,at,direction\nAcme,2025-01-06,out\n", outcomes="client,on,outcome\n"
    )
    told, figures = _run(capsys, folder)
    assert "there was none to tell from how long that takes" in told or "No week" in told
    assert figures["needed"]["bad_clients"] == 0


def test_what_is_wrong_is_told_in_one_sentence(
    folder_of: FolderOf, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = folder_of(contacts="client,at,direction\nAcme,2025-01-06,out\n")
    assert main(["backtest", str(folder)]) == 2
    assert "there is no outcomes log" in capsys.readouterr().err
    assert main(["backtest", str(folder), "--more-than", "91"]) == 2
    assert "--more-than and --up-to" in capsys.readouterr().err
