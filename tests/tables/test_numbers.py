"""Numbers of any form; a comma is never taken for the other thing in silence."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from health.tables.numbers import numbers


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        (["1,5", "2,25", ""], [1.5, 2.25, None]), (["1.5", ".25"], [1.5, 0.25]),
        (["1.234,50 €", "12"], [1234.5, 12]), (["$1,234.50", "(3.00)"], [1234.5, -3]),
        (["1 234,5", "1\u202f000,0"], [1234.5, 1000]), (["CHF 1’200.50", "EUR 5"], [1200.5, 5]),
        (["−3", "3-", "+4"], [-3, -3, 4]),
        (["12k", "1.5M", "2 Mio.", "3 Mrd"], [12e3, 1.5e6, 2e6, 3e9]),
        (["1e3", "2.5E-2"], [1000, 0.025]), (["1,234,567"], [1234567]),
        (["12,34,567.0"], [1234567]),
        (["0,125"], [0.125]), (["1,234", "7.5"], [1234, 7.5]), (["1,234", "7,5"], [1.234, 7.5]),
    ],
)  # fmt: skip
def test_forms_that_the_column_decides(cells: list[str], read: list[float | None]) -> None:
    found = numbers(cells)
    assert found.values == pytest.approx(read)
    assert (found.unread, found.ask) == ([], False)


def test_where_none_decides_the_mark_is_assumed_and_asked() -> None:
    found = numbers(["1,234", "5,678"])
    assert (found.values, found.ask) == ([1234, 5678], True)
    assert numbers(["1,234"], usual=",").values == [1.234]
    said = numbers(["1,234"], decimal=",")
    assert (said.values, said.ask) == ([1.234], False)


def test_percentages_ranges_and_currencies_are_marked() -> None:
    found = numbers(["85 %", "10-20", "10 – 20 k", "5 to 10 €", "£3"])
    assert found.percent == [0]
    assert found.ranges == {1: (10, 20), 2: (10_000, 20_000), 3: (5, 10)}
    assert found.values == [85, 15, 15_000, 7.5, 3]
    assert found.currencies == ("£",)


@pytest.mark.parametrize("text", ["x", "1.2.3", "--3", "(3", "1,2,3", "20-10", "€", "1 apple", "."])
def test_what_is_no_number_stays_unread(text: str) -> None:
    found = numbers(["7", text])
    assert (found.values, found.unread) == ([7, None], [1])


def test_a_value_against_the_column_is_told() -> None:
    found = numbers(["1,5", "2,5", "3.5"])
    assert (found.against, found.unread, found.ask) == ([2], [2], True)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.decimals(-(10**7), 10**7, places=2), min_size=1, max_size=6), st.booleans())
def test_a_mark_that_is_not_asked_about_is_the_right_one(values: list[object], comma: bool) -> None:
    cells = [f"{value:,}" for value in values]
    if comma:
        cells = [cell.translate(str.maketrans(",.", ".,")) for cell in cells]
    found = numbers(cells)
    if not found.ask:
        assert found.values == pytest.approx([float(str(value)) for value in values])


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text("0123456789.,-+%€k() to", max_size=12), max_size=6))
def test_any_text_is_read_or_unread(cells: list[str]) -> None:
    found = numbers(cells)
    for place, (cell, value) in enumerate(zip(cells, found.values, strict=True)):
        assert bool(cell.strip()) == (value is not None or place in found.unread)


@pytest.mark.parametrize("text", ["1" * 5000, "1-" * 5000, "1 to " * 4000, "1,1." * 9000, "1e999"])
def test_a_hostile_cell_is_unread_at_once(text: str) -> None:
    assert numbers([text]).unread == [0]
