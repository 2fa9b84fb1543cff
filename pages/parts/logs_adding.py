"""Adding what was dropped: answers and recipe first, then the file; and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import streamlit as st

from health.errors import HealthError
from health.live import State
from health.portfolio import Portfolio
from health.recipes import written as recipe_written
from health.uploads.checked import Upload, already_there
from health.uploads.mended import Mended
from health.uploads.saved_recipes import FOLDER, file_of
from health.uploads.storing import stored, written
from health.uploads.taken_back import store_mended
from health.values import save
from health.values.answers import FILE, load
from pages.parts import logs_gate, logs_waiting, seen, words
from pages.parts.logs_waiting import Waiting, joined
from pages.parts.look import note
from pages.parts.words import signed, whole

_ADDED = "files added"
_FEW = 6


@dataclass
class Added:
    """What was added last, and what was not; the health of all clients before it, and what changed
    with the first logs that were read after it."""

    done: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    version: str = ""
    health: dict[str, float] = field(default_factory=dict)
    changed: str = ""


def add(some: Sequence[Waiting]) -> None:
    """Store files, each by itself: one that can't be stored keeps no other from it, and waits."""
    _each(some, lambda one: _store(one, one.upload) if one.upload else "")


def add_mended(one: Waiting, rows: Mapping[str, Sequence[Mended]]) -> None:
    """Store mended rows, by log."""
    number = sum(map(len, rows.values()))

    def store(_: Waiting) -> str:
        store_mended(logs_gate.folder(), rows)
        return f"{words.count(number, 'mended row')} of {words.listed(list(rows))}"

    _each([one], store)


def _each(some: Sequence[Waiting], store: Callable[[Waiting], str]) -> None:
    portfolio = seen.now().portfolio
    added = Added(version=portfolio.version if portfolio else "", health=_health(portfolio))
    refused = logs_gate.may_change_logs()
    for one in some:
        try:
            if refused:
                raise HealthError(refused)
            added.done.append(store(one))
        except HealthError as error:
            added.failed.append(str(error))
        else:
            logs_waiting.drop(one.number)
    added.at = datetime.now(UTC)
    st.session_state[_ADDED] = added
    seen.server("logs").wake()


def _store(one: Waiting, upload: Upload) -> str:
    folder = logs_gate.folder()
    before = load(folder / FILE)
    if (after := joined(before, one.said)) != before:
        save(folder / FILE, before, after)
    for recipe in one.recipes.values():
        content = recipe_written(recipe).encode()
        written(folder, file_of(folder, recipe), content, replace=True, inside=FOLDER)
    if already_there(folder, upload) == upload.name:
        return f"what was said of {upload.name}"
    done = stored(folder, upload, replace=True)
    kept = f" (the one before is kept as replaced/{done.replaced.name})" if done.replaced else ""
    return f"{done.path.name}{kept}"


def _health(portfolio: Portfolio | None) -> dict[str, float]:
    """The health of every client now; NaN where it is not known."""
    if portfolio is None:
        return {}
    scores = portfolio.scores()
    return dict(zip(scores["client"], scores["health"].astype(float), strict=True))


def outcome() -> None:
    """What became of what was added last: being read, or what changed by it."""
    added: Added | None = st.session_state.get(_ADDED)
    if added is None:
        return
    for failed in added.failed:
        note("bad", failed)
    if not added.done:
        return
    state = seen.now()
    files = f"Added {words.listed(added.done)}"
    if not added.changed and not _is_read(state, added):
        _reading(files, added)
        return
    changed = added.changed or _changed(added.health, _health(state.portfolio))
    if state.portfolio is not None and state.portfolio.version != added.version:
        added.changed = changed  # what comes later is not by it
    note("good", files, changed)


def _is_read(state: State, added: Added) -> bool:
    """Whether the logs were read after it; they may be what they were, as by a file of no log."""
    if state.portfolio is None or state.doing or state.problem:
        return False
    anew = state.checked_at is not None and state.checked_at > added.at
    return anew or state.portfolio.version != added.version


@st.fragment(run_every=1.0)
def _reading(files: str, added: Added) -> None:
    """While the logs are read with what is new: say so, and look again every second."""
    state = seen.now()
    if _is_read(state, added):
        st.rerun()
    told = state.problem if state.problem and not state.doing else "The logs are being read anew."
    note("watch" if state.problem else "none", files, told)


def _changed(before: dict[str, float], now: dict[str, float]) -> str:
    """Which clients' health became another, most changed first."""
    moved = {
        client: now[client] - before[client]
        for client in now
        if client in before and abs(now[client] - before[client]) >= 0.5
    }
    known = [c for c in now if c in before and before[c] != before[c] and now[c] == now[c]]
    new = [client for client in now if client not in before]
    told = []
    if new and before:
        told.append(f"{words.count(len(new), 'client')} new")
    elif new:
        told.append(f"{words.count(len(new), 'client')} scored")
    if known:
        told.append(f"{words.count(len(known), 'client')} scored for the first time")
    if moved:
        order = sorted(moved, key=lambda client: -abs(moved[client]))
        some = [
            f"{client} {whole(before[client])} → {whole(now[client])} ({signed(moved[client])})"
            for client in order[:_FEW]
        ]
        more = f" and {len(moved) - _FEW} more" if len(moved) > _FEW else ""
        told.append(f"health changed: {', '.join(some)}{more}")
    return f"Read: {'; '.join(told)}." if told else "Read: no client's health changed by it."
