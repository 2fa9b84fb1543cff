"""A link on a frozen report, for the client: made here, its address shown once."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from health.errors import EntryRefused
from health.links.making import address_of, make_link
from health.store import Link, Store
from pages.parts import links_guards, links_once
from pages.parts.author import ask
from pages.parts.look import sheet
from pages.parts.report_facts import Facts, Subject, facts
from pages.parts.written import Step, save, told

_PLACE, _FORM = "report link", "report-link"


def offer(found: Facts) -> None:
    """The fields of a new link on the report."""
    subject = found.subject
    with st.popover("Make a link", key=_FORM, on_change="rerun") as popover:
        if not popover.open:
            return
        sheet(
            "<p class='soft'>It shows this report as it was frozen, to whoever has the address; "
            "whatever the logs say later, it stays so. The Links page says how often it was "
            "opened, and can close it.</p>"
        )
        links_guards.whom(subject.about("link"))
        links_guards.guards(_FORM)
        ask(_PLACE)
        st.button(
            "Make the link", key="make-report-link", type="primary", on_click=_make, args=(subject,)
        )
        told(_PLACE)


def _make(subject: Subject) -> None:
    found, about = facts(subject), subject.about("link")
    logs, kept = subject.view.portfolio.logs, found.kept
    guards = links_guards.given(_FORM, about)

    def deed(store: Store, by: str) -> Link:
        if kept is None:  # else the link would show the logs as they are
            raise EntryRefused("report", subject.name, "reports that are in the store")
        address_of("")  # an address that is none is told before there is a link
        now = datetime.now(UTC)
        made = make_link(store, logs, [subject.name], by, now, report=kept, **guards)
        links_once.keep(made)
        return made.link

    if save(_PLACE, [Step("the link", deed, lambda: links_guards.forget(_FORM, about))]):
        for key in (_FORM, f"told {_PLACE}"):
            st.session_state.pop(key, None)
