"""On the Client page: who was asked for feedback of which week, who has not answered, whom to ask.

The message is drafted here and sent by a person: nothing leaves the program by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import streamlit as st

from health.errors import EntryRefused
from health.links.asking import Asking, askings, message, reminder
from health.links.feedback import Asked, ask_client
from health.links.making import address_of
from health.store import Ask, Store
from pages.parts import page, seen, words
from pages.parts.author import ask as ask_name
from pages.parts.author import author
from pages.parts.client_facts import Subject
from pages.parts.links_once import drop_message, keep_message, message_on
from pages.parts.look import every, more, sheet, style_of
from pages.parts.words import escape
from pages.parts.written import Step, away, save, told
from pages.parts.written_look import part

_MOST = 5  # asks that are shown at first
_OPEN, _REMIND = "asking open", "reminder open"
_STATES = {
    "answered": ("good", "● answered"),
    "waiting": ("watch", "◆ no answer yet"),
    "shut": ("none", "○ no answer"),
    "back": ("none", "✕ taken back"),
    "standing": ("none", "○ standing"),
}  # fmt: skip


@st.fragment
def asking(view: page.View, subject: Subject) -> None:
    """Those who were asked, the newest first; the way to ask."""
    style_of("asking")
    style_of("once")
    with away("Who was asked for feedback"):
        every_one = _asked(seen.store(), subject.name)
        place = f"asks-of-{subject.name}"
        now = datetime.now(UTC)
        with part("Asked by link", tally(every_one, now)):
            shown = every_one if every(place) else every_one[:_MOST]
            for each in shown:
                _line(each, now, place)
            more(place, len(every_one), _MOST)
            told(place)
            _once(subject.name)
            if view.latest and seen.may("write"):
                _ask(subject, place)


def tally(found: Sequence[Asking], now: datetime) -> str:
    """How many were asked, how many have not answered."""
    states = [each.state(now) for each in found if each.ask.week is not None]
    asked = len(states) - states.count("back")
    if not asked:
        return "nobody yet"
    waiting = states.count("waiting") + states.count("shut")
    rest = f", {waiting} without an answer" if waiting else ", all answered"
    return f"{words.count(asked, 'time')}{rest}"


def _asked(store: Store, client: str) -> Sequence[Asking]:
    return _every(store.version(), client, store)


@st.cache_resource(max_entries=4, show_spinner=False)
def _every(version: str, client: str, _store: Store) -> Sequence[Asking]:
    asks = _store.asks(client)
    links = [each for each in _store.links() if each.kind == "feedback"] if asks else []
    return tuple(askings(asks, _store.answers(client), links))


def _line(each: Asking, now: datetime, place: str) -> None:
    """One ask; where no answer came, what can be done."""
    state = each.state(now)
    with st.container(key=f"asked-{each.ask.id}", gap="xxsmall"):
        sheet(line_html(each, now))
        if state != "waiting" or not seen.may("write"):
            return
        with st.container(key=f"asked-deeds-{each.ask.id}", horizontal=True, gap="small"):
            opened = st.session_state.get(_REMIND) == each.ask.id
            st.button(
                "Close the reminder" if opened else "Draft a reminder", type="tertiary",
                key=f"remind-{each.ask.id}", on_click=_remind, args=(each.ask.id,),
            )  # fmt: skip
            st.button(
                "Never sent: take it back", type="tertiary", key=f"back-{each.ask.id}",
                on_click=_back, args=(each.ask, place),
            )  # fmt: skip
        if opened:
            copied(reminder(each, author()), "Send it yourself; the link is in your first message.")


def line_html(each: Asking, now: datetime) -> str:
    """Whom, of which week, when, by whom; what came of it."""
    ask = each.ask
    tone, state = _STATES[each.state(now)]
    who = escape(words.short(ask.rater, 80)) or "Whoever has the link"
    parts = [
        f"of the {words.the_week(ask.week)}" if ask.week else "a link that stands",
        f"asked {words.short_day(ask.asked_on)}" if ask.asked_on else "",
        f"by {words.short(ask.author, 60)}",
    ]
    if each.answers:
        last = each.answers[-1]
        times = f"{len(each.answers)} answers, the last " if len(each.answers) > 1 else ""
        parts.append(f"{times}{last.rating} of 10 on {words.short_day(last.answered_on)}")
    said = escape(", ".join(filter(None, parts)))
    return (
        f"<div class='asked'><span class='small {tone}'>{state}</span>"
        f"<div><b>{who}</b> <span class='soft small'>{said}</span></div></div>"
    )


def copied(text: str, below: str) -> None:
    """A message to copy, and what to know of it."""
    sheet(
        f"<div class='drafted'><pre tabindex='0'>{escape(text)}</pre>"
        "<button type='button' data-copy='pre'>Copy</button>"
        f"<p class='small soft'>{escape(below)}</p></div>"
    )


def _remind(number: int) -> None:
    same = st.session_state.get(_REMIND) == number
    st.session_state[_REMIND] = None if same else number


def _back(ask: Ask, place: str) -> None:
    save(place, [Step("that nobody was asked", lambda store, by: store.withdraw_ask(ask, by))])
    drop_message()


def _ask(subject: Subject, place: str) -> None:
    """Whom to ask, of which week; then the message."""
    if st.session_state.get(_OPEN) != subject.name:
        with st.container(key="ask-deeds"):
            st.button(
                "Ask for feedback", key="ask-open", on_click=_open, args=(subject.name,),
                icon=":material/forum:", type="tertiary",
            )  # fmt: skip
        return
    with st.container(key="ask-form", gap="small"):
        if not subject.portfolio.logs["feedback"].present:
            sheet(
                "<p class='small watch'>There is no log of feedback yet: with the first ask there "
                "is one, and it counts for all clients, as asked or not asked.</p>"
            )
        people = subject.rows("people")
        names = list(dict.fromkeys(people["name"].astype(str))) if len(people) else []
        st.selectbox(
            "Whom", names, index=None, placeholder="Choose, or type a name",
            accept_new_options=True, key=_key("whom", subject),
        )  # fmt: skip
        this = words.sunday(date.today())
        weeks = [this, this - timedelta(days=7)]
        st.radio(
            "Of which week", weeks, key=_key("week", subject), horizontal=True,
            format_func=lambda week: "This week" if week == this else "Last week",
        )  # fmt: skip
        ask_name("asking")
        with st.container(horizontal=True, gap="small"):
            st.button(
                "Draft the message", key="ask-make", type="primary", on_click=_make,
                args=(subject, place),
            )  # fmt: skip
            st.button("Cancel", key="ask-cancel", on_click=_open, args=("",))


def _key(what: str, subject: Subject) -> str:
    return f"ask-{what}-{subject.client}"


def _open(client: str) -> None:
    st.session_state[_OPEN] = client


def _make(subject: Subject, place: str) -> None:
    """Record the ask, and keep its message for some minutes."""
    whom = str(st.session_state.get(_key("whom", subject)) or "").strip()
    week = st.session_state.get(_key("week", subject))
    logs = subject.portfolio.logs

    def deed(store: Store, by: str) -> Asked:
        if not whom:
            raise EntryRefused("whom", "nobody", "the name of somebody")
        address_of("")  # an address that is none is told before anybody counts as asked
        now = datetime.now(UTC)
        made = ask_client(store, logs, subject.name, whom, week or now.date(), by, now)
        until = store.link(made.ask.link).expires_at
        keep_message(subject.name, message(made.ask, made.token, until))
        return made

    if save(place, [Step(f"that {whom} is asked today", deed, lambda: _open(""))]):
        st.session_state.pop(_key("whom", subject), None)


def _once(client: str) -> None:
    """The message of the ask that was made just now; nothing else can show its link again."""
    text = message_on(client)
    if not text:
        return
    with st.container(key="asked-once", gap="small"):
        sheet("<p><b role='status'>Copy the message now, and send it: it is shown this once.</b>")
        copied(text, "The ask is recorded as of today. The link in it is kept nowhere else.")
        st.button("Done, put it away", key="asked-away", on_click=drop_message)
