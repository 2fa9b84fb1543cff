"""What costs points, most first, with the rows behind it."""

from __future__ import annotations

from collections.abc import Iterator

from health.evidence import Case, Evidence
from health.evidence.words import figure, many
from health.explain.plain import columns, paragraph
from health.explain.words import DIMENSION_WORDS
from health.settings import SETTINGS

ROWS_SHOWN = 5
_LEAST = 0.05  # points; what is less shows as 0.0
_CONTACTS = "at person direction topic summary"
_COLUMNS = {
    "contact_freshness": _CONTACTS,
    "reply_time": "at person replied_at business_hours verdict summary",
    "contact_coverage": f"week_to in_week {_CONTACTS}",
    "quiet_hours": "at verdict person channel topic summary",
    "technical_questions": "at person channel summary",
    "informal_contact": _CONTACTS,
    "demo_freshness": "held_on attendance outcome notes",
    "demo_attendance": "held_on attendance outcome notes",
    "demos_kept": "planned_for held_on cancelled_on verdict notes",
    "promises_kept": "item due done_on verdict",
    "overdue_now": "item due verdict",
    "agreed_in_writing": "item promised_on confirmed_on verdict",
    "rating": "answered_on rating rater comment question",
    "yes_answers": "answered_on yes_no rater comment question",
    "response_rate": "asked_on answered_on verdict rater question",
    "feedback_freshness": "asked_on answered_on rater question",
    "reports_on_time": "sent_on gap",
    "report_completeness": "sent_on budget timeline blockers requirements risks questions",
    "no_surprises": "item due warned_on done_on verdict",
    "issue_updates": "issue raised_on last_word_on resolved_on",
    "issues_restated": "issue raised_on restated_on verdict",
    "risks_planned": "risk raised_on verdict",
    "changes_confirmed": "change started_on estimated_on confirmed_on",
}


_HEAD = {"gap": "business days since the one before", "in_week": "in that week"}


def losses(case: Case, found: dict[str, Evidence]) -> list[str]:
    """Every signal that loses points: its sentence, and up to five of the rows that cost them."""
    scores = case.portfolio.signal_scores(case.client, case.day)
    scores = scores[scores["lost"] >= _LEAST].sort_values("lost", ascending=False, kind="stable")
    if scores.empty:
        known = any(one.value is not None for one in found.values())
        return ["No points are lost."] if known else []
    told = ["What costs points, most first"]
    for row in scores.itertuples():
        one = found[str(row.signal)]
        name = DIMENSION_WORDS[str(row.dimension)]
        told += ["", f"{name}: {row.label}, {row.lost:.1f} points lost"]
        told += [*paragraph(one.sentence + _caution(case, one), "  "), *_rows(case, one)]
    return told


def _caution(case: Case, one: Evidence) -> str:
    """Why points are lost where no row loses any: the prior of a window mean."""
    prior = f"{one.signal}.prior_count"
    rows = one.rows
    if rows.empty or "score" not in rows or (rows["score"] < 100).any():
        return ""
    if prior not in SETTINGS or not case.number(prior):
        return ""
    mean = figure(case.number(f"{one.signal}.prior_mean"))
    weight = many(case.number(prior), "verdict")
    return (
        f" No row costs points: the score starts from {mean} of 100, which weighs as {weight}, "
        f"and rises with every good one."
    )


def _rows(case: Case, one: Evidence) -> Iterator[str]:
    """Up to five rows: the worst first where they have scores, else the newest."""
    rows, bad = one.rows, "rows"
    if "score" in rows.columns:
        rows = rows[rows["score"] < 100].sort_values("score", kind="stable")
        bad = "rows that cost points"
    if rows.empty:
        return
    wanted = ["row", *(name for name in _COLUMNS[one.signal].split() if name in rows.columns)]
    first = rows.head(ROWS_SHOWN)
    log, every = case.portfolio.logs[one.log], first["row"].astype(str)
    if "rows" in first:  # of an item that has several
        every = first["rows"].where(first["rows"] != "", every)
    if log.origins is None:
        head, places = f"{one.log}.csv", "row " + every
    else:
        head, places = one.log, every.map(lambda rows: log.place(*map(int, rows.split(", "))))
    shown = first[wanted].assign(row=places)
    lines = list(shown.itertuples(index=False, name=None))
    yield from columns([head, *(_HEAD.get(n, n) for n in wanted[1:])], lines, 4)
    if len(rows) > ROWS_SHOWN:
        yield f"    and {len(rows) - ROWS_SHOWN} more {bad}"
