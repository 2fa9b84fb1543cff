"""Weekly digests: which was sent to which channel for which lead, so that each goes out once.

A run claims a digest before it sends it, and notes it as sent after. A run that ended between the
two leaves its claim, which another takes over once it is `LEASE` old: it may then come twice, and
is never lost. Of this nothing stands among the writes of people.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from health.store.connected import Connected, Write
from health.store.entries import CLIENT, day, key_of, line, text
from health.store.tables import digests

LEASE = timedelta(minutes=15)  # longer than any sending takes, with all its tries
_BY = "the digest"


@dataclass(frozen=True)
class Claim:
    """What a run got when it asked for a digest: `state` is claimed, sent or busy.

    `again`: a run before ended without a word, so that what it sent may come a second time.
    """

    state: str
    row: int
    token: str = ""
    again: bool = False


class Digests(Connected):
    """Claim, note as sent, give back."""

    def claim_digest(self, week: date, lead: str, channel: str) -> Claim:
        """The digest of a week for a lead ("" for clients without one) by a channel, for this run
        alone; or why not: it was sent, or another run is at it."""
        which = {
            "week": day("week", week),
            "lead_key": key_of(text("lead", lead, CLIENT, blank=True)),
            "channel": line("channel", channel),
        }
        token = secrets.token_hex(8)
        with self.writing(_BY, "send digest") as write:
            same = [digests.c[name] == value for name, value in which.items()]
            row = write.first(select(digests).where(*same))
            if row is not None and row["sent_at"] is not None:
                return Claim("sent", row["id"])
            held = row is not None and row["claimed_at"] is not None
            if row is not None and held and write.at - row["claimed_at"] < LEASE:
                return Claim("busy", row["id"])
            mine = {"claim": token, "claimed_at": write.at}
            if row is None:
                made = write.connection.execute(digests.insert().values(**which, **mine, tries=1))
                return Claim("claimed", int(made.inserted_primary_key[0]), token)  # type: ignore[index]
            _set(write, row["id"], **mine, tries=row["tries"] + 1)
            return Claim("claimed", row["id"], token, again=held)

    def digest_sent(self, claim: Claim) -> None:
        """It was sent; so it is even where another run has taken it over meanwhile."""
        with self.writing(_BY, "send digest") as write:
            _set(write, claim.row, claim=None, claimed_at=None, sent_at=write.at)

    def digest_not_sent(self, claim: Claim) -> None:
        """It was not: the next run tries, at once."""
        with self.writing(_BY, "send digest") as write:
            mine = digests.c.claim == claim.token
            _set(write, claim.row, mine, claim=None, claimed_at=None)


def _set(write: Write, row: int, *where: Any, **values: Any) -> None:
    one = digests.update().where(digests.c.id == row, *where)
    write.connection.execute(one.values(**values))
