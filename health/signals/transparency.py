"""Transparency: how open we are. Definitions: `scoring.md` 2."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from health.basis import Basis
from health.calendars import NEVER, Days, Ints
from health.logs.contract import LOGS, SECTIONS
from health.logs.rows import Rows
from health.measures import (
    Events,
    Flags,
    Scores,
    Tally,
    Tallying,
    age_score,
    expanded,
    expanded_in_parts,
    numbered,
    paired,
    standing,
    summed,
    tally,
    versions,
)
from health.signals.ages import aged, graced
from health.signals.manual import signal
from health.signals.promises import promises, warned_in_time

EVENT = LOGS["issues"].by_name["event"].words
RAISED, RESTATED, RESOLVED = (EVENT.index(word) for word in ("raised", "restated", "resolved"))
SECTION_WORDS = LOGS["reports"].by_name["budget"].words


@signal(
    "transparency",
    "reports",
    label="Last report",
    question="Do they get a status report without asking?",
    unit="business days",
    aim="every {report_every} business days",
    source="status reports sent",
    next_step="Send the report today, even a short one",
    reads="agreements.report_every age",
)
def reports_on_time(basis: Basis) -> Scores:
    """Age since the last report, averaged over 20 business days."""
    rows = basis.logs["reports"]
    events = Events(rows["client"], rows["sent_on"], rows["known"])
    return aged(basis, events, basis.agreed["report_every"])


@signal(
    "transparency",
    "reports",
    label="Reports filled in",
    question="Do reports say something new in all six sections?",
    unit="%",
    aim="all six sections, rewritten each time",
    source="reports, by section",
    next_step="Rewrite the sections that were copied or left out",
)
def report_completeness(basis: Basis) -> Scores:
    """The mean worth of the sections of the reports sent in the window."""
    rows = basis.logs["reports"]
    client = rows["client"]
    tracked = [section for section in SECTIONS if section in rows.tracked]
    if not tracked:
        return basis.missing()
    worth = np.stack(
        [basis.number(f"report_completeness.{word}") for word in SECTION_WORDS if word != "n/a"]
    )
    total, number = np.zeros(len(rows)), np.zeros(len(rows))
    for section in tracked:
        code = rows[section].astype(np.int64)
        code[code < 0] = SECTION_WORDS.index("no")
        asked = code != SECTION_WORDS.index("n/a")
        total += np.where(asked, worth[np.minimum(code, len(worth) - 1), client], 0)
        number += asked
    told = np.flatnonzero(number)
    return basis.window(
        client[told],
        rows["sent_on"][told],
        rows["known"][told],
        basis.settings.whole("report_completeness.window_days"),
        total[told] / number[told],
    ).mean()


@signal(
    "transparency",
    "deadlines",
    "done_on warned_on",
    label="No surprises",
    question="When a date will not hold, do they hear it before?",
    unit="%",
    aim="done in time, or warned at least 2 business days before",
    source="our deadlines, and the warnings given",
    next_step="Go through the next four weeks' dates; warn now of those in doubt",
)
def no_surprises(basis: Basis) -> Scores:
    """Verdicts of items: done in time or warned of in time, or a surprise."""
    items, points = basis.once(promises), basis.points
    in_time = items.done <= items.due
    left = items.due + basis.settings.whole("no_surprises.window_days")
    if basis.one_week:  # by itself: in the week of the verdict
        left = np.where(in_time, items.done, items.due + 1) + 7
    begin = points.knowing(items.begin)
    end = np.minimum(points.knowing(items.end), points.on(left))
    begin = np.where(in_time, begin, np.maximum(begin, points.on(items.due + 1)))
    begin = np.where(in_time, np.maximum(begin, points.on(items.done)), begin)
    fair = in_time | warned_in_time(basis, items)
    return basis.window_mean(
        "no_surprises", tally(basis.shape, items.client, begin, end, np.where(fair, 100.0, 0.0))
    )


def _by_issue(basis: Basis) -> tuple[Ints, Ints, Ints, Ints, Ints, Ints]:
    """Events of issues in order: issue, client, day, known, event, the name's code. On a tie in the
    listed order."""
    rows = basis.logs["issues"].only(_unsettled(basis))
    if len(rows) and int(rows["known"].max()) > int(basis.points.known[-1]):
        rows = rows.only(np.flatnonzero(rows["known"] <= basis.points.known[-1]))
    key = _issue_keys(rows)
    order = np.lexsort((rows["event"], rows["at"], key))
    issue = numbered(key[order])
    known = np.maximum(rows["known"], rows["at.day"])[order]
    names = rows["issue"][order]
    return issue, rows["client"][order], rows["at.day"][order], known, rows["event"][order], names


def _issue_keys(rows: Rows) -> Ints:
    """A number for each row's client and issue."""
    width = int(rows["issue"].max(initial=0)) + 1
    keys: Ints = rows["client"].astype(np.int64) * width + rows["issue"]
    return keys


def _unsettled(basis: Basis) -> npt.NDArray[np.intp] | None:
    """Rows of the issues that can still matter at a point; None for all.

    An issue is settled when its latest event, known by the first point, resolved it so long before
    that it has left every window.
    """
    rows, settings = basis.logs["issues"], basis.settings
    within = settings.whole("age.days") + settings.whole("issues_restated.within")
    reach = settings.whole("issues_restated.window_days") + 3 * within + 60
    old = int(basis.points.days[0]) - reach
    if not len(rows) or int(rows["at.day"].min()) >= old:
        return None
    issue, found = pd.factorize(_issue_keys(rows))
    groups = len(found)
    latest = np.full(groups, np.iinfo(np.int64).min)
    np.maximum.at(latest, issue, rows["at"])
    keep = np.ones(groups, bool)
    keep[issue[(rows["event"] == RESOLVED) & (rows["at"] == latest[issue])]] = False
    recent = (rows["at.day"] >= old) | (rows["known"] > int(basis.points.known[0]))
    keep[issue[recent]] = True
    return np.flatnonzero(keep[issue])


def _heads(issue: Ints) -> Flags:
    """The first event of each issue."""
    return np.asarray(np.diff(issue, prepend=-1) != 0)


def _late(issue: Ints, event: Ints, late: Flags) -> Flags:
    """Events that change what is known of the days before: those known late, and every `raised` of
    an issue that does not begin with a `raised` known at once."""
    heads = np.flatnonzero(_heads(issue))
    plain = np.zeros(int(issue.max(initial=-1)) + 1, bool)
    plain[issue[heads]] = (event[heads] == RAISED) & ~late[heads]
    return np.asarray(late | ((event == RAISED) & ~plain[issue]))


@dataclass(frozen=True)
class IssueStates:
    """What every event of every issue began, (n,): over the days [opens, closes) it was the latest
    one, of the day `latest`, and the issue was open, or resolved since `resolved_on` (else NEVER).
    That is what was known over the days [since, till). `issue` is the code of its name.
    """

    client: Ints
    issue: Ints
    latest: Ints
    opens: Ints
    closes: Ints
    resolved_on: Ints
    since: Days
    till: Days


def issue_states(basis: Basis) -> IssueStates:
    """The states of the issues that can matter at a point, as they were known."""
    points = basis.points
    issue, client, day, known, event, name = basis.once(_by_issue)
    groups = int(issue.max(initial=-1)) + 1
    # An event counts on its own day, unless it becomes known later than that.
    late = _late(issue, event, points.knowing(known) > points.on(day))
    owner, since, till = versions(
        np.concatenate([np.arange(groups), issue[late]]),
        np.concatenate([np.full(groups, -NEVER, np.int32), known[late]]),
        groups,
    )
    version, row = paired(owner, issue, groups)
    seen = ~late[row] | (known[row] <= since[version])
    version, row = version[seen], row[seen]
    if not len(row):
        nothing = np.zeros(0, np.int32)
        return IssueStates(*[nothing] * 8)
    states = _states(version, day[row], event[row])
    return IssueStates(client[row], name[row], day[row], *states, since[version], till[version])


@signal(
    "transparency",
    "issues",
    label="Word on open issues",
    question="Do they hear about an open issue, even when nothing changed?",
    unit="business days",
    aim="every 3 business days until resolved",
    source="events of issues",
    next_step="Write an update on each open issue today, with the next date",
    reads="age",
)
def issue_updates(basis: Basis) -> Scores:
    """Age since the latest event of each open issue, and 100 for one resolved lately."""
    points, calendars, spans = basis.points, basis.calendars, basis.spans
    states = issue_states(basis)
    each, latest, resolved_on = states.client, states.latest, states.resolved_on
    if not len(each):
        return basis.missing()
    opens, closes = states.opens, states.closes
    seen_from, seen_to = points.knowing(states.since), points.knowing(states.till)

    open_ = np.flatnonzero(resolved_on >= NEVER)
    lowest = calendars.count(each, spans.first_of_window(each, points.days[:1].repeat(len(each))))
    highest = calendars.count(each, points.days[-1:].repeat(len(each)))
    first = np.maximum(calendars.count(each, opens - 1), lowest) + 1
    last = np.minimum(calendars.count(each, closes - 1), highest)
    every = basis.number("issue_updates.every")
    grace, zero_at = graced(basis, every)
    found = Tallying(basis.shape)
    for part, number in expanded_in_parts(first[open_], last[open_] + 1):
        which = open_.take(part)
        owner_of = each.take(which)
        on = calendars.nth(owner_of, number)
        age = number - calendars.count(owner_of, latest.take(which))
        found.add(
            owner_of,
            np.maximum(points.on(on), seen_from.take(which)),
            np.minimum(points.on(spans.leaves_window(owner_of, on)), seen_to.take(which)),
            age_score(age, *(limit.take(owner_of) for limit in (every, grace, zero_at))),
        )
    closed = np.flatnonzero(resolved_on < NEVER)
    begin = np.maximum(points.on(opens), seen_from)[closed]
    left = points.on(spans.leaves_window(each[closed], resolved_on[closed]))
    which, point = expanded(begin, np.minimum(left, seen_to[closed]))
    which = closed[which]
    upto = np.minimum(points.days[point], closes[which] - 1)
    days = calendars.between(each[which], opens[which] - 1, upto).astype(np.float64)
    number_of = summed(basis.shape, each[which], point, point + 1, np.maximum(days, 0))
    scored = (found.tally() + Tally(number_of, 100 * number_of)).mean()
    return np.where((every > 0)[:, None], scored, np.nan)


def _states(version: Ints, day: Ints, event: Ints) -> tuple[Ints, Ints, Ints]:
    """After each event of an issue: the days [opens, closes) until the next; when it was resolved.

    `resolved_on` is NEVER while the issue is open. Days before it was raised are left out.
    """
    places = np.arange(len(version))
    first = np.concatenate([[True], version[1:] != version[:-1]])
    start = np.maximum.accumulate(np.where(first, places, 0))
    closes = np.full(len(version), NEVER, np.int32)
    closes[:-1][~first[1:]] = day[1:][~first[1:]]
    raised = np.where(event == RAISED, places, len(version))
    heads = np.flatnonzero(first)
    head_raised = np.minimum.reduceat(raised, heads)
    head_raised = np.where(head_raised < len(version), head_raised, heads)
    opened = np.repeat(day[head_raised], np.diff(np.append(heads, len(version))))
    last_raised = np.maximum.accumulate(np.where(first | (event == RAISED), places, 0))
    last_resolved = np.maximum.accumulate(np.where(event == RESOLVED, places, -1))
    is_resolved = last_resolved >= last_raised
    is_resolved &= ~((event == RAISED) & (last_raised == places)) & (last_resolved >= start)
    begins = is_resolved & np.concatenate([[True], ~is_resolved[:-1] | first[1:]])
    since = np.maximum.accumulate(np.where(begins, places, 0))
    resolved_on = np.where(is_resolved, day[since], NEVER).astype(np.int32)
    return np.maximum(day, opened), closes, resolved_on


def _earliest(group: Ints, day: Ints, groups: int) -> Ints:
    """The earliest day of each group; NEVER for none."""
    found = np.full(groups, NEVER, np.int32)
    np.minimum.at(found, group, day)
    return found


@signal(
    "transparency",
    "issues",
    label="Complaints restated",
    question="Is a complaint put in our words before it is answered?",
    unit="%",
    aim="within 1 business day",
    source="issues raised and restated",
    next_step="Write back what you understood, and ask whether that is it",
)
def issues_restated(basis: Basis) -> Scores:
    """Verdicts of issues: restated within a business day of being raised."""
    points, calendars = basis.points, basis.calendars
    issue, client, day, known, event, _ = basis.once(_by_issue)
    late = _late(issue, event, points.knowing(known) > points.on(day))
    unusual = np.zeros(int(issue.max(initial=-1)) + 1, bool)
    unusual[issue[late]] = True
    use = np.flatnonzero((event == RAISED) | (event == RESTATED) | unusual[issue] | _heads(issue))
    issue, client, day, known, event = (each[use] for each in (issue, client, day, known, event))
    groups = int(issue.max(initial=-1)) + 1
    owner, since, till = versions(issue, known, groups)
    version, row = paired(owner, issue, groups)
    seen = known[row] <= since[version]
    version, row = version[seen], row[seen]
    first_raised, first_event = (
        _earliest(version[mine], day[row[mine]], len(owner))
        for mine in (np.flatnonzero(event[row] == RAISED), np.arange(len(row)))
    )
    raised = np.where(first_raised < NEVER, first_raised, first_event)
    after = np.flatnonzero((event[row] == RESTATED) & (day[row] >= raised[version]))
    restated = _earliest(version[after], day[row[after]], len(owner))
    each = np.zeros(len(owner), np.int32)
    each[version] = client[row]
    limit = calendars.after(each, raised, basis.settings.whole("issues_restated.within"))
    in_time = restated <= limit
    dated = np.where(in_time, restated, limit + 1)
    days = basis.settings.whole("issues_restated.window_days")
    begin = np.maximum(points.on(dated), points.knowing(since))
    end = np.minimum(points.on(dated + days), points.knowing(till))
    return basis.window_mean(
        "issues_restated",
        tally(basis.shape, each, begin, end, np.where(in_time, 100.0, 0.0)),
    )


@signal(
    "transparency",
    "risks",
    "told_client_on plan_b owner",
    label="Risks with a plan B",
    question="Do they know the risks, and our plan B?",
    unit="%",
    aim="told, with plan B and owner, looked at within 10 business days",
    source="risks open, or closed lately",
    next_step="Tell them the risk and the plan B; name its owner",
    reads="age.days",
)
def risks_planned(basis: Basis) -> Scores:
    """Share of the risks that the client knows of, with plan B and owner, looked at lately."""
    rows, points, calendars = basis.logs["risks"], basis.points, basis.calendars
    client, known = rows["client"], rows["known"]
    closed = np.maximum(rows["closed_on"], known)
    begin, shut = points.knowing(known), points.knowing(closed)
    found = Tally(standing(basis.shape, client, begin, shut), np.zeros(basis.shape))
    left = points.on(basis.spans.leaves_window(client, rows["closed_on"]))
    done = np.flatnonzero(rows["closed_on"] < NEVER)
    found += tally(basis.shape, client[done], shut[done], left[done], 100.0)

    planned = np.flatnonzero(
        rows["plan_b.filled"] & rows["owner.filled"] & (rows["told_client_on"] < NEVER)
    )
    each = client[planned]
    looked = np.sort(
        np.stack([rows[n][planned] for n in ("raised_on", "told_client_on", "updated_on")]), axis=0
    )
    told = points.knowing(np.maximum(rows["told_client_on"], known)[planned])
    fresh = basis.settings.whole("risks_planned.fresh_within")
    good = np.zeros(basis.shape)
    seen = [points.knowing(np.maximum(look, known[planned])) for look in looked]
    seen.append(np.full(len(planned), len(points), np.int32))
    for place, look in enumerate(looked):
        stale = points.on(calendars.after(each, look, fresh + 1))
        ends = np.minimum(np.minimum(stale, seen[place + 1]), shut[planned])
        good += summed(basis.shape, each, np.maximum(seen[place], told), ends)
    return Tally(found.count, found.total + 100 * good).mean()


@signal(
    "transparency",
    "changes",
    "estimated_on confirmed_on started_on",
    label="Changes agreed first",
    question="Is added work estimated and confirmed before it starts?",
    unit="%",
    aim="every change estimated and confirmed before work",
    source="changes that were started",
    next_step="Stop, estimate in time and cost, ask for a yes, then go on",
)
def changes_confirmed(basis: Basis) -> Scores:
    """Verdicts of changes that were started: estimated and confirmed by then, or not."""
    rows = basis.logs["changes"]
    begun = np.flatnonzero(rows["started_on"] < NEVER)
    client, started = rows["client"][begun], rows["started_on"][begun]
    agreed = np.maximum(rows["estimated_on"], rows["confirmed_on"])[begun] <= started
    found = basis.window(
        client,
        started,
        np.maximum(started, rows["known"][begun]),
        basis.settings.whole("changes_confirmed.window_days"),
        np.where(agreed, 100.0, 0.0),
    )
    return basis.window_mean("changes_confirmed", found)
