"""The command line: what others script against, as a process and within one."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from health.__main__ import main
from health.portfolio import Portfolio
from health.settings import as_toml
from tests.conftest import FolderOf

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "data" / "sample"
# The contract: these columns in this order.
CONTRACT = """client as_of health low high coverage band trend
communication demos deadlines feedback transparency
contact_freshness reply_time contact_coverage quiet_hours technical_questions informal_contact
demo_freshness demo_attendance demos_kept
promises_kept overdue_now agreed_in_writing
rating yes_answers response_rate feedback_freshness
reports_on_time report_completeness no_surprises issue_updates issues_restated risks_planned
changes_confirmed"""
COLUMNS = CONTRACT.split()
COMMANDS = ["score", "alerts", "explain", "check", "read", "link", "manual", "settings"]
CONTACTS = """client,at,direction,summary
Acme,2026-10-05 10:00,out,hello
Bolt,2026-11-06 11:00,in,"quoted, with a comma"
"""
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def small(folder_of: FolderOf) -> Path:
    """Two clients with a contact each; nothing wrong."""
    return folder_of(contacts=CONTACTS)


@pytest.fixture(scope="module")
def sample_history() -> pd.DataFrame:
    return Portfolio.open(SAMPLE).history.table()


def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """The program as a process of its own, from another folder than its own."""
    return subprocess.run(
        [sys.executable, "-m", "health", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
    )


def told(captured: Captured, *arguments: str | Path) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a command, in this process."""
    try:
        status = main([str(each) for each in arguments])
    except SystemExit as left:
        status = int(str(left.code))
    out, err = captured.readouterr()
    assert "Traceback" not in err
    return status, out, err


def scores(captured: Captured, *arguments: str | Path) -> pd.DataFrame:
    """The table that `score` writes to standard output."""
    status, out, _ = told(captured, "score", *arguments, "--out", "-")
    assert status == 0
    return pd.read_csv(io.StringIO(out), keep_default_na=False, na_values=[""])


# As a process


def test_the_table_alone_goes_to_standard_output_and_no_progress_into_a_pipe(small: Path) -> None:
    done = run("score", small, "--out", "-")
    assert done.returncode == 0
    lines = done.stdout.decode().splitlines()
    assert lines[0] == ",".join(COLUMNS)
    assert [line.split(",")[:2] for line in lines[1:]] == [
        ["Acme", "2026-11-06"],
        ["Bolt", "2026-11-06"],
    ]
    assert done.stderr == b""


def test_no_cell_of_a_table_is_a_formula_in_a_spreadsheet(
    folder_of: FolderOf, tmp_path: Path, capsys: Captured
) -> None:
    name = '=HYPERLINK("http://evil.example","open")'
    quoted = name.replace('"', '""')
    logs = folder_of(
        clients=f'client\n"{quoted}"\n',
        contacts=f'client,at,direction\n"{quoted}",2026-10-05,out\n',
    )
    for command in ("score", "alerts"):
        out = tmp_path / f"{command}.csv"
        assert told(capsys, command, logs, "--as-of", "2026-11-20", "--out", out)[0] == 0
        with out.open(encoding="utf-8", newline="") as file:
            cells = [cell for line in csv.reader(file) for cell in line]
        assert f"'{name}" in cells, command
        assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]


def test_words_go_to_standard_output_and_no_progress_into_a_pipe(small: Path) -> None:
    done = run("explain", small, "acme")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"Acme, as of")
    assert done.stdout.endswith(b"\n")
    assert b"\r" not in done.stdout
    assert b"\x1b" not in done.stdout


def test_exit_status_and_message_of_what_can_not_be_scored(tmp_path: Path) -> None:
    done = run("check", tmp_path / "nowhere")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith(f"error: {tmp_path}/nowhere: there is no such folder")
    assert done.stderr.count(b"\n") == 1


def test_output_is_utf8_whatever_the_terminal_says(folder_of: FolderOf) -> None:
    name = "Fundação 東京 🙂"
    folder = folder_of(clients=f"client\n{name}\nBolt\n", contacts=CONTACTS.replace("Acme", name))
    done = run("score", folder, "--out", "-", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode("utf-8").splitlines()[1].startswith(f"{name},2026-11-06,")


def test_a_reader_that_has_gone_is_no_error() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "health", "score", str(SAMPLE), "--history", "--out", "-"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        err = process.stderr.read().decode()
        assert process.wait() == 0
    assert "Traceback" not in err
    assert "BrokenPipe" not in err


def test_progress_is_shown_on_a_terminal_and_cleared(
    small: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    status, out, err = told(capsys, "score", small, "--out", "-")
    assert status == 0
    assert "reading contacts.csv" in err
    assert "scoring" in err
    assert err.endswith("\r\x1b[K")
    assert "reading" not in out


# Help


@pytest.mark.parametrize("command", [[], *[[name] for name in COMMANDS]], ids=" ".join)
def test_every_command_explains_itself(command: list[str], capsys: Captured) -> None:
    status, out, err = told(capsys, *command, "--help")
    assert (status, err) == (0, "")
    assert "usage: python -m health" in out
    assert max(map(len, out.splitlines())) <= 100
    for name in COMMANDS if not command else ():
        assert name in out


def test_help_names_the_exit_statuses_and_the_endings(capsys: Captured) -> None:
    said = " ".join(told(capsys, "check", "-h")[1].split())
    assert "Exit status: 0 nothing set aside, 1 something was" in said
    assert "2 unusable." in said
    assert ".csv, .parquet or .json" in told(capsys, "score", "-h")[1]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["scor", "x"],
        ["score"],
        ["score", "x"],
        ["score", "--out", "-"],
        ["explain", "x"],
        ["check"],
        ["score", "x", "--out", "-", "--histroy"],
    ],
)
def test_what_is_no_command_ends_with_2_and_the_usage(
    arguments: list[str], capsys: Captured
) -> None:
    status, out, err = told(capsys, *arguments)
    assert (status, out) == (2, "")
    assert err.startswith("usage: python -m health")


# score


def test_the_columns_and_their_order_are_the_contract(capsys: Captured) -> None:
    for history in ([], ["--history"]):
        table = scores(capsys, SAMPLE, *history)
        assert list(table.columns) == COLUMNS
        assert set(table["band"]) <= {"green", "amber", "red", "none"}
        assert set(table["trend"]) <= {"falling", "steady", "rising", "none"}
        numbers = table[[*COLUMNS[8:], "health", "low", "high"]]
        assert numbers.min(skipna=True).min() >= 0
        assert numbers.max(skipna=True).max() <= 100
        assert table["coverage"].between(0, 1).all()


def test_without_history_only_the_as_of_day_of_each_client_is_there(
    capsys: Captured, sample_history: pd.DataFrame
) -> None:
    table = scores(capsys, SAMPLE)
    assert set(table["as_of"]) == {"2026-11-20"}
    assert table["client"].is_unique
    assert len(table) == 23
    last = sample_history[sample_history["as_of"] == date(2026, 11, 20)]
    pd.testing.assert_frame_equal(
        table.drop(columns="as_of"),
        last.drop(columns="as_of").reset_index(drop=True),
        check_dtype=False,
        rtol=0,
        atol=1e-12,
    )


def test_history_has_every_sunday_and_the_as_of_day(capsys: Captured) -> None:
    table = scores(capsys, SAMPLE, "--history")
    days = pd.to_datetime(table["as_of"])
    assert (days[table["as_of"] != "2026-11-20"].dt.day_of_week == 6).all()
    for client, own in days.groupby(table["client"]):
        steps = own.diff().dt.days.dropna()
        assert (steps.iloc[:-1] == 7).all(), client
        assert own.is_monotonic_increasing
    ended = table[table["client"] == "Sonnfeld Solar"]["as_of"].max()
    assert ended == "2026-08-30"  # the Sunday of the week in which it ended


@pytest.mark.parametrize("history", [[], ["--history"]], ids=["one day", "history"])
def test_csv_parquet_and_json_say_the_same(
    tmp_path: Path, capsys: Captured, history: list[str]
) -> None:
    for ending in ("csv", "parquet", "json", "JSON"):
        out = tmp_path / f"scores.{ending}"
        assert told(capsys, "score", SAMPLE, *history, "--out", out)[:2] == (0, "")
    csv = pd.read_csv(tmp_path / "scores.csv", keep_default_na=False, na_values=[""])
    printed = scores(capsys, SAMPLE, *history)
    pd.testing.assert_frame_equal(csv, printed, check_exact=True)
    parquet = pd.read_parquet(tmp_path / "scores.parquet")
    assert {type(day) for day in parquet["as_of"]} == {date}
    parquet["as_of"] = parquet["as_of"].astype(str)
    pd.testing.assert_frame_equal(csv, parquet, check_dtype=False, check_exact=True)
    records = json.loads((tmp_path / "scores.json").read_text("utf-8"))
    assert [list(record) for record in records] == [COLUMNS] * len(csv)
    assert (tmp_path / "scores.json").read_text() == (tmp_path / "scores.JSON").read_text()
    for record, line in zip(records, csv.to_dict("records"), strict=True):
        for name, value in line.items():
            missing = isinstance(value, float) and np.isnan(value)
            same = (
                record[name] is None if missing else record[name] == pytest.approx(value, abs=1e-12)
            )
            assert same, (line["client"], line["as_of"], name)


def test_missing_is_empty_in_csv_and_never_nought(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "scores.csv"
    assert main(["score", str(small), "--out", str(out)]) == 0
    table = pd.read_csv(out, dtype=str, keep_default_na=False)
    assert (table[["demos", "rating", "promises_kept"]] == "").all(axis=None)
    assert (table["band"] == "none").all()
    assert not table.isin(["nan", "NaN", "None", "<NA>"]).any(axis=None)


@pytest.mark.parametrize(
    ("as_of", "rows", "said"),
    [
        ("2026-11-15", 23, "Sonnfeld Solar has no row: ended on 2026-08-28"),  # a Sunday
        ("2026-11-11", 23, "ended on 2026-08-28"),  # a Wednesday
        ("2026-08-30", 23, "Atelier Noord has no row"),
        ("2027-03-02", 23, "ended"),
        ("2199-12-31", 23, "ended"),
        ("1900-01-01", 0, "no client has a point on 1900-01-01"),
    ],
)
def test_any_day_can_be_asked_for(capsys: Captured, as_of: str, rows: int, said: str) -> None:
    status, out, err = told(capsys, "score", SAMPLE, "--as-of", as_of, "--out", "-")
    table = pd.read_csv(io.StringIO(out))
    assert (status, len(table)) == (0, rows)
    assert set(table["as_of"]) <= {as_of}
    assert list(table.columns) == COLUMNS
    assert said in err
    assert "Warning" not in err


def test_a_past_day_shows_what_was_known_then(
    capsys: Captured, sample_history: pd.DataFrame
) -> None:
    table = scores(capsys, SAMPLE, "--as-of", "2026-05-03", "--history")
    then = sample_history[sample_history["as_of"] <= date(2026, 5, 3)].reset_index(drop=True)
    pd.testing.assert_frame_equal(
        table.drop(columns="as_of"), then.drop(columns="as_of"), check_dtype=False, rtol=1e-12
    )


@pytest.mark.parametrize(
    "day",
    ["20260101", "2026-W01-1", "2026-02-30", "2026-13-04", "1.2.2026", "today", "", "1899-12-31"],
)
def test_a_day_that_is_none_is_refused_with_the_form_that_is_wanted(
    capsys: Captured, day: str
) -> None:
    status, out, err = told(capsys, "score", SAMPLE, "--as-of", day, "--out", "-")
    assert (status, out) == (2, "")
    assert "--as-of" in err
    assert ("YYYY-MM-DD" in err.splitlines()[-1]) != (day == "1899-12-31")


@pytest.mark.parametrize("out", ["scores.xlsx", "scores", ".csv", "scores.csv.gz", ""])
def test_an_ending_that_can_not_be_written_is_refused_before_anything_is_read(
    capsys: Captured, out: str
) -> None:
    status, printed, err = told(capsys, "score", "/nowhere", "--out", out)
    assert (status, printed) == (2, "")
    assert ".csv, .parquet, .json" in err
    assert "no such folder" not in err


@pytest.mark.parametrize("ending", ["csv", "parquet", "json"])
def test_a_file_that_can_not_be_written_is_told_and_nothing_is_left_behind(
    small: Path, tmp_path: Path, capsys: Captured, ending: str
) -> None:
    (tmp_path / f"taken.{ending}").mkdir()
    nowhere, odd = tmp_path / "nowhere" / f"x.{ending}", tmp_path / ("n" * 300) / f"x.{ending}"
    for out in (nowhere, odd, tmp_path / f"taken.{ending}"):
        status, printed, err = told(capsys, "score", small, "--out", out)
        assert (status, printed) == (2, "")
        assert err.startswith(f"error: {out}: can't be written (")
    assert [path.name for path in tmp_path.iterdir()] == [f"taken.{ending}"]


def test_a_file_is_replaced_whole(small: Path, tmp_path: Path, capsys: Captured) -> None:
    out = tmp_path / "scores.csv"
    out.write_text("old\n" * 10_000)
    assert told(capsys, "score", small, "--out", out)[0] == 0
    assert out.read_text().startswith("client,as_of")
    assert "old" not in out.read_text()
    assert list(tmp_path.iterdir()) == [out]


def test_what_was_set_aside_is_said_on_standard_error_with_where_to_look(
    folder_of: FolderOf, capsys: Captured
) -> None:
    folder = folder_of(contacts=CONTACTS + "Nope,2026-11-06,out,\nAcme,2026-13-06,out,\n")
    status, out, err = told(capsys, "score", folder, "--out", "-")
    assert status == 0
    assert len(out.splitlines()) == 3
    assert err == f"2 rows were set aside; python -m health check {folder} says which and why\n"


def test_logs_without_a_day_to_score_say_so(folder_of: FolderOf, capsys: Captured) -> None:
    folder = folder_of(contacts="client,at,direction\n")
    status, out, err = told(capsys, "score", folder, "--out", "-")
    assert (status, out) == (2, "")
    assert "--as-of" in err
    assert len(scores(capsys, folder, "--as-of", "2026-01-01")) == 0


def test_odd_names_come_out_as_they_went_in(folder_of: FolderOf, capsys: Captured) -> None:
    names = ["007", "NA", 'A "quoted" & Co, Ltd', "=1+1", "two\nlines"]
    folder = folder_of(
        clients=[{"client": name} for name in names],
        contacts=[{"client": name, "at": "2026-01-05", "direction": "out"} for name in names],
    )
    _, out, _ = told(capsys, "score", folder, "--out", "-")
    table = pd.read_csv(io.StringIO(out), dtype=str, keep_default_na=False)
    assert table["client"].tolist() == names


def test_settings_change_scores_and_wrong_ones_are_refused(
    small: Path, tmp_path: Path, capsys: Captured
) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text("[agreements]\ncontact_every = 1\n")
    plain, strict = scores(capsys, small), scores(capsys, small, "--settings", mine)
    assert (strict["contact_freshness"] < plain["contact_freshness"]).any()
    mine.write_text("[bands]\ngreen = 750\n")
    for command, *more in (["score", "--out", "-"], ["check"], ["explain", "acme"]):
        status, out, err = told(capsys, command, small, *more, "--settings", mine)
        assert (status, out) == (2, "")
        assert err == (
            "error: mine.toml: bands.green = 750 is refused; "
            "allowed: a number from 0 to 100 (health)\n"
        )
    status, _, err = told(capsys, "check", small, "--settings", tmp_path / "none.toml")
    assert status == 2
    assert "none.toml" in err


# check


def test_check_ends_with_0_where_nothing_was_set_aside(small: Path, capsys: Captured) -> None:
    status, out, err = told(capsys, "check", small)
    assert (status, err) == (0, "")
    assert out.endswith("Nothing was set aside.\n")
    assert "2026-10-05 to 2026-11-06" in out
    (demos,) = (line for line in out.splitlines() if line.startswith("demos"))
    assert demos.endswith("not there")


@pytest.mark.parametrize(
    ("logs", "said"),
    [
        (
            {"contacts": CONTACTS + "Nope,2026-11-06,out,\n"},
            "contacts.csv row 4, client = 'Nope': no such client",
        ),
        ({"contacts": CONTACTS + CONTACTS.splitlines()[1]}, "contacts.csv: 1 repeated"),
        ({"contacts": CONTACTS, "contatcs": "a\n"}, "contatcs.csv: not read"),
        ({"contacts": CONTACTS, "demos": ""}, "demos.csv: the file is empty"),
        ({"contacts": CONTACTS, "demos": "held_on\n"}, "the required column client is missing"),
        (
            {"feedback": "client,answered_on,rating\nAcme,2026-01-05,11\n"},
            "feedback.csv row 2, rating = '11': can't be read; allowed: a number from 1 to 10",
        ),
    ],
)
def test_check_ends_with_1_where_something_was_and_says_what(
    folder_of: FolderOf, capsys: Captured, logs: dict[str, str], said: str
) -> None:
    status, out, err = told(capsys, "check", folder_of(**logs))
    assert (status, err) == (1, "")
    assert said in out
    assert "Nothing was set aside" not in out


def test_check_lists_a_few_reasons_a_log_and_all_on_demand(
    folder_of: FolderOf, capsys: Captured
) -> None:
    bad = "".join(f"Nope{n},2026-11-06,out,\n" for n in range(12))
    folder = folder_of(contacts=CONTACTS + bad)
    few, everything = told(capsys, "check", folder)[1], told(capsys, "check", folder, "--all")[1]
    assert few.count("no such client") == 5
    assert "and 7 more; --all lists them" in few
    assert everything.count("no such client") == 12
    assert "contacts.csv: 12 rows set aside" in few


def test_check_names_clients_and_segments_of_the_settings_that_nobody_has(
    small: Path, tmp_path: Path, capsys: Captured
) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text('[client."Acmee".bands]\nred = 40\n[segment."R".bands]\nred = 40\n')
    out = told(capsys, "check", small, "--settings", mine)[1]
    assert "settings: client 'acmee' is named there" in out
    assert "settings: segment 'r' is named there" in out


def test_what_a_broken_file_holds_does_not_reach_the_terminal_as_it_is(
    folder_of: FolderOf, capsys: Captured
) -> None:
    header = "a\x1b[2J\x07" * 2_000
    _, out, _ = told(capsys, "check", folder_of(contacts=CONTACTS, demos=header + "\nx\n"))
    assert "\x1b" not in out
    assert max(map(len, out.splitlines())) < 1_000


@pytest.mark.parametrize("command", [["check"], ["score", "--out", "-"], ["explain", "Acme"]])
@pytest.mark.parametrize(
    ("logs", "said"),
    [
        ({}, "there is no log beside clients.csv"),
        ({"clients": "", "contacts": CONTACTS}, "clients.csv"),
        ({"clients": "client\n", "contacts": CONTACTS}, "no row can be used"),
        ({"clients": "who\nAcme\n", "contacts": CONTACTS}, "required column client"),
    ],
)
def test_unusable_logs_end_every_command_with_2_and_one_sentence(
    folder_of: FolderOf, capsys: Captured, command: list[str], logs: dict[str, str], said: str
) -> None:
    status, out, err = told(capsys, command[0], folder_of(**logs), *command[1:])
    assert (status, out) == (2, "")
    assert err.startswith("error: ")
    assert said in err
    assert err.count("\n") == 1


# explain, settings


@pytest.mark.parametrize(
    ("client", "near"),
    [("Halden Frieght", "Halden Freight"), ("saltwick", "Saltwick Marine"), ("zzz", "")],
)
def test_an_unknown_client_is_told_with_those_near_to_it(
    capsys: Captured, client: str, near: str
) -> None:
    status, out, err = told(capsys, "explain", SAMPLE, client)
    assert (status, out) == (2, "")
    assert f"There is no client {client!r} in clients.csv." in err
    assert (f"Did you mean {near}" in err) == bool(near)


def test_a_client_is_found_in_any_case_and_on_any_day(capsys: Captured) -> None:
    for day, said in {
        "2026-11-20": "is at risk",
        "2026-11-18": "18 Nov 2026",
        "2024-01-01": "has no score yet",
        "2027-01-01": "1 Jan 2027",
    }.items():
        status, out, err = told(capsys, "explain", SAMPLE, " HALDEN freight ", "--as-of", day)
        assert (status, err) == (0, "")
        assert out.startswith("Halden Freight")
        assert said in out


def test_a_client_that_has_ended_is_explained_with_the_days_it_has(capsys: Captured) -> None:
    status, out, _ = told(capsys, "explain", SAMPLE, "sonnfeld solar")
    assert status == 0
    assert "ended" in out
    assert "--as-of 2026-08-30" in " ".join(out.split())


def test_the_printed_settings_are_the_committed_file(capsys: Captured) -> None:
    status, out, err = told(capsys, "settings")
    assert (status, err) == (0, "")
    assert out == as_toml() == (ROOT / "data" / "settings.toml").read_text("utf-8")


def test_a_start_in_another_century_is_doubted_and_costs_ten_years_at_most(
    folder_of: FolderOf, capsys: Captured
) -> None:
    clients = "client,started_on\nAcme,1927-03-01\nBolt,2026-10-01\n"
    folder = folder_of(clients=clients, contacts=CONTACTS)
    status, out, _ = told(capsys, "check", folder)
    assert status == 0
    assert "row 2: started_on 1927-03-01 of 'Acme' lies 99 years before the first row" in out
    assert "2026-10-01" not in out
    days = Portfolio.open(folder).history.days
    assert 520 <= len(days) <= 530
