"""The alerts against a literal, day-by-day reading of the document, on random portfolios."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from health.calendars import day_date
from health.portfolio import Portfolio
from tests.literal.alerts import Alert, as_of_day, true_days
from tests.literal.cells import fold
from tests.literal.folder import Folder, read
from tests.literal.portfolios import write_portfolio
from tests.stories import Story, looked_at, on, stories, write_logs

SEEDS = [1, 6, 103]
SEEDS += [int(os.environ["HEALTH_SEED"])] if os.environ.get("HEALTH_SEED") else []
Told = tuple[str, str, str, str, date, date | None]


def ours(portfolio: Portfolio, day: date, rules: set[str]) -> set[Told]:
    """What the product tells of a day, all that was ever resolved with it."""
    table = portfolio.alerts(day, shown_days=None)
    rows = table[table["rule"].isin(rules)].to_dict("records")
    return {
        (each["client"], each["rule"], fold(each["subject"]), each["state"], each["since"],
         each["resolved_on"])
        for each in rows
    }  # fmt: skip


def theirs(found: Folder, as_of: date, days: list[date], scored: bool) -> dict[date, set[Told]]:
    """What the literal reading tells of some days."""
    told: dict[date, set[Told]] = {day: set() for day in days}
    for client in found.clients.values():
        true = true_days(found, client, as_of, scored)
        for day in days:
            until = {key: [d for d in known if d <= day] for key, known in true.items()}
            until = {key: known for key, known in until.items() if known}
            told[day] |= {_told(client.name, alert) for alert in as_of_day(until, client, day)}
    return told


def _told(client: str, alert: Alert) -> Told:
    subject = fold(alert.subject)
    return (client, alert.rule, subject, alert.state, alert.since, alert.resolved_on)


def differences(folder: Path, as_of: date, today: date, scored: bool) -> list[str]:
    """Alerts in which the two differ, on the day and on some before it."""
    portfolio = Portfolio.open(folder, as_of=as_of, today=today)
    days = [as_of - timedelta(days=back) for back in (0, 3, 17, 60, 151)]
    rules = {"overdue_unwarned", "unhappy_answer", "waiting_client", "gone_quiet", "moved_again"}
    rules |= {"silent_feedback", "overload", "stale_logs"}
    rules |= {"dimension_red", "health_drop"} if scored else set()
    literal = theirs(read(folder), as_of, days, scored)
    found = []
    for day in days:
        mine = ours(portfolio, day, rules)
        found += [
            f"as of {day}, ours only: {each}" for each in sorted(mine - literal[day], key=str)
        ]
        found += [
            f"as of {day}, literally: {each}" for each in sorted(literal[day] - mine, key=str)
        ]
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_every_alert_is_what_the_document_says(seed: int, tmp_path: Path) -> None:
    about = write_portfolio(tmp_path, seed, 5)
    day = about.as_of[seed % len(about.as_of)]
    as_of = day or day_date(Portfolio.open(tmp_path, today=about.today).as_of)
    found = differences(tmp_path, as_of, about.today, scored=False)
    assert not found, f"{len(found)} alerts differ:\n" + "\n".join(found[:20])


@looked_at(25)
@given(stories(), stories(), st.integers(60, 160).map(on))
def test_small_portfolios_agree_too(one: Story, other: Story, as_of: date) -> None:
    with TemporaryDirectory() as name:
        write_logs(Path(name), {"Acme": one, "Bolt": other})
        found = differences(Path(name), as_of, as_of, scored=True)
    assert not found, "\n".join(found[:20])
