"""The loop an analyst would write: for each client, for each week, filter and compute.

Twice: `plain` filters the whole logs for every client and week; `by_client` takes a client's rows
once and filters those week by week, which is as fast as such a loop gets. The same simplifications
as in `six.sql`. Parsing is not counted; a slice is computed, the rest is extrapolated.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.period import LAST_SUNDAY

DATES = {"contacts": ["at", "replied_at"], "demos": ["held_on"], "feedback": ["answered_on"]}
DAY, HOUR = pd.Timedelta(days=1), pd.Timedelta(hours=1)
Six = dict[str, float]


@dataclass
class Logs:
    """The logs of all clients, or of one."""

    contacts: pd.DataFrame
    demos: pd.DataFrame
    feedback: pd.DataFrame

    def of(self, client: str) -> "Logs":
        """The rows of one client."""
        return Logs(
            *(log[log["client"] == client] for log in (self.contacts, self.demos, self.feedback))
        )


def read(folder: Path) -> tuple[pd.DataFrame, Logs]:
    """The clients, and the three logs that the six signals need."""
    logs = {log: pd.read_csv(folder / f"{log}.csv", parse_dates=DATES[log]) for log in DATES}
    clients = pd.read_csv(folder / "clients.csv", parse_dates=["started_on"])
    for column in ("works_from", "works_to"):
        clients[column] = pd.to_timedelta(clients[column] + ":00")
    return clients, Logs(**logs)


def sundays(weeks: int) -> list[pd.Timestamp]:
    """The last Sundays, the newest first."""
    return [pd.Timestamp(LAST_SUNDAY) - 7 * week * DAY for week in range(weeks)]


def plain(clients: pd.DataFrame, logs: Logs, weeks: int) -> Iterator[Six]:
    """Filter the whole logs for every client and week."""
    client: Any
    for client in clients.itertuples():
        for sunday in sundays(weeks):
            yield six(client, logs.of(client.client), sunday)


def by_client(clients: pd.DataFrame, logs: Logs, weeks: int) -> Iterator[Six]:
    """Filter the whole logs once a client, its own rows week by week."""
    client: Any
    for client in clients.itertuples():
        own = logs.of(client.client)
        for sunday in sundays(weeks):
            yield six(client, own, sunday)


LOOPS: dict[str, Callable[[pd.DataFrame, Logs, int], Iterator[Six]]] = {
    "plain": plain,
    "by_client": by_client,
}


def six(client: Any, own: Logs, sunday: pd.Timestamp) -> Six:
    """The six signals of one client at the end of one week."""
    ours = own.contacts.loc[own.contacts["direction"] != "in", "at"]
    return {
        "contact_freshness": freshness(client, ours, client.contact_every, sunday),
        "reply_time": reply_time(client, own.contacts, sunday),
        "contact_coverage": contact_coverage(client, own.contacts, sunday),
        "quiet_hours": quiet_hours(client, own.contacts, sunday),
        "demo_freshness": freshness(client, own.demos["held_on"], client.demo_every, sunday),
        "rating": rating(own.feedback, sunday),
    }


def last(log: pd.DataFrame, column: str, sunday: pd.Timestamp, days: int) -> pd.DataFrame:
    """The rows dated in the `days` days up to the end of the Sunday."""
    end = sunday + DAY
    return log[(log[column] >= end - days * DAY) & (log[column] < end)]


def ramp(x: Any, full: float, zero: float) -> Any:
    """100 at `full`, 0 at `zero`, straight between."""
    return 100 * np.clip((zero - x) / (zero - full), 0, 1)


def freshness(client: Any, events: "pd.Series[Any]", every: float, sunday: pd.Timestamp) -> float:
    """Business days since the latest event, scored and averaged over 20 business days."""
    days = pd.bdate_range(end=sunday, periods=20)
    days = days[days > client.started_on]
    if every == 0 or days.empty:
        return np.nan
    near = events[(events < sunday + DAY) & (events >= client.started_on)]
    dates = np.sort(np.append(near.to_numpy("datetime64[D]"), client.started_on.to_datetime64()))
    day = days.to_numpy("datetime64[D]")
    latest = dates[np.searchsorted(dates, day, side="right") - 1].astype("datetime64[D]")
    age = np.busday_count(latest + 1, day + 1)
    grace = max(1, 0.2 * every)
    return float(ramp(age, every + grace, 3 * every + grace).mean())


def worked(client: Any, moment: "pd.Series[Any]") -> Any:
    """Business hours from the client's start to moments."""
    day = moment.to_numpy("datetime64[D]")
    whole = np.busday_count(np.datetime64(client.started_on, "D"), day)
    length = (client.works_to - client.works_from) / HOUR
    today = np.clip((moment - moment.dt.normalize() - client.works_from) / HOUR, 0, length)
    return whole * length + np.where(np.is_busday(day), today, 0)


def reply_time(client: Any, contacts: pd.DataFrame, sunday: pd.Timestamp) -> float:
    """Business hours to the replies of 56 days; an open one counts once it is late."""
    end = sunday + DAY
    asks = contacts[(contacts["direction"] == "in") & (contacts["needs_reply"] != "no")]
    asks = asks[asks["at"] < end]
    replied = asks["replied_at"] < end
    recent = asks["at"] >= end - 56 * DAY
    asks, replied = asks[recent | ~replied], replied[recent | ~replied]
    took = worked(client, asks["replied_at"].where(replied, end)) - worked(client, asks["at"])
    within = client.reply_within
    score = np.where(replied | recent[asks.index], ramp(took, within, 4 * within), 0)
    counts = replied | (took > within)
    return float(score[counts].mean()) if within and counts.any() else np.nan


def contact_coverage(client: Any, contacts: pd.DataFrame, sunday: pd.Timestamp) -> float:
    """Share of the agreed contacts, averaged over up to eight whole weeks."""
    weeks = min(8, ((sunday - client.started_on).days + 1) // 7)
    if weeks == 0 or client.contacts_per_week == 0:
        return np.nan
    recent = last(contacts, "at", sunday, 7 * weeks)
    back = (sunday - recent["at"].dt.normalize()).dt.days // 7
    counts = back.value_counts().reindex(range(weeks), fill_value=0)
    return float((100 * (counts / client.contacts_per_week).clip(upper=1)).mean())


def quiet_hours(client: Any, contacts: pd.DataFrame, sunday: pd.Timestamp) -> float:
    """Few contacts of ours out of business hours in 56 days."""
    recent = last(contacts, "at", sunday, 56)
    at = recent.loc[recent["direction"] == "out", "at"]
    if at.empty:
        return np.nan
    time = at - at.dt.normalize()
    late = (at.dt.weekday >= 5) | (time < client.works_from) | (time > client.works_to)
    return float(ramp((1 + late.sum()) / (10 + len(at)), 0.2, 0.7))


def rating(feedback: pd.DataFrame, sunday: pd.Timestamp) -> float:
    """Ratings of 91 days with a prior of three."""
    given = last(feedback, "answered_on", sunday, 91)["rating"].dropna()
    if given.empty:
        return np.nan
    return float((3 * 66.67 + (100 * (given - 1) / 9).sum()) / (3 + len(given)))
