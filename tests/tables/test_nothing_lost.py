"""Whatever the file: every word of it is in the table or left out with a reason, and none else."""

from __future__ import annotations

import re
import time
import tracemalloc
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from health.errors import UnreadableFile
from health.tables.delimited import tables_of_text
from health.tables.found import Table
from health.tables.sheets import is_workbook, tables_of_workbook
from tests.tables.conftest import Reads

PIECES = st.sampled_from(
    [*',;\t|:" \'\\\n\r', "\r\n", '""', ",,", "\n\n", "a", "Bolt", "7", "1.5", "12/01/2026", "é",
     "Total", "Source", "10:15", "name", "#", "sep=;\n", '"x, y"', "2026-01-05"]
)  # fmt: skip
MESSES = st.lists(PIECES, max_size=60).map("".join)
ROWS = st.lists(
    st.lists(st.sampled_from(["", "a", "Bolt", "7", "x y", '"q, r"', "2026-01-05"]), max_size=5),
    max_size=12,
).map(lambda rows: "\n".join(map(",".join, rows)))


def words(text: str) -> Counter[str]:
    """Letters and digits, as what nothing may happen to."""
    return Counter(re.findall(r"[^\W_]", text))


def in_tables(tables: list[Table]) -> Counter[str]:
    found: Counter[str] = Counter()
    for table in tables:
        for row in table.rows:
            found += words(" ".join(row))
        for each in table.left_out:
            found += words(each.text)
    return found


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(MESSES, ROWS))
def test_every_letter_is_in_a_row_in_the_header_or_left_out(text: str) -> None:
    tables = tables_of_text(text.encode(), "file")
    header: Counter[str] = Counter()
    for table in tables:
        header += words(" ".join(table.header))
    lost = words(text) - in_tables(tables) - header
    # A backslash before a t may be the separator; groups above a header stand over each column.
    assert not lost - Counter({"t": text.count("\\t")})
    assert not in_tables(tables) - words(text)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(MESSES, ROWS))
def test_rows_are_as_wide_as_the_header_and_know_their_lines(text: str) -> None:
    last = len(re.findall(r"\r\n|\n|\r", text)) + 1
    for table in tables_of_text(text.encode(), "file"):
        assert len(table.lines) == len(table.rows)
        assert table.lines == sorted(set(table.lines))
        assert all(1 <= line <= last for line in table.lines)
        assert len({len(row) for row in table.rows}) <= 1
        if table.headed and table.rows:
            assert len(table.header) == len(table.rows[0])
        taken = [*table.header_lines, *table.lines, *(each.line for each in table.left_out)]
        assert len(taken) == len(set(taken))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    refused = ""
    tables: list[Table] = []
    try:
        tables = tables_of_text(content, "file")
    except UnreadableFile as error:
        refused = str(error)
    assert tables or refused.startswith("file: is ")


# Without digits: words above numbers may well be a second header row.
LETTERS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Co", "N"]), max_size=8)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(LETTERS, min_size=3, max_size=3), min_size=1, max_size=8))
@example([["*", "", ""], ["*", "", ""]])
def test_a_table_written_with_all_quotes_comes_back_as_it_was(rows: list[list[str]]) -> None:
    header = ["client", "at", "note"]
    text = "\n".join(
        ",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in [header, *rows]
    )
    (table, *_) = tables_of_text(text.encode(), "file")
    filled = [at for at, row in enumerate(rows) if any(cell.strip() for cell in row)]
    left = [each.line - 2 for each in table.left_out if each.reason != "no cell is filled"]
    assert table.header == tuple(header)
    assert table.rows == [rows[at] for at in filled if at not in left]


HOSTILE = {
    "one line of 5 MB": b"x" * 5_000_000,
    "one line of quotes": b'"' * 300_001,
    "a quote in every line": b'a,"b\n' * 30_000,
    "two quotes in every line": b'a,""b\n' * 20_000,
    "one quote opened for ever": b'a,b,c\nx,"y,z\n' + b"1,2,3\n" * 100_000,
    "ragged": b"".join(b"a,%d%s\n" % (n, b",x" * (n % 7)) for n in range(30_000)),
    "quotes in ragged lines": b"a,b,c,d\n"
    + b"".join(b'"a,%d%s\n' % (n, b',"x' * (n % 7)) for n in range(20_000)),
    "wide": b",".join(b"c%d" % n for n in range(20_000)) + b"\n1\n2,3\n",
    "commas": b"," * 90_000,
    "blank lines": b"\n" * 300_000 + b"a,b\n1,2\n",
    "one long row": b"a,b\n1,2\n" + b"z," * 50_000 + b"\n3,4\n" * 1000,
    "foreign bytes": "é,ü;ß\n".encode("cp1252") * 30_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_takes_a_bounded_time(name: str) -> None:
    begun = time.process_time()
    tables = tables_of_text(HOSTILE[name], "file")
    assert tables
    assert time.process_time() - begun < 8  # seconds; a tenth of that on a quiet machine


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(
        st.binary(max_size=300),
        st.tuples(MESSES, st.sampled_from(["utf-16", "utf-32-le", "cp1252", "utf-7"])).map(
            lambda pair: pair[0].encode(pair[1], "replace")
        ),
        st.tuples(st.sampled_from([b"PK\3\4xl/", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]), st.binary())
        .map(b"".join),
    ),
    st.integers(1, 200),
)  # fmt: skip
def test_any_bytes_are_tables_or_refused_in_bounded_memory(piece: bytes, times: int) -> None:
    content, refused = piece * times, "file: "
    tracemalloc.start()
    try:
        tables = (tables_of_workbook if is_workbook(content) else tables_of_text)(content, "file")
        assert all(len(row) == table.width for table in tables for row in table.rows)
    except UnreadableFile as refusal:
        refused = str(refusal)
    finally:
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert refused.startswith("file: ")
    assert most < (8 << 20) + 600 * len(content)


def test_more_columns_than_any_table_has_are_refused(reads: Reads) -> None:
    with pytest.raises(UnreadableFile, match="more than 100,000 cells in line 2"):
        reads("a,b\n" + "x," * 200_000 + "\n3,4\n")


def test_a_file_that_is_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from health.tables import reading

    monkeypatch.setattr(reading, "MOST_BYTES", 100)
    (tmp_path / "f.csv").write_bytes(b"a,b\n" * 30)
    with pytest.raises(UnreadableFile, match="cut it"):
        reading.read_tables(tmp_path / "f.csv")
