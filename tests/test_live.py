"""The portfolio of a server: read in the background, kept on disk, never lost to a bad file."""

from __future__ import annotations

import logging
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from health import live as live_module
from health.alerts.daily import Daily
from health.drift import Drift
from health.errors import StoreUnavailable, UnusableLogs
from health.history import History
from health.kept import keep, kept
from health.ledger import Ledger
from health.live import Live, State
from health.logs.reading import read_folder
from health.logs.rows import Logs
from health.portfolio import Portfolio, model
from health.score import Health
from health.settings import Settings
from health.signals.promises import Promises
from health.sources.opening import read_logs
from health.store import Store, open_store
from tests.conftest import FolderOf, reachable

CONTACTS = """client,at,direction,summary
Acme,2025-10-06 10:00,out,one
Bolt,2025-10-07 11:00,in,two
"""
DEFAULT = Settings.default()
MORE = "Bolt,2025-10-08 11:00,out,three\n"


@pytest.fixture
def folder(folder_of: FolderOf) -> Path:
    """A folder that can be scored."""
    return folder_of(contacts=CONTACTS)


@pytest.fixture
def kept_in(tmp_path: Path) -> Path:
    """Where scores are kept."""
    return tmp_path / "kept"


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    """Whatever a test starts, it ends."""
    before = set(threading.enumerate())
    yield
    assert set(threading.enumerate()) <= before


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


def add(folder: Path, text: str) -> None:
    """More rows for the log of contacts."""
    with (folder / "contacts.csv").open("a") as file:
        file.write(text)


def checked(live: Live) -> State:
    """What is shown after one more look at the files."""
    live.check()
    return live.now()


def shown(state: State) -> Portfolio:
    """The portfolio on screen."""
    assert state.portfolio is not None
    return state.portfolio


def eventually(true: Callable[[], bool]) -> bool:
    """Whether something becomes true within some seconds."""
    end = time.monotonic() + 20
    while not true() and time.monotonic() < end:
        time.sleep(0.01)
    return true()


def soon(live: Live, true: Callable[[State], bool]) -> State:
    """What is shown once something is true of it."""
    assert eventually(lambda: true(live.now())), live.now()
    return live.now()


# In the background


def test_it_says_at_once_what_there_is_and_reads_in_the_background(folder: Path) -> None:
    live = Live(folder, every_seconds=0.01)
    assert (live.now().portfolio, live.now().doing) == (None, "starting")
    live.start()
    try:
        state = live.wait(20)
        assert shown(state).as_of == read_folder(folder).latest_day(30_000)
        assert (state.problem, state.doing) == ("", "")
        assert state.checked_at is not None
        assert state.scored_at is not None
        assert threading.main_thread() is threading.current_thread()
        assert "portfolio" in {thread.name for thread in threading.enumerate()}
    finally:
        live.stop()


def test_it_says_what_is_being_done(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    live, seen = Live(folder), []
    real = live._show

    def noting(**change: object) -> None:
        real(**change)
        seen.append(live.now().doing)

    monkeypatch.setattr(live, "_show", noting)
    live.check()
    assert any("reading" in doing for doing in seen)
    assert any("scoring" in doing for doing in seen)
    assert seen[-1] == ""


def test_changes_of_the_files_are_found_while_it_runs(folder: Path) -> None:
    live = Live(folder, every_seconds=0.01).start()
    try:
        assert len(shown(live.wait(20)).logs["contacts"]) == 2
        add(folder, MORE)
        soon(live, lambda state: len(shown(state).logs["contacts"]) == 3)
        (folder / "clients.csv").rename(folder / "clients.gone")
        state = soon(live, lambda state: bool(state.problem))
        assert len(shown(state).logs["contacts"]) == 3
        (folder / "clients.gone").rename(folder / "clients.csv")
        soon(live, lambda state: not state.problem)
    finally:
        live.stop()


def test_waiting_ends_with_the_first_problem_too(tmp_path: Path) -> None:
    live = Live(tmp_path / "nowhere", every_seconds=60).start()
    try:
        state = live.wait(20)
        assert state.portfolio is None
        assert "no such folder" in state.problem
    finally:
        live.stop()


def test_waiting_gives_up_after_the_time_it_was_given(folder: Path) -> None:
    assert Live(folder).wait(0.01) == State(doing="starting")


def test_it_starts_once_stops_at_once_and_can_start_again(folder: Path) -> None:
    live = Live(folder, every_seconds=600)
    assert live.start() is live.start() is live
    assert [thread.name for thread in threading.enumerate()].count("portfolio") == 1
    live.wait(20)
    began = time.monotonic()
    live.stop()
    live.stop()
    assert time.monotonic() - began < 10
    assert "portfolio" not in {thread.name for thread in threading.enumerate()}
    add(folder, MORE)
    live.start()
    try:
        soon(live, lambda state: len(shown(state).logs["contacts"]) == 3)
    finally:
        live.stop()


def test_all_sessions_share_what_is_shown(folder: Path) -> None:
    live = Live(folder, every_seconds=0.01).start()
    found: list[Portfolio] = []
    try:
        readers = [
            threading.Thread(target=lambda: found.append(shown(live.wait(20)))) for _ in range(8)
        ]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
        assert len(found) == 8
        assert all(each is found[0] for each in found)
    finally:
        live.stop()


# What changed, and what did not


def test_nothing_changed_is_the_same_portfolio_looked_at_later(
    folder: Path, scored: list[int]
) -> None:
    live = Live(folder)
    first, second = checked(live), checked(live)
    assert second.portfolio is first.portfolio
    assert second.scored_at == first.scored_at
    assert first.checked_at is not None
    assert second.checked_at is not None
    assert first.checked_at <= second.checked_at <= datetime.now(UTC)
    assert len(scored) == 1


def test_added_rows_are_scored_without_scoring_the_past_again(
    folder: Path, scored: list[int]
) -> None:
    live = Live(folder)
    checked(live)
    add(folder, MORE)
    portfolio = shown(checked(live))
    assert len(scored) == 1
    whole = Portfolio.open(folder)
    assert np.array_equal(portfolio.history.signals, whole.history.signals, equal_nan=True)


def test_a_file_in_capitals_is_watched_as_well(folder: Path) -> None:
    (folder / "contacts.csv").rename(folder / "CONTACTS.CSV")
    live = Live(folder)
    assert len(shown(checked(live)).logs["contacts"]) == 2
    (folder / "CONTACTS.CSV").write_text(CONTACTS + MORE)
    assert len(shown(checked(live)).logs["contacts"]) == 3


def test_what_is_dated_ahead_is_known_when_its_day_has_come(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tomorrow = date.today() + timedelta(days=1)
    add(folder, f"Acme,{tomorrow} 09:00,out,planned\n")
    live = Live(folder)
    assert shown(checked(live)).days[-1] < tomorrow

    class Tomorrow(date):
        @classmethod
        def today(cls) -> Tomorrow:
            return cls(tomorrow.year, tomorrow.month, tomorrow.day)

    for module in ("health.live", "health.portfolio"):
        monkeypatch.setattr(f"{module}.date", Tomorrow)
    assert shown(checked(live)).days[-1] == tomorrow


# What goes wrong


@pytest.mark.parametrize(
    ("log", "content", "problem"),
    [
        ("clients", None, "clients.csv is not there any more"),
        ("clients", "who\nAcme\n", "required column client"),
        ("clients", "", "empty"),
        ("contacts", None, "contacts.csv is not there any more"),
        ("contacts", "client,at,direction\n", "no log holds a date"),
        ("contacts", "oops", "no log holds a date"),
    ],
)
def test_logs_that_become_unusable_leave_the_last_good_portfolio_with_the_problem_told(
    folder: Path, log: str, content: str | None, problem: str
) -> None:
    live = Live(folder)
    good = shown(checked(live))
    path = folder / f"{log}.csv"
    before = path.read_text()
    if content is None:
        path.unlink()
    else:
        path.write_text(content)
    for _ in range(2):
        state = checked(live)
        assert state.portfolio is good
        assert problem in state.problem
        assert state.doing == ""
    path.write_text(before)
    state = checked(live)
    assert state.problem == ""
    assert np.array_equal(shown(state).history.signals, good.history.signals, equal_nan=True)


def test_a_folder_that_goes_and_comes_back_is_told_and_read_again(folder: Path) -> None:
    live = Live(folder)
    good = shown(checked(live))
    away = folder.rename(folder.with_name("away"))
    state = checked(live)
    assert state.portfolio is good
    assert "no such folder" in state.problem
    away.rename(folder)
    add(folder, MORE)
    state = checked(live)
    assert (state.problem, len(shown(state).logs["contacts"])) == ("", 3)


def test_one_unusable_log_among_others_is_no_problem_of_the_whole(folder: Path) -> None:
    (folder / "demos.csv").write_text("oops\n")
    state = checked(Live(folder))
    assert state.problem == ""
    assert shown(state).logs["demos"].problem


def test_whatever_fails_is_told_in_a_sentence_and_logged(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    live = Live(folder)
    good = shown(checked(live))
    add(folder, MORE)

    def fail(*_: object, **__: object) -> Portfolio:
        raise ZeroDivisionError("secret detail")

    with monkeypatch.context() as patch:
        patch.setattr(Portfolio, "refreshed", fail)
        state = checked(live)
    assert state.portfolio is good
    assert "could not be scored" in state.problem
    assert "secret detail" not in state.problem
    assert "secret detail" in caplog.text
    monkeypatch.setattr(live, "_retry_at", 0.0)
    state = checked(live)
    assert (state.problem, len(shown(state).logs["contacts"])) == ("", 3)


def test_the_same_broken_files_are_not_read_again_and_again(
    folder: Path, scored: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "clients.csv").rename(folder / "clients.gone")
    looked: list[Path] = []

    def looking(path: Path, *given: Any, **named: Any) -> Logs:
        looked.append(path)
        return read_logs(path, *given, **named)

    monkeypatch.setattr("health.live.read_logs", looking)
    live = Live(folder)
    for _ in range(5):
        assert checked(live).problem
    assert len(looked) == 1
    (folder / "clients.gone").rename(folder / "clients.csv")
    assert checked(live).problem == ""
    assert len(scored) == 1


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="rights are told in another way here")
@pytest.mark.parametrize("mode", [0, 0o444], ids=["closed", "names only"])
def test_a_folder_that_can_not_be_listed_is_told_and_does_not_end_the_watch(
    folder: Path, mode: int
) -> None:
    live = Live(folder, every_seconds=0.01)
    good = shown(checked(live))
    root = not os.geteuid()
    reachable(folder)
    folder.chmod(mode)
    if root:
        os.seteuid(65534)
    try:
        state = checked(live)
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)
    assert state.problem
    assert state.portfolio is good
    add(folder, MORE)
    state = checked(live)
    assert (state.problem, len(shown(state).logs["contacts"])) == ("", 3)


# Settings


def test_a_settings_file_that_changes_is_scored_with_and_a_wrong_one_is_refused(
    folder: Path, tmp_path: Path
) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text("[bands]\ngreen = 80\n")
    live = Live(folder, mine)
    assert shown(checked(live)).settings.number("bands.green") == 80
    mine.write_text("[bands]\ngreen = 800\n")
    state = checked(live)
    assert "mine.toml: bands.green = 800 is refused" in state.problem
    assert shown(state).settings.number("bands.green") == 80
    mine.write_text("[bands]\ngreen = 85\n")
    state = checked(live)
    assert (state.problem, shown(state).settings.number("bands.green")) == ("", 85)
    mine.unlink()
    state = checked(live)
    assert "mine.toml" in state.problem
    assert shown(state).settings.number("bands.green") == 85


def test_other_settings_read_no_log_again_and_score_as_from_the_start(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text("")
    live = Live(folder, mine)
    before = shown(checked(live))
    mine.write_text("[agreements]\ncontact_every = 1\n[weights.dimensions]\ndemos = 0\n")
    with monkeypatch.context() as patched:
        patched.setattr(live_module, "read_logs", None)
        after = shown(checked(live))
        add(folder, MORE)
        more = shown(checked(live))
    assert after.logs is before.logs
    assert_equal(more, Portfolio.open(folder, Settings.read(mine), earlier_settings=DEFAULT))
    mine.write_text('[agreements]\nworks_from = "12:00"\n')
    last = Portfolio.open(folder, Settings.read(mine), earlier_settings=DEFAULT)
    assert_equal(shown(checked(live)), last)


def test_who_wakes_it_need_not_wait(folder: Path) -> None:
    live = Live(folder, every_seconds=600).start()
    try:
        first = live.wait(20).portfolio
        add(folder, MORE)
        live.wake()
        end = time.monotonic() + 20
        while live.now().portfolio is first and time.monotonic() < end:
            time.sleep(0.02)
        assert live.now().portfolio is not first
    finally:
        live.stop()


def test_what_new_settings_did_stands_in_the_ledger_for_a_week(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(folder, "Acme,2025-11-20 10:00,out,much later\nBolt,2025-11-21,out,\n")
    mine = tmp_path / "mine.toml"
    mine.write_text("")
    live = Live(folder, mine)
    before = shown(checked(live))
    assert before.earlier_settings is None
    mine.write_text("[weights.communication]\ncontact_freshness = 5\n")
    after = shown(checked(live))
    assert after.earlier_settings == before.settings
    moved = np.nansum(after.changes.settings[:, :, -1], axis=0)
    assert np.abs(moved).max() > 0.1
    assert not np.nan_to_num(after.changes.settings[:, :, :-1]).any()
    add(folder, MORE)
    assert shown(checked(live)).earlier_settings == before.settings

    class NextWeek(date):
        @classmethod
        def today(cls) -> NextWeek:
            real = datetime.now().date() + timedelta(days=7)
            return cls(real.year, real.month, real.day)

    monkeypatch.setattr("health.live.date", NextWeek)
    assert shown(checked(live)).earlier_settings is None


# Settings versions of a store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store."""
    opened = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield opened
    opened.close()


def saved(store: Store, name: str, toml: str, days_ago: int = 0) -> None:
    """A settings version, in force since some days."""
    store.add_settings(name, "why", toml, "Ana", date.today() - timedelta(days=days_ago))


def green(state: State) -> float:
    """A limit of the settings in force."""
    return shown(state).settings.number("bands.green")


def test_the_newest_version_in_the_store_goes_before_the_settings_file(
    folder: Path, tmp_path: Path, store: Store
) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text("[bands]\ngreen = 81\n")
    live = Live(folder, mine, store=lambda: store)
    assert green(checked(live)) == 81
    saved(store, "Stricter", "[bands]\ngreen = 85\n")
    assert green(checked(live)) == 85
    saved(store, "Less so", "[bands]\ngreen = 83\n")
    assert green(checked(live)) == 83
    mine.write_text("[bands]\ngreen = 800\n")
    state = checked(live)
    assert (green(state), state.problem) == (83, "")
    assert green(checked(Live(folder, mine, store=lambda: store))) == 83


def test_a_version_is_in_force_from_its_first_day_on(folder: Path, store: Store) -> None:
    live = Live(folder, store=lambda: store)
    saved(store, "Now", "[bands]\ngreen = 80\n")
    saved(store, "Next month", "[bands]\ngreen = 85\n", days_ago=-30)
    assert green(checked(live)) == 80


def test_what_else_is_written_in_the_store_scores_nothing_again(
    folder: Path, store: Store, scored: list[int]
) -> None:
    live = Live(folder, store=lambda: store)
    first = checked(live)
    store.add_note("Acme", date.today(), "a note", by="Ana")
    second = checked(live)
    assert second.portfolio is first.portfolio
    assert second.scored_at == first.scored_at
    assert len(scored) == 1


def test_a_version_that_can_not_be_used_is_told_and_the_one_before_stays(
    folder: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved(store, "Good", "[bands]\ngreen = 80\n")
    with monkeypatch.context() as patch:  # as a newer program would
        patch.setattr("health.store.versions.Settings.parsed", lambda *_: None)
        saved(store, "Later", "[bands]\nblue = 1\n")
    live = Live(folder, store=lambda: store)
    state = checked(live)
    assert (green(state), state.problem) == (80, "")
    assert "settings version 'Later': bands.blue = 1 is refused" in state.settings_problem
    assert "stay in force" in state.settings_problem
    saved(store, "Good again", "[bands]\ngreen = 82\n")
    state = checked(live)
    assert (green(state), state.settings_problem) == (82, "")


def test_a_store_that_is_away_is_told_and_the_settings_last_known_stay(
    folder: Path, store: Store, scored: list[int]
) -> None:
    saved(store, "Mine", "[bands]\ngreen = 80\n")
    away = False

    def get() -> Store:
        if away:
            raise StoreUnavailable("The store can't be reached.")
        return store

    live = Live(folder, store=get)
    assert checked(live).settings_problem == ""
    away = True
    add(folder, MORE)
    for _ in range(2):
        state = checked(live)
        assert (green(state), state.problem) == (80, "")
        assert "can't be reached. The settings last known" in state.settings_problem
        assert len(shown(state).logs["contacts"]) == 3
    away = False
    state = checked(live)
    assert (green(state), state.settings_problem) == (80, "")
    assert len(scored) == 1


def test_a_server_that_starts_without_its_store_scores_by_the_file(folder: Path) -> None:
    def away() -> Store:
        raise ZeroDivisionError("secret detail")

    state = checked(Live(folder, store=away))
    assert (green(state), state.problem) == (75, "")
    assert "ZeroDivisionError" in state.settings_problem
    assert "secret detail" not in state.settings_problem


@pytest.mark.parametrize(("days_ago", "shows"), [(0, True), (6, True), (7, False), (40, False)])
def test_what_a_new_version_did_stands_in_the_ledger_for_a_week_and_across_restarts(
    folder: Path, store: Store, days_ago: int, shows: bool
) -> None:
    add(folder, "Acme,2025-11-20 10:00,out,much later\nBolt,2025-11-21,out,\n")
    saved(store, "Before", "", days_ago=60)
    saved(store, "After", "[weights.communication]\ncontact_freshness = 5\n", days_ago)
    portfolio = shown(checked(Live(folder, store=lambda: store)))
    assert (portfolio.earlier_settings is not None) == shows
    moved = np.nansum(portfolio.changes.settings[:, :, -1], axis=0)
    assert (np.abs(moved).max() > 0.1) == shows


def test_a_settings_file_that_is_not_there_is_told(folder: Path, tmp_path: Path) -> None:
    state = checked(Live(folder, tmp_path / "none.toml"))
    assert state.portfolio is None
    assert "none.toml" in state.problem


# Kept on disk


def test_a_restart_takes_the_kept_scores(folder: Path, kept_in: Path, scored: list[int]) -> None:
    first = shown(checked(Live(folder, None, kept_in)))
    assert len(scored) == 1
    second = shown(checked(Live(folder, None, kept_in)))
    assert len(scored) == 1
    assert_equal(first, second)
    assert [path.suffix for path in kept_in.glob("*.*")] == [".npz"]


def assert_equal(first: Portfolio, second: Portfolio) -> None:
    """The same scores, bit by bit."""
    assert first.version == second.version
    assert first.history.table().equals(second.history.table())
    assert np.array_equal(first.history.slope, second.history.slope, equal_nan=True)
    for name in ("new", "ageing", "settings"):
        left, right = getattr(first.changes, name), getattr(second.changes, name)
        assert np.array_equal(left, right, equal_nan=True)


def test_kept_scores_are_those_of_these_logs_and_settings_and_day_only(
    folder: Path, kept_in: Path
) -> None:
    portfolio = Portfolio.open(folder)
    keep(portfolio, kept_in)
    logs, settings, day = portfolio.logs, portfolio.settings, portfolio.as_of
    assert kept(logs, settings, day, kept_in) is not None
    assert kept(logs, settings, day - 1, kept_in) is None
    assert kept(logs, Settings.from_tables({"bands": {"green": 80}}), day, kept_in) is None
    (folder / "contacts.csv").write_text(CONTACTS.replace("Bolt", "Acme"))
    assert kept(read_folder(folder), settings, day, kept_in) is None
    assert kept(logs, settings, day, kept_in / "elsewhere") is None


def test_what_was_refreshed_is_kept_as_well(folder: Path, kept_in: Path, scored: list[int]) -> None:
    live = Live(folder, None, kept_in)
    checked(live)
    add(folder, MORE)
    refreshed = shown(checked(live))
    again = shown(checked(Live(folder, None, kept_in)))
    assert len(scored) == 1
    assert_equal(refreshed, again)


def broken(content: bytes) -> dict[str, bytes]:
    """A kept file in the ways in which it can be broken."""
    middle = len(content) // 2
    return {
        "empty": b"",
        "cut": content[:middle],
        "cut short": content[:-1],
        "text": b"hello",
        "zip without end": b"PK\x03\x04 and so on",
        "one bit": content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
        "an array": NPY,
    }


NPY = b"\x93NUMPY\x01\x00v\x00{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }"
NPY += b" " * (128 - len(NPY) - 1) + b"\n" + bytes(8)


@pytest.mark.parametrize("kind", [Daily, Drift, Health, History, Ledger, Promises])
def test_what_other_code_scored_is_not_taken_for_ours(kind: type, tmp_path: Path) -> None:
    code = Path(live_module.__file__).parent
    copy = Path(shutil.copytree(code, tmp_path / "health", ignore=_no_bytecode))
    assert model(copy) == model()
    path = copy.joinpath(*kind.__module__.split(".")[1:]).with_suffix(".py")
    path.write_bytes(path.read_bytes() + b"\n")
    assert model(copy) != model()


_no_bytecode = shutil.ignore_patterns("__pycache__")


@pytest.mark.parametrize("case", broken(b"xyz"))
def test_a_broken_kept_file_is_ignored_and_made_again(
    folder: Path, kept_in: Path, scored: list[int], case: str
) -> None:
    first = shown(checked(Live(folder, None, kept_in)))
    (path,) = kept_in.glob("*.*")
    good = path.read_bytes()
    path.write_bytes(broken(good)[case])
    for count in (2, 2):
        state = checked(Live(folder, None, kept_in))
        assert state.problem == ""
        assert_equal(first, shown(state))
        assert len(scored) == count
    assert list(kept_in.glob("*.*")) == [path]


@pytest.mark.parametrize("name", ["signals", "exists", "band", "days", "scores.low", "changes.new"])
def test_a_kept_file_of_another_form_is_ignored(
    folder: Path, kept_in: Path, scored: list[int], name: str
) -> None:
    first = shown(checked(Live(folder, None, kept_in)))
    (path,) = kept_in.glob("*.*")
    with np.load(path) as arrays:
        found = {each: arrays[each] for each in arrays.files}
    for wrong in (found[name][..., :-1], None):
        parts = {**found, name: wrong} if wrong is not None else found.copy()
        if wrong is None:
            del parts[name]
        with path.open("wb") as file:
            np.savez(file, **parts)
        assert_equal(first, shown(checked(Live(folder, None, kept_in))))
    assert len(scored) == 3


def test_few_files_are_kept_and_the_oldest_go(folder: Path, kept_in: Path) -> None:
    live = Live(folder, None, kept_in)
    names: list[str] = []
    for day in range(1, 9):
        add(folder, f"Acme,2025-11-{day:02d},out,\n")
        checked(live)
        new = {path.name for path in kept_in.glob("*.*")} - set(names)
        names += sorted(new)
        stamp = time.time() - 100 + day
        os.utime(kept_in / names[-1], (stamp, stamp))
    assert len(names) == 8
    assert {path.name for path in kept_in.glob("*.*")} == set(names[-5:])


def test_what_is_used_stays_kept_longest(folder: Path, kept_in: Path) -> None:
    first = Portfolio.open(folder)
    keep(first, kept_in)
    (used,) = kept_in.glob("*.*")
    os.utime(used, (0, 0))
    for day in range(1, 7):
        assert kept(first.logs, first.settings, first.as_of, kept_in) is not None
        keep(Portfolio.open(folder, as_of=date(2025, 11, day)), kept_in)
    assert used.exists()
    assert len(list(kept_in.glob("*.*"))) == 5


def test_a_place_that_can_not_be_written_stops_nothing(
    folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file")
    with caplog.at_level(logging.WARNING):
        state = checked(Live(folder, None, taken))
    assert state.problem == ""
    shown(state)
    assert "could not be kept" in caplog.text


def test_a_write_that_fails_leaves_nothing_half_done(
    folder: Path, kept_in: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("health.kept.np.savez", full)
        state = checked(Live(folder, None, kept_in))
    assert state.problem == ""
    assert list(kept_in.glob("*.*")) == []


def test_nothing_is_kept_where_no_place_is_named(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shown(checked(Live(folder)))
    assert list(tmp_path.iterdir()) == []


# The one of the server


def test_folder_settings_and_place_come_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEALTH_LOGS", str(tmp_path))
    monkeypatch.setenv("HEALTH_SETTINGS", str(tmp_path / "mine.toml"))
    monkeypatch.setenv("HEALTH_KEPT", str(tmp_path / "kept"))
    live = live_module.from_environment()
    assert (live.folder, live.settings_file) == (tmp_path, tmp_path / "mine.toml")
    assert live._in_force.store is not None
    for name in ("HEALTH_LOGS", "HEALTH_SETTINGS"):
        monkeypatch.setenv(name, "")
    live = live_module.from_environment()
    assert live.folder.parts[-2:] == ("data", "sample")
    assert live.settings_file is None


def test_a_server_has_one_portfolio_whoever_asks_first(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_module, "_current", None)
    made: list[Live] = []

    def make() -> Live:
        made.append(Live(folder, every_seconds=600))
        return made[-1]

    found: list[Live] = []
    askers = [
        threading.Thread(target=lambda: found.append(live_module.current(make))) for _ in range(6)
    ]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    try:
        assert len(made) == 1
        assert found == made * 6
        shown(made[0].wait(20))
    finally:
        made[0].stop()


def test_the_last_good_portfolio_never_hides_what_a_new_server_could_not_read(
    folder: Path, kept_in: Path
) -> None:
    shown(checked(Live(folder, None, kept_in)))
    (folder / "clients.csv").unlink()
    state = checked(Live(folder, None, kept_in))
    assert state.portfolio is None
    assert "clients.csv is missing" in state.problem
    with pytest.raises(UnusableLogs):
        read_folder(folder)


def test_alerts_after_a_restart_need_no_day_scored_again(
    folder: Path, kept_in: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = shown(checked(Live(folder, None, kept_in)))
    monkeypatch.setattr("health.alerts.daily._scored", lambda _: pytest.fail("scored again"))
    monkeypatch.setattr("health.drift._inputs", lambda *_: pytest.fail("scored again"))
    second = shown(checked(Live(folder, None, kept_in)))
    assert second is not first
    assert second.alerts(shown_days=None).equals(first.alerts(shown_days=None))
