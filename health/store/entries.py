"""What may be entered: texts of bounded length, days, numbers; EntryRefused for anything else."""

from __future__ import annotations

import json
from datetime import date, datetime

from health.calendars import FIRST_DAY, LAST_DAY
from health.errors import EntryRefused
from health.logs.contract import folded

NAME = 200  # a person, a version, a rule
CLIENT = 500
SUBJECT = 100_000  # of an alert: an item of the logs, whose name may be a whole paragraph
TEXT = 10_000  # a note, an action
REASON = 2_000
REPORTED = 20_000  # a section of a status report
TOML = 200_000
SNAPSHOT = 20_000_000


def text(name: str, value: object, most: int, blank: bool = False, trim: bool = True) -> str:
    """A text, trimmed; NUL, which no database keeps alike, is left out."""
    if not isinstance(value, str):
        raise EntryRefused(name, value, "a text")
    found = value.replace("\0", "")
    found = found.strip() if trim else found
    if not found and not blank:
        raise EntryRefused(name, value, "a text that is not blank")
    if len(found) > most:
        allowed = f"at most {most:,} characters (these are {len(found):,})"
        raise EntryRefused(name, value, allowed)
    try:
        found.encode()
    except UnicodeEncodeError:
        raise EntryRefused(name, value, "whole Unicode characters (one is half a pair)") from None
    return found


def line(name: str, value: object, most: int = NAME) -> str:
    """A name on one line."""
    return " ".join(text(name, value, most).split())


def named(client: object) -> dict[str, str]:
    """The two columns of a client's name: as it was given, and as it is compared."""
    name = text("client", client, CLIENT)
    return {"client": name, "client_key": key_of(name)}


def plain_json(name: str, value: object) -> str:
    """A dict of plain values as JSON, all ASCII, so that any database keeps any text alike."""
    if not isinstance(value, dict):
        raise EntryRefused(name, value, "a dict")
    try:
        content = json.dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise EntryRefused(name, type(value).__name__, f"plain JSON ({error})") from None
    if len(content) > SNAPSHOT:
        size, most = f"{len(content):,} characters", f"at most {SNAPSHOT:,} characters of JSON"
        raise EntryRefused(name, size, most)
    return content


def key_of(name: str) -> str:
    """A name as it is compared; whatever is looked for, a database can be asked for it."""
    return folded(name.replace("\0", "")).encode(errors="replace").decode()


def day(name: str, value: object, least: date | None = None, most: date | None = None) -> date:
    """A day in the bounds."""
    least, most = least or FIRST_DAY, most or LAST_DAY
    if isinstance(value, datetime) or not isinstance(value, date):
        raise EntryRefused(name, value, "a date")
    if not least <= value <= most:
        raise EntryRefused(name, str(value), f"a date from {least} to {most}")
    return value


def number(name: str, value: object) -> float:
    """A health from 0 to 100."""
    fits = isinstance(value, int | float) and not isinstance(value, bool)
    if not fits or not 0 <= value <= 100:  # type: ignore[operator]
        raise EntryRefused(name, value, "a number from 0 to 100")
    return float(value)  # type: ignore[arg-type]
