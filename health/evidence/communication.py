"""Evidence of communication: how often and how well we talk."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from health.evidence.ages import Wording, aged_evidence
from health.evidence.case import Case
from health.evidence.found import Found, table
from health.evidence.words import figure, many, on_day, per_cent, were
from health.measures import ramp

_TOLD = "at* direction channel topic person summary"


def contacts(case: Case) -> list[dict[str, Any]]:
    """The client's contacts, each with the `day` of its moment."""
    return [{**line, "day": line["at"].date()} for line in case.lines("contacts")]


def contact_freshness(case: Case) -> Found | str:
    """When we last reached out."""
    ours = [line for line in contacts(case) if line["direction"] != "in"]
    wording = Wording("We last reached out", "We have not reached out", f"{_TOLD} gap")
    return aged_evidence(case, ours, case.agreed("contact_every"), wording)


def reply_time(case: Case) -> Found | str:
    """How long they wait for a reply."""
    limit, days = case.agreed("reply_within"), case.whole("reply_time.window_days")
    zero_at = case.number("reply_time.zero_at") * limit
    counted, early = [], 0
    for line in contacts(case):
        if line["direction"] != "in" or line["needs_reply"] is False:
            continue
        replied, recent = line["replied_at"], case.within(line["day"], days)
        hours = case.hours(line["at"], replied)
        if replied and recent:
            verdict = "in time" if hours <= limit else "late"
        elif not replied and hours > limit:
            verdict = "waiting, late"
        else:
            early += not replied
            continue
        score = float(ramp(hours, limit, zero_at)) if recent else 0.0  # type: ignore[arg-type]
        until = line["day"] + timedelta(days=days - 1) if replied else None
        counted.append(
            {
                **line,
                "business_hours": hours,
                "verdict": verdict,
                "score": score,
                "counts_until": until,
            }
        )
    if not counted:
        waits = f"; {many(early, 'contact waits', 'contacts wait')}, not yet late" if early else ""
        return f"nobody needed a reply in the last {days} days{waits}"
    return _replies(counted, early, limit, days)


def _replies(counted: list[dict[str, Any]], early: int, limit: float, days: int) -> Found:
    waiting = [line for line in counted if not line["replied_at"]]
    replies = [line for line in counted if line["replied_at"]]
    mean = _mean_hours(replies or waiting)
    took, number = many(mean, "business hour"), many(len(replies), "reply", "replies")
    text, told = f"{len(waiting)} waiting for {took}", []
    if replies:
        late = sum(line["verdict"] == "late" for line in replies)
        text = f"{took} on average over {number}"
        text += f", {len(waiting)} still waiting" if waiting else ""
        told.append(
            f"In the last {days} days they had {number}, after {took} on average; "
            f"the aim is within {figure(limit)}, and {late or 'none'} came later."
        )
    elif len(waiting) > 1:
        text += " on average"
    if waiting:
        told.append(_waits(waiting, limit))
    if early:
        told.append(f"{early} more {'waits' if early == 1 else 'wait'}, not yet late.")
    columns = "at* person channel topic replied_at* business_hours* verdict* score* counts_until"
    return Found(mean, text, " ".join(told), table(counted, f"{columns} summary", "at"))


def _mean_hours(lines: list[dict[str, Any]]) -> float:
    return float(sum(line["business_hours"] for line in lines) / len(lines))


def _waits(waiting: list[dict[str, Any]], limit: float) -> str:
    oldest = min(waiting, key=lambda line: line["at"])
    who = f" from {oldest['person']}" if oldest["person"] else ""
    hours = many(oldest["business_hours"], "business hour")
    still = "1 contact still waits" if len(waiting) == 1 else f"{len(waiting)} contacts still wait"
    which = "it is that" if len(waiting) == 1 else "the oldest is that"
    return (
        f"{still} past the aim of {many(limit, 'business hour')}; "
        f"{which}{who} of {on_day(oldest['day'])}, {hours} so far."
    )


def whole_weeks(case: Case, most: int) -> list[date]:
    """The Sundays of the last whole weeks that began on or after the start, newest first."""
    assert case.start is not None
    last = case.day - timedelta(days=(case.day.weekday() + 1) % 7)
    sundays = [last - timedelta(weeks=back) for back in range(most)]
    return [sunday for sunday in sundays if sunday - timedelta(days=6) >= case.start]


def contact_coverage(case: Case) -> Found | str:
    """How many contacts there are a week."""
    agreed = case.agreed("contacts_per_week")
    sundays = whole_weeks(case, case.whole("contact_coverage.weeks"))
    if not sundays:
        return "no whole week is over yet since the start"
    number = dict.fromkeys(sundays, 0)
    counted = []
    for line in contacts(case):
        sunday = line["day"] + timedelta(days=6 - line["day"].weekday())
        if sunday in number:
            number[sunday] += 1
            counted.append({**line, "week_to": sunday})
    for line in counted:
        line["in_week"] = number[line["week_to"]]
    columns = "at* week_to* in_week* direction channel topic person summary"
    mean = len(counted) / len(sundays)
    return Found(
        mean,
        f"{figure(mean)} a week over {many(len(sundays), 'week')}",
        _weekly(list(number.values()), agreed),
        table(counted, columns, "at"),
    )


def _weekly(number: list[int], agreed: float) -> str:
    """The contacts of whole weeks, newest first, in words."""
    total, weeks = sum(number), len(number)
    span = f"the last {weeks} whole weeks" if weeks > 1 else "the one whole week so far"
    fewer, none = sum(n < agreed for n in number), sum(n == 0 for n in number)
    told = (
        f"In {span} there {'was' if total == 1 else 'were'} {many(total, 'contact')}, "
        f"{figure(total / weeks)} a week; the aim is {figure(agreed)} a week."
    )
    if weeks == 1:
        return told
    silent = f", {none} none at all" if none else ""
    return (
        f"{told} Week by week, newest first: {', '.join(str(n) for n in number)}; "
        f"{fewer or 'none'} of them had fewer than agreed{silent}."
    )


def quiet_hours(case: Case) -> Found | str:
    """How many of our contacts fall outside the agreed hours."""
    days, all_ = case.whole("quiet_hours.window_days"), contacts(case)
    timed = case.has_time("contacts", "at")
    urgent = [line["at"] for line in all_ if line["urgent"] and line["direction"] == "in"]
    counted, outside, excused = 0, [], 0
    for line in all_:
        ours = line["direction"] == "out" and timed[line["row"]]
        if not ours or not case.within(line["day"], days):
            continue
        out = not case.in_hours(line["at"])
        if out and any(_earlier_that_day(at, line["at"]) for at in urgent):
            excused += 1
            continue
        counted += 1
        if out:
            outside.append({**line, "verdict": _when(case, line["at"])})
    if not counted:
        return f"no contact from us with a time of day in the last {days} days"
    share, of_all = per_cent(len(outside) / counted), many(counted, "contact")
    told = (
        f"Of our {of_all} with a time of day in the last {days} days {were(len(outside))} outside "
        f"the agreed hours, {case.hours_agreed} on business days ({share})."
    )
    if excused:
        told += (
            f" {excused} more, after something urgent on the same day, "
            f"{'does' if excused == 1 else 'do'} not count."
        )
    return Found(
        100 * len(outside) / counted,
        f"{share} of {of_all}",
        told,
        table(outside, "at* verdict* channel topic person summary", "at"),
    )


def _earlier_that_day(urgent: datetime, at: datetime) -> bool:
    return urgent.date() == at.date() and urgent < at


def _when(case: Case, at: datetime) -> str:
    if not case.is_business_day(at.date()):
        return "on a weekend" if at.weekday() > 4 else "on a public holiday"
    opens = time.fromisoformat(case.hours_agreed[:5])
    return "before hours" if at.time() < opens else "after hours"


def technical_questions(case: Case) -> Found | str:
    """How many technical questions we send them."""
    days = case.whole("technical_questions.window_days")
    recent = [line for line in contacts(case) if case.within(line["day"], days)]
    if not any(line["topic"] for line in recent):
        return f"no contact of the last {days} days has a topic"
    asked = [line for line in recent if line["topic"] == "technical" and line["direction"] == "out"]
    weekly = len(asked) / (days / 7)
    number = many(len(asked), "technical question") if asked else "no technical question"
    return Found(
        weekly,
        f"{figure(weekly)} a week, {len(asked)} in {days} days",
        f"We sent them {number} in the last {days} days, {figure(weekly)} a week; the aim is at "
        f"most {figure(case.number('technical_questions.full'))} a week.",
        table(asked, "at* channel person summary", "at"),
    )


def informal_contact(case: Case) -> Found | str:
    """When there last was a friendly word."""
    casual = [line for line in contacts(case) if line["topic"] == "casual"]
    wording = Wording(
        "The last informal contact was", "There was no informal contact", f"{_TOLD} gap"
    )
    return aged_evidence(
        case, casual, case.number("informal_contact.every"), wording, from_first_use=True
    )
