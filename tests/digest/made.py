"""Digests made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from health.digest.content import Alarm, Content, Due, Move
from health.digest.fresh import Fresh
from health.digest.message import Message

SUNDAY = date(2026, 11, 22)
BASE = "https://health.agency.example"
ALARM = Alarm(
    "Acme", "They wait for us", "Ms Ek has waited 34 business days for a reply.",
    "Answer what waits", "high", date(2026, 11, 2), new=True,
)  # fmt: skip
CONTENT = Content(
    "Ana Ruiz", SUNDAY, date(2026, 11, 20), {"red": 1, "green": 2},
    (ALARM,),
    (Move("Acme", -6.2, "last demo 36 business days ago (−5), the rest (−1)"),),
    (Due("Bolt", "Call Ms Ek", "Ben", date(2026, 11, 18), overdue=True),),
    4, 2, 1, 3,
    Fresh(date(2026, 11, 20), (("contacts", date(2026, 11, 20)),), False, (), 3),
)  # fmt: skip


def message(**changed: Any) -> Message:
    """A digest that differs in some fields."""
    return Message(replace(CONTENT, **changed), BASE)
