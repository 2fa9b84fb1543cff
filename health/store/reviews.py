"""Reviews: one a week; who was looked at; frozen, never changed again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, and_, func, or_, select, true

from health.errors import Conflict
from health.store.connected import Connected, Write, record
from health.store.entries import day, named, plain_json
from health.store.records import Review, week_of
from health.store.tables import actions, marks, notes, overrides, reviewed, reviews, writes


class Reviews(Connected):
    """Open, fill, freeze and read reviews."""

    def review(self, week: date) -> Review | None:
        """The review of a week, or None."""
        wanted = select(reviews).where(reviews.c.week == week_of(week))
        with self.reading() as connection:
            row = connection.execute(wanted).mappings().first()
            return _review(connection, row) if row else None

    def reviews(self) -> list[Review]:
        """All reviews, the newest first."""
        with self.reading() as connection:
            found = connection.execute(select(reviews).order_by(reviews.c.week.desc())).mappings()
            return _reviews(connection, list(found))

    def frozen_weeks(self) -> list[date]:
        """The weeks whose reviews are frozen, the newest first; without what they hold."""
        wanted = select(reviews.c.week).where(reviews.c.frozen_at.is_not(None))
        return [row["week"] for row in self.rows(wanted.order_by(reviews.c.week.desc()))]

    def open_review(self, week: date, by: str) -> Review:
        """The review of a week, begun if there is none."""
        with self.writing(by, "open review") as write:
            return _review(write.connection, _opened(write, week))

    def mark_reviewed(self, week: date, client: str, by: str) -> Review:
        """A client was looked at; begins the review if need be. Conflict if it is frozen."""
        values = named(client)
        with self.writing(by, "mark reviewed") as write:
            row = _unfrozen(write, _opened(write, week))
            if not _marked(write, row, values["client_key"]):
                write.add(reviewed, review=row["id"], **values, by=write.by, at=write.at)
                write.change(reviews, row, version=row["version"] + 1)
            return _again(write, row)

    def unmark_reviewed(self, week: date, client: str, by: str) -> Review:
        """A client was not looked at after all. Conflict if the review is frozen."""
        values = named(client)
        with self.writing(by, "unmark reviewed") as write:
            row = _unfrozen(write, _opened(write, week))
            if found := _marked(write, row, values["client_key"]):
                write.change(reviewed, found, removed_by=write.by, removed_at=write.at)
                write.change(reviews, row, version=row["version"] + 1)
            return _again(write, row)

    def freeze_review(self, review: Review, snapshot: dict[str, Any], by: str) -> Review:
        """Close a review with what was shown and decided. Conflict if it is not as it was seen.

        Read the review first, then what goes into the snapshot: whatever somebody wrote after that
        (a note, an action, a mark) would be in no review at all.
        """
        content = plain_json("snapshot", snapshot)
        with self.writing(by, "freeze review") as write:
            row = _unfrozen(write, write.one(reviews, review.id, "review"))
            if last := _unseen(write, row, review):
                stored = _review(write.connection, row)
                raise Conflict("This review was changed", stored, last["by"], last["at"])
            values = {"frozen_by": write.by, "frozen_at": write.at, "snapshot": content}
            write.change(reviews, row, **values, version=row["version"] + 1)
            return _again(write, row)


def _review(connection: Connection, row: RowMapping) -> Review:
    return _reviews(connection, [row])[0]


def _reviews(connection: Connection, rows: list[RowMapping]) -> list[Review]:
    """Reviews, each with those who were looked at."""
    there = reviewed.c.review.in_([row["id"] for row in rows])
    wanted = select(reviewed).where(there, reviewed.c.removed_at.is_(None)).order_by(reviewed.c.id)
    of: dict[int, dict[str, tuple[str, datetime]]] = {row["id"]: {} for row in rows}
    for mark in connection.execute(wanted).mappings():
        of[mark["review"]][mark["client"]] = (mark["by"], mark["at"])
    seen = connection.execute(select(func.max(writes.c.id))).scalar_one() or 0
    return [
        record(
            Review,
            {**row, "frozen_as": row["snapshot"], "reviewed": of[row["id"]], "seen": seen},
        )
        for row in rows
    ]


def _again(write: Write, row: RowMapping) -> Review:
    return _review(write.connection, write.one(reviews, row["id"], "review"))


def _opened(write: Write, week: date) -> RowMapping:
    sunday = week_of(day("week", week))
    found = write.first(select(reviews).where(reviews.c.week == sunday))
    if found is None:
        opened = {"opened_by": write.by, "opened_at": write.at}
        row = write.add(reviews, week=sunday, **opened, version=1)
        found = write.one(reviews, row, "review")
    return found


def _unfrozen(write: Write, row: RowMapping) -> RowMapping:
    if row["frozen_at"] is not None:
        stored = _review(write.connection, row)
        raise Conflict("This review was frozen", stored, row["frozen_by"], row["frozen_at"])
    return row


def _unseen(write: Write, row: RowMapping, review: Review) -> RowMapping | None:
    """The last write to what a review of this week holds, if it is newer than what was seen."""
    week = row["week"]
    of_week = {
        reviews: reviews.c.week == week,  # with each client that was looked at, too
        notes: notes.c.week == week,
        actions: actions.c.week <= week,  # what became of earlier ones is held too
        marks: true(),
        overrides: true(),
    }
    held = (
        and_(writes.c.table == table.name, writes.c.row.in_(select(table.c.id).where(mine)))
        for table, mine in of_week.items()
    )
    newer = select(writes).where(writes.c.id > review.seen, or_(*held))
    return write.first(newer.order_by(writes.c.id.desc()).limit(1))


def _marked(write: Write, row: RowMapping, client_key: str) -> RowMapping | None:
    return write.first(
        select(reviewed).where(
            reviewed.c.review == row["id"],
            reviewed.c.client_key == client_key,
            reviewed.c.removed_at.is_(None),
        )
    )
