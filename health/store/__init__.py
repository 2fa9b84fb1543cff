"""What people add: notes, actions, reviews, marks on alerts, settings versions, links, reports ...

Kept in SQLite in one file by default, or in PostgreSQL by one URL. What was confirmed stays; two
people who save the same thing at once never overwrite each other.
"""

from __future__ import annotations

from health.errors import Conflict, EntryRefused, StoreUnavailable
from health.store.history import Change
from health.store.opening import Store, current, open_store
from health.store.records import (
    KINDS,
    Action,
    Answer,
    Ask,
    Link,
    LinkSecrets,
    Mark,
    Note,
    Override,
    ReportLine,
    Review,
    SettingsVersion,
    StatusReport,
    View,
    week_of,
)

__all__ = [
    "KINDS",
    "Action",
    "Answer",
    "Ask",
    "Change",
    "Conflict",
    "EntryRefused",
    "Link",
    "LinkSecrets",
    "Mark",
    "Note",
    "Override",
    "ReportLine",
    "Review",
    "SettingsVersion",
    "StatusReport",
    "Store",
    "StoreUnavailable",
    "View",
    "current",
    "open_store",
    "week_of",
]
