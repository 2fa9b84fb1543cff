"""What the documents list: logs with their columns, signals with their weights, what is tracked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]


@dataclass(frozen=True)
class Cell:
    """What a column holds: a kind, whether a row is useless without it, the words of an `enum`."""

    kind: str
    required: bool = False
    words: tuple[str, ...] = ()


_WORDS = {
    "yes_no": "yes no",
    "section": "yes same no n/a",
    "who": "us client",
    "direction": "out in both",
    "topic": "status technical casual planning support other",
    "attendance": "decision-maker other recording none",
    "result": "accepted changes rejected",
    "event": "raised restated update workaround resolved",
    "expectation": "formal informal next-cooperation",
    "outcome": "renewed expanded referred escalated reduced churned",
}


def _columns(text: str) -> dict[str, Cell]:
    """Columns from `name:kind` words, `*` behind a required name; kinds of `_WORDS` are enums."""
    found = {}
    for word in text.split():
        name, _, kind = word.partition(":")
        words = tuple(_WORDS.get(kind, "").split())
        found[name.rstrip("*")] = Cell(
            "enum" if words else kind or "text", name.endswith("*"), words
        )
    return found


LOGS: dict[str, dict[str, Cell]] = {
    "clients": _columns(
        "client*:name lead segment value:number started_on:date ended_on:date time_zone country "
        "works_from:time works_to:time contacts_per_week:agreed contact_every:agreed "
        "demo_every:agreed report_every:agreed feedback_every:agreed reply_within:agreed backup "
        "kickoff_on:date kickoff_confirmed_on:date renewal_on:date"
    ),
    "contacts": _columns(
        "client*:name at*:stamp direction*:direction channel topic:topic urgent:yes_no "
        "needs_reply:yes_no replied_at:stamp person summary"
    ),
    "demos": _columns(
        "client*:name planned_for:date held_on:date cancelled_on:date attendance:attendance "
        "outcome:result notes"
    ),
    "deadlines": _columns(
        "client*:name item*:name side:who kind promised_on*:date due_on*:date confirmed_on:date "
        "moved_by:who warned_on:date done_on:date"
    ),
    "feedback": _columns(
        "client*:name asked_on:date answered_on:date rating:number yes_no:yes_no rater:name "
        "question comment"
    ),
    "reports": _columns(
        "client*:name sent_on*:date budget:section timeline:section blockers:section "
        "requirements:section risks:section questions:section"
    ),
    "issues": _columns("client*:name issue*:name at*:stamp event*:event by note"),
    "risks": _columns(
        "client*:name risk*:name raised_on*:date told_client_on:date plan_b owner updated_on:date "
        "closed_on:date"
    ),
    "changes": _columns(
        "client*:name change*:name requested_on*:date estimated_on:date estimate_days:number "
        "estimate_cost:number confirmed_on:date started_on:date"
    ),
    "spend": _columns("client*:name period_start*:date category planned:number actual:number"),
    "expectations": _columns(
        "client*:name expectation*:name kind:expectation asked_on:date met_on:date exceeded:yes_no"
    ),
    "people": _columns("client*:name name*:name role birthday:birthday interests notes"),
    "outcomes": _columns("client*:name on*:date outcome*:outcome"),
}

# A row is there from the earliest of these.
FIRST_DATE: dict[str, tuple[str, ...]] = {
    "contacts": ("at",),
    "demos": ("planned_for", "held_on", "cancelled_on"),
    "deadlines": ("promised_on",),
    "feedback": ("asked_on", "answered_on"),
    "reports": ("sent_on",),
    "issues": ("at",),
    "risks": ("raised_on",),
    "changes": ("requested_on",),
    "spend": ("period_start",),
    "expectations": ("asked_on", "met_on"),
    "people": (),
    "outcomes": ("on",),
}
PLANS = {"due_on", "planned_for"}  # known ahead (so are ended_on and renewal_on, of clients)
AGREED = {
    "contacts_per_week": 2.0,
    "contact_every": 3.0,
    "demo_every": 10.0,
    "report_every": 5.0,
    "feedback_every": 5.0,
    "reply_within": 8.0,
}
SECTIONS = ("budget", "timeline", "blockers", "requirements", "risks", "questions")
EVENTS = LOGS["issues"]["event"].words

# Dimension -> its weight, and its signals' weights.
DIMENSIONS: dict[str, tuple[float, dict[str, float]]] = {
    "communication": (
        0.20,
        {
            "contact_freshness": 0.30,
            "reply_time": 0.30,
            "contact_coverage": 0.15,
            "quiet_hours": 0.10,
            "technical_questions": 0.10,
            "informal_contact": 0.05,
        },
    ),
    "demos": (0.15, {"demo_freshness": 0.60, "demo_attendance": 0.20, "demos_kept": 0.20}),
    "deadlines": (0.25, {"promises_kept": 0.60, "overdue_now": 0.20, "agreed_in_writing": 0.20}),
    "feedback": (
        0.20,
        {"rating": 0.55, "yes_answers": 0.15, "response_rate": 0.15, "feedback_freshness": 0.15},
    ),
    "transparency": (
        0.20,
        {
            "reports_on_time": 0.25,
            "report_completeness": 0.15,
            "no_surprises": 0.20,
            "issue_updates": 0.15,
            "issues_restated": 0.05,
            "risks_planned": 0.10,
            "changes_confirmed": 0.10,
        },
    ),
}
SIGNALS = tuple(name for _, signals in DIMENSIONS.values() for name in signals)

# A signal is missing where one of these columns is not in the log's header at all.
TRACKED: dict[str, str] = {
    "reply_time": "replied_at",
    "technical_questions": "topic",
    "informal_contact": "topic",
    "demo_freshness": "held_on",
    "demo_attendance": "held_on attendance",
    "demos_kept": "planned_for held_on",
    "promises_kept": "done_on",
    "overdue_now": "done_on",
    "agreed_in_writing": "confirmed_on",
    "no_surprises": "done_on warned_on",
    "rating": "rating answered_on",
    "yes_answers": "yes_no answered_on",
    "response_rate": "asked_on answered_on",
    "risks_planned": "told_client_on plan_b owner",
    "changes_confirmed": "estimated_on confirmed_on started_on",
}
