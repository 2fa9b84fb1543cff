"""What people said of alerts: whose it is, until when, and that it changes no alert."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import pytest

from health.alerts.digest import digest
from health.alerts.marked import interval, marked, verdicts
from health.store.records import Mark

SINCE, DAY = date(2026, 11, 2), date(2026, 11, 20)
DROP = 10.0  # so much less health breaks a snooze
COLUMNS = ["client", "code", "rule", "subject", "severity", "state", "since", "last_on"]


def alert(**changed: Any) -> pd.DataFrame:
    """One firing alert."""
    usual = {
        "client": "Acme",
        "code": 0,
        "rule": "gone_quiet",
        "subject": "demo",
        "severity": "medium",
        "state": "firing",
        "since": SINCE,
        "last_on": DAY,
    }
    return pd.DataFrame([usual | changed], columns=COLUMNS)


def mark(kind: str, on: int = 10, **changed: Any) -> Mark:
    """A mark of a day of November."""
    usual: dict[str, Any] = {
        "id": 1,
        "client": "ACME ",
        "rule": "gone_quiet",
        "subject": "Demo",
        "since": SINCE,
        "kind": kind,
        "by": "Mira",
        "at": datetime(2026, 11, on, 10, tzinfo=UTC),
        "on": date(2026, 11, on),
        "until": None,
        "to": None,
        "reason": "",
        "health": None,
    }
    return Mark(**usual | changed)


def steady(code: int, after: date, upto: date) -> float:
    """A health that never moves."""
    return 60.0


def found(*marks: Mark, day: date = DAY, alerts: pd.DataFrame | None = None) -> dict[str, Any]:
    """The one alert as marked by a day."""
    table = marked(alert() if alerts is None else alerts, marks, day, steady, DROP)
    return {str(name): value for name, value in table.iloc[0].items()}


def test_an_alert_without_a_mark_is_as_it_was() -> None:
    one = found()
    assert (one["status"], one["assignee"], one["verdict"]) == ("firing", None, None)
    assert list(one)[: len(COLUMNS)] == COLUMNS


def test_acknowledging_sets_the_status_and_clears_nothing() -> None:
    one = found(mark("acknowledged", reason="I call them on Monday"))
    assert (one["status"], one["state"], one["marked_by"]) == ("acknowledged", "firing", "Mira")
    assert one["reason"] == "I call them on Monday"
    assert found(mark("acknowledged"), mark("unacknowledged", 11))["status"] == "firing"


@pytest.mark.parametrize("state", ["pending", "resolved"])
def test_what_does_not_fire_is_not_handled(state: str) -> None:
    assert found(mark("acknowledged"), alerts=alert(state=state))["status"] == state


def test_a_mark_belongs_to_the_alert_that_began_on_its_day() -> None:
    earlier = replace(mark("acknowledged", since=date(2026, 9, 1)), on=date(2026, 9, 10))
    assert found(earlier)["status"] == "firing"
    others: list[dict[str, Any]] = [{"subject": "report"}, {"client": "Bolt"}, {"rule": "drift"}]
    for changed in others:
        assert found(mark("acknowledged", **changed))["status"] == "firing"


def test_what_was_done_stays_with_an_alert_whose_first_day_moved() -> None:
    before = date(2026, 10, 30)  # a row that came late says that it began on 2 November
    assert found(mark("acknowledged", since=before))["status"] == "acknowledged"
    assert found(mark("assigned", since=before, to="Jonas"))["assignee"] == "Jonas"
    assert found(mark("false_alarm", since=before))["verdict"] is None  # maybe of an older alert
    two = pd.concat([alert(), alert(since=before, state="resolved")], ignore_index=True)
    assert found(mark("acknowledged", since=before), alerts=two)["status"] == "firing"


def test_a_snooze_ends_on_its_day_or_when_it_is_woken() -> None:
    snooze = mark("snoozed", until=date(2026, 11, 20), reason="they are away", health=60.0)
    asleep = found(snooze, day=date(2026, 11, 19))
    assert (asleep["status"], asleep["until"]) == ("snoozed", date(2026, 11, 20))
    assert found(snooze, day=date(2026, 11, 20))["status"] == "firing"
    assert found(snooze, mark("woken", 12), day=date(2026, 11, 19))["status"] == "firing"


@pytest.mark.parametrize(("lowest", "broken"), [(50.1, False), (50.0, True), (float("nan"), False)])
def test_a_snooze_is_broken_when_health_falls_ten_more(lowest: float, broken: bool) -> None:
    snooze = mark("snoozed", until=date(2026, 11, 30), reason="later", health=60.0)
    asked = []

    def health(code: int, after: date, upto: date) -> float:
        asked.append((code, after, upto))
        return lowest

    one = marked(alert(), [snooze], DAY, health, DROP).iloc[0]
    assert (one["broken"], one["status"]) == (broken, "firing" if broken else "snoozed")
    assert asked == [(0, date(2026, 11, 10), DAY)]


@pytest.mark.parametrize(
    ("rule", "last_on", "status"),
    [("unhappy_answer", 10, "acknowledged"), ("unhappy_answer", 11, "firing"),
     ("gone_quiet", 11, "acknowledged")],
)  # fmt: skip
def test_an_event_that_happens_again_is_news_what_goes_on_is_not(
    rule: str, last_on: int, status: str
) -> None:
    one = alert(rule=rule, last_on=date(2026, 11, last_on))
    seen = mark("acknowledged", 10, rule=rule)
    assert found(seen, alerts=one)["status"] == status


def test_an_earlier_day_knows_nothing_of_later_marks() -> None:
    later = [mark("acknowledged", 15), mark("assigned", 16, to="Jonas")]
    one = found(*later, day=date(2026, 11, 14))
    assert (one["status"], one["assignee"], one["marked_by"]) == ("firing", None, None)


def test_the_last_assignee_and_verdict_count_and_leave_the_status_alone() -> None:
    one = found(
        mark("acknowledged"),
        mark("assigned", to="Jonas"),
        mark("true_alarm"),
        mark("assigned", to="Ines"),
        mark("false_alarm"),
    )
    assert (one["status"], one["assignee"], one["verdict"]) == ("acknowledged", "Ines", "false")


def test_each_alert_has_one_verdict_the_last_by_the_day() -> None:
    marks = [
        mark("true_alarm"),
        mark("false_alarm", 11),
        mark("true_alarm", subject="report"),
        mark("true_alarm", since=date(2026, 8, 1)),
        mark("false_alarm", rule="drift"),
        mark("true_alarm", 25, subject="contact"),
    ]
    found = {(each.rule, each.subject, each.since): each.true for each in verdicts(marks, DAY)}
    assert found == {
        ("gone_quiet", "demo", SINCE): False,
        ("gone_quiet", "report", SINCE): True,
        ("gone_quiet", "demo", date(2026, 8, 1)): True,
        ("drift", "demo", SINCE): False,
    }
    # By hand: 0.75 of 4 with z = 1.645 lies between 0.649 - 0.293 and 0.649 + 0.293.
    low, high = interval(3, 4)
    assert (round(low, 2), round(high, 2)) == (0.36, 0.94)
    assert interval(0, 1)[0] == 0
    assert interval(5, 5)[1] == 1


# ---------------------------------------------------------------- the digest

CLIENTS = pd.DataFrame(
    {"client": ["A", "B", "C"], "lead": ["Ann", "Ann", "Bo"], "value": [100.0, 10.0, float("nan")]}
)


def of(client: str, rule: str, severity: str, number: int = 1) -> pd.DataFrame:
    """Some alerts of a client."""
    rows = [
        alert(client=client, rule=rule, severity=severity, subject=f"{rule} {n}")
        for n in range(number)
    ]
    return pd.concat(rows)


def test_at_most_five_a_lead_by_severity_and_value_and_the_rest_is_counted() -> None:
    alerts = pd.concat([of("B", "drift", "high", 4), of("A", "stale_logs", "low", 3)])
    found = digest(alerts, CLIENTS)
    assert found.told["client"].tolist() == ["A"] * 3 + ["B"] * 2
    assert found.left_out == {"Ann": 2}


def test_some_rules_are_always_told_and_take_up_the_room() -> None:
    alerts = pd.concat(
        [of("B", "waiting_client", "high", 7), of("A", "drift", "medium"), of("C", "drift", "low")]
    )
    found = digest(alerts, CLIENTS)
    told = found.told.groupby("lead")["rule"].value_counts().to_dict()
    assert told == {("Ann", "waiting_client"): 7, ("Bo", "drift"): 1}
    assert found.left_out == {"Ann": 1}


def test_a_value_that_is_not_known_counts_as_the_middle_of_those_that_are() -> None:
    clients = CLIENTS.assign(lead="Ann")
    alerts = pd.concat([of("C", "drift", "medium"), of("A", "drift", "medium"),
                        of("B", "drift", "medium")])  # fmt: skip
    assert digest(alerts, clients, 2).told["client"].tolist() == ["A", "C"]
    assert digest(alerts, clients, 2).left_out == {"Ann": 1}
    assert digest(alerts.iloc[:0], clients).left_out == {}
