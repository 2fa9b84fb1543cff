"""The style sheet of the Client page, and its smallest pieces of HTML."""

from __future__ import annotations

from html import escape
from pathlib import Path

import streamlit as st

from pages.parts.look import lean, sheet

_SHEET = lean((Path(__file__).parent / "client.css").read_text("utf-8"))


def style() -> None:
    """Send the style sheet; once a run."""
    st.html(f"<style>{_SHEET}</style>")


def section(title: str, quiet: str = "", body: str = "") -> None:
    """A heading, quiet words beside it, and HTML under it, as one piece. Escapes the words."""
    beside = f' <span class="soft small">{escape(quiet)}</span>' if quiet else ""
    sheet(f"<h2>{escape(title)}{beside}</h2>{body}")


def nothing(words: str) -> str:
    """A quiet line where there is nothing to show: it says why. Escapes the words."""
    return f'<div class="soft small">{escape(words)}</div>'


def bar(score: float) -> str:
    """A score of 0 to 100 as a bar."""
    return f'<div class="bar"><i style="width:{min(max(score, 0), 100):.1f}%"></i></div>'
