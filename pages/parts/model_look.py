"""The smallest pieces of HTML of the Model page."""

from __future__ import annotations

from collections.abc import Iterable

from pages.parts.look import sheet
from pages.parts.words import escape


def wrong(told: Iterable[str]) -> None:
    """What is asked for and can't be: all of it at once."""
    lines = "".join(f"<li>{escape(each)}</li>" for each in told)
    sheet(
        '<div class="note watch"><div style="color:var(--ink)"><b>Not all of this can be tried</b>'
        f'<ul class="wrong">{lines}</ul></div></div>'
    )
