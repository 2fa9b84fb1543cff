"""A link on a frozen report, for the client: made here, its address shown once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import streamlit as st

from health.links.guards import PASSWORD_LEAST, PASSWORD_MOST
from health.links.making import address_of, make_link
from health.links.terms import DAYS, MOST_DAYS
from health.store import Link, Store
from pages.parts import links_once, typed, words
from pages.parts.author import ask
from pages.parts.look import sheet
from pages.parts.report_facts import Facts, Subject, facts
from pages.parts.written import Step, save, told

_PLACE, _PASSWORD, _DAYS = "report link", "report-link-password", "report-link-days"


def offer(found: Facts) -> None:
    """The fields of a new link on the report."""
    subject = found.subject
    with st.popover("Make a link", key="report-link", on_change="rerun") as popover:
        if not popover.open:
            return
        sheet(
            "<p class='soft'>It shows this report as it was frozen, to whoever has the address; "
            "whatever the logs say later, it stays so. The Links page says how often it was "
            "opened, and can close it.</p>"
        )
        st.text_input(
            "For whom", max_chars=300, placeholder="Ms Ek, their sponsor: only we see this",
            **typed.text(subject.about("link"), "whom"),
        )  # fmt: skip
        days = st.number_input(
            "Days until it ends", min_value=1, max_value=MOST_DAYS, value=DAYS, step=1, key=_DAYS
        )
        ends = date.today() + timedelta(days=int(days or DAYS))
        sheet(f"<p class='small soft'>{words.weekday(ends)} {ends.year}</p>")
        st.text_input(
            f"Password, if it should ask for one (at least {PASSWORD_LEAST} characters)",
            type="password", key=_PASSWORD, max_chars=PASSWORD_MOST, autocomplete="new-password",
        )  # fmt: skip
        ask(_PLACE)
        st.button(
            "Make the link", key="make-report-link", type="primary", on_click=_make, args=(subject,)
        )
        told(_PLACE)


def _make(subject: Subject) -> None:
    found, about = facts(subject), subject.about("link")
    logs, kept = subject.view.portfolio.logs, found.kept
    password = str(st.session_state.get(_PASSWORD) or "") or None

    def deed(store: Store, by: str) -> Link:
        address_of("")  # an address that is none is told before there is a link
        made = make_link(
            store, logs, [subject.name], by, datetime.now(UTC), "client",
            str(typed.value(about, "whom") or ""), int(st.session_state.get(_DAYS) or 0),
            password, report=kept,
        )  # fmt: skip
        links_once.keep(made)
        return made.link

    if save(_PLACE, [Step("the link", deed, lambda: typed.forget(about))]):
        for key in (_PASSWORD, _DAYS, "report-link", f"told {_PLACE}"):
            st.session_state.pop(key, None)
