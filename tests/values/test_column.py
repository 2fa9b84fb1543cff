"""A whole column as the contract has it; what is not sure is asked, never guessed."""

from __future__ import annotations

import pytest

from health.logs.contract import LOGS, Column, Kind
from health.tables.answers import ONE_TO_FIVE
from health.tables.dates import DAY_FIRST, MONTH_FIRST, YEAR_FIRST
from health.values import NOTHING, Said, canonical

DAY = Column("x", Kind.DATE)


def values(kind: Kind, texts: list[str], said: Said = NOTHING) -> list[str]:
    return canonical(Column("x", kind), texts, said).values


def test_names_and_text_are_not_touched() -> None:
    texts = [" Acme ", "03/04/2026", "n/a", ""]
    for kind in (Kind.TEXT, Kind.STATED, Kind.NAME):
        assert values(kind, texts) == texts


def test_dates_of_any_form_become_iso_by_the_order_of_the_column() -> None:
    found = canonical(DAY, ["03/04/2026", "", "25/12/2026", "5 Jan 2026", " 2026-02-01"])
    assert found.values == ["2026-04-03", "", "2026-12-25", "2026-01-05", " 2026-02-01"]
    assert (found.unread, found.ask, found.order) == ([], "", DAY_FIRST)


def test_where_no_date_decides_both_readings_are_asked_about() -> None:
    found = canonical(DAY, ["03/04/2026"], usual_order=MONTH_FIRST)
    assert (found.values, found.assumed) == (["2026-03-04"], True)
    assert found.ask == "'03/04/2026': is that 3 April 2026 or 4 March 2026?"
    day, month = (canonical(DAY, ["03/04/2026"], each.said) for each in found.choices)
    assert (day.values, month.values) == (["2026-04-03"], ["2026-03-04"])
    assert (day.ask, month.ask) == ("", "")


def test_a_date_against_its_column_stays_as_it_is_and_is_told() -> None:
    found = canonical(DAY, ["25/12/2026", "26/12/2026", "12/27/2026"])
    assert (found.values[2], found.unread) == ("12/27/2026", [2])
    assert "'12/27/2026' does not fit (1 row unread)" in found.ask


SWAPPED = ["2026-05-01", "2026-07-03", "2026-11-12", "25/01/2026", "13/03/2026", "30/06/2026"]


def test_dates_that_a_spreadsheet_swapped_are_turned_back_when_a_person_says_so() -> None:
    found = canonical(DAY, SWAPPED)
    assert found.values[0] == "2026-05-01"
    assert "2026-01-05 is meant" in found.ask
    back, kept = (canonical(DAY, SWAPPED, each.said) for each in found.choices)
    assert back.values[:3] == ["2026-01-05", "2026-03-07", "2026-12-11"]
    assert canonical(DAY, back.values).values == back.values
    assert (kept.values, back.ask, kept.ask) == (found.values, "", "")


def test_dates_with_the_day_in_the_second_place_are_asked_about() -> None:
    texts = ["2026-03-04", "2026-25-12"]
    found = canonical(DAY, texts)
    assert (found.values, found.unread) == (texts, [1])
    assert "'2026-25-12' is a date only with the day before the month" in found.ask
    assert canonical(DAY, texts, found.choices[0].said).values == ["2026-04-03", "2026-12-25"]


def test_days_that_a_spreadsheet_counted_may_be_swapped_too() -> None:
    counted = ["46143", "46206", "46338"]  # those of SWAPPED
    found = canonical(DAY, [*counted * 3, *SWAPPED[3:]])
    assert found.values[0] == "2026-05-01"
    back = canonical(DAY, [*counted * 3, *SWAPPED[3:]], found.choices[0].said)
    assert back.values[:3] == ["2026-01-05", "2026-03-07", "2026-12-11"]


def test_numbers_are_days_only_where_most_of_the_column_are() -> None:
    assert values(Kind.DATE, ["46027", "46028", "46029", "soon"])[:2] == [
        "2026-01-05",
        "2026-01-06",
    ]
    found = canonical(DAY, ["25/12/2026", "45000", "26/12/2026"])
    assert (found.values[1], found.unread) == ("45000", [1])


def test_a_date_of_three_short_numbers_may_begin_with_its_year() -> None:
    found = canonical(DAY, ["25/12/26"])
    assert (found.values, found.assumed) == (["2026-12-25"], True)
    assert found.ask == "'25/12/26': is that 25 December 2026 or 26 December 2025?"
    assert canonical(DAY, ["25/12/26"], found.choices[1].said).values == ["2025-12-26"]
    swedish = canonical(DAY, ["26-01-05", "26-02-17", "26-02-20", "26-03-01"])
    assert (swedish.values[1], swedish.assumed, swedish.order) == ("2026-02-17", True, YEAR_FIRST)
    usual = canonical(DAY, ["05/01/26", "17/02/26", "20/02/26", "01/03/26"])
    assert (usual.values[1], usual.ask, usual.order) == ("2026-02-17", "", DAY_FIRST)


def test_a_moment_keeps_its_time_and_offset() -> None:
    texts = ["25/12/2026 3:04 PM", "2026-12-25T10:00:00+02:00", "26/12/2026 10:00 +0100"]
    assert values(Kind.MOMENT, texts) == ["2026-12-25 15:04", texts[1], "2026-12-26 10:00+01:00"]


def test_words_for_nothing_are_blank_but_not_in_a_column_that_is_required() -> None:
    found = canonical(DAY, ["TBD", "-", "soon"])
    assert (found.values, found.unread) == (["", "", "soon"], [2])
    assert found.notes[0] == "'TBD' is taken as blank (1 cell)"
    assert canonical(Column("due_on", Kind.PLAN, True), ["TBD"]).unread == [0]


@pytest.mark.parametrize(
    ("texts", "read"),
    [
        (["1.234,50 €", "-", "1,5"], ["1234.5", "", "1.5"]),
        (["$1,234.50", "(3.00)", "12k", "7"], ["1234.5", "-3", "12000", "7"]),
        (["007", "+5", "1e3", "-0"], ["007", "+5", "1e3", "-0"]),
        (["10-20", "85 %"], ["15", "85 %"]),
    ],
)
def test_numbers(texts: list[str], read: list[str]) -> None:
    assert values(Kind.NUMBER, texts) == read


def test_a_number_that_may_be_thousands_is_asked_about() -> None:
    found = canonical(Column("x", Kind.NUMBER), ["1,234", "5,678"])
    assert (found.values, found.assumed) == (["1234", "5678"], True)
    assert found.ask == "'1,234': is that 1234 or 1.234?"
    german = canonical(Column("x", Kind.NUMBER), ["1.234"], Said(decimal=","))
    assert (german.values, german.ask) == (["1234"], "")
    assert canonical(Column("x", Kind.NUMBER), ["1.234"]).ask


def test_what_was_agreed_is_one_number() -> None:
    found = canonical(Column("demo_every", Kind.COUNT), ["5-10", "3,5", "20000", "none", "TBD"])
    assert (found.values[1:4:2], found.values[4], found.unread) == (["3.5", "0"], "", [0, 2])


@pytest.mark.parametrize(
    ("name", "texts", "read"),
    [
        ("demo_every", ["10 business days", "weekly", "7 days"], ["10", "5", "7 days"]),
        ("reply_within", ["8 h", "within 4 business hours", "1 day"], ["8", "4", "1 day"]),
        ("contacts_per_week", ["2 per week", "3x", "1/week"], ["2", "3", "1"]),
    ],
)
def test_the_unit_that_a_column_has_anyway_may_stand_behind_its_numbers(
    name: str, texts: list[str], read: list[str]
) -> None:
    assert canonical(LOGS["clients"].by_name[name], texts).values == read


def test_a_text_that_another_scale_does_not_hold_is_not_taken_for_one_of_ours() -> None:
    found = canonical(Column("rating", Kind.RATING), ["7", "4"], Said(scale=ONE_TO_FIVE))
    assert (found.values, found.unread) == (["7 (not understood)", "7.75"], [0])


def test_bare_ratings_are_never_put_on_another_scale_unasked() -> None:
    column = Column("rating", Kind.RATING)
    found = canonical(column, ["4", "5"])
    assert (found.values, found.assumed, found.unread) == (["4", "5"], True, [])
    assert "No rating is above '5'" in found.ask
    assert any(each.said.scale == ONE_TO_FIVE for each in found.choices)
    assert canonical(column, ["4", "5"], Said(scale=ONE_TO_FIVE)).values == ["7.75", "10"]
    assert canonical(column, ["85", "90"]).unread == [0, 1]
    assert canonical(column, ["8", "9,5"]).values == ["8", "9.5"]
    assert canonical(column, ["8", "9,5"]).ask == ""


def test_a_rating_of_many_digits_says_no_scale() -> None:
    found = canonical(Column("rating", Kind.RATING), ["1.22222222222220222222", "9"])
    assert (found.values[1], found.notes) == ("9", [])


def test_a_rating_that_says_its_scale_is_put_on_ours_with_a_note() -> None:
    found = canonical(Column("rating", Kind.RATING), ["4/5", "80 %", "★★★★★", "9"])
    assert (found.values, found.ask) == (["7.75", "8.2", "10", "9"], "")
    assert "'4/5'" in found.notes[0]


def test_yes_and_no() -> None:
    assert values(Kind.YES_NO, ["Ja", "no", "✓", "maybe", "TRUE"]) == [
        "yes", "no", "yes", "maybe", "TRUE"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("log", "name", "texts", "read"),
    [
        ("contacts", "direction", ["Outbound", "client", "Call", "x"], ["out", "in", "both", "x"]),
        ("contacts", "topic", ["Tech", "billing"], ["technical", "billing"]),
        ("reports", "risks", ["✓", "unchanged", "N/A", "-"], ["yes", "same", "N/A", ""]),
        ("demos", "attendance", ["Decision maker", "none"], ["Decision maker", "none"]),
        ("outcomes", "outcome", ["Renewal", "accepted"], ["renewed", "accepted"]),
    ],
)
def test_words_of_the_contract_and_no_others(
    log: str, name: str, texts: list[str], read: list[str]
) -> None:
    assert canonical(LOGS[log].by_name[name], texts).values == read


def test_a_word_means_what_a_person_said() -> None:
    column = LOGS["contacts"].by_name["topic"]
    said = Said(words={"Billing": "other", "gossip": "none of it"})
    found = canonical(column, ["billing ", "gossip"], said)
    assert (found.values, found.unread) == (["other", "gossip"], [1])


@pytest.mark.parametrize(
    ("kind", "texts", "read"),
    [
        (Kind.CLOCK, ["9am", "9.00", "09h00", "0900", "9", "5:30 pm", "9:00 UTC", "25:00"],
         ["09:00", "09:00", "09:00", "09:00", "09:00", "17:30", "9:00 UTC", "25:00"]),
        (Kind.COUNTRY, ["Germany", "de", "U.S.", "Österreich", "South Korea", "Narnia"],
         ["DE", "de", "US", "AT", "KR", "Narnia"]),
        (Kind.ZONE, ["Berlin", "Europe / Paris", "UTC+1", "(UTC+01:00) Rome", "IST", "são paulo"],
         ["Europe/Berlin", "Europe/Paris", "Etc/GMT-1", "Europe/Rome", "IST",
          "America/Sao_Paulo"]),
        (Kind.BIRTHDAY, ["25/12", "03-04", "5 Jan", "1980-01-05", "5.1.80", "31/02"],
         ["12-25", "04-03", "01-05", "1980-01-05", "01-05", "31/02"]),
        (Kind.BIRTHDAY, ["03-04", "Jan 5"], ["03-04", "01-05"]),
    ],
)  # fmt: skip
def test_other_kinds(kind: Kind, texts: list[str], read: list[str]) -> None:
    assert values(kind, texts) == read
