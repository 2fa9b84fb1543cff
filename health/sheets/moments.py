"""Whether a number is shown as a date or a time, and which.

The number says what moment it would be; what is shown has only to bear that out: every number in
it must be the moment's day, month, year, hour, minute or second, and every word be of a date.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from health.tables.months import DAYS, MONTHS, unaccented
from health.tables.sheets import text_of

_EPOCH = datetime(1899, 12, 30)
_LAST = 109_939  # the end of 2200
_BARE = 20_000  # from 1954 on, a date may be shown without its year
_DURATION = re.compile(r"(\d+):\d\d(:\d\d([.,]\d+)?)?")
_DECIMAL = re.compile(r"\d+[.,]\d+")
_CLOCK = re.compile(r"\d\s?[:.hч時时시]\s?\d\d")
_HALVES = frozenset(["am", "pm", "上午", "下午", "午前", "午後", "오전", "오후"])
_WORDS = frozenset(
    [
        *(*_HALVES, "uhr", "h", "utc", "at", "de", "del", "of", "the", "st", "nd", "rd", "th"),
        *("le", "den", "kl", "klo", "год", "года", "г", "в", "ч", *"年月日時分秒时년월일시분초"),
    ]
)


def moment_text(number: float, shown: str) -> str:
    """The date as YYYY-MM-DD, the time, both, or the hours that passed; "" if it is none."""
    groups = [int(group) for group in re.findall(r"\d+", shown)]
    if not groups or not 0 <= number < _LAST:
        return ""
    seconds = number * 86_400 + 0.01  # a typed time is a hundredth of a second off at most
    moment = _EPOCH + timedelta(seconds=int(seconds))
    duration = _DURATION.fullmatch(shown)
    if duration and number >= 1 and int(duration[1]) == int(number * 24 + 1e-6):
        return text_of(moment - _EPOCH)
    if shown in (f"{moment:%Y%m%d}", f"{moment:%Y%m}"):
        return text_of(moment)
    shown = re.sub(r"([ap])\.\s?m\.?", r"\1m", shown.casefold())
    clock = _CLOCK.search(shown) is not None or any(half in shown for half in _HALVES)
    parts = _of_day(moment) | (_of_time(moment, seconds % 1 - 0.01) if clock else set())
    if not parts.issuperset(groups) or not _is_worded(moment, shown, groups):
        return ""
    if moment.year in groups:
        return text_of(moment)
    if number < 1:
        return text_of(moment.time()) if clock else ""
    return text_of(moment) if number >= _BARE else ""


def _of_day(moment: datetime) -> set[int]:
    return {moment.year, moment.year % 100, moment.month, moment.day}


def _of_time(moment: datetime, part: float) -> set[int]:
    """All numbers by which a time may be shown, that has some part of a second besides."""
    after = moment + timedelta(seconds=part > 0.005)  # where it is rounded up
    return {round(part * 1000)} | {
        number
        for each in (moment, after)
        for number in (each.hour, (each.hour + 11) % 12 + 1, each.minute, each.second)
    }


def _is_worded(moment: datetime, shown: str, groups: list[int]) -> bool:
    """Whether words and signs are those of a date or time: 28K and 28.1 stand for other things."""
    words = {unaccented(word) for word in re.findall(r"[^\W\d_]+", shown)}
    named = any(MONTHS.get(word) == moment.month for word in words)
    bare = len(groups) < 2 and not any(half in shown for half in _HALVES)
    decimal = _DECIMAL.fullmatch(shown.strip("abcdefghijklmnopqrstuvwxyz$€£ "))
    if moment.year not in groups and not named and (bare or decimal):
        return False
    known = all(
        MONTHS.get(word) == moment.month or word in DAYS or word in _WORDS for word in words
    )
    whole = {moment.day, moment.year} <= set(groups) and (named or moment.month in groups)
    return known or (whole and len(groups) > 2 - named)
