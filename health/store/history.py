"""Who changed an entry, when, and what it said before."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from health.store.connected import Connected
from health.store.records import Action, Note
from health.store.tables import actions, notes, writes

_COUNTED = ("version", "changed_by", "changed_at", "removed_by", "removed_at")


@dataclass(frozen=True)
class Change:
    """One write: by whom, when; and of each field that it changed, what it had held, as text."""

    by: str
    at: datetime
    deed: str
    before: dict[str, str | None]


class Histories(Connected):
    """The history of notes and actions."""

    def history(self, entry: Note | Action) -> list[Change]:
        """How an entry came to be as it is: that it was added, then each change, oldest first."""
        table = actions if isinstance(entry, Action) else notes
        wanted = select(writes).where(writes.c.table == table.name, writes.c.row == entry.id)
        found = []
        for row in self.rows(wanted.order_by(writes.c.id)):
            before = json.loads(row["before"]) if row["before"] else {}
            kept = {name: value for name, value in before.items() if name not in _COUNTED}
            found.append(Change(row["by"], row["at"], row["deed"], kept))
        return found
