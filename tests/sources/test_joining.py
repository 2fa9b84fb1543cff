"""What is prepared has a row for each row that it was made of, whatever stands in the cells."""

import tempfile
from pathlib import Path

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from health.logs.reading import read_folder
from health.sources.opening import read_logs
from health.tables.reading import read_tables
from health.tables.written import write_plainly

CELLS = st.text(st.sampled_from("ab,\"\r\n\t' ;"), max_size=6)


@settings(max_examples=30, deadline=None)
@given(st.lists(CELLS, max_size=4))
@example(["a\rb", "\r"])
def test_a_row_is_one_row_whatever_its_cells_hold(texts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "clients.csv").write_text("client\nAcme\n")
        with (folder / "contacts.csv").open("w", newline="") as out:
            write_plainly(out, [["client", "at", "direction", "summary"]])
            write_plainly(
                out, (["Acme", f"2026-03-0{n + 1}", "in", t] for n, t in enumerate(texts))
            )
        rows = read_folder(folder)["contacts"]
        assert list(rows["row"]) == list(range(2, len(texts) + 2))
        assert rows.set_aside == ()
        assert rows.cells("summary", np.arange(len(rows))) == texts


def test_a_lone_carriage_return_in_a_cell_tears_no_row_apart(tmp_path: Path) -> None:
    (tmp_path / "clients.csv").write_text("client\nAcme\n")
    text = 'client\tat\tdirection\tsummary\nAcme\t2026-03-02\tin\t"a\rb"\nAcme\tsoon\tin\tc\n'
    (tmp_path / "contacts.tsv").write_bytes(text.encode())
    logs = read_logs(tmp_path)
    [table] = read_tables(tmp_path / "contacts.tsv")
    assert len(logs["contacts"]) == 1
    assert [(each.where, each.row) for each in logs.set_aside] == [("contacts.tsv", table.lines[1])]
