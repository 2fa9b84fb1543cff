"""The six sections of a draft: what the client reads, in the draft's words or a lead's."""

from __future__ import annotations

import streamlit as st

from health.errors import Conflict
from health.report import Report, of_store
from health.report.blocks import as_typed
from health.report.content import TITLES, Line, Section
from health.report.editing import typed_of, with_held
from health.report.html import blocks_html
from health.report.saving import save_section
from health.report.shown import blocks, drafted
from health.store import StatusReport, Store
from health.store.entries import REPORTED
from pages.parts import typed
from pages.parts.author import ask
from pages.parts.look import heading, sheet
from pages.parts.report_beside import beside
from pages.parts.report_facts import Facts, Subject, kept_of
from pages.parts.report_facts import facts as facts_of
from pages.parts.written import Step, save, told
from pages.parts.written_notes import said_html

_HINT = (
    "Lines that begin with “- ” are points; what stands before “ – ” is the name of one. Cells "
    "with “ | ” between them make a table. A line above them that ends with a colon is a heading."
)


def every(found: Facts) -> None:
    """All sections, one below the other."""
    states = found.states()
    for place, section in enumerate(found.report.sections):
        with st.container(key=f"section-{section.name}", gap="xsmall"):
            left, right = st.columns([1.55, 0.8], gap="medium")
            with left:
                _told(found, section)
            with right:
                beside(found, section, states[section.name], place == 0, _tell)


def _told(found: Facts, section: Section) -> None:
    """What the client reads, or the field in which it is written."""
    subject = found.subject
    heading(section.title)
    if writing(subject, section.name):
        _editor(found, section)
        told(_place(section.name))
        return
    st.html(f'<div class="report">{blocks_html(blocks(found.report, section))}</div>')
    told(_place(section.name))
    mine = section.name in found.report.edited
    with st.container(horizontal=True, gap="small", key=f"deeds-{section.name}"):
        st.button(
            f"Edit {section.title}", key=f"edit-{section.name}", type="tertiary",
            on_click=_open, args=(subject, section.name),
        )  # fmt: skip
        if mine:
            st.button(
                "Back to the draft", key=f"back-{section.name}", type="tertiary",
                help="Your words stay at hand: the button beside it brings them back",
                on_click=_back, args=(subject, section.name),
            )  # fmt: skip
        elif _before(subject, section.name):
            st.button(
                "Bring my words back", key=f"again-{section.name}", type="tertiary",
                on_click=_again, args=(subject, section.name),
            )  # fmt: skip


def writing(subject: Subject, name: str) -> bool:
    """Whether a section's field is open: by a click, or because something is typed in it."""
    about = subject.about(name)
    return bool(st.session_state.get(f"writing {about}")) or "text" in typed.draft(about)


def unsaved(subject: Subject) -> list[str]:
    """Sections in which something is typed and not saved, as the client reads them."""
    return [title for name, title in TITLES.items() if "text" in typed.draft(subject.about(name))]


def _open(subject: Subject, name: str, text: str | None = None) -> None:
    """Open the field of a section; `text` stands in it at first, else what the section says."""
    found, about = facts_of(subject), subject.about(name)
    said = typed_of(found.report, found.section(name))
    st.session_state[f"writing {about}"] = True
    typed.draft(about)["seen"] = said
    if text is not None:
        typed.draft(about)["text"] = text


def _editor(found: Facts, section: Section) -> None:
    about, name = found.subject.about(section.name), section.name
    typed.restored(about)
    said = typed_of(found.report, section)
    theirs = typed.draft(about).get("theirs")
    if theirs is not None:
        sheet(
            '<p class="small soft">What it says now, in somebody else’s words:</p>'
            f'<div class="theirs">{said_html(theirs) or "nothing"}</div>'
        )
    now = typed.draft(about).get("text", said)
    st.text_area(
        f"{section.title}, in your words", height=min(420, 90 + 21 * (now.count("\n") + 1)),
        max_chars=max(REPORTED, len(now)), help=_HINT, **typed.text(about, "text", said),
    )  # fmt: skip
    ask(f"report-{name}")
    with st.container(horizontal=True, gap="small"):
        st.button(
            f"Save {section.title}",
            type="primary",
            key=f"save-{name}",
            on_click=_save,
            args=(found.subject, name),
        )
        st.button("Cancel", key=f"cancel-{name}", on_click=_close, args=(found.subject, name))


def _place(name: str) -> str:
    return f"report {name}"


def _save(subject: Subject, name: str) -> None:
    text = str(typed.value(subject.about(name), "text") or "")
    _stored(subject, name, text, typed.draft(subject.about(name)).get("seen"))


def _back(subject: Subject, name: str) -> None:
    """The section as drafted again; the words that stood there are held for this session."""
    found = facts_of(subject)
    section = found.section(name)
    said = typed_of(found.report, section)
    if _stored(subject, name, as_typed(drafted(section)), said):
        st.session_state[f"before {subject.about(name)}"] = said


def _before(subject: Subject, name: str) -> str:
    return str(st.session_state.get(f"before {subject.about(name)}", ""))


def _again(subject: Subject, name: str) -> None:
    found = facts_of(subject)
    said = typed_of(found.report, found.section(name))
    if _stored(subject, name, _before(subject, name), said):
        st.session_state.pop(f"before {subject.about(name)}", None)


def _stored(subject: Subject, name: str, text: str, seen: str | None) -> bool:
    """Save a section; of a conflict the field learns what stands there, so that saving once more
    is done knowingly."""
    about = subject.about(name)
    found = facts_of(subject)
    report: Report = found.report

    def deed(store: Store, by: str) -> StatusReport:
        kept = kept_of(store, subject)
        before = typed_of(report, found.section(name)) if seen is None else seen
        try:
            return save_section(store, kept, report, name, before, text, by)
        except Conflict as conflict:
            stored = conflict.stored
            if isinstance(stored, StatusReport) and stored.frozen_at is None:
                now = of_store(stored)
                said = typed_of(now, next(each for each in now.sections if each.name == name))
                typed.draft(about)["seen"] = typed.draft(about)["theirs"] = said
            raise

    return save(_place(name), [Step(TITLES[name], deed, lambda: _close(subject, name))])


def _close(subject: Subject, name: str) -> None:
    about = subject.about(name)
    typed.forget(about)
    st.session_state.pop(f"writing {about}", None)


def _tell(subject: Subject, name: str, line: Line) -> None:
    """Put a line that was held back into the section's field, for the lead to word it."""
    found = facts_of(subject)
    about = subject.about(name)
    now = typed.value(about, "text") if writing(subject, name) else None
    text = with_held(typed_of(found.report, found.section(name)) if now is None else now, line)
    typed.forget(about)
    _open(subject, name, text)
