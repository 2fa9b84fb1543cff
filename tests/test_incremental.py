"""Reading again: what was added is all that is read, and the result is that of a full run."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from health.calendars import day_number
from health.errors import UnusableLogs
from health.logs.reading import read_again, read_folder
from health.logs.rows import Logs, Rows
from health.portfolio import Portfolio
from health.score import Health
from health.settings import Settings
from tests.conftest import FolderOf

SAMPLE = Path(__file__).parent.parent / "data" / "sample"
TODAY = date(2026, 11, 22)
CONTACTS = """client,at,direction,summary
Acme,2026-10-05 10:00,out,one
Bolt,2026-10-06 11:00,in,two
Acme,2026-10-19 10:00,out,three
"""
PEOPLE = "client,name\nAcme,Ann\n"
DEMOS = "client,held_on\nAcme,2026-10-01\n"
Change = Callable[[Path], object]


def append(log: str, text: str | bytes) -> Change:
    """Add text to the end of a log."""

    def change(folder: Path) -> None:
        with (folder / f"{log}.csv").open("ab") as file:
            file.write(text if isinstance(text, bytes) else text.encode())

    return change


def write(log: str, text: str) -> Change:
    """Write a log anew."""
    return lambda folder: (folder / f"{log}.csv").write_text(text, "utf-8")


def remove(log: str) -> Change:
    """Take a log away."""
    return lambda folder: (folder / f"{log}.csv").unlink()


def assert_same(found: Portfolio, wanted: Portfolio) -> None:
    """Every bit of what was scored, and all that was read, is the same."""
    assert (found.as_of, found.version) == (wanted.as_of, wanted.version)
    for name in ("days", "exists", "signals", "band", "slope"):
        left, right = getattr(found.history, name), getattr(wanted.history, name)
        assert left.shape == right.shape, name
        assert left.tobytes() == right.tobytes() or np.array_equal(left, right, equal_nan=True)
    assert np.array_equal(found.history.trend, wanted.history.trend)
    for part in fields(Health):
        left, right = (getattr(each.history.scores, part.name) for each in (found, wanted))
        assert np.array_equal(left, right, equal_nan=True), part.name
    for name in ("new", "ageing", "settings"):
        left, right = getattr(found.changes, name), getattr(wanted.changes, name)
        assert np.array_equal(left, right, equal_nan=True), name
    assert found.logs.set_aside == wanted.logs.set_aside
    assert found.logs.strangers == wanted.logs.strangers
    assert found.logs.clients.equals(wanted.logs.clients)
    for log, rows in wanted.logs.rows.items():
        mine = found.logs[log]
        for name in ("present", "tracked", "read", "duplicates", "problem", "names", "last_row"):
            assert getattr(mine, name) == getattr(rows, name), (log, name)
        assert set(mine.columns) == set(rows.columns)
        for name, values in rows.columns.items():
            exact = {"equal_nan": True} if values.dtype.kind == "f" else {}
            assert np.array_equal(mine[name], values, **exact), (log, name)
        assert said(mine) == said(rows), log


def said(rows: Rows) -> dict[str, list[str | None]]:
    """All cells of all rows as texts; blank ones alike."""
    cells = rows.texts(np.arange(len(rows))).to_pydict()
    return {name: [text or None for text in cells[name]] for name in sorted(cells)}


def opened(folder: Path, today: date = TODAY) -> Portfolio:
    """The folder, read and scored from the start."""
    return Portfolio.open(folder, today=today)


# What was added


@pytest.mark.parametrize(
    "text",
    [
        "Bolt,2026-11-02 10:00,out,four\n",
        "Bolt,2026-11-02 10:00,out,four\nAcme,2026-11-03,in,five\nBolt,2026-11-19,out,\n",
        "Bolt,2026-11-02 10:00,out,four",
        "Bolt,2026-11-02 10:00,out,four\r\n",
        "Bolt,2026-09-01 10:00,out,late: from before all others\n",
        "Bolt,2026-10-12 10:00,out,late: from between\n",
        "Bolt,2027-09-01 10:00,out,ahead\nBolt,2026-11-01,in,\n",
        "Nope,2026-11-02 10:00,out,unknown client\n",
        "Acme,2026-13-02,out,no day\nBolt,2026-11-02,out,fine\n",
        "Acme,2026-10-05 10:00,out,one\n",
        "ACME,2026-10-05T10:00Z,OUT,one\nBolt,2026-11-02,out,\nBolt,2026-11-02,out,\n",
        "Bolt,2026-11-02\nBolt,2026-11-03,out,after a short row\n",
        "\n,,,\nBolt,2026-11-02,out,after blank ones\n\n",
        'Bolt,2026-11-02,out,"quoted, over\ntwo lines"\nNope,2026-11-03,in,\n',
        "Bolt,2026-11-02T10:00+05:00,out,with an offset\nBolt,2026-11-03,in,without a time\n",
        "Bolt,2026-1",
        'Bolt,2026-11-02,out,"half a',
        'Bolt,2026-11-02,out,"half a\n',
        'Bolt,2026-11-02,out,a 5" disk\n',
        "\n",
        " ",
    ],
)
def test_what_is_appended_gives_what_a_full_run_gives(folder_of: FolderOf, text: str) -> None:
    folder = folder_of(contacts=CONTACTS, demos=DEMOS)
    before = opened(folder)
    append("contacts", text)(folder)
    after = before.refreshed(TODAY)
    assert after is not before
    assert_same(after, opened(folder))
    assert after.refreshed(TODAY) is after


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ('Bolt,2026-11-02,out,"half a', ' summary"\nBolt,2026-11-03,in,\n'),
        ('Bolt,2026-11-02,out,"half a\n', 'summary"\nBolt,2026-11-03,in,\n'),
        ("Bolt,2026-11-02 1", "0:00,out,\nBolt,2026-11-03,in,\n"),
        ("Bolt,2026-11-02,out", ",\n"),
        ("Bolt,2026-11-02,out,x", "\nBolt,2026-11-03,in,\n"),
        ("Bolt,2026-11-02\n", "Bolt,2026-11-03,in,\n"),
        ('Bolt,2026-11-02,out,"a\nb"\n', "Bolt,2026-11-03,in,\n"),
        ("Nope,2026-11-02,out,\n", "Nope,2026-11-02,out,\n"),
        ("Bolt,2026-11-02,out,\n", "Bolt,2026-11-02,out,\n"),
        ("\n\n", "Nope,2026-11-02,out,\n"),
    ],
)
def test_a_log_that_is_written_in_two_goes_ends_as_if_it_were_written_in_one(
    folder_of: FolderOf, first: str, second: str
) -> None:
    folder = folder_of(contacts=CONTACTS, demos=DEMOS)
    portfolio = opened(folder)
    for text in (first, second):
        append("contacts", text)(folder)
        portfolio = portfolio.refreshed(TODAY)
        assert_same(portfolio, opened(folder))


@pytest.mark.parametrize(
    "start",
    [
        CONTACTS.strip(),
        CONTACTS.splitlines()[0],
        CONTACTS.splitlines()[0] + "\n",
        "",
        "\ufeff" + CONTACTS,
        CONTACTS.replace("\n", "\r\n"),
        CONTACTS.replace("\n", "\r"),
        CONTACTS + "\n\nAcme,2026-10-20\n",
        "\n\n" + CONTACTS,
        CONTACTS.replace("one", '"o\nne"'),
        CONTACTS + 'Acme,2026-10-20,out,"open\n',
        CONTACTS + "Nope,2026-10-20,out,\n" + CONTACTS.splitlines()[1] + "\n",
    ],
)
def test_whatever_the_log_was_before(folder_of: FolderOf, start: str) -> None:
    folder = folder_of(contacts=start, demos=DEMOS)
    before = opened(folder)
    append("contacts", "\nBolt,2026-11-02,out,four\nNope,2026-11-03,out,\n")(folder)
    assert_same(before.refreshed(TODAY), opened(folder))


def test_a_log_that_outgrows_small_places_is_shown_and_scored_as_before(
    folder_of: FolderOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("health.logs.plain._SMALL", len(CONTACTS))
    folder = folder_of(contacts=CONTACTS, demos=DEMOS)
    before = opened(folder)
    append("contacts", "Bolt,2026-11-02 10:00,out,four\n")(folder)
    after = before.refreshed(TODAY)
    places = [each.logs["contacts"].others for each in (before, after)]
    assert [each is not None and each.dtype for each in places] == [np.uint32, np.int64]
    assert_same(after, opened(folder))
    assert said(after.logs["contacts"])["summary"] == ["one", "two", "three", "four"]


def test_a_log_that_began_as_a_header_alone_is_read_as_fast_as_any(folder_of: FolderOf) -> None:
    header, *rows = CONTACTS.splitlines(keepends=True)
    folder = folder_of(contacts=header, demos=DEMOS)
    portfolio = opened(folder)
    for row in rows:
        append("contacts", row)(folder)
        portfolio = portfolio.refreshed(TODAY)
        assert_same(portfolio, opened(folder))
    assert portfolio.logs["contacts"].lines is not None


@pytest.mark.parametrize(
    ("start", "row"),
    [
        ("client,name\n", "Bolt,Joe\n"),
        ("client,name\nAcme,Ann\n", "Bolt,Joe\n"),
        ("client,name\nAcme,Ann\n", "Acme,ann\n"),
    ],
)
def test_rows_that_move_no_score_are_seen_too(folder_of: FolderOf, start: str, row: str) -> None:
    folder = folder_of(contacts=CONTACTS, people=start)
    before = opened(folder)
    append("people", row)(folder)
    after = before.refreshed(TODAY)
    assert_same(after, opened(folder))
    assert len(after.logs["people"]) + len(after.logs["people"].duplicates) == start.count("\n")


@pytest.mark.parametrize("text", ["Nope,2026-11-02,out,\n", "Acme,2026-10-05 10:00,out,one\n"])
def test_a_row_set_aside_and_a_repeated_one_are_reported_at_once(
    folder_of: FolderOf, text: str
) -> None:
    folder = folder_of(contacts=CONTACTS)
    before = opened(folder)
    append("contacts", text)(folder)
    rows = before.refreshed(TODAY).logs["contacts"]
    assert len(rows.set_aside) + len(rows.duplicates) == 1
    assert (rows.set_aside[0].row if rows.set_aside else rows.duplicates[0]) == 5


def test_an_added_row_of_a_client_that_was_set_aside_is_told_the_true_reason(
    folder_of: FolderOf,
) -> None:
    clients = "client,started_on\nAcme,\nBolt,\nCrow,2026-99-99\n"
    folder = folder_of(clients=clients, contacts=CONTACTS)
    before = read_folder(folder)
    append("contacts", "Crow,2026-11-02,out,\n")(folder)
    after, _ = read_again(before, Settings.default())
    assert after.set_aside == read_folder(folder).set_aside
    assert after.set_aside[-1].reason.startswith("its own row in clients.csv was set aside")


def test_a_row_recorded_late_touches_the_past_only_from_then_on(folder_of: FolderOf) -> None:
    header = "client,at,direction,recorded_on\n"
    folder = folder_of(contacts=header + "Acme,2026-08-03 10:00,out,\n")
    before = opened(folder)
    append("contacts", "Acme,2026-08-10 10:00,out,2026-09-01\nAcme,2026-09-07,out,\n")(folder)
    after = before.refreshed(TODAY)
    assert_same(after, opened(folder))
    august = after.history.days < day_number(date(2026, 9, 1))
    earlier = Portfolio.open(folder_of(contacts=header + "Acme,2026-08-03 10:00,out,\n"),
                             as_of=date(2026, 8, 30))  # fmt: skip
    assert np.array_equal(
        after.history.signals[:, :, august], earlier.history.signals, equal_nan=True
    )


def test_several_logs_that_grow_at_once(folder_of: FolderOf) -> None:
    deadlines = "client,item,promised_on,due_on,done_on\n"
    folder = folder_of(contacts=CONTACTS, demos=DEMOS, people=PEOPLE, deadlines=deadlines)
    before = opened(folder)
    append("contacts", "Bolt,2026-11-02,out,\nNope,2026-11-02,in,\n")(folder)
    append("demos", "Bolt,2026-11-20\nBolt,2026-11-20\n")(folder)
    append("people", "Bolt,Bo\n")(folder)
    append("deadlines", "Acme,Login,2026-09-01,2026-10-01,\nAcme,login,2026-11-02,2026-12-01,\n")(
        folder
    )
    assert_same(before.refreshed(TODAY), opened(folder))


def test_the_sample_written_day_by_day_ends_where_a_full_run_ends(tmp_path: Path) -> None:
    held: list[tuple[str, str, list[str]]] = []
    cut = "2026-09-20"
    for path in sorted(SAMPLE.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        dates = [place for place, name in enumerate(header) if name in FIRST_DATES]
        late = [next((row[at] for at in dates if row[at]), "")[:10] > cut for row in rows]
        if path.stem in ("clients", "people"):
            late = [False] * len(rows)
        keep = [row for row, is_late in zip(rows, late, strict=True) if not is_late]
        held += [
            (next(row[at] for at in dates if row[at])[:10], path.stem, row)
            for row, is_late in zip(rows, late, strict=True)
            if is_late
        ]
        add_rows(tmp_path / path.name, [header, *keep])
    portfolio = opened(tmp_path)
    held.sort(key=lambda each: each[0])
    days = ["2026-09-21", "2026-09-27", "2026-09-28", "2026-10-30", "2027-12-31"]
    for start, end in zip([cut, *days[:-1]], days, strict=True):
        for day, log, row in held:
            if start < day <= end:
                add_rows(tmp_path / f"{log}.csv", [row])
        portfolio = portfolio.refreshed(TODAY)
        if end in ("2026-09-27", days[-1]):
            assert_same(portfolio, opened(tmp_path))
    assert portfolio.as_of == day_number(date(2026, 11, 20))


FIRST_DATES = (
    *("at", "promised_on", "asked_on", "answered_on", "sent_on", "raised_on", "requested_on"),
    *("period_start", "on", "planned_for"),
)


def add_rows(path: Path, rows: list[list[str]]) -> None:
    """Rows at the end of a file."""
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def test_many_random_appends_never_differ_from_full_runs(folder_of: FolderOf) -> None:
    luck = random.Random(7)
    deadlines = "client,item,promised_on,due_on,moved_by,warned_on,done_on\n"
    folder = folder_of(contacts=CONTACTS, demos=DEMOS, people=PEOPLE, deadlines=deadlines)
    portfolio, ways = opened(folder), ["in", "out", "both"]

    def day() -> str:
        return (date(2026, 8, 1) + timedelta(luck.randrange(112))).isoformat()

    for _ in range(12):
        for _ in range(luck.randrange(1, 4)):
            client = luck.choice(["Acme", "bolt", "Nope"])
            text = {
                "contacts": f"{client},{day()} 1{luck.randrange(4)}:00,{luck.choice(ways)},\n",
                "demos": luck.choice([f"{client},{day()}\n", f"{client}\n", "\n"]),
                "people": f"{client},Person {luck.randrange(5)}\n",
                "deadlines": f"{client},Item {luck.randrange(4)},{day()},{day()},us,,\n",
            }
            log = luck.choice(list(text))
            append(log, text[log] if luck.random() < 0.9 else text[log].rstrip("\n") + '"')(folder)
        portfolio = portfolio.refreshed(TODAY)
        assert_same(portfolio, opened(folder))


CELLS = {
    "client": ["Acme", "acme ", "BOLT", "Nope", "", " ", '"Acme"'],
    "at": ["2026-01-05", "2026-01-05T10:00Z", "2026-01-05 10", "2026-13-01", "", " 2026-01-06 "],
    "direction": ["out", "in", "BOTH", "", "x"],
    "replied_at": ["", "2026-01-06 11:00", "2026-01-06T11:00+05:00", "9999-01-01", "bad"],
    "summary": ["", "two\nlines", 'comma, "q"', '5" disk', "\r\n", "é", "NULL"],
    "recorded_on": ["", "2026-01-09", "bad", "2026-01-09T23:00-08:00"],
}
JUNK = ['"', '""', "\n\n", ",,,\n", "\r", 'Acme,"x\n', "Acme\n", " ", '"a\nb"\n', '5"', "\0"]


def messy_log(luck: random.Random) -> bytes:
    """A log as nobody should write it."""
    text = io.StringIO(newline="")
    table = csv.writer(text, lineterminator=luck.choice(["\n", "\r\n"]))
    columns = luck.sample(list(CELLS), len(CELLS))
    table.writerow(columns)
    for _ in range(luck.choice([1, 3, 10])):
        table.writerow([luck.choice(CELLS[name]) for name in columns])
    content = text.getvalue()
    while luck.random() < 0.6:
        at = luck.randrange(len(content) + 1)
        content = content[:at] + luck.choice(JUNK) + content[at:]
    return content.encode()


def all_of(logs: Logs) -> tuple[object, ...]:
    """All that was read of the contacts."""
    rows = logs["contacts"]
    columns = {name: values.tolist() for name, values in rows.columns.items()}
    texts = said(rows)
    found = (rows.set_aside, rows.duplicates, rows.read, rows.problem, rows.last_row, rows.names)
    return (*found, columns, texts)


@pytest.mark.parametrize("seed", [78, 87, 674, *range(30)])
def test_a_messy_log_read_in_pieces_as_it_grows_is_what_it_is_read_at_once(
    folder_of: FolderOf, seed: int
) -> None:
    luck = random.Random(seed)
    content = messy_log(luck)
    cuts = {luck.randrange(len(content) + 1) for _ in range(3)} | {len(content)}
    cuts |= {at + 1 for at, byte in enumerate(content) if byte == 10 and luck.random() < 0.4}
    zones = "client,time_zone\nAcme,America/New_York\nBolt,Asia/Kolkata\n"
    first, *others = sorted(cuts)
    folder = folder_of(clients=zones, contacts=content[:first], demos=DEMOS)
    logs = read_folder(folder)
    for cut in others:
        (folder / "contacts.csv").write_bytes(content[:cut])
        logs, _ = read_again(logs, Settings.default())
        assert all_of(logs) == all_of(read_folder(folder)), content[:cut]


# What was edited, came or went


@pytest.mark.parametrize(
    "change",
    [
        write("contacts", CONTACTS.replace("Bolt", "Acme")),
        write("contacts", CONTACTS.replace("Bolt", "Acme") + "Bolt,2026-11-02,out,\n"),
        write("contacts", CONTACTS.splitlines()[0] + "\n" + CONTACTS.splitlines()[1] + "\n"),
        write("contacts", CONTACTS.replace("summary", "topic").replace("one", "casual")),
        write("contacts", ""),
        write("contacts", "cliend" + CONTACTS.removeprefix("client")),
        remove("demos"),
        write("reports", "client,sent_on\nAcme,2026-10-02\n"),
        write("reports", "client,sent_on\n"),
        write("clients", "client\nBolt\nAcme\n"),
        write("clients", "client\nAcme\nBolt\nCaro\n"),
        append("clients", "Caro\n"),
        write("clients", "client\nAcme\n"),
        write("clients", "client,demo_every\nAcme,1\nBolt,\n"),
        append("contacts", b"Acme,2026-11-02,out,\xe9\n"),
        lambda folder: (folder / "demos.csv").rename(folder / "Demos.CSV"),
    ],
)
def test_what_was_edited_gives_what_a_full_run_gives(folder_of: FolderOf, change: Change) -> None:
    folder = folder_of(contacts=CONTACTS, demos=DEMOS)
    before = opened(folder)
    change(folder)
    after = before.refreshed(TODAY)
    assert_same(after, opened(folder))


def test_a_log_that_was_broken_and_is_mended_counts_again(folder_of: FolderOf) -> None:
    folder = folder_of(contacts="at\n2026-10-05\n", demos=DEMOS)
    broken = opened(folder)
    assert broken.logs["contacts"].problem
    write("contacts", CONTACTS)(folder)
    mended = broken.refreshed(TODAY)
    assert_same(mended, opened(folder))
    assert not mended.logs.set_aside


def test_unknown_files_that_come_and_go_are_noticed(folder_of: FolderOf) -> None:
    folder = folder_of(contacts=CONTACTS)
    plain = opened(folder)
    write("invoices", "a\n")(folder)
    more = plain.refreshed(TODAY)
    assert more.logs.strangers == ("invoices.csv",)
    assert_same(more, opened(folder))
    remove("invoices")(folder)
    assert more.refreshed(TODAY).logs.strangers == ()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (remove("clients"), "clients.csv is missing"),
        (write("clients", "who\nAcme\n"), "required column client"),
        (remove("contacts"), "no log beside clients.csv"),
        (write("contacts", "client,at,direction\n"), "no log holds a date"),
        (lambda folder: folder.rename(folder.with_name("gone")), "no such folder"),
    ],
)
def test_logs_that_became_unusable_are_told(
    folder_of: FolderOf, change: Change, message: str
) -> None:
    folder = folder_of(contacts=CONTACTS)
    portfolio = opened(folder)
    change(folder)
    with pytest.raises(UnusableLogs, match=message):
        portfolio.refreshed(TODAY)


# What did not change


def test_nothing_new_is_the_same_object(folder_of: FolderOf) -> None:
    folder = folder_of(contacts=CONTACTS, demos=DEMOS)
    portfolio = opened(folder)
    assert portfolio.refreshed(TODAY) is portfolio
    (folder / "contacts.csv").touch()
    (folder / "notes.txt").write_text("no log")
    assert portfolio.refreshed(TODAY) is portfolio
    logs = read_folder(folder)
    again, since = read_again(logs, Settings.default())
    assert again is logs
    assert since is not None
    assert since > day_number(TODAY)


def test_a_refresh_leaves_the_old_portfolio_as_it_was(folder_of: FolderOf) -> None:
    folder = folder_of(contacts=CONTACTS, demos=DEMOS)
    before, twin = opened(folder), opened(folder)
    append("contacts", "Bolt,2026-09-02,out,\nAcme,2026-11-02,out,\nNope,2026-11-02,out,\n")(folder)
    append("demos", "Bolt,2026-09-02\n")(folder)
    before.refreshed(TODAY)
    assert_same(before, twin)


def test_a_row_dated_ahead_counts_once_its_day_has_come(folder_of: FolderOf) -> None:
    folder = folder_of(contacts=CONTACTS + "Acme,2026-11-25 09:00,out,planned\n")
    portfolio = opened(folder)
    assert portfolio.as_of == day_number(date(2026, 10, 19))
    for today in (date(2026, 11, 24), date(2026, 11, 25), date(2026, 12, 25)):
        portfolio = portfolio.refreshed(today)
        assert_same(portfolio, opened(folder, today))
    assert portfolio.as_of == day_number(date(2026, 11, 25))


def test_a_day_that_was_given_stays_the_day(folder_of: FolderOf) -> None:
    folder = folder_of(contacts=CONTACTS, demos=DEMOS)
    for day in (date(2026, 10, 7), date(2026, 12, 6)):
        before = Portfolio.open(folder, as_of=day)
        append("contacts", "Bolt,2026-10-06,out,late\nBolt,2026-11-02,out,\n")(folder)
        after = before.refreshed(TODAY)
        assert_same(after, Portfolio.open(folder, as_of=day))
        assert after.as_of == day_number(day)


def test_settings_of_a_week_ago_stay_in_the_ledger(folder_of: FolderOf) -> None:
    folder = folder_of(contacts=CONTACTS + "Acme,2026-11-23 09:00,out,tomorrow\n", demos=DEMOS)
    earlier = Settings.from_tables({"weights": {"demos": {"demo_attendance": 5}}})
    before = Portfolio.open(folder, today=TODAY, earlier_settings=earlier)
    append("demos", "Bolt,2026-10-18\n")(folder)
    for today in (TODAY, TODAY + timedelta(1)):
        before = before.refreshed(today)
        assert_same(before, Portfolio.open(folder, today=today, earlier_settings=earlier))


def test_what_is_written_while_it_is_read_is_read_once(folder_of: FolderOf) -> None:
    folder = folder_of(contacts=CONTACTS)
    logs = read_folder(folder)
    append("contacts", "Acme,2026-11-02 10:00,out,\n")(folder)

    def meanwhile(doing: str) -> None:
        if "contacts" in doing:
            append("contacts", "Acme,2026-11-03 10:00,out,\nNope,2026-11-03,out,\n")(folder)

    logs, _ = read_again(logs, Settings.default(), meanwhile)
    logs, _ = read_again(logs, Settings.default())
    whole = read_folder(folder)
    assert logs["contacts"]["row"].tolist() == whole["contacts"]["row"].tolist() == [2, 3, 4, 5, 6]
    assert logs["contacts"].duplicates == ()
    assert logs.set_aside == whole.set_aside
    assert [each.row for each in logs.set_aside] == [7]


# An edit of one log


FEEDBACK = (
    "client,asked_on,answered_on,rating,rater\n"
    "Acme,2026-10-05,2026-10-07,9,Ann\nBolt,2026-10-06,,,Ben\n"
    "Acme,2026-11-02,,,Ann\nAcme,2026-11-05,2026-11-06,8,Cy\n"
)


@pytest.mark.parametrize(
    ("was", "now", "alone"),
    [
        ("Acme,2026-11-02,,,Ann", "Acme,2026-11-02,2026-11-09,3,Ann", True),
        ("Acme,2026-11-02,,,Ann\n", "", True),
        ("Bolt,2026-10-06,,,Ben\n", "Bolt,2026-10-06,,,Ben\nBolt,2026-11-02,,,Dee\n", True),
        ("Acme,2026-10-05,2026-10-07,9,Ann\n", "", False),  # the history begins later
        ("Acme,2026-11-05,2026-11-06,8,Cy\n", "", False),  # and ends earlier
        (FEEDBACK, FEEDBACK[:41] + "".join(reversed(FEEDBACK[41:].splitlines(True))), False),
        ("rater\n", "person\n", False),
    ],
)
def test_of_an_edited_log_only_the_days_that_it_touches_are_scored_again(
    folder_of: FolderOf, was: str, now: str, alone: bool
) -> None:
    folder = folder_of(contacts="client,at,direction\nAcme,2026-10-20,in\n", feedback=FEEDBACK)
    before = opened(folder)
    assert was in FEEDBACK
    write("feedback", FEEDBACK.replace(was, now))(folder)
    logs, since = read_again(before.logs, Settings.default())
    assert logs["contacts"] is before.logs["contacts"]
    assert (since is not None) == alone
    assert alone is False or since == day_number(date(2026, 11, 2))
    anew = opened(folder)
    found = before.refreshed(TODAY)
    assert found.history.days.tobytes() == anew.history.days.tobytes()
    for part in fields(Health):
        left, right = (getattr(each.history.scores, part.name) for each in (found, anew))
        assert np.array_equal(left, right, equal_nan=True), part.name
