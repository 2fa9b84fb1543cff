"""The score in words: it fits the terminal, adds up, and says what is not known and why."""

from __future__ import annotations

import math
import re
from datetime import date
from pathlib import Path

import pytest

from health.explain import explain
from health.portfolio import Portfolio
from health.settings import Settings
from health.signals import SIGNALS

SAMPLE = Path(__file__).parent.parent / "data" / "sample"
DEADLINES = """client,item,promised_on,due_on,moved_by,warned_on,done_on
Acme,Import,2026-10-01,2026-11-02,,,
Acme,Import,2026-10-20,2026-11-09,us,2026-10-20,2026-11-09
"""


@pytest.fixture(scope="module")
def sample() -> Portfolio:
    return Portfolio.open(SAMPLE)


def opened(tmp_path: Path, clients: str = "Acme,2026-01-05,", **logs: str) -> Portfolio:
    """A portfolio of the given clients and logs, as of Friday 20 November 2026."""
    (tmp_path / "clients.csv").write_text(f"client,started_on,ended_on\n{clients}\n", "utf-8")
    for log, text in logs.items():
        (tmp_path / f"{log}.csv").write_text(text, "utf-8")
    return Portfolio.open(tmp_path, as_of=date(2026, 11, 20))


@pytest.mark.parametrize("day", [None, date(2026, 6, 7), date(2025, 1, 5)], ids=str)
def test_every_client_is_explained_within_100_columns(sample: Portfolio, day: date | None) -> None:
    for client in sample.scores(day)["code"]:
        text = explain(sample, int(client), day)
        assert max(map(len, text.splitlines())) <= 100
        assert all(line == line.rstrip() for line in text.splitlines())
        assert "nan" not in text.casefold().split()
        assert "None" not in text.split()


def test_every_signal_has_its_line_or_its_reason(sample: Portfolio) -> None:
    for client in sample.scores()["code"][::3]:
        text = explain(sample, int(client))
        scores = sample.signal_scores(int(client))
        table, _, rest = text.partition("Not known")
        unknown = re.sub(r"\s+", " ", rest.partition("Since last week")[0])
        for row in scores.itertuples():
            assert f"\n  {row.label} " in table
            assert (f" {row.label}" in unknown) == math.isnan(float(str(row.score)))


def test_the_ledger_adds_up_to_the_change_of_health(sample: Portfolio) -> None:
    day, before = date(2026, 6, 7), date(2026, 5, 31)
    seen = 0
    for client in sample.scores(day)["code"]:
        line = sample.line(int(client)).set_index("as_of")["health"]
        told = re.search(
            r"The sum, (\S+), is the change of health, from ([\d.]+) to\s+([\d.]+)\.",
            explain(sample, int(client), day),
        )
        if told is None:
            continue
        seen += 1
        assert float(told[2]) == pytest.approx(line[before], abs=0.006)
        assert float(told[3]) == pytest.approx(line[day], abs=0.006)
        assert float(told[1]) == pytest.approx(line[day] - line[before], abs=0.006)
    assert seen > 10


def test_points_lost_are_explained_most_first(sample: Portfolio) -> None:
    for client in sample.scores()["code"][::3]:
        lost = [
            float(x) for x in re.findall(r"([\d.]+) points lost\n", explain(sample, int(client)))
        ]
        assert lost == sorted(lost, reverse=True)
        scores = sample.signal_scores(int(client))
        assert len(lost) == (scores["lost"] >= 0.05).sum()


def test_at_most_five_rows_are_shown_and_the_rest_is_counted(sample: Portfolio) -> None:
    text = explain(sample, sample.client("Northmoor Water"))
    for part in text.partition("What costs points")[2].split("\n\n"):
        assert len(re.findall(r"^    row \d", part, re.MULTILINE)) <= 5
    assert re.search(r"^    and \d+ more rows", text, re.MULTILINE)


def test_of_deadlines_alone_most_is_not_known(tmp_path: Path) -> None:
    text = explain(opened(tmp_path, deadlines=DEADLINES), 0)
    assert "Acme is without a band" in text
    assert "and a band needs 60 %" in text
    for dimension in ("Talk", "Demos", "Feedback"):
        assert re.search(rf"^{dimension} +not known +- +- +-$", text, re.MULTILINE)
    assert "0 of 1 in time, 5 business" in text
    assert "there is no contacts.csv: Last reached out" in text
    assert "deadlines.csv has no column confirmed_on: Agreed in writing" in text
    assert "row 2, 3" in text


def test_where_nothing_is_known_there_is_no_health(tmp_path: Path) -> None:
    text = explain(opened(tmp_path, deadlines=DEADLINES.splitlines()[0] + "\n"), 0)
    assert "nothing of the model is known, so there is no health" in text
    assert len(re.findall("not known", text)) >= len(SIGNALS)
    assert "nan" not in text


@pytest.mark.parametrize(
    ("clients", "why"),
    [
        ("Acme,2026-01-05,2026-10-30\nOther,2026-01-05,", "the work ended on Fri 30 Oct 2026"),
        ("Acme,2027-01-04,\nOther,2026-01-05,", "the work starts on Mon 4 Jan 2027"),
        ("Acme,,\nOther,2026-01-05,", "no row in any log up to Fri 20 Nov 2026"),
    ],
)
def test_a_client_without_a_score_says_why(tmp_path: Path, clients: str, why: str) -> None:
    text = explain(opened(tmp_path, clients, demos="client,held_on\n"), 0)
    assert text.startswith("Acme has no score on Fri 20 Nov 2026: ")
    assert why in text


def test_a_day_before_the_first_point_is_answered(tmp_path: Path) -> None:
    text = explain(opened(tmp_path, deadlines=DEADLINES), 0, date(2020, 1, 1))
    assert text == "Acme has no score yet: no client has a point up to that day.\n"


def test_a_day_between_points_says_which_point_is_shown(tmp_path: Path) -> None:
    text = explain(opened(tmp_path, deadlines=DEADLINES), 0, date(2026, 11, 11))
    assert text.startswith("Acme, as of Sun 8 Nov 2026\n")
    assert "Wed 11 Nov 2026 has no point" in re.sub(r"\s+", " ", text)


def test_control_characters_of_the_logs_reach_no_terminal(tmp_path: Path) -> None:
    logs = opened(
        tmp_path,
        "\x1b[31mAcme,2026-01-05,",
        deadlines=DEADLINES.replace("Acme", "\x1b[31mAcme").replace("Import", "Im\x1b]0;x\x07port"),
    )
    text = explain(logs, 0)
    assert all(letter.isprintable() or letter == "\n" for letter in text)
    assert "Im ]0;x port" in text


def test_earlier_weeks_know_nothing_of_the_settings_that_changed_lately(tmp_path: Path) -> None:
    (tmp_path / "clients.csv").write_text("client,started_on\nAcme,2026-09-07\n")
    (tmp_path / "contacts.csv").write_text(
        "client,at,direction\nAcme,2026-09-08 10:00,out\nAcme,2026-10-07 10:00,out\n"
    )
    (tmp_path / "feedback.csv").write_text("client,answered_on,rating\nAcme,2026-09-30,4\n")
    others = Settings.from_tables({"weights": {"dimensions": {"feedback": 5}}})
    day = date(2026, 10, 11)
    plain = Portfolio.open(tmp_path, as_of=day)
    changed = Portfolio.open(tmp_path, as_of=day, earlier_settings=others)
    assert explain(changed, 0, None) != explain(plain, 0, None)
    for week in (date(2026, 10, 4), date(2026, 9, 27)):
        assert "from " in explain(plain, 0, week)
        assert explain(changed, 0, week) == explain(plain, 0, week)
