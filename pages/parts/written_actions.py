"""Actions on screen: what was agreed, who, by when, what became of it; to close and to change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import escape

import streamlit as st

from health.review import next_friday, state
from health.store import Action, Conflict, Store
from health.store import Change as Written
from pages.parts import address, typed, words
from pages.parts.author import ask, people
from pages.parts.look import every, more, sheet
from pages.parts.seen import may, store
from pages.parts.written import Step, save, told, when
from pages.parts.written_notes import said_html

MOST = 8  # rows with buttons; "show all" has the rest
MARKS = {"done": ("✓", "good"), "overdue": ("!", "bad"), "open": ("○", "none")}


@dataclass
class Change:
    """An action that is being changed: as it was seen when that began, and whether to close it."""

    seen: Action
    closing: bool


def show(
    actions: Sequence[Action], place: str, today: date, named: bool = False, fixed: bool = False,
    most: int = MOST,
) -> None:  # fmt: skip
    """Rows of actions in the order given; inside of a fragment that reads them each time.

    named: with their clients' names; fixed: to be read only, as of an earlier week.
    """
    whole = every(place)
    told(place)
    with st.container(gap=None, key=f"acts-{place}"):
        for action in actions if whole else actions[:most]:
            _row(action, place, today, named, fixed)
    more(place, len(actions), most)


def _row(action: Action, place: str, today: date, named: bool, fixed: bool) -> None:
    change: Change | None = st.session_state.get(f"change {place}")
    mine = change if change is not None and change.seen.id == action.id else None
    with st.container(key=f"act-{place}-{action.id}", gap=None):
        with st.container(horizontal=True, wrap=False, vertical_alignment="top", gap="small"):
            sheet(action_html(action, today, named))
            if named:
                st.page_link(
                    address.PAGES["client"], label="Open", query_params=address.query(action.client)
                )
            if mine is None and not fixed and may("write"):
                if action.done_on is None:
                    _opener("Done", action, place, True)
                _opener("Change", action, place, False)
        if mine is not None:
            _editor(mine, place, today)


def _opener(label: str, action: Action, place: str, closing: bool) -> None:
    st.button(
        label, key=f"{label.lower()}-{place}-{action.id}", type="tertiary",
        on_click=lambda: st.session_state.update({f"change {place}": Change(action, closing)}),
    )  # fmt: skip


def _editor(change: Change, place: str, today: date) -> None:
    """The fields of one action; what is typed outlives a refusal."""
    seen, about = change.seen, f"action\n{change.seen.id}"
    with st.container(key=f"edit-{place}-{seen.id}"):
        typed.restored(about)
        if not change.closing:
            fields(about, seen.text, seen.who, seen.due)
        if change.closing or seen.done_on is not None:
            st.text_input(
                "What became of it", max_chars=2000, **typed.text(about, "outcome", seen.outcome)
            )
            st.date_input(
                "Done on", max_value=max(today, seen.done_on or today), format="YYYY-MM-DD",
                width=180, **typed.day(about, "done_on", seen.done_on or today),
            )  # fmt: skip
        ask(place)
        with st.container(horizontal=True, gap="small"):
            st.button(
                "Save as done" if change.closing else "Save the change", type="primary",
                key=f"save-{place}", on_click=_save, args=(change, place),
            )  # fmt: skip
            if seen.done_on is not None:
                st.button(
                    "Open it again", key=f"open-again-{place}",
                    on_click=_save, args=(change, place, True),
                )  # fmt: skip
            if not change.closing:
                st.button(
                    "Remove", key=f"remove-{place}", on_click=_save, args=(change, place),
                    kwargs={"remove": True},
                )  # fmt: skip
            st.button("Cancel", key=f"cancel-{place}", on_click=_ended, args=(change, place))
        sheet(history_html(store().history(seen)))


def fields(about: str, text: str, who: str, due: date) -> None:
    """What, who, by when."""
    st.text_input(
        "What is to be done", max_chars=2000, placeholder="Call the sponsor about the import",
        **typed.text(about, "what", text),
    )  # fmt: skip
    left, right = st.columns([1.4, 1], gap="small")
    bound = typed.choice(about, "who", who or None)
    chosen = str(typed.value(about, "who") or "")
    with left:
        st.selectbox(
            "Who", people(chosen), index=0 if chosen else None, placeholder="Who does it",
            accept_new_options=True, **bound,
        )  # fmt: skip
    with right:
        st.date_input("By when", format="YYYY-MM-DD", **typed.day(about, "due", due))


def new_step(client: str, week: date) -> Step | None:
    """The step that saves the next action typed about a client; None if nothing was typed."""
    text = str(typed.value(client, "what") or "").strip()
    who = str(typed.value(client, "who") or "").strip()
    due = typed.value(client, "due")
    if not text:
        return None

    def add(store: Store, by: str) -> Action:
        return store.add_action(client, text, who or by, due or next_friday(week), by, week)

    return Step("the action", add, lambda: typed.forget(client, "what", "who", "due"), week)


def _save(change: Change, place: str, again: bool = False, remove: bool = False) -> None:
    about, seen = f"action\n{change.seen.id}", change.seen
    wanted = seen
    if not change.closing:
        wanted = replace(
            wanted,
            text=str(typed.value(about, "what") or ""),
            who=str(typed.value(about, "who") or ""),
            due=typed.value(about, "due") or seen.due,
        )
    if again:
        wanted = replace(wanted, done_on=None)
    elif change.closing or seen.done_on is not None:
        outcome = str(typed.value(about, "outcome") or "")
        wanted = replace(wanted, outcome=outcome, done_on=_done_on(about, seen))

    def update(store: Store, by: str) -> None:
        try:
            (store.remove_action if remove else store.update_action)(wanted, by)
        except Conflict as conflict:
            if getattr(conflict.stored, "removed_at", None) is None:
                change.seen = conflict.stored  # a second save knows of theirs
                typed.refresh(about)
            raise

    what = "that the action is gone" if remove else "the action"
    save(place, [Step(what, update, lambda: _ended(change, place))])


def _done_on(about: str, seen: Action) -> date:
    return typed.value(about, "done_on") or seen.done_on or date.today()


def _ended(change: Change, place: str) -> None:
    typed.forget(f"action\n{change.seen.id}")
    st.session_state.pop(f"change {place}", None)


def action_html(action: Action, today: date, named: bool = False) -> str:
    """What, who, by when, and what became of it; with the client's name if there are several."""
    mark, tone = MARKS[state(action, today)]
    client = f"<b>{escape(action.client)}</b> " if named else ""
    return (
        f'<div class="act"><span class="{tone}">{mark}</span><div>{client}'
        f"{said_html(action.text)}<div class='small soft'>{_how_it_went(action, today)}</div>"
        "</div></div>"
    )


def _how_it_went(action: Action, today: date) -> str:
    who = escape(action.who)
    if action.done_on is not None:
        outcome = f": {said_html(action.outcome)}" if action.outcome else ", with no outcome noted"
        return f"{who}, <span class='good'>done {words.short_day(action.done_on)}</span>{outcome}"
    if action.due < today:
        return f"{who}, <b class='bad'>overdue since {words.weekday(action.due)}</b>"
    return f"{who}, due {words.weekday(action.due)}"


def _had(name: str, value: str) -> str:
    return words.day(date.fromisoformat(value)) if name == "due" else f"“{escape(value)}”"


_WAS = {"text": "it said", "who": "it was for", "due": "due was", "outcome": "the outcome was"}


def history_html(changes: Sequence[Written]) -> str:
    """Who agreed it, who changed what of it, and what that had been."""
    lines = []
    for each in changes:
        had = [
            f"{word} {_had(name, each.before[name] or '')}"
            for name, word in _WAS.items()
            if each.before.get(name)
        ]
        if "done_on" in each.before:
            had.insert(0, "opened again" if each.before["done_on"] else "done")
        done = "; ".join(had) or ("agreed" if each.deed == "add action" else "changed")
        lines.append(f"{escape(each.by)}, {when(each.at)}: {done}")
    return f'<p class="small soft">{"<br>".join(lines)}</p>'


def tally(actions: Sequence[Action], today: date) -> str:
    """1 overdue, 2 open, 3 done."""
    states = [state(each, today) for each in actions]
    counted = [(name, states.count(name)) for name in ("overdue", "open", "done")]
    return ", ".join(f"{number} {name}" for name, number in counted if number)
