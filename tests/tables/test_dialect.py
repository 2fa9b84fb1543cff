"""Separator, quotes and escapes are told from the text."""

from __future__ import annotations

import pytest

from health.tables.dialect import dialect_of
from tests.tables.conftest import Reads

ROWS = [
    ["client", "at", "hours", "note"],
    ["Acme, Inc.", "2026-01-05 10:00", "7.5", 'said "yes; but"'],
    ["Bolt|Nut", "2026-01-06 11:30", "12", "on\ttime"],
    ["O'Neill", "2026-01-07 09:15", "0.25", ""],
]


def written(delimiter: str, quote: str = '"', escape: str = '"', end: str = "\n") -> str:
    """All cells quoted, so that whatever separates may stand in a cell."""
    cells = [[cell.replace('"', escape + '"') for cell in row] for row in ROWS]
    return "".join(delimiter.join(f"{quote}{cell}{quote}" for cell in row) + end for row in cells)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~", "||", "|~|", "::", "\x1f"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_separator_and_line_end(reads: Reads, delimiter: str, end: str) -> None:
    table = reads(written(delimiter, end=end))
    assert [[*table.header], *table.rows] == ROWS
    assert table.lines == [2, 3, 4]


def test_quotes_after_a_backslash(reads: Reads) -> None:
    table = reads(written(",", escape="\\"))
    assert [[*table.header], *table.rows] == ROWS


def test_a_backslash_that_escapes_nothing_stays(reads: Reads) -> None:
    table = reads('name,path\nAcme,"C:\\files\\"\nBolt,"D:\\new, old"\n')
    assert table.rows == [["Acme", "C:\\files\\"], ["Bolt", "D:\\new, old"]]


def test_apostrophes_that_enclose_are_quotes_and_others_are_letters(reads: Reads) -> None:
    table = reads("name,note\n'Acme, Inc.','a, b'\n'Bolt','c'\n")
    assert table.rows == [["Acme, Inc.", "a, b"], ["Bolt", "c"]]
    table = reads("name,note\nO'Neill,'tis late\nBolt's,c\n")
    assert table.rows == [["O'Neill", "'tis late"], ["Bolt's", "c"]]


def test_a_space_behind_every_separator_is_no_part_of_the_cells(reads: Reads) -> None:
    table = reads('name, when, note\nAcme, 2026-01-05, "a, b"\nBolt, 2026-01-06, c\n')
    assert table.header == ("name", "when", "note")
    assert table.rows[0] == ["Acme", "2026-01-05", "a, b"]


def test_spaces_of_a_cell_are_kept_where_not_every_separator_has_one(reads: Reads) -> None:
    table = reads("name,note\nAcme, b\nBolt,c \n")
    assert table.rows == [["Acme", " b"], ["Bolt", "c "]]


def test_decimal_commas_do_not_separate() -> None:
    assert dialect_of("Kunde;Wert;Anteil\nAcme;1,5;2,25\nBolt;3,0;4,75\n").delimiter == ";"


def test_times_and_sentences_do_not_make_separators_of_colons_and_spaces(reads: Reads) -> None:
    table = reads("at,what\n10:00,a long talk\n11:30,another long talk\n")
    assert table.header == ("at", "what")
    names = reads("Full name\nAna Lima\nBo Quist\n")
    assert names.header == ("Full name",)
    assert names.rows == [["Ana Lima"], ["Bo Quist"]]


def test_the_line_of_excel_that_names_the_separator_is_obeyed(reads: Reads) -> None:
    table = reads("sep=;\na;b\n1,0;2\n3,0;4\n")
    assert table.header == ("a", "b")
    assert table.lines == [3, 4]
    assert table.left_out[0].reason == "says the separator"


def test_a_long_preamble_does_not_hide_the_separator(reads: Reads) -> None:
    above = "".join(f"Some words of remark number {n}\n" for n in range(12))
    table = reads(above + "client;when;hours\nAcme;2026-01-05;3\nBolt;2026-01-06;4\n")
    assert table.header == ("client", "when", "hours")
    assert len(table.left_out) == 12
