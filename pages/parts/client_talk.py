"""How we talk, what they say of us, and who they are: contacts, feedback, people."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd

from pages.parts.client_facts import Subject, drawn, facts_of
from pages.parts.client_figures import CALENDAR_WEEKS, contact_calendar, feedback_over_time
from pages.parts.client_look import nothing, section
from pages.parts.figures import each
from pages.parts.look import sheet
from pages.parts.palette import colours
from pages.parts.picture import chart
from pages.parts.words import count, day, escape, short_day, whole

FEEDBACK_WEEKS = 52
BIRTHDAY_WEEKS = 6
COMMENTS = 3
_HOUR_US = 3_600_000_000


def contacts(subject: Subject) -> None:
    """The last weeks of contacts by day and hour, against the agreed hours."""
    title, quiet = "Contacts", f"the last {CALENDAR_WEEKS} weeks, in the client's own time"
    times = facts_of(subject).happenings.times
    first = subject.day - timedelta(days=subject.day.weekday() + 7 * (CALENDAR_WEEKS - 1))
    some = times[(times["date"] >= first) & (times["date"] <= subject.day)]
    if some.empty:
        section(title, quiet, nothing(subject.lacks("contacts") or "No contact in these weeks."))
        return
    hours = _hours(subject)
    section(title, quiet, nothing(contact_words(some, hours)))
    of = colours()
    figure = drawn("contacts", subject, of, lambda: contact_calendar(times, subject.day, hours, of))
    name = (f"{subject.name} contacts", subject.day)
    chart(figure, "contact-calendar", name, "Contacts by day and hour")
    sheet(
        '<div class="key"><span>● from us</span><span>○ from them</span>'
        '<span>■ call or meeting</span><span class="bad">▲ from us, outside the agreed hours</span>'
        "<span>shaded: agreed hours</span></div>"
    )


def _hours(subject: Subject) -> tuple[float, float]:
    facts = subject.portfolio.facts(subject.client)
    return float(facts["works_from"]) / _HOUR_US, float(facts["works_to"]) / _HOUR_US


def contact_words(some: pd.DataFrame, hours: tuple[float, float]) -> str:
    """How many, which way, and how many of ours came at a bad time."""
    ways = some["direction"].value_counts()
    ours = some[some["direction"] == "out"]
    late = int((ours["hour"].notna() & ~ours["in_hours"].astype(bool)).sum())
    untimed = int(some["hour"].isna().sum())
    text = (
        f"{ways.get('out', 0)} from us, {ways.get('in', 0)} from them, "
        f"{count(int(ways.get('both', 0)), 'call or meeting', 'calls and meetings')}. "
        f"{late or 'None'} of ours outside {_clock(hours[0])} to {_clock(hours[1])}."
    )
    if untimed:
        text += f" {untimed} without a time of day: they can't be judged by the hour."
    return text


def _clock(hour: float) -> str:
    minutes = round(hour * 60)
    return f"{minutes // 60}:{minutes % 60:02d}"


# Feedback ----------------------------------------------------------------------------------------


def feedback(subject: Subject) -> None:
    """A year of ratings and unanswered asks, and the latest comments."""
    rows = subject.rows("feedback")
    first = subject.day - timedelta(weeks=FEEDBACK_WEEKS)
    some = recent(rows, first)
    if some.empty:
        why = subject.lacks("feedback") or "Nobody was asked, and nobody answered."
        section("Feedback", "the last 12 months", nothing(why))
        return
    section("Feedback", "the last 12 months", nothing(feedback_words(some)))
    of = colours()
    figure = drawn(
        "feedback", subject, of, lambda: feedback_over_time(some, first, subject.day, of)
    )
    name = (f"{subject.name} feedback", subject.day)
    chart(figure, "feedback-line", name, "Ratings and unanswered asks over time")
    said = some[some["comment"].notna() & some["answered_on"].notna()]
    latest = said.sort_values("answered_on", ascending=False, kind="stable").head(COMMENTS)
    place = subject.portfolio.logs["feedback"].place
    comments = [_comment_html(row, place(int(row.row))) for row in each(latest)]
    sheet(f"<ul>{''.join(comments)}</ul>")


def recent(rows: pd.DataFrame, first: date) -> pd.DataFrame:
    """Feedback asked for or given since a day."""
    dates = [
        answered or asked
        for answered, asked in zip(rows["answered_on"], rows["asked_on"], strict=True)
    ]
    return rows[[when is not None and when >= first for when in dates]]


def feedback_words(some: pd.DataFrame) -> str:
    """Asks, answers, and the middle rating."""
    asked, answered = int(some["asked_on"].notna().sum()), int(some["answered_on"].notna().sum())
    ratings = some["rating"].dropna()
    text = f"Asked {count(asked, 'time')}, answered {count(answered, 'time')}."
    if len(ratings):
        middle, latest = ratings.median(), _latest_rating(some)
        text += f" The middle rating is {middle:g} of 10, the latest {latest:g}."
    noes = int((some["yes_no"] == False).sum())  # noqa: E712 - the column holds None too
    return text + (f" {count(noes, 'answer')} of “no”." if noes else "")


def _latest_rating(some: pd.DataFrame) -> float:
    rated = some[some["rating"].notna()].sort_values("answered_on", kind="stable")
    return float(rated["rating"].iloc[-1])


def _comment_html(row: Any, place: str) -> str:
    said = {True: "yes", False: "no"}.get(row.yes_no, "")
    rating = "" if pd.isna(row.rating) else f"{whole(row.rating)} of 10"
    parts = [part for part in (rating, said, row.rater or "", day(row.answered_on)) if part]
    return (
        f'<li title="{escape(place)}">“{escape(str(row.comment))}” '
        f'<span class="small soft">{escape(", ".join(parts))}</span></li>'
    )


# People ------------------------------------------------------------------------------------------


def people(subject: Subject) -> None:
    """Who they are, birthdays that are near first."""
    rows = subject.rows("people")
    if rows.empty:
        section("People", "", nothing(subject.lacks("people") or "Nobody is named in people.csv."))
        return
    near = [days_to_birthday(born, subject.day) for born in rows["birthday"]]
    order = sorted(range(len(rows)), key=lambda at: _rank(near[at], at))
    place = subject.portfolio.logs["people"].place
    lines = [
        _person_html(rows.iloc[at], near[at], subject.day, place(int(rows["row"].iloc[at])))
        for at in order
    ]
    section("People", _birthday_words(rows, subject.day), f"<ul>{''.join(lines)}</ul>")


def _rank(days: int | None, place: int) -> tuple[int, int]:
    soon = days is not None and days <= 7 * BIRTHDAY_WEEKS
    return (days or 0, place) if soon else (1000, place)


def _birthday_words(rows: pd.DataFrame, today: date) -> str:
    soon = [days_to_birthday(born, today) for born in rows.get("birthday", [])]
    found = sum(days is not None and days <= 7 * BIRTHDAY_WEEKS for days in soon)
    return f"{count(found, 'birthday')} in the next {BIRTHDAY_WEEKS} weeks" if found else ""


def next_birthday(born: Any, today: date) -> date | None:
    """The next birthday from today on, of `MM-DD` or a date; that of 29 Feb is on 1 March else."""
    text = born.isoformat() if isinstance(born, date) else str(born or "").strip()
    try:
        month, number = (int(part) for part in text[-5:].split("-"))
        day_of = [_in_year(year, month, number) for year in (today.year, today.year + 1)]
    except ValueError:
        return None
    return next((when for when in day_of if when >= today), None)


def _in_year(year: int, month: int, number: int) -> date:
    if (month, number) == (2, 29):
        return date(year, 2, 28) + timedelta(days=1)
    return date(year, month, number)


def days_to_birthday(born: Any, today: date) -> int | None:
    """Days until the next birthday; None where none is known."""
    when = next_birthday(born, today)
    return None if when is None else (when - today).days


def _person_html(row: pd.Series, days: int | None, today: date, place: str) -> str:
    soon = days is not None and days <= 7 * BIRTHDAY_WEEKS
    when = next_birthday(row["birthday"], today)
    cake = (
        f"<b>birthday {short_day(when)}</b>"
        if soon
        else f"birthday {short_day(when)}"
        if when
        else ""
    )
    about = "; ".join(str(row[name]) for name in ("interests", "notes") if row[name])
    role = f' <span class="soft">{escape(str(row["role"]))}</span>' if row["role"] else ""
    return (
        f'<li title="{escape(place)}"><div class="flex" style="display:flex;gap:10px">'
        f'<span style="flex:1"><b>{escape(str(row["name"]))}</b>{role}</span>'
        f'<span class="small{"" if soon else " soft"} date">{cake}</span></div>'
        f'<div class="small soft">{escape(about)}</div></li>'
    )
