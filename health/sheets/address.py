"""The addresses of spreadsheets that people paste."""

from __future__ import annotations

import re

from health.errors import SheetUnavailable
from health.tables.found import shown

_ID = r"[A-Za-z0-9_-]{1,200}"
_PLAIN = re.compile(r"[A-Za-z0-9_-]{20,200}")  # shorter, it is a word
_SHEET = re.compile(
    r"(?:https?://)?docs\.google\.com(?:/a/[\w.-]+)?/spreadsheets(?:/u/\d+)?"
    rf"/d/({_ID})(?:[/?#].*)?"
)
_WRONG = (
    (r"/spreadsheets(/u/\d+)?/d/e/", "is that of a page published to the web"),
    (r"/spreadsheets/(ccc|pub)\b", "has the form of 2012, which Google no longer reads"),
    (r"docs\.google\.com/.*forms/|//forms\.gle/", "is that of a form, not of its answers"),
    (r"docs\.google\.com/.*document/", "is that of a text document"),
    (r"drive\.google\.com/", "is that of a folder or file on Drive"),
)


def spreadsheet_id(address: str) -> str:
    """The ID in a spreadsheet's address, or the ID itself. Raises SheetUnavailable."""
    text = address.strip()
    found = _SHEET.fullmatch(text)
    if found and found[1] != "e":  # /d/e/: published
        return found[1]
    if _PLAIN.fullmatch(text):
        return text
    why = next((why for form, why in _WRONG if re.search(form, text)), "is none of a spreadsheet")
    raise SheetUnavailable(
        f"the address {shown(text)!r} {why}: open the spreadsheet in a browser and copy the "
        "address from there, https://docs.google.com/spreadsheets/d/...",
        passing=False,
    )


def named(spreadsheet: str) -> str:
    """A spreadsheet in words; never its whole ID, with which a shared sheet could be opened."""
    short = f"{spreadsheet[:6]}...{spreadsheet[-4:]}" if len(spreadsheet) > 15 else spreadsheet
    return f"spreadsheet {short}"
