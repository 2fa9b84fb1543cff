"""Of files that hold rows of several clients, only what is of those seen is told."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from health.logs.cut import cut_to
from health.sources.opening import read_logs
from health.uploads.mended import lines_to_mend
from health.uploads.to_mend import rows_to_mend
from tests.conftest import FolderOf

CALLS = """Customer,Date,Direction,Subject
Acme,2026-10-05 10:00,out,about Acme
Bolt,2026-10-06 10:00,in,about Bolt
Acme,no day,out,undated Acme
Bolt,no day,out,undated Bolt
Boltt,2026-10-07 10:00,out,misspelt Bolt
"""
PLAIN = "client,at,direction,summary\nBolt,2026-10-01 10:00,out,x\nAcme,2026-10-02 10:00,in,mine\n"


def test_of_prepared_logs_too_nothing_of_others_is_left(folder_of: FolderOf) -> None:
    folder = folder_of(contacts=PLAIN)
    (folder / "calls.csv").write_text(CALLS)
    (folder / "bolt only.csv").write_text(CALLS.replace("Acme", "Bolt"))
    (folder / "Bolt and its budget.csv").write_text("a,b\n1,2\n")
    whole = read_logs(folder)
    assert whole["contacts"].origins is not None
    assert "Bolt" in repr(whole)
    mine = cut_to(whole, {"acme"})
    rows = mine["contacts"]
    assert rows.texts(np.arange(len(rows)))["client"].to_pylist() == ["Acme"] * len(rows)
    places = [rows.line_of(int(row)) for row in rows["row"]]
    assert places == [("calls.csv", 2), ("contacts.csv", 3)]
    assert [(each.where, each.row) for each in rows.set_aside] == [("calls.csv", 4)]
    told = {state.name: [feed.rows for feed in state.feeds] for state in mine.prepared.states}
    assert told == {"clients.csv": [], "contacts.csv": [], "calls.csv": [1]}
    said = repr((mine.prepared.states, mine.set_aside, mine.strangers, mine.clients, mine.refused))
    assert "bolt" not in said.casefold()
    saved = repr(list(lines_to_mend(rows_to_mend(mine, list(mine.rows)))))
    assert "bolt" not in saved.casefold()
    assert "undated Acme" in saved


def test_a_log_that_can_not_be_used_quotes_nothing_of_its_file(folder_of: FolderOf) -> None:
    folder: Path = folder_of(contacts=PLAIN, demos="Bolt,Bolt 2\n1,2\n")
    whole, mine = read_logs(folder), cut_to(read_logs(folder), {"acme"})
    assert "Bolt" in whole["demos"].problem
    assert mine["demos"].problem
    assert "Bolt" not in repr((mine["demos"].problem, mine.set_aside))
