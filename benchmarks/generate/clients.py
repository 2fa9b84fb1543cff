"""The `clients`, `people` and `expectations` logs, and what the other logs need of them."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks.generate import words
from benchmarks.generate.draw import Span, after, at_random, chosen, some, text

PERSONS = 5


@dataclass(frozen=True)
class Roster:
    """What the other logs need of each client; minutes are of the client's own day."""

    names: list[str]
    opens: NDArray[np.int64]
    closes: NDArray[np.int64]
    activity: NDArray[np.float64]

    def __len__(self) -> int:
        """How many clients."""
        return len(self.names)

    @property
    def persons(self) -> list[str]:
        """`PERSONS` names a client, client by client."""
        number = np.arange(len(self) * PERSONS)
        first, last = words.FIRST_NAMES, words.LAST_NAMES
        return [f"{first[n % len(first)]} {last[n // 7 % len(last)]}" for n in number]


def roster(clients: pl.DataFrame) -> Roster:
    """The roster of a `clients` log, as made or as read."""

    def minutes(column: str) -> NDArray[np.int64]:
        hour, minute = (clients[column].str.split(":").list.get(i).cast(int) for i in (0, 1))
        return (hour * 60 + minute).to_numpy()

    agreed = clients["contacts_per_week"].cast(float).to_numpy()
    activity = np.maximum(agreed, 4) ** 0.8
    return Roster(
        clients["client"].to_list(),
        minutes("works_from"),
        minutes("works_to"),
        activity / activity.sum(),
    )


def clients_log(
    rng: np.random.Generator, count: int, span: Span, contacts_a_week: float, plain: bool
) -> pl.DataFrame:
    """One row a client; all start on the first day. `plain`: without public holidays."""
    place = rng.choice(len(words.PLACES), count, p=[share for *_, share in words.PLACES])
    start = np.full(count, span.first)
    agreed = np.round(contacts_a_week * rng.lognormal(-0.1, 0.5, count))
    early = rng.random(count) < 0.2
    country = text([None if plain else country for country, *_ in words.PLACES], place)
    return pl.DataFrame(
        {
            "client": client_names(count),
            "lead": text(words.LEADS, rng.integers(0, len(words.LEADS), count)),
            "segment": text(words.SEGMENTS, rng.integers(0, len(words.SEGMENTS), count)),
            "value": np.round(rng.lognormal(11, 0.8, count), -2).astype(int),
            "started_on": start,
            "ended_on": pl.Series([None] * count, dtype=pl.Date),
            "time_zone": text([zone for _, zone, _ in words.PLACES], place),
            "country": country,
            "works_from": text(["09:00", "08:00"], early),
            "works_to": text(["18:00", "17:00"], early),
            "contacts_per_week": np.where(rng.random(count) < 0.01, 0, agreed).astype(int),
            "contact_every": rng.choice([1, 2, 3], count),
            "demo_every": rng.choice([10, 10, 20], count),
            "report_every": np.full(count, 5),
            "feedback_every": rng.choice([5, 5, 10], count),
            "reply_within": rng.choice([4, 8, 8, 16], count),
            "backup": text(words.LEADS, rng.integers(0, len(words.LEADS), count)),
            "kickoff_on": after(start, rng.integers(1, 10, count)),
            "kickoff_confirmed_on": some(rng, 0.8, after(start, rng.integers(3, 12, count))),
            "renewal_on": span.last + rng.integers(10, 300, count),
        }
    )


def client_names(count: int) -> list[str]:
    """Names such as 'Client 0001 Freight'."""
    trades = words.TRADES
    return [f"Client {n + 1:04d} {trades[n % len(trades)]}" for n in range(count)]


def people_log(rng: np.random.Generator, roster: Roster) -> pl.DataFrame:
    """Five persons a client."""
    count = len(roster) * PERSONS
    client = np.arange(count) // PERSONS
    birthday = np.datetime64("2001-01-01") + rng.integers(0, 365, count)
    return pl.DataFrame(
        {
            "client": text(roster.names, client),
            "name": roster.persons,
            "role": text(words.ROLES, np.arange(count) % PERSONS),
            "birthday": pl.Series(birthday).dt.strftime("%m-%d"),
            "interests": chosen(rng, {"sailing": 1, "chess": 1, "football": 1, None: 2}, count),
            "notes": chosen(rng, {"prefers calls": 1, "writes in the morning": 1, None: 3}, count),
        }
    )


def expectations_log(rng: np.random.Generator, roster: Roster, span: Span) -> pl.DataFrame:
    """About ten a client in three years; four of five met in time."""
    client, asked = at_random(rng, len(roster), span, every=78)
    met = span.known(some(rng, 0.8, after(asked, rng.integers(5, 120, len(asked)))))
    exceeded = (
        chosen(rng, {"yes": 0.2, "no": 0.8}, len(asked))
        .to_frame("x")
        .select(pl.when(pl.Series(met).is_not_null()).then(pl.col("x")))["x"]
    )
    return pl.DataFrame(
        {
            "client": text(roster.names, client),
            "expectation": "Expects " + pl.Series(asked).dt.strftime("%y%m%d"),
            "kind": chosen(rng, {"formal": 5, "informal": 3, "next-cooperation": 2}, len(asked)),
            "asked_on": asked,
            "met_on": met,
            "exceeded": exceeded,
        }
    )
