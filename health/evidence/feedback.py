"""Evidence of feedback: what the client says when asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from health.evidence.ages import Wording, aged_evidence
from health.evidence.case import Case
from health.evidence.found import Found, table
from health.evidence.words import figure, many, on_day, per_cent, were

_TOLD = "rater question comment"


def _answers(case: Case, signal: str, column: str) -> tuple[int, list[dict[str, Any]]]:
    """Days of the window, and the answers in it that fill a column."""
    days = case.whole(f"{signal}.window_days")
    lines = [line for line in case.lines("feedback") if case.within(line["answered_on"], days)]
    filled = [line for line in lines if line[column] is not None and line[column] == line[column]]
    return days, [
        {**line, "counts_until": line["answered_on"] + timedelta(days=days - 1)} for line in filled
    ]


def rating(case: Case) -> Found | str:
    """How they rate the work."""
    days, answers = _answers(case, "rating", "rating")
    if not answers:
        return f"no rating in the last {days} days"
    for line in answers:
        line["score"] = 100 * (line["rating"] - 1) / 9
    mean = sum(line["rating"] for line in answers) / len(answers)
    lowest = min(answers, key=lambda line: (line["rating"], -line["answered_on"].toordinal()))
    who = f" from {lowest['rater']}" if lowest["rater"] else ""
    last = (
        f" The lowest is {figure(lowest['rating'])}{who}, on {on_day(lowest['answered_on'])}."
        if len(answers) > 1
        else ""
    )
    prior = case.number("rating.prior_count")
    assumed = 1 + 9 * case.number("rating.prior_mean") / 100
    start = (
        f" The score starts from {figure(assumed)} of 10, weighing as {many(prior, 'answer')}."
        if prior
        else ""
    )
    return Found(
        mean,
        f"{figure(mean)} of 10 over {many(len(answers), 'answer')}",
        f"They rated the work {figure(mean)} of 10 on average, over {many(len(answers), 'answer')} "
        f"of the last {days} days.{last}{start}",
        table(answers, f"answered_on* rating* score* {_TOLD} counts_until", "answered_on"),
    )


def yes_answers(case: Case) -> Found | str:
    """Whether they say yes."""
    days, answers = _answers(case, "yes_answers", "yes_no")
    if not answers:
        return f"no answer to a yes/no question in the last {days} days"
    for line in answers:
        line["score"] = 100.0 * line["yes_no"]
    yes = sum(line["yes_no"] for line in answers)
    lines = [{**line, "yes_no": "yes" if line["yes_no"] else "no"} for line in answers]
    no = [line for line in answers if not line["yes_no"]]
    last = (
        f" The latest no came on {on_day(max(line['answered_on'] for line in no))}." if no else ""
    )
    return Found(
        100 * yes / len(answers),
        f"{yes} of {len(answers)} yes",
        f"Of {many(len(answers), 'answer')} to yes/no questions in the last {days} days "
        f"{were(yes)} a yes ({per_cent(yes / len(answers))}).{last}",
        table(lines, f"answered_on* yes_no* score* {_TOLD} counts_until", "answered_on"),
    )


def response_rate(case: Case) -> Found | str:
    """Whether they answer at all."""
    days, within = case.whole("response_rate.window_days"), case.whole("response_rate.within")
    judged = []
    for line in case.lines("feedback"):
        if line["asked_on"] is None:
            continue
        limit, answered = case.after(line["asked_on"], within), line["answered_on"]
        in_time = answered is not None and answered <= limit
        silent = not in_time and case.within(limit + timedelta(days=1), days)
        told = case.within(answered, days)
        if told or silent:
            scores = [100.0] * told + [0.0] * silent
            word = "answered" if in_time else "answered late" if answered else "no answer"
            both = len(scores) if len(scores) > 1 else None
            judged.append(
                {
                    **line,
                    "scores": scores,
                    "score": sum(scores) / len(scores),
                    "verdicts": both,
                    "verdict": word,
                }
            )
    if not judged:
        return (
            f"no answer to an ask in the last {days} days, "
            f"and no ask unanswered after its {many(within, 'business day')}"
        )
    number = {
        word: sum(line["verdict"] == word for line in judged)
        for word in ("answered", "answered late", "no answer")
    }
    verdicts = [score for line in judged for score in line["scores"]]
    late = f", {number['answered late']} answered late" if number["answered late"] else ""
    none = f", {number['no answer']} not answered" if number["no answer"] else ""
    text = f"{number['answered']} of {len(judged)} answered in time{late}"
    return Found(
        sum(verdicts) / len(verdicts),
        text,
        f"Of {many(len(judged), 'ask')} judged in the last {days} days {were(number['answered'])} "
        f"answered within {many(within, 'business day')}{late}{none}.",
        table(judged, f"asked_on* answered_on* verdict* score* verdicts {_TOLD}", "asked_on"),
    )


def feedback_freshness(case: Case) -> Found | str:
    """When we last asked."""
    asks = [
        {**line, "day": line["asked_on"] or line["answered_on"]} for line in case.lines("feedback")
    ]
    wording = Wording(
        "They were last asked, or answered unasked,",
        "They have not been asked",
        f"asked_on* answered_on* {_TOLD} gap",
    )
    return aged_evidence(case, asks, case.agreed("feedback_every"), wording)
