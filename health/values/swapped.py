"""Day and month swapped: by a spreadsheet that took DD/MM for MM/DD, or by a form YYYY-DD-MM."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from health.tables.dates import dates
from health.values.found import Choice, Reading, Said, quoted

_TURNED = re.compile(r"\d{4}-(1[3-9]|2\d|3[01])-(0[1-9]|1[0-2])(?!\d)", re.ASCII)


def turned(text: str) -> str:
    """A date that begins as YYYY-MM-DD with its day and month swapped."""
    return f"{text[:5]}{text[8:10]}-{text[5:7]}{text[10:]}"


def only_turned(text: str) -> bool:
    """Whether a text is a date only with the day in the second place: 2026-25-12."""
    return bool(_TURNED.match(text) and dates([turned(text)]).values[0])


def unswapped(reading: Reading, proper: Mapping[str, str], odd: list[str], said: Said) -> Reading:
    """The reading of a column whose `proper` dates (texts, and what they are) may be swapped.

    `odd` are the texts that have the day in the second place for sure.
    """
    if said.swapped is None:
        real = next((day for day in proper.values() if turned(day) != day), "")
        if odd:
            ask = f"{quoted(odd[0])} is a date only with the day before the month: are they all?"
        else:
            ask = (
                f"All proper dates such as {quoted(real)} have a day up to 12, all that are text "
                f"one above it: did a spreadsheet swap day and month, so that {turned(real)[:10]} "
                "is meant?"
            )
        return replace(reading, ask=ask, choices=_choices(said)) if odd or real else reading
    if not said.swapped:
        return replace(
            reading, notes=[*reading.notes, "day and month are not swapped, as was said"]
        )
    meant = {text: turned(day) for text, day in [*proper.items(), *((each, each) for each in odd)]}
    notes = [*reading.notes, "day and month of the proper dates are swapped, as was said"]
    return replace(reading, meant={**reading.meant, **meant}, notes=notes)


def _choices(said: Said) -> tuple[Choice, ...]:
    return (
        Choice("swapped: turn them back", replace(said, swapped=True)),
        Choice("right as they are", replace(said, swapped=False)),
    )
