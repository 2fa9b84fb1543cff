"""Passwords that were tried: how often from an address, within a span of some minutes.

Counted before a password is looked at, so that many tries at once are no way round, and in the
store, so that a second server is none. A try is counted under a hash of the address, with a key
that is made anew for each span and forgotten after it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime

from sqlalchemy import func, select

from health.store.connected import Connected, Write
from health.store.tables import link_spans, link_tries

SPAN_SECONDS = 900
OF_ADDRESS = 5  # wrong passwords for one link from one address, in a span
OF_ADDRESS_IN_ALL = 20  # for all links
OF_LINK = 50  # from all addresses: from then on each address has one, so nobody is shut out
ADDRESSES = 5_000  # that are told apart for one link


class Tries(Connected):
    """Count tries of a password; give back those that were right."""

    def begin_try(self, link: int, address: str, now: datetime) -> int:
        """0, and the try is counted; or the seconds to wait, and nothing is."""
        span = _span(now)
        with self.writing("a guest", "try password") as write:
            forget_spans(write, now)
            hashed = _hashed(write, span, address)
            within = link_tries.c.span == span
            mine = within & (link_tries.c.address == hashed)
            here = within & (link_tries.c.link == link)
            known = write.first(select(link_tries).where(mine, link_tries.c.link == link))
            tried = known["times"] if known else 0
            of_link, addresses = _sum(write, here)
            most = 1 if of_link >= OF_LINK else OF_ADDRESS
            full = known is None and addresses >= ADDRESSES
            if tried >= most or full or _sum(write, mine)[0] >= OF_ADDRESS_IN_ALL:
                return max(1, (span + 1) * SPAN_SECONDS - int(now.timestamp()))
            if known is None:
                new = {"span": span, "link": link, "address": hashed, "times": 1}
                write.connection.execute(link_tries.insert().values(**new))
            else:
                one = link_tries.update().where(link_tries.c.id == known["id"])
                write.connection.execute(one.values(times=tried + 1))
            return 0

    def forgive_try(self, link: int, address: str, now: datetime) -> None:
        """The try that began at `now` counts for nothing: the password was right."""
        span = _span(now)
        with self.writing("a guest", "try password") as write:
            same = (link_tries.c.span == span) & (link_tries.c.link == link)
            same &= link_tries.c.address == _hashed(write, span, address)
            one = link_tries.update().where(same, link_tries.c.times > 0)
            write.connection.execute(one.values(times=link_tries.c.times - 1))


def forget_spans(write: Write, now: datetime) -> None:
    """Let go of tries and keys but of this span and its neighbours: clocks of servers differ."""
    span = _span(now)
    for table in (link_tries, link_spans):
        old = (table.c.span < span - 1) | (table.c.span > span + 1)
        write.connection.execute(table.delete().where(old))


def _span(now: datetime) -> int:
    return int(now.timestamp()) // SPAN_SECONDS


def _sum(write: Write, which: object) -> tuple[int, int]:
    """How many tries, of how many rows."""
    wanted = select(func.coalesce(func.sum(link_tries.c.times), 0), func.count())
    times, rows = write.connection.execute(wanted.where(which)).one()  # type: ignore[arg-type]
    return int(times), int(rows)


def _hashed(write: Write, span: int, address: str) -> str:
    found = write.first(select(link_spans).where(link_spans.c.span == span))
    key = found["key"] if found else secrets.token_hex(32)
    if found is None:
        write.connection.execute(link_spans.insert().values(span=span, key=key))
    said = address.encode(errors="replace")
    return hmac.new(bytes.fromhex(key), said, hashlib.sha256).hexdigest()
