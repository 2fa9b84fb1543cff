"""Every rule on the day before it is true, and on the first day on which it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from health.calendars import day_number
from health.portfolio import Portfolio
from health.settings import Settings
from tests.conftest import FolderOf

# Acme begins on Monday 1 June 2026; nothing is agreed, so that only what a test is on can alert.
NONE = "0,0,0,0,0,0"
CLIENTS = (
    "client,started_on,ended_on,contacts_per_week,contact_every,demo_every,report_every,"
    f"feedback_every,reply_within\nAcme,2026-06-01,,{NONE}\n"
)


def june(day: int) -> date:
    """A day of June 2026, or after it."""
    return date.fromordinal(date(2026, 5, 31).toordinal() + day)


@pytest.fixture
def alerts_of(folder_of: FolderOf) -> Callable[..., Callable[[int], pd.DataFrame]]:
    """The alerts of one rule as of a day of June, of a folder with these logs."""

    def written(rule: str, clients: str = "", **logs: str) -> Callable[[int], pd.DataFrame]:
        folder: Path = folder_of(clients=clients or CLIENTS, **logs)

        def as_of(day: int) -> pd.DataFrame:
            table = Portfolio.open(folder, as_of=june(day)).alerts()
            return table[table["rule"] == rule].reset_index(drop=True)

        return as_of

    return written


AlertsOf = Callable[..., Callable[[int], pd.DataFrame]]


def agreed(**values: str) -> str:
    """The clients log with some of the agreements."""
    names = CLIENTS.partition("\n")[0].split(",")
    row = {"client": "Acme", "started_on": "2026-06-01", "ended_on": ""} | values
    return CLIENTS.partition("\n")[0] + "\n" + ",".join(row.get(n, "0") for n in names) + "\n"


DEADLINES = "client,item,promised_on,due_on,moved_by,warned_on,done_on\n"


# ---------------------------------------------------------------- promises


def test_an_item_alerts_on_the_first_business_day_after_its_date(alerts_of: AlertsOf) -> None:
    row = "Acme,Export,2026-06-01,2026-06-12,,,\n"  # a Friday
    as_of = alerts_of("overdue_unwarned", deadlines=DEADLINES + row)
    assert as_of(14).empty
    (found,) = as_of(15).to_dict("records")
    assert (found["subject"], found["state"], found["since"]) == ("Export", "firing", june(15))
    assert found["message"] == (
        "“Export” is 1 business day past Fri 12 Jun and nobody warned; promised on Mon 1 Jun."
    )
    assert found["rows"] == [("deadlines", 2)]
    assert found["next_step"] == "Give the late item a new date today, in writing, with the reason"


@pytest.mark.parametrize(
    ("rows", "alerts"),
    [
        ("Acme,Export,2026-06-01,2026-06-12,,2026-06-11,\n", False),  # warned the day before
        ("Acme,Export,2026-06-01,2026-06-12,,2026-06-12,\n", True),  # warned on the day itself
        ("Acme,Export,2026-06-01,2026-06-12,,,2026-06-15\n", False),  # done that day
        ("Acme,Export,2026-06-01,2026-06-12,,,2026-06-16\n", True),  # done later, as known then
    ],
)
def test_a_warning_before_the_date_or_delivery_ends_it(
    alerts_of: AlertsOf, rows: str, alerts: bool
) -> None:
    assert alerts_of("overdue_unwarned", deadlines=DEADLINES + rows)(15).empty != alerts


def test_the_clients_own_delay_moves_the_date_ours_does_not(alerts_of: AlertsOf) -> None:
    first = "Acme,Export,2026-06-01,2026-06-12,,,\n"
    for by, alerts in (("client", False), ("us", True)):
        moved = f"{first}Acme,Export,2026-06-10,2026-06-19,{by},,\n"
        found = alerts_of("overdue_unwarned", deadlines=DEADLINES + moved)(15)
        assert found.empty != alerts


def test_delivered_late_is_resolved_two_weeks_after(alerts_of: AlertsOf) -> None:
    row = "Acme,Export,2026-06-01,2026-06-12,,,2026-06-18\n"
    as_of = alerts_of("overdue_unwarned", deadlines=DEADLINES + row)
    assert as_of(17)["state"].tolist() == as_of(30)["state"].tolist() == ["firing"]
    assert "That was so until Wed 17 Jun" in as_of(20)["message"][0]
    (found,) = as_of(31).to_dict("records")
    assert (found["state"], found["resolved_on"]) == ("resolved", june(31))
    assert as_of(58)["state"].tolist() == ["resolved"]
    assert as_of(59).empty


def test_where_warnings_are_not_recorded_nothing_is_unwarned(alerts_of: AlertsOf) -> None:
    log = "client,item,promised_on,due_on,done_on\nAcme,Export,2026-06-01,2026-06-12,\n"
    assert alerts_of("overdue_unwarned", deadlines=log)(20).empty


def test_the_second_move_by_us_alerts_for_four_weeks_the_first_and_theirs_do_not(
    alerts_of: AlertsOf,
) -> None:
    rows = (
        "Acme,Export,2026-06-01,2026-06-12,,,\nAcme,Export,2026-06-08,2026-06-19,us,,\n"
        "Acme,Export,2026-06-09,2026-06-23,client,,\nAcme,Export,2026-06-16,2026-06-30,,,\n"
    )
    as_of = alerts_of("moved_again", deadlines=DEADLINES + rows)
    assert as_of(15).empty
    (found,) = as_of(16).to_dict("records")
    assert found["message"] == (
        "We moved “Export” a second time, now to Tue 30 Jun; first promised for Fri 12 Jun."
    )
    assert as_of(43)["state"].tolist() == ["firing"]
    assert as_of(44)["resolved_on"].tolist() == [june(44)]


# ---------------------------------------------------------------- answers

FEEDBACK = "client,asked_on,answered_on,rating,yes_no,rater,recorded_on\n"


@pytest.mark.parametrize(
    ("answer", "unhappy"),
    [
        ("5,", True),
        ("6,", False),
        ("6,no", True),
        (",no", True),
        (",yes", False),
    ],
)
def test_a_five_or_a_no_is_unhappy(alerts_of: AlertsOf, answer: str, unhappy: bool) -> None:
    rows = f"Acme,,2026-06-10,{answer},Ann,\n"
    as_of = alerts_of("unhappy_answer", feedback=FEEDBACK + rows)
    assert as_of(9).empty
    assert as_of(10)["subject"].tolist() == ["Ann"] * unhappy


@pytest.mark.parametrize(("last", "unhappy"), [("6", True), ("6.5", False)])
def test_three_below_the_same_persons_median_is_unhappy(
    alerts_of: AlertsOf, last: str, unhappy: bool
) -> None:
    before = "".join(
        f"Acme,,2026-06-0{day},{rating},,{who},\n"
        for day, rating, who in ((2, 10, "Ann"), (3, 8, "ann "), (4, 10, "Bea"), (4, 10, "Bea"))
    )
    rows = f"{before}Acme,,2026-06-10,{last},,Ann,\n"
    found = alerts_of("unhappy_answer", feedback=FEEDBACK + rows)(10)
    assert found["subject"].tolist() == ["Ann"] * unhappy


def test_a_persons_next_unhappy_answer_continues_the_alert_another_ones_begins_its_own(
    alerts_of: AlertsOf,
) -> None:
    rows = "Acme,,2026-06-10,4,,Ann,\nAcme,,2026-06-17,3,no,Ann,\nAcme,,2026-06-18,2,,,\n"
    as_of = alerts_of("unhappy_answer", feedback=FEEDBACK + rows)
    found = as_of(20).set_index("subject")
    assert found["since"].to_dict() == {"Ann": june(10), "no name": june(18)}
    assert found["message"]["Ann"] == "Ann gave 3 of 10 and said no on Wed 17 Jun."
    assert found["rows"]["Ann"] == [("feedback", 2), ("feedback", 3)]
    assert as_of(44).set_index("subject")["state"]["Ann"] == "firing"
    assert as_of(45).set_index("subject")["state"]["Ann"] == "resolved"


def test_a_person_called_no_name_is_not_everybody_without_one(alerts_of: AlertsOf) -> None:
    rows = "Acme,,2026-06-10,4,,No name,\nAcme,,2026-06-10,3,,,\n"
    found = alerts_of("unhappy_answer", feedback=FEEDBACK + rows)(10)
    assert found["subject"].tolist() == ["no name", "“No name”"]


def test_three_asks_running_are_silent_once_each_has_had_its_ten_days(alerts_of: AlertsOf) -> None:
    rows = "".join(f"Acme,2026-06-{day:02d},,,,,\n" for day in (2, 3, 4))  # a Tuesday on
    as_of = alerts_of("silent_feedback", feedback=FEEDBACK + rows)
    assert as_of(18).empty  # the tenth business day after 4 June
    (found,) = as_of(19).to_dict("records")
    assert found["message"].startswith("3 asks running went unanswered, the latest of Thu 4 Jun")
    assert len(found["rows"]) == 3


def test_an_answer_even_a_late_one_breaks_the_run(alerts_of: AlertsOf) -> None:
    rows = "Acme,2026-06-02,,,,,\nAcme,2026-06-03,2026-06-26,9,,Ann,\nAcme,2026-06-04,,,,,\n"
    as_of = alerts_of("silent_feedback", feedback=FEEDBACK + rows)
    assert as_of(25)["state"].tolist() == ["firing"]
    assert as_of(26)["last_on"].tolist() == [june(25)]


# ---------------------------------------------------------------- waiting

CONTACTS = "client,at,direction,topic,needs_reply,replied_at,person\n"


def test_a_contact_waits_when_twice_the_hours_are_over(alerts_of: AlertsOf) -> None:
    # 4 business hours agreed; from Wednesday 10:00 to its end 8, to the end of Thursday 17.
    log = CONTACTS + "Acme,2026-06-10 10:00,in,,,,Ann\nAcme,2026-06-10 10:01,in,,no,,Bea\n"
    as_of = alerts_of("waiting_client", agreed(reply_within="4"), contacts=log)
    assert as_of(10).empty
    (found,) = as_of(11).to_dict("records")
    assert found["subject"] == "contact of 2026-06-10 10:00"
    assert found["message"] == (
        "Ann has waited 17 business hours for a reply to the contact of Wed 10 Jun, 10:00; "
        "the aim is 4 business hours."
    )


def test_contacts_of_one_minute_are_one_alert(alerts_of: AlertsOf) -> None:
    log = CONTACTS + (
        "Acme,2026-06-10 10:00:40,in,,,2026-06-12 09:00,Ann\nAcme,2026-06-10 10:00:05,in,,,,Bea\n"
    )
    as_of = alerts_of("waiting_client", agreed(reply_within="4"), contacts=log)
    (found,) = as_of(11).to_dict("records")
    assert found["message"].startswith("Ann and Bea have waited 16 business hours for a reply")
    assert found["rows"] == [("contacts", 2), ("contacts", 3)]
    (found,) = as_of(12).to_dict("records")
    assert (found["since"], found["rows"]) == (june(11), [("contacts", 3)])


def test_it_waits_no_more_when_it_is_answered_or_eight_weeks_old(alerts_of: AlertsOf) -> None:
    log = CONTACTS + (
        "Acme,2026-06-10 10:00,in,,,2026-06-12 09:00,Ann\nAcme,2026-06-10 11:00,in,,,,Bea\n"
    )
    as_of = alerts_of("waiting_client", agreed(reply_within="4"), contacts=log)
    found = as_of(13).set_index("subject")["last_on"]
    assert found["contact of 2026-06-10 10:00"] == june(11)
    assert found["contact of 2026-06-10 11:00"] == june(13)
    assert as_of(66)["last_on"].tolist()[-1] == june(65)


def test_an_open_issue_waits_after_six_business_days_without_word(alerts_of: AlertsOf) -> None:
    log = "client,issue,at,event\nAcme,Login,2026-06-03,raised\nAcme,Login,2026-06-08,update\n"
    log += "Acme,Login,2026-06-18,resolved\n"
    as_of = alerts_of("waiting_client", issues=log)
    assert as_of(16).empty
    (found,) = as_of(17).to_dict("records")
    assert found["message"] == (
        "“Login” is open, and they have heard nothing for 7 business days, since Mon 8 Jun; "
        "the aim is word every 3 business days."
    )
    assert as_of(20)["last_on"].tolist() == [june(17)]


# ---------------------------------------------------------------- rhythm


def test_quiet_is_more_than_twice_the_rhythm_in_business_days(alerts_of: AlertsOf) -> None:
    log = CONTACTS + "Acme,2026-06-02 10:00,both,,,,\nAcme,2026-06-08 10:00,in,,no,,\n"
    as_of = alerts_of("gone_quiet", agreed(contact_every="3"), contacts=log)
    assert as_of(10).empty
    (found,) = as_of(11).to_dict("records")
    assert (found["subject"], found["rows"]) == ("contact", [("contacts", 2)])
    assert found["message"] == (
        "We last reached out on Tue 2 Jun, 7 business days ago; agreed is every 3 business days."
    )


def test_demos_and_reports_are_subjects_of_their_own_and_count_from_the_start(
    alerts_of: AlertsOf,
) -> None:
    logs = {"demos": "client,held_on\n", "reports": "client,sent_on\nAcme,2026-06-04\n"}
    as_of = alerts_of("gone_quiet", agreed(demo_every="2", report_every="2"), **logs)
    assert as_of(5).empty
    (found,) = as_of(8).to_dict("records")
    assert found["message"] == (
        "No demo was held in the 5 business days since the start on Mon 1 Jun; agreed is "
        "every 2 business days."
    )
    assert set(as_of(11)["subject"]) == {"demo", "report"}


def test_logs_are_stale_after_ten_business_days_without_any_date(alerts_of: AlertsOf) -> None:
    log = CONTACTS + "Acme,2026-06-02 10:00,in,,,2026-06-05 10:00,\n"  # the reply counts too
    as_of = alerts_of("stale_logs", contacts=log)
    assert as_of(18).empty
    (found,) = as_of(19).to_dict("records")
    assert found["message"] == (
        "No row in any log for 10 business days, since the last one on Fri 5 Jun."
    )
    assert found["rows"] == [("contacts", 2)]


@pytest.mark.parametrize(("each", "alerts"), [(3, False), (4, True)])
def test_overload_is_more_than_three_times_the_agreed_in_two_whole_weeks(
    alerts_of: AlertsOf, each: int, alerts: bool
) -> None:
    days = [*range(1, 1 + each), *range(8, 8 + each)]
    log = CONTACTS + "".join(f"Acme,2026-06-{day:02d} 10:00,out,,,,\n" for day in days)
    as_of = alerts_of("overload", agreed(contacts_per_week="1"), contacts=log)
    assert as_of(13).empty
    assert as_of(14)["subject"].tolist() == ["contacts"] * alerts


def test_ten_technical_questions_a_week_are_too_many(alerts_of: AlertsOf) -> None:
    rows = [f"Acme,2026-06-{day:02d} {9 + n:02d}:00,out,technical,,,\n" for day in (2, 9)
            for n in range(10)]  # fmt: skip
    as_of = alerts_of("overload", contacts=CONTACTS + "".join(rows))
    (found,) = as_of(14).to_dict("records")
    assert found["message"] == (
        "We sent them 10 and 10 technical questions in the last 2 whole weeks, to Sun 14 Jun; "
        "more than 9 a week is too much."
    )
    assert alerts_of("overload", contacts=CONTACTS + "".join(rows[1:]))(14).empty


# ---------------------------------------------------------------- scores


def test_a_red_dimension_is_pending_for_a_week(alerts_of: AlertsOf) -> None:
    reports = "client,sent_on\nAcme,2026-06-01\n"
    as_of = alerts_of("dimension_red", agreed(report_every="2"), reports=reports)
    first = next(day for day in range(1, 40) if len(as_of(day)))
    (found,) = as_of(first).to_dict("records")
    assert (found["subject"], found["state"], found["since"]) == (
        "Openness",
        "pending",
        june(first),
    )
    assert found["fired_on"] is None
    assert as_of(first + 6)["state"].tolist() == ["pending"]
    (found,) = as_of(first + 7).to_dict("records")
    assert (found["state"], found["since"], found["fired_on"]) == (
        "firing",
        june(first),
        june(first + 7),
    )


def test_health_that_fell_is_told_with_the_dimension_that_fell_most(folder_of: FolderOf) -> None:
    rows = ["client,answered_on,rating\n"]
    rows += [f"Acme,{june(day)},{10 if day < 80 else 1}\n" for day in range(1, 130, 3)]
    settings = Settings.from_tables({"alerts": {"coverage_least": 0.05}})
    portfolio = Portfolio.open(folder_of(clients=CLIENTS, feedback="".join(rows)), settings)
    found = portfolio.alerts(june(120))
    (drop,) = found[found["rule"] == "health_drop"].to_dict("records")
    scores = portfolio.daily
    day = day_number(drop["since"]) - int(scores.days[0])
    fell = scores.health[0, day - 28] - scores.health[0, day]
    assert fell >= 12 > scores.health[0, day - 29] - scores.health[0, day - 1]
    assert "; Feedback fell most, from" in drop["message"]
    assert (
        Portfolio.open(portfolio.logs.folder).alerts(june(120)).empty
        or not (
            Portfolio.open(portfolio.logs.folder).alerts(june(120))["rule"] == "health_drop"
        ).any()
    ), "with so little known, health is no news"


def test_nothing_that_was_not_agreed_alerts(alerts_of: AlertsOf) -> None:
    log = CONTACTS + "Acme,2026-06-02 10:00,in,,,,Ann\n"
    logs = {"contacts": log, "demos": "client,held_on\n", "reports": "client,sent_on\n"}
    for rule in ("gone_quiet", "waiting_client", "overload"):
        assert alerts_of(rule, **logs)(40).empty


def test_the_end_of_a_client_resolves_what_is_open_and_nothing_comes_after(
    alerts_of: AlertsOf,
) -> None:
    log = CONTACTS + "Acme,2026-06-02 10:00,out,,,,\n"
    ended = agreed(contact_every="3", demo_every="20", ended_on="2026-06-18")
    as_of = alerts_of("gone_quiet", ended, contacts=log, demos="client,held_on\n")
    assert as_of(17)["state"].tolist() == ["firing"]
    assert as_of(18)["resolved_on"].tolist() == [june(18)]
    assert as_of(40)["subject"].tolist() == ["contact"]
