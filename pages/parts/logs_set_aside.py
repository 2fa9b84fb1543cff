"""The rows that were set aside: file, row, column, value, reason; to read, and to download."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from health.logs.rows import Logs, SetAside
from pages.parts import address, download, words
from pages.parts.look import sheet

LOG = "log"
_SHOWN = 500
_LONGEST = 200  # of a value on screen; the file has all of it
COLUMNS = ["file", "row", "column", "value", "reason"]


@st.fragment
def rows(logs: Logs) -> None:
    """The rows of all logs or of the one in the address; the file to download has all of these."""
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
    name = f"rows-set-aside-{chosen or 'all'}-{date.today().isoformat()}"
    label = f"Save {words.count(len(found), 'reason')} as CSV"
    download.button(label, lambda: [COLUMNS, *lines(found)], name, "set-aside")


def _as_text(chosen: str | None) -> str | None:
    return chosen


def lines(found: list[SetAside]) -> list[tuple[str, str, str, str, str]]:
    """What was set aside, a line a reason."""
    return [
        (each.where, str(each.row or ""), each.column, each.value, each.reason) for each in found
    ]
