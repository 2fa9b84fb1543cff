"""Deadlines as bars, promised to agreed to done; ours and the client's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import address
from pages.parts.client_facts import Subject, facts_of
from pages.parts.client_look import nothing, section
from pages.parts.figures import each
from pages.parts.words import count, day, escape, listed, short_day

FEW = {"us": 8, "client": 5}  # bars at first; "show all" has the rest
MANY = 400
_HEADS = {"us": "What we promised", "client": "What they promised"}
_KEY = (
    "<span>│ first promised for</span><span>◇ agreed since</span><span>● done</span>"
    '<span><i class="sw bad"></i>late without a word</span>'
    '<span><i class="sw watch"></i>late, with a warning</span>'
    '<span><i class="sw theirs"></i>days the client added</span>'
)


@dataclass(frozen=True)
class Scale:
    """A stretch of days as 0 to 100 % of a width."""

    first: date
    last: date

    def at(self, when: date) -> float:
        """Where a day is, kept inside the stretch."""
        share = (when - self.first).days / max(1, (self.last - self.first).days)
        return 100 * min(max(share, 0.0), 1.0)

    def span(self, start: date, end: date, kind: str) -> str:
        """A stretch between two days; nothing where they are the same place."""
        left, right = self.at(start), self.at(end)
        if right <= left:
            return ""
        return f'<i class="{kind}" style="left:{left:.2f}%;width:{right - left:.2f}%"></i>'

    def mark(self, when: date, text: str, kind: str) -> str:
        """A sign at a day; nothing where the day is off the stretch."""
        if not self.first <= when <= self.last:
            return ""
        return f'<span class="at {kind}" style="left:{self.at(when):.2f}%">{text}</span>'


@st.fragment
def deadlines(subject: Subject) -> None:
    """The bars, ours and then the client's; late ones first, then the latest."""
    bars = facts_of(subject).happenings.bars
    if bars.empty:
        section("Deadlines", "", nothing(subject.lacks("deadlines") or "No deadline is known yet."))
        return
    every = address.value("deadlines") == "all"
    sides = {side: in_order(bars[bars["side"] == side]) for side in _HEADS}
    shown = {side: some.head(MANY if every else FEW[side]) for side, some in sides.items()}
    scale = scale_of(pd.concat([some for some in shown.values() if len(some)]), subject.day)
    pieces = [
        bars_html(shown[side], scale, subject.day, f"{head}: {tally(sides[side])}")
        for side, head in _HEADS.items()
        if len(shown[side])
    ]
    section(
        "Deadlines",
        "as promised, as agreed since, as done",
        f'<div class="key">{_KEY}</div>{"".join(pieces)}',
    )
    _show_all(bars, every)


def _show_all(bars: pd.DataFrame, every: bool) -> None:
    sides = bars["side"].value_counts()
    if not any(sides.get(side, 0) > few for side, few in FEW.items()):
        return
    st.button(
        "Show fewer" if every else f"Show all {len(bars)} deadlines",
        key="more-deadlines", type="tertiary",
        on_click=address.write, args=("deadlines", None if every else "all"),
    )  # fmt: skip


def in_order(bars: pd.DataFrame) -> pd.DataFrame:
    """Overdue first, the longest first; then what is open, the next first; then the latest done."""
    rank = bars["state"].map({"overdue": 0, "open": 1}).fillna(2)
    when = [
        -row.done_on.toordinal() if row.done_on else row.due.toordinal()
        for row in each(bars[["done_on", "due"]])
    ]
    order = pd.DataFrame({"rank": rank, "when": when}, index=bars.index)
    return bars.loc[order.sort_values(["rank", "when"], kind="stable").index]


def tally(bars: pd.DataFrame) -> str:
    """How many are overdue, open, done late, done in time, in words."""
    counts = bars["state"].value_counts()
    states = ("overdue", "open", "done late", "done in time")
    return listed([f"{counts[state]} {state}" for state in states if counts.get(state, 0)])


def bars_html(bars: pd.DataFrame, scale: Scale, today: date, head: str) -> str:
    """One line an item: what, the bar, and how it went in words."""
    ticks = month_ticks(scale)
    lines = [_bar_html(row, scale, today, ticks) for row in each(bars)]
    axis = "".join(
        f'<span style="left:{scale.at(tick):.2f}%">{_tick_word(tick, at)}</span>'
        for at, tick in enumerate(ticks)
    )
    return (
        f'<div style="margin-top:10px"><b>{escape(head)}</b></div>'
        f'<div class="due axis"><div></div><div class="track">{axis}</div><div></div></div>'
        f"{''.join(lines)}"
    )


def scale_of(bars: pd.DataFrame, today: date) -> Scale:
    """From the first promise to the last date in view; of a long plan the end is what counts."""
    ends = [*bars["due"], *bars["agreed"], *(done for done in bars["done_on"] if done)]
    last = max(ends)
    if bars["state"].isin(["open", "overdue"]).any():
        last = max(last, today)
    first = min(bars["promised_on"])
    reach = max(timedelta(days=120), 2 * (last - min(ends)))
    first = max(first, last - reach, min(*ends, last) - timedelta(days=365))
    pad = (last - first) * 0.02
    return Scale(first, last + max(pad, timedelta(days=2)))


def month_ticks(scale: Scale) -> Sequence[date]:
    """Firsts of months, at most seven, none so late that its word would not fit."""
    months = (scale.last.year - scale.first.year) * 12 + scale.last.month - scale.first.month
    step = next((step for step in (1, 2, 3, 6, 12, 24, 60) if months / step <= 6), 120)
    at, ticks = date(scale.first.year, 1, 1), []
    while at <= scale.last:
        if at >= scale.first and scale.at(at) < 93:
            ticks.append(at)
        month = at.month - 1 + step
        at = date(at.year + month // 12, month % 12 + 1, 1)
    return ticks


def _tick_word(tick: date, place: int) -> str:
    return f"{tick:%b} {tick.year}" if place == 0 or tick.month == 1 else f"{tick:%b}"


def _bar_html(row: Any, scale: Scale, today: date, ticks: Sequence[date]) -> str:
    end = row.done_on or max(today, row.due)
    tone = "none" if row.side == "client" else "watch" if row.warned_on else "bad"
    late = row.state in ("overdue", "done late")
    pieces = [f'<i class="m" style="left:{scale.at(tick):.2f}%"></i>' for tick in ticks]
    pieces.append(
        f'<i class="now" style="left:{scale.at(today):.2f}%"></i>' if today <= scale.last else ""
    )
    pieces.append(scale.span(row.promised_on, min(end, row.original), "plan"))
    pieces.append(scale.span(row.original, min(row.due, end), "theirs"))
    if late:
        pieces.append(scale.span(row.due, row.done_on or today, f"slip {tone}"))
    elif row.done_on is None:
        pieces.append(scale.span(row.original, max(row.agreed, row.due), "plan"))
    pieces.append(f'<i class="p" style="left:{scale.at(row.original):.2f}%"></i>')
    if row.agreed != row.original:
        pieces.append(scale.mark(row.agreed, "◇", ""))
    if row.done_on:
        pieces.append(scale.mark(row.done_on, "●", tone if late else "good"))
    kind = f'<span class="small soft"> {escape(str(row.kind))}</span>' if row.kind else ""
    return (
        f'<div class="due" title="{escape(_told(row))}">'
        f'<div class="what">{escape(row.item)}{kind}</div>'
        f'<div class="track">{"".join(pieces)}</div>'
        f'<div class="small">{outcome(row, today)}</div></div>'
    )


def outcome(row: Any, today: date) -> str:
    """How it went: when it was done or is due, how late, and by whom that was caused."""
    if row.state == "done in time":
        when = near_day(row.done_on, today)
        return f'<span class="soft">done {when}, in time{_blame(row)}</span>'
    if row.state == "open":
        return f"due {near_day(row.due, today)}{_blame(row)}"
    tone, mark = ("watch", "◆") if row.warned_on else ("bad", "▲")
    if row.side == "client":
        tone, mark = "none", "◇"
    days = int(row.client_days if row.side == "client" else row.slip_days)
    late = f"{count(days, 'business day')} late" if days else "late"
    what, day_of = ("done", row.done_on) if row.done_on else ("due", row.due)
    when = f"{what} {near_day(day_of, today)}"
    return (
        f'<span class="{tone}">{mark} {late}</span><span class="soft">, {when}{_blame(row)}</span>'
    )


def near_day(when: date, today: date) -> str:
    """A day, with its year only where that is another one."""
    return short_day(when) if when.year == today.year else day(when)


def _blame(row: Any) -> str:
    """What the client's own moves added, and whether we spoke before it was late; of our items."""
    if row.side == "client":
        return ""
    parts = []
    if row.client_days:
        parts.append(f"{count(int(row.client_days), 'day')} added by the client")
    if row.state in ("overdue", "done late"):
        parts.append(f"warned {short_day(row.warned_on)}" if row.warned_on else "no warning")
    return "".join(f", {part}" for part in parts)


def _told(row: Any) -> str:
    """All dates of an item, as the tooltip of its line."""
    parts = [f"agreed on {day(row.promised_on)} for {day(row.original)}"]
    if row.agreed != row.original:
        parts.append(f"moved to {day(row.agreed)}")
    if row.due != row.original:
        parts.append(f"with the client's days due {day(row.due)}")
    if row.warned_on:
        parts.append(f"warned on {day(row.warned_on)}")
    parts.append(f"done on {day(row.done_on)}" if row.done_on else "not done yet")
    return f"{row.item}: {', '.join(parts)} (deadlines.csv row {', '.join(map(str, row.rows))})"
