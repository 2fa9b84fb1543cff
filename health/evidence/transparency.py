"""Evidence of transparency: how open we are."""

from __future__ import annotations

from datetime import timedelta

from health.evidence.ages import Wording, aged_evidence
from health.evidence.case import Case
from health.evidence.deadlines import item_line
from health.evidence.found import Found, table
from health.evidence.issues import issue_updates, issues_restated
from health.evidence.items import Item, items
from health.evidence.risks import changes_confirmed, risks_planned
from health.evidence.words import figure, first_few, listed, many, per_cent
from health.logs.contract import SECTIONS

__all__ = [
    "changes_confirmed",
    "issue_updates",
    "issues_restated",
    "no_surprises",
    "report_completeness",
    "reports_on_time",
    "risks_planned",
]


def reports_on_time(case: Case) -> Found | str:
    """When the last report went out."""
    sent = [{**line, "day": line["sent_on"]} for line in case.lines("reports")]
    wording = Wording(
        "The last status report went out",
        "No status report went out",
        f"sent_on* {' '.join(SECTIONS)} gap",
    )
    return aged_evidence(case, sent, case.agreed("report_every"), wording)


def report_completeness(case: Case) -> Found | str:
    """Whether the sections of the reports are filled."""
    days = case.whole("report_completeness.window_days")
    tracked = [name for name in SECTIONS if name in case.logs["reports"].tracked]
    if not tracked:
        return "the reports log has none of the six sections as columns"
    worth = {word: case.number(f"report_completeness.{word}") for word in ("yes", "same", "no")}
    told = []
    for line in case.lines("reports"):
        words = [line[name] or "no" for name in tracked if line[name] != "n/a"]
        if words and case.within(line["sent_on"], days):
            score = sum(worth[word] for word in words) / len(words)
            weak = [name for name in tracked if line[name] not in ("yes", "n/a")]
            told.append({**line, "words": words, "score": score, "weak": weak})
    if not told:
        return f"no report was sent in the last {days} days"
    mean = sum(line["score"] for line in told) / len(told)
    number = {word: sum(line["words"].count(word) for line in told) for word in worth}
    often = {name: sum(name in line["weak"] for line in told) for name in tracked}
    most = [name for name in tracked if often[name] and often[name] == max(often.values())]
    poor = f" Most often copied or missing: {listed(most)}." if most else ""
    sections = f"{number['yes']} sections filled, {number['same']} copied, {number['no']} missing"
    return Found(
        mean,
        f"{per_cent(mean / 100)} over {many(len(told), 'report')}",
        f"{many(len(told), 'report')} in the last {days} days, with {sections}: "
        f"{figure(mean)} of 100 on average.{poor}",
        table(told, f"sent_on* {' '.join(tracked)} score*", "sent_on"),
    )


def no_surprises(case: Case) -> Found | str:
    """Whether they hear of a slip before it happens."""
    days = case.whole("no_surprises.window_days")
    judged = []
    for item in items(case):
        if item.due + timedelta(days=days) <= case.day or not (item.in_time or case.day > item.due):
            continue
        word = _warning(item)
        shown = item_line(case, item)
        shown |= {"verdict": word, "score": 100.0 * (word in _FAIR)}
        judged.append({**shown, "counts_until": item.due + timedelta(days=days - 1)})
    if not judged:
        return (
            f"no promise of ours passed its date in the last {days} days, or was done ahead of it"
        )
    words = (*_FAIR, "warned too late", "not warned of")
    number = {word: sum(line["verdict"] == word for line in judged) for word in words}
    fair = sum(number[word] for word in _FAIR)
    surprises = [line["item"] for line in judged if not line["score"]]
    bad = f" A surprise: {first_few(surprises)}." if surprises else ""
    parts = listed([f"{count} {word}" for word, count in number.items() if count])
    columns = "item* promised_on* due* warned_on* done_on* verdict* score* counts_until rows"
    return Found(
        100 * fair / len(judged),
        f"{fair} of {len(judged)} without a surprise",
        f"{many(len(judged), 'promise')} due or done in the last {days} days: {parts}.{bad}",
        table(judged, columns, "due"),
    )


_FAIR = ("done in time", "warned in time")


def _warning(item: Item) -> str:
    if item.in_time:
        return "done in time"
    if item.fair_warning:
        return "warned in time"
    return "warned too late" if item.warned else "not warned of"
