"""A missing PostgreSQL skips tests where somebody works, and fails them in CI."""

from __future__ import annotations

import pytest

from tests.store.conftest import needs_postgres
from tests.store.postgres import Server


def test_where_no_postgresql_is_installed_tests_are_skipped_but_never_in_ci(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tests.store.conftest.binaries", lambda: None)
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="apt-get install postgresql"):
        needs_postgres()
    monkeypatch.delenv("CI")
    with pytest.raises(pytest.skip.Exception, match="no PostgreSQL"):
        needs_postgres()


def test_the_server_is_one_of_its_own(postgres: Server) -> None:
    assert postgres.home.is_dir()
    assert f"127.0.0.1:{postgres.port}" in postgres.url
