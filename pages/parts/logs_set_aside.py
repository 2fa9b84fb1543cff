"""The rows that were set aside: file, row, column, value, reason; to read, to save, to mend."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date

import pandas as pd
import streamlit as st

from health.logs.rows import Logs, SetAside
from health.uploads.mended import lines_to_mend
from health.uploads.to_mend import rows_to_mend
from pages.parts import address, seen, words
from pages.parts.look import sheet

LOG = "log"
_SHOWN = 500
_LONGEST = 200  # of a value on screen; the file has all of it
COLUMNS = ["file", "row", "column", "value", "reason"]
_HOW = (
    "The file that is saved has each row as it stands in its log, and why it is not used. Mend it "
    "in a spreadsheet, leave the first five columns as they are, and drop it above: mended rows "
    "then stand for these. A row whose other cells are all cleared counts as no row."
)


@st.fragment
def rows(logs: Logs) -> None:
    """The rows of all logs or of the one in the address; the file to save has all of these."""
    names = [log for log, found in logs.rows.items() if found.set_aside]
    if not names:
        sheet("<p class='soft'>None: every row that was read is used.</p>")
        return
    chosen = next(iter(address.values(LOG, names)), None)
    if len(names) > 1:
        st.segmented_control(
            "Log", names, label_visibility="collapsed", **address.bound(LOG, chosen, _as_text)
        )
    found = list(logs.rows[chosen].set_aside) if chosen else logs.set_aside
    if len(found) > _SHOWN:
        sheet(
            f"<p class='soft'>The first {_SHOWN} of {len(found):,} reasons; the file has all.</p>"
        )
    shown = pd.DataFrame(lines(found[:_SHOWN]), columns=COLUMNS)
    shown["value"] = shown["value"].str.slice(0, _LONGEST)
    st.dataframe(
        shown, hide_index=True, row_height=32, key="set-aside",
        height="content" if len(shown) <= 15 else 560,
        column_config={"reason": st.column_config.TextColumn(width="large")},
        alt="Rows set aside, with the cell that kept each out and the reason",
    )  # fmt: skip
    of = [chosen] if chosen else names
    number = sum(logs.rows[log].set_aside_rows for log in of)
    label = f"Save {words.count(number, 'row')} to mend" if number else "Save the reasons"
    st.download_button(
        label, data=lambda: to_mend(logs, of), mime="text/csv", key="download-set-aside",
        file_name=f"rows-set-aside-{chosen or 'all'}-{date.today().isoformat()}.csv",
        on_click="ignore", type="tertiary", icon=":material/download:",
    )  # fmt: skip
    if seen.may("logs"):
        sheet(f"<p class='small soft'>{_HOW}</p>")


def to_mend(logs: Logs, of: list[str]) -> bytes:
    """The rows set aside of some logs as CSV: no cell is a formula, and all come back as they were.

    Not by `download.as_csv`, which guards cells once more.
    """
    out = io.StringIO(newline="")
    csv.writer(out).writerows(lines_to_mend(rows_to_mend(logs, of)))
    return out.getvalue().encode("utf-8-sig", "replace")


def _as_text(chosen: str | None) -> str | None:
    return chosen


def lines(found: Iterable[SetAside]) -> list[tuple[str, str, str, str, str]]:
    """What was set aside, a line a reason."""
    return [
        (each.where, str(each.row or ""), each.column, each.value, each.reason) for each in found
    ]
