"""Practices: each is kept, not kept or not known, for a reason that the rows bear out."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from health.logs.contract import LOGS
from health.portfolio import Portfolio
from health.practices import Practice, manual, practices

SAMPLE = Path(__file__).parent.parent / "data" / "sample"
TODAY = date(2026, 6, 26)  # a Friday; the client of the cases started 124 business days before
HEADERS = {
    "clients": "started_on",
    "contacts": "at,direction,topic,person,summary",
    "deadlines": "item,side,kind,promised_on,due_on,confirmed_on,moved_by,warned_on,done_on",
    "feedback": "asked_on,answered_on,rating,yes_no,rater,question,comment",
    "issues": "issue,at,event,by,note",
    "changes": "change,requested_on,estimated_on,estimate_days,estimate_cost,"
    "confirmed_on,started_on",
    "expectations": "expectation,kind,asked_on,met_on,exceeded",
    "reports": "sent_on,budget,timeline,blockers,requirements,risks,questions",
    "risks": "risk,raised_on,told_client_on,plan_b,owner,updated_on,closed_on",
}

# Of each practice: a state, a part of its reason, and the logs that lead to it. A log names its
# columns where they are not the usual ones above; {3} is the day 3 business days before today, and
# {0..9/3} makes a row of each of 0, 3, 6, 9. A log that is not named is not there.
CASES = """
start_confirmed
  kept: confirmed on
    clients(started_on,kickoff_on,kickoff_confirmed_on): {124},{99},{95}
  not kept: no confirmation; started
    clients(started_on,kickoff_on,kickoff_confirmed_on): {124},{99},
  not known: no column kickoff_confirmed_on
    clients(started_on): {124}
  not known: no started_on
    clients(started_on,kickoff_on,kickoff_confirmed_on): ,,
    contacts: {124},in,,,
kickoff_held
  kept: held on
    clients(started_on,kickoff_on,kickoff_confirmed_on): {124},{99},
  not kept: no kick-off; started 124 business days ago
    clients(started_on,kickoff_on,kickoff_confirmed_on): {124},,
  not kept: planned for Mon 29 Jun
    clients(started_on,kickoff_on,kickoff_confirmed_on): {124},2026-06-29,
  not known: planned for Mon 29 Jun
    clients(started_on,kickoff_on,kickoff_confirmed_on): {3},2026-06-29,
  not known: too early: started 3 business days ago
    clients(started_on,kickoff_on,kickoff_confirmed_on): {3},,
deputy_named
  kept: Ewa stands in
    clients(started_on,backup,lead): {124},Ewa,Eve
  not kept: nobody is named
    clients(started_on,backup,lead): {124},,Eve
  not known: clients.csv has no column backup
    clients(started_on): {124}
  not known: too early: started 3
    clients(started_on,backup,lead): {3},,Eve
expectations_asked
  kept: 1 formal and 1 informal
    expectations: fast,formal,{124},, | kind,informal,{124},,
  not kept: 1 formal and 0 informal
    expectations: fast,formal,{124},,
  not known: no column kind
    expectations(expectation,asked_on):
expectations_met
  kept: 1 of 2 expectations
    expectations: fast,formal,{124},{9}, | kind,informal,{124},,
  not kept: 0 of 2 expectations
    expectations: fast,formal,{124},, | kind,informal,{124},,
  not known: no expectation asked for 12 weeks ago
    expectations: fast,formal,{9},,
next_cooperation
  kept: last asked on
    expectations: more,next-cooperation,{9},,
  not kept: never asked
    expectations:
  not known: too early
    clients(started_on): {3}
    expectations:
contact_kept_up
  kept: on 20 of the last 20 business days the last contact from us was at most 4
    contacts: {0..33/3} 10:00,out,,,
  not kept: the last contact from us is 12 business days ago; agreed is every 3
    contacts: {12..36/3} 10:00,out,,, | {0..8} 10:00,in,,,
  not kept: no contact from us in 124 business days
    contacts:
  not known: there is no contacts.csv
  not known: too early
    clients(started_on): {3}
    contacts:
  not known: no rhythm is agreed
    clients(started_on,contact_every): {124},0
    contacts:
friendly
  kept: the last casual contact was at most 24
    contacts: {0..30/15} 10:00,both,casual,, | {0..38/2} 11:00,out,status,,
  not kept: no casual contact in
    contacts: {0..38/2} 11:00,out,status,,
  not kept: 12 of 18 contacts in the last 12 weeks were casual
    contacts: {0..33/3} 10:00,both,casual,, | {0..10/2} 11:00,out,status,,
  not known: none of 4 contacts has a topic
    contacts: {0..9/3} 10:00,both,,,
birthdays
  kept: 1 of 1 birthday
    contacts: {8},out,casual,,
    people(name,birthday): Ann,{9:%m-%d}
  kept: 1 of 1 birthday
    contacts: {9},both,status,,Cake for Ann's birthday
    people(name,birthday): Ann,1980-{9:%m-%d}
  not kept: 0 of 1 birthday
    contacts: {2},out,casual,,
    people(name,birthday): Ann,{9:%m-%d}
  not known: the next is Tue 30 Jun 2026
    contacts:
    people(name,birthday): Ann,06-30
technical_lead_first
  kept: 1 technical question a week in 4 weeks; up to 3
    contacts: {0..12/4} 09:00,out,technical,, | {0..15/3} 11:00,both,status,,
  not kept: 4.8 technical questions a week
    contacts: {0..18} 09:00,out,technical,,
  not known: too little: 2 contacts in 4 weeks
    contacts: {0} 09:00,out,technical,, | {4} 09:00,out,technical,,
hours_agreed_and_kept
  kept: 1 of 6 contacts of the last 8 weeks fell outside 08:00 to 16:00
    clients(started_on,time_zone,works_from,works_to): {124},Europe/Rome,08:00,16:00
    contacts: {0..8/2} 10:00,out,,, | {1} 19:00,out,,,
  not kept: 3 of 6 contacts
    clients(started_on,time_zone,works_from,works_to): {124},Europe/Rome,08:00,16:00
    contacts: {0..4/2} 10:00,out,,, | {0..4/2} 19:00,out,,,
  not kept: working hours are not written down for the client; 09:00 to 18:00 is assumed
    clients(started_on,time_zone,works_from,works_to,lead): {124},UTC,,,Eve
    contacts: {0..8/2} 10:00,out,,,
  not known: too few contacts with a time
    clients(started_on,time_zone,works_from,works_to): {124},UTC,08:00,16:00
    contacts: {0..16/2},out,,,
stand_ups
  kept: 4 of the last 4 whole weeks
    contacts: {0..25/5} 10:00,both,status,,
  not kept: 2 of the last 4 whole weeks
    contacts: {0..30/10} 10:00,both,planning,, | {0..15/5} 10:00,out,status,,
  not known: no weekly contact is agreed
    clients(started_on,contacts_per_week): {124},0
    contacts:
  not known: too early
    clients(started_on): {3}
    contacts:
agendas_ahead
  kept: 1 agenda sent
    contacts: {3},out,planning,,Agenda for Monday
  not kept: the last agenda went out 30 business days ago
    contacts: {30..40/5},out,planning,,Agenda for Monday
  not known: agendas are not noted
    contacts: {3},both,casual,,Nothing on the agenda
invited_to_planning
  kept: 1 call or meeting on planning
    contacts: {9},both,planning,,
  not kept: 0 calls or meetings on planning
    contacts: {9},out,planning,,
  not known: contacts.csv has no column topic
    contacts(at,direction):
what_was_said
  kept: 3 of 4 calls or meetings
    contacts: {0..6/3},both,,,We go on | {1},both,,,
  not kept: 1 of 3 calls or meetings
    contacts: {0},both,,, | {3},both,,, | {1},both,,,We go on
  not known: too little to tell: 0 of 2
    contacts: {0},both,,, | {3},both,,,
not_asked_twice
  kept: none of 5 questions
    contacts: {0},out,,,Is 0 right? | {1},out,,,Is 1 right? | {2},out,,,Is 2 right?
    contacts: {3},out,,,Is 3 right? | {4},out,,,Is 4 right?
  not kept: 1 of 2 questions came twice
    contacts: {9},out,,,Asked  for the login | {2},out,,,asked for the login
  not kept: 1 of 2 questions came twice
    contacts:
    feedback: {5},{4},9,,Ann,How are we?, | {3},,,,ann,how are we?,
  not known: too little: 1 question
    contacts: {9},out,,,Asked for the login
milestones_planned
  kept: 1 milestone ahead; 1 approval step
    deadlines: beta,us,milestone,{9},2026-07-10,,,, | yes,client,acceptance,{9},2026-07-15,,,,
  not kept: 1 milestone ahead; 0 approval steps
    deadlines: beta,us,milestone,{9},2026-07-10,,,,
  not known: no deadline has a kind
    deadlines: beta,us,,{9},2026-07-10,,,,
plan_updated
  kept: 1 date agreed, 0 contacts on planning
    deadlines: beta,,,{9},2026-07-10,,,,
  kept: 1 report with a new timeline
    deadlines:
    reports(sent_on,timeline): {3},yes
  not kept: 0 dates agreed
    deadlines: beta,,,{10},2026-07-10,,,,
    reports(sent_on,timeline): {3},same
  not known: no other log tells
    deadlines: beta,,,{10},2026-07-10,,,,
dates_confirmed
  kept: 3 of 4 dates of the last 12 weeks were confirmed within 2 business days
    deadlines: i0,,,{9},2026-07-10,{7},,, | i1,,,{9},2026-07-10,{7},,, | i2,,,{9},2026-07-10,{7},,,
    deadlines: i3,,,{9},2026-07-10,{6},,,
  not kept: 1 of 3 dates of the last 12 weeks was confirmed
    deadlines: a,,,{9},2026-07-10,{8},,, | b,,,{9},2026-07-10,,,, | c,,,{9},2026-07-10,,,,
    deadlines: d,,,{1},2026-07-10,,,,
  not known: no column confirmed_on
    deadlines(item,promised_on,due_on):
commitments_met
  kept: 3 of 4 deadlines of the last 12 weeks were met
    deadlines: item,us,milestone,{40},{10},{40},,,{10} | b,us,milestone,{40},{10},{40},,,{13}
    deadlines: c,us,milestone,{40},{10},{40},,,{10} | d,us,milestone,{40},{10},{40},,,{7}
  not kept: 1 of 3 deadlines
    deadlines: item,us,milestone,{40},{10},{40},,,{10} | b,us,milestone,{40},{10},{40},,,{8}
    deadlines: c,us,,{124},{104},,,,
  not known: too little to tell: 0 of 1
    deadlines: item,us,milestone,{40},{10},{40},,,{7}
warned_ahead
  kept: 1 of 1 missed deadline
    deadlines: item,us,milestone,{40},{10},{40},,{20},{7}
  kept: none of 3 deadlines was missed
    deadlines: item,us,milestone,{40},{10},{40},,,{10} | b,us,milestone,{40},{10},{40},,,{10}
    deadlines: c,us,milestone,{40},{10},{40},,,{11}
  not kept: 0 of 1 missed deadline
    deadlines: item,us,milestone,{40},{10},{40},,{11},{7}
  not known: no missed deadline
    deadlines: item,us,milestone,{40},{10},{40},,,{10}
client_owes
  kept: 1 of 1 thing
    deadlines: texts,client,content,{9},2026-07-10,{8},,,
  not kept: 0 of 1 thing
    deadlines: texts,client,content,{124},{98},,,,
  not kept: nothing that the client owes
    deadlines:
  not known: no column side
    deadlines(item,promised_on,due_on,confirmed_on):
work_demonstrated
  kept: on 20 of the last 20
    demos(held_on): {0..50/10}
  not kept: the last demo is 18 business days ago; agreed is every 10
    demos(held_on): {18..68/10}
  not known: no column held_on
    demos(planned_for):
report_sent
  kept: on 17 of the last 20 business days the last report was at most 6
    reports(sent_on): {0} | {5} | {15..55/5}
  not kept: on 12 of the last 20
    reports(sent_on): {0} | {15..55/5}
  not known: no rhythm is agreed
    clients(started_on,report_every): {124},0
    reports(sent_on):
report_sections
  kept: 15 of 18 sections
    reports: {0..10/5},yes,yes,yes,yes,yes,same
  not kept: 6 of 15 sections
    reports: {0..10/5},yes,yes,no,,same,n/a
  not known: too little: 2 reports
    reports: {0},yes,yes,no,,same,n/a | {5},yes,yes,no,,same,n/a
  not known: no column for any
    reports(sent_on): {0..40/5}
feedback_asked
  kept: on 20 of the last 20
    feedback: {0..40/5},,,,,,
  not kept: the last request is 16 business days ago
    feedback: {16..56/5},,,,,,
  not known: there is no feedback.csv
  not known: no column asked_on or answered_on
    feedback(rater):
silence_not_consent
  kept: 1 of 4 answers
    feedback: ,{0..10/5},9,yes,Ann,,Fine | ,{2},9,yes,Ann,,The map helps us
  not kept: 0 of 3 answers in the last 12 weeks say more than fine
    feedback: ,{0..10/5},9,yes,Ann,,Fine
  not kept: 3 asks in the last 12 weeks, and no answer
    feedback: {0..25/5},,,,Ann,,
  not known: too little: 2 answers
    feedback: ,{0},9,yes,Ann,,Fine | ,{5},9,yes,Ann,,Fine
  not known: comments are not kept
    feedback(answered_on,rating): {0..10/5},9
budget_agreed
  kept: 2 of 2 categories
    spend(period_start,category,planned): {19},design,100 | {19},support,0
  not kept: 1 of 2 categories
    spend(period_start,category,planned): {19},design,100 | {19},support,
  not kept: the last budget is that of Sun 1 Feb 2026
    spend(period_start,category,planned): 2026-02-01,design,100
  not known: no column planned
    spend(period_start,category):
risks_foreseen
  kept: 1 of 1 risk
    risks: power,{9},{8},batteries,Ewa,,
  not kept: 0 of 1 risk
    risks: power,{9},{8},,Ewa,,
  not kept: no risk is open
    risks:
  not known: too early
    clients(started_on): {3}
    risks:
changes_confirmed
  kept: 1 of 1 change
    changes: filter,{9},{8},2,900,{7},{7}
  not kept: 0 of 1 change
    changes: filter,{9},{8},2,,{7},{7}
  not kept: 0 of 1 change
    changes: filter,{9},{8},2,900,{6},{7}
  not known: no change of the last 12 weeks
    changes: filter,{9},,,,,
analysis_first
  kept: 1 of 1 change
    changes: filter,{9},{8},2,900,{7},
  not kept: 0 of 1 change
    changes: filter,{9},{6},2,900,{7},
  not kept: 0 of 1 change
    changes: filter,{9},,,,,
    deadlines:  FILTER,us,,{8},2026-07-20,,,,
  not known: no change of the last 12 weeks
    changes: filter,{9},,,,,
complaint_restated
  kept: 1 of 1 issue
    issues: slow,{8} 10:00,raised,, | slow,{7} 11:00,restated,, | slow,{5} 12:00,resolved,,
  not kept: 0 of 1 issue
    issues: slow,{8} 10:00,raised,, | slow,{6} 11:00,restated,,
  not kept: 0 of 1 issue
    issues: slow,{8} 10:00,raised,, | slow,{8} 11:00,resolved,, | slow,{7} 12:00,restated,,
  not known: no issue
    issues: slow,{1} 10:00,raised,,
temporary_fix_named
  kept: 1 of 1 temporary fix
    issues: slow,{30} 10:00,raised,, | slow,{28} 11:00,workaround,, | slow,{20} 12:00,resolved,,
  not kept: 0 of 1 temporary fix
    issues: slow,{30} 10:00,raised,, | slow,{28} 11:00,workaround,,
  not kept: 0 of 1 temporary fix
    issues: slow,{30} 10:00,raised,, | slow,{28} 11:00,resolved,, | slow,{20} 12:00,raised,,
  not known: no temporary fix
    issues: slow,{30} 10:00,raised,, | slow,{28} 11:00,resolved,,
long_issues_updated
  kept: 1 of 1 long issue
    issues: slow,{8} 10:00,raised,, | slow,{6} 11:00,update,, | slow,{4} 12:00,update,,
    issues: slow,{1} 13:00,update,,
  not kept: 0 of 1 long issue
    issues: slow,{9} 10:00,raised,, | slow,{8} 11:00,restated,, | slow,{1} 12:00,update,,
  not known: no long issue
    issues: slow,{4} 10:00,raised,,
client_part_asked
  kept: 1 of 1 long issue
    issues: slow,{9} 10:00,raised,, | slow,{8} 11:00,update,Ewa,Asked for the log files
  kept: 1 of 1 long issue
    issues: slow,{9} 10:00,raised,, | slow,{8} 11:00,restated,, | slow,{1} 12:00,update,,
    deadlines: log files,client,access,{7},{2},,,,
  kept: 1 of 2 long issues
    issues: slow,{9} 10:00,raised,, | slow,{8} 11:00,restated,, | slow,{1} 12:00,update,,
    issues: lost,{9} 10:00,raised,, | lost,{5} 11:00,update,Ann,It is the proxy
    people(name): ann
  not kept: 1 of 3 long issues
    issues: slow,{8} 10:00,raised,, | slow,{6} 11:00,update,, | slow,{4} 12:00,update,,
    issues: slow,{1} 13:00,update,, | lost,{9} 10:00,raised,, | lost,{8} 11:00,restated,,
    issues: lost,{1} 12:00,update,, | gone,{9} 10:00,raised,,
    issues: gone,{8} 11:00,update,Ewa,Waiting for the log files
  not known: no issue notes what
    issues: slow,{9} 10:00,raised,, | slow,{8} 11:00,restated,, | slow,{1} 12:00,update,,
"""


def ago(days: int) -> date:
    """The business day so many business days before today."""
    day = TODAY
    while days:
        day -= timedelta(1)
        days -= day.weekday() < 5
    return day


def rows_of(text: str) -> list[str]:
    """The rows that a line of a case stands for."""
    rows = []
    for row in filter(None, (row.strip() for row in text.split(" | "))):
        many = re.search(r"\{(\d+)\.\.(\d+)(?:/(\d+))?\}", row)
        for n in range(int(many[1]), int(many[2]) + 1, int(many[3] or 1)) if many else [0]:
            one = row.replace(many[0], f"{{{n}}}") if many else row
            rows.append(re.sub(r"\{(\d+)(:[^}]+)?\}", lambda at: _day(int(at[1]), at[2]), one))
    return rows


def _day(days: int, form: str | None) -> str:
    return format(ago(days), form[1:] if form else "%Y-%m-%d")


def logs_of(text: str) -> dict[str, list[str]]:
    """The logs of a case: header and rows, without the client's column."""
    logs: dict[str, list[str]] = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        named, _, rows = line.partition(":")
        log, _, columns = named.rstrip(")").partition("(")
        if log not in logs:
            logs[log] = [columns or HEADERS[log]]
        logs[log] += rows_of(rows)
    return logs


def cases() -> list[tuple[str, str, str, str]]:
    """Practice, state, part of the reason, logs."""
    found = []
    for of_key in re.split(r"\n(?=\w)", CASES.strip()):
        key, _, rest = of_key.partition("\n")
        for case in re.split(r"\n(?=  \w)", rest):
            said, _, logs = case.partition("\n")
            state, _, reason = said.strip().partition(": ")
            found.append((key, state, reason, logs))
    return found


def written(folder: Path, text: str) -> Path:
    """A folder with the logs of a case, of one client; `outcomes`, which no practice reads, too."""
    logs = {"clients": ["started_on", "2026-01-05"], "outcomes": ["on,outcome"], **logs_of(text)}
    folder.mkdir(exist_ok=True)
    for log, (header, *rows) in logs.items():
        lines = [f"client,{header}", *(f"Acme,{row}" for row in rows)]
        (folder / f"{log}.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return folder


def judged(folder: Path, text: str, as_of: date = TODAY) -> dict[str, Practice]:
    """The practices of the one client, by key."""
    portfolio = Portfolio.open(written(folder, text), as_of=as_of)
    assert not portfolio.logs.set_aside, portfolio.logs.set_aside
    return {one.key: one for one in practices(portfolio, 0)}


@pytest.mark.parametrize(
    ("key", "state", "reason", "logs"), cases(), ids=lambda part: part if len(part) < 60 else ""
)
def test_a_practice_is_judged_by_its_logs(
    tmp_path: Path, key: str, state: str, reason: str, logs: str
) -> None:
    found = judged(tmp_path, logs)[key]
    assert found.state == state, found.reason
    assert reason in found.reason
    assert found.next_step


def test_every_practice_has_a_case_of_each_state() -> None:
    states = ("kept", "not kept", "not known")
    assert {case[:2] for case in cases()} == {(key, s) for key in manual()["key"] for s in states}


EVERYTHING = """
    clients(started_on,backup,kickoff_on,kickoff_confirmed_on): {124},Ewa,{99},{95}
    contacts: {0..78/2} 10:00,both,planning,Ann,We go on
    demos(held_on): {0..64/8}
    deadlines: a,us,milestone,{40},{10},{40},,,{10} | b,us,milestone,{40},{10},{40},,{20},{8}
    deadlines: c,client,content,{20},2026-08-01,,,,
    feedback: {0..55/5},,,,Ann,How are we?, | ,{1..56/5},9,yes,Ann,,The map helps us
    reports: {0..55/5},yes,yes,yes,yes,yes,yes
    issues: slow,{18},raised,, | slow,{16},update,, | slow,{12},update,Ewa,Asked for a file
    risks: power,{9},{8},batteries,Ewa,,
    changes: filter,{9},{8},2,900,{7},{7}
    spend(period_start,category,planned): {19},design,100
    expectations: fast,formal,{124},{60}, | more,next-cooperation,{124},,
    people(name,birthday): Ann,{9:%m-%d}
"""
LATER = """
    contacts: {0} 23:00,out,casual,Ann,Asked again? | {1},in,technical,,
    demos: {2}
    deadlines: a,us,milestone,{2},2026-09-01,{2},client,, | d,us,,{4},{2},,,{3},
    feedback: {3},{1},1,no,Ann,How are we?,Bad | ,{1},2,no,Eve,,Worse and worse
    reports: {1},no,no,no,no,no,no
    issues: slow,{1},resolved,, | down,{3},raised,,
    risks: flood,{4},,,,,
    changes: more,{4},,,,{4},{4}
    spend: {4},design,
    expectations: kind,informal,{3},{1},
"""


def told(folder: Path, day: date, as_of: date) -> list[tuple[str, str, str, str, str]]:
    """What practices say on a day, rows included."""
    found = practices(Portfolio.open(folder, as_of=as_of), 0, day)
    return [(one.key, one.state, one.reason, one.next_step, one.rows.to_csv()) for one in found]


def test_what_is_dated_later_changes_nothing(tmp_path: Path) -> None:
    before = written(tmp_path / "before", EVERYTHING)
    after = written(tmp_path / "after", EVERYTHING + LATER)
    friday, sunday = ago(5), ago(5) - timedelta(5)
    assert told(after, friday, friday) == told(before, friday, friday)
    assert told(after, sunday, TODAY) == told(before, sunday, friday)
    assert told(after, TODAY, TODAY) != told(before, TODAY, TODAY)


def test_not_kept_comes_first_and_each_state_keeps_the_order_of_the_manual(tmp_path: Path) -> None:
    found = list(judged(tmp_path, EVERYTHING).values())
    order, states = list(manual()["key"]), ["not kept", "kept", "not known"]
    places = [(states.index(one.state), order.index(one.key)) for one in found]
    assert places == sorted(places)
    assert {state for state, _ in places} == {0, 1, 2}
    assert sorted(key for _, key in places) == list(range(len(order)))


def test_rows_name_their_log_and_place_and_the_newest_comes_first(tmp_path: Path) -> None:
    logs = "changes: b,{9},,,,,{8} | a,{4},,,,,{4}"
    rows = judged(tmp_path, logs)["changes_confirmed"].rows
    assert list(rows.columns[:4]) == ["row", "log", "requested_on", "change"]
    assert rows[["row", "log", "change", "kept"]].to_numpy().tolist() == [
        [3, "changes", "a", "no"],
        [2, "changes", "b", "no"],
    ]
    assert rows["estimate_days"].tolist() == [None, None]


def test_rows_of_several_logs_stand_in_one_table(tmp_path: Path) -> None:
    rows = judged(tmp_path, EVERYTHING)["plan_updated"].rows
    assert set(rows["log"]) == {"contacts", "reports"}
    assert rows.loc[rows["log"] == "reports", "topic"].isna().all()


def test_no_log_leaves_everything_not_known(tmp_path: Path) -> None:
    assert {one.state for one in judged(tmp_path, "").values()} == {"not known"}


def test_an_untracked_column_is_never_held_against_a_client(tmp_path: Path) -> None:
    bare = {
        log: ",".join(contract.required[1:]) or contract.columns[-1].name
        for log, contract in LOGS.items()
    }
    logs = "\n".join(f"{log}({bare[log]}):" for log in bare if log not in ("clients", "outcomes"))
    broken = {one.key for one in judged(tmp_path, logs).values() if one.state == "not kept"}
    # What these say with no column but the required ones: no contact was made, no report sent.
    assert broken == {"contact_kept_up", "report_sent"}


def test_a_client_that_is_days_old_is_not_judged(tmp_path: Path) -> None:
    full = {
        log: ",".join(column.name for column in contract.columns[1:])
        for log, contract in LOGS.items()
        if log not in ("clients", "outcomes")
    }
    facts = "started_on,backup,kickoff_on,kickoff_confirmed_on,time_zone,works_from,works_to"
    empty = [f"{log}({full[log]}):" for log in full]
    logs = "\n".join([*empty, f"clients({facts}): {{3}},,,,,,"])
    found = judged(tmp_path, logs)
    assert {one.state for one in found.values()} == {"not known"}
    assert found["deputy_named"].reason == "too early: started 3 business days ago"


def test_a_client_that_has_not_begun_is_not_judged(tmp_path: Path) -> None:
    folder = written(tmp_path, "contacts: {9},out,,,")
    (folder / "clients.csv").write_text("client,started_on\nNew,2026-07-06\nAcme,\n", "utf-8")
    found = practices(Portfolio.open(folder, as_of=TODAY), 0)
    assert {one.reason for one in found} == {"too early: starts on Mon 6 Jul 2026"}


def test_a_client_that_has_ended_is_judged_as_of_its_last_week(tmp_path: Path) -> None:
    logs = "contacts: {20..77/3} 10:00,out,,,"
    ended = judged(tmp_path / "ended", f"clients(started_on,ended_on): {{124}},{{20}}\n{logs}")
    assert ended["contact_kept_up"].state == "kept"
    assert ended["contact_kept_up"].rows["at"].iloc[0].date() == ago(20)
    assert judged(tmp_path / "goes on", logs)["contact_kept_up"].state == "not kept"


def test_a_coming_birthday_is_the_next_step(tmp_path: Path) -> None:
    logs = "contacts:\npeople(name,birthday): Ann,06-30 | Eve,12-24"
    assert judged(tmp_path, logs)["birthdays"].next_step == "Greet Ann on Tue 30 Jun 2026"


def test_a_birthday_on_29_february_is_on_1_march_in_other_years(tmp_path: Path) -> None:
    logs = "contacts: 2026-03-02,out,casual,,\npeople(name,birthday): Ann,02-29"
    found = judged(tmp_path, logs, date(2026, 3, 20))["birthdays"]
    assert (found.state, found.rows["date"].tolist()) == ("kept", [date(2026, 3, 1)])


def test_the_clients_own_delay_does_not_break_a_commitment(tmp_path: Path) -> None:
    logs = """
        deadlines: x,us,,{40},{20},,,,{12} | x,us,,{25},{10},,client,,
        deadlines: y,us,,{40},{20},,,,{20} | z,us,,{40},{20},,,,{12}
    """
    found = judged(tmp_path, logs)["commitments_met"]
    assert found.reason == "2 of 3 deadlines of the last 12 weeks were met"
    assert dict(zip(found.rows["item"], found.rows["kept"], strict=True)) == {
        "x": "yes",
        "y": "yes",
        "z": "no",
    }


def test_a_reply_to_something_urgent_may_come_out_of_hours(tmp_path: Path) -> None:
    logs = """
        clients(started_on,time_zone,works_from,works_to): {124},UTC,08:00,16:00
        contacts(at,direction,urgent): {0..4} 18:00,in,yes | {0..4} 19:00,out, | {5} 10:00,out,
    """
    assert "too few contacts" in judged(tmp_path, logs)["hours_agreed_and_kept"].reason


def test_the_manual_says_how_each_practice_is_judged() -> None:
    said = manual()
    assert list(said.columns) == ["key", "name", "judged", "logs", "next_step"]
    assert said["key"].is_unique
    assert said["name"].is_unique
    assert (said.map(len) > 0).all(axis=None)
    assert all(set(logs.split(", ")) <= set(LOGS) for logs in said["logs"])
    assert said["judged"].str.endswith(".").all()
    assert not said["next_step"].str.endswith(".").any()


@pytest.fixture(scope="module")
def sample() -> Portfolio:
    return Portfolio.open(SAMPLE)


def test_the_sample_shows_who_keeps_the_practices(sample: Portfolio) -> None:
    found = {
        name: {one.key: one.state for one in practices(sample, code)}
        for code, name in enumerate(sample.logs.clients["client"])
    }
    excellent, opaque = (
        Counter(found[n].values()) for n in ("Saltwick Marine", "Meridian Claims Group")
    )
    assert excellent["kept"] > 3 * (excellent["not kept"] + excellent["not known"])
    assert opaque["not kept"] > 3 * excellent["not kept"]
    assert Counter(found["Folio & Finch"].values())["not known"] > len(manual()) / 2
    missed = {
        name: {key for key in keys if keys[key] == "not kept"} for name, keys in found.items()
    }
    assert missed["Meridian Claims Group"] > {"report_sent", "risks_foreseen", "changes_confirmed"}
    assert missed["Northmoor Water"] > {"commitments_met", "warned_ahead", "dates_confirmed"}
    assert missed["Halden Freight"] > {"contact_kept_up", "work_demonstrated"}
    assert "silence_not_consent" in missed["Lake Orrin Dental Partners"]
    assert "technical_lead_first" in missed["Vantage Sports Media"]


def test_rows_can_be_found_in_the_files(sample: Portfolio) -> None:
    for code, name in enumerate(sample.logs.clients["client"][:4]):
        for one in practices(sample, code):
            for log, rows in one.rows.groupby("log"):
                lines = pd.read_csv(SAMPLE / f"{log}.csv")
                assert set(lines["client"].iloc[rows["row"] - 2]) == {name}
