"""Logs to fill: a CSV each, with the columns of the contract, empty or with two example rows."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, timedelta

from health.logs.contract import LOGS, Column, Kind

_CLIENTS = ("Acme Ltd", "Bolt & Sons")
_ON = {Kind.DATE: -3, Kind.PLAN: 14}  # days from today
_TEXTS = {
    Kind.NUMBER: ("120000", "48000"),
    Kind.RATING: ("8", "6"),
    Kind.YES_NO: ("yes", "no"),
    Kind.ZONE: ("Europe/Lisbon", "America/New_York"),
    Kind.COUNTRY: ("PT", "US"),
    Kind.BIRTHDAY: ("04-23", "11-02"),
    Kind.STATED: ("yes", ""),
}
# Where a kind alone would make an odd example.
_OWN = {
    "lead": ("Ana Reis", "Tom Okafor"),
    "backup": ("Tom Okafor", "Ana Reis"),
    "segment": ("retainer", "project"),
    "works_from": ("09:00", "08:30"),
    "works_to": ("18:00", "17:00"),
    "contacts_per_week": ("2", "3"),
    "contact_every": ("3", "2"),
    "demo_every": ("10", "10"),
    "report_every": ("5", "5"),
    "feedback_every": ("5", "10"),
    "reply_within": ("8", "4"),
    "ended_on": ("", ""),
    "cancelled_on": ("", ""),
    "closed_on": ("", ""),
    "moved_by": ("us", "client"),
    "item": ("Checkout page", "Data import"),
    "kind": ("milestone", "content"),
    "person": ("Maria Lopes", "Jim Walsh"),
    "rater": ("Maria Lopes", "Jim Walsh"),
    "name": ("Maria Lopes", "Jim Walsh"),
    "role": ("head of product", "finance"),
    "interests": ("sailing", ""),
    "channel": ("mail", "call"),
    "owner": ("Ana Reis", "Tom Okafor"),
    "by": ("Ana Reis", "Maria Lopes"),
    "issue": ("Login fails on phones", "Invoice total is wrong"),
    "risk": ("The key developer is away in May", "The payment provider may change"),
    "change": ("Export to PDF", "A second language"),
    "estimate_days": ("3", "8"),
    "estimate_cost": ("2400", "6400"),
    "category": ("development", "hosting"),
    "planned": ("12000", "900"),
    "actual": ("11300", "900"),
    "expectation": ("A weekly call with the team", "A say in the roadmap"),
    "question": ("How was this week?", "Is all well?"),
    "summary": ("Agreed on the order of the next steps", ""),
}


def template(log: str, example_as_of: date | None = None) -> bytes:
    """A log as CSV: its header in the order of the contract; with a day, two rows around it."""
    columns = LOGS[log].columns
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([column.name for column in columns])
    if example_as_of is not None:
        for place in (0, 1):
            writer.writerow([_example(column, place, example_as_of) for column in columns])
    return out.getvalue().encode("utf-8-sig")


def all_templates(example_as_of: date | None = None) -> bytes:
    """All logs as one zip file; equal bytes for equal days."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for log in LOGS:
            part = zipfile.ZipInfo(f"{log}.csv", (1980, 1, 1, 0, 0, 0))
            packed.writestr(part, template(log, example_as_of), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _example(column: Column, place: int, as_of: date) -> str:
    """A cell that the reader understands."""
    if column.name == "client":
        return _CLIENTS[place]
    own = _OWN.get(column.name, ("", ""))[place]
    if column.words:
        return own if own in column.words else column.words[place % len(column.words)]
    if column.name in _OWN:
        return own
    if column.kind is Kind.MOMENT:
        at = as_of - timedelta(days=4 if column.required else 3)
        return f"{at.isoformat()} {'10:30' if place else '14:00'}"
    if column.kind in _ON:
        return (as_of + timedelta(days=_ON[column.kind] - 7 * place)).isoformat()
    return _TEXTS.get(column.kind, ("", ""))[place]
