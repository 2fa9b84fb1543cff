"""Columns of dates and moments: as the contract has them, or a question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import replace
from datetime import date

from health.tables.dates import DAY_FIRST, MONTH_FIRST, YEAR_FIRST, Dates, dates
from health.tables.day_numbers import as_numbers
from health.values.found import Choice, Reading, Said, quoted
from health.values.swapped import only_turned, unswapped
from health.words import many


def days(rows: Mapping[str, int], plain: Set[str], said: Said, usual: str) -> Reading:
    """Dates and moments of texts; `rows` counts each text's, `plain` are in contract form."""
    numbered, notes = _numbered(rows)
    texts = list(rows)
    found = dates([numbered.get(text, text) for text in texts], said.order, usual)
    meant = {
        text: value
        for text, value in zip(texts, found.values, strict=True)
        if value and text not in plain
    }
    reading = Reading(
        meant, [*notes, *found.notes], assumed=found.assumed, order=_decided(found, said.order)
    )
    odd = [text for text in texts if text not in plain and only_turned(text)]
    asked = _asked(reading, found, texts, rows, said)
    if (found.swapped or odd) and not asked.ask:
        proper = {
            text: numbered.get(text, text) for text in texts if text in plain | numbered.keys()
        }
        return unswapped(asked, proper, odd, said)
    return asked


def _decided(found: Dates, given: str) -> str:
    """The order of day and month, if a person said it or a value decided it, or it is assumed."""
    known = given or found.assumed or found.decided_by is not None
    return found.order if known else ""


def _numbered(rows: Mapping[str, int]) -> tuple[dict[str, str], list[str]]:
    """Plain numbers as dates, where most rows of the column are of one such form.

    Among dates of other forms a number may be anything, say an amount in a shifted row.
    """
    forms: dict[str, dict[str, str]] = {}
    fits: Counter[str] = Counter()
    for text, count in rows.items():
        found = as_numbers([text]) if text[0].isdigit() else None
        if found and (value := found[0](text)):
            forms.setdefault(found[1], {})[text] = value
            fits[found[1]] += count
    for note, count in fits.most_common(1):
        if 4 * count >= 3 * sum(rows.values()):
            return forms[note], [note]
    return {}, []


def ways(text: str, years: bool = False) -> dict[str, str]:
    """A text's different dates by the order of day and month; `years`: and with the year first."""
    found: dict[str, str] = {}
    for order in (DAY_FIRST, MONTH_FIRST, YEAR_FIRST) if years else (DAY_FIRST, MONTH_FIRST):
        value = dates([text], order).values[0][:10]
        if value and value not in found.values():
            found[order] = value
    return found


def _asked(
    reading: Reading, found: Dates, texts: list[str], rows: Mapping[str, int], said: Said
) -> Reading:
    """The reading with its question, if there is one."""
    if not found.ask:
        return reading
    years = found.maybe_years or said.order == YEAR_FIRST
    pair = next((text for text in texts if len(ways(text, years)) > 1), "")
    choices = orders(pair, years, said) if pair else ()
    if found.assumed and pair:
        ask = f"{quoted(pair)}: is that {' or '.join(map(in_words, ways(pair, years).values()))}?"
        if found.against:
            ask += " The column has dates of either order."
        return replace(reading, ask=ask, choices=choices)
    if found.against:
        odd = texts[found.against[0]]
        number = sum(rows[texts[place]] for place in found.against)
        ask = (
            f"The dates are read with the {found.order}, but {quoted(odd)} does not fit "
            f"({many(number, 'row')} unread): are the others right?"
        )
        return replace(reading, ask=ask, choices=choices)
    return reading


def in_words(day: str) -> str:
    """An ISO date as it is said: 3 April 2026."""
    found = date.fromisoformat(day)
    return f"{found.day} {found:%B} {found.year}"


def orders(example: str, years: bool, said: Said) -> tuple[Choice, ...]:
    """The answers to the question for the order, told by a date that has several."""
    return tuple(
        Choice(f"{order} ({in_words(day)})", replace(said, order=order))
        for order, day in ways(example, years).items()
    )
