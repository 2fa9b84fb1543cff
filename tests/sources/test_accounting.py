"""Folders as nobody would make them on purpose: every line of every file is accounted for."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from health.sources.opening import read_logs
from tests.sources.accounting import faults
from tests.sources.government import write_workbook

WORDS = st.sampled_from(
    ("Beta", "Größe", "a, b", 'the "old" one', "two\nlines", "=1+1", "25/4/2026", "3/4/2026")
)
CLIENTS = st.sampled_from(("Acme Ltd", "acme", "Köln AG", "Koln", "Nobody", "", "Total"))
DAYS = st.sampled_from(("2026-03-02", "25/3/2026", "3/4/2026", "soon", "", "4.5.26", "46000"))
ROWS = st.lists(st.tuples(CLIENTS, WORDS, DAYS, DAYS), min_size=1, max_size=8)
HEADERS = st.sampled_from(
    (
        ["client", "item", "promised_on", "due_on"],
        ["Customer", "Milestone", "Agreed on", "Due date"],
        ["Client", "Milestone", "Planned date", "Actual date"],
        ["who", "what", "when", "then"],
    )
)
Lines = list[list[str]]
NONE: Lines = []
ABOVE: st.SearchStrategy[Lines] = st.sampled_from(
    (NONE, [["Plan of spring"], []], [["Report", "2026"], ["by", "Ann"], []])
)
BELOW: st.SearchStrategy[Lines] = st.sampled_from(
    (NONE, [[]], [["Total", "7", "", ""]], [[], ["Source: PMO"]])
)
RAGGED = st.sampled_from((0, 0, 0, -1, 1))


@st.composite
def lines(draw: st.DrawFn) -> list[list[str]]:
    """The lines of a table, with what people put above, below and between its rows."""
    rows = []
    for row in draw(ROWS):
        cells, ragged = list(row), draw(RAGGED)
        rows.append(cells[:ragged] if ragged < 0 else cells + ["note"] * ragged)
        if draw(st.integers(0, 9)) == 0:
            rows.append([""] * 4)
    above, below = draw(ABOVE), draw(BELOW)
    return [*above, draw(HEADERS), *rows, *below]


def as_text(table: list[list[str]], delimiter: str, end: str) -> str:
    """The lines with quotes where they need them."""

    def quoted(cell: str) -> str:
        needs = any(sign in cell for sign in (delimiter, '"', "\n", "\r"))
        return '"' + cell.replace('"', '""') + '"' if needs else cell

    return "".join(delimiter.join(map(quoted, row)) + end for row in table)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(
        st.sampled_from(("deadlines.csv", "more.csv", "plan.tsv", "Deadlines.txt")),
        st.tuples(
            lines(),
            st.sampled_from(",;\t|"),
            st.sampled_from(("\n", "\r\n")),
            st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "cp1252")),
        ),
        min_size=1,
    ),
    st.lists(lines(), max_size=3),
)
def test_every_line_of_a_messy_folder_is_accounted_for(
    texts: dict[str, tuple[list[list[str]], str, str, str]], sheets: list[list[list[str]]]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "clients.csv").write_text("client\nAcme Ltd\nKöln AG\n")
        (folder / "contacts.csv").write_text("client,at,direction\nAcme Ltd,2026-03-02,in\n")
        for file, (table, delimiter, end, encoding) in texts.items():
            (folder / file).write_bytes(as_text(table, delimiter, end).encode(encoding))
        if sheets:
            tabs = {f"Tab {number}": sheet for number, sheet in enumerate(sheets, 1)}
            write_workbook(folder / "deadlines.xlsx", tabs)
        assert faults(read_logs(folder)) == []
