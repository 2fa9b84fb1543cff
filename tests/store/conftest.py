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
from health.store.tables import KEPT, PASSING
from tests.store.postgres import Server, binaries, running

Address = Callable[[], str]


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


@pytest.fixture(scope="session")
def databases(postgres: Server) -> Callable[[int], str]:
    """URLs of databases by number: few, for each is some hundred files, and used again."""
    made: set[int] = set()

    def url(number: int) -> str:
        name = f"store{number}"
        if number not in made:
            with psycopg.connect(postgres.url, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name} TEMPLATE template0".encode())
            made.add(number)
        return make_url(postgres.url).set(database=name).render_as_string(hide_password=False)

    return url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> Address:
    """Makes URLs of SQLite stores that are not there yet."""
    count = itertools.count(1)
    return lambda: f"sqlite:///{tmp_path / f'new{next(count)}.db'}"


@pytest.fixture
def postgres_url(databases: Callable[[int], str]) -> Address:
    """Makes URLs of empty PostgreSQL databases."""
    count = itertools.count(1)

    def empty() -> str:
        url = databases(next(count))
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
        return url

    return empty


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
def made_database(databases: Callable[[int], str]) -> str:
    """The URL of a database with the tables, to empty."""
    url = databases(0)
    open_store(url).close()
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a store that holds nothing."""
    if request.param == "postgresql":
        url: str = request.getfixturevalue("made_database")
        names = ", ".join(table.name for table in (*KEPT, *PASSING))
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"TRUNCATE {names} RESTART IDENTITY".encode())
        return url
    shutil.copy(request.getfixturevalue("made_file"), tmp_path / "store.db")
    return f"sqlite:///{tmp_path / 'store.db'}"


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """A new store."""
    opened = open_store(store_url)
    yield opened
    opened.close()
