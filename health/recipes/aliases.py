"""Other usual names of the logs' columns.

Each is one that means nothing else in its log; within a log no two columns share one (a test
holds this), and a column's own name wins over any of them.
"""

from __future__ import annotations

_CLIENT = """client name, customer, customer name, account, account name, company, company name,
organisation, organization, organisation name, organization name, client account name, kunde"""

_ALIASES: dict[str, dict[str, str]] = {
    "clients": {
        "client": _CLIENT + ", name",
        "lead": "account manager, owner, manager, project manager, delivery lead",
        "segment": "tier, industry, sector, client type",
        "value": "annual value, contract value, value a year, revenue, acv, arr",
        "started_on": "start date, started, start, client since, contract start, begin date",
        "ended_on": "end date, ended, end, contract end",
        "time_zone": "timezone, tz",
        "country": "country code",
        "works_from": "opens at, office hours from, working hours from, work starts",
        "works_to": "closes at, office hours to, working hours to, work ends",
        "backup": "deputy, deputy manager, backup manager",
        "kickoff_on": "kickoff, kick off, kickoff date, kick off date",
        "renewal_on": "renewal, renewal date, renews on, contract renewal",
    },
    "contacts": {
        "client": _CLIENT,
        "at": "date, when, timestamp, date and time, date/time, datetime, sent at, contacted on, "
        "activity date, contact date",
        "direction": "in/out, in or out, from whom",
        "channel": "type, medium, via, contact type, activity type, how",
        "topic": "category",
        "urgent": "is urgent, urgent?",
        "needs_reply": "reply needed, needs answer, needs a reply, reply needed?",
        "replied_at": "reply, reply at, replied, replied on, answered at, answered, response date",
        "person": "contact, contact person, contact name, who, spoke with, with",
        "summary": "subject, notes, note, about, title, description",
    },
    "demos": {
        "client": _CLIENT,
        "planned_for": "planned, planned on, planned date, scheduled, scheduled for, "
        "scheduled on, demo planned",
        "held_on": "held, held date, demo date, shown on, took place on, actual date",
        "cancelled_on": "cancelled, canceled, canceled on, cancelled date, cancellation date",
        "attendance": "attended by, attendees, who attended",
        "outcome": "result, verdict",
        "notes": "note, comment, comments, remarks",
    },
    "deadlines": {
        "client": _CLIENT,
        "item": "deliverable, milestone, deadline name, task, task name, promise, title, what",
        "side": "whose, owed by",
        "kind": "type",
        "promised_on": "promised, agreed on, agreed, date agreed, promise date, committed on",
        "due_on": "due, due date, deadline, target date, target, planned date, due by, "
        "delivery date, promised for, planned end date",
        "confirmed_on": "confirmed, confirmed date, confirmed in writing",
        "moved_by": "moved because of, delayed by, changed by",
        "warned_on": "warned, warning given, warning sent",
        "done_on": "done, done date, completed, completed on, completed at, completion date, "
        "delivered, delivered on, delivery done, actual date, actual end date, finished on",
    },
    "feedback": {
        "client": _CLIENT,
        "asked_on": "asked, sent on, sent, survey sent, date asked, requested on",
        "answered_on": "answered, answer date, answered at, response date, responded on, "
        "submitted at, submitted on, timestamp",
        "rating": "score, satisfaction, csat, nps, stars",
        "yes_no": "yes/no, yes or no, all well, happy?",
        "rater": "who, person, respondent, name, answered by, email address, email",
        "question": "question asked",
        "comment": "comments, feedback, notes, remarks, answer",
    },
    "reports": {
        "client": _CLIENT,
        "sent_on": "sent, date, report date, date sent, sent at, reported on",
        "timeline": "schedule, dates",
        "blockers": "impediments",
        "requirements": "scope",
        "questions": "open questions",
    },
    "issues": {
        "client": _CLIENT,
        "issue": "title, issue title, subject, ticket, problem, complaint, issue key, summary",
        "at": "date, when, timestamp, date and time, date/time, datetime",
        "event": "event type, what happened",
        "by": "who, person, author",
        "note": "notes, comment, comments, details",
    },
    "risks": {
        "client": _CLIENT,
        "risk": "risk title, title, risk name, risk description, description",
        "raised_on": "raised, date raised, identified on, date identified, opened on, opened",
        "told_client_on": "client told, client told on, told on, client informed on",
        "plan_b": "mitigation, mitigation plan, contingency, contingency plan, fallback",
        "owner": "risk owner, responsible",
        "updated_on": "updated, last updated, last update, reviewed on, last reviewed",
        "closed_on": "closed, date closed, closed date",
    },
    "changes": {
        "client": _CLIENT,
        "change": "change request, title, request, change title, description",
        "requested_on": "requested, date requested, request date, asked on",
        "estimated_on": "estimated, estimate date, date estimated, estimate sent on",
        "estimate_days": "days, estimated days, effort in days, estimate in days",
        "estimate_cost": "cost, estimated cost, price, cost estimate",
        "confirmed_on": "confirmed, approved on, approved, date approved, approval date",
        "started_on": "started, start date, work started, begun on",
    },
    "spend": {
        "client": _CLIENT,
        "period_start": "period, month, period start date, from, date",
        "category": "budget category, cost type, type, task",
        "planned": "budget, planned cost, plan, budgeted, planned amount",
        "actual": "actuals, spent, actual cost, actual amount, spend to date",
    },
    "expectations": {
        "client": _CLIENT,
        "expectation": "wish, hope, expects, what they expect",
        "kind": "type",
        "asked_on": "asked, date asked, named on",
        "met_on": "met, date met, fulfilled on",
        "exceeded": "exceeded?, went beyond",
    },
    "people": {
        "client": _CLIENT,
        "name": "person, contact, contact name, full name, person name",
        "role": "job title, title, position, function",
        "birthday": "birth date, date of birth, birthdate, born, born on",
        "interests": "hobbies, likes",
        "notes": "note, remarks, comments",
    },
    "outcomes": {
        "client": _CLIENT,
        "on": "date, when, happened on, outcome date",
        "outcome": "result, what happened, event",
    },
}


def aliases_of(log: str, column: str) -> tuple[str, ...]:
    """Other usual names of a column of a log, the likelier ones first."""
    text = _ALIASES[log].get(column, "")
    return tuple(" ".join(name.split()) for name in text.split(",") if name.strip())
