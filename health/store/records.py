"""What the store gives out: rows that never change; times are aware and UTC, days are dates."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

KINDS = (
    "acknowledged", "unacknowledged", "snoozed", "woken", "assigned", "true_alarm", "false_alarm",
)  # fmt: skip

RESTORED = "a restored backup"  # it paused a link that may have been revoked since it was made
CLOCKS_DIFFER = timedelta(minutes=5)  # of two servers, at most


def week_of(day: date) -> date:
    """The Sunday on which the week of a day ends; of the very last week, the last day there is."""
    return day + min(timedelta(days=6 - day.weekday()), date.max - day)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing that a person added; `changed_by` is the author until somebody changes it."""

    id: int
    author: str
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class Editable(Entry):
    """An entry that can be changed; `version` counts the changes, from 1."""

    changed_by: str
    changed_at: datetime
    version: int
    removed_by: str | None = None
    removed_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Note(Editable):
    """A note on a client, of the week that ends on the Sunday `week`."""

    client: str
    week: date
    text: str


@dataclass(frozen=True, kw_only=True)
class Action(Editable):
    """What was agreed: who does it, by when; `done_on` and `outcome` say what became of it."""

    client: str
    week: date
    text: str
    who: str
    due: date
    done_on: date | None
    outcome: str


@dataclass(frozen=True, kw_only=True)
class Review:
    """The review of one week. Frozen: `snapshot` is what was shown and decided, for ever.

    `seen` is the last write of anybody when this was read: what is newer, its reader has not seen.
    """

    id: int
    week: date
    opened_by: str
    opened_at: datetime
    frozen_by: str | None
    frozen_at: datetime | None
    frozen_as: str | None = field(repr=False)  # JSON
    reviewed: dict[str, tuple[str, datetime]]  # client: by whom, when
    version: int
    seen: int = field(default=0, compare=False)

    @cached_property
    def snapshot(self) -> dict[str, Any] | None:
        """What was frozen; read when asked for, as a list of reviews need not."""
        if self.frozen_as is None:
            return None
        found: dict[str, Any] = json.loads(self.frozen_as)
        return found


@dataclass(frozen=True, kw_only=True)
class ReportLine(Entry):
    """A status report in a list: how far it is, without what it says."""

    client: str
    day: date
    changed_by: str
    changed_at: datetime
    frozen_by: str | None
    frozen_at: datetime | None
    sent_on: date | None
    version: int
    take: int = 1
    edition: int = 1
    sent_how: str | None = None
    sent_by: str | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class StatusReport(Entry):
    """A status report of a client as of a day: as it was drafted, and by section in other words.

    Frozen it stays as it is for ever; it is sent after that, if at all: on a day, by e-mail, by a
    link or as a file, as somebody (`sent_by`) said at a moment (`sent_at`). Opened again, it is a
    further `take` of the same day beside it; of another `edition` where an earlier one was sent or
    linked. Only `edited` is to be replaced in one that is to be changed; a new draft is given
    beside it.
    """

    client: str
    day: date
    drafted: str = field(repr=False)  # JSON
    edited: dict[str, str]
    changed_by: str
    changed_at: datetime
    frozen_by: str | None
    frozen_at: datetime | None
    sent_on: date | None
    version: int
    logged: str | None = None
    take: int = 1
    edition: int = 1
    sent_how: str | None = None
    sent_by: str | None = None
    sent_at: datetime | None = None

    @cached_property
    def row(self) -> dict[str, str]:
        """Its row of the log `reports`, as it was when it was sent; what is not known is blank."""
        known: dict[str, str] = json.loads(self.logged) if self.logged else {}
        sent = self.sent_on.isoformat() if self.sent_on else ""
        return {**known, "client": self.client, "sent_on": sent}

    @cached_property
    def content(self) -> dict[str, Any]:
        """The draft; read when asked for."""
        found: dict[str, Any] = json.loads(self.drafted)
        return found


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What a person said of one alert: that of a client, rule and subject that began on `since`.

    `on` is the day as of which the alert was seen, `health` the client's H on it (when snoozed).
    """

    id: int
    client: str
    rule: str
    subject: str
    since: date
    kind: str
    by: str
    at: datetime
    on: date
    until: date | None
    to: str | None
    reason: str
    health: float | None


@dataclass(frozen=True, kw_only=True)
class SettingsVersion(Entry):
    """A settings file by name, with the reason for it, in force from a day on."""

    name: str
    reason: str
    toml: str
    from_on: date


@dataclass(frozen=True, kw_only=True)
class Override(Entry):
    """A person's own health for a client, beside the computed one, until `expires_on` at most.

    In force on both days and between; ended before, `ended_at` says when.
    """

    client: str
    health: float
    reason: str
    from_on: date
    expires_on: date
    ended_by: str | None
    ended_at: datetime | None
    version: int


@dataclass(frozen=True, kw_only=True)
class Link(Entry):
    """What somebody may see without signing in, until when; how often it was used.

    `as_of` is the day it is frozen at, None for one that shows the logs as they are; `report` the
    number of the frozen report whose words it shows in their place, `edition` which one that is;
    `maker` says who made it (`health.store.links.maker_of`), None where nobody had signed in.
    """

    clients: tuple[str, ...]
    kind: str
    whom: str
    as_of: date | None
    expires_at: datetime
    has_password: bool
    paused_by: str | None
    paused_at: datetime | None
    revoked_by: str | None
    revoked_at: datetime | None
    version: int
    report: int | None = None
    maker: str | None = None
    edition: int = 1
    views: int = 0
    last_viewed_at: datetime | None = None

    @property
    def restored(self) -> bool:
        """Whether a backup brought it back, and nobody has looked since whether it may be open."""
        return self.paused_by == RESTORED

    def state(self, now: datetime) -> str:
        """`revoked`, `expired`, `paused` or `open`.

        A clock that went back revives nothing that was seen later; one that stands before the
        making of the link knows nothing of its end, so that the link counts as expired.
        """
        if self.revoked_at is not None:
            return "revoked"
        latest = max(now, self.last_viewed_at or now)
        if latest >= self.expires_at or now < self.created_at - CLOCKS_DIFFER:
            return "expired"
        return "paused" if self.paused_at is not None else "open"


@dataclass(frozen=True, kw_only=True)
class Ask(Entry):
    """A client that was asked by a link: whom (`rater`), of which week, on which day.

    Without a week the link stands for answers of anybody, as often as they like.
    """

    link: int
    client: str
    rater: str
    week: date | None
    asked_on: date | None
    zone: str
    withdrawn_by: str | None
    withdrawn_at: datetime | None
    version: int


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a guest answered to an ask: a rating, yes or no to questions, a line of text.

    `answered_on` is the day on which it was first given, where the client is.
    """

    id: int
    ask: int
    answered_on: date
    answered_at: datetime
    changed_at: datetime
    rating: int
    question: str
    said: tuple[tuple[str, bool], ...]
    comment: str
    version: int


@dataclass(frozen=True)
class LinkSecrets:
    """What guards a link: hashes of its token and password, and what its visits are signed with."""

    token_hash: str = field(repr=False)
    password: str | None = field(repr=False)
    seal: str = field(repr=False)


@dataclass(frozen=True)
class View:
    """How often a link was used in an hour, for what: page, export, picture or feedback."""

    hour: datetime
    what: str
    times: int
    last_at: datetime
