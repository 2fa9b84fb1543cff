"""Where files are dropped: taken at once, shown before anything is stored."""

from __future__ import annotations

from contextlib import suppress

import streamlit as st

from pages.parts import (
    logs_adding,
    logs_dropped,
    logs_gate,
    logs_sources,
    logs_templates,
    logs_waiting,
    page,
    seen,
)
from pages.parts.look import heading, note, sheet

_NUMBER = "drop field"


def area() -> None:
    """The field to drop files into, those that wait, and what became of those that were added."""
    refused = logs_gate.may_change_logs()
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        heading("Add files", "exports and spreadsheets as they are; nothing is stored unasked")
        logs_templates.templates()
    if refused:
        title = "Files can be tried here, not added" if logs_gate.may_try() else "Nothing is added"
        note("none", title, refused)
    if not logs_gate.may_try():
        return
    _field()
    logs_adding.outcome()
    with st.container(key="dropped", gap="medium"):
        logs_dropped.files()


def _field() -> None:
    number = st.session_state.get(_NUMBER, 0)
    found = st.file_uploader(
        "Drop files here, or choose some: CSV or text of any kind, .xlsx, .ods, .ics, and rows set "
        "aside that you have mended", accept_multiple_files=True,
        key=f"drop-field-{number}",
    )  # fmt: skip
    if found:
        for each in found:
            logs_waiting.take(each.name, each.getvalue())
        st.session_state[_NUMBER] = number + 1  # an empty field: what was in it waits below
        st.rerun()


def first(problem: str) -> None:
    """The page while there are no logs that can be read: what is wrong, and where to begin."""
    if _empty():
        note("none", "There are no logs yet", big=True)
    else:
        note("bad", "The logs can't be shown yet", page.told(problem), big=True)
    if not _has_clients():
        sheet(
            "<p>Begin with the list of your clients, a row each, and one more log: what you said "
            "to each other, what you showed, what you promised. Drop them here, or fill a "
            "template.</p>"
        )
    else:
        st.button("Read now", key="read-now", type="tertiary", on_click=logs_sources.read_now)
    area()
    _look_again()


@st.fragment(run_every=1.0)
def _look_again() -> None:
    """Draw the whole page once there are logs."""
    if seen.now().portfolio is not None:
        st.rerun()


def _empty() -> bool:
    """Whether the folder is there, and holds nothing yet."""
    with suppress(OSError):
        return not any(path.suffix for path in logs_gate.folder().iterdir())
    return False


def _has_clients() -> bool:
    """Whether some file of the folder has the name of the clients log."""
    with suppress(OSError):
        return any(path.stem.casefold() == "clients" for path in logs_gate.folder().iterdir())
    return True
