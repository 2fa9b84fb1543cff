"""What is done with a report: frozen, saved as a file, copied, marked as sent, opened again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import streamlit as st

from health.errors import Conflict
from health.report import Report, as_html, as_json, as_pdf, as_text
from health.report.content import TITLES
from health.report.lead import for_lead
from health.report.saving import freeze
from health.report.sent import HOW, row_of
from health.store import StatusReport, Store
from pages.parts import address, download, links_once, report_again, report_link, seen, typed, words
from pages.parts.author import ask
from pages.parts.look import sheet
from pages.parts.report_facts import STATES, Facts, Subject, facts, lines_of_week
from pages.parts.report_sections import unsaved
from pages.parts.written import Step, save, told

_FORMS: dict[str, tuple[str, str, Callable[[Report], str | bytes]]] = {
    "PDF": ("pdf", "application/pdf", as_pdf),
    "web page": ("html", "text/html", as_html),
    "text": ("txt", "text/plain", as_text),
}
_FREEZING, _SENDING = "freezing", "sending"
HOW_WORDS = {"e-mail": "By e-mail", "link": "By a link", "file": "As a file"}


def before(found: Facts) -> None:
    """Below a draft: freeze it, or try its files."""
    with st.container(
        horizontal=True, gap="small", key="report-deeds", vertical_alignment="center"
    ):
        _freeze(found)
        files(found.report, "-draft")


def after(found: Facts) -> None:
    """Above a frozen report: its files, the text for an e-mail, and that it was sent."""
    with st.container(
        horizontal=True, gap="small", key="report-deeds", vertical_alignment="center"
    ):
        if seen.may("write") and found.kept is not None:
            if found.kept.sent_on is None and (found.newer is None or not found.newer.frozen_at):
                _send(found)
            if found.newer is None:
                report_link.offer(found)
        with st.popover("Copy for an e-mail"):
            st.caption("Subject, then text: each is copied by the button at its upper right.")
            st.code(shown_subject(found.report), language=None)
            st.code(as_text(found.report), language=None)
        if seen.may("write") and found.newer is None:
            report_again.offer(found)
        files(found.report)
    told(_SENDING, lasting=True)
    links_once.show()
    if seen.may("write") and found.newer is None:
        _another(found)


def shown_subject(report: Report) -> str:
    """The subject of an e-mail."""
    edition = f", version {report.edition}" if report.edition > 1 else ""
    return f"Status report, {words.day(report.day)}{edition}"


def files(report: Report, more: str = "") -> None:
    """A quiet button for each form; each is made when it is pressed."""
    name = download.file_name(f"{words.short(report.client, 40)} status report", report.day)
    for label, (ending, mime, made) in _FORMS.items():
        st.download_button(
            f"Save as {label}", data=lambda made=made: made(report),  # type: ignore[misc]
            file_name=f"{name}{more}.{ending}", mime=mime, key=f"report-as-{ending}",
            on_click="ignore", type="tertiary", icon=":material/download:",
        )  # fmt: skip


def _freeze(found: Facts) -> None:
    """The button that closes the report, after saying what that means."""
    with st.popover(
        "Freeze the report", key="freeze", on_change="rerun", type="primary"
    ) as popover:
        if not popover.open:
            return
        sheet(
            "<p><b>It stays as it is from then on.</b> <span class='soft'>A frozen report can be "
            "sent, linked and marked as sent; opened again, it is mended beside what was frozen."
            f"</span></p>{states_html(found)}{_told_html(found)}"
        )
        ask(_FREEZING)
        st.button(
            "Freeze it", type="primary", key="freeze-it", on_click=_frozen,
            args=(found.subject, found.kept, found.report),
        )  # fmt: skip
        told(_FREEZING)


def states_html(found: Facts) -> str:
    """How the six sections will stand in the log of reports."""
    of: dict[str, list[str]] = {}
    for name, state in found.states().items():
        of.setdefault(state, []).append(TITLES[name])
    lines = [
        f"<li><b>{words.escape(STATES[state][:1].upper() + STATES[state][1:])}</b> "
        f'<span class="soft">{words.escape(words.listed(of[state]))}</span></li>'
        for state in STATES
        if state in of
    ]
    return f"<ul>{''.join(lines)}</ul>"


def _told_html(found: Facts) -> str:
    typing = unsaved(found.subject)
    html = ""
    if typing:
        some = words.escape(words.listed(typing))
        html = f"<p class='watch'>Typed and not saved, so not in it: {some}.</p>"
    known = for_lead(found.report, letters=True)
    lines = "".join(f"<li>{words.escape(each)}</li>" for each in known)
    if lines:
        html += (
            f"<details><summary>What it does not say ({len(known)})</summary><ul>{lines}</ul>"
            "</details>"
        )
    return html


def _frozen(subject: Subject, kept: StatusReport | None, report: Report) -> None:
    """Freeze what was shown."""

    def deed(store: Store, by: str) -> StatusReport:
        there = lines_of_week(store, subject)
        if kept is None and there:
            one = there[0]
            raise Conflict("This report was begun", one, one.author, one.created_at)
        return freeze(store, kept, report, by)

    if save(_FREEZING, [Step("the report, frozen", deed)]):
        st.session_state.pop("freeze", None)
        st.session_state["told report"] = st.session_state.pop(f"told {_FREEZING}")


def _send(found: Facts) -> None:
    """Note that it was sent, how, and on which day; and what that will say in the log."""
    with st.popover("Mark as sent", key="send", on_change="rerun", type="primary") as popover:
        if not popover.open:
            return
        assert found.kept is not None
        least, number = found.kept.day, found.kept.id
        latest = max(found.subject.today, least)
        with st.container(horizontal=True, gap="medium", vertical_alignment="top"):
            st.date_input(
                "Sent on", min_value=least, max_value=latest, format="YYYY-MM-DD", width=170,
                **typed.day(found.subject.about("sent"), "day", latest),
            )  # fmt: skip
            linked = any(link.report == number for link in seen.store().links())
            st.radio(
                "How", list(HOW), index=list(HOW).index("link" if linked else "e-mail"),
                format_func=lambda how: HOW_WORDS[how], horizontal=True, key=f"sent-how-{number}",
            )  # fmt: skip
        sheet(
            "<p class='soft small'>It becomes a row of the log of reports, with the sections that "
            f"were really filled:</p>{states_html(found)}"
        )
        ask(_SENDING)
        st.button(
            "It was sent", type="primary", key="send-it", on_click=_sent, args=(found.subject,)
        )


def _sent(subject: Subject) -> None:
    found = facts(subject)
    kept, about = found.kept, subject.about("sent")
    on = typed.value(about, "day")
    if kept is None or not isinstance(on, date):
        return
    how = str(st.session_state.get(f"sent-how-{kept.id}") or next(iter(HOW)))

    def deed(store: Store, by: str) -> StatusReport:
        row = row_of(found.report, found.before, on)
        return store.send_report(kept, on, by, row, how)

    # A row of a later day makes that week the latest: the page stays with what was sent.
    address.write_week(subject.week)
    what = f"that it was sent on {words.weekday(on)} {HOW[how]}"
    save(_SENDING, [Step(what, deed, lambda: typed.forget(about))])


def _another(found: Facts) -> None:
    """A further report of the week, once there are rows of a later day."""
    if found.anew.day <= found.report.day:
        return
    day = words.weekday(found.anew.day)
    ask("another")
    st.button(
        f"Begin another, as of {day}", key="another", type="tertiary",
        on_click=_begin, args=(found.subject,),
    )  # fmt: skip
    told("another")


def _begin(subject: Subject) -> None:
    anew = facts(subject).anew
    step = Step(
        f"a new draft as of {words.weekday(anew.day)}",
        lambda store, by: store.add_report(subject.name, anew.day, as_json(anew), by),
    )
    save("report", [step])
