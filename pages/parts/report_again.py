"""A frozen report opened again: a draft with the same words beside it, to be mended and frozen."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from health.report.content import TITLES
from health.report.sent import sent_words
from health.store import StatusReport, Store
from pages.parts import address, seen, typed, words
from pages.parts.author import ask
from pages.parts.look import note, sheet
from pages.parts.report_facts import Facts, Subject
from pages.parts.written import Step, save, told
from pages.parts.written_notes import said_html

_PLACE = "opening again"


def offer(found: Facts) -> None:
    """The button, after saying what becomes of the report that is frozen."""
    with st.popover("Open it again", key="open-again", on_change="rerun") as popover:
        if not popover.open or found.kept is None:
            return
        sheet(f"<p class='soft'>{words.escape(_becomes(found.kept))}</p>")
        ask(_PLACE)
        st.button(
            "Open it as a draft", key="open-it-again", type="primary", on_click=_opened,
            args=(found.subject, found.kept),
        )  # fmt: skip
        told(_PLACE)


def _becomes(kept: StatusReport) -> str:
    """What the client has already, and what a mended one will be to it."""
    linked = sum(link.report == kept.id for link in seen.store().links())
    shows = f"{words.count(linked, 'link')} {'shows' if linked == 1 else 'show'} it"
    had = [f"it was {sent_words(kept)}"] * bool(kept.sent_on) + [shows] * bool(linked)
    begins = "A draft with the same words is put beside it, to be mended and frozen."
    if not had:
        return (
            f"{begins} This one stays in the list as it was frozen. It was not marked as sent, and "
            "no link shows it."
        )
    known = words.listed(had)
    return (
        f"{known[:1].upper()}{known[1:]}; that stays as it is. {begins} It becomes version "
        f"{kept.edition + 1}, and says so. Once that is sent or linked, whoever opens a link on "
        "this one is told of it."
    )


def _opened(subject: Subject, kept: StatusReport) -> None:
    def deed(store: Store, by: str) -> StatusReport:
        return store.open_report_again(kept, by)

    if save(_PLACE, [Step("the report, opened again", deed)]):
        for name in ("take", "show"):  # the draft, with its fields
            address.write(name, None)
        st.session_state.pop("open-again", None)
        st.session_state["told report"] = st.session_state.pop(f"told {_PLACE}")


def standing(found: Facts) -> None:
    """Of a report that was opened again: by whom, and where that is."""
    newer = found.newer
    if newer is None:
        return
    state = f"frozen by {newer.frozen_by}" if newer.frozen_at else "still a draft"
    asked = {"client": newer.client, "week": words.sunday(newer.day).isoformat()}
    asked |= {"on": newer.day.isoformat(), "take": str(newer.take)}
    sheet(
        f"<p><span class='watch'>Opened again</span> by {words.escape(newer.author)} on "
        f"{words.weekday(newer.created_at.date())}: this is how it was frozen before. "
        f"<a href='report?{words.escape(urlencode(asked))}'>The newest</a> is "
        f"{words.escape(state)}.</p>"
    )


def waiting(subject: Subject) -> None:
    """What somebody typed and did not save before the report was frozen: it is not lost."""
    for name, title in TITLES.items():
        text = typed.draft(subject.about(name)).get("text")
        if text is None:
            st.session_state.pop(f"told report {name}", None)  # what was saved before it was frozen
            continue
        told(f"report {name}")
        note(
            "watch", f"Typed by you and not in it: {title}",
            "The report was frozen without it. Opened again, it has what you typed in its field.",
        )  # fmt: skip
        sheet(f"<details><summary>What you typed</summary>{said_html(text)}</details>")
