"""What a shared page is drawn from: plain data of the clients of a grant, and nothing else.

Every value is put in by name; what is not named here is not there: no notes of anybody, nobody's
rows, no other client, no rank among them. Of other clients nothing here depends on either.
"""

from __future__ import annotations

import math
from dataclasses import asdict, replace
from datetime import date
from typing import Any

import pandas as pd

from health.calendars import day_date
from health.evidence import Case, Evidence, evidence_of
from health.explain.words import BAND_WORDS, DIMENSION_WORDS, TREND_WORDS
from health.links.dates import dates_of
from health.links.opening import Grant
from health.portfolio import WEEKS_SHOWN, Portfolio
from health.report import draft, of_store
from health.report.shown import NOT_PART, Shown, shown
from health.settings import DIMENSIONS
from health.signals import SIGNALS
from health.store import StatusReport
from health.words import on_day

FORMAT = 1
Snapshot = dict[str, Any]
ABOUT = {"client": "Where we stand", "inside": "Relationship health"}
GONE = "There is no client of this name any more."
NOTHING = "There is nothing to show for this day: the work had not begun, or was over."
_UNREAD = "its log can't be read just now"
_NUMBERS = ("health", "low", "high", "coverage")


def snapshot(portfolio: Portfolio, grant: Grant, last: StatusReport | None = None) -> Snapshot:
    """The clients of a grant as of its day (None: the portfolio's), as plain JSON; `last` is the
    one client's last report that was sent from here, if any.

    `clients` holds what there is of each: of the kind `inside` scores with their reasons, of
    `client` the six sections of a status report as the client reads them. `without` names those of
    which there is nothing, and why: the logs name them no more (under this name), or the day is
    before their start or after their end.
    """
    if grant.report is not None:
        return of_report(grant.report, grant.later)
    found: list[dict[str, Any]] = []
    without: list[dict[str, str]] = []
    for name in grant.clients:
        code = portfolio.logs.code(name)
        told = None if code is None else _of_client(portfolio, grant, code, last)
        if told is None:
            without.append({"client": name, "why": GONE if code is None else NOTHING})
        else:
            found.append(told)
    return head(grant.kind) | {"clients": found, "without": without}


def head(kind: str, about: str = "") -> Snapshot:
    """What a snapshot of a kind begins with."""
    return {"format": FORMAT, "kind": kind, "about": about or ABOUT[kind]}


def of_report(report: StatusReport, later: StatusReport | None = None) -> Snapshot:
    """The same of a link on a frozen report: the words that it was closed with, for which no log is
    needed. The picture of dates is left out: rows say more than a lead did. `later` is the one that
    was sent in its place: who still has this one is told so."""
    told, day = shown(of_store(report)), report.day.isoformat()
    first = ", version 1" if later and report.edition == 1 else ""
    one = {"client": report.client, "as_of": day, **_told(told), "when": f"{told.when}{first}"}
    one["dates"] = {"day": day, "items": [], "more": ""}
    if later is not None and later.frozen_at is not None:
        one["note"] = (
            f"Version {later.edition} of this report was prepared on "
            f"{on_day(later.frozen_at.date())}. Ask whoever sent you this link for it."
        )
    return head("client", "Status report") | {"clients": [one], "without": []}


def _of_client(
    portfolio: Portfolio, grant: Grant, code: int, sent: StatusReport | None
) -> dict[str, Any] | None:
    """What there is of a client; None where it has no point on the day."""
    days = portfolio.days
    if not days or (grant.day is not None and grant.day < days[0]):
        return None  # the portfolio would give its first point, which is later
    case = Case.of(portfolio, code, grant.day)
    if not case.exists:
        return None
    if grant.kind == "inside":
        return _inside(portfolio, case)
    if grant.kind == "client":
        last = day_date(portfolio.as_of)
        return _for_client(portfolio, case, min(grant.day or last, last), sent)
    raise ValueError(f"no kind of link: {grant.kind!r}")


def _for_client(
    portfolio: Portfolio, case: Case, day: date, last: StatusReport | None
) -> dict[str, Any]:
    """What a client reads in a status report: texts only, never a score; beside it, when the last
    report was sent, whoever sent it from where.

    Not the sections that nothing is kept for: a report says so for its reader, who waits for six.
    """
    report = draft(portfolio, case.client, day, last=last)
    told = shown(report)
    there = tuple(each for each in told.sections if each[1] != NOT_PART)
    told = replace(told, sections=there)
    dates = dates_of(portfolio, case.client, day)
    one = {"client": case.name, "as_of": day.isoformat(), **_told(told), "dates": dates}
    return one | {"note": _last_sent(case, last)}


def _last_sent(case: Case, last: StatusReport | None) -> str:
    """When the client got its last status report, as its log knows; of which day, where that one
    was made here."""
    sent = max((row["sent_on"] for row in case.lines("reports")), default=None)
    if sent is None:
        return ""
    its = last is not None and last.sent_on == sent and last.day != sent
    of = f", as of {on_day(last.day)}" if its and last is not None else ""
    return f"Last status report: sent {on_day(sent)}{of}."


def _told(told: Shown) -> dict[str, Any]:
    """A status report as its reader sees it."""
    return {
        "when": told.when,
        "by": told.by,
        "note": "",
        "glance": [[str(number), words] for number, words in told.glance],
        "sections": [
            {"title": title, "blocks": [asdict(block) for block in blocks]}
            for title, blocks in told.sections
        ],
    }


def _inside(portfolio: Portfolio, case: Case) -> dict[str, Any]:
    """Scores with their reasons, for somebody of the house."""
    line = portfolio.line(case.client)
    line = line[line["as_of"] <= case.day]
    now = line.iloc[-1]
    scores = portfolio.signal_scores(case.client, case.day)
    today = portfolio.scores(case.day).set_index("code").loc[case.client]
    return {
        "client": case.name,
        "as_of": case.day.isoformat(),
        **{name: rounded(now[name]) for name in _NUMBERS},
        "band": str(now["band"]),
        "band_words": BAND_WORDS[now["band"]],
        "trend": str(now["trend"]),
        "trend_words": TREND_WORDS.get(now["trend"], ""),
        "change_1w": rounded(today["change_1w"]),
        "change_4w": rounded(today["change_4w"]),
        "limits": {name: case.number(f"bands.{name}") for name in ("green", "red")},
        "line": [
            {"day": day.isoformat(), "health": rounded(health)}
            for day, health in zip(line["as_of"], line["health"], strict=True)
        ][-WEEKS_SHOWN:],
        "dimensions": [_dimension(case, now, scores, name) for name in DIMENSIONS],
    }


def _dimension(case: Case, now: pd.Series, scores: pd.DataFrame, name: str) -> dict[str, Any]:
    mine = scores[scores["dimension"] == name]
    return {
        "dimension": name,
        "label": DIMENSION_WORDS[name],
        "score": rounded(now[name]),
        "points": rounded(mine["points"].sum(min_count=1)),
        "lost": rounded(mine["lost"].sum(min_count=1)),
        "signals": [_signal(case, row) for row in mine.to_dict("records")],
    }


def _signal(case: Case, row: dict[Any, Any]) -> dict[str, Any]:
    one = str(row["signal"])
    found = evidence_of(case, one)
    text, sentence = _reason(case, found)
    return {
        "signal": one,
        "label": str(row["label"]),
        **{name: rounded(row[name]) for name in ("weight", "score", "points", "lost")},
        "text": text,
        "aim": found.aim,
        "sentence": sentence,
    }


def _reason(case: Case, found: Evidence) -> tuple[str, str]:
    """Why a signal has its score. What is wrong with a file as a whole is not of this client."""
    if found.value is None and case.portfolio.logs[SIGNALS[found.signal].log].problem:
        return _UNREAD, f"Not known: {_UNREAD}."
    return found.text, found.sentence


def rounded(value: Any) -> float | None:
    """A number as JSON holds it; None where it is missing."""
    number = float(value)
    return round(number, 4) if math.isfinite(number) else None
