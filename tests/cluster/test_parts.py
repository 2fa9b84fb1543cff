"""Logs in parts score as the same logs in one folder do: to the last bit, and row for row."""

from __future__ import annotations

import csv
import os
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import fsspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from health.calendars import day_date, day_number
from health.cluster.command import told, write_aside
from health.cluster.listing import listed
from health.cluster.partitions import spans
from health.cluster.shuffle import BUCKETS, bucket_of
from health.errors import HealthError, UnreadableFile, UnusableLogs
from health.history import score_history, score_on
from health.logs.contract import LOGS
from health.logs.reading import read_folder
from health.portfolio import default_as_of
from health.settings import Settings
from tests.cluster.parted import TODAY, Here, Twice, cut_up, outcome, records
from tests.conftest import FolderOf, reachable
from tests.literal.portfolios import write_portfolio

DEFAULTS = Settings.default()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where parts are written."""
    (tmp_path / "parts").mkdir()
    return tmp_path / "parts"


@pytest.mark.parametrize(
    ("seed", "partitions", "parquet"),
    [
        (0, 1, ()),
        (1, 4, tuple(LOGS)),
        (4, 5, ("contacts", "deadlines", "feedback")),
        (7, 8, ("clients", "issues")),
    ],
)
def test_scores_rows_set_aside_and_repeats_are_those_of_one_folder(
    tmp_path: Path, place: Path, seed: int, partitions: int, parquet: tuple[str, ...]
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    write_portfolio(folder, seed, 12, wild=bool(seed % 2))
    cut_up(folder, place, 3, parquet)
    logs = read_folder(folder, DEFAULTS, texts=False)
    day = default_as_of(logs, day_date(TODAY))
    one = score_history(logs, DEFAULTS, day)
    found = outcome(str(place), tmp_path, partitions, workers=Twice())

    assert found.day == day
    assert found.history.table().equals(one.table())
    assert found.history.signals.tobytes() == one.signals.tobytes()
    assert found.history.scores.health.tobytes() == one.scores.health.tobytes()
    assert found.aside_rows == logs.set_aside_count > 0
    assert found.read == sum(rows.read for rows in logs.rows.values())
    # Each row that is named is the very row of the folder, wherever it stands now.
    assert Counter(
        (each.column, each.reason, each.client, tuple(_row(place, each.file, each.row)))
        for each in found.aside
    ) == Counter(
        (each.column, each.reason, each.client, tuple(_row(folder, each.where, each.row)))
        for each in logs.set_aside
    )
    assert Counter(tuple(_row(place, each.file, each.row)) for each in found.repeats) == Counter(
        tuple(_row(folder, f"{log}.csv", row))
        for log, rows in logs.rows.items()
        for row in rows.duplicates
    )
    last = outcome(str(place), tmp_path, partitions, history=False, as_of=day - 20)
    then = score_on(score_history(logs, DEFAULTS, day - 20), day - 20)
    assert score_on(last.history, day - 20).equals(then)


def _row(folder: Path, file: str, row: int) -> list[str]:
    """The cells of a row, as people find it by its number."""
    path = folder / file
    if path.suffix == ".csv":
        return records(path)[1][row - 2]
    return [str(cell) for cell in pq.read_table(path).slice(row - 1, 1).to_pylist()[0].values()]


def test_typed_parquet_says_what_the_csv_says(
    folder_of: FolderOf, tmp_path: Path, place: Path
) -> None:
    moments = [datetime(2026, 10, 5, 9), datetime(2026, 10, 6, 17, 30, 0, 250_000), None]
    folder = folder_of(
        contacts="client,at,direction,urgent,summary\nAcme,2026-10-05 09:00,in,yes,1\n"
        "acme ,2026-10-06 17:30:00.250,out,no,\nBolt,,in,,3\n",
        feedback="client,answered_on,rating\nAcme,2026-10-07,8.5\nBolt,2026-10-09,10\nBolt,,7\n",
    )
    (place / "clients.csv").write_bytes((folder / "clients.csv").read_bytes())
    contacts = {
        "client": pa.array(["Acme", "acme ", "Bolt"]).dictionary_encode(),
        "At": pa.array(moments, pa.timestamp("ns")),
        "direction": ["in", "out", "in"],
        "urgent": [True, False, None],
        "summary": [1, None, 3],
    }
    pq.write_table(pa.table(contacts), place / "contacts.parquet")
    days = [date(2026, 10, 7), date(2026, 10, 9), None]
    feedback = {"client": ["Acme", "Bolt", "Bolt"], "answered_on": days, "rating": [8.5, 10.0, 7.0]}
    pq.write_table(pa.table(feedback), place / "feedback.parquet")
    logs = read_folder(folder, DEFAULTS)
    one = score_history(logs, DEFAULTS, day_number(date(2026, 11, 1)))
    found = outcome(str(place), tmp_path, 2, as_of=day_number(date(2026, 11, 1)))
    assert found.history.table().equals(one.table())
    assert [str(each).partition(",")[0] for each in found.aside] == [
        "contacts.parquet row 3",
        "feedback.parquet row 3",
    ]


def test_what_only_the_whole_knows_is_decided_for_all(tmp_path: Path, place: Path) -> None:
    """Tracked columns, logs that are there without a row, the first week, the as-of day."""
    (place / "contacts").mkdir()
    (place / "clients.csv").write_text(
        "client,started_on\nAcme,\nBolt,2026-09-07\nacme,\nZeta,2026-13-40\n"
    )
    (place / "demos.csv").write_text("client,planned_for,held_on\n")
    (place / "contacts" / "part-2.csv").write_text(
        "client,at,direction\nBOLT,2026-10-05 10:00,out\nZeta,2026-10-05,in\nACME,2026-08-05,out\n"
    )
    (place / "contacts" / "part-10.csv").write_text(
        "topic,at,client,direction\nstatus,2026-10-20 10:00,Acme,out\n,2026-10-05 10:00,Bolt,out\n"
        'casual,2026-10-09,Acme,"in"\n,,,\nx,y\n'
    )
    (place / "contacts" / "part-11.csv").write_bytes(
        b"client,at,direction,topic\r\nBolt,2026-10-21,in,planning\r\n"
        b'Acme,2026-10-22,in,"status"\r\n'
    )
    found = outcome(str(place), tmp_path, 8)
    folder = tmp_path / "one"
    folder.mkdir()
    for name in ("clients.csv", "demos.csv"):
        (folder / name).write_bytes((place / name).read_bytes())
    (folder / "contacts.csv").write_text(
        "client,at,direction,topic\nBOLT,2026-10-05 10:00,out,\nZeta,2026-10-05,in,\n"
        "ACME,2026-08-05,out,\nAcme,2026-10-20 10:00,out,status\nBolt,2026-10-05 10:00,out,\n"
        "Acme,2026-10-09,in,casual\n,,,\nx,y\nBolt,2026-10-21,in,planning\n"
        "Acme,2026-10-22,in,status\n"
    )
    logs = read_folder(folder, DEFAULTS)
    one = score_history(logs, DEFAULTS, default_as_of(logs, None))
    assert found.history.table().equals(one.table())
    assert found.aside_rows == logs.set_aside_count == 3
    lines = list(told(found))
    assert lines[0] == (
        "contacts/part-2.csv has no column topic, as other parts have: its cells count as blank"
    )
    assert any(line.startswith("  contacts/part-10.csv row 6: 2 cells") for line in lines)
    assert any("its own row in clients.csv was set aside" in line for line in lines)
    assert [(each.file, each.row) for each in found.repeats] == [
        ("clients.csv", 4),
        ("contacts/part-10.csv", 3),
    ]
    assert lines[-1].startswith("2 rows equal earlier ones in every column, and count once")


def test_a_client_with_half_of_all_rows_is_scored_by_itself() -> None:
    names = [f"client {number}" for number in range(300)]
    weight, clients = np.zeros(BUCKETS, np.int64), np.zeros(BUCKETS, np.int64)
    for name in names:
        weight[bucket_of(name)] += 10
        clients[bucket_of(name)] += 1
    heavy = bucket_of("Client 7 ")
    weight[heavy] += 2990
    found = spans(weight, clients, 10)
    assert found[0][0] <= heavy < found[0][1]
    assert weight[slice(*found[0])].sum() == weight[heavy]
    assert all(weight[slice(*span)].sum() <= weight.sum() / 10 for span in found[1:])
    assert 6 <= len(found) <= 20
    assert sorted(found)[0][0] == 0
    assert sum(end - first for first, end in found) == BUCKETS
    assert all(clients[slice(*span)].sum() for span in spans(weight, clients, BUCKETS))


def test_an_address_in_memory_holds_logs_and_the_work_directory(
    folder_of: FolderOf, tmp_path: Path
) -> None:
    folder = folder_of(contacts="client,at,direction\nAcme,2026-10-05,out\nBolt,2026-10-07,in\n")
    store = fsspec.filesystem("memory")
    for path in folder.iterdir():
        store.pipe_file(f"/logs/{path.stem}/part-0.csv", path.read_bytes())
    store.pipe_file("/logs/_SUCCESS", b"")
    store.pipe_file("/logs/notes.txt", b"")
    store.makedirs("/work")
    try:
        listing = listed("memory://logs")
        assert listing.strangers == ("notes.txt",)
        found = outcome("memory://logs", "memory://work")
        one = score_history(read_folder(folder), DEFAULTS, found.day)
        assert found.history.table().equals(one.table())
        assert any(path.startswith("/work/contacts-") for path in store.find("/work"))
    finally:
        store.rm("/logs", recursive=True)
        store.rm("/work", recursive=True)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("contacts/part-1.parquet", b"PAR1 no more", "part-1.parquet: it can't be read as Parquet"),
        ("contacts/part-1.csv", b"client,when\nAcme,1\n", "part-1.csv: the required column at"),
        ("contacts/part-1.csv", b"", "part-1.csv: the file is empty"),
        (
            "contacts/part-1.csv",
            b"client,at,direction\nA,\xff,x\n",
            "part-1.csv: line 2 is not UTF",
        ),
        ("contacts.csv", b"client,at,direction\n", "the log contacts is there twice"),
    ],
)
def test_a_part_that_cannot_be_read_is_named(
    place: Path, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (place / "contacts").mkdir()
    (place / "clients.csv").write_text("client\nAcme\n")
    (place / "contacts" / "part-0.csv").write_text("client,at,direction\nAcme,2026-10-05,out\n")
    (place / name).write_bytes(content)
    with pytest.raises((UnreadableFile, UnusableLogs), match=said):
        outcome(str(place), tmp_path)


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="rights are told in another way here")
def test_a_part_without_permission_is_named(
    place: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    (place / "clients.csv").write_text("client\nAcme\n")
    (place / "contacts.csv").write_text("client,at,direction\nAcme,2026-10-05,out\n")
    reachable(place / "contacts.csv")
    (place / "contacts.csv").chmod(0)
    tmp_path.chmod(0o777)
    request.getfixturevalue("as_nobody")
    with pytest.raises(UnreadableFile, match=r"contacts\.csv"):
        outcome(str(place), tmp_path)


def test_what_one_machine_would_understand_is_told_not_silently_different(
    place: Path, tmp_path: Path
) -> None:
    (place / "clients.csv").write_text("client\nAcme\n")
    (place / "contacts.csv").write_text(
        "client,at,direction\nAcme,2026-10-05,out\nAcme,25.10.2026,out\n"
    )
    found = outcome(str(place), tmp_path)
    assert found.aside_rows == 1
    assert next(told(found)).startswith("contacts: not as on one machine")
    (place / "contacts.csv").write_text("Customer,at,direction,client\nx,2026-10-05,out,Acme\n")
    outcome(str(place), tmp_path)  # a column more is nobody's harm
    (place / "demos.csv").write_text("client,planned for,held\nAcme,2026-10-05,2026-10-05\n")
    with pytest.raises(UnreadableFile, match="demos: a column goes by another name"):
        outcome(str(place), tmp_path)


class Losing(Here):
    """Workers whose files are gone when others ask for them."""

    def results(self, started: list[object], doing: str) -> list[object]:  # type: ignore[override]
        if doing == "cutting by client":
            for path in self.work.glob("*.rows"):
                path.unlink()
        return list(started)

    def __init__(self, work: Path) -> None:
        self.work = work


def test_a_work_directory_that_loses_files_is_told(place: Path, tmp_path: Path) -> None:
    (place / "clients.csv").write_text("client\nAcme\n")
    (place / "contacts.csv").write_text("client,at,direction\nAcme,2026-10-05,out\n")
    with pytest.raises(HealthError, match="every worker needs to reach the work directory"):
        outcome(str(place), tmp_path, workers=Losing(tmp_path))


def test_rows_set_aside_are_written_as_no_formula(place: Path, tmp_path: Path) -> None:
    (place / "clients.csv").write_text("client\nAcme\n")
    (place / "contacts.csv").write_text(
        "client,at,direction\n=cmd,2026-10-05,out\nAcme,2026-10-05,out\nAcme,2026-10-05,out\n"
    )
    found = outcome(str(place), tmp_path)
    write_aside(found, tmp_path / "aside.csv")
    with (tmp_path / "aside.csv").open(newline="") as file:
        header, first, second = csv.reader(file)
    assert header == ["log", "file", "row", "column", "value", "reason"]
    assert first[:4] == ["contacts", "contacts.csv", "2", "client"]
    assert first[4] == "'=cmd"
    assert second[:3] == ["contacts", "contacts.csv", "4"]
