"""Dates of any form; day and month never swapped in silence."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from health.tables.dates import DAY_FIRST, MONTH_FIRST, YEAR_FIRST, dates


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2026-01-05", "2026-01-05"), ("2026/1/5", "2026-01-05"), ("2026.01.05", "2026-01-05"),
        ("2026-01-05T10:30:00Z", "2026-01-05 10:30:00+00:00"),
        ("2026-01-05 10:30:15.250+0200", "2026-01-05 10:30:15.250+02:00"),
        ("26.01.2015", "2015-01-26"), ("26. 1. 2015", "2015-01-26"), ("26-01-2015", "2015-01-26"),
        ("6/21/2025 16:14", "2025-06-21 16:14"), ("21/6/25 4:14 PM", "2025-06-21 16:14"),
        ("09/Jan/24 3:54 PM", "2024-01-09 15:54"), ("09/Jan/24 12:05 a.m.", "2024-01-09 00:05"),
        ("5. Januar 2026", "2026-01-05"), ("5 de enero de 2026", "2026-01-05"),
        ("1er février 2026", "2026-02-01"), ("January 5th, 2026 at 3pm", "2026-01-05 15:00"),
        ("Jan 5, 2026", "2026-01-05"), ("5-Dez-2026", "2026-12-05"), ("13 мая 2026", "2026-05-13"),
        ("3 września 2026", "2026-09-03"), ("2026 Oct 7", "2026-10-07"),
        ("4 kesäkuuta 2026", "2026-06-04"),
        ("2026年1月5日", "2026-01-05"), ("2026년 1월 5일", "2026-01-05"),
        ("Mon, 05 Jan 2026 10:00:00 +0100", "2026-01-05 10:00:00+01:00"),
        ("Fri Jan 16 2026", "2026-01-16"), ("25/12/2026 14h30", "2026-12-25 14:30"),
        ("5\u00a0Jan  2026 3:04\u202fPM", "2026-01-05 15:04"), ("05JAN2026", "2026-01-05"),
        ("25/12/2026 10:00-05:00", "2026-12-25 10:00-05:00"),
        ("25/12/2026 03:00:00-05:00", "2026-12-25 03:00:00-05:00"),
        ("Fri Dec 25 2026 10:00:00 GMT+0100 (CET)", "2026-12-25 10:00:00+01:00"),
    ],
)  # fmt: skip
def test_forms_that_can_be_read_in_one_way(text: str, read: str) -> None:
    found = dates([text, ""])
    assert (found.values, found.unread, found.ask) == ([read, ""], [], False)


@pytest.mark.parametrize(
    "text",
    ["soon", "31/02/2026", "2026-13-01", "5/1/2026 13:00 PM", "5/1/2026 25:00", "1/1/1850", "5/1",
     "Mon 06/01/2027", "2026-01-05 10:00 EST", "January 2026",
     "25/12/2026 10:00-11:00", "25/12/2026 9:00-5", "25/12/2026 9:00-5:00",
     "25/12/2026 10:00 (EST)", "5 Foo 2026", "12", "1e5", "-5"],
)  # fmt: skip
def test_what_is_no_date_stays_unread(text: str) -> None:
    found = dates(["2026-01-05", text])
    assert (found.values, found.unread) == (["2026-01-05", ""], [1])


def test_one_value_decides_for_the_whole_column() -> None:
    found = dates(["03/04/2026", "", "25/12/2026", "05/06/2026"])
    assert found.values == ["2026-04-03", "", "2026-12-25", "2026-06-05"]
    assert (found.order, found.decided_by, found.ask) == (DAY_FIRST, 2, False)
    found = dates(["03/04/2026", "12/25/2026"])
    assert found.values == ["2026-03-04", "2026-12-25"]
    assert (found.order, found.decided_by) == (MONTH_FIRST, 1)


def test_where_none_decides_it_is_assumed_and_asked() -> None:
    cells = ["03/04/2026", "05/06/2026"]
    assert dates(cells).values == ["2026-04-03", "2026-06-05"]
    assert dates(cells, usual=MONTH_FIRST).values == ["2026-03-04", "2026-05-06"]
    assert dates(cells).assumed
    assert dates(cells).ask
    assert any("assumed" in note for note in dates(cells).notes)
    said = dates(cells, order=MONTH_FIRST)
    assert (said.values, said.ask) == (["2026-03-04", "2026-05-06"], False)


def test_nothing_needs_deciding_where_both_orders_are_the_same_day() -> None:
    assert not dates(["03/03/2026", "05/05/2026"]).ask


def test_a_day_of_the_week_decides() -> None:
    found = dates(["Mon 05/01/2026", "06/02/2026"])
    assert (found.values, found.ask) == (["2026-01-05", "2026-02-06"], False)


def test_values_that_contradict_the_column_are_unread_and_told() -> None:
    cells = ["25/12/2026", "26/12/2026", "12/27/2026", "03/04/2026"]
    found = dates(cells)
    assert found.values == ["2026-12-25", "2026-12-26", "", "2026-04-03"]
    assert (found.unread, found.against, found.ask) == ([2], [2], True)


def test_a_column_half_swapped_by_a_spreadsheet_is_asked_about() -> None:
    real = ["2026-05-01", "2026-07-03", "2026-11-12"]
    assert dates([*real, "25/01/2026", "13/03/2026", "30/06/2026"]).swapped
    assert not dates([*real, "2026-05-25", "25/01/2026", "13/03/2026", "30/06/2026"]).swapped


@pytest.mark.parametrize(
    ("cells", "read", "how"),
    [
        (["46027", "46028.5"], ["2026-01-05", "2026-01-06 12:00:00"], "Excel"),
        (["20260105", "20261231"], ["2026-01-05", "2026-12-31"], "YYYYMMDD"),
        (["1767604800", ""], ["2026-01-05 09:20:00+00:00", ""], "seconds since 1970"),
        (["1767604800000"], ["2026-01-05 09:20:00+00:00"], "milliseconds since 1970"),
    ],
)
def test_numbers_are_dates_where_the_whole_column_can_be(
    cells: list[str], read: list[str], how: str
) -> None:
    found = dates(cells)
    assert found.values == read
    assert how in found.notes[0]


def test_years_of_two_digits_are_told() -> None:
    found = dates(["25/12/68", "25/12/69"])
    assert found.values == ["2068-12-25", "1969-12-25"]
    assert any("two digits" in note for note in found.notes)


DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@settings(max_examples=100, deadline=None)
@given(st.lists(DAYS, min_size=1, max_size=8), st.sampled_from(["%d/%m/%Y", "%m/%d/%Y"]))
def test_an_order_that_is_not_asked_about_is_the_right_one(days: list[date], form: str) -> None:
    found = dates([day.strftime(form) for day in days])
    if not found.ask:
        assert found.values == [day.isoformat() for day in days]


SHORT = st.sampled_from(["%d/%m/%y", "%m/%d/%y", "%y/%m/%d", "%y-%m-%d", "%d.%m.%y"])


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.dates(date(2024, 3, 1), date(2027, 2, 28)), min_size=1, max_size=30),
    SHORT,
)
@example([date(2022 + n, 1, 1) for n in range(6)], "%d/%m/%y")
@example([date(2012 + n, 1, 25) for n in range(15)], "%d/%m/%y")
def test_short_years_that_are_not_asked_about_are_the_right_ones(
    days: list[date], form: str
) -> None:
    found = dates([day.strftime(form) for day in days])
    if not found.ask:
        assert found.values == [day.isoformat() for day in days]


def test_dates_of_a_year_in_its_usual_form_need_no_question() -> None:
    days = [date(2026, 1 + n % 12, 1 + n) for n in range(28)]
    for form in ("%d/%m/%y", "%m/%d/%y", "%d.%m.%y"):
        assert not dates([day.strftime(form) for day in days]).ask
    swedish = dates([day.strftime("%y-%m-%d") for day in days])
    assert (swedish.order, swedish.assumed) == (YEAR_FIRST, True)
    assert not dates(["32/01/05", "26/01/05"]).ask


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=14), max_size=6))
def test_any_text_is_read_or_unread(cells: list[str]) -> None:
    found = dates(cells)
    for place, (cell, value) in enumerate(zip(cells, found.values, strict=True)):
        assert bool(cell.strip()) == (bool(value) or place in found.unread)
        if value:
            datetime.fromisoformat(value)


@pytest.mark.parametrize("text", ["1" * 5000, "1-" * 5000, "1 to " * 4000, "1,1." * 9000, "1e999"])
def test_a_hostile_cell_is_unread_at_once(text: str) -> None:
    assert dates([text]).unread == [0]
