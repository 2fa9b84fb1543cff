"""The table of the logs: state, age, rows, and what each switches on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from health.log_states import ABSENT, PARTLY, UNUSABLE, USED, LogState
from health.logs.rows import Logs
from health.signals import SIGNALS
from pages.parts import words
from pages.parts.words import escape

_STATES = {  # tone and shape, as those of the bands
    USED: ("green", "● used"),
    PARTLY: ("amber", "◆ partly used"),
    ABSENT: ("none", "○ not there"),
    UNUSABLE: ("red", "▲ can't be used"),
}
_OLD_DAYS = 14  # since its latest date: from then on a log is said to be old


def headline(found: Sequence[LogState]) -> str:
    """What needs mending first, in one sentence."""
    unusable = [one for one in found if one.state == UNUSABLE]
    if unusable:
        return escape(f"{_files(unusable)} can not be used")
    aside = sum(one.set_aside for one in found)
    if aside:
        partly = sum(one.state == PARTLY for one in found)
        verb = "was" if aside == 1 else "were"
        where = "one log" if partly == 1 else f"{words.number_word(partly)} logs"
        number = words.number_word(aside).capitalize()
        return escape(f"{number} {'row' if aside == 1 else 'rows'} of {where} {verb} set aside")
    absent = sum(one.state == ABSENT for one in found)
    if absent:
        there = words.number_word(len(found) - absent)
        return escape(f"Every row is used, of {there} of the {len(found)} logs")
    return "Every row of every log is used"


def _files(some: Sequence[LogState]) -> str:
    return words.listed([f"{one.log}.csv" for one in some])


def subline(found: Sequence[LogState], today: date) -> str:
    """How many rows, and how fresh the freshest is."""
    read, twice = sum(one.read for one in found), sum(one.duplicates for one in found)
    said = f"{words.count(read, 'row')} read"
    said += f"; {words.count(twice, 'duplicate')} counted once" if twice else ""
    days = [one.latest for one in found if one.latest is not None]
    if days:
        newest = max(days)
        said += f". The latest is of {words.weekday(newest)} {newest.year}, {_ago(newest, today)}"
    return f'<p class="soft">{escape(said)}.</p>'


def _ago(day: date, today: date) -> str:
    days = (today - day).days
    return "today" if days <= 0 else "yesterday" if days == 1 else f"{days:,} days ago"


def table(found: Sequence[LogState], today: date) -> str:
    """One line a log."""
    rows = "".join(_row(one, today) for one in found)
    return (
        '<table class="logs"><thead><tr><th>Log</th><th>State</th><th>Latest</th>'
        '<th class="num">Rows</th><th class="num">Set aside</th><th class="num wide">Twice</th>'
        f'<th class="wide">Switches on</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def _row(one: LogState, today: date) -> str:
    tone, state = _STATES[one.state]
    there = one.state in (USED, PARTLY)
    # What no score reads may well come once a month: it is never called old.
    old = bool(one.on) and one.latest is not None and (today - one.latest).days > _OLD_DAYS
    age = ""
    if one.latest is not None:
        near = (today - one.latest).days < 300
        age = (
            f"{words.short_day(one.latest) if near else words.day(one.latest)}"
            f'<div class="small {"amber" if old else "soft"}">{_ago(one.latest, today)}</div>'
        )
    aside = f'<b class="amber">{one.set_aside:,}</b>' if one.set_aside else "0"
    numbers = (f"{one.used:,}", aside, f"{one.duplicates:,}") if there else ("–", "–", "–")
    return (
        f"<tr><td><b>{one.log}</b>"
        f'<div class="small soft wide">{escape(one.about)}</div></td>'
        f'<td class="{tone}" style="white-space:nowrap">{state}</td><td>{age}</td>'
        f'<td class="num">{numbers[0]}</td><td class="num">{numbers[1]}</td>'
        f'<td class="num wide">{numbers[2]}</td>'
        f'<td class="wide small">{escape(_switches(one))}</td></tr>{_wrong(one)}'
    )


def _switches(one: LogState) -> str:
    every = [signal.label for signal in SIGNALS.values() if signal.log == one.log]
    if one.state in (ABSENT, UNUSABLE):
        return f"would tell: {', '.join(every) or 'practices'}"
    return ", ".join(one.on) or ("everything" if one.log == "clients" else "practices")


def _wrong(one: LogState) -> str:
    """What is wrong with a log, on a line of its own, where there is something."""
    said = [("red", one.problem)] if one.problem else []
    said += [
        ("amber", f"{label} is off, for want of {words.listed(list(columns))}")
        for label, columns in one.off
    ]
    if one.late:
        said.append(("amber", f"begins {words.day(one.late.begins)}; {one.late}"))
    return below(said)


def below(said: Sequence[tuple[str, str]]) -> str:
    """What is to be said of a line of a table, each in its tone, on a line of its own below it."""
    told = "".join(f'<div class="small {tone}">{escape(text)}</div>' for tone, text in said)
    return f'<tr class="wrong-with"><td colspan="7">{told}</td></tr>' if told else ""


def beside(logs: Logs) -> str:
    """How times are read."""
    opens, closes = (f"{us // 3_600_000_000:02}:{us // 60_000_000 % 60:02}" for us in logs.hours)
    return (
        f'<p class="small soft">Times without an offset are those of the client\'s time zone, else '
        f"{escape(logs.zone)}; hours where none are agreed: {opens} to {closes}.</p>"
    )
