"""The report of a client: how far it is, its sections or the whole of it, and what to do next."""

from __future__ import annotations

import streamlit as st

from health.errors import HealthError
from health.report import Report
from health.report.content import TITLES
from health.report.editing import differing
from health.report.html import body_of, style
from health.report.lead import for_lead
from health.report.saving import redraft
from health.report.shown import shown
from pages.parts import address, seen, words
from pages.parts import report_again as again
from pages.parts import report_deeds as deeds
from pages.parts import report_sections as sections
from pages.parts.author import ask
from pages.parts.look import note, sheet
from pages.parts.report_facts import Facts, Subject, facts, state_words, without_store
from pages.parts.report_list import of_client
from pages.parts.written import Step, save, told

_SHOW, _CLIENT = "show", "client"
_PLACE = "report"


@st.fragment
def work(subject: Subject) -> None:
    """All of the report, and those before it; drawn again by itself at each deed."""
    _report(subject)
    of_client(subject.name)


def _report(subject: Subject) -> None:
    st.html(f"<style>{style()}</style>")
    try:
        found = facts(subject)
    except HealthError as error:
        sheet(f"<h1>Status report of {words.escape(subject.name)}</h1>")
        note("watch", "The report can be read, but not changed now", str(error))
        paper(without_store(subject))
        return
    _state(found)
    told(_PLACE)
    if found.frozen:
        again.standing(found)
        if found.newer is None:
            again.waiting(subject)
        deeds.after(found)
        paper(found.report)
        _known(found)
        return
    _newer(found)
    as_client = _switch()
    if not as_client and seen.may("write"):
        sections.every(found)
    else:
        paper(found.report)
    if seen.may("write"):
        deeds.before(found)


def _state(found: Facts) -> None:
    """How far the report is, in a sentence."""
    report, kept = found.report, found.kept
    mine = words.listed([TITLES[name] for name in TITLES if name in report.edited])
    since = f"covers what happened since {words.day(report.since)}"
    if kept is None:
        said = f"A draft from the rows as of {words.day(report.day)}; it {since}. "
        said += "Nothing is kept of it until you change a section or freeze it."
    else:
        state = state_words(kept) + (f", as {kept.sent_by} noted" if kept.sent_by else "")
        said = f"{state[:1].upper()}{state[1:]}. As of {words.day(report.day)}; it {since}."
        said = f"Version {kept.edition}. {said}" if kept.edition > 1 else said
    if mine:
        said += f" In a lead’s own words: {mine}."
    sheet(
        f"<h1>Status report of {words.escape(subject_name(found))}</h1>"
        f'<p class="soft">{words.escape(said)}</p>'
    )


def subject_name(found: Facts) -> str:
    """Whose report it is."""
    return words.short(found.subject.name, 120)


def _switch() -> bool:
    """Whether the report is shown as the client sees it; in the address."""
    now = address.value(_SHOW) == _CLIENT
    st.toggle(
        "As the client sees it",
        **address.bound(_SHOW, now, lambda on: _CLIENT if on else None),
    )
    return now


def paper(report: Report) -> None:
    """The report as the client sees it, on white paper in either theme."""
    body = body_of(shown(report))
    st.html(f'<div class="paper-edge"><div class="report paper">{body}</div></div>')


def _known(found: Facts) -> None:
    """What a lead knew when it was frozen."""
    lines = "".join(f"<li>{words.escape(each)}</li>" for each in for_lead(found.report))
    if lines:
        sheet(f"<details><summary>What only we see of it</summary><ul>{lines}</ul></details>")


def _newer(found: Facts) -> None:
    """Where newer rows would change what was drafted: which sections, and a button that does it."""
    kept, anew = found.kept, found.anew
    if kept is None or not seen.may("write"):
        return
    changed = differing(found.report, anew)
    if not changed and anew.day == found.report.day:
        return
    day = words.weekday(anew.day)
    which = words.listed([TITLES[name] for name in changed])
    title = f"Rows as of {day} would change {which}" if changed else f"It can be as of {day}"
    if changed and all(name in found.report.edited for name in changed):
        more = "All that is in a lead’s own words, and stays so; the draft beside it changes."
    else:
        more = "What is in a lead’s own words stays as it is."
    with st.container(key="newer", gap="xsmall"):
        note("none", title, more)
        ask("redraft")
        st.button(
            f"Draft anew as of {day}", key="redraft", on_click=_redraft, args=(found.subject,)
        )


def _redraft(subject: Subject) -> None:
    found = facts(subject)
    kept, anew = found.kept, found.anew
    if kept is not None:
        save(_PLACE, [Step("the new draft", lambda store, by: redraft(store, kept, anew, by))])
