"""One Google a test; spreadsheets read from it as the program does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from health.sheets import Access, fetched
from health.tables.found import Table
from tests.sheets.google import Google

Reads = Callable[..., list[Table]]


@pytest.fixture
def google() -> Iterator[Google]:
    with Google() as server:
        yield server


@pytest.fixture
def access(google: Google, tmp_path: Path) -> Access:
    return Access(key_file=google.key_file(tmp_path))


@pytest.fixture
def read(google: Google, access: Access) -> Reads:
    """Reads an address by the service account; keywords are limits."""

    def reads(address: str, tabs: tuple[str, ...] = (), **limits: Any) -> list[Table]:
        return fetched(address, access, tabs, google.limits(**limits), google.address)

    return reads
