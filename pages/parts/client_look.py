"""The smallest pieces of HTML of the Client page."""

from __future__ import annotations

from html import escape

from pages.parts.look import sheet


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
