"""Cells that a spreadsheet would run instead of showing them."""

from __future__ import annotations

_SIGNS = tuple("=+-@\t\r\n＝＋－＠")


def is_formula(text: str) -> bool:
    """Whether a cell may act as one where a CSV is opened; a number with a sign may, too."""
    bare = text.lstrip()
    return bare.startswith(_SIGNS) or (text != bare and text[0] in "\t\r\n")


def defused(text: str) -> str:
    """A cell that a spreadsheet takes for text: an apostrophe before what would be a formula."""
    return f"'{text}" if is_formula(text) else text
