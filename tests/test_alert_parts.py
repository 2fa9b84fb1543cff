"""The parts of the Alerts page that need no browser: its sentences, and names that are hostile."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import pytest

from health.alerts import RULES
from health.alerts.marked import Verdict, with_subjects
from health.portfolio import Portfolio
from health.quality.shares import precisions
from health.quality.tried import Candidate, Tried
from health.store import Mark
from pages.parts import address, alert_list
from pages.parts.alert_groups import groups, in_order
from pages.parts.alert_list import ident
from pages.parts.alert_quality_words import finding, helped_html, none_html, shares_html
from pages.parts.alert_words import (
    alert_html,
    client_html,
    group_html,
    headline,
    subline,
    told_of,
)
from tests.conftest import ROOT

PORTFOLIO = Portfolio.open(ROOT / "data" / "sample")
HOSTILE = "<img src=x onerror=alert(1)>"
DAY = date(2026, 11, 20)
COUNTS = {"firing": 12, "acknowledged": 1, "snoozed": 0, "pending": 3, "resolved": 1}


def alert(**changed: Any) -> dict[str, Any]:
    """An alert as the page has it."""
    usual = {
        "client": "Acme",
        "rule": "gone_quiet",
        "subject": "demo",
        "severity": "medium",
        "since": date(2026, 11, 2),
        "resolved_on": None,
        "message": "The last demo was held long ago.",
        "next_step": "Show something",
        "status": "firing",
        "cooling": False,
        "new": False,
        "assignee": None,
        "verdict": None,
        "until": None,
        "reason": "",
        "broken": False,
        "marked_by": None,
    }
    return usual | changed


@pytest.fixture(autouse=True)
def plain_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """No page is open here, so there is no address."""
    monkeypatch.setattr(address, "client_href", lambda name: f"client?client={name}")


def test_the_headline_says_how_many_need_someone_and_how_grave() -> None:
    assert headline(COUNTS, 10, 5, True) == "Ten alerts need someone, 5 of them high"
    assert headline(COUNTS, 1, 1, False) == "One alert needed someone"
    assert headline(COUNTS, 0, 0, True) == "No alert is true any more"
    assert headline(COUNTS | {"firing": 0}, 0, 0, True) == "No alert waits for you"


def test_where_most_are_and_what_else_there_is_stands_below_it() -> None:
    most = pd.Series(["Acme"] * 7 + ["Bolt"] * 2 + ["Cove"])
    rest = "1 is acknowledged, 3 are pending and 1 was resolved in the last four weeks."
    assert subline(COUNTS, most) == (
        f"At 3 clients, most at Acme (7) and Bolt (2). 2 more are open though true no more, {rest}"
    )
    assert subline(COUNTS | {"firing": 1}, most[-1:]) == rest
    assert told_of(COUNTS) == "12 firing, 3 pending, 1 acknowledged"
    assert told_of(COUNTS, 2) == "10 firing, 3 pending, 1 acknowledged, 2 true no more"


def test_alerts_of_a_client_and_rule_are_one_line_and_who_has_most_that_are_high_comes_first() -> (
    None
):
    listed = alert_list._listed("of this test", DAY, None, PORTFOLIO)
    firing = listed[listed["state"] == "firing"]
    ordered = in_order(firing.assign(status=firing["state"], assignee=None, subject=""))
    found = groups(ordered, 1000)
    assert sum(len(group.alerts) for group in found) == len(firing)
    alike = [
        tuple(group.alerts[["client", "rule", "cooling"]].drop_duplicates().itertuples(index=False))
        for group in found
    ]
    assert {len(each) for each in alike} == {1}
    assert len(set(alike)) == len(found) == len({group.key for group in found})
    whose = list(dict.fromkeys(group.first["client"] for group in found))
    high = firing[firing["severity"] == "high"]["client"].value_counts()
    assert [high.get(name, 0) for name in whose] == sorted(
        [high.get(name, 0) for name in whose], reverse=True
    )
    waiting = found[0].alerts
    assert (waiting["client"].iloc[0], waiting["rule"].iloc[0], len(waiting)) == (
        "Bluegum Regional Council", "waiting_client", 9,
    )  # fmt: skip
    assert waiting["since"].iloc[0] == waiting["since"].min()
    assert [group.key for group in groups(ordered, 3)] == [group.key for group in found[:3]]


def test_a_group_says_how_many_since_when_and_the_worst_in_its_own_words() -> None:
    of = pd.DataFrame([alert(since=date(2026, 11, day), new=day > 14) for day in (2, 9, 16)])
    html = group_html(alert(), of.assign(assignee="Bo <b>"), DAY)
    for said in (
        "Gone quiet", ">3<", "the first since 2 Nov, 18\u00a0days, 1 new this week",
        "The longest:</span> The last demo was held long ago.", "Given to <b>Bo &lt;b&gt;</b>",
    ):  # fmt: skip
        assert said in html
    assert "The latest:" in group_html(alert(rule="unhappy_answer"), of, DAY)
    head = client_html(of.assign(lead="Mira"), "red", 41.0)
    assert "▲ 41" in head
    assert "3\u00a0alerts, 1 new this week · Mira" in head


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "since 2 Nov, 18 days"),
        ({"since": DAY}, "since 20 Nov, new"),
        ({"since": date(2025, 11, 2)}, "since 2 Nov 2025, 383 days"),
        ({"resolved_on": date(2026, 11, 18)}, "2 Nov to 18 Nov"),
        (
            {"status": "acknowledged", "reason": "I call", "marked_by": "Mira"},
            "Acknowledged: “I call”; last by Mira.",
        ),
        (
            {"status": "snoozed", "until": date(2026, 12, 1), "marked_by": "Mira"},
            "Snoozed until Tue 1 Dec; last by Mira.",
        ),
        (
            {"broken": True, "assignee": "Bo", "verdict": "true", "marked_by": "Mira"},
            "Woken from a snooze, for health has fallen much further since, given to <b>Bo</b> and "
            "marked as a true alarm; last by Mira.",
        ),
    ],
)
def test_an_alert_says_since_when_and_how_it_is_handled(changed: dict[str, Any], said: str) -> None:
    assert said in alert_html(alert(**changed), DAY).replace("\u00a0", " ")


def test_nothing_from_a_log_or_a_person_is_read_as_html() -> None:
    named = ("client", "message", "next_step", "reason", "marked_by", "assignee")
    hostile = alert(status="acknowledged", lead=HOSTILE, **dict.fromkeys(named, HOSTILE))
    table = pd.DataFrame([hostile, hostile])
    html = alert_html(hostile, DAY) + alert_html(hostile, DAY, inside=True)
    html += group_html(hostile, table, DAY) + client_html(table, "red", 41.0)
    assert "<img" not in html
    assert html.count("&lt;img src=x") >= len(named)


def test_severity_is_a_word_and_a_shape_as_well_as_a_colour() -> None:
    shown = [alert_html(alert(severity=each), DAY) for each in ("high", "medium", "low")]
    for html, (shape, word) in zip(
        shown, (("▲", "high"), ("◆", "medium"), ("●", "low")), strict=True
    ):
        assert f"{shape} {word}" in html


def judged(rule: str, true: int, false: int) -> list[Verdict]:
    """Marks on alerts of a rule, each at a client of its own."""
    return [
        Verdict(f"client {n}", rule, "", date(2026, 7 + n % 3, 1), DAY, n < true)
        for n in range(true + false)
    ]


def test_the_share_of_true_alarms_comes_with_its_counts_interval_and_quarter() -> None:
    found = precisions([*judged("drift", 1, 9), *judged("overload", 1, 2)])
    html = shares_html(found)
    for said in (RULES["drift"].title, "1 of 10", "2 to 35", "2026 Q3: 1 of 10", "cries wolf"):
        assert said in html
    assert "1 of 3" in html  # always counted; not concluded from
    assert "5 marks at 3 clients are needed" in html
    assert finding(found) == "Drifting cries wolf. 1\xa0rule has too few marks to be judged."
    assert finding(precisions(judged("drift", 9, 0))) == "No rule cries wolf."
    assert "More …" in none_html()
    assert "5 marks at 3 clients" in none_html()


def test_what_would_have_helped_is_told_with_its_price_and_leads_to_its_trial() -> None:
    good = Candidate({"alerts.quiet_targets": 3.0}, 8, 6, 4, 0, (2, 4), 20)
    poor = Candidate({"alerts.quiet_targets": 5.0}, 8, 8, 4, 4, (), 3)
    html = helped_html([Tried("gone_quiet", 9, 40, 2, (good, poor), good)], PORTFOLIO.settings)
    for said in (
        "6 of 8 false alarms would not have fired, 4 of 4 true ones would have",
        "2 of these later, by 3 days in the middle",
        "so many targets” 2\xa0→\xa03",
        'href="model?set=alerts.quiet_targets%3A3"',
        "2 marked alerts of it are not there any more",
        "0 of 4",
    ):
        assert said in html, said
    assert "Nearest to it comes" not in html
    none = helped_html([Tried("gone_quiet", 9, 40, 0, (poor,), None)], PORTFOLIO.settings)
    assert "no value that was tried helps" in none
    assert "Try it" not in none  # it drops true ones no less than false ones


def test_an_alert_and_a_later_one_of_the_same_cause_have_names_of_their_own() -> None:
    assert ident(alert()) == ident(alert(message="other words"))
    assert ident(alert()) != ident(alert(since=date(2026, 1, 1)))


def test_only_what_may_be_marked_is_named() -> None:
    portfolio = PORTFOLIO
    listed, by = portfolio.alert_list(DAY), portfolio.found_alerts.named
    assert set(with_subjects(listed, (), by)["subject"]) == {""}
    assert with_subjects(listed.iloc[:0], (), by).empty
    wanted = portfolio.alerts(DAY)
    one = wanted[wanted["rule"] == "gone_quiet"].iloc[0]
    whose = {name: one[name] for name in ("client", "rule", "subject", "since")}
    mark = Mark(
        id=1, kind="acknowledged", by="Mira", at=datetime(2026, 11, 20, tzinfo=UTC), on=DAY,
        until=None, to=None, reason="", health=None, **whose,
    )  # fmt: skip
    named = with_subjects(listed, (mark,), by)
    alike = (wanted["client"] == one["client"]) & (wanted["rule"] == one["rule"])
    assert set(named.loc[named["subject"] != "", "subject"]) == set(wanted.loc[alike, "subject"])
