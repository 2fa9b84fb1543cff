"""One contract, two databases: what a test asks of `store` it asks of both."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from health.store import Store, open_store
from tests.store.postgres import binaries, running

Address = Callable[[], str]
_count = itertools.count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server. Skipped where none is installed, but never in CI."""
    if binaries() is None:
        reason = "no PostgreSQL is installed (on Debian: apt-get install postgresql)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with running() as url:
        yield url


def database(postgres: str) -> str:
    """The URL of a new, empty database."""
    name = f"store{next(_count)}"
    engine = create_engine(
        make_url(postgres).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return make_url(postgres).set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> Address:
    """Makes URLs of SQLite stores that are not there yet."""
    return lambda: f"sqlite:///{tmp_path / f'store{next(_count)}.db'}"


@pytest.fixture
def postgres_url(postgres: str) -> Address:
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


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """A new store."""
    opened = open_store(url)
    yield opened
    opened.close()
