"""The product against an independent, literal reading of the documents, on random portfolios.

`HEALTH_SEED=123 pytest tests/test_literal.py` adds a portfolio: any whole number will do.
"""

from __future__ import annotations

import ast
import math
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from health.__main__ import main
from health.calendars import day_date
from health.history import COLUMNS
from health.portfolio import Portfolio, default_as_of
from tests.literal.folder import default_as_of as latest_day
from tests.literal.folder import read
from tests.literal.portfolios import About, write_portfolio
from tests.literal.reading import score_history
from tests.stories import Story, looked_at, on, stories, write_logs

CLIENTS = 12
SEEDS = [1, 2, 6, 11, 103, 121]
SEEDS += [int(os.environ["HEALTH_SEED"])] if os.environ.get("HEALTH_SEED") else []
WORDS = ("band", "trend")
Key = tuple[str, date]


@dataclass(frozen=True)
class Case:
    """A random portfolio, scored by the product and by the literal reading."""

    folder: Path
    about: About
    as_of: date | None
    portfolio: Portfolio
    table: pd.DataFrame
    literal: list[dict[str, Any]]


@pytest.fixture(scope="module", params=SEEDS, ids=lambda seed: f"seed {seed}")
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Case:
    seed: int = request.param
    folder = tmp_path_factory.mktemp(f"portfolio{seed}")
    about = write_portfolio(folder, seed, CLIENTS)
    as_of = about.as_of[seed % len(about.as_of)]
    portfolio = Portfolio.open(folder, as_of=as_of, today=about.today)
    literal = score_history(folder, as_of, about.today)
    return Case(folder, about, as_of, portfolio, portfolio.history.table(), literal)


def by_point(rows: list[dict[Any, Any]]) -> dict[Key, dict[Any, Any]]:
    return {(row["client"], row["as_of"]): row for row in rows}


def differences(table: pd.DataFrame, literal: list[dict[str, Any]]) -> list[str]:
    """Every cell in which the two differ by more than 1e-6, or in a word."""
    ours, theirs = by_point(table.to_dict("records")), by_point(literal)
    found = [f"only one has {key}" for key in sorted(ours.keys() ^ theirs.keys())]
    for key in sorted(ours.keys() & theirs.keys()):
        for column in COLUMNS[2:]:
            mine, other = ours[key][column], theirs[key][column]
            if not alike(column, mine, other):
                found.append(f"{key[0]} as of {key[1]}, {column}: {mine}, and literally {other}")
    return found


def alike(column: str, mine: Any, literal: Any) -> bool:
    if column in WORDS:
        return bool(mine == literal)
    if literal is None:
        return math.isnan(mine)
    return abs(float(mine) - float(literal)) <= 1e-6


def test_every_cell_of_the_history_is_what_the_documents_say(case: Case) -> None:
    found = differences(case.table, case.literal)
    assert not found, f"{len(found)} cells differ:\n" + "\n".join(found[:20])
    assert len(case.literal) > 100, "a portfolio with so little in it shows nothing"


def test_the_default_day_is_the_latest_known_date_in_the_logs(case: Case) -> None:
    ours = default_as_of(case.portfolio.logs, case.about.today)
    assert day_date(ours) == latest_day(read(case.folder), case.about.today)


def test_the_same_rows_are_set_aside_and_the_same_count_once(case: Case) -> None:
    logs, aside = case.portfolio.logs, read(case.folder).aside
    assert {(each.log, each.row) for each in logs.set_aside} == {
        (log, row) for log, row, column in aside if column
    }
    repeated = [(log, row) for log, rows in logs.rows.items() for row in rows.duplicates]
    assert sorted(repeated) == sorted((log, row) for log, row, column in aside if not column)


def test_every_planted_fault_is_told_with_its_column_and_a_reason(case: Case) -> None:
    aside = case.portfolio.logs.set_aside
    planted = {(log, row) for log, row, column in case.about.planted if column}
    assert planted <= {(each.log, each.row) for each in aside}
    assert all(each.column and each.reason for each in aside)


def test_the_command_writes_the_same(case: Case, tmp_path: Path) -> None:
    out, day = tmp_path / "history.csv", case.portfolio.days[-1]
    asked = ["score", str(case.folder), "--history", "--as-of", day.isoformat(), "--out", str(out)]
    main(asked)
    table = pd.read_csv(out, keep_default_na=False, na_values=[""])
    table["as_of"] = [date.fromisoformat(day) for day in table["as_of"]]
    assert tuple(table.columns) == COLUMNS
    assert not differences(table, case.literal)


@looked_at(80)
@given(stories(), stories(), st.integers(20, 130).map(on))
def test_small_portfolios_agree_too(one: Story, other: Story, as_of: date) -> None:
    with TemporaryDirectory() as name:
        write_logs(Path(name), {"Acme": one, "Bolt": other})
        table = Portfolio.open(Path(name), as_of=as_of).history.table()
        literal = score_history(Path(name), as_of, as_of)
    found = differences(table, literal)
    assert not found, "\n".join(found[:20])


def test_the_literal_reading_uses_none_of_the_products_code() -> None:
    for path in (Path(__file__).parent / "literal").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [name for name in names if name.split(".")[0] == "health"], path
