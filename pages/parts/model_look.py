"""The style sheet of the Model page, and its smallest pieces of HTML."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import streamlit as st

from pages.parts.look import lean, sheet
from pages.parts.words import escape

_SHEET = lean((Path(__file__).parent / "model.css").read_text("utf-8"))


def style() -> None:
    """Send the style sheet; once a run."""
    st.html(f"<style>{_SHEET}</style>")


def wrong(told: Iterable[str]) -> None:
    """What is asked for and can't be: all of it at once."""
    lines = "".join(f"<li>{escape(each)}</li>" for each in told)
    sheet(
        '<div class="note watch"><div style="color:var(--ink)"><b>Not all of this can be tried</b>'
        f'<ul class="wrong">{lines}</ul></div></div>'
    )
