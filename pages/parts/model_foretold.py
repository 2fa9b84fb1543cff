"""Did the scores foretell what became of clients? The back-test, told and drawn."""

from __future__ import annotations

import streamlit as st

from health import background
from health.background import Work
from health.backtest.asking import asked, key_of
from health.backtest.budget import PER_LEAD
from health.backtest.judged import Backtest
from health.backtest.verdict import more_words, verdict
from health.backtest.weeks import REASONS
from health.calendars import day_date
from health.portfolio import Portfolio
from pages.parts import palette, seen, words
from pages.parts.look import heading, note, scrolled, sheet
from pages.parts.model_foretold_figures import (
    auc_figure,
    lead_figure,
    reliability_figure,
    share,
    shares,
)
from pages.parts.picture import chart
from pages.parts.words import escape

_AT_ONCE = 0.4  # seconds in which a small portfolio is done
_AUC = "0.5 is chance, 1 is always right; a line is the 90 % interval"


def foretold(portfolio: Portfolio) -> None:
    """The whole part of the page; looks again by itself until it is done."""
    if portfolio.logs.cut is not None:
        note(
            "none",
            "This is for those who see all clients",
            "It rests on what became of every client; of some of them alone nothing could be "
            "concluded.",
        )
        return
    if not portfolio.logs["outcomes"].present:
        note(
            "none",
            "There are no outcomes to hold the scores against",
            "Add a log “outcomes” with the columns client, on, outcome (renewed, expanded, "
            "referred, escalated, reduced, churned), and noticed_on where notice came before.",
        )
        return
    work = _work(portfolio)
    if work.result is not None:
        _told(work.result)
    elif work.problem:
        note("bad", "The back-test can't be made", seen.without_places(work.problem))
        st.button("Try again", on_click=background.current().forget, args=(key_of(portfolio),))
    else:
        _waiting(portfolio)


def _work(portfolio: Portfolio) -> Work[Backtest]:
    found = asked(portfolio)
    if found.done:
        return found
    return background.current().wait(key_of(portfolio), _AT_ONCE) or found


@st.fragment(run_every=0.7)
def _waiting(portfolio: Portfolio) -> None:
    work = asked(portfolio)
    if work.done:
        st.rerun()
    note(
        "none",
        "Holding every week's scores against what became of the clients",
        f"Now: {work.doing}. A few seconds, with many clients a minute.",
    )


def _told(made: Backtest) -> None:
    of, as_of = palette.colours(), made.as_of
    sheet(verdict_html(made))
    if made.scored:
        heading("How well bad outcomes are told from others", _AUC)
        chart(
            auc_figure(made, of), "foretold-auc", ("foretold", as_of),
            "AUC of health, the fitted risk and plain baselines, with 90 % intervals",
        )  # fmt: skip
        heading(f"If the {PER_LEAD} clients most at risk are looked at", _whose(made))
        sheet(scrolled(budget_html(made), "What such a budget finds"))
    if any(each.days for each in made.lead):
        heading("How long before the outcome it stood", "days; a point is a client")
        chart(
            lead_figure(made, of), "foretold-lead", ("lead time", as_of),
            "Days between the first week of an unbroken run and the outcome, client by client",
        )  # fmt: skip
    if made.reliability:
        heading("Is the chance that is stated what comes true?", "dotted: it is")
        chart(
            reliability_figure(made, of), "foretold-chance", ("chance and outcome", as_of),
            "Stated chance of a bad outcome beside the share that came true, with intervals",
            told="◆ fitted risk, ● health as shown; a bar is the 90 % interval",
        )  # fmt: skip
    heading("What was judged, and what was not")
    sheet(judged_html(made))


def _whose(made: Backtest) -> str:
    return f"of each of {made.leads} leads, every week" if made.leads else "of all, every week"


def verdict_html(made: Backtest) -> str:
    """The verdict, and what else is to be said at once."""
    more = "".join(f"<p>{escape(each)}</p>" for each in more_words(made))
    return f"<h2>{escape(verdict(made))}</h2>{more}"


def budget_html(made: Backtest) -> str:
    """Of each score, how many of the weeks looked at were right, and which outcomes were seen."""
    rows = "".join(
        f"<tr><td>{escape(each.name[0].upper() + each.name[1:])}</td>"
        f'<td class="num">{share(each.budget.precision.value)}</td>'
        f'<td class="num soft">{shares(each.budget.precision)}</td>'
        f'<td class="num">{share(each.budget.recall.value)}</td>'
        f'<td class="num soft">{shares(each.budget.recall)}</td>'
        f'<td class="num">{share(each.budget.share)}</td></tr>'
        for each in made.scored
    )
    late = made.late
    base = share(late.bad_weeks / late.weeks) if late else "–"
    return (
        '<table><thead><tr><th>By</th><th class="num">Right</th><th class="num">90 %</th>'
        '<th class="num">Outcomes seen ahead</th><th class="num">90 %</th>'
        f'<th class="num">Weeks looked at</th></tr></thead><tbody>{rows}</tbody></table>'
        '<p class="small soft">Right: the share of these weeks before a bad outcome; of all '
        f"weeks it is {base}.</p>"
    )


def judged_html(made: Backtest) -> str:
    """Outcomes, the two parts, and what was left out, by reason."""
    out, ahead = made.outcomes, made.ahead
    counts = ", ".join(f"{count} {word}" for word, count in out.counts.items()) or "none"
    lines = [
        f"Outcomes up to {words.day(day_date(out.until))}: {counts}. Churned, reduced and "
        f"escalated are bad; the first of each client counts, if it came more than {ahead.least} "
        f"and up to {ahead.most} days after a week."
    ]
    for name, part in (("Fitted to", made.early), ("Judged", made.late)):
        if part is not None:
            lines.append(
                f"{name}: {words.day(part.first)} to {words.day(part.last)}, {part.weeks:,} weeks "
                f"of {words.count(part.clients, 'client')}; {part.bad_weeks:,} weeks of "
                f"{part.bad_clients} of them before a bad outcome."
            )
    lines += [
        f"Bad outcomes that no week is held against: {count}, {reason}."
        for reason, count in made.weeks.lost.items() if count
    ]  # fmt: skip
    if out.set_aside:
        told = words.count(len(out.set_aside), "row")
        lines.append(f"Of the outcomes {told} set aside, the first: {out.set_aside[0]}")
    gone = [
        f"<tr><td>{escape(REASONS[name])}</td><td class='num'>{count:,}</td></tr>"
        for name, count in made.weeks.left_out.items() if count
    ]  # fmt: skip
    table = (
        "<table><thead><tr><th>Weeks of clients left out, because</th><th class='num'>Weeks</th>"
        f"</tr></thead><tbody>{''.join(gone)}</tbody></table>"
    )
    return "".join(f"<p>{escape(line)}</p>" for line in lines) + (table if gone else "")
