"""Files as tools write them, through the reader and the recipe that knows them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from health.recipes import Mapped, load, mapped, recognised
from health.tables.reading import read_table

Reads = Callable[..., dict[str, Mapped]]


@pytest.fixture
def maps(tmp_path: Path) -> Reads:
    """The logs that a file feeds, by name; it must be known as `tool`."""

    def read(tool: str, text: str, clients: Sequence[str] = ()) -> dict[str, Mapped]:
        path = tmp_path / "export.csv"
        path.write_text(text, "utf-8")
        table = read_table(path)
        recipe = recognised(table.header, load())
        assert recipe is not None, table.header
        assert recipe.name == tool
        return {each.log: each for each in mapped(table, recipe, clients)}

    return read
