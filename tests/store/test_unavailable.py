"""Whatever is wrong with a database is told in a sentence, without its password, and passes."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sqlite3
import stat
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import event
from sqlalchemy.engine import make_url

from health.store import Store, StoreUnavailable, current, open_store, opening
from health.store.engine import default_url, engine_of, place_of, url_of
from tests.conftest import reachable
from tests.store.conftest import Address, needs_postgres
from tests.store.postgres import PASSWORD, Server, running

SUNDAY = date(2026, 11, 22)
unprivileged = pytest.mark.skipif(
    not hasattr(os, "seteuid"), reason="rights are told in another way here"
)


@pytest.fixture(autouse=True)
def nothing_secret_is_said(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> Iterator[None]:
    """No password and no traceback in any log or output."""
    caplog.set_level(logging.DEBUG)
    yield
    said = caplog.text + "".join(capfd.readouterr())
    assert PASSWORD not in said
    assert "Traceback" not in said


def told(deed: Callable[[], object]) -> str:
    """What a person is told: one sentence or two, no driver's words, no secret."""
    with pytest.raises(StoreUnavailable) as caught:
        deed()
    said = str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    for secret in (PASSWORD, "Traceback", "sqlalche", "psycopg", "sqlite3.", "SELECT", "INSERT"):
        assert secret not in said
    assert said.endswith(".")
    assert len(said) < 400
    assert "HEALTH_STORE" in said or caught.value.place
    assert not caught.value.place or caught.value.place not in said
    return said


def add(store: Store) -> object:
    """Something to save."""
    return store.add_note("Acme", SUNDAY, "one", by="Ana")


# The URL


@pytest.mark.parametrize(
    "url",
    [
        f"mysql://me:{PASSWORD}@host/db",
        f"me:{PASSWORD}@host",
        f"postgresql://me:{PASSWORD}@host:port/db",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///a\0b",
        "store.db",
        "https://",
    ],
)
def test_a_wrong_url_is_refused_with_what_is_allowed(url: str) -> None:
    said = told(lambda: open_store(url))
    assert "HEALTH_STORE" in said
    assert "sqlite:///path/to/file.db" in said


@pytest.mark.parametrize(
    "url", [f"postgres://me:{PASSWORD}@db.example/x", f"postgresql://db.example/x?password={PASSWORD}"]
)  # fmt: skip
def test_where_a_store_is_never_holds_the_password(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEALTH_STORE", url)
    assert place_of(default_url()) == "the PostgreSQL database x on db.example"


def test_the_store_is_beside_the_kept_scores_unless_told_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HEALTH_STORE", raising=False)
    monkeypatch.setenv("HEALTH_KEPT", str(tmp_path / "kept"))
    assert place_of(default_url()) == str(tmp_path / "kept" / "store.db")
    monkeypatch.setenv("HEALTH_KEPT", "")
    assert place_of(default_url()) == str(Path.cwd() / ".health" / "store.db")


# SQLite


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a SQLite store is."""
    return tmp_path / "folder" / "store.db"


@pytest.fixture
def opened(file: Path) -> Iterator[Store]:
    """A SQLite store."""
    store = open_store(f"sqlite:///{file}")
    yield store
    store.close()


def as_nobody(deed: Callable[[], object]) -> object:
    """Do something without the rights of a superuser."""
    root = not os.geteuid()
    if root:
        os.seteuid(65534)
    try:
        return deed()
    finally:
        if root:
            os.seteuid(0)


@unprivileged
def test_a_folder_that_can_not_be_written_is_told(file: Path) -> None:
    file.parent.mkdir()
    reachable(file)
    file.parent.chmod(0o555)
    said = told(lambda: as_nobody(lambda: open_store(f"sqlite:///{file}")))
    assert "rights" in said
    said = told(lambda: as_nobody(lambda: open_store(f"sqlite:///{file.parent}/deeper/store.db")))
    assert "Permission denied" in said


@unprivileged
def test_a_file_that_can_not_be_written_is_told(file: Path) -> None:
    open_store(f"sqlite:///{file}").close()
    reachable(file)
    file.chmod(0o444)
    file.parent.chmod(0o555)
    said = told(lambda: as_nobody(lambda: add(open_store(f"sqlite:///{file}"))))
    assert "can't be written" in said or "can't be opened" in said


def test_a_folder_in_place_of_the_file_is_told(file: Path) -> None:
    file.mkdir(parents=True)
    assert "can't be opened" in told(lambda: open_store(f"sqlite:///{file}"))
    (file.parent / "taken").write_text("a file")
    said = told(lambda: open_store(f"sqlite:///{file.parent}/taken/store.db"))
    assert "can't be used" in said


@pytest.mark.parametrize("content", [b"name,value\n" * 200, b"SQLite format 3\0" + bytes(5000)])
def test_a_file_that_is_no_database_is_told_and_left_as_it_is(file: Path, content: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(content)
    assert "restore a backup" in told(lambda: open_store(f"sqlite:///{file}"))
    assert file.read_bytes() == content


def test_a_store_that_another_program_holds_is_told_and_can_be_used_later(
    opened: Store, file: Path
) -> None:
    with opened.reading() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(file)
    other.execute("BEGIN IMMEDIATE")
    assert "held by another program" in told(lambda: add(opened))
    assert opened.notes() == []
    other.rollback()
    other.close()
    add(opened)
    assert len(opened.notes()) == 1


def test_a_full_disk_is_told_and_nothing_is_half_saved(opened: Store) -> None:
    before = [add(opened)]
    with opened.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    review = opened.open_review(SUNDAY, by="Ana")
    said = told(lambda: opened.freeze_review(review, {"long": "x" * 300_000}, by="Ana"))
    assert "no room left" in said
    assert opened.review(SUNDAY) == review
    assert opened.notes() == before
    with opened.reading() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 100000")
    assert opened.freeze_review(review, {"long": "x" * 300_000}, by="Ana").frozen_by == "Ana"


def test_a_store_that_was_emptied_under_us_is_told(opened: Store, file: Path) -> None:
    add(opened)
    opened.close()
    for path in file.parent.iterdir():
        path.unlink()
    file.touch()
    assert "is no store of this program" in told(lambda: add(opened))


def test_nothing_is_called_saved_in_a_file_that_was_moved_away(opened: Store, file: Path) -> None:
    before = add(opened)
    files = {path: path.with_name(f"{path.name}.away") for path in file.parent.iterdir()}
    for path, away in files.items():
        path.rename(away)
    assert "no longer where it was" in told(lambda: add(opened))
    assert "no longer where it was" in told(opened.notes)
    assert not file.exists()
    for path, away in files.items():
        away.rename(path)
    assert opened.notes() == [before]
    assert add(opened) in opened.notes()


def test_a_store_that_was_put_in_the_place_of_another_is_the_one_in_use(
    opened: Store, file: Path, tmp_path: Path
) -> None:
    add(opened)
    other = open_store(f"sqlite:///{tmp_path / 'other.db'}")
    theirs, version = other.add_note("Bolt", SUNDAY, "theirs", by="Bea"), opened.version()
    other.close()
    for path in file.parent.iterdir():
        path.unlink()
    (tmp_path / "other.db").rename(file)
    assert opened.notes() == [theirs]
    assert opened.version() != version
    add(opened)
    assert len(open_store(f"sqlite:///{file}").notes()) == 2


def test_a_new_store_is_for_its_owner_only(opened: Store, file: Path) -> None:
    add(opened)
    assert {stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()} == {0o600}


def test_what_is_confirmed_is_on_the_disk(opened: Store) -> None:
    with opened.reading() as connection:
        asked = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert asked == {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000,
    }  # fmt: skip


# PostgreSQL


@pytest.mark.parametrize(
    ("part", "value", "words"),
    [
        ("password", "wr0ng-w0rd", "password"),
        ("username", "nobody-here", "password"),
        ("database", "nowhere", "is not there"),
        ("port", 1, "can't be reached"),
        ("host", "127.0.0.1.invalid", "can't be reached"),
    ],
)
def test_a_server_that_does_not_let_us_in_is_told(
    postgres: Server, part: str, value: object, words: str
) -> None:
    url = make_url(postgres.url).set(**{part: value})  # type: ignore[arg-type]
    said = told(lambda: open_store(url.render_as_string(hide_password=False)))
    assert words in said
    assert "wr0ng-w0rd" not in said


def test_rights_that_are_missing_are_told(postgres_url: Address) -> None:
    url = make_url(postgres_url())
    with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as connection:
        connection.execute(f"CREATE ROLE guest{url.database} LOGIN PASSWORD '{PASSWORD}'".encode())
    said = told(lambda: open_store(url.set(username=f"guest{url.database}")))
    assert "rights" in said


def test_a_writer_that_hangs_is_told_to_the_next(
    postgres_url: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("health.store.connected.BUSY_SECONDS", 0.1)
    store = open_store(postgres_url())
    with store.writing("Ana", "hang"):
        said: list[str] = []
        other = threading.Thread(target=lambda: said.append(told(lambda: add(store))))
        other.start()
        other.join(20)
    assert "held by another program" in said[0]
    add(store)
    store.close()


def test_a_server_that_goes_and_comes_back_is_told_and_holds_what_was_confirmed() -> None:
    needs_postgres()
    with running() as server:
        store = open_store(server.url)
        kept = [add(store)]
        server.end(signal.SIGQUIT)  # as if the power went
        for _ in range(2):
            said = told(lambda: add(store))
            assert "can't be reached" in said or "broke the connection" in said
        server.start()
        assert store.notes() == kept
        add(store)
        store.close()


def test_a_server_that_does_not_answer_lets_one_wait_and_not_every_page() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = url_of(f"postgresql://me:{PASSWORD}@127.0.0.1/x?connect_timeout=2")
        url = url.set(port=silent.getsockname()[1])
        store = Store(engine_of(url), place_of(url))
        first = told(lambda: add(store))
        began = time.monotonic()
        assert told(store.notes) == told(store.version) == first
        assert time.monotonic() - began < 1
        store._away_until = 0.0
        began = time.monotonic()
        assert told(store.notes) == first
        assert time.monotonic() - began > 1
        store.close()


def test_a_connection_that_breaks_while_saving_says_to_look_first(postgres_url: Address) -> None:
    store = open_store(postgres_url())

    def cut(connection: object, *_: object) -> None:
        pid = connection.connection.driver_connection.info.backend_pid  # type: ignore[attr-defined]
        url = store._engine.url.render_as_string(hide_password=False)
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", [pid])
            time.sleep(0.1)

    event.listen(store._writers, "commit", cut)
    said = told(lambda: add(store))
    assert "look first whether it was" in said
    event.remove(store._writers, "commit", cut)
    add(store)
    assert len(store.notes()) == 1
    store.close()


# The one of the process


@pytest.fixture
def nothing_open(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A process that has not used its store."""
    monkeypatch.setattr(opening, "_current", None)
    monkeypatch.setattr(opening, "_failed", None)
    yield
    if opening._current is not None:
        opening._current.close()


@pytest.mark.usefixtures("nothing_open")
def test_a_process_has_one_store_whoever_asks_first(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEALTH_STORE", f"sqlite:///{file}")
    found: list[Store] = []
    askers = [threading.Thread(target=lambda: found.append(current())) for _ in range(6)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert len(found) == 6
    assert all(store is found[0] for store in found)
    assert file.is_file()


@pytest.mark.usefixtures("nothing_open")
def test_a_store_that_could_not_be_opened_is_tried_again_but_not_at_once(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEALTH_STORE", f"sqlite:///{file}")
    file.mkdir(parents=True)
    first = told(current)
    file.rmdir()
    assert told(current) == first
    monkeypatch.setattr(opening, "_failed", (time.monotonic(), StoreUnavailable(first)))
    assert current().notes() == []
