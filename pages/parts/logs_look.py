"""The style sheet of the Logs page."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from pages.parts.look import lean

_SHEET = lean((Path(__file__).parent / "logs.css").read_text("utf-8"))


def style() -> None:
    """Send the style sheet; once a run."""
    st.html(f"<style>{_SHEET}</style>")
