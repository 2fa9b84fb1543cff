"""Actions: what was agreed, who does it by when, and what became of it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from health.store.connected import Connected, record
from health.store.entries import TEXT, day, key_of, line, named, text
from health.store.notes import open_week, still, written
from health.store.records import Action, week_of
from health.store.tables import actions


class Actions(Connected):
    """Add, change, remove and list actions."""

    def add_action(
        self, client: str, text: str, who: str, due: date, by: str, week: date
    ) -> Action:
        """An action of a week; of the next open one if the week's review is frozen."""
        values = {**named(client), **_checked(text, who, due, None, "")}
        with self.writing(by, "add action") as write:
            when = open_week(write, week)
            row = write.add(actions, **values, week=when, **written(write))
            return record(Action, write.one(actions, row, "action"))

    def update_action(self, action: Action, by: str) -> Action:
        """The action with other text, who, due, done_on, outcome; Conflict if it was changed."""
        values = _checked(action.text, action.who, action.due, action.done_on, action.outcome)
        with self.writing(by, "change action") as write:
            row = still(write, actions, action, "action")
            if all(row[name] == value for name, value in values.items()):
                return record(Action, row)
            values |= {"changed_by": write.by, "changed_at": write.at}
            write.change(actions, row, **values, version=action.version + 1)
            return record(Action, write.one(actions, action.id, "action"))

    def remove_action(self, action: Action, by: str) -> None:
        """Take an action away; the store still holds it."""
        with self.writing(by, "remove action") as write:
            row = still(write, actions, action, "action")
            write.change(actions, row, removed_by=write.by, removed_at=write.at)

    def actions(
        self, client: str | None = None, open_only: bool = False, week: date | None = None
    ) -> list[Action]:
        """Actions, the soonest due first; of a client, not done, agreed in a week."""
        wanted = select(actions).where(actions.c.removed_at.is_(None))
        if client is not None:
            wanted = wanted.where(actions.c.client_key == key_of(client))
        if open_only:
            wanted = wanted.where(actions.c.done_on.is_(None))
        if week is not None:
            wanted = wanted.where(actions.c.week == week_of(week))
        found = self.rows(wanted.order_by(actions.c.due, actions.c.id))
        return [record(Action, row) for row in found]


def _checked(
    given: str, who: str, due: date, done_on: date | None, outcome: str
) -> dict[str, object]:
    return {
        "text": text("text", given, TEXT),
        "who": line("who", who),
        "due": day("due", due),
        "done_on": None if done_on is None else day("done_on", done_on),
        "outcome": text("outcome", outcome, TEXT, blank=True),
    }
