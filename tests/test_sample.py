"""The sample portfolio: made by its script, and with the stories that it promises."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from health.calendars import day_number
from health.logs.contract import LOGS
from health.portfolio import Portfolio
from health.signals import SIGNALS

DATA = Path(__file__).parent.parent / "data"
SAMPLE = DATA / "sample"
LAST = date(2026, 11, 20)
Line = Callable[[str], pd.DataFrame]


@pytest.fixture(scope="module")
def sample() -> Portfolio:
    return Portfolio.open(SAMPLE, as_of=LAST)


@pytest.fixture(scope="module")
def line(sample: Portfolio) -> Line:
    """A client's weekly history, by day."""
    return lambda client: sample.line(sample.client(client)).set_index("as_of")


def log_rows(log: str) -> list[dict[str, str]]:
    """A log of the sample as it stands in its file."""
    with (SAMPLE / f"{log}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def since(table: pd.DataFrame, year: int, month: int, day: int = 1) -> pd.DataFrame:
    """The points from a day on."""
    return table[table.index >= date(year, month, day)]


def until(table: pd.DataFrame, year: int, month: int, day: int = 1) -> pd.DataFrame:
    """The points before a day, less the first two months, in which little is known."""
    return table[table.index < date(year, month, day)].iloc[9:]


# The files


def test_the_script_writes_the_committed_files_byte_for_byte(tmp_path: Path) -> None:
    for path in (*DATA.glob("*.py"), *DATA.glob("*.toml")):
        shutil.copy(path, tmp_path)
    subprocess.run(
        [sys.executable, "make_sample.py"],
        cwd=tmp_path,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "1234", "TZ": "Asia/Tokyo"},
    )
    written = {path.name: path.read_bytes() for path in (tmp_path / "sample").iterdir()}
    committed = {path.name: path.read_bytes() for path in SAMPLE.iterdir()}
    assert set(written) == set(committed) == {f"{log}.csv" for log in LOGS}
    for name, content in committed.items():
        assert written[name] == content, name


@pytest.mark.parametrize("log", LOGS)
def test_every_log_has_all_its_columns_and_rows(log: str) -> None:
    rows = log_rows(log)
    assert list(rows[0]) == list(LOGS[log].by_name)
    assert len(rows) >= 24
    for name in rows[0]:
        assert any(row[name] for row in rows), name
    assert (SAMPLE / f"{log}.csv").read_bytes().endswith(b"\n")


def test_there_are_24_clients_over_two_years_in_several_countries(sample: Portfolio) -> None:
    clients = sample.logs.clients
    assert len(clients) == 24
    assert clients["lead"].nunique() >= 5
    assert clients["segment"].nunique() == 3
    assert clients["country"].nunique() >= 7
    assert clients["time_zone"].nunique() >= 10
    assert sample.days[0] == date(2024, 11, 24)
    assert sample.days[-1] == LAST
    assert len(sample.days) == 105


def test_nothing_but_plans_is_dated_after_the_last_day(sample: Portfolio) -> None:
    assert sample.logs.latest_day(day_number(date(2199, 12, 31))) == day_number(LAST)
    assert Portfolio.open(SAMPLE, today=date(2027, 6, 1)).as_of == day_number(LAST)


def test_the_rows_set_aside_are_exactly_the_planned_ones(sample: Portfolio) -> None:
    planned = tomllib.loads((DATA / "stories.toml").read_text("utf-8"))
    found = {(each.log, each.column, each.value) for each in sample.logs.set_aside}
    assert found == {
        ("feedback", "rating", "11"),
        ("deadlines", "due_on", "2026-13-04"),
        ("contacts", "client", "Halden Frieght"),
    }
    assert len(sample.logs.set_aside) == len(planned["flawed"]) == 3
    for each in sample.logs.set_aside:
        assert log_rows(each.log)[each.row - 2][each.column] == each.value
    for row in planned["flawed"]:
        cells = {name: str(value) for name, value in row.items() if name != "log"}
        assert any(cells.items() <= line.items() for line in log_rows(row["log"]))


def test_the_rows_pasted_twice_are_exactly_the_planned_ones(sample: Portfolio) -> None:
    planned = tomllib.loads((DATA / "stories.toml").read_text("utf-8"))["twice"]
    assert sorted(row["log"] for row in planned) == ["contacts", "reports"]
    for log, rows in sample.logs.rows.items():
        wanted = [row for row in planned if row["log"] == log]
        assert len(rows.duplicates) == len(wanted)
        for number, row in zip(rows.duplicates, wanted, strict=True):
            cells = log_rows(log)[number - 2]
            assert cells["client"] == row["client"]
            assert log_rows(log).count(cells) == 2


def test_no_text_shows_how_it_was_made() -> None:
    for log in LOGS:
        content = (SAMPLE / f"{log}.csv").read_text("utf-8")
        marks = r"[{}|]|\bNone\b|\bnan\b|\bNaN\b|\bTODO\b|lorem|  "
        assert re.findall(marks, content) == [], log


# The stories


def test_every_band_and_every_signal_is_to_be_seen(sample: Portfolio) -> None:
    now = sample.scores()
    assert set(now["band"]) == {"green", "amber", "red", "none"}
    assert set(now["trend"]) == {"falling", "steady", "rising", "none"}
    assert (now["band"] == "green").sum() >= 10
    assert (now["band"] == "red").sum() == 3
    for name in SIGNALS:
        assert now[name].notna().sum() >= 15, name
        assert now[name].nunique() > 1, name
    assert (now["coverage"] > 0.999).sum() >= 18


def test_one_goes_quiet(line: Line) -> None:
    halden = line("Halden Freight")
    assert (until(halden, 2026, 7)["band"] == "green").all()
    last = halden.iloc[-1]
    assert (last["band"], last["trend"], last["demos"]) == ("red", "falling", 0)
    assert last["communication"] < 40
    assert last["contact_freshness"] < 50
    assert last["deadlines"] > 85
    assert last["coverage"] < 0.8


def test_one_slips_without_a_word(line: Line) -> None:
    northmoor = line("Northmoor Water")
    assert (until(northmoor, 2026, 4)["deadlines"] > 80).all()
    last = northmoor.iloc[-1]
    assert last["band"] == "red"
    assert last["deadlines"] < 30
    assert last["promises_kept"] < 30
    assert last["no_surprises"] < 30
    assert last["communication"] > 85
    assert last["demos"] > 80


def test_one_is_unhappy_though_served_well(line: Line) -> None:
    kestrel = since(line("Kestrel Mutual"), 2026, 9)
    assert (kestrel[["communication", "demos", "deadlines", "transparency"]] > 85).all(axis=None)
    assert (kestrel["feedback"] < 50).all()
    assert (kestrel["band"] == "amber").all()
    assert (kestrel["response_rate"] > 50).all()


def test_one_recovers(line: Line) -> None:
    ostrava = line("Ostrava Rail Services")
    bad = ostrava[(ostrava.index > date(2025, 7, 1)) & (ostrava.index < date(2026, 2, 1))]
    assert (bad["band"] == "red").all()
    assert (since(ostrava, 2026, 6)["band"] == "green").all()
    assert (ostrava["trend"][bad.index[-1] :].head(20) == "rising").any()
    assert ostrava["health"].iloc[-1] - bad["health"].min() > 50


def test_one_is_new(line: Line) -> None:
    atelier = line("Atelier Noord")
    assert len(atelier) == 6
    assert (atelier["trend"] == "none").all()
    assert atelier["band"].iloc[0] == "none"
    assert atelier["band"].iloc[-1] == "green"


def test_one_has_left(sample: Portfolio, line: Line) -> None:
    gone = sample.without_point()
    assert gone["client"].tolist() == ["Sonnfeld Solar"]
    assert gone["reason"].tolist() == ["ended on 2026-08-28"]
    sonnfeld = line("Sonnfeld Solar")
    assert sonnfeld.index[-1] == date(2026, 8, 30)
    assert (until(sonnfeld, 2025, 12)["band"] == "green").all()
    assert sonnfeld["band"].iloc[-1] == "red"
    outcomes = [row for row in log_rows("outcomes") if row["client"] == "Sonnfeld Solar"]
    assert outcomes[-1] == {"client": "Sonnfeld Solar", "on": "2026-08-28", "outcome": "churned"}


def test_one_is_busy_but_opaque(line: Line) -> None:
    meridian = since(line("Meridian Claims Group"), 2026, 9)
    assert (meridian["communication"] > 90).all()
    assert (meridian["transparency"] < 30).all()
    assert (meridian["reports_on_time"] < 20).all()
    assert (meridian["band"] != "green").all()


def test_one_delays_itself_and_it_is_not_held_against_us(sample: Portfolio, line: Line) -> None:
    oosterwoude = since(line("Gemeente Oosterwoude"), 2026, 3)
    assert (oosterwoude["deadlines"] > 80).all()
    rows = [row for row in log_rows("deadlines") if row["client"] == "Gemeente Oosterwoude"]
    assert sum(row["moved_by"] == "client" for row in rows) >= 10
    late = [row for row in rows if row["side"] == "client" and row["done_on"] > row["due_on"]]
    assert len(late) >= 10


def test_one_only_ever_says_fine(line: Line) -> None:
    orrin = line("Lake Orrin Dental Partners").iloc[-1]
    assert orrin["response_rate"] < 50
    assert orrin["high"] - orrin["low"] > 20
    answers = [row for row in log_rows("feedback") if row["client"] == "Lake Orrin Dental Partners"]
    given = [row for row in answers if row["answered_on"]]
    assert len(given) < len(answers) / 2


def test_one_is_overloaded(line: Line) -> None:
    vantage = line("Vantage Sports Media").iloc[-1]
    assert vantage["trend"] == "falling"
    assert vantage["technical_questions"] < 40
    assert vantage["quiet_hours"] < 80
    assert vantage["contact_freshness"] > 90


def test_one_is_hardly_logged_and_has_no_band(line: Line) -> None:
    folio = line("Folio & Finch")
    assert (folio["band"] == "none").all()
    assert (folio["coverage"] < 0.6).all()
    assert folio[["demos", "feedback"]].isna().all(axis=None)


def test_one_is_excellent_all_along(line: Line) -> None:
    saltwick = line("Saltwick Marine")
    assert (saltwick.iloc[4:]["band"] == "green").all()
    assert (saltwick.iloc[9:]["health"] > 85).all()


def test_one_slides_slowly_and_shows_before_its_band_does(line: Line) -> None:
    fundacao = line("Fundação Rio Verde de Saúde Comunitária")
    falling = fundacao.index[fundacao["trend"] == "falling"]
    left_green = fundacao.index[fundacao["band"] == "amber"]
    autumn = falling[falling >= date(2026, 8, 1)]
    assert autumn[0] < left_green[-1]
    assert autumn[0] < min(day for day in left_green if day >= date(2026, 8, 1))
    assert fundacao["trend"].iloc[-1] == "falling"


def test_one_has_a_troubled_migration_and_escalates(line: Line) -> None:
    bluegum = line("Bluegum Regional Council")
    assert (until(bluegum, 2026, 6)["band"] == "green").all()
    assert bluegum["band"].iloc[-1] == "red"
    last = [row for row in log_rows("outcomes") if row["client"] == "Bluegum Regional Council"][-1]
    assert (last["on"], last["outcome"]) == ("2026-10-06", "escalated")
