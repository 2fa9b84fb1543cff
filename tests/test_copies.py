"""Copies of logs, ordered by client, say what the logs say, whatever happens to their files."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from health.calendars import NEVER
from health.errors import LogChanged
from health.known import known_rows
from health.live import Live
from health.logs import copies, plain
from health.logs.contract import LOGS
from health.logs.copies import with_copies
from health.logs.reading import read_again, read_folder
from health.logs.rows import Logs
from health.settings import Settings
from tests.conftest import ROOT, FolderOf
from tests.test_incremental import messy_log
from tests.test_plain import ZONES, as_tables, random_log

CONTACTS = "client,at,direction,summary\n" + "".join(
    f"{client},2026-01-{day:02d} 10:00,out,{client} on {day}\n"
    for day in range(1, 21)
    for client in ("Acme", "Bolt")
)
QUOTED = CONTACTS + 'Bolt,2026-01-22 10:00,in,"two\nlines, ""quoted"""\n'


def rows_of(logs: Logs, log: str = "contacts") -> list[pd.DataFrame]:
    """The rows of each client, as pages show them."""
    return [known_rows(logs, log, client, int(NEVER)) for client in range(len(logs.clients))]


def same_rows(found: Logs, wanted: Logs) -> None:
    """Every log says the same of every client."""
    for log in LOGS:
        for mine, theirs in zip(rows_of(found, log), rows_of(wanted, log), strict=True):
            pd.testing.assert_frame_equal(mine, theirs)


def parts(kept: Path) -> list[Path]:
    return sorted(kept.glob("contacts-*.rows"))


def lists(kept: Path) -> list[Path]:
    return sorted(kept.glob("contacts-*.json"))


def damage(path: Path, at: int = 20) -> None:
    """Change one byte of a file."""
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


def test_copies_are_for_their_owner_alone(tmp_path: Path, folder_of: FolderOf) -> None:
    """The files of the logs may be closed to others on this machine; their copies are, too."""
    before = os.umask(0o022)
    try:
        with_copies(read_folder(folder_of(contacts=CONTACTS)), tmp_path / "rows")
    finally:
        os.umask(before)
    assert parts(tmp_path / "rows")
    assert (tmp_path / "rows").stat().st_mode & 0o077 == 0


def test_the_copies_of_the_sample_say_what_its_logs_say(tmp_path: Path) -> None:
    sample = ROOT / "data" / "sample"
    logs = with_copies(read_folder(sample), tmp_path)
    for log, rows in logs.rows.items():
        assert log == "clients" or (rows.copy is not None and rows.copy.rows == len(rows))
        assert log == "clients" or rows.table is None
    same_rows(logs, as_tables(sample))


@pytest.mark.parametrize("seed", range(16))
def test_copies_of_random_logs_say_what_the_logs_say_as_they_grow(
    folder_of: FolderOf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    luck = random.Random(seed)
    monkeypatch.setattr(plain, "_PIECE", 1000)
    monkeypatch.setattr(copies, "_CHUNK", luck.choice([50, 700, 1 << 20]))
    monkeypatch.setattr(copies, "_MOST_PARTS", luck.choice([1, 3]))
    content = (random_log(luck) if seed % 3 else messy_log(luck).decode()).encode()
    ends = [at + 1 for at, byte in enumerate(content) if byte == ord("\n")]
    cuts = sorted({*luck.sample(ends, min(len(ends), 4)), len(content)})
    folder = folder_of(clients=ZONES, contacts=content[: cuts[0]])
    logs = with_copies(read_folder(folder), tmp_path)
    for cut in cuts[1:]:
        (folder / "contacts.csv").write_bytes(content[:cut])
        logs = with_copies(read_again(logs, Settings.default())[0], tmp_path)
        same_rows(logs, as_tables(folder))
        same_rows(with_copies(read_folder(folder), tmp_path), as_tables(folder))


@pytest.mark.parametrize("content", [CONTACTS, QUOTED])
def test_a_restart_takes_the_copy_that_is_there(
    folder_of: FolderOf, tmp_path: Path, content: str
) -> None:
    folder = folder_of(contacts=content)
    with_copies(read_folder(folder), tmp_path)
    before = [(path.name, path.stat().st_mtime_ns) for path in parts(tmp_path)]
    again = with_copies(read_folder(folder), tmp_path)
    assert [(path.name, path.stat().st_mtime_ns) for path in parts(tmp_path)] == before
    assert len(before) == 1
    same_rows(again, as_tables(folder))


def test_rows_that_come_later_are_one_more_part_and_many_parts_become_one(
    folder_of: FolderOf, tmp_path: Path
) -> None:
    folder = folder_of(contacts=CONTACTS)
    logs = with_copies(read_folder(folder), tmp_path)
    for number in range(8):
        with (folder / "contacts.csv").open("a") as file:
            file.write(f"Acme,2026-02-0{number + 1} 10:00,in,later {number}\n")
        logs = with_copies(read_again(logs, Settings.default())[0], tmp_path)
        copy = logs["contacts"].copy
        assert copy is not None
        assert len(copy.parts) == (number + 2 if number < 5 else number - 4)
        same_rows(logs, as_tables(folder))
    assert len(lists(tmp_path)) == 3


def test_what_no_list_names_goes_when_it_is_old(folder_of: FolderOf, tmp_path: Path) -> None:
    names = ["contacts-aa.rows", "contacts-bb.part", "contacts-new.rows", "demos-aa.rows", "other"]
    for name in names:
        (tmp_path / name).write_bytes(b"x")
        if "new" not in name:
            os.utime(tmp_path / name, (0, 0))
    with_copies(read_folder(folder_of(contacts=CONTACTS)), tmp_path)
    assert [(tmp_path / name).exists() for name in names] == [False, False, True, True, True]


@pytest.mark.parametrize("at", [20, -30, -60])
def test_damage_to_a_copy_is_noticed_and_the_log_says_it_instead(
    folder_of: FolderOf, tmp_path: Path, at: int
) -> None:
    folder = folder_of(contacts=CONTACTS * 2)
    logs = with_copies(read_folder(folder), tmp_path)
    damage(parts(tmp_path)[0], at)
    same_rows(logs, as_tables(folder))
    same_rows(with_copies(read_folder(folder), tmp_path), as_tables(folder))


def many(number: int) -> str:
    """A log in which the first client has more rows than are read from the log one by one."""
    row = "Acme,2026-01-05 10:00,out,"
    return "client,at,direction,summary\n" + "".join(f"{row}{text}\n" for text in range(number))


def test_a_copy_that_was_found_damaged_is_made_anew(folder_of: FolderOf, tmp_path: Path) -> None:
    folder = folder_of(contacts=many(99))
    logs = with_copies(read_folder(folder), tmp_path)
    damage(parts(tmp_path)[0])
    same_rows(logs, as_tables(folder))
    copy = logs["contacts"].copy
    assert copy is not None
    assert copy.damaged
    mended = with_copies(logs, tmp_path)["contacts"].copy
    assert mended is not None
    assert not mended.damaged
    assert mended.parts[0].path != copy.parts[0].path
    assert len(mended.texts(0)) == 99


@pytest.mark.parametrize(
    "content", [b"", b"PK\3\4 some other file", b"{}", b'{"parts": [], "rows": 40, "names": 3}']
)
@pytest.mark.parametrize("which", [parts, lists])
def test_files_that_are_something_else_are_made_anew(
    folder_of: FolderOf, tmp_path: Path, which: object, content: bytes
) -> None:
    folder = folder_of(contacts=CONTACTS)
    with_copies(read_folder(folder), tmp_path)
    which(tmp_path)[0].write_bytes(content)  # type: ignore[operator]
    logs = with_copies(read_folder(folder), tmp_path)
    assert logs["contacts"].copy is not None
    same_rows(logs, as_tables(folder))


def test_a_server_that_is_killed_as_it_writes_leaves_nothing_that_counts(
    folder_of: FolderOf, tmp_path: Path
) -> None:
    folder = folder_of(contacts=CONTACTS)
    writes = (
        "import sys, time; from pathlib import Path; from health.logs import copies, parts\n"
        "from health.logs.reading import read_folder\n"
        "parts.os.fsync = lambda _: time.sleep(60)\n"
        "copies.with_copies(read_folder(Path(sys.argv[1])), Path(sys.argv[2]))\n"
    )
    child = subprocess.Popen([sys.executable, "-c", writes, str(folder), str(tmp_path)], cwd=ROOT)
    end = time.monotonic() + 60
    while not list(tmp_path.glob("*.part")) and time.monotonic() < end:
        time.sleep(0.02)
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert list(tmp_path.glob("*.part"))
    assert not parts(tmp_path)
    same_rows(with_copies(read_folder(folder), tmp_path), as_tables(folder))


def test_the_copy_says_what_was_read_when_the_log_was_edited_since(
    folder_of: FolderOf, tmp_path: Path
) -> None:
    folder = folder_of(contacts=many(99))
    plain_logs, wanted = read_folder(folder), as_tables(folder)
    logs = with_copies(plain_logs, tmp_path)
    (folder / "contacts.csv").write_text(many(99).replace("98", "XX"))
    same_rows(logs, wanted)
    with pytest.raises(LogChanged, match=r"contacts\.csv was changed"):
        rows_of(plain_logs)


def test_a_log_that_only_grew_still_says_what_was_read(folder_of: FolderOf) -> None:
    folder = folder_of(contacts=many(99))
    logs, wanted = read_folder(folder), as_tables(folder)
    with (folder / "contacts.csv").open("a") as file:
        file.write("Acme,2026-01-06 10:00,out,later\n")
    same_rows(logs, wanted)


@pytest.mark.parametrize("content", [many(99), many(99) + 'Acme,2026-01-07,in,"two\nlines"\n'])
def test_a_server_mends_a_damaged_copy_by_itself(
    folder_of: FolderOf, tmp_path: Path, content: str
) -> None:
    folder = folder_of(contacts=content)
    live = Live(folder, kept_in=tmp_path)
    live.check()
    first = live.now().portfolio
    assert first is not None
    damage(parts(tmp_path / "rows")[0])
    rows_of(first.logs)
    live.check()
    second = live.now().portfolio
    assert second is not None
    assert second is not first
    assert second.history.scores.health.tobytes() == first.history.scores.health.tobytes()
    same_rows(second.logs, as_tables(folder))
    live.check()
    assert live.now().portfolio is second


def test_a_server_that_may_keep_nothing_shows_rows_all_the_same(folder_of: FolderOf) -> None:
    folder = folder_of(contacts=QUOTED)
    live = Live(folder)
    live.check()
    portfolio = live.now().portfolio
    assert portfolio is not None
    same_rows(portfolio.logs, as_tables(folder))


def test_a_folder_that_can_not_be_written_is_no_harm(folder_of: FolderOf, tmp_path: Path) -> None:
    folder = folder_of(contacts=CONTACTS)
    (tmp_path / "rows").write_text("a file where the folder should be")
    logs = with_copies(read_folder(folder), tmp_path / "rows")
    assert logs["contacts"].copy is None
    same_rows(logs, as_tables(folder))


def test_single_cells_are_what_the_table_has(folder_of: FolderOf, tmp_path: Path) -> None:
    content = random_log(random.Random(3)).replace("summary", "Summary")
    logs = read_folder(folder_of(clients=ZONES, contacts=content))
    copied = with_copies(logs, tmp_path)["contacts"]
    rows = logs["contacts"]
    assert rows.lines is not None
    places = np.arange(len(rows))
    assert 3 < len(places) < 50
    wanted = [text or "" for text in rows.texts(places)["summary"].to_pylist()]
    assert any('"' in text for text in wanted)
    for found in (rows, copied, replace(copied, lines=None)):
        assert found.cells("summary", places) == wanted
        assert found.cells("summary", places[::-1][:3]) == wanted[-3:]
    assert rows.cells("no such column", places[:2]) == ["", ""]
    assert rows.cells("summary", places[:0]) == []
