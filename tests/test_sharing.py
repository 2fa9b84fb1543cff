"""Servers that share a folder of kept scores: what one has made, the others take."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from multiprocessing.synchronize import Event
from pathlib import Path

import numpy as np
import pytest

from health.drafts import Drafts
from health.errors import StoreUnavailable
from health.live import Live
from health.portfolio import Portfolio
from health.sources.asking import Asking, refresh
from health.sources.copies import asked_at, copy_path, told_problem
from health.sources.declared import Source, sources_of
from health.sources.given import Giving, given_sources
from health.sources.workspace import Workspace
from health.store import Store, open_store
from health.tables.found import Table
from health.turns import turn
from pages.server.ended import Ended
from tests.conftest import FolderOf
from tests.test_live import CONTACTS, MORE, add, checked, shown

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no turns on this system")


@pytest.fixture
def folder(folder_of: FolderOf) -> Path:
    """A folder that can be scored."""
    return folder_of(contacts=CONTACTS, demos="client,held_on\nAcme,2025-10-03\n")


@pytest.fixture
def two(folder: Path, tmp_path: Path) -> tuple[Live, Live]:
    """Two servers of one folder."""
    return Live(folder, kept_in=tmp_path / "kept"), Live(folder, kept_in=tmp_path / "kept")


# Turns


def _hold(folder: Path, holds: Event) -> None:
    with turn(folder, "scores"):
        holds.set()
        time.sleep(60)


def test_a_turn_is_waited_for_and_ends_with_a_process_that_is_killed(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    holds = context.Event()
    other = context.Process(target=_hold, args=(tmp_path, holds))
    other.start()
    try:
        assert holds.wait(60)
        with turn(tmp_path, "scores", patience=0.1) as mine:
            assert not mine
        with turn(tmp_path, "scores", stopped=lambda: True) as mine:
            assert not mine
        with turn(tmp_path, "something else", patience=0.1) as mine:
            assert mine
    finally:
        other.kill()
        other.join()
    with turn(tmp_path, "scores", patience=20) as mine:
        assert mine


def test_where_no_turn_can_be_had_nobody_waits(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with turn(tmp_path / "file", "scores") as mine:
        assert not mine


def test_turns_leave_few_files(tmp_path: Path) -> None:
    with ExitStack() as turns:
        turns.enter_context(turn(tmp_path, "the first", patience=0))
        for number in range(100):
            with turn(tmp_path, str(number), patience=0):
                pass
    assert len(list(tmp_path.iterdir())) <= 16


# Scores and rows


def test_what_one_server_scores_the_other_takes_also_as_the_logs_grow(
    folder: Path, two: tuple[Live, Live], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[str] = []
    monkeypatch.setattr("health.live.keep", _noting(kept))
    first, second = two
    for text in ("", MORE, MORE.replace("three", "four")):
        add(folder, text)
        states = [shown(checked(live)) for live in (first, second)]
        assert states[0].version == states[1].version == kept[-1]
        one, other = (each.history.scores.health for each in states)
        assert one.tobytes() == other.tobytes()
        assert len(states[1].alerts()) == len(states[0].alerts())
        first, second = second, first
    assert len(kept) == len(set(kept)) == 3


def _noting(kept: list[str]) -> object:
    from health.kept import keep

    def noted(portfolio: Portfolio, folder: Path) -> None:
        kept.append(portfolio.version)
        keep(portfolio, folder)

    return noted


def test_two_that_begin_at_once_score_once(two: tuple[Live, Live], scored: list[int]) -> None:
    threads = [threading.Thread(target=live.check) for live in two]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    one, other = (shown(live.now()) for live in two)
    assert one.version == other.version
    assert len(scored) == 1
    lists = {live.now().portfolio.logs["contacts"].copy.parts[0].path for live in two}  # type: ignore[union-attr]
    assert len(lists) == 1


@pytest.fixture
def scored(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Counts how often scores are made from the start."""
    counted: list[int] = []
    real = Portfolio.of.__func__  # type: ignore[attr-defined]

    def counting(cls: type[Portfolio], /, *given: object, **named: object) -> Portfolio:
        counted.append(1)
        found: Portfolio = real(cls, *given, **named)
        return found

    monkeypatch.setattr(Portfolio, "of", classmethod(counting))
    return counted


def test_the_rows_that_one_server_reads_are_not_removed_by_another(
    folder: Path, two: tuple[Live, Live], tmp_path: Path
) -> None:
    stuck, busy = two
    rows = shown(checked(stuck)).logs["contacts"]
    (part,) = rows.copy.parts if rows.copy else ()
    for number in range(12):
        long_ago = time.time() - 5000
        for path in (tmp_path / "kept" / "rows").iterdir():
            os.utime(path, (long_ago, long_ago))
        stuck._held_at = float("-inf")
        stuck._hold()
        (folder / "contacts.csv").write_text(CONTACTS.replace("one", f"number {number}"))
        checked(busy)
    assert part.path.exists()
    assert len(list((tmp_path / "kept" / "rows").glob("contacts-*.rows"))) <= 5
    assert rows.texts(np.arange(2))["summary"].to_pylist() == ["one", "two"]


def test_what_a_killed_server_was_writing_is_removed_in_time(
    folder: Path, two: tuple[Live, Live], tmp_path: Path
) -> None:
    (tmp_path / "kept").mkdir()
    left, fresh = (tmp_path / "kept" / name for name in ("tmpabc.part", "tmpnew.part"))
    for path in (left, fresh):
        path.write_bytes(b"half of the scores")
    os.utime(left, (0, 0))
    checked(two[0])
    assert (left.exists(), fresh.exists()) == (False, True)


def test_a_file_that_was_given_up_on_one_server_is_missed_on_none(
    folder: Path, two: tuple[Live, Live]
) -> None:
    for live in two:
        checked(live)
    content = (folder / "demos.csv").read_bytes()
    for _ in range(2):
        (folder / "demos.csv").unlink()
        assert all("demos.csv is not there" in checked(live).problem for live in two)
        two[0].give_up(["demos.csv"])
        assert [checked(live).problem for live in two] == ["", ""]
        (folder / "demos.csv").write_bytes(content)
        assert [checked(live).problem for live in two] == ["", ""]


# What people typed, and who signed out


def test_a_draft_that_was_typed_on_one_server_is_there_on_the_other(tmp_path: Path) -> None:
    one, other = Drafts(tmp_path), Drafts(tmp_path)
    assert other.get("Mira", "Acme") == {}
    for text in ("half", "half a sentence", ""):
        one.put("Mira", "Acme", {"note": text})
        assert other.get("Mira", "Acme") == ({"note": text} if text else {})


def test_who_signs_out_on_one_server_is_out_of_the_other(tmp_path: Path) -> None:
    one, other = Ended(tmp_path), Ended(tmp_path)
    end = time.time() + 60
    one.add("a", end)
    other.add("b", end)
    one.add("c", end)
    for each in (one, other, Ended(tmp_path)):
        assert all(key in each for key in "abc")
        assert "d" not in each


# Spreadsheets, and the store


def answers(source: Source) -> Sequence[Table]:
    return [Table(("client", "answered_on", "rating"), [["Acme", "2025-10-03", "7"]], [2])]


def test_a_spreadsheet_is_asked_by_one_server_for_all(folder: Path, tmp_path: Path) -> None:
    (folder / "sources.toml").write_text(
        '[[source]]\nname = "Answers"\nspreadsheet = "a"\nkey_file = "k"\n'
    )
    [source] = [each for each in sources_of(folder) if each.spreadsheet]
    work = Workspace(tmp_path / "work")
    counted: list[str] = []

    def ask(source: Source) -> Sequence[Table]:
        counted.append(source.name)
        time.sleep(0.2)
        return answers(source)

    both = [
        threading.Thread(target=refresh, args=([source], work, ask, lambda: False)) for _ in "ab"
    ]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert len(counted) == 1
    one = Asking(folder, work, lambda: None, ask)
    assert one._those_due() == []
    one._due[source] = 0.0  # its time has come, but for what another server did just now
    assert one._those_due() == []
    copy = copy_path(work.copies, source)
    os.utime(copy.with_suffix(".asked"), (0, 0))
    one._due[source] = 0.0
    assert one._those_due() == [source]
    refresh([source], work, ask)
    assert asked_at(copy) > 0
    assert len(counted) == 2


def test_a_store_that_another_server_reaches_is_not_told_as_away(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    away: list[bool] = []

    def mine() -> Store:
        if away:
            raise StoreUnavailable("The store can't be reached.", store.place)
        return store

    work = Workspace(tmp_path / "work")
    cut_off, other = Giving(mine, work), Giving(lambda: store, work)
    copy = copy_path(work.copies, given_sources(store.place)[0])
    copy.parent.mkdir(parents=True)
    cut_off.look()
    away.append(True)
    end = time.monotonic() + 10
    while asked_at(copy) == cut_off._noted and time.monotonic() < end:  # the clock of the disk
        other.look()
    cut_off.look()
    assert told_problem(copy) == ""
    store.close()
