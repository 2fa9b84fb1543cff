"""What all forms of a digest say in the same words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote_plus, urlencode

from health.digest.content import Alarm, Content, Due
from health.digest.harmless import harmless
from health.explain.words import BAND_WORDS
from health.words import first_few, listed, many, on_day, plain_day, short_day

NOBODY = "clients without a lead"
_NOBODY = "nobody"  # what the filters of the pages call it
_BANDS = ("red", "amber", "green", "none")
_FEW_LOGS = 4


def subject(content: Content) -> str:
    """The subject of a message: ours, but for the lead's name."""
    alerts = many(len(content.alerts), "alert") if content.alerts else "no alerts"
    return f"Client health, {whose(content)}: week to {plain_day(content.week)}, {alerts}"


def whose(content: Content) -> str:
    """Whose clients these are."""
    return harmless(content.lead, 80) or NOBODY


def standing(content: Content) -> str:
    """How many clients there are, and how they stand."""
    if not content.clients:
        return "No client has a score yet."
    parts = [
        f"{content.bands[band]} {BAND_WORDS[band]}" for band in _BANDS if content.bands.get(band)
    ]
    return f"{many(content.clients, 'client')}: {listed(parts)}."


@dataclass(frozen=True)
class Group:
    """Alerts of one rule on one client, which have the same next step; `more` of them are told by
    their number only."""

    title: str
    severity: str
    next_step: str
    alarms: tuple[Alarm, ...]
    more: int

    @property
    def rest(self) -> str:
        """How many are told by their number; "" if none is."""
        if not self.more:
            return ""
        return f"{self.more} more like these." if self.alarms else f"{self.more} of these."


def alerts_by_client(content: Content) -> list[tuple[str, list[Group]]]:
    """The alerts by client and rule, each in the order of the most pressing one."""
    found: dict[str, dict[str, list[Alarm]]] = {}
    for one in content.alerts:
        found.setdefault(one.client, {}).setdefault(one.title, []).append(one)
    return [
        (client, [_group(tuple(some)) for some in by_rule.values()])
        for client, by_rule in found.items()
    ]


def _group(some: tuple[Alarm, ...]) -> Group:
    spelt = tuple(one for one in some if one.message)
    more = len(some) - len(spelt)
    return Group(some[0].title, some[0].severity, some[0].next_step, spelt, more)


def left_out(content: Content) -> str:
    """What of the week's alerts is not told; "" where all are."""
    parts = [
        (content.over, "over the number told in a week"),
        (content.handled, "acknowledged or snoozed"),
        (content.passed, "true no more and not resolved yet"),
    ]
    told = [f"{number} {why}" for number, why in parts if number]
    total = sum(number for number, _ in parts)
    return f"Not told: {many(total, 'more alert')} ({listed(told)})." if told else ""


def due(action: Due) -> str:
    """Who is to do it by when."""
    when = short_day(action.due, action.due)
    return f"{harmless(action.who, 80)}, {'overdue since' if action.overdue else 'by'} {when}"


def freshness(content: Content) -> Sequence[str]:
    """How fresh the logs are, the warnings first."""
    fresh = content.fresh
    if fresh.latest is None:
        return ("The logs hold no date up to this week.",)
    told = []
    if fresh.late:
        told.append(
            f"The logs end on {on_day(fresh.latest)}: all of this is as of then, not of the week."
        )
    if fresh.problems:
        names = first_few([harmless(name, 80) for name in fresh.problems])
        told.append(f"Could not be read, or not anew: {names}.")
    if fresh.aside:
        rows = many(fresh.aside, "row")
        told.append(f"{rows} of the logs could not be used; the Logs page says which and why.")
    if not fresh.late:
        told.append(f"The logs reach to {on_day(fresh.latest)}.")
    behind = [(log, day) for log, day in fresh.logs if (fresh.latest - day).days >= 7]
    if behind:
        last = [f"{log} {short_day(day, fresh.latest)}" for log, day in behind]
        told.append(f"Last rows of others: {first_few(last, _FEW_LOGS)}.")
    return told


def client_link(base: str, client: str) -> str:
    """The page of a client."""
    return f"{base}/client?client={quote_plus(client)}"


def alerts_link(base: str, content: Content) -> str:
    """The alerts of the lead's clients."""
    return f"{base}/alerts?{urlencode({'lead': content.lead or _NOBODY})}"


def review_link(base: str, content: Content) -> str:
    """The review of the week, of the lead's clients."""
    asked = {"week": content.week.isoformat(), "lead": content.lead or _NOBODY}
    return f"{base}/?{urlencode(asked)}"
