"""Reports that there are: of a client, and in a week of all clients."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from health.calendars import NEVER, day_date
from health.logs.contract import folded
from health.store import ReportLine
from pages.parts import address, page, seen, words
from pages.parts.look import every, heading, more, sheet
from pages.parts.report_facts import newest, state_words
from pages.parts.written import away

_MOST = 12


def of_client(name: str) -> None:
    """The reports of a client, the latest first."""
    with away("Past reports"):
        lines = seen.store().report_lines(name)
        heading("Reports", words.count(len(lines), "report") if lines else "")
        if not lines:
            sheet('<p class="soft small">None was begun here yet.</p>')
            return
        shown = lines if every("reports") else lines[:_MOST]
        rows = "".join(
            f'<tr><td class="date">{_link(line, words.day(line.day))}</td>'
            f'<td class="soft">{words.escape(_sentence(line, newest(lines, line)))}</td></tr>'
            for line in shown
        )
        sheet(f'<table class="reports">{rows}</table>')
        more("reports", len(lines), _MOST)


def _sentence(line: ReportLine, newer: ReportLine | None = None) -> str:
    edition = f"version {line.edition}: " if line.edition > 1 else ""
    said = f"{edition}{state_words(line)}" + ("; opened again since" if newer else "")
    return f"{said[:1].upper()}{said[1:]}"


def _of_week(lines: Sequence[ReportLine]) -> str:
    """How far a client is in a week: its newest report, and what was sent before that."""
    if not lines:
        return "Not begun"
    sent = next((each for each in lines if each.sent_on), None)
    said = _sentence(lines[0])
    return (
        said
        if sent is None or sent is lines[0]
        else f"{said}; the one before was {state_words(sent)}"
    )


def _link(line: ReportLine, text: str) -> str:
    asked = {"client": line.client, "week": words.sunday(line.day).isoformat()}
    asked |= {"on": line.day.isoformat(), "take": str(line.take)}
    return f'<a href="report?{words.escape(urlencode(asked))}">{words.escape(text)}</a>'


def of_all(view: page.View) -> None:
    """Every client in the week: how far its report is, and when the last one was sent."""
    with away("The reports"):
        lines, week = seen.store().report_lines(), words.sunday(view.day)
        of_week: dict[str, list[ReportLine]] = {}
        sent = _last_sent(view)
        for line in lines:
            key, its = folded(line.client), words.sunday(line.day) == week
            if its:
                of_week.setdefault(key, []).append(line)
            if line.sent_on and (its or line.sent_on <= view.day):
                sent[key] = max(line.sent_on, sent.get(key, line.sent_on))
        scores = view.portfolio.scores(view.day)
        keys = {folded(str(name)) for name in scores["client"]}
        there = [each for key, each in of_week.items() if key in keys]
        done = sum(any(each.sent_on for each in its) for its in there)
        sheet(
            f'<p class="soft">{words.week(view.day)}: {done:,} of {len(scores):,} sent, '
            f"{len(there) - done:,} begun. A click opens a client’s report.</p>"
        )
        rows = [
            _row(str(name), str(lead or ""), of_week.get(folded(str(name)), []), sent)
            for name, lead in sorted(
                zip(scores["client"], scores["lead"].fillna(""), strict=True),
                key=lambda each: str(each[0]).casefold(),
            )
        ]
        head = "<tr><th>Client</th><th>This week</th><th>Last sent</th><th>Lead</th></tr>"
        sheet(f'<table class="reports">{head}{"".join(rows)}</table>')


def _last_sent(view: page.View) -> dict[str, date]:
    """The last report of each client, folded, that the log knows on the day."""
    rows = view.portfolio.logs["reports"]
    found: dict[str, int] = {}
    if not len(rows):
        return {}
    names = view.portfolio.logs.clients["key"]
    recorded = (rows["recorded_on"] <= view.day_number) | (rows["recorded_on"] >= NEVER)
    known = (rows["sent_on"] <= view.day_number) & recorded
    for client, number in zip(rows["client"][known], rows["sent_on"][known], strict=True):
        key = str(names.iloc[int(client)])
        found[key] = max(int(number), found.get(key, 0))
    return {key: day_date(number) for key, number in found.items()}


def _row(name: str, lead: str, lines: Sequence[ReportLine], sent: dict[str, date]) -> str:
    href = "report?" + urlencode(address.query(name), doseq=True)
    return (
        f'<tr><td><a href="{words.escape(href)}">{words.escape(name)}</a></td>'
        f'<td class="{"" if lines else "soft"}">{words.escape(_of_week(lines))}</td>'
        f'<td class="soft date">{words.day(sent.get(folded(name)), "")}</td>'
        f'<td class="soft date">{words.escape(lead)}</td></tr>'
    )
