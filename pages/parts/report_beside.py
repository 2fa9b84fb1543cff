"""Beside a section of a draft what only the team sees: what is held back or not known, the rows."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

from health.report.content import Line, Section
from health.report.html import blocks_html
from health.report.shown import drafted
from pages.parts.look import sheet
from pages.parts.report_facts import STATES, Facts, Subject
from pages.parts.written_notes import said_html

Tell = Callable[[Subject, str, Line], None]


def beside(found: Facts, section: Section, state: str, first: bool, tell: Tell) -> None:
    """What only the team sees of a section; `tell` puts a line that is held back into its field."""
    title = '<h2 class="small soft">Only we see this</h2>' if first else ""
    sheet(f'{title}<div class="ours">{_ours_html(found, section, state)}</div>')
    for place, line in enumerate(_held(section)):
        with st.container(key=f"held-{section.name}-{place}", gap=None):
            sheet(
                f'<p class="small"><span class="watch">Held back</span>, as the client was not '
                f"told: {escape(line.said)}</p>"
            )
            st.button(
                "Tell the client", key=f"tell-{section.name}-{place}", type="tertiary",
                on_click=tell, args=(found.subject, section.name, line),
            )  # fmt: skip


def _held(section: Section) -> list[Line]:
    return [line for part in section.parts for line in part.held]


def _ours_html(found: Facts, section: Section, state: str) -> str:
    lines = [f'<p class="small soft">In the log: <b>{STATES[state]}</b></p>']
    told = dict.fromkeys(
        each for part in section.parts for each in (part.unknown, *part.notes) if each
    )
    lines += [f'<p class="small">{escape(each[:1].upper() + each[1:])}.</p>' for each in told]
    if section.name in found.report.edited:
        draft = f'<div class="report small">{blocks_html(drafted(section)) or "Nothing."}</div>'
        lines.append(f"<details><summary>The draft</summary>{draft}</details>")
    return "".join(lines) + _rows_html(found, section)


def _rows_html(found: Facts, section: Section) -> str:
    """The rows that the draft is made of, and what they say beyond it."""
    logs = found.subject.view.portfolio.logs
    lines, number = [], 0
    for line in (line for part in section.parts for line in (*part.lines, *part.held)):
        by_log: dict[str, list[int]] = {}
        for log, row in line.rows:
            by_log.setdefault(log, []).append(row)
        number += len(line.rows)
        where = "; ".join(logs[log].place(*rows) for log, rows in by_log.items())
        aside = f'<div class="aside">{said_html(line.aside)}</div>' if line.aside else ""
        if where:
            name = escape(line.name or line.text)
            lines.append(f'<li>{name} <span class="soft">{escape(where)}</span>{aside}</li>')
    if not lines:
        return ""
    count = f"{number:,} row{'' if number == 1 else 's'}"
    return f"<details><summary>From {count}</summary><ul>{''.join(lines)}</ul></details>"
