"""One contract, two databases: what a test asks of `store` it asks of both."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from health.store import Store, open_store
from tests.store.postgres import Server, binaries, running

Address = Callable[[], str]
_count = itertools.count(1)


def needs_postgres() -> None:
    """Skip where no PostgreSQL is installed, but never in CI."""
    if binaries() is None:
        reason = "no PostgreSQL is installed (on Debian: apt-get install postgresql)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server."""
    needs_postgres()
    with running() as server:
        yield server


def database(server: Server, template: str = "template0") -> str:
    """The URL of a new database, empty or a copy."""
    name = f"store{next(_count)}"
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
    return make_url(server.url).set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> Address:
    """Makes URLs of SQLite stores that are not there yet."""
    return lambda: f"sqlite:///{tmp_path / f'store{next(_count)}.db'}"


@pytest.fixture
def postgres_url(postgres: Server) -> Address:
    """Makes URLs of empty PostgreSQL databases."""
    return lambda: database(postgres)


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest) -> Address:
    """Makes URLs of new stores, of either kind."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    made: Address = request.getfixturevalue(name)
    return made


@pytest.fixture
def url(address: Address) -> str:
    """Where a new store will be."""
    return address()


@pytest.fixture(scope="session")
def made_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with its tables and nothing in them, to copy."""
    path = tmp_path_factory.mktemp("made") / "store.db"
    open_store(f"sqlite:///{path}").close()
    return path


@pytest.fixture(scope="session")
def made_database(postgres: Server) -> str:
    """The name of a database with the tables and nothing in them, to copy."""
    url = database(postgres)
    open_store(url).close()
    return str(make_url(url).database)


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a store that was just made."""
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres")
        return database(server, request.getfixturevalue("made_database"))
    shutil.copy(request.getfixturevalue("made_file"), tmp_path / "store.db")
    return f"sqlite:///{tmp_path / 'store.db'}"


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """A new store."""
    opened = open_store(store_url)
    yield opened
    opened.close()
