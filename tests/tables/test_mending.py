"""A broken row costs nobody else's row, and as little of its own as can be."""

from __future__ import annotations

from tests.tables.conftest import Reads

HEADER = "date,time,code,price,name,text\n"
GOOD = [
    f"{day:02}/01/2026,{8 + day % 9:02}:15,AB-{1000 + day},{day}.50,Name {'x' * day},"
    f'"Some words, and {day} more"\n'
    for day in range(1, 13)
]
WANTED = [
    [f"{day:02}/01/2026", f"{8 + day % 9:02}:15", f"AB-{1000 + day}", f"{day}.50",
     "Name " + "x" * day, f"Some words, and {day} more"]
    for day in range(1, 13)
]  # fmt: skip


def with_row(line: str, at: int = 5) -> str:
    return HEADER + "".join([*GOOD[:at], line, *GOOD[at + 1 :]])


def test_a_stray_quote_before_a_cell_is_a_letter_of_it(reads: Reads) -> None:
    table = reads(with_row('"' + GOOD[5]))
    assert table.rows[5] == ['"' + WANTED[5][0], *WANTED[5][1:]]
    assert table.rows[6:] == WANTED[6:]


def test_a_stray_quote_within_a_quoted_cell_is_a_letter_of_it(reads: Reads) -> None:
    table = reads(with_row(GOOD[5].replace('"Some', '""Some')))
    assert table.rows[5] == [*WANTED[5][:5], '"' + WANTED[5][5]]
    assert table.rows[6:] == WANTED[6:]


def test_a_separator_too_many_moves_nothing(reads: Reads) -> None:
    for column in range(6):
        cells = GOOD[5].rstrip("\n").split(",", 5)
        cells.insert(column, "")
        table = reads(with_row(",".join(cells) + "\n"))
        assert table.rows == WANTED, column


def test_a_lost_separator_is_put_back_where_both_halves_are_plain(reads: Reads) -> None:
    for column in range(1, 5):
        cells = GOOD[5].rstrip("\n").split(",", 5)
        cells[column - 1 : column + 1] = ["".join(cells[column - 1 : column + 1])]
        table = reads(with_row(",".join(cells) + "\n"))
        assert table.rows == WANTED, column
        assert any("line 7" in doubt for doubt in table.doubts)


def test_a_row_with_another_separator_is_read_with_it(reads: Reads) -> None:
    table = reads(with_row(GOOD[5].replace(",", ";", 5)))
    assert table.rows == WANTED


def test_an_unquoted_comma_in_a_text_does_not_split_it(reads: Reads) -> None:
    table = reads(with_row(GOOD[5].replace('"', "")))
    assert table.rows == WANTED


def test_a_short_row_is_padded_and_a_long_one_kept(reads: Reads) -> None:
    table = reads("a,b,c\nx,y\nz,w,v\nu,t,s,r,q\nl,m,n\n")
    assert table.header == ("a", "b", "c", "")
    assert table.rows[0] == ["x", "y", "", ""]
    assert table.rows[2] == ["u", "t", "s", "r,q"]
    assert len(table.doubts) == 2


def test_line_breaks_within_quotes_are_part_of_the_cell(reads: Reads) -> None:
    table = reads('a,b,c\n1,"two\nlines, and\n\nmore",3\n4,5,6\n')
    assert table.rows[0] == ["1", "two\nlines, and\n\nmore", "3"]
    assert table.lines == [2, 6]


def test_quotes_that_are_not_escaped_within_several_lines(reads: Reads) -> None:
    table = reads('a,b,c\n1,"he said "go"\nand went",3\n4,5,6\n')
    assert table.rows == [["1", 'he said "go"\nand went', "3"], ["4", "5", "6"]]


def test_two_stray_quotes_do_not_swallow_the_rows_between_them(reads: Reads) -> None:
    rows = "".join(f"{n},x{n},{n}.5\n" for n in range(20))
    table = reads('a,b,c\n1,"x,2.5\n' + rows + '3,4,y"\n5,6,7\n')
    assert len(table.rows) == 23
    assert table.rows[0] == ["1", '"x', "2.5"]


def test_an_unclosed_quote_at_the_end_loses_nothing(reads: Reads) -> None:
    table = reads('a,b\n1,2\n3,"four\n5,6\n7,8\n')
    assert [row[0] for row in table.rows] == ["1", "3", "5", "7"]


def test_inches_are_not_quotes(reads: Reads) -> None:
    table = reads('item,size\nframe,5" by 7"\nshelf,10"\n"door","80"" high"\n')
    assert table.rows == [["frame", '5" by 7"'], ["shelf", '10"'], ["door", '80" high']]


def test_a_header_with_a_name_too_few_is_told(reads: Reads) -> None:
    table = reads("date,time,codeprice,name,text\n" + "".join(GOOD))
    assert len(table.header) == 6
    assert any("5 names for 6 columns" in doubt for doubt in table.doubts)
    assert table.rows == WANTED


def test_a_row_shifted_by_a_column_or_two_is_moved_back(reads: Reads) -> None:
    rows = [f"Client {n},{n:02}/03/2026,{n * 7}.25,open,," for n in range(1, 15)]
    rows[4] = f",{rows[4][:-1]}"
    rows[9] = f",,{rows[9][:-2]}"
    table = reads("client,due,cost,state,x,y\n" + "\n".join(rows) + "\nClient 15,,,,,\n")
    wanted = [[f"Client {n}", f"{n:02}/03/2026", f"{n * 7}.25", "open"] for n in range(1, 15)]
    assert [row[:4] for row in table.rows[:14]] == wanted
    assert table.rows[14][0] == "Client 15"
    assert [doubt.split(":")[0] for doubt in table.doubts] == ["line 6", "line 11"]


def test_a_comma_before_a_space_is_one_of_a_sentence(reads: Reads) -> None:
    rows = "Acme,out,hello, how are you\nBolt,in,fine\nCafe,in,ok\nDune,in,ok\n"
    assert reads("client,direction,summary\n" + rows).rows[0] == [
        "Acme", "out", "hello, how are you",
    ]  # fmt: skip
