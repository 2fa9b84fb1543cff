"""What there is to tell, gathered for all leads at once from a portfolio and what people added."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from health.alerts import RULES
from health.alerts.digest import digest
from health.alerts.marked import marked, with_subjects
from health.digest.content import Alarm, Content, Due, Move
from health.digest.fresh import Fresh, fresh_of
from health.explain.moves import in_words
from health.logs.names import name_key
from health.portfolio import Portfolio
from health.store.records import Action, Mark

MOVERS = ALIKE = 5
SPELT = 60  # alerts of a lead that have a sentence of their own
NEW_DAYS = DUE_DAYS = 7


def contents(
    portfolio: Portfolio,
    week: date,
    today: date,
    marks: Iterable[Mark] = (),
    actions: Sequence[Action] = (),
) -> list[Content]:
    """One a lead, in the order of their names, last that of the clients without one.

    As of the portfolio's day; what is marked and done is taken as of today.
    """
    found = _found(portfolio, week, today, marks, actions)
    names = {*found.scores["lead"], *found.due}
    return [
        _content(found, lead) for lead in sorted(names, key=lambda name: (not name, name_key(name)))
    ]


@dataclass(frozen=True)
class _Found:
    """What there is to tell of all leads: tables with a column `lead`, and the rest by lead."""

    portfolio: Portfolio
    week: date
    day: date
    scores: pd.DataFrame
    alerts: pd.DataFrame
    told: pd.DataFrame
    over: Mapping[str, int]
    moved: pd.DataFrame
    due: Mapping[str, Sequence[Due]]
    fresh: Fresh


def _found(
    portfolio: Portfolio,
    week: date,
    today: date,
    marks: Iterable[Mark],
    actions: Iterable[Action],
) -> _Found:
    leads = portfolio.leads.fillna("")
    day = portfolio.day(portfolio.point(None))
    alerts = _open_alerts(portfolio, day, today, marks)
    clients = portfolio.logs.clients[["client", "value"]].assign(lead=leads)
    true = alerts[(alerts["status"] == "firing") & ~alerts["cooling"]]
    shown = digest(true, clients, portfolio.settings.whole("alerts.digest_most"))
    scores, moved = portfolio.scores(day), portfolio.movers(day, len(clients))
    for table in (scores, alerts, moved):
        table["lead"] = table["code"].map(leads)
    return _Found(
        portfolio,
        week,
        day,
        scores,
        alerts,
        _worded(portfolio, shown.told),
        shown.left_out,
        moved,
        _due(portfolio, leads, actions, today),
        fresh_of(portfolio, week),
    )


def _worded(portfolio: Portfolio, told: pd.DataFrame) -> pd.DataFrame:
    """Alerts with what there is to say of them; of many of a kind, or of a lead, the first only."""
    alike = told.groupby(["lead", "client", "rule"], sort=False).cumcount() < ALIKE
    spelt = alike & (alike.groupby(told["lead"]).cumsum() <= SPELT)
    words = portfolio.found_alerts.worded(told[spelt], portfolio.as_of)
    return told.assign(**{
        name: words[name].reindex(told.index, fill_value="") for name in ("message", "next_step")
    })  # fmt: skip


def _content(found: _Found, lead: str) -> Content:
    alerts, moved = _of(found.alerts, lead), _of(found.moved, lead)
    bands = _of(found.scores, lead)["band"].value_counts()
    return Content(
        lead,
        found.week,
        found.day,
        {str(band): int(number) for band, number in bands.items()},
        tuple(_alarms(_of(found.told, lead), found.day)),
        tuple(Move(*one) for one in in_words(found.portfolio, found.day, moved.head(MOVERS))),
        tuple(found.due.get(lead, ())),
        found.over.get(lead, 0),
        handled=int(alerts["status"].isin(["acknowledged", "snoozed"]).sum()),
        passed=int(((alerts["status"] == "firing") & alerts["cooling"]).sum()),
        moved=max(len(moved) - MOVERS, 0),
        fresh=found.fresh,
    )


def _of(table: pd.DataFrame, lead: str) -> pd.DataFrame:
    return table[table["lead"] == lead]


def _open_alerts(
    portfolio: Portfolio, day: date, today: date, marks: Iterable[Mark]
) -> pd.DataFrame:
    """What fires on the day with what people did about it; `cooling`: it is true no more."""
    alerts = portfolio.alert_list(day, shown_days=0)
    alerts = alerts[alerts["state"] == "firing"].reset_index(drop=True)
    marks = list(marks)
    alerts = with_subjects(alerts, marks, portfolio.found_alerts.named)
    event = alerts["rule"].map(lambda rule: RULES[rule].event).astype(bool)
    alerts["cooling"] = ((alerts["last_on"] != day) & ~event).astype(bool)
    drop = portfolio.settings.number("alerts.snooze_drop")
    return marked(alerts, marks, today, portfolio.found_alerts.lowest_health, drop)


def _alarms(told: pd.DataFrame, day: date) -> Iterable[Alarm]:
    for row in told.to_dict("records"):
        yield Alarm(
            str(row["client"]),
            RULES[row["rule"]].title,
            str(row["message"]),
            str(row["next_step"]),
            str(row["severity"]),
            row["since"],
            (day - _last(row)).days < NEW_DAYS,
        )


def _last(row: Mapping[Hashable, Any]) -> date:
    """When an alert fired; of an event, when it last happened."""
    last: date = row["last_on"] if RULES[row["rule"]].event else row["fired_on"]
    return last


def _due(
    portfolio: Portfolio, leads: pd.Series, actions: Iterable[Action], today: date
) -> dict[str, list[Due]]:
    """What is to be done by lead of the client, the longest overdue first; a client that the logs
    name no more has no lead."""
    found: dict[str, list[Due]] = {}
    last = today + timedelta(days=DUE_DAYS)
    for each in sorted(actions, key=lambda action: (action.due, action.id)):
        if each.done_on is not None or each.due > last:
            continue
        code = portfolio.logs.code(each.client)
        lead = "" if code is None else str(leads.iloc[code])
        due = Due(each.client, each.text, each.who, each.due, each.due < today)
        found.setdefault(lead, []).append(due)
    return found
