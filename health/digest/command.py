"""`python -m health digest`: the weekly digest of every lead, made and sent; for cron."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date, timedelta

from health.calendars import day_date, day_number
from health.digest.channels import Channel, Channels, channels_of
from health.digest.content import Content
from health.digest.gathering import contents
from health.digest.harmless import harmless
from health.digest.message import Message
from health.digest.sending import FAILED, PARTLY, Outcome, send_all
from health.digest.services import body_of, form_of, service_of
from health.digest.words import whose
from health.errors import HealthError
from health.in_force import InForce
from health.portfolio import Portfolio, default_as_of
from health.served_at import address
from health.sources.command import read_for_command
from health.store import Store, open_store, week_of
from health.words import many, meant

_SUNDAY = 6
_STRANGERS = 10  # names of nobody that are told one by one
Job = tuple[Channel, Message]


def run(
    options: argparse.Namespace, progress: Callable[[str], None], done: Callable[[], None]
) -> int:
    """Make and send what is due; 0 where all is sent, 1 where something is not."""
    channels, base = channels_of(options.channels), address()
    with closing(open_store()) as store:
        found = _contents(options, store, date.today(), progress)
        jobs = [(each, Message(one, base)) for one in found for each in channels.of(one.lead)]
        done()
        for line in _unserved(channels, found, str(options.channels)):
            print(line, file=sys.stderr)
        if not jobs:
            raise HealthError(f"{options.channels}: no channel serves any lead: nothing was sent")
        if options.dry_run:
            return _shown(jobs)
        return _told(send_all(store, jobs))


def _contents(
    options: argparse.Namespace, store: Store, today: date, progress: Callable[[str], None]
) -> list[Content]:
    """The digests of the week that is asked for, by default that of the last Sunday."""
    week = week_of(options.week) if options.week else last_sunday(today)
    if week - timedelta(days=_SUNDAY) > today:
        raise HealthError(f"--week {options.week}: that week has not begun")
    in_force = InForce(options.settings, lambda: store)
    in_force.watched()
    settings, earlier = in_force.now_and_week_ago(today)
    if in_force.problem:
        print(in_force.problem, file=sys.stderr)
    logs = read_for_command(options.logs, settings, progress)
    as_of = day_date(min(default_as_of(logs, today), day_number(week)))
    portfolio = Portfolio.of(logs, settings, as_of, today, progress, earlier)
    progress("looking for what to tell")
    return contents(portfolio, week, today, store.marks(), store.actions(open_only=True))


def last_sunday(today: date) -> date:
    """The Sunday that ends the week a digest tells of: this day, or the one before."""
    return today - timedelta(days=(today.weekday() + 1) % 7)


def _unserved(channels: Channels, found: Sequence[Content], file: str) -> list[str]:
    """Who gets no digest, and whom the file names in vain."""
    told = []
    for one in found:
        if not channels.of(one.lead):
            what = many(one.clients, "client")
            key = f"leads = [{one.lead!r}]" if one.lead else "without_lead = true"
            told.append(f"{whose(one)} ({what}): no channel, nothing sent; give one {key}")
    leads = [one.lead for one in found if one.lead]
    strangers = channels.strangers(leads)
    for name in strangers[:_STRANGERS]:
        hint = meant(name, leads) or " Mend the name, or take it out."
        told.append(f"{file}: {harmless(repr(name), 80)} leads no client with a score.{hint}")
    if len(strangers) > _STRANGERS:
        told.append(f"{file}: {many(len(strangers) - _STRANGERS, 'more name')} of that kind")
    return told


def _shown(jobs: Sequence[Job]) -> int:
    """What would be sent, and which channels could not be used."""
    problems = {}
    for channel, message in jobs:
        form, text = "unusable", message.text()
        try:
            service = service_of(channel.url)
            form = form_of(service)
            text = text if form == "html" else body_of(service, message)
        except HealthError as error:
            problems[channel.name] = str(error)
        print(
            f"=== {whose(message.content)}, by {channel.name} ({form}): {message.title}\n\n{text}"
        )
    for name, problem in problems.items():
        print(f"{name}: {problem}", file=sys.stderr)
    print("nothing was sent")
    return 1 if problems else 0


def _told(outcomes: Sequence[Outcome]) -> int:
    for one in outcomes:
        bad = one.state in (FAILED, PARTLY)
        whom = harmless(one.lead, 80) or "clients without a lead"
        said = f"{one.channel}, {whom}: {one.state}" + (f": {one.said}" if one.said else "")
        print(said, file=sys.stderr if bad else sys.stdout)
    counted = {state: sum(one.state == state for one in outcomes) for state in (FAILED, PARTLY)}
    if any(counted.values()):
        print(f"{sum(counted.values())} of {len(outcomes)} digests not sent, or not to all; "
              "run it again to try those that failed", file=sys.stderr)  # fmt: skip
    return 1 if any(counted.values()) else 0
