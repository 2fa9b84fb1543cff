"""The rows that simulated clients leave in the logs, as people would have written them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from health.logs.contract import SECTIONS
from health.simulate.ways import SPREAD
from health.simulate.world import COUNTRIES, NEVER, Flags, Floats, Ints, World

Texts = NDArray[np.object_]
_OPEN_MINUTE, _DAY_MINUTES = 9 * 60, 9 * 60  # 09:00 to 18:00


def write_logs(world: World, folder: Path) -> None:
    """Every log of a world as a CSV file of a folder."""
    for log, rows in LOGS.items():
        rows(world).to_csv(folder / f"{log}.csv", index=False, lineterminator="\n")


def _clients(world: World) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "client": world.names,
            "country": np.array(COUNTRIES, object)[world.country],
            "started_on": str(world.first),
        }
    )


def _contacts(world: World) -> pd.DataFrame:
    luck = world.luck("contacts")
    weekday = np.arange(world.shape[1]) % 7
    call_day = luck.integers(0, 5, world.shape[0])
    chance = luck.random(world.shape)
    call = world.working & (weekday == call_day[:, None])
    calls = np.nonzero(call & (chance < world.now("calls") * world.season))
    minute = np.full(len(calls[0]), _OPEN_MINUTE + 120)
    found = [_contact(world, calls, minute, "both", np.full(len(calls[0]), "status", object))]
    for what, direction in (("out", "out"), ("coming", "in")):
        mean = world.now(what) / 5 * world.busy * world.working
        number = luck.poisson(mean)
        client, day = (np.repeat(each, number[number > 0]) for each in np.nonzero(number))
        minute = _OPEN_MINUTE + luck.integers(1, _DAY_MINUTES - 1, len(client))
        topics = luck.choice(["status", "planning", "technical", "casual"], len(client))
        if direction == "out":
            late = luck.random(len(client)) < world.now("late")[client, day]
            minute = np.where(late, 20 * 60, minute)
        found.append(_contact(world, (client, day), minute, direction, topics.astype(object)))
        if direction == "in":
            found[-1]["replied_at"] = _replies(world, luck, client, day, minute)
    table = pd.concat(found, ignore_index=True).fillna("")
    table["id"] = np.arange(len(table))  # two mails of one minute are two
    return table


def _contact(
    world: World, where: tuple[Ints, ...], minute: Ints, direction: str, topic: Texts
) -> pd.DataFrame:
    client, day = where
    return pd.DataFrame(
        {
            "client": _named(world, client),
            "at": _moment(world, day, minute),
            "direction": direction,
            "topic": topic,
        }
    )


def _replies(
    world: World, luck: np.random.Generator, client: Ints, day: Ints, minute: Ints
) -> Texts:
    hours = world.now("reply_hours")[client, day] * np.exp(0.8 * luck.standard_normal(len(client)))
    after = minute - _OPEN_MINUTE + (60 * hours).astype(np.int64)
    replied = world.day_of(client, world.nth[client, day] + after // _DAY_MINUTES)
    at = _moment(world, replied, _OPEN_MINUTE + after % _DAY_MINUTES)
    return np.where(luck.random(len(client)) < world.now("replied")[client, day], at, "")


def _demos(world: World) -> pd.DataFrame:
    luck = world.luck("demos")
    client, day = _rounds(world, luck, 10, "demos")
    kept = luck.random(len(client)) < world.now("demo_kept")[client, day]
    later = world.day_of(client, world.nth[client, day] + luck.integers(2, 5, len(client)))
    decides = luck.random(len(client)) < world.now("decides")[client, day]
    return pd.DataFrame(
        {
            "client": _named(world, client),
            "planned_for": _date(world, day),
            "held_on": _date(world, np.where(kept, day, later)),
            "attendance": np.where(decides, "decision-maker", "other"),
        }
    )


def _deadlines(world: World) -> pd.DataFrame:
    luck = world.luck("deadlines")
    client, day = _comes_up(world, luck, "item_gap")
    begun = world.nth[client, day]
    due = begun + luck.integers(8, 26, len(client))
    at_due = np.minimum(world.day_of(client, due), world.shape[1] - 1)
    slips = luck.random(len(client)) < world.now("slip")[client, at_due]
    slip = 1 + luck.exponential(world.now("slip_days")[client, at_due]).astype(np.int64)
    done = due + np.where(slips, slip, -luck.integers(0, 3, len(client)))
    warned = slips & (luck.random(len(client)) < world.now("warned")[client, at_due])
    moved = warned & (luck.random(len(client)) < world.now("moved")[client, at_due])
    warned_on = due - luck.integers(2, 6, len(client))
    item = np.array([f"item {n}" for n in range(len(client))], object)
    frames = []
    for which, agreed, until in ((slice(None), begun, due), (moved, warned_on, due + slip)):
        of = client[which]
        written = luck.random(len(of)) < world.now("written")[of, day[which]]
        confirmed = agreed[which] + np.where(written, luck.integers(0, 3, len(of)), NEVER)
        frames.append(
            pd.DataFrame(
                {
                    "client": _named(world, of),
                    "item": item[which],
                    "promised_on": _nth(world, of, agreed[which]),
                    "due_on": _nth(world, of, until[which]),
                    "confirmed_on": _nth(world, of, confirmed),
                    "moved_by": "us" if isinstance(which, np.ndarray) else "",
                    "warned_on": _nth(world, of, np.where(warned, warned_on, NEVER)[which]),
                    "done_on": _nth(world, of, done[which]),
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def _feedback(world: World) -> pd.DataFrame:
    luck = world.luck("feedback")
    client, day = _rounds(world, luck, 5, "asked")
    answers = luck.random(len(client)) < world.now("answered")[client, day]
    answered = world.day_of(client, world.nth[client, day] + luck.integers(0, 5, len(client)))
    mood = world.now("mood")[client, day]
    rating = np.clip(np.rint(mood + SPREAD * luck.standard_normal(len(client))), 1, 10).astype(int)
    yes = luck.random(len(client)) < world.now("yes")[client, day]
    there = answers & (answered < world.shape[1])
    return pd.DataFrame(
        {
            "client": _named(world, client),
            "asked_on": _date(world, day),
            "answered_on": np.where(there, _date(world, answered), ""),
            "rating": np.where(there, rating.astype(str), ""),
            "yes_no": np.where(there, np.where(yes, "yes", "no"), ""),
            "rater": "sponsor",
        }
    )


def _reports(world: World) -> pd.DataFrame:
    luck = world.luck("reports")
    client, day = _rounds(world, luck, 5, "reported")
    shape = len(client), len(SECTIONS)
    filled = luck.random(shape) < world.now("filled")[client, day][:, None]
    copied = luck.random(shape) < world.now("copied")[client, day][:, None]
    states = np.where(filled, "yes", np.where(copied, "same", "no"))
    table = pd.DataFrame(states, columns=list(SECTIONS))
    table.insert(0, "client", _named(world, client))
    table.insert(1, "sent_on", _date(world, day))
    return table


def _issues(world: World) -> pd.DataFrame:
    luck = world.luck("issues")
    client, day = _comes_up(world, luck, "issue_gap")
    begun = world.nth[client, day]
    lasts = 1 + luck.exponential(world.now("fix_days")[client, day]).astype(np.int64)
    restated = luck.random(len(client)) < world.now("restated")[client, day]
    words = np.repeat(np.arange(len(client)), lasts)
    after = np.arange(len(words)) - np.repeat(np.cumsum(lasts) - lasts, lasts) + 1
    told = luck.random(len(words)) < world.now("updated")[client[words], day[words]]
    events = (
        ("raised", np.arange(len(client)), begun),
        ("restated", np.flatnonzero(restated), begun[restated]),
        ("update", words[told], (begun[words] + after)[told]),
        ("resolved", np.arange(len(client)), begun + lasts),
    )
    found = [
        pd.DataFrame(
            {
                "client": _named(world, client[of]),
                "issue": [f"issue {n}" for n in of],
                "at": _nth(world, client[of], nth),
                "event": event,
            }
        )
        for event, of, nth in events
    ]
    table = pd.concat(found, ignore_index=True)
    return table[table["at"] != ""]


def _changes(world: World) -> pd.DataFrame:
    luck = world.luck("changes")
    client, day = _comes_up(world, luck, "change_gap")
    asked = world.nth[client, day]
    agreed = luck.random(len(client)) < world.now("agreed")[client, day]
    estimated = asked + luck.integers(1, 4, len(client))
    confirmed = estimated + luck.integers(1, 4, len(client))
    return pd.DataFrame(
        {
            "client": _named(world, client),
            "change": [f"change {n}" for n in range(len(client))],
            "requested_on": _nth(world, client, asked),
            "estimated_on": _nth(world, client, estimated),
            "confirmed_on": _nth(world, client, np.where(agreed, confirmed, NEVER)),
            "started_on": _nth(world, client, confirmed + 1),
        }
    )


LOGS: dict[str, Callable[[World], pd.DataFrame]] = {
    "clients": _clients,
    "contacts": _contacts,
    "demos": _demos,
    "deadlines": _deadlines,
    "feedback": _feedback,
    "reports": _reports,
    "issues": _issues,
    "changes": _changes,
}


def _rounds(world: World, luck: np.random.Generator, every: int, what: str) -> tuple[Ints, Ints]:
    """Where a round of an agreed rhythm, in business days, takes place."""
    offset = luck.integers(0, every, world.shape[0])
    there: Flags = world.working & (world.nth % every == offset[:, None])
    chance: Floats = world.now(what) * np.where(world.season < 0.5, 0.3, 1.0)
    client, day = np.nonzero(there & (luck.random(world.shape) < chance))
    return client, day


def _comes_up(world: World, luck: np.random.Generator, gap: str) -> tuple[Ints, Ints]:
    """Where something comes up that does so every `gap` business days or so, not at Christmas."""
    chance = world.working * np.minimum(world.season, 1.0) / world.now(gap)
    client, day = np.nonzero(luck.random(world.shape) < chance)
    return client, day


def _named(world: World, client: Ints) -> Texts:
    return np.array(world.names, object)[client]


def _nth(world: World, client: Ints, nth: Ints) -> Texts:
    return _date(world, world.day_of(client, nth))


def _date(world: World, day: Ints) -> Texts:
    """Days as dates; empty for those that never come."""
    known = day < NEVER
    dates = (world.dates[0] + np.where(known, day, 0)).astype(str).astype(object)
    return np.where(known, dates, "")


def _moment(world: World, day: Ints, minute: Ints) -> Texts:
    clock = [f" {m // 60:02d}:{m % 60:02d}" for m in minute.tolist()]
    dates = _date(world, day)
    return np.where(dates == "", "", dates + np.array(clock, object))
