"""Reading logs: what every cell may hold, and what becomes of everything that people do to CSV."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from health.calendars import NEVER, day_number
from health.errors import UnusableLogs
from health.logs.contract import LOGS, Kind, column_name
from health.logs.reading import read_folder
from health.logs.rows import Logs, Rows, SetAside
from health.portfolio import Portfolio
from health.settings import Settings
from tests.conftest import FolderOf, Log, reachable

# The table of the document on logs, in its order; * = required. No second spelling, no omission.
DOCUMENTED = {
    "clients": "client* lead segment value started_on ended_on time_zone country works_from"
    " works_to contacts_per_week contact_every demo_every report_every feedback_every"
    " reply_within backup kickoff_on kickoff_confirmed_on renewal_on",
    "contacts": "client* at* direction* channel topic urgent needs_reply replied_at person summary",
    "demos": "client* planned_for held_on cancelled_on attendance outcome notes",
    "deadlines": "client* item* side kind promised_on* due_on* confirmed_on moved_by warned_on"
    " done_on",
    "feedback": "client* asked_on answered_on rating yes_no rater question comment",
    "reports": "client* sent_on* budget timeline blockers requirements risks questions",
    "issues": "client* issue* at* event* by note",
    "risks": "client* risk* raised_on* told_client_on plan_b owner updated_on closed_on",
    "changes": "client* change* requested_on* estimated_on estimate_days estimate_cost"
    " confirmed_on started_on",
    "spend": "client* period_start* category planned actual",
    "expectations": "client* expectation* kind asked_on met_on exceeded",
    "people": "client* name* role birthday interests notes",
    "outcomes": "client* on* outcome*",
}
# The least that makes a row of each log.
ROW: dict[str, dict[str, str]] = {
    "clients": {"client": "Acme"},
    "contacts": {"client": "Acme", "at": "2026-01-05 10:00", "direction": "out"},
    "demos": {"client": "Acme", "held_on": "2026-01-05"},
    "deadlines": {
        "client": "Acme",
        "item": "Login",
        "promised_on": "2026-01-05",
        "due_on": "2026-01-09",
    },
    "feedback": {"client": "Acme", "asked_on": "2026-01-05", "answered_on": "2026-01-05"},
    "reports": {"client": "Acme", "sent_on": "2026-01-05"},
    "issues": {"client": "Acme", "issue": "Outage", "at": "2026-01-05 10:00", "event": "raised"},
    "risks": {"client": "Acme", "risk": "Supplier", "raised_on": "2026-01-05"},
    "changes": {"client": "Acme", "change": "Export", "requested_on": "2026-01-05"},
    "spend": {"client": "Acme", "period_start": "2026-01-01"},
    "expectations": {"client": "Acme", "expectation": "Calm", "asked_on": "2026-01-05"},
    "people": {"client": "Acme", "name": "Ann"},
    "outcomes": {"client": "Acme", "on": "2026-01-05", "outcome": "renewed"},
}
NO_DAY = [
    "2026-13-04",
    "2026-02-30",
    "20260101",
    "1.2.2026",
    "01/02/2026",
    "2026-1-5",
    "0001-01-01",
    "1899-12-31",
    "2200-01-01",
    "9999-12-31",
    "2026-01-05 10",
    "2026-01-05 24:00",
    "2026-01-05 10:60",
    "2026-01-05T10:00 +02:00",
    "2026-01-05T10:00+24:00",
    "2026-W01-1",
    "46000",
    "Monday",
    "٢٠٢٦-٠١-٠٥",
]
NO_NUMBER = ["640,000", "1 000", "1_000", "0x10", "nan", "inf", "-inf", "1e400", "ten", "1.2.3"]
BAD: dict[Kind, list[str]] = {
    Kind.DATE: NO_DAY,
    Kind.PLAN: NO_DAY,
    Kind.MOMENT: NO_DAY,
    Kind.NUMBER: NO_NUMBER,
    Kind.COUNT: [*NO_NUMBER, "-1", "-0.01"],
    Kind.RATING: [*NO_NUMBER, "0", "11", "0.99", "10.01", "-3", "8/10"],
    Kind.YES_NO: ["ja", "2", "maybe", "y e s"],
    Kind.CHOICE: ["sideways", "out in", "-"],
    Kind.CLOCK: ["25:00", "24:01", "9", "9:60", "09.00", "9h", "09:00 am"],
    Kind.ZONE: ["Mars/Base", "CEST", "+02:00", "Lisbon"],
    Kind.COUNTRY: ["XX", "Germany", "DE-XX", "-BY"],
    Kind.BIRTHDAY: ["02-30", "13-01", "1.2.", "2026-02-30", "1980", "2026-01-05 10:00"],
}
KEPT_OUT = (Kind.TEXT, Kind.STATED, Kind.NAME)
COLUMNS = [
    (log, column.name)
    for log, contract in LOGS.items()
    for column in contract.columns
    if column.kind not in KEPT_OUT
]
CONTACTS = "client,at,direction,summary\n"
CALL = "Acme,2026-01-05 10:00,out,call\n"


def read(folder_of: FolderOf, **logs: Log) -> Logs:
    """A folder of these logs, read; with contacts if nothing else is there beside the clients."""
    if not set(logs) - {"clients"}:
        logs["contacts"] = CONTACTS
    return read_folder(folder_of(**logs))


def one_of(folder_of: FolderOf, log: str, **cells: str) -> Rows:
    """A log of one row with these cells beside the least that it needs."""
    return read(folder_of, **{log: [ROW[log] | cells]})[log]


def told(rows: Rows) -> list[tuple[int, str, str]]:
    """Where each thing was set aside, and with which value."""
    return [(each.row, each.column, each.value) for each in rows.set_aside]


# What is read: the contract


def test_the_logs_and_their_columns_are_those_of_the_document() -> None:
    listed = {
        log: " ".join(column.name + "*" * column.required for column in contract.columns)
        for log, contract in LOGS.items()
    }
    assert listed == DOCUMENTED
    assert list(listed) == list(DOCUMENTED)


@pytest.mark.parametrize("log", ROW)
def test_the_least_row_of_each_log_is_used(folder_of: FolderOf, log: str) -> None:
    logs = read(folder_of, **{log: [ROW[log]]})
    assert (logs[log].present, len(logs[log]), logs[log].read) == (True, 1, 1)
    assert logs.set_aside == []
    assert logs[log].tracked == set(ROW[log])


@pytest.mark.parametrize(
    ("log", "column"),
    [(log, column.name) for log in LOGS for column in LOGS[log].columns if column.required],
)
def test_a_blank_required_cell_sets_its_row_aside_and_only_that(
    folder_of: FolderOf, log: str, column: str
) -> None:
    other = {"client": "Bolt"} if column != "client" else {}
    good = ROW[log] | other
    clients = [{"client": "Acme"}, {"client": "Bolt"}, {"client": "Caro"}]
    logs = {"clients": clients, log: [ROW[log] | {column: "  ", ROW_MARK[log]: "x"}, good]}
    rows = read(folder_of, **logs)[log]
    assert [(each.log, each.row, each.column) for each in rows.set_aside] == [(log, 2, column)]
    assert rows.set_aside[0].reason.startswith("required, and blank")
    assert rows["row"].tolist() == [3]


# A text column that keeps a row from being all blank.
ROW_MARK = {
    "clients": "lead",
    "contacts": "summary",
    "demos": "notes",
    "deadlines": "kind",
    "feedback": "comment",
    "reports": "extra",
    "issues": "note",
    "risks": "owner",
    "changes": "extra",
    "spend": "category",
    "expectations": "extra",
    "people": "notes",
    "outcomes": "extra",
}


@pytest.mark.parametrize(("log", "column"), COLUMNS)
def test_an_unreadable_cell_is_told_with_file_row_column_value_and_what_is_allowed(
    folder_of: FolderOf, log: str, column: str
) -> None:
    contract = LOGS[log].by_name[column]
    values = BAD[contract.kind][:2]
    good = ROW[log] | ({"client": "Bolt"} if log == "clients" else {})
    rows = [good, *({**ROW[log], column: value} for value in values)]
    found = read(folder_of, **{log: rows})[log]
    assert told(found) == [(3, column, values[0]), (4, column, values[1])]
    for each in found.set_aside:
        assert str(each).startswith(f"{log}.csv row {each.row}, {column} = {each.value!r}: ")
        assert contract.allowed in str(each)
    assert found["row"].tolist() == [2]


SAMPLE_OF = {
    Kind.DATE: ("demos", "held_on", "2026-01-06"),
    Kind.PLAN: ("deadlines", "due_on", "2026-01-06"),
    Kind.MOMENT: ("contacts", "at", "2026-01-06"),
    Kind.NUMBER: ("changes", "estimate_cost", "12.5"),
    Kind.COUNT: ("clients", "contact_every", "3"),
    Kind.RATING: ("feedback", "rating", "7"),
    Kind.YES_NO: ("contacts", "urgent", "yes"),
    Kind.CHOICE: ("contacts", "topic", "status"),
    Kind.CLOCK: ("clients", "works_from", "08:00"),
    Kind.ZONE: ("clients", "time_zone", "Europe/Lisbon"),
    Kind.COUNTRY: ("clients", "country", "PT"),
    Kind.BIRTHDAY: ("people", "birthday", "02-28"),
}


@pytest.mark.parametrize("kind", list(BAD), ids=lambda kind: kind.name)
def test_a_bad_value_is_refused_alone_and_in_any_company(folder_of: FolderOf, kind: Kind) -> None:
    log, column, good = SAMPLE_OF[kind]
    client = ["Acme", "Bolt", "Caro"] if log == "clients" else ["Acme"] * 3
    for value in BAD[kind]:
        for company in ([], [good, ""]):
            cells = [value, *company]
            rows = [ROW[log] | {column: cell, "client": client[i]} for i, cell in enumerate(cells)]
            clients = [{"client": name} for name in ["Acme", "Bolt", "Caro", "Dora"]]
            logs = {"clients": [{"client": "Dora"}]} if log == "clients" else {"clients": clients}
            logs[log] = [*rows, {"client": "Dora"}] if log == "clients" else rows
            found = read(folder_of, **logs)[log]
            asides = [each for each in found.set_aside if each.value == value]
            assert [(each.row, each.column) for each in asides] == [(2, column)], (value, cells)


@pytest.mark.parametrize(
    ("log", "column", "texts"),
    [
        ("contacts", "urgent", {"yes": 1, "Y": 1, "TRUE": 1, " 1 ": 1, "no": 0, "N": 0, "0": 0}),
        ("contacts", "direction", {"OUT": 0, " in": 1, "Both ": 2}),
        ("demos", "attendance", {"Decision maker": 0, "decision_maker": 0, "none": 3, "": -1}),
        ("reports", "budget", {"N/A": 3, "same": 1, "No": 2}),
        ("expectations", "kind", {"Next Cooperation": 2}),
        ("feedback", "rating", {"1": 1.0, "10": 10.0, " 7.5 ": 7.5, "+8": 8.0, "9.": 9.0}),
        ("changes", "estimate_cost", {"-12.5": -12.5, "1e3": 1000.0, ".5": 0.5, "007": 7.0}),
        ("demos", "held_on", {"1900-01-01": day_number(date(1900, 1, 1)), " 2026-01-05 ": 20458}),
        ("demos", "held_on", {"2199-12-31": day_number(date(2199, 12, 31))}),
        ("demos", "held_on", {"2026-01-05 23:59": 20458, "2026-01-05T00:00:00Z": 20458}),
        ("people", "birthday", {"02-29": "02-29", "1980-12-31": "12-31", "": ""}),
    ],
)
def test_what_a_cell_means_in_each_of_its_spellings(
    folder_of: FolderOf, log: str, column: str, texts: dict[str, Any]
) -> None:
    for text, value in texts.items():
        assert one_of(folder_of, log, **{column: text})[column].tolist() == [value], text


def test_blank_is_unknown_in_every_kind_of_column(folder_of: FolderOf) -> None:
    for log, column in COLUMNS:
        if LOGS[log].by_name[column].required:
            continue
        given, blank = ROW[log] | {"extra": "x"}, ROW[log] | {column: "", "extra": "y"}
        if column in ROW[log]:
            continue
        rows = read(folder_of, **{log: [given | {"client": "Bolt"}, blank]})[log]
        found = rows[column][-1]
        kind = LOGS[log].by_name[column].kind
        if kind in (Kind.NUMBER, Kind.COUNT, Kind.RATING):
            assert np.isnan(found), column
        elif kind in (Kind.DATE, Kind.PLAN):
            assert found == NEVER, column
        elif kind is Kind.MOMENT:
            assert rows[f"{column}.day"][-1] == NEVER, column
        else:
            assert found in (-1, ""), column


def test_a_column_that_is_not_in_the_header_is_blank_and_not_tracked(folder_of: FolderOf) -> None:
    rows = one_of(folder_of, "contacts")
    assert "replied_at" not in rows.tracked
    assert rows["replied_at.day"].tolist() == [NEVER]
    assert np.isnan(one_of(folder_of, "changes")["estimate_cost"]).all()


def test_agreed_hours_zone_and_numbers_of_a_client_are_read(folder_of: FolderOf) -> None:
    logs = read(
        folder_of,
        clients="client,time_zone,country,works_from,works_to,contacts_per_week,reply_within\n"
        "Acme,europe/lisbon,de-by,8:30,24:00,0,1.5\nBolt,,,,,,\n",
    )
    acme, bolt = logs.clients.to_dict("records")
    hour = 3_600_000_000
    assert (acme["time_zone"], acme["country"]) == ("Europe/Lisbon", "DE-BY")
    assert (acme["works_from"], acme["works_to"]) == (8.5 * hour, 24 * hour)
    assert (acme["contacts_per_week"], acme["reply_within"]) == (0, 1.5)
    assert (bolt["time_zone"], bolt["country"]) == ("UTC", "")
    assert (bolt["works_from"], bolt["works_to"]) == (9 * hour, 18 * hour)
    assert np.isnan(bolt["contacts_per_week"])


def test_a_client_without_a_zone_or_hours_has_those_of_the_settings(folder_of: FolderOf) -> None:
    agreements = {"time_zone": "Asia/Kolkata", "works_from": "10:00", "works_to": "19:30"}
    settings = Settings.from_tables({"agreements": agreements})
    logs = read_folder(folder_of(contacts=CONTACTS + "Acme,2026-01-05T20:00Z,out,\n"), settings)
    assert logs.clients["time_zone"].tolist() == ["Asia/Kolkata"] * 2
    assert logs["contacts"]["at.day"].tolist() == [day_number(date(2026, 1, 6))]
    assert logs.clients["works_to"][0] - logs.clients["works_from"][0] == 9.5 * 3_600_000_000


@pytest.mark.parametrize("number", ["0.001", "1e-300", "1e20", "1e300"])
def test_agreements_of_any_size_disturb_nothing(folder_of: FolderOf, number: str) -> None:
    names = ["contacts_per_week", "contact_every", "demo_every", "report_every", "reply_within"]
    folder = folder_of(
        clients=[{"client": "Acme"} | dict.fromkeys(names, number), {"client": "Bolt"}],
        contacts="client,at,direction,replied_at\nAcme,2026-01-05,in,2026-01-06\n"
        "Acme,2026-01-07,in,\nBolt,2026-01-07,out,\n",
        demos="client,held_on\nAcme,2026-01-05\n",
    )
    portfolio = Portfolio.open(folder, as_of=date(2026, 3, 1))
    known = portfolio.history.signals[~np.isnan(portfolio.history.signals)]
    assert known.min() >= 0
    assert known.max() <= 100


# Rows that can't be used


def test_all_bad_rows_are_told_at_once_and_every_other_row_counts(folder_of: FolderOf) -> None:
    logs = read(
        folder_of,
        contacts=CONTACTS
        + "Acme,2026-13-04,out,\nNope,2026-01-05,sideways,\nBolt,2026-01-06,in,fine\n,,,x\n",
        feedback="client,answered_on,rating\nAcme,2026-01-05,11\nAcme,,8\nBolt,2026-01-05,10\n",
    )
    assert told(logs["contacts"]) == [
        (2, "at", "2026-13-04"),
        (3, "client", "Nope"),
        (3, "direction", "sideways"),
        (5, "client", ""),
        (5, "at", ""),
        (5, "direction", ""),
    ]
    assert told(logs["feedback"]) == [(2, "rating", "11"), (3, "rating", "8")]
    assert logs["contacts"].set_aside_rows == 3
    assert logs.set_aside_count == 5
    assert logs["contacts"].read == 4
    assert logs["contacts"]["row"].tolist() == [4]
    assert logs["feedback"]["row"].tolist() == [4]


def test_an_unknown_client_is_told_with_what_to_do(folder_of: FolderOf) -> None:
    (aside,) = read(folder_of, contacts=CONTACTS + "Acmee,2026-01-05,out,\n").set_aside
    assert str(aside).startswith("contacts.csv row 2, client = 'Acmee': no such client in clients")
    assert "mend the name" in aside.reason


def test_a_rating_needs_the_day_it_was_answered_on(folder_of: FolderOf) -> None:
    for header in ("client,asked_on,answered_on,rating\n", "client,asked_on,rating,answered_on\n"):
        row = "Acme,2026-01-05,,8\n" if header.endswith("rating\n") else "Acme,2026-01-05,8,\n"
        rows = read(folder_of, feedback=header + row)["feedback"]
        assert [(each.column, each.value) for each in rows.set_aside] == [("rating", "8")]
        assert "answered_on" in rows.set_aside[0].reason
    rows = read(folder_of, feedback="client,asked_on,rating\nAcme,2026-01-05,8\n")["feedback"]
    assert [each.column for each in rows.set_aside] == ["rating"]


@pytest.mark.parametrize(
    ("log", "header", "row", "wanted"),
    [
        ("demos", "client,planned_for,held_on,notes\n", "Acme,,,talk\n", "planned_for or held_on"),
        ("feedback", "client,asked_on,answered_on,comment\n", "Acme,,,ok\n", "asked_on or ans"),
    ],
)
def test_a_row_without_any_date_is_told(
    folder_of: FolderOf, log: str, header: str, row: str, wanted: str
) -> None:
    rows = read(folder_of, **{log: header + row})[log]
    assert len(rows) == 0
    assert [each.row for each in rows.set_aside] == [2]
    assert "no date" in rows.set_aside[0].reason
    assert wanted in rows.set_aside[0].reason


def test_an_expectation_without_a_date_is_never_lost_in_silence(folder_of: FolderOf) -> None:
    rows = read(folder_of, expectations="client,expectation\nAcme,Calm\n")["expectations"]
    seen = len(rows) == 1 and int(rows["known"][0]) < NEVER
    assert seen or [each.row for each in rows.set_aside] == [2]


def test_a_client_whose_hours_end_before_they_begin_is_told(folder_of: FolderOf) -> None:
    clients = "client,works_from,works_to\nAcme,18:00,09:00\nBolt,09:00,09:00\nCaro,,\n"
    logs = read(folder_of, clients=clients)
    assert logs.clients["client"].tolist() == ["Caro"]
    assert [each.row for each in logs.set_aside] == [2, 3]
    assert all("must be earlier than works_to" in each.reason for each in logs.set_aside)


def test_hours_that_clash_with_the_default_are_told_with_the_value_that_was_given(
    folder_of: FolderOf,
) -> None:
    logs = read(folder_of, clients="client,works_to\nAcme,08:00\nBolt,\n")
    (aside,) = logs.set_aside
    assert "Acme" not in aside.value
    assert "08:00" in str(aside)


def test_a_second_row_of_a_client_is_told_and_the_first_one_stands(folder_of: FolderOf) -> None:
    logs = read(folder_of, clients="client,lead\nAcme,Ann\nBolt,\n acme ,Bob\nACME,Cid\n")
    assert logs.clients["client"].tolist() == ["Acme", "Bolt"]
    assert logs.clients["lead"].tolist() == ["Ann", ""]
    assert [(each.row, each.column) for each in logs.set_aside] == [(4, "client"), (5, "client")]


def test_rows_of_a_client_that_was_set_aside_do_not_tell_to_add_it(folder_of: FolderOf) -> None:
    logs = read(
        folder_of,
        clients='client,value\nAcme,"640,000"\nBolt,\n',
        contacts=CONTACTS + CALL,
    )
    assert [(each.log, each.row) for each in logs.set_aside] == [("clients", 2), ("contacts", 2)]
    assert "set aside" in logs.set_aside[1].reason


# Whole files


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "empty"),
        ("\n \n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (",,,\n,,,\n", "no column has a name"),
        ("client,direction\nAcme,out\n", "required column at is missing"),
        ("client;at;direction\nAcme;2026-01-05;out\n", "client;at;direction"),
        ("client,at,direction,AT\nAcme,2026-01-05,out,\n", "'at' is there twice"),
        ("client,at,direction,note,Note\nAcme,2026-01-05,out,,\n", "'note' is there twice"),
        ("cliént,at,direction,café\n".encode("latin-1"), "not UTF-8"),
        ((CONTACTS + CALL + "Bolt,2026-01-05,in,é\n").encode("latin-1"), "line 3 is not UTF-8"),
        ((CONTACTS + CALL).encode("utf-16"), "UTF-8"),
        (CONTACTS + CALL + "Acme,2026-01-05,out,a\0b\n", "NUL"),
    ],
)
def test_a_file_that_is_no_table_of_its_log_counts_as_absent_and_is_told(
    folder_of: FolderOf, content: str | bytes, reason: str
) -> None:
    logs = read(folder_of, contacts=content, demos="client,held_on\nBolt,2026-01-05\n")
    rows = logs["contacts"]
    assert not rows.present
    assert len(rows) == 0
    assert rows.problem.startswith("contacts.csv: ")
    assert reason in rows.problem
    assert [(each.log, each.row) for each in logs.set_aside] == [("contacts", 0)]
    assert logs.set_aside_count == 1
    assert len(logs["demos"]) == 1


@pytest.mark.parametrize("missing", ["client", "at", "direction"])
def test_a_missing_required_column_is_named_with_the_header_that_is_there(
    folder_of: FolderOf, missing: str
) -> None:
    names = [name for name in ("client", "at", "direction", "Summary") if name != missing]
    problem = read(folder_of, contacts=",".join(names) + "\n")["contacts"].problem
    assert f"the required column {missing} is missing" in problem
    assert ", ".join(names) in problem


@pytest.mark.parametrize("content", [CONTACTS, CONTACTS.strip(), CONTACTS + "\n\n,,,\n"])
def test_a_header_without_rows_is_a_log_that_is_there_and_says_nothing_happened(
    folder_of: FolderOf, content: str
) -> None:
    rows = read(folder_of, contacts=content)["contacts"]
    assert (rows.present, rows.problem, rows.read, len(rows)) == (True, "", 0, 0)
    assert rows.tracked == {"client", "at", "direction", "summary"}


def test_a_log_that_is_not_there_says_nothing_at_all(folder_of: FolderOf) -> None:
    rows = read(folder_of)["demos"]
    assert (rows.present, rows.problem, rows.set_aside) == (False, "", ())


def test_an_unknown_file_is_named_and_stops_nothing(folder_of: FolderOf) -> None:
    folder = folder_of(contacts=CONTACTS + CALL, contatcs=CONTACTS, invoices="a,b\n")
    (folder / "notes.txt").write_text("not a log")
    logs = read_folder(folder)
    assert sorted(logs.strangers) == ["contatcs.csv", "invoices.csv"]
    assert len(logs["contacts"]) == 1


def test_file_names_match_in_any_case_and_a_second_file_of_a_log_is_named(
    folder_of: FolderOf,
) -> None:
    folder = folder_of(demos="client,held_on\nAcme,2026-01-05\n")
    (folder / "Contacts.CSV").write_text(CONTACTS + CALL)
    assert len(read_folder(folder)["contacts"]) == 1
    (folder / "contacts.csv").write_text(CONTACTS + CALL + CALL.replace("05", "06"))
    both = read_folder(folder)
    assert len(both.strangers) == 1
    assert both.strangers[0].casefold() == "contacts.csv"
    assert len(both["contacts"]) == (2 if both.strangers == ("Contacts.CSV",) else 1)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda folder: folder / "nowhere", "no such folder"),
        (lambda folder: folder / "clients.csv", "no such folder"),
        (lambda folder: _without(folder, "clients"), "clients.csv is missing"),
        (lambda folder: _without(folder, "contacts"), "no log beside clients.csv"),
        (lambda folder: _with_clients(folder, ""), "empty"),
        (lambda folder: _with_clients(folder, "name\nAcme\n"), "required column client"),
        (lambda folder: _with_clients(folder, "client\n"), "no row can be used"),
        (lambda folder: _with_clients(folder, "client,value\nAcme,x\n"), "value = 'x'"),
        (lambda folder: _with_clients(folder, ",\n,\n"), "no column has a name"),
    ],
)
def test_a_folder_that_can_not_be_scored_at_all_says_what_is_missing(
    folder_of: FolderOf, make: Any, message: str
) -> None:
    folder = make(folder_of(contacts=CONTACTS + CALL))
    with pytest.raises(UnusableLogs, match=message):
        read_folder(folder)


def _without(folder: Path, log: str) -> Path:
    (folder / f"{log}.csv").unlink()
    return folder


def _with_clients(folder: Path, content: str) -> Path:
    (folder / "clients.csv").write_text(content)
    return folder


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="rights are told in another way here")
def test_a_file_that_can_not_be_opened_is_told_like_any_other_that_can_not_be_read(
    folder_of: FolderOf, request: pytest.FixtureRequest
) -> None:
    folder = folder_of(contacts=CONTACTS + CALL, demos="client,held_on\n")
    reachable(folder / "contacts.csv")
    (folder / "contacts.csv").chmod(0)
    request.getfixturevalue("as_nobody")
    logs = read_folder(folder)
    assert "ermission" in logs["contacts"].problem
    assert logs["demos"].present


# The shapes that spreadsheets and exports give


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (CONTACTS + CALL + "Nope,2026-01-05,out,\n", [2]),
        ("\ufeff" + CONTACTS + CALL + "Nope,2026-01-05,out,\n", [2]),
        ("\ufeff" + '"client","at","direction"\n' + '"Acme","2026-01-05","out"\nNope,,\n', [2]),
        ((CONTACTS + CALL + "Nope,2026-01-05,out,\n").replace("\n", "\r\n"), [2]),
        ((CONTACTS + CALL + "Nope,2026-01-05,out,\n").replace("\n", "\r"), [2]),
        (CONTACTS + "\n\n" + CALL + "\nNope,2026-01-05,out,\n\n\n", [4]),
        ("\n,,\n" + CONTACTS + CALL + "Nope,2026-01-05,out,\n", [4]),
        (CONTACTS + ",,,\n" + CALL + " , ,  ,\nNope,2026-01-05,out,\n,,,\n", [3]),
        (CONTACTS + CALL + "Nope,2026-01-05,out,", [2]),
        (
            CONTACTS + 'Acme,2026-01-05,out,"one\ntwo\n\nthree, ""four"""\nNope,2026-01-05,in,\n',
            [2],
        ),
        (CONTACTS + 'Acme,2026-01-05,out,"one\r\ntwo"\r\nNope,2026-01-05,in,\r\n', [2]),
        (CONTACTS + 'Acme,2026-01-05,out,\n\n"Nope","2026-01-05","out","a\nb"\n', [2]),
        (CONTACTS + 'Acme,2026-01-05,out,a 5" disk\nNope,2026-01-05,in,\n', [2]),
        (CONTACTS + 'Acme,2026-01-05,out,""\n"Nope",2026-01-05,"in",\n', [2]),
        ("client,at,direction\nAcme,2026-01-05,out\nAcme,2026-01-05\nNope,2026-01-06,in\n", [2]),
    ],
)
def test_row_numbers_are_those_of_the_spreadsheet(
    folder_of: FolderOf, content: str, rows: list[int]
) -> None:
    log = read(folder_of, contacts=content)["contacts"]
    assert log["row"].tolist() == rows
    (nope,) = (each for each in log.set_aside if each.value == "Nope")
    lines = content.removeprefix("\ufeff").replace('"one\r\ntwo"', '"one two"')
    lines = lines.replace('"one\ntwo\n\nthree', '"one two three').replace('"a\nb"', '"a b"')
    number = next(at for at, line in enumerate(lines.splitlines(), 1) if "Nope" in line)
    assert nope.row == number


@pytest.mark.parametrize(
    "cell", ["plain", "comma, here", 'a "quoted" word', "two\nlines", " outer ", "ümlaut – dash 🙂"]
)
def test_a_text_is_kept_as_it_was_written(folder_of: FolderOf, cell: str) -> None:
    rows = one_of(folder_of, "contacts", summary=cell)
    assert rows.texts(np.arange(1))["summary"].to_pylist() == [cell]


def test_rows_of_another_length_are_set_aside_whole_and_the_others_count(
    folder_of: FolderOf,
) -> None:
    ragged = "Acme,2026-01-06 10:00,out\nAcme,2026-01-07,out,a,b\n"
    rows = read(folder_of, contacts=CONTACTS + CALL + ragged + CALL.replace("05", "08"))["contacts"]
    assert rows["row"].tolist() == [2, 5]
    assert [(each.row, each.value) for each in rows.set_aside] == [
        (3, "Acme,2026-01-06 10:00,out"),
        (4, "Acme,2026-01-07,out,a,b"),
    ]
    assert "3 cells where the header names 4 columns" in rows.set_aside[0].reason
    assert rows.read == 4


@pytest.mark.parametrize(
    "broken",
    [
        'Acme,2026-01-06,out,"never closed\n',
        'Acme,2026-01-06,"out,never closed\n',
        '"Acme,2026-01-06,out,never closed\n',
        'Acme,2026-01-06,out,"never closed\n\n',
    ],
)
def test_a_quotation_that_is_never_closed_costs_its_own_row_only(
    folder_of: FolderOf, broken: str
) -> None:
    after = "Bolt,2026-01-07,in,after\nNope,2026-01-08,in,\n"
    rows = read(folder_of, contacts=CONTACTS + CALL + broken + after)["contacts"]
    first = 4 + broken.count("\n\n")
    assert rows["row"].tolist() == [2, first]
    assert [(each.row, each.column) for each in rows.set_aside] == [(3, ""), (first + 1, "client")]
    assert "quotation mark" in rows.set_aside[0].reason


@pytest.mark.parametrize(
    ("cells", "open_"),
    [
        (['"oops', "y", '"oops', "z"], [2, 4]),
        (['"oops', "y", '"fine"', "z"], [2]),
        (['"oops', "y", '"fine"', "z", '"fine"', "x"], [2]),
        (['5" disk', '"oops', "y", "z"], [3]),
        (['"oops', "y", '5" disk', "z"], [2]),
        (['"oops', "y", '"oops', "z", '"oops', "x", '"oops'], [2, 4, 6, 8]),
        (['"one, ""two"" three"', "y", '"fine"', '5" disk', '6" disk'], []),
    ],
)
def test_quotations_that_are_never_closed_swallow_no_other_row(
    folder_of: FolderOf, cells: list[str], open_: list[int]
) -> None:
    lines = [f"Acme,2026-01-{5 + n:02d},out,{cell}\n" for n, cell in enumerate(cells)]
    rows = read(folder_of, contacts=CONTACTS + "".join(lines))["contacts"]
    assert [each.row for each in rows.set_aside] == open_
    assert rows["row"].tolist() == [n for n in range(2, 2 + len(cells)) if n not in open_]


@pytest.mark.parametrize(
    "text",
    ["Dear all,\nyes, we can, on Monday, fine", "one\n\n\ntwo", "a,b,c,d\na,b,c,d", ",\n,,,\n"],
)
def test_a_text_of_several_lines_may_look_like_rows(folder_of: FolderOf, text: str) -> None:
    cells = [ROW["contacts"] | {"summary": text}, ROW["contacts"] | {"summary": "next"}]
    rows = read(folder_of, contacts=cells)["contacts"]
    assert rows.texts(np.arange(2))["summary"].to_pylist() == [text, "next"]
    assert rows["row"].tolist() == [2, 3]


def test_a_cell_of_any_length_is_read(folder_of: FolderOf) -> None:
    long = "x" * 5_000_000
    for extra in ("", "\n"):
        content = CONTACTS + f"Acme,2026-01-05,out,{long}\n{extra}Bolt,2026-01-06,in,\n"
        rows = read(folder_of, contacts=content)["contacts"]
        assert len(rows) == 2
        assert not rows.problem


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Due On", "due_on"),
        ("  DUE-ON ", "due_on"),
        ("due__on", "due_on"),
        ("Düé  Ôn", "due_on"),
        ("due - on", "due_on"),
        ("At", "at"),
        ("", ""),
    ],
)
def test_a_header_matches_whatever_its_case_spaces_dashes_and_accents(
    header: str, name: str
) -> None:
    assert column_name(header) == name


def test_headers_as_people_write_them_are_understood(folder_of: FolderOf) -> None:
    header = "CLIENT, Itém ,Promised-On,Due On,Done__on,My own column\n"
    content = header + "Acme,a,2026-01-05,2026-01-09,2026-01-08,!\n"
    logs = read(folder_of, deadlines=content)
    assert logs.set_aside == []
    assert logs["deadlines"]["done_on"].tolist() == [day_number(date(2026, 1, 8))]
    assert "my_own_column" in logs["deadlines"].tracked


def test_columns_without_a_name_are_passed_over(folder_of: FolderOf) -> None:
    content = "client,at,direction,,unnamed_4,\nAcme,2026-01-05,out,a,b,c\nNope,2026-01-05,out,,,\n"
    logs = read(folder_of, contacts=content)
    assert len(logs["contacts"]) == 1
    assert told(logs["contacts"]) == [(3, "client", "Nope")]


def test_names_stay_names_whatever_they_look_like(folder_of: FolderOf) -> None:
    names = [
        "007",
        "7",
        "NA",
        "N/A",
        "null",
        "nan",
        "None",
        "True",
        "1.0",
        "1e3",
        "2026-01-01",
        "inf",
        "-",
    ]
    logs = read(
        folder_of,
        clients=[{"client": name} for name in names],
        contacts=[ROW["contacts"] | {"client": name, "person": "NA"} for name in names],
        deadlines=[ROW["deadlines"] | {"client": "7", "item": name} for name in names],
    )
    assert logs.clients["client"].tolist() == names
    assert logs["contacts"]["client"].tolist() == list(range(len(names)))
    assert len(set(logs["deadlines"]["item"].tolist())) == len(names)
    cells = logs["contacts"].texts(np.arange(len(names)))
    assert cells["person"].to_pylist() == ["NA"] * len(names)


def test_names_match_trimmed_and_in_any_case(folder_of: FolderOf) -> None:
    logs = read(
        folder_of,
        clients="client\n Straße Ltd \nBolt\n",
        deadlines="client,item,promised_on,due_on\nSTRASSE LTD,Login ,2026-01-05,2026-01-09\n"
        " straße ltd,LOGIN,2026-01-06,2026-01-12\nBolt,login,2026-01-06,2026-01-12\n",
    )
    assert logs["deadlines"]["client"].tolist() == [0, 0, 1]
    assert len(set(logs["deadlines"]["item"].tolist())) == 1
    assert logs.clients["client"].tolist() == ["Straße Ltd", "Bolt"]
    assert logs.code("strasse LTD ") == 0
    assert logs.code("nobody") is None


def test_a_wholly_blank_column_is_tracked_and_blank(folder_of: FolderOf) -> None:
    header = "client,at,direction,topic,urgent,replied_at,summary\n"
    rows = read(folder_of, contacts=header + "Acme,2026-01-05,in,,,,\nAcme,2026-01-06,in,,,,\n")
    found = rows["contacts"]
    assert {"topic", "urgent", "replied_at"} <= found.tracked
    assert found["topic"].tolist() == found["urgent"].tolist() == [-1, -1]
    assert found["replied_at.day"].tolist() == [NEVER, NEVER]


# Days, times, zones

NEW_YORK, LISBON, KOLKATA = "America/New_York", "Europe/Lisbon", "Asia/Kolkata"


def local(logs: Logs, column: str = "at") -> list[datetime]:
    """A column of contacts on the clients' wall clocks."""
    return [
        datetime(1970, 1, 1) + timedelta(microseconds=int(us)) for us in logs["contacts"][column]
    ]


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        (LISBON, "2026-03-29T00:59:59Z"),
        (LISBON, "2026-03-29T01:00:00Z"),
        (LISBON, "2026-10-25T00:30:00+00:00"),
        (LISBON, "2026-10-25T01:30:00+00:00"),
        (NEW_YORK, "2026-03-08T06:59:59.999999Z"),
        (NEW_YORK, "2026-03-08T02:30:00-05:00"),
        (NEW_YORK, "2026-01-01T03:00+0100"),
        (KOLKATA, "2026-06-30T23:45-11"),
        ("Pacific/Kiritimati", "2026-06-30 23:45:00+00:00"),
        ("Australia/Lord_Howe", "2026-04-04T15:00Z"),
        ("UTC", "2026-06-30T23:45-11:30"),
    ],
)
def test_a_time_with_an_offset_stands_on_the_clients_wall_clock(
    folder_of: FolderOf, zone: str, text: str
) -> None:
    logs = read(
        folder_of,
        clients=f"client,time_zone\nAcme,{zone}\nBolt,UTC\n",
        contacts=CONTACTS + f"Acme,{text},out,\n",
    )
    wanted = datetime.fromisoformat(text).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert local(logs) == [wanted]
    assert logs["contacts"]["at.day"].tolist() == [day_number(wanted.date())]


def test_each_client_is_converted_by_its_own_zone_and_plain_times_are_left(
    folder_of: FolderOf,
) -> None:
    logs = read(
        folder_of,
        clients=f"client,time_zone\nAcme,{NEW_YORK}\nBolt,{KOLKATA}\nCaro,\n",
        contacts="client,at,direction,replied_at\n"
        "Acme,2026-07-01T00:30Z,in,2026-07-01 09:00\nBolt,2026-07-01T00:30Z,in,\n"
        "Caro,2026-07-01T00:30Z,in,2026-07-01T01:00:00+01:00\nAcme,2026-07-01 00:30,in,\n",
    )
    assert local(logs) == [
        datetime(2026, 6, 30, 20, 30),
        datetime(2026, 7, 1, 6, 0),
        datetime(2026, 7, 1, 0, 30),
        datetime(2026, 7, 1, 0, 30),
    ]
    assert local(logs, "replied_at")[::2] == [
        datetime(2026, 7, 1, 9, 0),
        datetime(2026, 7, 1, 0, 0),
    ]


def test_a_day_without_a_time_stands_at_the_start_of_the_clients_hours(folder_of: FolderOf) -> None:
    logs = read(
        folder_of,
        clients="client,works_from\nAcme,07:15\nBolt,\n",
        contacts=CONTACTS
        + "Acme,2026-01-05,out,\nBolt,2026-01-05,out,\nBolt,2026-01-05 07:15,in,\n",
        issues="client,issue,at,event\nAcme,a,2026-01-05,raised\n",
    )
    assert [moment.time().isoformat() for moment in local(logs)] == [
        "07:15:00",
        "09:00:00",
        "07:15:00",
    ]
    assert logs["contacts"]["at.timed"].tolist() == [False, False, True]
    assert logs["issues"]["at"].tolist() == logs["contacts"]["at"][:1].tolist()


def test_a_date_with_a_time_and_an_offset_is_the_day_at_the_client(folder_of: FolderOf) -> None:
    logs = read(
        folder_of,
        clients=f"client,time_zone,started_on\nAcme,{NEW_YORK},2026-01-01T23:30-05:00\n",
        demos="client,held_on\nAcme,2026-01-06T02:00Z\nAcme,2026-01-06\nAcme,2026-01-07 23:00\n",
    )
    days = [day_number(date(2026, 1, day)) for day in (5, 6, 7)]
    assert logs["demos"]["held_on"].tolist() == days
    assert logs.clients["started_on"].tolist() == [day_number(date(2026, 1, 1))]


def test_a_row_is_known_from_its_first_date_but_not_before_it_was_recorded(
    folder_of: FolderOf,
) -> None:
    logs = read(
        folder_of,
        demos="client,planned_for,held_on,recorded_on\nAcme,2026-01-09,2026-01-06,\n"
        "Acme,2026-01-09,,2026-01-02\nAcme,2026-01-09,,2026-02-02\nAcme,2026-01-09,,2026-02-33\n",
        changes="client,change,requested_on,estimated_on\nAcme,a,2026-01-09,2026-01-02\n",
    )
    known = [date(2026, 1, 6), date(2026, 1, 9), date(2026, 2, 2)]
    assert logs["demos"]["known"].tolist() == [day_number(day) for day in known]
    assert told(logs["demos"]) == [(5, "recorded_on", "2026-02-33")]
    assert logs["changes"]["known"].tolist() == [day_number(date(2026, 1, 9))]


def test_the_latest_day_is_no_plan_no_birthday_no_fact_of_a_client_and_not_ahead(
    folder_of: FolderOf,
) -> None:
    logs = read(
        folder_of,
        clients="client,started_on,renewal_on\nAcme,2026-03-01,2026-04-01\n",
        demos="client,planned_for,held_on,cancelled_on\nAcme,2026-05-01,2026-01-05,\n",
        people="client,name,birthday\nAcme,Ann,2026-06-01\n",
        deadlines="client,item,promised_on,due_on\nAcme,a,2026-01-08,2026-07-01\n",
        contacts="client,at,direction,recorded_on\nAcme,2026-01-07,out,2026-01-14\n"
        "Acme,2026-02-09 10:00,out,\nNope,2026-01-30,out,\n",
    )
    days = {date(2026, 2, 8): date(2026, 1, 14), date(2026, 2, 9): date(2026, 2, 9)}
    days |= {date(2026, 1, 13): date(2026, 1, 8), date(2026, 1, 6): date(2026, 1, 5)}
    for today, latest in days.items():
        assert logs.latest_day(day_number(today)) == day_number(latest)
    assert logs.latest_day(day_number(date(2025, 12, 31))) is None


# Duplicates


def test_a_row_equal_to_an_earlier_one_in_every_column_counts_once_and_is_reported(
    folder_of: FolderOf,
) -> None:
    rows = read(folder_of, contacts=CONTACTS + CALL + "Bolt,2026-01-05,in,\n" + CALL * 2)
    assert rows["contacts"].duplicates == (4, 5)
    assert rows["contacts"]["row"].tolist() == [2, 3]
    assert rows["contacts"].read == 4
    assert rows.set_aside == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Acme,2026-01-05T10:00Z,out,call,yes,1", "ACME ,2026-01-05T12:00:00+02:00, Out,call ,Y,1"),
        ("Acme,2026-01-05 10:00,out,call,no,1", "acme,2026-01-05T10:00:00.000,out,call,FALSE,1"),
        ("Acme,2026-01-05,out,call,,1", '"Acme","2026-01-05","out"," call",, 1 '),
    ],
)
def test_rows_are_compared_as_parsed(folder_of: FolderOf, first: str, second: str) -> None:
    header = "client,at,direction,summary,urgent,id\n"
    rows = read(folder_of, contacts=f"{header}{first}\n{second}\n")["contacts"]
    assert rows.duplicates == (3,)


@pytest.mark.parametrize(
    ("log", "first", "second"),
    [
        ("contacts", {"summary": "one"}, {"summary": "two"}),
        ("contacts", {"summary": "one"}, {"summary": "One"}),
        ("contacts", {"summary": ""}, {"summary": "-"}),
        ("contacts", {"id": "1"}, {"id": "01"}),
        ("contacts", {"at": "2026-01-05"}, {"at": "2026-01-05 09:00"}),
        ("contacts", {"at": "2026-01-05 10:00:00.000001"}, {}),
        ("contacts", {"urgent": "no"}, {"urgent": ""}),
        ("contacts", {"replied_at": "2026-01-05 11:00"}, {"replied_at": ""}),
        ("changes", {"estimate_cost": "-1"}, {"estimate_cost": ""}),
        ("changes", {"estimate_cost": "0"}, {"estimate_cost": ""}),
        ("risks", {"plan_b": "a", "owner": ""}, {"plan_b": "", "owner": "a"}),
        ("reports", {"budget": "yes", "risks": "no"}, {"budget": "no", "risks": "yes"}),
        ("people", {"birthday": "01-02"}, {"birthday": "02-01"}),
        ("people", {"role": "a", "notes": "b"}, {"role": "b", "notes": "a"}),
        ("demos", {"recorded_on": "2026-02-01"}, {"recorded_on": ""}),
    ],
)
def test_rows_that_differ_in_any_column_are_two(
    folder_of: FolderOf, log: str, first: dict[str, str], second: dict[str, str]
) -> None:
    rows = read(folder_of, **{log: [ROW[log] | first, ROW[log] | second]})[log]
    assert rows.duplicates == ()
    assert len(rows) == 2


def test_what_is_a_duplicate_does_not_depend_on_the_order_of_the_columns(
    folder_of: FolderOf,
) -> None:
    columns = ["client", "sent_on", *DOCUMENTED["reports"].split()[2:], "who"]
    words, lines = ["yes", "same", "no", "n/a", ""], []
    for number in range(300):
        cells = [words[(number // 5**place) % 5] for place in range(6)]
        lines.append(["Acme", "2026-01-05", *cells, "x"])
    again = [lines[7], lines[200], lines[299]]
    for order in (range(9), [8, 3, 1, 0, 7, 2, 6, 5, 4]):
        text = "\n".join(
            ",".join(line[place] for place in order) for line in [columns, *lines, *again]
        )
        rows = read(folder_of, reports=text + "\n")["reports"]
        assert rows.duplicates == (302, 303, 304)
        assert len(rows) == 300


def test_a_repeated_row_of_the_clients_is_reported_and_not_set_aside(folder_of: FolderOf) -> None:
    logs = read(folder_of, clients="client,lead\nAcme,Ann\nBolt,\nACME ,Ann\n")
    assert logs["clients"].duplicates == (4,)
    assert logs.set_aside == []
    assert len(logs.clients) == 2


# Large files are read in pieces

LONG = "a summary that fills the row, " * 8
PER_DAY = 1_000


@pytest.fixture(scope="module")
def many() -> list[str]:
    """Lines of a log of contacts that is larger than two pieces; none has a quotation mark."""
    text = LONG.replace(",", ";")
    return [
        f"Acme,2026-01-{1 + n // PER_DAY:02d} {n // 60 % 16:02d}:{n % 60:02d},out,{n} {text}\n"
        for n in range(30_000)
    ]


BEHIND = {
    "plain": ("Nope,2026-01-05,out,\n", 0, []),
    "quotes": ('"Nope",2026-01-05,out,"one, ""two"", three"\n', 0, []),
    "a line break": ('Acme,2026-01-05,in,"one\ntwo"\nNope,2026-01-05,out,\n', 1, []),
    "a short row": ("Acme,2026-01-05\nNope,2026-01-05,out,\n", 1, [28_002]),
    "a blank line": ("\nNope,2026-01-05,out,\n", 1, []),
    "an open quotation": ('Acme,2026-01-05,out,"oh\nNope,2026-01-05,out,\n', 1, [28_002]),
}


@pytest.mark.parametrize("case", BEHIND)
def test_a_bad_row_far_behind_is_told_with_its_own_row(
    folder_of: FolderOf, many: list[str], case: str
) -> None:
    lines, before, others = BEHIND[case]
    content = CONTACTS + "".join(many[:28_000]) + lines + "".join(many[28_000:])
    assert len(content) > 7_000_000
    rows = read_folder(folder_of(contacts=content), texts=False)["contacts"]
    assert [each.row for each in rows.set_aside] == [*others, 28_002 + before]
    assert rows.set_aside[-1].value == "Nope"
    assert rows["row"][-1] == 30_002 + before
    assert len(rows) == 30_000 + (case == "a line break")


def test_repeats_are_found_across_pieces_however_they_are_written(
    folder_of: FolderOf, many: list[str]
) -> None:
    again = many[3].replace("2026-01-01 00:03", "2026-01-01T01:03:00+01:00")
    assert again != many[3]
    content = CONTACTS + "".join(many) + again + many[29_999]
    rows = read_folder(folder_of(contacts=content), texts=False)["contacts"]
    assert rows.duplicates == (30_002, 30_003)
    assert len(rows) == 30_000


def test_bytes_that_are_no_utf8_far_behind_are_told_with_their_line(
    folder_of: FolderOf, many: list[str]
) -> None:
    content = (CONTACTS + "".join(many[:28_000])).encode() + b"Acme,2026-01-05,out,\xe9\n"
    assert "line 28002 is not UTF-8" in read_folder(folder_of(contacts=content))["contacts"].problem


def test_pieces_give_the_same_rows_as_records_one_by_one(
    folder_of: FolderOf, many: list[str]
) -> None:
    whole = read_folder(folder_of(contacts=CONTACTS + "".join(many)))["contacts"]
    slow = read_folder(folder_of(contacts=CONTACTS + "".join(many) + "\n\n"))["contacts"]
    assert set(whole.columns) == set(slow.columns)
    for name, values in whole.columns.items():
        assert np.array_equal(values, slow[name]), name
    cells = [rows.texts(np.arange(len(rows)))["summary"].to_pylist() for rows in (whole, slow)]
    assert cells[0] == cells[1]


def test_reading_without_texts_gives_the_same_columns(folder_of: FolderOf) -> None:
    folder = folder_of(
        contacts=CONTACTS + CALL * 2 + "Nope,2026-01-05,out,\n",
        risks="client,risk,raised_on,plan_b,owner\nAcme,a,2026-01-05, ,Ann\n",
    )
    full, lean = read_folder(folder), read_folder(folder, texts=False)
    for log in ("contacts", "risks"):
        assert lean[log].table is None
        assert lean[log].duplicates == full[log].duplicates
        assert lean[log].set_aside == full[log].set_aside
        for name, values in full[log].columns.items():
            assert np.array_equal(values, lean[log][name]), name
    assert full["risks"]["plan_b.filled"].tolist() == [False]
    assert full["risks"]["owner.filled"].tolist() == [True]


# Only messages


def test_a_message_names_file_row_column_value_and_reason() -> None:
    aside = SetAside("feedback", 7, "rating", "11", "can't be read; allowed: a number from 1 to 10")
    assert str(aside) == (
        "feedback.csv row 7, rating = '11': can't be read; allowed: a number from 1 to 10"
    )
    assert str(SetAside("demos", 0, "", "", "gone")) == "demos.csv: gone"


def test_the_clock_of_the_machine_plays_no_part_in_reading(folder_of: FolderOf) -> None:
    ahead = datetime.now(UTC).date() + timedelta(days=400)
    logs = read(folder_of, contacts=CONTACTS + f"Acme,{ahead} 10:00,out,\n")
    assert len(logs["contacts"]) == 1
    assert logs.set_aside == []
