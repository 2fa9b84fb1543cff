"""How much a cell looks like one value: a number, a date, a word."""

from __future__ import annotations

import re
from functools import lru_cache

_NUMBER = re.compile(
    r"[-+(]?[$\u00a3\u20ac\u00a5]?\s?[-+]?(\d{1,3}([., '\u00a0]\d{3})+|\d+)?([.,]\d+)?"
    r"([eE][-+]?\d+)?\s?[%$\u00a3\u20ac\u00a5)]?"
)
_DATE = re.compile(
    r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}"
    r"([T ]\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?\s?([AaPp]\.?[Mm]\.?|Z|[+-]\d{2}:?\d{2})?)?"
    r"|\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?\s?([AaPp][Mm])?"
    r"|\d{1,2}[- /.]\w{3,9}[- /.,]+\d{2,4}( \d{1,2}:\d{2}(:\d{2})?( [AP]M)?)?"
)
_WORD = re.compile(r"[^\W_][\w.&'/#+-]*")
_WORDS = re.compile(r"[^,;\t|]*")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+|(https?|ftp)://[^\s,;|]+")
_BLANKS = frozenset(["n/a", "na", "nan", "null", "none", "-", "--", "?", "nil", "#n/a"])


@lru_cache(maxsize=1 << 14)
def plainness(cell: str) -> float:
    """How much a cell looks like one value, 0-1."""
    text = cell.strip()
    if not text:
        return 0.8
    if len(text) > 300:
        return 0.7
    if text.casefold() in _BLANKS or (
        text[0] in "-+(.,$\u00a3\u20ac\u00a50123456789" and _number(text)
    ):
        return 1.0
    if _DATE.fullmatch(text) or _ADDRESS.fullmatch(text):
        return 1.0
    if _WORD.fullmatch(text):
        return 1.0
    if text[0] in ",;|'\"" or text[-1] in ",;|":
        return 0.2
    return 0.8 if _WORDS.fullmatch(text) else 0.5


def _number(text: str) -> bool:
    return any(letter.isdigit() for letter in text) and _NUMBER.fullmatch(text) is not None


def typed_share(cells: list[str]) -> float:
    """The share of cells that are numbers or dates."""
    return sum(bool(_number(cell) or _DATE.fullmatch(cell)) for cell in cells) / len(cells)
