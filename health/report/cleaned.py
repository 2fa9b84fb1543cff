"""Texts that others wrote, fit to be shown anywhere: no letter that steers a screen or a line."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

NAME = 160  # letters of a name of the logs; the lead may write out a longer one
_JOINERS = "\u200c\u200d"  # letters of Persian, Hindi and others need them
_HEAPED = re.compile(
    r"([\u0300-\u036f]{3})[\u0300-\u036f]+"
)  # accents that climb out of their line
_DAY = re.compile(r"\b([A-Z][a-z]{2}) (\d{1,2}) ([A-Z][a-z]{2}) (\d{4})\b")


def lines(text: str) -> list[str]:
    """A text line by line; controls, marks of direction and halves of letters are left out."""
    return [
        _HEAPED.sub(r"\1", "".join(_letter(each) for each in line)).rstrip()
        for line in text.splitlines()
    ]


def one_line(text: str) -> str:
    """A text on one line."""
    return " ".join(" ".join(lines(text)).split())


def named(text: Any) -> str:
    """A name of the logs on one line, shortened where it is a whole paragraph."""
    return shortened(one_line(str(text or "")), NAME)


def shortened(text: str, most: int) -> str:
    """A text of at most so many letters."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def whole_days(text: str) -> str:
    """A text in which no line breaks inside of a day such as Fri 20 Nov 2026."""
    return _DAY.sub("\\1\u00a0\\2\u00a0\\3\u00a0\\4", text)


def _letter(letter: str) -> str:
    if letter == "\t":
        return " "
    gone = unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn")
    return "" if gone and letter not in _JOINERS else letter
