"""What an event of a calendar says, as the cells of a row."""

from __future__ import annotations

from datetime import date, datetime

from icalendar import Component

from health.recipes.repeats import moment_of, values_of

HEADER = (
    "Summary", "Start", "End", "All day", "Status", "Organizer", "Attendees", "Location",
    "Description", "Categories", "Repeats", "UID",
)  # fmt: skip
LINE = "X-HEALTH-LINE"  # a property that is put into each component


def cells(event: Component, repeats: bool, doubts: list[str]) -> list[str]:
    """A row of an event, without its times; `doubts` gets what is not known of these."""
    start = moment_of(event, "DTSTART")
    zone = event["DTSTART"].params.get("TZID", "")
    if isinstance(start, datetime) and start.tzinfo is None and zone:
        doubts.append(f"time zone {zone!r} is not known: its times stand without an offset")
    return [
        _text(event, "SUMMARY"),
        "",
        "",
        "no" if isinstance(start, datetime) else "yes",
        _text(event, "STATUS"),
        _people(event, "ORGANIZER"),
        _people(event, "ATTENDEE"),
        _text(event, "LOCATION"),
        _text(event, "DESCRIPTION"),
        _categories(event),
        "yes" if repeats else "no",
        _text(event, "UID"),
    ]


def moment(value: object) -> str:
    """A date, or a time to the minute with its offset, as the logs write them."""
    if isinstance(value, datetime):
        shown = value.replace(microsecond=0)
        return shown.isoformat(" ", "seconds" if shown.second else "minutes")
    return value.isoformat() if isinstance(value, date) else ""


def _text(event: Component, name: str) -> str:
    return next((str(value).strip() for value in values_of(event, name)), "")


def _people(event: Component, name: str) -> str:
    """Names and addresses, one behind the other."""
    people = []
    for each in values_of(event, name):
        address = str(each).removeprefix("mailto:").removeprefix("MAILTO:").strip()
        called = str(getattr(each, "params", {}).get("CN", "")).strip()
        people.append(f"{called} <{address}>" if called and called != address else address)
    return "; ".join(people)


def _categories(event: Component) -> str:
    found = [
        str(word)
        for each in values_of(event, "CATEGORIES")
        for word in getattr(each, "cats", [each])
    ]
    return "; ".join(found)


def line(part: Component) -> int:
    """The line of the file that a component begins in."""
    return int(str(part.get(LINE, 1)))


def shown(part: Component) -> str:
    """What a component is, for a person."""
    return " ".join(filter(None, (moment(moment_of(part, "DTSTART")), _text(part, "SUMMARY"))))
