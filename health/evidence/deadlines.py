"""Evidence of deadlines: whether our promises slip, and were agreed in writing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from health.evidence.case import Case
from health.evidence.found import Found, table
from health.evidence.items import Item, items
from health.evidence.words import figure, first_few, many, on_day, per_cent, were

_TOLD = "item* kind promised_on* original* due* moves client_days warned_on* done_on* slip*"


def item_line(case: Case, item: Item) -> dict[str, Any]:
    """An item as a row to show: the row of its promise, and all its `rows`."""
    return {
        "row": item.row,
        "item": item.name,
        "kind": item.kind,
        "promised_on": item.promised,
        "original": item.original,
        "due": item.due,
        "agreed": item.stands if item.stands != item.original else None,
        "moves": item.moves or None,
        "client_days": item.client_days or None,
        "warned_on": item.warned,
        "done_on": item.done,
        "slip": item.slip,
        "verdict": item.lateness(case.day),
        "rows": ", ".join(str(line["row"]) for line in item.lines) if len(item.lines) > 1 else "",
    }


def promises_kept(case: Case) -> Found | str:
    """Whether we deliver when we said."""
    days = case.whole("promises_kept.window_days")
    judged, aged = [], 0
    for item in items(case):
        recent = item.due + timedelta(days=days) > case.day
        if item.done is not None and recent:
            score, until = 100 - item.loss, item.due + timedelta(days=days - 1)
        elif item.done is None and case.day >= item.due:
            score, until = 100 - item.loss if recent else 0.0, None
            aged += not recent
        else:
            continue
        judged.append((item, {**item_line(case, item), "score": score, "counts_until": until}))
    if not judged:
        return f"no promise of ours fell due in the last {days} days, or was done ahead of its date"
    mean = sum(line["score"] for _, line in judged) / len(judged)
    lines = [line for _, line in judged]
    return Found(
        mean,
        _kept(case, [item for item, _ in judged]),
        " ".join([*_promises(case, [item for item, _ in judged], days, aged), _worth(mean)]),
        table(lines, f"{_TOLD} verdict* score* counts_until agreed rows", "due"),
    )


def _kept(case: Case, judged: list[Item]) -> str:
    slips = sum(item.slip for item in judged)
    today = sum(item.done is None and item.due == case.day for item in judged)
    parts = [f"{sum(item.in_time for item in judged)} of {len(judged)} in time"]
    parts += [f"{many(slips, 'business day')} late together"] if slips else []
    parts += [f"{today} due today"] if today else []
    return ", ".join(parts)


def _promises(case: Case, judged: list[Item], days: int, aged: int) -> list[str]:
    """Sentences on the promises that count: kept, late, moved, open."""
    late = [item for item in judged if item.slip]
    still = sum(item.overdue(case.day) for item in judged)
    told = [
        f"Of {many(len(judged), 'promise')} that count (due in the last {days} days, done ahead, "
        f"or overdue) {were(sum(item.in_time for item in judged))} done in time."
    ]
    if late:
        worst = max(late, key=lambda item: item.slip)
        unwarned = sum(item.warned is None for item in late)
        longest = f"{worst.name}, {many(worst.slip, 'business day')}"
        together = many(sum(item.slip for item in late), "business day")
        told.append(
            f"{len(late)} slipped, by {together} together, {_unwarned(unwarned, len(late))} a "
            f"warning; the longest is {longest}."
            if len(late) > 1
            else f"One slipped, with{'out' if unwarned else ''} a warning: {longest}."
        )
    moved = sum(item.done is not None and item.done <= item.agreed for item in late)
    if moved:
        told.append(f"{were(moved)} done by the date to which we had moved it in time.")
    if still:
        worthless = f", {aged} for so long that nothing is left of it" if aged else ""
        told.append(f"{still} {'is' if still == 1 else 'are'} still open{worthless}.")
    return told


def _unwarned(number: int, of_all: int) -> str:
    if number in (0, of_all):
        return "all without" if number else "all with"
    return f"{number} of them without"


def _worth(mean: float) -> str:
    return f"On average {figure(mean)} of 100 was kept."


def overdue_now(case: Case) -> Found | str:
    """What is late at this moment."""
    all_ = items(case)
    if not any(item.due <= case.day or item.done is not None for item in all_):
        return "nothing was due or done yet"
    open_ = sorted(
        (item for item in all_ if item.overdue(case.day)), key=lambda item: (-item.loss, -item.slip)
    )
    lines = [{**item_line(case, item), "score": 100 - item.loss} for item in open_]
    rows = table(lines, f"{_TOLD} verdict* score* agreed rows", "due")
    if not open_:
        return Found(0, "nothing overdue", "None of our deadlines is overdue.", rows)
    worst = open_[0]
    late = many(worst.slip, "business day")
    past = f"{late} late" if worst.slip else f"past its date since {on_day(worst.due)}"
    more = f"; {len(open_) - 1} more overdue" if len(open_) > 1 else ""
    others = first_few([f"{item.name} ({item.slip})" for item in open_[1:]])
    rest = f" Also overdue, in business days: {others}." if others else ""
    moved = _new_date(case, worst)
    return Found(
        worst.slip,
        f"{worst.name}, {past}{moved}{more}",
        f"{worst.name} was due on {on_day(worst.due)} and is open, {late} late{moved}; "
        f"{_warned(worst)}.{rest}",
        rows,
    )


def _new_date(case: Case, item: Item) -> str:
    return f", moved to {on_day(item.stands)}" if item.stands > case.day else ""


def _warned(item: Item) -> str:
    if item.warned is None:
        return "no warning was given"
    when = (
        "before its date"
        if item.warned < item.due
        else "on the very day"
        if item.warned == item.due
        else "only after its date"
    )
    return f"a warning was given on {on_day(item.warned)}, {when}"


def agreed_in_writing(case: Case) -> Found | str:
    """Whether dates are confirmed in writing."""
    days, within = (
        case.whole("agreed_in_writing.window_days"),
        case.whole("agreed_in_writing.within"),
    )
    judged = []
    for item in items(case):
        for line in item.lines:
            promised, confirmed = line["promised_on"], line["confirmed_on"]
            limit = case.after(promised, within)
            if case.day >= limit + timedelta(days=1 + days):
                continue
            in_time = confirmed is not None and confirmed <= limit
            if in_time and case.day >= max(promised, confirmed):
                score, verdict = 100.0, "in writing in time"
            elif not in_time and case.day > limit:
                score, verdict = 0.0, "in writing, late" if confirmed else "not in writing"
            else:
                continue
            until = limit + timedelta(days=days)
            judged.append({**line, "score": score, "verdict": verdict, "counts_until": until})
    if not judged:
        return (
            f"no date of ours was agreed in the last {days} days, "
            f"or its {many(within, 'business day')} to be confirmed are not over"
        )
    yes = sum(line["score"] == 100 for line in judged)
    late = sum(line["verdict"] == "in writing, late" for line in judged)
    rest = f"; {late} came later" if late else ""
    return Found(
        100 * yes / len(judged),
        f"{yes} of {len(judged)} in writing in time",
        f"Of {many(len(judged), 'date')} agreed in the last {days} days {were(yes)} confirmed in "
        f"writing within {many(within, 'business day')} ({per_cent(yes / len(judged))}){rest}.",
        table(
            judged,
            "item* promised_on* due_on* confirmed_on* moved_by verdict* score* counts_until",
            "promised_on",
        ),
    )
