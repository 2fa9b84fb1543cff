"""Columns of one table are evidence for one another, and a contradiction is told."""

from __future__ import annotations

from health.tables.dates import DAY_FIRST, MONTH_FIRST
from health.values import Said, canonical_table

PROMISED, DUE, DONE = "deadlines.promised_on", "deadlines.due_on", "deadlines.done_on"


def test_a_column_that_nothing_decides_follows_those_of_its_table() -> None:
    found = canonical_table({PROMISED: ["03/04/2026"], DUE: ["04/25/2026"]}, {})
    assert found[PROMISED].values == ["2026-03-04"]
    assert (found[PROMISED].assumed, found[PROMISED].ask) == (False, "")
    assert found[PROMISED].notes[0] == "the month first, as due_on of the same table"


def test_what_a_person_said_of_one_column_counts_for_the_others() -> None:
    found = canonical_table(
        {PROMISED: ["03/04/2026"], DUE: ["05/06/2026"]}, {DUE: Said(order=MONTH_FIRST)}
    )
    assert found[PROMISED].values == ["2026-03-04"]


def test_where_none_decides_every_column_asks() -> None:
    found = canonical_table({PROMISED: ["03/04/2026"], DUE: ["05/06/2026"]}, {}, MONTH_FIRST)
    assert all(each.ask and each.assumed for each in found.values())


def test_columns_that_contradict_each_other_are_asked_about() -> None:
    columns = {PROMISED: ["25/12/2026"], DUE: ["12/25/2026"], DONE: ["03/04/2026"]}
    found = canonical_table(columns, {})
    assert found[PROMISED].values == ["2026-12-25"]
    assert "due_on of the same table with the month first" in found[PROMISED].ask
    assert found[DONE].assumed
    said = canonical_table(columns, {PROMISED: Said(order=DAY_FIRST), DUE: Said(order=MONTH_FIRST)})
    assert (said[PROMISED].ask, said[DUE].ask) == ("", "")
    assert said[DONE].ask


def test_the_decimal_mark_is_evidence_too() -> None:
    found = canonical_table({"spend.planned": ["1.234"], "spend.actual": ["999,50"]}, {})
    assert found["spend.planned"].values == ["1234"]
    assert found["spend.planned"].notes[0] == "the decimal comma, as actual of the same table"


def test_columns_that_no_log_has_are_text() -> None:
    found = canonical_table({"deadlines.id": ["03/04/2026"], "x.recorded_on": ["25/12/2026"]}, {})
    assert [each.values for each in found.values()] == [["03/04/2026"], ["2026-12-25"]]
