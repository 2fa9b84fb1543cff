"""A tab is a table: nothing of it is lost, no value is another than the sheet's."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from health.sheets.answers import grids_of, tabs_of
from health.sheets.cells import cells_of, number_text
from health.sheets.client import FAILED
from tests.sheets.books import Rows, Shown, rendered, serial
from tests.sheets.conftest import Reads
from tests.sheets.google import Fault, Google

DAY = date(2026, 4, 3)


def test_every_tab_is_a_table_named_by_its_title(google: Google, read: Reads) -> None:
    titles = ["Clients", "Ana's 'own' list", "A1", "Häuser & Co: 50%/100!", "  spaced  "]
    rows: Rows = [["client", "note"], ["Acme", "x"], ["Bolt", "y"]]
    tables = read(google.add(dict.fromkeys(titles, rows), charts=("Chart 1",)))
    assert [table.name for table in tables] == titles
    assert all(table.header == ("client", "note") for table in tables)
    assert all(table.rows == [["Acme", "x"], ["Bolt", "y"]] for table in tables)
    assert all((table.header_lines, table.lines) == ((1,), [2, 3]) for table in tables)


@pytest.mark.parametrize("locale", ["en_US", "en_GB", "de_DE"])
def test_a_date_is_never_ambiguous_whatever_order_it_is_shown_in(
    google: Google, read: Reads, locale: str
) -> None:
    rows: Rows = [
        ["item", "due", "at", "from", "took", "cost"],
        [
            "a",
            DAY,
            datetime(2026, 4, 3, 13, 30),
            time(9, 30),
            timedelta(hours=30, minutes=5),
            46115,
        ],
        ["b", "soon", "", "", "", 0.1],
    ]
    (table,) = read(google.add({"Plan": rows}, locale=locale))
    assert table.rows == [
        ["a", "2026-04-03", "2026-04-03 13:30:00", "09:30:00", "30:05:00", "46115"],
        ["b", "soon", "", "", "", "0.1"],
    ]
    assert table.doubts == []
    assert f"the spreadsheet's locale is {locale}" in table.notes


@pytest.mark.parametrize(
    ("value", "shown", "text"),
    [
        (7, "007", "007"), (1713412, "01713-412", "01713-412"), (0.1, "0.1", "0.1"),
        (0.1 + 0.2, "0.30", "0.3"), (1234.5, "£1,234.50", "1234.5"),
        (1234.5, "1.234,50 €", "1234.5"),
        (-1200, "(1,200)", "-1200"), (0.123, "12%", "12.3%"), (0.07, "7 %", "7%"),
        (12345678901234567, "1.23457E+16", "12345678901234567"), (0, "-", "0"), (1.0, "1.00", "1"),
        (46115, "3 Apr", "2026-04-03"), (46115, "20260403", "2026-04-03"),
        (46115, "2026年4月3日", "2026-04-03"), (46115, "Fri, 3 April 2026", "2026-04-03"),
        (46115, "péntek 2026. 04. 03.", "2026-04-03"),
        (46115, "Apr-26", "2026-04-03"), (46115, "3 avr. 2026", "2026-04-03"),
        (46115, "04.2026", "2026-04-03"), (46115, "2026", "2026-04-03"),
        (46115.5, "3 апреля 2026 г. в 12:00", "2026-04-03 12:00:00"),
        (46115, "46,115", "46115"), (46115.5, "4/3/26 12:00 PM", "2026-04-03 12:00:00"),
        (46115.3958333, "9:30", "2026-04-03 09:30:00"), (46115.99999, "3/4", "2026-04-03 23:59:59"),
        (0, "0:00:00", "00:00:00"), (0.3958333333333333, "9:30 AM", "09:30:00"),
        (0, "30/12/1899", "1899-12-30"), (0.5, "12:00:00", "12:00:00"),
        (0.375, "9 a.m.", "09:00:00"),
        (0.6041666666666666, "14.30.00", "14:30:00"), (46115, "3.4.2026 0.00", "2026-04-03"),
        (46115.6041666667, "3.4.2026 klo 14.30.00", "2026-04-03 14:30:00"),
        (1, "24:00:00", "24:00:00"),
    ],
)  # fmt: skip
def test_a_number_is_read_as_what_it_is_shown_as(value: float, shown: str, text: str) -> None:
    assert number_text(value, shown) == (text, True)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (46000, "46K"),
        (5.25, "5 1/4"),
        (46115, "April"),
        (46115, "4.5.2026"),
        (4, "Q1"),
        (1, "Yes"),
        (28000, "28K"),
        (28000, "28"),
        (28000, "€28k"),
        (20017, "20.0K"),
        (28000, "28 Tsd."),
        (58100, "58.1"),
        (46115, "3 May"),
        (0.75, "3/4"),
        (46115, "3 pcs of 2026"),
    ],
)
def test_a_form_that_is_not_understood_makes_no_date(value: float, shown: str) -> None:
    assert number_text(value, shown) == (str(value), False)


moments = st.datetimes(datetime(1954, 10, 4), datetime(2200, 1, 1)).map(
    lambda moment: moment.replace(microsecond=0)
)


@settings(max_examples=60)
@given(moment=moments, locale=st.sampled_from(["en_US", "en_GB", "de_DE"]))
def test_every_moment_comes_back(moment: datetime, locale: str) -> None:
    whole = moment.date()
    for cell, text in ((moment, moment.isoformat(" ")), (whole, whole.isoformat())):
        shown = str(rendered(cell, "FORMATTED_VALUE", "", locale))
        found, fits = number_text(serial(cell), shown)
        assert fits
        assert found == text.removesuffix(" 00:00:00")


@settings(max_examples=60)
@given(
    st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12),
    st.sampled_from(["{:.10g}", "{:,.2f}", "{:.0f}", "${:,.0f}", "{:.3f}"]),
)
def test_no_number_becomes_a_date_or_another_number(number: float, form: str) -> None:
    text, fits = number_text(number, form.format(number))
    assert float(text) == pytest.approx(number, rel=1e-14, abs=1e-300)
    assert fits or form == "{:.10g}"


def test_text_stays_as_it_is_and_blanks_stay_blank(google: Google, read: Reads) -> None:
    rows: Rows = [
        ["client", "code", "paid", "note", "more"],
        ["Acme", "007", True, " line\nbreak\tand tab ", ""],
        ["Bolt", "1e5", False],
        [None, "03/04/2026", None, "", "last"],
        ["Cargo", Shown(7, "007"), True, "='x", "'"],
    ]
    (table,) = read(google.add({"Clients": rows}))
    assert table.rows == [
        ["Acme", "007", "TRUE", " line\nbreak\tand tab ", ""],
        ["Bolt", "1e5", "FALSE", "", ""],
        ["", "03/04/2026", "", "", "last"],
        ["Cargo", "007", "TRUE", "='x", "'"],
    ]


def test_rows_above_the_header_and_totals_are_left_out_and_counted(
    google: Google, read: Reads
) -> None:
    header = ["Task ID", "Created At", "Completed At", "Name", "Section/Column", "Due Date"]
    rows: Rows = [
        ["", ""],
        ["", "", "https://app.asana.com/-/googleSheetsProjectCsv?domain=1"],
        [],
        header,
        ["12345", DAY, "", "Kick-off", "Doing", DAY],
        ["12346", DAY, DAY, "Launch", "Done", DAY],
        [],
        ["12347", DAY, DAY, "Audit", "Done", DAY],
    ]
    (table,) = read(google.add({"Asana": rows}))
    assert table.header == tuple(header)
    assert (table.header_lines, table.lines) == ((4,), [5, 6, 8])
    assert [(each.line, each.reason) for each in table.left_out] == [(2, "above the header")]
    assert table.rows[0] == ["12345", "2026-04-03", "", "Kick-off", "Doing", "2026-04-03"]


def test_an_empty_tab_is_a_table_that_is_said_to_be_empty(google: Google, read: Reads) -> None:
    first, second = read(google.add({"demos": [], "clients": [["client"], ["Acme"]]}))
    assert (first.name, first.headed, first.rows) == ("demos", False, [])
    assert "empty" in first.doubts[0]
    assert second.rows == [["Acme"]]


def test_errors_of_the_sheet_and_odd_forms_are_told_with_their_cells(
    google: Google, read: Reads
) -> None:
    rows: Rows = [["client", "value"], ["Acme", Shown(46000, "46K")], ["Bolt", "#REF!"]]
    (table,) = read(google.add({"clients": rows}))
    assert table.rows == [["Acme", "46000"], ["Bolt", "#REF!"]]
    assert any("46K in B2" in doubt for doubt in table.doubts)
    assert any("#REF! in B3" in doubt for doubt in table.doubts)


def test_two_requests_read_text_and_three_read_numbers(google: Google, read: Reads) -> None:
    texts: Rows = [["client"], ["Acme"]]
    read(google.add({"a": texts, "b": texts, "c": texts}))
    assert google.asked() == [google.calls[1].path.rsplit("/", 1)[-1], "values:batchGet"]
    assert len(google.calls) == 3  # with the sign-in
    numbers: Rows = [["client", "value"], ["Acme", 1]]
    read(google.add({"a": texts, "b": numbers}))
    assert google.asked()[3:] == ["values:batchGet"] * 2
    assert google.calls[-1].query["ranges"] == ["'b'"]
    assert google.asked(sign_in=True) == ["token"]  # the token serves for an hour


def test_very_many_tabs_are_read_in_parts(google: Google, read: Reads) -> None:
    tabs: dict[str, Rows] = {
        f"{'tab ' * 20}{place}": [["client"], [str(place)]] for place in range(40)
    }
    tables = read(google.add(tabs))
    assert [table.rows for table in tables] == [[[str(place)]] for place in range(40)]
    assert google.asked().count("values:batchGet") == 4


def test_a_sheet_that_changes_between_two_answers_is_read_again(
    google: Google, read: Reads
) -> None:
    before: Rows = [["item", "due"], ["a", DAY], ["b", date(2026, 5, 6)]]
    address = google.add({"Plan": before})
    book = google.book(address)
    old = {"valueRanges": [book.values("'Plan'", "UNFORMATTED_VALUE", "SERIAL_NUMBER")]}
    google.faults.append(Fault(body=json.loads(json.dumps(old)), path="batchGet"))
    book.tabs["Plan"] = [before[0], before[2], before[1]]
    (table,) = read(address)
    assert table.rows == [["b", "2026-05-06"], ["a", "2026-04-03"]]
    assert table.doubts == []


leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9)
anything = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["sheets", "properties", "title", "gridProperties", "rowCount", "locale"]
            )
            | st.sampled_from(["valueRanges", "values", "range", "sheetType"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=80)
@given(anything)
def test_whatever_google_answers_is_taken_or_found_to_be_broken(answer: object) -> None:
    for taken in (tabs_of, lambda each: grids_of(each, 1)):
        try:
            taken(answer)
        except FAILED:
            continue


@settings(max_examples=80)
@given(st.lists(st.lists(leaves, max_size=4), max_size=5), st.data())
def test_every_cell_becomes_text_whatever_the_two_answers_hold(
    values: list[list[Any]], data: st.DataObject
) -> None:
    shown = data.draw(st.none() | st.lists(st.lists(leaves, max_size=4), max_size=5))
    cells = cells_of(values, shown)
    assert [len(row) for row in cells.rows] == [len(row) for row in values]
    for row, texts in zip(values, cells.rows, strict=True):
        assert all(
            text == value for value, text in zip(row, texts, strict=True) if value == str(value)
        )
