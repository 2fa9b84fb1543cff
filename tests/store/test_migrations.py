"""The tables come up to date on start: from nothing, from any earlier revision, or not at all."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, select, text

from health.store import StoreUnavailable, open_store
from health.store.migrating import revision_of, revisions, upgrade
from health.store.migrations import HEAD, TABLE
from health.store.tables import KEPT, METADATA, PASSING, identity
from tests.conftest import ROOT
from tests.store.content import connected, content, fill

SUNDAY = date(2026, 11, 22)


def test_the_newest_revision_is_the_one_that_the_program_asks_for() -> None:
    assert revisions()[-1] == HEAD
    assert len(set(revisions())) == len(revisions())


def test_an_empty_database_gets_the_tables_that_the_program_expects(url: str) -> None:
    open_store(url).close()
    with connected(url) as connection:
        options = {"compare_type": True, "compare_server_default": True, "version_table": TABLE}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, METADATA) == []
        assert revision_of(connection) == HEAD


@pytest.mark.parametrize("revision", revisions())
def test_a_store_of_each_revision_is_brought_up_to_date_with_its_content(
    url: str, revision: str
) -> None:
    with connected(url) as connection:
        upgrade(connection, revision)
        fill(connection)
        before = content(connection)
    store = open_store(url)
    with connected(url) as connection:
        after = content(connection)
    for name, rows in before.items():
        for was, row in zip(rows, after[name], strict=True):
            kept = {column: row[column] for column in was if name != TABLE and column in row}
            assert kept == {column: was[column] for column in kept}
    assert sum(len(rows) for rows in before.values()) > len(before) - 1
    store.add_note("Acme", date(2027, 1, 3), "still works", by="Ana")
    assert "still works" in [note.text for note in store.notes()]
    store.close()


def test_opening_again_changes_nothing(url: str) -> None:
    open_store(url).close()
    with connected(url) as connection:
        before = content(connection)
    open_store(url).close()
    with connected(url) as connection:
        assert content(connection) == before


def test_a_newer_store_is_refused_and_left_as_it_is(url: str) -> None:
    store = open_store(url)
    store.add_note("Acme", SUNDAY, "one", by="Ana")
    store.close()
    with connected(url) as connection:
        connection.execute(text(f"UPDATE {TABLE} SET version_num = '9876'"))
        connection.execute(text("ALTER TABLE notes ADD COLUMN later TEXT"))
        before = content(connection)
    with pytest.raises(StoreUnavailable, match=r"newer version.*9876.*Nothing was changed"):
        open_store(url)
    with connected(url) as connection:
        assert content(connection) == before


def test_a_migration_that_fails_leaves_nothing_behind(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_bytes: int) -> str:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr("health.store.migrating.secrets.token_hex", fails)
        with pytest.raises(ZeroDivisionError):
            open_store(url)
    with connected(url) as connection:
        assert inspect(connection).get_table_names() == []
    store = open_store(url)
    assert store.notes() == []
    store.close()


def test_tables_of_another_program_are_not_taken_for_ours(url: str) -> None:
    with connected(url) as connection:
        connection.execute(text("CREATE TABLE notes (mine TEXT)"))
        connection.execute(text("INSERT INTO notes VALUES ('precious')"))
    with pytest.raises(StoreUnavailable, match="another program"):
        open_store(url)
    with connected(url) as connection:
        assert content(connection) == {"notes": [{"mine": "precious"}]}


def test_several_programs_may_start_at_once(url: str) -> None:
    program = (
        "import sys; from datetime import date; from health.store import open_store\n"
        "print('ready', flush=True); sys.stdin.readline()\n"
        "open_store(sys.argv[1]).add_note('Acme', date(2026, 11, 22), 'here', by=sys.argv[2])\n"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program, url, f"P{place}"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            cwd=ROOT,
        )
        for place in range(2)
    ]  # fmt: skip
    for each in started:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    for each in started:
        assert each.stdin is not None
        each.stdin.write("\n")
        each.stdin.flush()
    for each in started:
        assert each.communicate(timeout=60)[1] == ""
        assert each.returncode == 0
    store = open_store(url)
    assert sorted(note.author for note in store.notes()) == ["P0", "P1"]
    assert len(store.rows(select(identity))) == 1
    store.close()


def test_every_table_is_kept_in_backups_or_passes_within_the_hour() -> None:
    assert {table.name for table in METADATA.sorted_tables} == {
        identity.name, *(table.name for table in (*KEPT, *PASSING)),
    }  # fmt: skip
