"""Where the logs come from: every source with its state, its age, its rows, and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import streamlit as st

from health.logs.origins import Prepared, SourceState
from health.logs.rows import Logs
from pages.parts import logs_gate, logs_preview, logs_table, logs_waiting, page, seen, words
from pages.parts.look import every, heading, more, plain, sheet
from pages.parts.words import escape

_MOST = 12  # sources that are shown at first
_MOST_NOTES = 4
_USUAL = ("encoding ", "separator ", "header in ", "sheet ")  # how a file was read: told on demand
_HOW = "How they were read"


def sources(logs: Logs) -> None:
    """The sources that are no plain logs, one a line; those that are, in a sentence."""
    states = [replace(each, problem=page.told(each.problem)) for each in logs.prepared.states]
    made = sorted((each for each in states if not each.direct), key=_first_in_need)
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        heading("Where the logs come from", _looked())
        if seen.may("logs"):
            st.button("Read now", key="read-now", type="tertiary", on_click=read_now,
                      icon=":material/refresh:")  # fmt: skip
    if made:
        shown = made if every("sources") else made[:_MOST]
        sheet(table(shown, logs, datetime.now(UTC)))
        more("sources", len(made), _MOST)
        _unknown(made)
        _details(made)
    sheet(as_they_are([each.name for each in states if each.direct], bool(made)))
    _watch(logs.prepared)


@st.fragment(run_every=2.0)
def _watch(shown: Prepared) -> None:
    """Draw again when a source is another, also where no score is by it."""
    portfolio = seen.now().portfolio
    if portfolio is not None and portfolio.logs.prepared is not shown:
        st.rerun()


def _unknown(states: Sequence[SourceState]) -> None:
    """For files of which no log is known: the way to say which they are."""
    if logs_gate.may_change_logs():
        return
    here = [logs_gate.folder() / each.name for each in states if each.strangers]
    with st.container(horizontal=True, gap="small"):
        for path in [path for path in here if path.is_file()][:_MOST]:
            st.button(
                f"Say which log {plain(path.name[:60])} is", key=f"say-{path.name}",
                on_click=_say, args=(path,),
            )  # fmt: skip


def _say(path: Path) -> None:
    """Take a file of the folder up above, to be mapped."""
    with suppress(OSError):
        logs_waiting.take(path.name, path.read_bytes(), stored=True)


def read_now() -> None:
    """Look at all sources at once; spreadsheets are asked for."""
    seen.server("logs").asking.now()
    seen.server("logs").wake()


def _looked() -> str:
    at = seen.now().checked_at
    return f"looked at all the time, last at {at:%H:%M:%S} UTC" if at else ""


def _first_in_need(state: SourceState) -> int:
    return 0 if state.problem else 1 if state.questions or state.strangers else 2


def as_they_are(names: Sequence[str], others: bool) -> str:
    """The files that are logs as they stand."""
    if not names:
        return ""
    shown = words.listed([*names[:13], *([f"{len(names) - 13} more"] if len(names) > 13 else [])])
    told = "Files of the folder, read as they are" if not others else "Read as they are"
    return f'<p class="soft">{escape(told)}: {escape(shown)}.</p>'


def table(states: Sequence[SourceState], logs: Logs, now: datetime) -> str:
    """One line a source."""
    aside = Counter(place for place, _ in {(each.where, each.row) for each in logs.set_aside})
    rows = "".join(_row(state, _of(state, aside), now) for state in states)
    return (
        '<table class="logs sources"><thead><tr><th>Source</th><th>State</th>'
        '<th class="wide">Read</th>'
        '<th class="num">Rows</th><th class="num">Set aside</th><th class="num wide">Left out</th>'
        f'<th class="wide gives">Gives</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def _of(state: SourceState, counts: Counter[str]) -> int:
    return sum(number for place, number in counts.items() if state.holds(place))


def _row(state: SourceState, aside: int, now: datetime) -> str:
    tone, told = _state(state, aside)
    rows = sum(each.rows for each in state.feeds)
    left = sum(each.lines for each in state.left_out)
    shown = f'<b class="amber">{aside:,}</b>' if aside else "0"
    return (
        f"<tr><td><b>{escape(state.name)}</b>"
        f'<div class="small soft wide">{escape(state.kind)}</div></td>'
        f'<td class="{tone}" style="white-space:nowrap">{told}</td>'
        f'<td class="wide">{_age(state, now)}</td>'
        f'<td class="num">{rows:,}</td><td class="num">{shown}</td>'
        f'<td class="num wide">{left:,}</td>'
        f'<td class="wide small">{escape(_gives(state))}</td></tr>{_more(state)}'
    )


def _state(state: SourceState, aside: int) -> tuple[str, str]:
    if state.problem:
        return ("amber", "◆ a copy") if state.feeds else ("red", "▲ can't be read")
    if not state.feeds:
        return "none", "○ not known"
    if state.questions:
        return "amber", "◆ asks"
    return ("amber", "◆ partly used") if aside else ("green", "● used")


def _age(state: SourceState, now: datetime) -> str:
    if state.read_at is None:
        return ""
    minutes = int((now - state.read_at).total_seconds() // 60)
    if minutes < 60:
        ago = "just now" if minutes < 2 else f"{minutes} min ago"
    elif minutes < 48 * 60:
        ago = words.count(minutes // 60, "hour") + " ago"
    else:
        ago = words.count(minutes // 1440, "day") + " ago"
    tone = "amber" if state.problem else "soft"
    at = state.read_at
    return (
        f'{words.short_day(at.date())}<div class="small {tone}" style="white-space:nowrap">'
        f"{at:%H:%M} UTC, {escape(ago)}</div>"
    )


def _gives(state: SourceState) -> str:
    """Its logs, by which recipe."""
    given: dict[str, int] = {}
    for each in state.feeds:
        given[each.log] = given.get(each.log, 0) + each.rows
    by = {each.recipe for each in state.feeds if each.recipe not in (each.log, state.name)}
    told = ", ".join(f"{log} {rows:,}" for log, rows in given.items())
    return f"{told} (as {words.listed(sorted(by))})" if by else told


def _more(state: SourceState) -> str:
    """What is wrong, what is not known, what was understood: on a line of its own."""
    said = [("amber" if state.feeds else "red", state.problem)] if state.problem else []
    if state.strangers and not state.problem:
        named = [each for each in state.strangers if each != state.name]
        what = f"tables that no log is known for: {words.listed(named)}" if named else (
            "No log is known by its columns: say which it is"
        )  # fmt: skip
        said.append(("soft", what))
    if state.questions:
        said.append(("amber", f"{words.count(len(state.questions), 'question')} above"))
    notes = [note for note in state.notes if not note.startswith(_USUAL)]
    rest = len(notes) - _MOST_NOTES
    more_ = [f"and {rest} more, under “{_HOW}” below"] if rest > 0 else []
    said += [("soft", "; ".join([*notes[:_MOST_NOTES], *more_]))] if notes else []
    return logs_table.below(said)


def how(states: Sequence[SourceState]) -> str:
    """All that was understood of each source."""
    return "".join(
        f"<p class='small'><b>{escape(state.name)}</b> "
        f"<span class='soft'>{escape('; '.join(state.notes))}</span></p>"
        for state in states
        if state.notes
    )


def _details(states: Sequence[SourceState]) -> None:
    """On demand: how each was read, and the lines that are no row of any log."""
    if any(state.notes for state in states):
        with st.expander(_HOW):
            sheet(how(states))
    found = [each for state in states for each in state.left_out]
    if found:
        with st.expander(f"{words.count(sum(e.lines for e in found), 'line')} left out"):
            sheet(logs_preview.left_out(found, files=True))
