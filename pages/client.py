"""Client: how one client stands in a week, why, down to the rows, and what is between us."""

from __future__ import annotations

from datetime import date

import streamlit as st

from health.errors import UnknownClient
from pages.parts import address, clicked, page
from pages.parts import client_choice as choice
from pages.parts import client_deadlines as dates
from pages.parts import client_head as head
from pages.parts import client_owed as debts
from pages.parts import client_practices as habits
from pages.parts import client_score as score
from pages.parts import client_talk as talk
from pages.parts import client_written as written
from pages.parts.client_alerts import alerts
from pages.parts.client_asking import asking
from pages.parts.client_facts import Subject, drawn, facts_of, line_of
from pages.parts.client_line import weekly_line, window
from pages.parts.look import note, style_of
from pages.parts.palette import colours
from pages.parts.picture import chart
from pages.parts.version_marks import version_marks, with_versions
from pages.parts.words import sunday


def _asked(view: page.View) -> int | None:
    """The client that the address names, else the one most in need; None if it is unknown."""
    name = address.value(address.CLIENT)
    if not name:
        scores = view.portfolio.scores(view.day)
        return int(scores["code"].iloc[0]) if len(scores) else 0
    try:
        return view.portfolio.client(name)
    except UnknownClient:
        return None


def _chart(subject: Subject, selected: date) -> None:
    """The weekly line; a click on a week opens it."""
    settings, name = subject.portfolio.settings, subject.name
    segment = str(subject.portfolio.logs.clients["segment"].iloc[subject.client] or "")
    red, green = (settings.for_client(f"bands.{band}", name, segment) for band in ("red", "green"))
    line, of = line_of(subject), colours()
    told = head.line_told(window(line, selected))
    if line["health"].isna().all():
        note("none", "There is no line yet", told)
        return
    marks = written.with_reviews(facts_of(subject).happenings.marks)
    versions = version_marks(
        line["as_of"].iloc[0], selected, selected == subject.portfolio.days[-1]
    )
    figure = drawn(
        f"line {selected} {len(marks)} {versions}",
        subject,
        of,
        lambda: with_versions(weekly_line(line, selected, marks, (red, green), of), versions, of),
    )
    key = f"line-{subject.client}-{selected}"
    chart(
        figure,
        key,
        (f"{subject.name} health", selected),
        f"Health of {subject.name} week by week, with what happened",
        lambda: _open_week(subject, key),
        told,
    )


def _open_week(subject: Subject, key: str) -> None:
    """Go to the week that was clicked on the line."""
    try:
        when = date.fromisoformat(clicked.point(st.session_state.get(key), "x")[:10])
    except ValueError:  # nothing was chosen, or it is no point of ours
        return
    newest = sunday(when) >= sunday(subject.portfolio.days[-1])
    address.write_week(None if newest else when)


def _body(view: page.View, subject: Subject) -> None:
    row = facts_of(subject).row
    head.headline(subject, row)
    written.by_hand(view, row)
    _chart(subject, subject.day)
    alerts(view, subject.client)
    left, right = st.columns([1.3, 0.8], gap="large")
    with left:
        score.signals(subject, row)
    with right:
        score.ledger(subject, row)
        written.beside(view, subject.name, str(row["lead"] or ""))
        debts.owed(subject)
        talk.feedback(subject)
        asking(view, subject)
        talk.people(subject)
    habits.practices(subject)
    dates.deadlines(subject)
    talk.contacts(subject)
    written.past(view, subject.name, float(row["health"]))


def main() -> None:
    """Draw the page."""
    view = page.opened()
    style_of("client")
    client = _asked(view)
    portfolio = view.portfolio
    names = portfolio.logs.clients["client"]
    choice.choose(view, None if client is None else str(names.iloc[client]))
    if client is None:
        choice.unknown(portfolio, address.value(address.CLIENT))
        written.left(view, address.value(address.CLIENT))
        return
    if not portfolio.history.exists[client, view.point]:
        nearest = choice.without_point(view, client)
        if nearest is not None:
            _chart(Subject(portfolio, client, nearest), view.day)
        written.beside(view, str(names.iloc[client]))
        return
    _body(view, Subject(portfolio, client, view.day))


main()
