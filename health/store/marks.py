"""Marks on alerts: only ever added, so that the whole story of an alert can be told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select

from health.errors import EntryRefused
from health.store.connected import Connected, record
from health.store.entries import REASON, SUBJECT, day, key_of, line, named, number, text
from health.store.records import KINDS, Mark
from health.store.tables import marks

SNOOZE_DAYS = 28
Marked = tuple[str, str, str, date]  # client, rule, subject, since


class Marks(Connected):
    """Mark alerts, and list the marks."""

    def mark_alerts(
        self,
        alerts: Sequence[Marked],
        kind: str,
        by: str,
        until: date | None = None,
        to: str | None = None,
        reason: str = "",
        health: float | None = None,
        on: date | None = None,
    ) -> list[Mark]:
        """One more mark on each of some alerts, seen as of `on` (today if None): all, or none.

        `snoozed` needs `until`, 1 to 28 days after `on`, and a reason; `assigned` needs `to`.
        """
        if kind not in KINDS:
            raise EntryRefused("kind", kind, "one of: " + ", ".join(KINDS))
        on = day("on", on or self._clock().date())
        snoozed = kind == "snoozed"
        if snoozed:
            until = day("until", until, on + timedelta(days=1), on + timedelta(days=SNOOZE_DAYS))
        alike = {
            "kind": kind,
            "on": on,
            "until": until if snoozed else None,
            "to": line("to", to) if kind == "assigned" else None,
            "reason": text("reason", reason, REASON, blank=not snoozed),
            "health": None if health is None else number("health", health),
        }
        which = [
            {
                **named(client),
                "rule": line("rule", rule),
                "subject": text("subject", subject, SUBJECT, blank=True),
                "since": day("since", since),
            }
            for client, rule, subject, since in alerts
        ]
        with self.writing(by, "mark alert") as write:
            rows = [write.add(marks, **one, **alike, by=write.by, at=write.at) for one in which]
            return [record(Mark, write.one(marks, row, "mark")) for row in rows]

    def marks(self, client: str | None = None) -> list[Mark]:
        """All marks, in the order in which they were made; those on a client's alerts."""
        wanted = select(marks).order_by(marks.c.id)
        if client is not None:
            wanted = wanted.where(marks.c.client_key == key_of(client))
        return [record(Mark, row) for row in self.rows(wanted)]
