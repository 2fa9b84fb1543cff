"""Plain files are read by arithmetic on their bytes; reading them as tables gives the same."""

from __future__ import annotations

import random
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest

from health.logs import plain
from health.logs.contract import LOGS
from health.logs.lookup import Lookup
from health.logs.marks import NotPlain
from health.logs.reader import Reader
from health.logs.reading import read_again, read_folder
from health.logs.rows import Logs, Rows
from health.settings import Settings
from tests.conftest import FolderOf
from tests.test_incremental import DEMOS, messy_log, said

CONTACTS = "client,at,direction,channel,topic,urgent,needs_reply,replied_at,person,summary\n"
ZONES = "client,time_zone\nAcme,America/New_York\nBolt,Asia/Kolkata\n"
CELLS = {
    "client": ["Acme", "acme ", "BOLT", "Nope", "", '"Acme"', '" bolt"', "A" * 60],
    "at": [
        *("2026-01-05", "2026-01-05T10:00Z", "2026-01-05 10", "2026-13-01", "", " 2026-01-06 "),
        *("2026-01-05 00:00", "2026-01-05 10:00", "2026-01-05T10:00:30", '"2026-01-05 10:00"'),
        *("2026-11-01T05:30Z", "2026-11-01T06:30Z", "2026-01-05 24:00", "2026-01-05 10:00:00.5"),
        *("2026-01-05 10:00 ", "2026-01-05\t10:00", "1899-01-01 10:00", "2026-01-05 10:00:"),
        *("2026-01-05 10:00:00.123456+05:30", "20260105", "2026-01-0510:00", "2026-01-05T"),
    ],
    "direction": ["out", "in", "Both", " both", "", "x", '"in"'],
    "channel": ["call", "mail", "", '"a, b"', '"a ""b"", c"', "é"],
    "topic": ["", "status", "Technical", "other", "no such topic: long", '"status"'],
    "urgent": ["", "yes", "No", "1", "maybe"],
    "replied_at": ["", "", "2026-01-06 11:00", "2026-01-06T11:00+05:00", "9999-01-01", "bad"],
    "summary": ["", "text", "text ", '""', '"comma, and ""marks"""', "\t", "ñandú"],
    "recorded_on": ["", "2026-01-09", "bad", "2026-01-09T23:00-08:00"],
    "unknown": ["", "1", "2"],
}


def same(found: Rows, wanted: Rows) -> None:
    """All that was read is equal."""
    for name in ("present", "tracked", "read", "duplicates", "problem", "names", "last_row"):
        assert getattr(found, name) == getattr(wanted, name), name
    assert found.set_aside == wanted.set_aside
    assert found.span == wanted.span
    assert found.fingerprint == wanted.fingerprint
    assert list(found.columns) == list(wanted.columns)
    for name, values in wanted.columns.items():
        assert found[name].dtype == values.dtype, name
        assert np.array_equal(found[name], values, equal_nan=values.dtype.kind == "f"), name


def all_same(found: Logs, folder: Path) -> None:
    """All that was read is what it is read as a table."""
    wanted = as_tables(folder)
    for log in LOGS:
        same(found[log], wanted[log])
        assert said(found[log]) == said(wanted[log])


def as_tables(folder: Path) -> Logs:
    """The logs of a folder, none of which is taken for a plain file."""

    def never(*_: object) -> NoReturn:
        raise NotPlain

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Reader, "_read_plain", never)
        return read_folder(folder)


def random_log(luck: random.Random) -> str:
    """A plain log with cells of every kind, good and bad, and many rows that are alike."""
    columns = luck.sample(list(CELLS), len(CELLS) - luck.choice([0, 1, 3]))
    columns += [name for name in ("client", "at", "direction") if name not in columns]
    some = {
        name: luck.sample(CELLS[name], min(luck.choice([2, 9]), len(CELLS[name])))
        for name in columns
    }
    rows = [[luck.choice(some[name]) for name in columns] for _ in range(luck.choice([1, 30, 90]))]
    end = luck.choice(["\n", "\n", "\r\n"])
    text = end.join(",".join(row) for row in [columns, *rows, *luck.sample(rows, len(rows) // 3)])
    return text + luck.choice(["", end])


@pytest.mark.parametrize("seed", range(30))
def test_a_plain_file_gives_what_a_table_gives(
    folder_of: FolderOf, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    luck = random.Random(seed)
    monkeypatch.setattr(plain, "_PIECE", luck.choice([600, 2000, 1 << 20]))
    folder = folder_of(clients=ZONES, contacts=random_log(luck))
    found = read_folder(folder)
    assert found["contacts"].lines is not None  # the way that is tested was taken
    all_same(found, folder)


@pytest.mark.parametrize("seed", range(30))
def test_no_mess_is_read_otherwise_than_as_a_table(
    folder_of: FolderOf, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    luck = random.Random(seed)
    monkeypatch.setattr(plain, "_PIECE", luck.choice([300, 1 << 20]))
    folder = folder_of(clients=ZONES, contacts=messy_log(luck))
    all_same(read_folder(folder), folder)


@pytest.mark.parametrize("seed", range(24))
def test_a_plain_file_that_grows_is_what_it_is_read_at_once(
    folder_of: FolderOf, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    luck = random.Random(seed)
    monkeypatch.setattr(plain, "_PIECE", luck.choice([600, 1 << 20]))
    content = (random_log(luck) if seed % 2 else messy_log(luck).decode()).encode()
    cuts = sorted({luck.randrange(1, len(content) + 1) for _ in range(3)} | {len(content)})
    cuts += [content.rfind(b"\n", 0, cut) + 1 for cut in cuts]
    first, *others = sorted({cut for cut in cuts if cut})
    folder = folder_of(clients=ZONES, contacts=content[:first], demos=DEMOS)
    logs = read_folder(folder)
    for cut in others:
        (folder / "contacts.csv").write_bytes(content[:cut])
        logs, _ = read_again(logs, Settings.default())
        all_same(logs, folder)


def test_what_grew_by_plain_rows_is_not_read_from_the_start(folder_of: FolderOf) -> None:
    row = "Acme,2026-01-05 10:00,out,,,,,,,"
    folder = folder_of(contacts=CONTACTS + f"{row}one\n{row}two\n")
    logs = read_folder(folder)
    with (folder / "contacts.csv").open("a") as file:
        file.write(f"{row}three\n{row}one\nBolt,2026-01-06 10:00,in,,,,,,,\n")
    more, since = read_again(logs, Settings.default())
    assert since is not None
    assert more["contacts"].duplicates == (5,)
    all_same(more, folder)


@pytest.mark.parametrize("cells", ["a,b", "a,c"])
def test_rows_that_differ_only_in_cells_that_no_score_needs_are_two(
    folder_of: FolderOf, cells: str
) -> None:
    row = "Acme,2026-01-05 10:00,out,,,,,,"
    rows = read_folder(folder_of(contacts=CONTACTS + f"{row}a,b\n{row}{cells}\n"))
    assert rows["contacts"].duplicates == ((3,) if cells == "a,b" else ())


def test_where_most_rows_are_alike_but_for_texts_all_are_compared(folder_of: FolderOf) -> None:
    texts = [f"text {number % 1500}" for number in range(3000)]
    lines = [f"Acme,2026-01-05 10:00,out,,,,,,,{text}\n" for text in texts]
    rows = read_folder(folder_of(contacts=CONTACTS + "".join(lines)))["contacts"]
    assert rows.lines is None
    assert rows.duplicates == tuple(range(1502, 3002))


def looked_up(lookup: Lookup, cells: list[str]) -> list[str]:
    """The texts that a lookup finds for some cells."""
    raw = [cell.encode() for cell in cells]
    data = np.frombuffer(b"".join(raw) + bytes(40), np.uint8)
    length = np.array([len(cell) for cell in raw], np.intp)
    words = np.ndarray((len(data) - 7,), "<u8", data, 0, (1,))
    places = lookup.places(data, words, np.cumsum(length) - length, length)
    return [lookup.texts[place] for place in places]


def test_every_text_is_found_again_however_many_there_are() -> None:
    luck, lookup = random.Random(5), Lookup()
    for _ in range(6):
        cells = [
            "ab"[: luck.randrange(3)] * luck.choice([1, 4, 8, 12, 20]) + str(luck.randrange(3000))
            for _ in range(4000)
        ]
        assert looked_up(lookup, cells) == cells
        assert looked_up(lookup, cells[:50]) == cells[:50]
    assert len(set(lookup.texts)) == len(lookup.texts) > 5000


def test_texts_that_share_their_first_words_are_told_apart() -> None:
    lookup = Lookup()
    long = ["abcdefgh" * 4, "abcdefgh" * 5, "abcdefgh" * 4 + "x", "abcdefgh", "abcdefghi", ""]
    assert looked_up(lookup, long) == long
    for cell in long:
        assert looked_up(lookup, [cell]) == [cell]


def test_new_names_get_their_codes_in_the_order_of_the_file(folder_of: FolderOf) -> None:
    names = [f"Item {number}" for number in random.Random(1).sample(range(900), 900)]
    names[450] = "A very long name of an item: longer than what is compared at once"
    rows = "".join(f"Acme,{name},2026-01-05,2026-01-09\n" for name in names)
    folder = folder_of(deadlines="client,item,promised_on,due_on\n" + rows)
    found = read_folder(folder)["deadlines"]
    assert list(found.names["item"]) == [name.casefold() for name in names]
    assert Path(folder, "deadlines.csv").stat().st_size == found.fingerprint.size  # type: ignore[union-attr]
