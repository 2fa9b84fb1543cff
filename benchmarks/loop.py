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

DATES = {"contacts": ["at"], "demos": ["held_on"], "feedback": ["asked_on", "answered_on"]}
ATTENDANCE = {"decision-maker": 100, "other": 50, "recording": 25, "none": 0}
DAY = pd.Timedelta(days=1)
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
    logs = {
        log: pd.read_csv(
            folder / f"{log}.csv", parse_dates=dates, keep_default_na=False, na_values=[""]
        )
        for log, dates in DATES.items()
    }
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
    return {
        "contact_coverage": contact_coverage(client, own.contacts, sunday),
        "quiet_hours": quiet_hours(client, own.contacts, sunday),
        "technical_questions": technical_questions(own.contacts, sunday),
        "demo_attendance": demo_attendance(own.demos, sunday),
        "rating": rating(own.feedback, sunday),
        "response_rate": response_rate(own.feedback, sunday),
    }


def last(log: pd.DataFrame, column: str, sunday: pd.Timestamp, days: int) -> pd.DataFrame:
    """The rows dated in the `days` days up to the end of the Sunday."""
    end = sunday + DAY
    return log[(log[column] >= end - days * DAY) & (log[column] < end)]


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
    share = (1 + late.sum()) / (10 + len(at))
    return float(100 * np.clip((0.7 - share) / 0.5, 0, 1))


def technical_questions(contacts: pd.DataFrame, sunday: pd.Timestamp) -> float:
    """Few technical questions a week in 28 days."""
    recent = last(contacts, "at", sunday, 28)
    if recent["topic"].isna().all():
        return np.nan
    asked = ((recent["direction"] == "out") & (recent["topic"] == "technical")).sum() / 4
    return float(100 * np.clip((9 - asked) / 6, 0, 1))


def demo_attendance(demos: pd.DataFrame, sunday: pd.Timestamp) -> float:
    """Who came to the demos of 56 days."""
    recent = last(demos, "held_on", sunday, 56)
    return float(recent["attendance"].map(ATTENDANCE).mean())


def rating(feedback: pd.DataFrame, sunday: pd.Timestamp) -> float:
    """Ratings of 91 days with a prior of three."""
    given = last(feedback, "answered_on", sunday, 91)["rating"].dropna()
    if given.empty:
        return np.nan
    return float((3 * 66.67 + (100 * (given - 1) / 9).sum()) / (3 + len(given)))


def response_rate(feedback: pd.DataFrame, sunday: pd.Timestamp) -> float:
    """Answers, and asks without one in ten business days, of 91 days."""
    asks = feedback.dropna(subset="asked_on")
    answer_by = asks["asked_on"] + pd.offsets.BDay(10)
    late = asks["answered_on"].isna() | (asks["answered_on"] > answer_by)
    end = sunday + DAY
    missed = late & (answer_by + DAY >= end - 91 * DAY) & (answer_by + DAY < end)
    answers = len(last(asks, "answered_on", sunday, 91))
    verdicts = answers + missed.sum()
    return float((2 * 50 + 100 * answers) / (2 + verdicts)) if verdicts else np.nan
