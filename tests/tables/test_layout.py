"""What is a row, what is the header, and what is left out and why."""

from __future__ import annotations

from tests.tables.conftest import Reads

HEADER = "client,when,hours,note\n"
ROWS = "Acme,2026-01-05,3,fine\nBolt,2026-01-06,4,\nCafé,2026-01-07,5,late\nDune,2026-01-08,6,\n"


def reasons(table_left_out: list) -> list[tuple[int, str]]:  # type: ignore[type-arg]
    return [(each.line, each.reason) for each in table_left_out]


def test_a_plain_table_leaves_nothing_out(reads: Reads) -> None:
    table = reads(HEADER + ROWS)
    assert table.header == ("client", "when", "hours", "note")
    assert [row[0] for row in table.rows] == ["Acme", "Bolt", "Café", "Dune"]
    assert (table.left_out, table.doubts) == ([], [])


def test_lines_above_the_header_are_left_out(reads: Reads) -> None:
    table = reads("Report,,,\nby Ana,,,\n,,,\n" + HEADER + ROWS)
    assert table.header_lines == (4,)
    assert reasons(table.left_out) == [
        (1, "above the header"),
        (2, "above the header"),
        (3, "no cell is filled"),
    ]


def test_sheets_of_a_tracker_with_spacer_rows_above(reads: Reads) -> None:
    link = "https://app.example.com/-/projectCsv?domain=1"
    table = reads(f",,,\n,,{link},\n,,,\n" + HEADER + ROWS)
    assert table.header == ("client", "when", "hours", "note")
    assert len(table.rows) == 4


def test_a_header_of_groups_is_joined_with_the_names_below(reads: Reads) -> None:
    table = reads(
        ",Planned,,Actual,\nMilestone,Start,End,Start,End\n"
        "Launch,2026-01-05,2026-01-09,2026-01-06,2026-01-12\n"
        "Audit,2026-02-05,2026-02-09,2026-02-06,2026-02-12\n"
    )
    assert table.header == (
        "Milestone", "Planned Start", "Planned End", "Actual Start", "Actual End",
    )  # fmt: skip
    assert table.header_lines == (1, 2)


def test_a_row_of_units_belongs_to_the_header(reads: Reads) -> None:
    table = reads("client,spent,left\n,(EUR),(days)\nAcme,100,3\nBolt,200,4\nCafé,300,5\n")
    assert table.header == ("client", "spent (EUR)", "left (days)")


def test_no_header_is_made_up(reads: Reads) -> None:
    table = reads(ROWS)
    assert not table.headed
    assert table.header == ()
    assert len(table.rows) == 4
    assert any("no header" in doubt for doubt in table.doubts)


def test_years_as_names_are_a_header(reads: Reads) -> None:
    table = reads("client,2024,2025,2026\nAcme,1200,1300,1400\nBolt,1100,1900,2100\n")
    assert table.header == ("client", "2024", "2025", "2026")


def test_a_header_alone_and_a_header_with_one_row(reads: Reads) -> None:
    assert reads(HEADER).header == ("client", "when", "hours", "note")
    assert reads(HEADER).rows == []
    assert len(reads(HEADER + "Acme,2026-01-05,3,fine\n").rows) == 1


def test_totals_and_remarks_below_are_left_out(reads: Reads) -> None:
    table = reads(HEADER + ROWS + "Total,,18,\n\nSource: time sheets\nPage 1 of 1\n")
    assert len(table.rows) == 4
    assert reasons(table.left_out) == [
        (6, "a total"),
        (8, "a remark below the rows"),
        (9, "a remark below the rows"),
    ]


def test_a_client_called_total_in_a_full_row_is_a_row(reads: Reads) -> None:
    table = reads(HEADER + ROWS + "Total,2026-01-09,7,fine\n")
    assert len(table.rows) == 5


def test_a_last_row_with_one_cell_is_kept_if_nothing_sets_it_apart(reads: Reads) -> None:
    table = reads(HEADER + ROWS + "Echo\n")
    assert table.rows[-1] == ["Echo", "", "", ""]


def test_blank_rows_in_between_end_nothing(reads: Reads) -> None:
    table = reads(HEADER + ROWS + "\n,,,\n ,,,\n" + "Echo,2026-01-09,7,x\n")
    assert [row[0] for row in table.rows][-1] == "Echo"
    assert reasons(table.left_out) == [(7, "no cell is filled")]
    assert table.left_out[0].lines == 2


def test_the_header_on_every_page_is_left_out_and_the_rows_go_on(reads: Reads) -> None:
    table = reads(HEADER + ROWS + HEADER + ROWS.replace("2026", "2027"))
    assert len(table.rows) == 8
    assert reasons(table.left_out) == [(6, "the header again")]


def test_rows_that_equal_the_first_are_rows_where_there_are_many(reads: Reads) -> None:
    table = reads("a,b\n" * 6)
    assert len(table.rows) + len(table.header_lines) == 6


def test_a_second_table_below_is_a_table_of_its_own(reads: Reads) -> None:
    text = HEADER + ROWS + "\nrisk,raised\nfire,2026-01-01\nflood,2026-01-02\nfrost,2026-01-03\n"
    assert len(reads(text).rows) == 4
    second = reads(text, table=1)
    assert second.header == ("risk", "raised")
    assert second.lines == [8, 9, 10]


def test_separators_at_the_line_ends_make_no_column(reads: Reads) -> None:
    assert reads("a,b,\n1,2,\n3,4,\n").header == ("a", "b")
    assert reads("a,b\n1,2,\n3,4,\n").rows == [["1", "2"], ["3", "4"]]


def test_an_unnamed_column_with_something_in_it_stays(reads: Reads) -> None:
    table = reads("a,b,\n1,2,\n3,4,x\n")
    assert table.header == ("a", "b", "")
    assert table.rows[1] == ["3", "4", "x"]


def test_an_empty_file_is_said_to_be_empty(reads: Reads) -> None:
    for content in (b"", b"\n\n", b"\xef\xbb\xbf", b"  \r\n"):
        table = reads(content)
        assert (table.rows, table.headed) == ([], False)
        assert "empty" in table.doubts[0]


def test_columns_in_which_nothing_stands_are_left_away_at_either_side(reads: Reads) -> None:
    table = reads(",,name,due,\n,,A,2026-01-05,\n,,B,2026-02-05,\n")
    assert (table.header, table.rows[0]) == (("name", "due"), ["A", "2026-01-05"])


def test_a_preamble_of_lines_with_colons_is_no_table(reads: Reads) -> None:
    text = "Owner: Ana\nDate: 3 May\n\nname,when,at\nA,2026-01-05,10:00\nB,2026-01-06,11:00\n"
    table = reads(text)
    assert table.header == ("name", "when", "at")
    assert [each.line for each in table.left_out] == [1, 2]


def test_a_table_drawn_with_lines_is_read_without_them(reads: Reads) -> None:
    table = reads("| name | due |\n|------|-----|\n| A b | 2026-01-05 |\n| B | 2026-01-06 |\n")
    assert (table.header, table.rows[0]) == (("name", "due"), ["A b", "2026-01-05"])
    assert table.left_out[0].reason == "a drawn line"


def test_columns_lined_up_with_spaces(reads: Reads) -> None:
    table = reads("Name      Due         Cost\nAcme Inc  2026-01-05  3\nBolt      2026-01-06  40\n")
    assert table.header == ("Name", "Due", "Cost")
    assert table.rows == [["Acme Inc", "2026-01-05", "3"], ["Bolt", "2026-01-06", "40"]]


def test_comments_between_rows_are_left_out(reads: Reads) -> None:
    table = reads("# made by x\nname,due\nA,2026-01-05\n# old\nB,2026-01-06\n")
    assert len(table.rows) == 2
    assert reasons(table.left_out) == [(1, "above the header"), (4, "a comment")]


def test_a_row_that_names_a_section_is_kept(reads: Reads) -> None:
    table = reads("name,due,cost\nNorth,,\nA,2026-01-05,3\nSouth,,\nB,2026-01-07,5\n")
    assert [row[0] for row in table.rows] == ["North", "A", "South", "B"]


def test_a_title_that_a_spreadsheet_filled_up_is_no_table_of_its_own(reads: Reads) -> None:
    rows = "".join(f"Acme;{number};1.2.2026;3.4.2026\n" for number in range(5))
    table = reads("Plan;;;\nAs of: 20.11.2026;;;\n;;;\nCustomer;Item;Agreed;Due\n" + rows)
    assert table.header == ("Customer", "Item", "Agreed", "Due")
    assert [line for line, _ in reasons(table.left_out)] == [1, 2, 3]
