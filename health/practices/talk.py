"""Talking: contact, small talk, questions, hours."""

from __future__ import annotations

from datetime import date, timedelta

from health.evidence.words import many, on_day
from health.practices.finding import (
    MONTH,
    QUARTER,
    Finding,
    Shown,
    broken,
    either,
    habit,
    latest,
    rhythm,
    unknown,
)
from health.practices.rules import practice
from health.practices.seen import Record, Seen, filled

COLUMNS = "at direction channel topic person summary"
FEW = 5  # contacts: fewer tell nothing of a share
MOST_CASUAL = 1 / 3


def ours(seen: Seen, days: int) -> list[Record]:
    """Contacts from us, and calls and meetings, of the last so many business days."""
    return [row for row in seen.within("contacts", "at", days) if row["direction"] != "in"]


def without_topics(seen: Seen, days: int) -> Finding | None:
    """Not known, where contacts were logged but none of them has a topic."""
    contacts = seen.within("contacts", "at", days)
    if contacts and not filled(contacts, "topic"):
        return unknown(f"none of {many(len(contacts), 'contact')} has a topic")
    return None


@practice(
    name="Contact is kept up",
    needs="contacts",
    next_step="Call or write today, with something to say",
    settles=MONTH,
)
def contact_kept_up(seen: Seen) -> Finding:
    """On three in four of the last 20 business days, our last contact (calls and meetings count)
    was at most as old as agreed, with a fifth of grace, or 1 business day where that is more.
    """
    every = seen.case.agreed("contact_every")
    found = [row for row in seen.rows("contacts") if row["direction"] != "in"]
    shown = Shown("contacts", COLUMNS, latest(found, "at", 20))
    return rhythm(seen, [row["at"].date() for row in found], every, "contact from us", shown)


@practice(
    name="Friendly, and not over the line",
    needs="contacts.topic",
    next_step="Begin the next call with five minutes that are not about work",
    settles=MONTH,
)
def friendly(seen: Seen) -> Finding:
    """On three in four of the last 20 business days, the last casual contact was at most 24
    business days old, and at most a third of the contacts of the last 12 weeks is casual.
    """
    every = seen.case.number("informal_contact.every")
    missing = without_topics(seen, QUARTER)
    if missing:
        return missing
    recent = seen.within("contacts", "at", QUARTER)
    casual = [row for row in recent if row["topic"] == "casual"]
    shown = Shown("contacts", COLUMNS, casual)
    if len(recent) >= 2 * FEW and len(casual) > MOST_CASUAL * len(recent):
        told = f"{len(casual)} of {len(recent)} contacts in the last 12 weeks were casual"
        return Finding(
            "not kept", told, (shown,), "Keep small talk short, and come to the point they need"
        )
    days = [row["at"].date() for row in seen.rows("contacts") if row["topic"] == "casual"]
    return rhythm(seen, days, every, "casual contact", shown)


@practice(
    name="Birthdays are remembered",
    needs="people.birthday contacts.topic",
    next_step="Send a late word to whoever was forgotten, and note the next birthday",
)
def birthdays(seen: Seen) -> Finding:
    """Around at least three in four of the birthdays of the last 12 weeks (the day before to two
    business days after) there is casual contact from us, or one that mentions the birthday.
    """
    people = filled(seen.rows("people"), "birthday")
    if not people:
        return unknown("no birthday is written down")
    since = seen.back(QUARTER)
    verdicts, upcoming = [], []
    for person in people:
        before, after = _around(person["birthday"], seen.today)
        upcoming.append((after, person["name"]))
        over = seen.after(before, 2)
        if before > since and seen.case.start and before >= seen.case.start and over <= seen.today:
            verdicts.append(({**person, "date": before}, _greeted(seen, before, over)))
    day, name = min(upcoming)
    ahead = f"Greet {name} on {on_day(day)}"
    if not verdicts:
        found = unknown(f"no birthday in the last 12 weeks; the next is {on_day(day)}")
    else:
        found = habit(verdicts, "birthday", "met with a word", "people", "date name role birthday")
    soon = seen.between(seen.today, day) <= 2 * FEW
    return Finding(found.state, found.reason, found.shown, ahead if soon else "")


def _around(birthday: str, today: date) -> tuple[date, date]:
    """The latest birthday up to a day, and the next one; of 29 February, 1 March in most years."""
    month, day = int(birthday[-5:-3]), int(birthday[-2:])
    found = []
    for year in range(today.year - 1, today.year + 2):
        try:
            found.append(date(year, month, day))
        except ValueError:
            found.append(date(year, 3, 1))
    before = max(each for each in found if each <= today)
    return before, min(each for each in found if each > today)


def _greeted(seen: Seen, birthday: date, over: date) -> bool:
    for row in seen.rows("contacts"):
        if row["direction"] != "in" and birthday - timedelta(1) <= row["at"].date() <= over:
            said = (row["summary"] or "").casefold()
            if row["topic"] == "casual" or "birthday" in said:
                return True
    return False


@practice(
    name="Technical questions go to the technical lead first",
    needs="contacts.topic",
    next_step="Let the technical lead collect the team's questions, and ask the client once a week",
)
def technical_lead_first(seen: Seen) -> Finding:
    """At most 3 technical questions a week reached the client over the last 4 weeks: the lead
    answers the rest. Who asked whom inside the team, no log tells.
    """
    since = seen.today - timedelta(seen.case.whole("technical_questions.window_days"))
    weeks = (seen.today - since).days / 7
    recent = [row for row in seen.rows("contacts") if seen.is_in(row["at"], since)]
    if len(filled(recent, "topic")) < FEW:
        return unknown(f"too little: {many(len(recent), 'contact')} in {weeks:.0f} weeks")
    asked = [r for r in recent if r["direction"] == "out" and r["topic"] == "technical"]
    most, shown = seen.case.number("technical_questions.full"), Shown("contacts", COLUMNS, asked)
    told = f"{many(len(asked) / weeks, 'technical question')} a week in {weeks:.0f} weeks"
    return either(len(asked) / weeks <= most, f"{told}; up to {most:g} are fine", shown)


@practice(
    name="Working hours and time zone are agreed and kept",
    needs="clients.time_zone clients.works_from clients.works_to",
    also="contacts",
    next_step="Agree on working hours and time zone in writing, and send nothing outside them",
    settles=MONTH // 2,
)
def hours_agreed_and_kept(seen: Seen) -> Finding:
    """Time zone and hours are written down for the client, and at most a fifth of our contacts of
    the last 8 weeks fell outside them (answers to something urgent that day left out).
    """
    hours = seen.case.hours_agreed
    sent, outside = _out_of_hours(seen)
    shown = Shown("contacts", COLUMNS, outside)
    told = (
        f"{len(outside)} of {many(len(sent), 'contact')} of the last 8 weeks fell outside {hours}"
    )
    if len(sent) >= FEW and len(outside) > seen.case.number("quiet_hours.full") * len(sent):
        return broken(told, shown)
    blank = [name for name in ("time_zone", "works_from", "works_to") if seen.left_blank(name)]
    if blank:
        what = "the time zone is" if blank == ["time_zone"] else "working hours are"
        return broken(f"{what} not written down for the client; {hours} is assumed", shown)
    if len(sent) < FEW:
        return unknown(f"agreed: {hours}; too few contacts with a time to say if kept", shown)
    return either(True, told, shown)


def _out_of_hours(seen: Seen) -> tuple[list[Record], list[Record]]:
    """Contacts from us with a time of day in the last 8 weeks, and those of them out of hours."""
    since = seen.today - timedelta(seen.case.whole("quiet_hours.window_days"))
    recent = [row for row in seen.rows("contacts") if seen.is_in(row["at"], since)]
    urgent = [row["at"] for row in recent if row["direction"] == "in" and row["urgent"]]
    timed, sent, outside = seen.case.has_time("contacts", "at"), [], []
    for row in recent:
        if row["direction"] == "out" and timed[row["row"]]:
            at = row["at"]
            if seen.case.in_hours(at):
                sent.append(row)
            elif not any(asked.date() == at.date() and asked < at for asked in urgent):
                sent.append(row)
                outside.append(row)
    return sent, outside
