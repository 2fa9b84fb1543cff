"""Tables written on the spot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from health.tables.found import Table
from health.tables.reading import read_tables

Reads = Callable[..., Table]


@pytest.fixture
def reads(tmp_path: Path) -> Reads:
    """Reads a text, or bytes, as a file would be; the first table of it."""

    def read(content: str | bytes, encoding: str = "utf-8", table: int = 0) -> Table:
        path = tmp_path / "file.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return read_tables(path)[table]

    return read
