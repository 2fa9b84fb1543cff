"""Cells that a spreadsheet would run instead of showing them."""

from __future__ import annotations

_SIGNS = tuple("=+-@\t\r\n＝＋－＠")


def is_formula(text: str) -> bool:
    """Whether a cell may act as one where a CSV is opened; a number with a sign may, too."""
    bare = text.lstrip()
    return bare.startswith(_SIGNS) or (text != bare and text[0] in "\t\r\n")
