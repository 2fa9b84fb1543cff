"""Notes on clients, by week."""

from __future__ import annotations

from datetime import date

from sqlalchemy import RowMapping, Table, select

from health.errors import Conflict
from health.store.connected import Connected, Write, record
from health.store.entries import TEXT, day, key_of, named, text
from health.store.records import Editable, Note, week_of
from health.store.tables import notes, reviews


def written(write: Write) -> dict[str, object]:
    """The columns of a new editable entry that say by whom and when."""
    return {
        "author": write.by,
        "created_at": write.at,
        "changed_by": write.by,
        "changed_at": write.at,
        "version": 1,
    }


def frozen_in(write: Write, week: date) -> RowMapping | None:
    """The review of a week, if it is frozen."""
    return write.first(
        select(reviews).where(reviews.c.week == week, reviews.c.frozen_at.is_not(None))
    )


def open_week(write: Write, week: date) -> date:
    """The week, or the next whose review is not frozen: what comes later belongs to that."""
    week = week_of(day("week", week))
    while frozen_in(write, week) is not None:
        week = week_of(date.fromordinal(week.toordinal() + 1))
    return week


def still(write: Write, table: Table, given: Editable, what: str) -> RowMapping:
    """The stored row that somebody wants to change; Conflict if it is no longer what they saw."""
    row = write.same(table, given, what)
    if row["removed_at"] is not None:
        stored = record(type(given), row)
        raise Conflict(f"This {what} was removed", stored, row["removed_by"], row["removed_at"])
    if row["version"] != given.version:
        stored = record(type(given), row)
        raise Conflict(f"This {what} was changed", stored, row["changed_by"], row["changed_at"])
    return row


class Notes(Connected):
    """Add, change, remove and list notes."""

    def add_note(self, client: str, week: date, text: str, by: str) -> Note:
        """A note of a week; of the next open one if the week's review is frozen."""
        values = {**named(client), "text": _text(text)}
        with self.writing(by, "add note") as write:
            when = open_week(write, week)
            row = write.add(notes, **values, week=when, **written(write))
            return record(Note, write.one(notes, row, "note"))

    def change_note(self, note: Note, by: str) -> Note:
        """The note with another text; Conflict if it was changed, removed or frozen meanwhile."""
        changed = _text(note.text)
        with self.writing(by, "change note") as write:
            row = self._open(write, note)
            if row["text"] == changed:
                return record(Note, row)
            values = {"changed_by": write.by, "changed_at": write.at, "version": note.version + 1}
            write.change(notes, row, text=changed, **values)
            return record(Note, write.one(notes, note.id, "note"))

    def remove_note(self, note: Note, by: str) -> None:
        """Take a note away; the store still holds it."""
        with self.writing(by, "remove note") as write:
            row = self._open(write, note)
            write.change(notes, row, removed_by=write.by, removed_at=write.at)

    def notes(self, client: str | None = None, week: date | None = None) -> list[Note]:
        """Notes, the newest first; of a client, of a week."""
        wanted = select(notes).where(notes.c.removed_at.is_(None))
        if client is not None:
            wanted = wanted.where(notes.c.client_key == key_of(client))
        if week is not None:
            wanted = wanted.where(notes.c.week == week_of(week))
        found = self.rows(wanted.order_by(notes.c.week.desc(), notes.c.id.desc()))
        return [record(Note, row) for row in found]

    def _open(self, write: Write, note: Note) -> RowMapping:
        row = still(write, notes, note, "note")
        if review := frozen_in(write, row["week"]):
            raise Conflict(
                "The review that holds this note was frozen",
                record(Note, row),
                review["frozen_by"],
                review["frozen_at"],
            )
        return row


def _text(given: str) -> str:
    return text("text", given, TEXT)
