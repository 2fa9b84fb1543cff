"""The `contacts` log, the one that is big: made and written a few weeks at a time."""

from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks.generate import words
from benchmarks.generate.clients import PERSONS, Roster
from benchmarks.generate.draw import Bools, Ints, Span, chosen, text

MINUTE = "%Y-%m-%d %H:%M"
DAY_MINUTES = 24 * 60
CHUNK_DAYS = 91


def write_contacts(
    rng: np.random.Generator, roster: Roster, span: Span, count: int, path: Path, plain: bool
) -> None:
    """`count` contacts over the span, by time, to the CSV file `path`."""
    with path.open("wb") as file:
        done = 0
        for first in np.arange(span.first, span.last + 1, CHUNK_DAYS):
            part = Span(first, min(first + CHUNK_DAYS - 1, span.last))
            upto = round(count * len(Span(span.first, part.last).days) / len(span.days))
            frame = contacts(rng, roster, part, upto - done, span.last, plain)
            frame.write_csv(file, include_header=done == 0, datetime_format=MINUTE)
            done = upto


def contacts(
    rng: np.random.Generator,
    roster: Roster,
    span: Span,
    count: int,
    known: np.datetime64,
    plain: bool,
) -> pl.DataFrame:
    """`count` contacts in the span, by time; replies after the day `known` are blank."""
    client = rng.choice(len(roster), count, p=roster.activity)
    at = moments(rng, roster, client, span)
    order = np.argsort(at, kind="stable")
    client, at = client[order], at[order]
    way = chosen(rng, words.DIRECTIONS, count)
    coming = (way == "in").to_numpy()
    return pl.DataFrame(
        {
            "client": text(roster.names, client),
            "at": at.astype("datetime64[ms]"),
            "direction": way,
            "channel": channels(rng, (way == "both").to_numpy()),
            "topic": chosen(rng, words.TOPICS, count),
            "urgent": text(
                [None, "no", "yes"], coming + (coming & (rng.random(count) < 0.03)) * (not plain)
            ),
            "needs_reply": (needs := needs_reply(rng, coming)),
            "replied_at": replies(
                rng, at, coming & (needs != "no").fill_null(True).to_numpy(), known
            ),
            "person": text(roster.persons, client * PERSONS + rng.integers(0, PERSONS, count)),
            "summary": summaries(rng, count),
        }
    )


def moments(
    rng: np.random.Generator, roster: Roster, client: Ints, span: Span
) -> NDArray[np.datetime64]:
    """Minutes, mostly in the client's hours, mostly on Monday to Friday."""
    days, count = span.days, len(client)
    weight = np.where(np.is_busday(days), 1, 0.05)
    day = days[np.searchsorted(np.cumsum(weight / weight.sum())[:-1], rng.random(count))]
    opens, closes = roster.opens[client], roster.closes[client]
    inside = opens + (rng.random(count) * (closes - opens)).astype(int)
    outside = rng.integers(6 * 60, 23 * 60, count)
    minute = np.where(rng.random(count) < 0.85, inside, outside)
    return day.astype("datetime64[m]") + minute


def channels(rng: np.random.Generator, spoken: Bools) -> pl.Series:
    """Calls and meetings for what was spoken, mails and the like for the rest."""
    count = len(spoken)
    kinds = pl.DataFrame(
        {
            "written": chosen(rng, words.WRITTEN, count),
            "spoken": chosen(rng, words.SPOKEN, count),
            "call": spoken,
        }
    )
    return kinds.select(pl.when("call").then("spoken").otherwise("written"))["spoken"]


def needs_reply(rng: np.random.Generator, coming: Bools) -> pl.Series:
    """Of what comes in 55 % yes, 15 % blank (which means yes), 30 % no; else no or blank."""
    draw = rng.random(len(coming))
    asked = np.where(draw < 0.55, 2, np.where(draw < 0.70, 0, 1))
    return text([None, "no", "yes"], np.where(coming, asked, draw < 0.5))


def replies(
    rng: np.random.Generator, at: NDArray[np.datetime64], asked: Bools, known: np.datetime64
) -> NDArray[np.datetime64]:
    """Answers within minutes to days; 3 % of what asks for one never gets it."""
    lag = np.clip(rng.lognormal(np.log(150), 1.5, len(at)), 2, 12 * DAY_MINUTES).astype(int)
    replied = at + lag
    end = (known + 1).astype("datetime64[m]")
    open_ = ~asked | (rng.random(len(at)) < 0.03) | (replied >= end)
    return np.where(open_, np.datetime64("NaT"), replied).astype("datetime64[ms]")


def summaries(rng: np.random.Generator, count: int) -> pl.Series:
    """20 to 60 characters; one in thirteen holds a comma and is quoted in the file."""
    deed = text(words.DEEDS, rng.integers(0, len(words.DEEDS), count))
    thing = text(words.THINGS, rng.integers(0, len(words.THINGS), count))
    number = pl.Series(rng.integers(1000, 100_000, count)).cast(pl.String)
    return deed + " " + thing + " #" + number
