"""Times of the day and offsets, as they are written behind a date."""

from __future__ import annotations

import re
from functools import lru_cache

_TIME = re.compile(
    r"(?:[T ,]|at|um|à|a las|-| )*(\d{1,2})(?:[:.h](\d{2}))?(?:[:.](\d{2})(?:[.,](\d{1,9}))?)?"
    r"\s?h?(?:\s?Uhr)?\s?([ap]\.?\s?m\.?)?"
    r"\s?(Z|UTC|GMT|(?:UTC|GMT)?\s?[+-]\d{1,2}(?::?\d{2})?)?(\s?\([^)]*\))?",
    re.I,
)


@lru_cache(maxsize=4096)
def clock(text: str) -> str | None:
    """' HH:MM[:SS][offset]' of what stands behind a date; None where it is no time.

    Nor is 10:00-11:00, which may be from ten to eleven, or a zone's name without its offset.
    """
    if not text.strip():
        return ""
    found = _TIME.fullmatch(text.strip() if text[0].isspace() else text)
    if not found or (found[2] is None and found[5] is None):
        return None
    hour, minute, second = (int(found[at] or 0) for at in (1, 2, 3))
    if found[5]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (found[5][0] in "pP")
    if hour > 23 or minute > 59 or second > 59:
        return None
    seconds = f":{second:02}" if found[3] else ""
    seconds += f".{found[4][:6]}" if found[4] and found[4].strip("0") else ""
    offset = _offset(found[6] or "")
    named = found[7] and not found[6]
    if named or (not found[3] and _until(found[6] or "", f"-{hour:02}:{minute:02}")):
        return None
    return None if offset is None else f" {hour:02}:{minute:02}{seconds}{offset}"


def _until(text: str, start: str) -> bool:
    """Whether an offset may be the end of a time that begins at -HH:MM."""
    padded = re.fullmatch(r"-\d{2}:?\d{2}", text)
    return text.startswith("-") and not (padded and f"{text[:3]}:{text[-2:]}" < start)


def _offset(text: str) -> str | None:
    """+HH:MM of an offset; None where there is no such."""
    digits = re.sub(r"[^\d+-]", "", text)
    if not text or not digits:
        return "+00:00" if text else ""
    sign, rest = digits[0], digits[1:]
    hours, minutes = (int(rest), 0) if len(rest) <= 2 else (int(rest[:-2]), int(rest[-2:]))
    return f"{sign}{hours:02}:{minutes:02}" if hours <= 14 and minutes < 60 else None
