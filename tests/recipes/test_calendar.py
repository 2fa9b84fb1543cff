"""Calendar files: each event, and each time that it repeats, is a row; hostile ones are bounded."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Event

from health.errors import UnreadableFile
from health.recipes import load, mapped, recognised, tables_of_calendar
from health.recipes.repeats import Bounds, repeated
from health.tables.found import Table

ZONE = """BEGIN:VTIMEZONE
TZID:Our zone
BEGIN:STANDARD
TZOFFSETFROM:+0300
TZOFFSETTO:+0300
DTSTART:19700101T000000
END:STANDARD
END:VTIMEZONE
"""
WEEKLY = """BEGIN:VEVENT
UID:weekly
DTSTAMP:20261125T090000Z
DTSTART;TZID=Europe/Lisbon:20261019T100000
DTEND;TZID=Europe/Lisbon:20261019T103000
RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=4
EXDATE;TZID=Europe/Lisbon:20261102T100000
SUMMARY:Weekly sync
ATTENDEE;CN=Ann:mailto:ann@acme.com
END:VEVENT
BEGIN:VEVENT
UID:weekly
DTSTAMP:20261125T090000Z
DTSTART;TZID=Europe/Lisbon:20261110T150000
RECURRENCE-ID;TZID=Europe/Lisbon:20261109T100000
SUMMARY:Sync of Acme\\, moved
END:VEVENT
"""


ODD_ZONE = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;TZID=%b:20260101T000000\n" % (b"Z" * 300)


def event(name: str, *lines: str) -> str:
    stamp = "DTSTAMP:20261125T090000Z"
    return "\n".join(
        ["BEGIN:VEVENT", f"UID:{name}", stamp, f"SUMMARY:{name}", *lines, "END:VEVENT\n"]
    )


def read(*events: str) -> Table:
    content = "BEGIN:VCALENDAR\nVERSION:2.0\n" + ZONE + "".join(events) + "END:VCALENDAR\n"
    (table,) = tables_of_calendar(content.encode(), "team.ics")
    return table


def starts(table: Table) -> list[str]:
    return [row[1] for row in table.rows]


def test_an_event_that_repeats_is_a_row_each_time_at_its_zone_s_offset() -> None:
    table = read(WEEKLY)
    assert starts(table) == [
        "2026-10-19 10:00+01:00",
        "2026-10-26 10:00+00:00",
        "2026-11-10 15:00+00:00",
    ]
    assert table.lines == [11, 11, 21]
    assert table.notes[0].endswith("what repeats is taken from 2023-11-23 until 2027-02-25")


def test_times_are_as_the_file_has_them_and_whole_days_are_dates() -> None:
    table = read(
        event("day", "DTSTART;VALUE=DATE:20261224"),
        event("utc", "DTSTART:20261201T100000Z"),
        event("bare", "DTSTART:20261201T100000"),
        event("own", "DTSTART;TZID=Our zone:20261201T100000"),
        event("mars", "DTSTART;TZID=Mars/Base:20261201T100000"),
    )
    assert starts(table) == [
        "2026-12-24",
        "2026-12-01 10:00+00:00",
        "2026-12-01 10:00",
        "2026-12-01 10:00+03:00",
        "2026-12-01 10:00",
    ]
    assert [row[3] for row in table.rows] == ["yes", "no", "no", "no", "no"]
    assert table.doubts == ["time zone 'Mars/Base' is not known: its times stand without an offset"]


def test_an_event_that_was_written_long_before_it_takes_place_is_there() -> None:
    table = read(event("y", "DTSTART;VALUE=DATE:20270901", "RRULE:FREQ=YEARLY;UNTIL=20280901"))
    assert starts(table) == ["2027-09-01"]


def test_what_is_no_event_or_has_no_start_is_left_out_with_its_line() -> None:
    table = read("BEGIN:VTODO\nUID:t\nSUMMARY:Milk\nEND:VTODO\n", event("x", "DTSTART:soon"))
    assert table.rows == []
    assert [str(each) for each in table.left_out] == [
        "line 11: VTODO is no event: Milk",
        "line 15: the event has no start that can be read: x",
    ]


def test_events_are_meetings_and_demos_of_the_client_that_title_or_guests_name() -> None:
    table = read(
        WEEKLY,
        event("Demo for Bolt", "DTSTART:20270105T100000Z"),
        event("Demo for Acme", "DTSTART:20261105T100000Z", "STATUS:CANCELLED"),
    )
    recipe = recognised(table.header, load())
    assert recipe is not None
    contacts, demos = mapped(table, recipe, ["Acme", "Bolt", "acme.com"])
    place = contacts.columns.index("client")
    assert [row[place] for row in contacts.rows] == ["acme.com", "acme.com", "Acme", "Bolt"]
    assert demos.rows[0][:3] == ["Bolt", "2027-01-05 10:00+00:00", "2027-01-05 10:00+00:00"]
    assert len(demos.rows) == 1


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("FREQ=SECONDLY", "repeats secondly"),
        ("FREQ=DAILY;INTERVAL=0", "at an interval that is none"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "on a day that no month has"),
        ("FREQ=DAILY;BYHOUR=1,2;BYSECOND=1,2,3", "calendars do not write"),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=9", "calendars do not write"),
        ("FREQ=YEARLY;BYMONTH=1;BYDAY=53MO", "calendars do not write"),
        ("FREQ=NEVER", "can't be read"),
    ],
)
def test_a_rule_without_end_or_hope_is_not_followed_and_said_to_be(rule: str, said: str) -> None:
    begun = time.process_time()
    table = read(event("bomb", "DTSTART:20261201T100000Z", f"RRULE:{rule}"))
    assert starts(table) == ["2026-12-01 10:00+00:00"]
    assert said in table.doubts[0]
    assert table.doubts[0].endswith("only the first time is taken")
    assert time.process_time() - begun < 2  # seconds


@pytest.mark.parametrize("bounds", [{"rows": 300}, {"steps": 500}])
def test_too_many_repetitions_are_not_worked_out(bounds: dict[str, int]) -> None:
    left = Bounds(date(2026, 1, 1), date(2026, 12, 31), **bounds)
    daily = [Event.from_ical(event("e", "DTSTART:20260101T100000Z", "RRULE:FREQ=DAILY"))] * 2
    followed, nothing = repeated(daily[:1], left)
    refused, said = repeated(daily[1:], left)
    assert (len(followed), nothing) == (364, "")
    assert (len(refused), said) == (
        1,
        "is one of too many that repeat: only the first time is taken",
    )


def test_a_long_text_is_not_repeated_without_bound() -> None:
    long = "DESCRIPTION:" + "a" * 400_000
    table = read(event("e", "DTSTART:20260101T100000Z", "RRULE:FREQ=DAILY;COUNT=999", long))
    assert len(table.rows) == 1
    assert "is one of too many that repeat" in table.doubts[0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"hello", "is a damaged calendar"),
        (b"", "holds no calendar"),
        (ODD_ZONE, "is a damaged calendar"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n", "holds no calendar"),
        (b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\n" * 60_000, "has more than 50,000 events"),
    ],
)
def test_what_is_no_calendar_is_refused_in_words(content: bytes, said: str) -> None:
    with pytest.raises(UnreadableFile, match=rf"^team.ics: {said}"):
        tables_of_calendar(content, "team.ics")


PIECES = st.sampled_from(
    [*WEEKLY.splitlines(), "BEGIN:VCALENDAR", "END:VCALENDAR", "END:VEVENT", "BEGIN:VALARM",
     "END:VALARM", "RRULE:FREQ=DAILY;UNTIL=x", "RDATE:20260101", "DTSTART:x", "DTEND;TZID=a:b",
     "EXDATE:1", " folded", "DURATION:P1D", "RRULE:", "ATTENDEE:", "CATEGORIES:a,b", "X", ""]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=20))
def test_any_lines_are_read_or_refused(lines: list[str]) -> None:
    content = "\n".join(["BEGIN:VCALENDAR", *lines, "END:VCALENDAR"]).encode()
    said = ""
    tables: list[Table] = []
    try:
        tables = tables_of_calendar(content, "team.ics")
    except UnreadableFile as error:
        said = str(error)
    assert said.startswith("team.ics: ") or tables
    for table in tables:
        met = {*table.lines, *(each.line for each in table.left_out)}
        assert len(met) <= content.upper().count(b"BEGIN:V")
