"""Evidence of demos: how regularly we show work."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from health.evidence.ages import Wording, aged_evidence
from health.evidence.case import Case
from health.evidence.found import Found, table
from health.evidence.words import figure, listed, many, were

_TOLD = "held_on* planned_for attendance outcome"


def demo_freshness(case: Case) -> Found | str:
    """When work was last shown."""
    held = [{**line, "day": line["held_on"]} for line in case.lines("demos") if line["held_on"]]
    wording = Wording("Work was last shown", "No work has been shown", f"{_TOLD} gap notes")
    return aged_evidence(case, held, case.agreed("demo_every"), wording)


def demo_attendance(case: Case) -> Found | str:
    """Who was there."""
    days = case.whole("demo_attendance.window_days")
    seen = [
        {**line, "score": case.number(f"demo_attendance.{line['attendance'].replace('-', '_')}")}
        for line in case.lines("demos")
        if line["attendance"] and case.within(line["held_on"], days)
    ]
    if not seen:
        return f"no demo was held in the last {days} days with its attendance noted"
    mean = sum(line["score"] for line in seen) / len(seen)
    number = {word: sum(line["attendance"] == word for line in seen) for word in _WHO}
    parts = [
        f"{many} {_WHO[word]}" for word, many in number.items() if many and word != "decision-maker"
    ]
    rest = f"; {listed(parts)}" if parts else ""
    there = number["decision-maker"]
    return Found(
        mean,
        f"at {there} of {many(len(seen), 'demo')}",
        f"The decision-maker was there at {there or 'none'} of the {many(len(seen), 'demo')} "
        f"of the last {days} days{rest}. Together they are worth {figure(mean)} of 100.",
        table(seen, f"{_TOLD} score* notes", "held_on"),
    )


_WHO = {
    "decision-maker": "with the decision-maker",
    "other": "with somebody else only",
    "recording": "sent as a recording",
    "none": "with nobody there",
}


def missed(case: Case, line: dict[str, Any]) -> bool:
    """Whether a planned demo was not held by the end of its day, nor cancelled in good time."""
    planned, held, cancelled = line["planned_for"], line["held_on"], line["cancelled_on"]
    if planned is None or planned > case.day or (held and held <= planned):
        return False
    day_before = case.after(planned - timedelta(days=1), 0)
    return not (cancelled and cancelled < day_before)


def demos_kept(case: Case) -> Found | str:
    """Whether planned demos take place on their day."""
    days = case.whole("demos_kept.window_days")
    judged = []
    for line in case.lines("demos"):
        was_held = case.within(line["held_on"], days)
        was_missed = missed(case, line) and case.within(line["planned_for"], days)
        if was_held or was_missed:
            judged.append({**line, **_verdict(line, was_held, was_missed, days)})
    if not judged:
        return f"no demo was due or held in the last {days} days"
    kept = sum(line["verdict"] == "held" for line in judged)
    later = sum(line["verdict"] == "held, after its day" for line in judged)
    never = len(judged) - kept - later
    verdicts = [score for line in judged for score in line["scores"]]
    parts = [f"{later} held later"] * (later > 0) + [f"{never} not held"] * (never > 0)
    rest = f", {listed(parts)}" if parts else ""
    text = f"{kept} of {len(judged)} held on their day"
    return Found(
        sum(verdicts) / len(verdicts),
        text,
        f"Of {many(len(judged), 'demo')} due or held in the last {days} days "
        f"{were(kept)} held by the planned day{rest}.",
        table(
            judged,
            "planned_for* held_on* cancelled_on verdict* score* verdicts counts_until notes",
            "dated",
        ),
    )


def _verdict(line: dict[str, Any], was_held: bool, was_missed: bool, days: int) -> dict[str, Any]:
    """A demo held after its day has both verdicts, each for its own time."""
    dated: list[date] = [line["held_on"]] * was_held + [line["planned_for"]] * was_missed
    scores = [100.0] * was_held + [0.0] * was_missed
    late = line["held_on"] and line["planned_for"] and line["held_on"] > line["planned_for"]
    word = "held, after its day" if late else "held" if was_held else "not held"
    if not late and was_missed and line["cancelled_on"]:
        word = "cancelled too late"
    return {
        "scores": scores,
        "verdicts": len(scores) if len(scores) > 1 else None,
        "score": sum(scores) / len(scores),
        "verdict": word,
        "dated": max(dated),
        "counts_until": max(dated) + timedelta(days=days - 1),
    }
