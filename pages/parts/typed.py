"""What was typed and is not saved: it outlives a rerun, a step to another client, a failed save, a
reload and a restart of the server.

The session's own draft comes first, so that two people never type over each other; each change of
it goes to `health.drafts`, from which a new session takes it up again.
"""

from __future__ import annotations

import hashlib
from collections.abc import MutableMapping
from datetime import date
from typing import Any

import streamlit as st

from health import drafts
from health.drafts import Draft
from health.logs.contract import folded
from pages.parts.look import sheet
from pages.parts.person import whose

_DRAFTS, _RESTORED, _DRAWN = "drafts", "drafts taken up again", "fields drawn"
_UNKEPT = "drafts not kept"


def draft(about: str) -> Draft:
    """What this session has typed about something; at first what was kept from an earlier one."""
    every: MutableMapping[str, Draft] = st.session_state.setdefault(_DRAFTS, {})
    key = folded(about)
    if key not in every:
        every[key] = drafts.current().get(whose(), about)
        if every[key]:
            st.session_state.setdefault(_RESTORED, set()).add(key)
    return every[key]


def text(about: str, name: str, initial: str = "") -> dict[str, Any]:
    """`key` and `on_change` of a field of text; it shows the draft, else `initial`."""
    return _bound(about, name, draft(about).get(name, initial))


def choice(about: str, name: str, initial: str | None = None) -> dict[str, Any]:
    """The same of a field in which a text is chosen, or none."""
    return _bound(about, name, draft(about).get(name, initial) or None)


def day(about: str, name: str, initial: date) -> dict[str, Any]:
    """The same of a field of a day."""
    try:
        shown = date.fromisoformat(draft(about).get(name, ""))
    except ValueError:
        shown = initial
    return _bound(about, name, shown)


def value(about: str, name: str) -> Any:
    """What stands in the field now; None if it was never drawn."""
    return st.session_state.get(_key(about, name))


def _bound(about: str, name: str, shown: Any) -> dict[str, Any]:
    key = _key(about, name)
    # Only a field that was not there is filled: setting one again, when the page is drawn anew
    # by itself, would take away what somebody is typing in it at this moment.
    if key not in st.session_state:
        st.session_state[key] = shown
    st.session_state.setdefault(_DRAWN, {}).setdefault(folded(about), set()).add(name)
    return {"key": key, "on_change": _changed, "args": (about, name)}


def _key(about: str, name: str) -> str:
    # A style class is made of it, by which the browser's script knows a field: as letters other
    # than a to z would all be one there, what it is about stands in it as a number.
    number = hashlib.sha256(folded(about).encode("utf-8", "replace")).hexdigest()[:12]
    return f"typed-{name}-{number}"


def _changed(about: str, name: str) -> None:
    now = value(about, name)
    mine = draft(about)
    mine[name] = now.isoformat() if isinstance(now, date) else str(now or "")
    _keep(about, mine)


def _keep(about: str, mine: Draft) -> None:
    why = drafts.current().put(whose(), about, mine)
    st.session_state.setdefault(_UNKEPT, {})[folded(about)] = why


def forget(about: str, *names: str) -> None:
    """These fields were saved, or dropped: all of them if none is named."""
    mine = draft(about)
    for name in names or [*mine, *_drawn(about)]:
        mine.pop(name, None)
        st.session_state.pop(_key(about, name), None)
    st.session_state.get(_RESTORED, set()).discard(folded(about))
    _keep(about, mine)


def refresh(about: str) -> None:
    """Let the fields that nobody has typed in show what is stored now."""
    for name in _drawn(about) - set(draft(about)):
        st.session_state.pop(_key(about, name), None)


def _drawn(about: str) -> set[str]:
    return set(st.session_state.get(_DRAWN, {}).get(folded(about), ()))


def restored(about: str) -> None:
    """Say that what stands in the fields comes from an earlier session; or that it is not kept."""
    why = st.session_state.get(_UNKEPT, {}).get(folded(about))
    if why:
        sheet(f'<p class="small watch" role="status">Save it soon, it is not kept: {why}.</p>')
    if folded(about) in st.session_state.get(_RESTORED, set()) and draft(about):
        sheet('<p class="small soft">Typed earlier and not saved yet.</p>')
