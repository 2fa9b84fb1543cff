"""Alert quality in plain text, and the sentences that the pages share with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from health.alerts import RULES
from health.explain.plain import columns, paragraph
from health.quality.shares import (
    HALF,
    LEAST_CLIENTS,
    LEAST_MARKS,
    Precision,
    Share,
    quarter_name,
)
from health.quality.tried import DROPS, KEEPS, Candidate, Tried, values
from health.words import figure, many, per_cent

NEEDED = f"{LEAST_MARKS} marks at {LEAST_CLIENTS} clients"
CRITERION = (
    f"A rule cries wolf where, from {NEEDED} on, even the upper end of its likely share (90 %; "
    "Wilson) is below a half. Marks of one client that are alike count as fewer cases."
)
HELPS = (
    f"A value helps where at least {100 * DROPS:.0f} % of the false alarms would not have fired "
    f"and at least {100 * KEEPS:.0f} % of the true ones would; told is the mildest. Chance alone: "
    "how often as many alerts, dropped at random, would spare as many true ones. A value is judged "
    "on the marks that it was found by: expect it to do somewhat worse on the next ones."
)
NONE = "no value that was tried helps."
HOW_TO = (
    "None is marked yet. Say of an alert, under “More …” on the Alerts or the Client page, whether "
    f"it was a true or a false alarm. From {NEEDED} on, this says of a rule how often it is "
    "right; where it is mostly wrong, also which limit would have helped."
)


def verdict(one: Precision) -> str:
    """What can be concluded of a rule, in few words."""
    if not one.whole.enough:
        return f"too few to say: {NEEDED} are needed"
    if one.cries_wolf:
        return "cries wolf"
    return "more right than wrong" if one.whole.low > HALF else "can't be told yet"


def effect(one: Candidate) -> str:
    """What a value would have done to the marked alerts: a sentence without its beginning."""
    gone = f"{one.false_gone} of {many(one.false, 'false alarm')} would not have fired"
    if not one.true:
        return f"{gone}; none of its alerts is marked true, so nothing tells what would be lost"
    kept = one.true - one.true_gone
    told = f"{gone}, {kept} of {many(one.true, 'true one')} would have"
    if one.later:
        days = many(one.median_days_later, "day")
        middle = f"by {days}" if len(set(one.later)) == 1 else f"by {days} in the middle"
        told += f", {len(one.later)} of these later, {middle}"
    return f"{told}. Chance alone would spare as many in {per_cent(one.chance)} of cases"


def in_words(found: Sequence[Precision], tried: Sequence[Tried], strangers: int) -> str:
    """All of it in plain text."""
    blocks = []
    if found:
        lines = [
            [one.rule, counts(one.whole), likely(one.whole), _quarters(one), verdict(one)]
            for one in found
        ]
        names = ["rule", "true", "likely", "by quarter", ""]
        blocks += [columns(names, lines, 0, widest=60), paragraph(CRITERION)]
    else:
        blocks.append(paragraph(HOW_TO))
    for one in tried:
        blocks.append(_tried(one))
    if tried:
        blocks.append(paragraph(HELPS))
    if strangers:
        blocks.append(
            paragraph(f"Left out: {many(strangers, 'marked alert')} of clients not in these logs.")
        )
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def counts(share: Share) -> str:
    """3 of 14."""
    return f"{share.true:,} of {share.marked:,}"


def likely(share: Share) -> str:
    """8 to 41 %, the interval; a dash where nothing is to be concluded."""
    return f"{100 * share.low:.0f} to {100 * share.high:.0f} %" if share.enough else "-"


def _quarters(one: Precision) -> str:
    return ", ".join(quarter_counts(each) for each in one.quarters)


def quarter_counts(quarter: tuple[date, Share]) -> str:
    """2026 Q3: 2 of 5 (14 to 71 %)."""
    interval = f" ({likely(quarter[1])})" if quarter[1].enough else ""
    return f"{quarter_name(quarter[0])}: {counts(quarter[1])}{interval}"


def _tried(one: Tried) -> list[str]:
    title, told = RULES[one.rule].title, one.best or one.nearest
    head = title if one.best else f"{title}: {NONE}"
    if told is not None:
        head += " with" if one.best else " Nearest to it comes"
        head += f" {values(told.edits)}: {effect(told)}."
    if one.away:
        head += f" {away(one.away)}"
    lines = [
        [
            values(each.edits),
            f"{each.false_gone} of {each.false}",
            f"{each.true - each.true_gone} of {each.true}",
            f"{len(each.later)}, {figure(each.median_days_later)} days" if each.later else "-",
            f"{each.alerts} of {one.alerts}",
        ]
        for each in one.candidates
    ]
    names = ["value", "false dropped", "true kept", "later", "alerts there"]
    return [*paragraph(head), *columns(names, lines, 2, widest=70)]


def away(number: int) -> str:
    """What is to be said of marked alerts that are not there any more."""
    are = "is" if number == 1 else "are"
    return (
        f"{many(number, 'marked alert')} of it {are} not there any more (rows that came late, or "
        "other settings) and could not be tried."
    )
