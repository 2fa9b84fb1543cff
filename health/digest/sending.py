"""Digests sent: each once, tried some times, each channel by itself, and what became of each.

A digest is claimed in the store, sent, then noted as sent. What ends between the last two (a crash,
a store that is away) makes the next run send it again: better twice than never.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from health.digest.channels import Channel
from health.digest.message import Message, NotSent, Taken
from health.digest.services import send, service_of
from health.errors import HealthError
from health.store import Store

_AT_ONCE = 8
SENT, ALREADY, BUSY, PARTLY, FAILED = "sent", "sent before", "busy", "partly", "failed"


@dataclass(frozen=True)
class Patience:
    """How often a message is tried: once, and after each of `waits`; an attempt is given up after
    `longest` seconds. In all that is far less than a claim lasts."""

    waits: tuple[float, ...] = (2.0, 10.0)
    longest: float = 60.0


@dataclass(frozen=True)
class Outcome:
    """What became of the digest of a lead by a channel, and why."""

    lead: str
    channel: str
    state: str
    said: str = ""


def send_all(
    store: Store, jobs: Iterable[tuple[Channel, Message]], patience: Patience = Patience()
) -> list[Outcome]:
    """Send what was not sent yet, channels side by side; the outcomes in the order of the jobs."""
    given = list(jobs)
    by_channel: dict[str, list[int]] = {}
    for place, (channel, _) in enumerate(given):
        by_channel.setdefault(channel.name, []).append(place)

    def of_channel(places: Sequence[int]) -> list[tuple[int, Outcome]]:
        channel = given[places[0]][0]
        try:
            service = service_of(channel.url)
        except HealthError as error:
            return [(at, _failed(channel, given[at][1], str(error))) for at in places]
        return [(at, _one(store, channel, service, given[at][1], patience)) for at in places]

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        found = [each for some in pool.map(of_channel, by_channel.values()) for each in some]
    return [outcome for _, outcome in sorted(found, key=lambda each: each[0])]


def _failed(channel: Channel, message: Message, said: str) -> Outcome:
    return Outcome(message.content.lead, channel.name, FAILED, said)


def _one(
    store: Store, channel: Channel, service: Any, message: Message, patience: Patience
) -> Outcome:
    lead = message.content.lead
    try:
        claim = store.claim_digest(message.content.week, lead, channel.name)
    except HealthError as error:
        return _failed(channel, message, f"{error} It was not sent.")
    if claim.state == "sent":
        return Outcome(lead, channel.name, ALREADY)
    if claim.state == "busy":
        return Outcome(lead, channel.name, BUSY, "another run is sending it")
    try:
        taken = _tried(lambda: send(service, message, channel.name), patience)
    except NotSent as error:
        _quietly(lambda: store.digest_not_sent(claim))
        return _failed(channel, message, str(error))
    said = "a run before ended while sending it, so it may come twice" if claim.again else ""
    if not _quietly(lambda: store.digest_sent(claim)):
        said = "the store could not note it, so the next run sends it again"
        return Outcome(lead, channel.name, PARTLY, said)
    return Outcome(lead, channel.name, PARTLY if taken.but else SENT, taken.but or said)


def _tried(deed: Callable[[], Taken], patience: Patience) -> Taken:
    """A deed done within bounds, again after a while where that may help; NotSent at the last."""
    for wait in (*patience.waits, None):
        try:
            return _within(deed, patience.longest)
        except NotSent as error:
            if wait is None or not error.again:
                tries = "" if wait is not None else f", {len(patience.waits) + 1} times"
                raise NotSent(f"{error}{tries}", again=error.again) from None
        time.sleep(wait)
    raise AssertionError


def _within(deed: Callable[[], Taken], seconds: float) -> Taken:
    """What a deed gives, or NotSent. One without end is left behind: it ends with the program."""
    given: queue.Queue[Taken | Exception] = queue.Queue()

    def run() -> None:
        try:
            given.put(deed())
        except Exception as error:
            given.put(error)

    threading.Thread(target=run, daemon=True).start()
    try:
        found = given.get(timeout=seconds)
    except queue.Empty:
        said = f"no end after {seconds:g} seconds; it may have arrived"
        raise NotSent(said, again=False) from None
    if isinstance(found, NotSent):
        raise found
    if isinstance(found, Exception):  # its own words may hold the address
        raise NotSent(f"it could not be sent ({type(found).__name__})", again=False)
    return found


def _quietly(deed: Callable[[], None]) -> bool:
    """Do what a claim that gets old makes up for; whether it was done."""
    try:
        deed()
    except HealthError:
        return False
    return True
