"""Texts that others wrote, fit to be shown anywhere: no letter that steers a screen or a line."""

from __future__ import annotations

import re
import unicodedata

_JOINERS = "\u200c\u200d"  # letters of Persian, Hindi and others need them
_HEAPED = re.compile(
    r"([\u0300-\u036f]{3})[\u0300-\u036f]+"
)  # accents that climb out of their line


def lines(text: str) -> list[str]:
    """A text line by line; controls, marks of direction and halves of letters are left out."""
    return [
        _HEAPED.sub(r"\1", "".join(_letter(each) for each in line)).rstrip()
        for line in text.splitlines()
    ]


def one_line(text: str) -> str:
    """A text on one line."""
    return " ".join(" ".join(lines(text)).split())


def _letter(letter: str) -> str:
    if letter == "\t":
        return " "
    gone = unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn")
    return "" if gone and letter not in _JOINERS else letter
