"""A closed review on screen, from its snapshot alone: nothing of it is computed again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from health.review import Snapshot
from health.settings import DIMENSIONS
from health.store import Review
from pages.parts import palette, words
from pages.parts.look import band_html, every, more, scrolled, sheet
from pages.parts.palette import BANDS
from pages.parts.review_words import dated
from pages.parts.words import count, escape, signed, whole
from pages.parts.written import when
from pages.parts.written_actions import MARKS
from pages.parts.written_look import part
from pages.parts.written_notes import said_html

MOST = 60  # lines of the table at first


def show(review: Review, kept: Snapshot) -> None:
    """All of it: the finding, what was decided, everybody's figures."""
    sheet(
        f"<h1>{escape(words.week(review.week))}: {escape(_lower(kept['headline']))}</h1>"
        f"<p class='soft'>{escape(kept['subline'])} {escape(_closed(review, kept))}</p>"
    )
    sheet(_figures(kept))
    left, right = st.columns([1.15, 0.85], gap="large")
    with left, part("What was said and agreed"):
        sheet(_decided_html(kept))
    with right:
        with part("What had been agreed before"):
            sheet(_before_html(kept["agreed_before"]))
        with part("What had changed"):
            sheet(_changes_html(kept["changes"]))
    with part("All clients, most in need first"):
        _table(kept["clients"])
        sheet(_without_html(kept["without_score"]))


def _lower(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"


def _closed(review: Review, kept: Snapshot) -> str:
    done = sum(each["reviewed"] is not None for each in kept["clients"])
    at = f" on {when(review.frozen_at)}" if review.frozen_at else ""
    return (
        f"{done:,} of {count(len(kept['clients']), 'client')} reviewed. Closed by "
        f"{review.frozen_by}{at}; scores as known on {_day(kept['as_of'])}, "
        f"{_settings(kept)}."
    )


def _settings(kept: Snapshot) -> str:
    name = kept["settings_name"]
    return f"settings “{name}”" if name else f"settings {kept['settings'][:8]}"


def _figures(kept: Snapshot) -> str:
    counts = kept["counts"]
    parts = []
    for name in BANDS:
        number, change = counts.get(name, (0, 0))
        moved = f", {signed(change)}" if change else ""
        band = BANDS[name]
        parts.append(
            f'<span><span class="fig {name if number else "none"}">{band.mark} {number:,}</span>'
            f"<span>{escape(band.word)}{moved}</span></span>"
        )
    value = kept["value_at_risk"]
    if value is not None:
        parts.append(
            f'<span><span class="fig">{words.money(value)}</span><span>a year at risk</span></span>'
        )
    return f'<div class="figures">{"".join(parts)}</div>'


def _decided_html(kept: Snapshot) -> str:
    """Client by client in the order of need: how it stood, what was said, what was agreed."""
    by_name = {each["client"].casefold(): each for each in kept["clients"]}
    spoken = [
        *by_name,
        *(each["client"].casefold() for each in [*kept["notes"], *kept["actions"]]),
    ]
    pieces = []
    for name in dict.fromkeys(spoken):
        notes = [each for each in kept["notes"] if each["client"].casefold() == name]
        agreed = [each for each in kept["actions"] if each["client"].casefold() == name]
        if notes or agreed:
            alerts = [each for each in kept["alerts"] if each["client"].casefold() == name]
            pieces.append(client_html(by_name.get(name), notes, agreed, alerts=alerts))
    return "".join(pieces) or '<p class="soft">Nothing was written down.</p>'


def client_html(
    client: Mapping[str, Any] | None,
    notes: Sequence[Any],
    agreed: Sequence[Any],
    head: str = "",
    alerts: Sequence[Any] = (),
) -> str:
    """What the review said of one client, under its name or another head."""
    name = head or (client or [*notes, *agreed][0])["client"]
    stood = ""
    if client:
        moved = client["change_1w"]
        moved = f" {signed(moved)}" if moved is not None and round(moved) else ""
        stood = f" {band_html(client['band'])} {whole(client['health'])}{moved}"
    said = "".join(
        f"<div>{said_html(each['text'])} <span class='small soft'>{escape(each['by'])}</span></div>"
        for each in notes
    )
    todo = "".join(action_html(each) for each in agreed)
    return (
        f'<div class="spoken"><div><b>{escape(name)}</b>{stood}</div>{said}{todo}'
        f"{_alerts_html(alerts)}</div>"
    )


def _alerts_html(alerts: Sequence[Any]) -> str:
    """The open alerts of then, behind their number."""
    if not alerts:
        return ""
    lines = "".join(f"<li class='small'>{escape(each['message'])}</li>" for each in alerts)
    told = count(len(alerts), "open alert")
    return f"<details><summary>{told}</summary><ul>{lines}</ul></details>"


def action_html(action: Mapping[str, Any], named: bool = False) -> str:
    """An action as it stood when the review was closed."""
    mark, tone = MARKS[action["state"]]
    who = f"<b>{escape(action['client'])}</b> " if named else ""
    how = f"{escape(action['who'])}, due {_day(action['due'])}"
    if action["state"] == "done":
        how = f"{escape(action['who'])}, done {_day(action['done_on'])}"
        how += f": {said_html(action['outcome'])}" if action["outcome"] else ""
    elif action["state"] == "overdue":
        how += ", <b class='bad'>overdue</b>"
    return (
        f'<div class="act"><span class="{tone}">{mark}</span><div>{who}'
        f"{said_html(action['text'])}<div class='small soft'>{how}</div></div></div>"
    )


def _before_html(before: Sequence[Any]) -> str:
    if not before:
        return '<p class="soft">Nothing had been agreed before.</p>'
    return "".join(action_html(each, named=True) for each in before)


def _changes_html(changes: Sequence[Any]) -> str:
    lines = [
        f"<li><b>{escape(each['client'])}</b> "
        f'<span class="{"good" if each["change"] > 0 else "bad"}">{signed(each["change"])}</span> '
        f"{escape(each['causes'])}</li>"
        for each in changes
    ]
    return f"<ul>{''.join(lines)}</ul>" if lines else '<p class="soft">Nothing much.</p>'


def _table(clients: Sequence[Any]) -> None:
    sheet(table_html(clients if every("clients") else clients[:MOST]))
    more("clients", len(clients), MOST)


def table_html(clients: Sequence[Any]) -> str:
    """Everybody's figures as they were; a line below says why, where somebody looked."""
    of = palette.colours()
    heads = ["Client", "Health", "Band", "Likely", "1 week", "4 weeks"]
    heads += [*words.DIMENSION_WORDS.values(), "Known", "Alerts", "Lead", "Reviewed"]
    cells = []
    for each in clients:
        wide = each["low"] is not None and round(each["high"] - each["low"]) >= 1
        likely = f"{whole(each['low'])}–{whole(each['high'])}" if wide else ""
        scores = [each["dimensions"][name] for name in DIMENSIONS]
        tints = "".join(
            f'<td class="num" style="background:{palette.score_tint(score, of)}">'
            f"{whole(score)}</td>"
            for score in scores
        )
        by = f"✓ {escape(each['reviewed']['by'])}" if each["reviewed"] else ""
        cells.append(
            f'<tr><td><b>{escape(each["client"])}</b></td><td class="num">'
            f'{whole(each["health"])}</td><td class="date">{band_html(each["band"])}</td>'
            f'<td class="num soft">{likely}</td><td class="num">{signed(each["change_1w"])}</td>'
            f'<td class="num">{signed(each["change_4w"])}</td>{tints}'
            f'<td class="num soft">{words.percent(each["coverage"])}</td>'
            f'<td class="num">{each["open_alerts"] or ""}</td>'
            f'<td class="date">{escape(each["lead"])}</td><td class="date">{by}</td>'
            f"</tr>{_why_html(each, len(heads))}"
        )
    head = "".join(
        f'<th class="{"num" if name not in _WORDS else ""}">{name}</th>' for name in heads
    )
    table = f'<table class="past"><tr>{head}</tr>{"".join(cells)}</table>'
    return scrolled(table, "All clients as they were")


_WORDS = ("Client", "Band", "Lead", "Reviewed")


def _why_html(client: Mapping[str, Any], columns: int) -> str:
    said = client["sentence"]
    override = client["override"]
    if override:
        said += (
            f" Health set to {whole(override['health'])} by {override['by']} until "
            f"{_day(override['expires_on'])}: {override['reason']}"
        )
    return f'<tr class="why"><td colspan="{columns}">{escape(said)}</td></tr>' if said else ""


def _without_html(missing: Sequence[Any]) -> str:
    if not missing:
        return ""
    names = [f"{each['client']} ({dated(each['reason'])})" for each in missing]
    return f'<p class="small soft">Without a score: {escape(words.listed(names))}.</p>'


def _day(iso: str) -> str:
    return words.day(date.fromisoformat(iso))
