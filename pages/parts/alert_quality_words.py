"""The quality of alerts in words and HTML: shares by rule, and limits that would have helped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

from health.alerts import RULES
from health.quality.shares import Precision, Share, quarter_name
from health.quality.told import (
    CRITERION,
    HELPS,
    HOW_TO,
    NEEDED,
    NONE,
    away,
    counts,
    effect,
    likely,
    quarter_counts,
    verdict,
)
from health.quality.tried import Candidate, Tried
from health.settings import Settings
from health.words import figure
from pages.parts import address, trial, words
from pages.parts.look import scrolled
from pages.parts.setting_words import full_name, told

_QUARTERS = 8  # the latest; the command tells all


def none_html() -> str:
    """How to mark, and how many marks are needed."""
    return f"<p class='soft small'>{escape(HOW_TO)}</p>"


def shares_html(found: Sequence[Precision]) -> str:
    """The finding in a sentence; by rule how many of the marked alerts were true, over time."""
    head = '<tr><th>Rule</th><th class="num">Marked true</th><th class="num">Likely share</th></tr>'
    lines = "".join(_line(each) for each in found)
    return (
        f"<p>{escape(finding(found))}</p>"
        f'<table class="shares">{head}{lines}</table>'
        f'<p class="small soft wolf">{escape(CRITERION)} Columns are quarters of a year, '
        "by the day on which an alert began: how many were true of those marked. With "
        f"{NEEDED} a column is filled, and a thin line shows the likely share; the dotted line is "
        "a half.</p>"
    )


def finding(found: Sequence[Precision]) -> str:
    """Which rules cry wolf, and of how many nothing can be said."""
    wolves = [RULES[each.rule].title for each in found if each.cries_wolf]
    few = sum(not each.whole.enough for each in found)
    cry = "cries" if len(wolves) == 1 else "cry"
    said = f"{words.listed(wolves)} {cry} wolf." if wolves else "No rule cries wolf."
    if few == len(found):
        said = "No rule has marks enough to be judged."
    elif few:
        said += f" {words.count(few, 'rule has', 'rules have')} too few marks to be judged."
    return said


def _line(one: Precision) -> str:
    tone = "bad" if one.cries_wolf else "soft"
    return (
        f"<tr><td>{escape(RULES[one.rule].title)}"
        f' <span class="small {tone}">{escape(verdict(one))}</span>'
        f"{_columns(one.quarters[-_QUARTERS:])}</td>"
        f'<td class="num">{counts(one.whole)}</td>'
        f'<td class="num soft">{likely(one.whole)}</td></tr>'
    )


def _columns(quarters: Sequence[tuple[date, Share]]) -> str:
    """A small column a quarter with its counts below; hollow where marks are few."""
    spoken = "; ".join(quarter_counts(each) for each in quarters)
    drawn = "".join(
        f'<span><i class="{"enough" if share.enough else "few"}">'
        f'<b style="height:{100 * share.share:.0f}%"></b>{_likely(share)}</i>'
        f"{share.true}/{share.marked}<br>{quarter_name(first)[-2:]} {first.year % 100:02d}</span>"
        for first, share in quarters
    )
    return f'<div class="quarters" role="img" aria-label="{escape(spoken)}">{drawn}</div>'


def _likely(share: Share) -> str:
    """A thin line over the likely share, where marks are enough."""
    low, high = 100 * share.low, 100 * share.high
    line = f'<u style="bottom:{low:.0f}%;height:{high - low:.0f}%"></u>'
    return line if share.enough else ""


def helped_html(found: Sequence[Tried], settings: Settings) -> str:
    """Of each rule that cries wolf the mildest value that helps, and all that were tried."""
    parts = "".join(_tried(each, settings) for each in found)
    return f'{parts}<p class="small soft wolf">{escape(HELPS)}</p>'


def _tried(one: Tried, settings: Settings) -> str:
    title, told_ = escape(RULES[one.rule].title), one.best or one.nearest
    said = f"<b>{title}</b>" if one.best else f"<b>{title}:</b> {NONE}"
    if told_ is not None:
        link = escape(address.trial_href(trial.as_query(settings, dict(told_.edits))))
        said += (
            f"{' with' if one.best else ' Nearest to it comes'} {escape(moved(told_, settings))}: "
            f'{escape(effect(told_))}. <a href="{link}" target="_self">Try it on the Model page</a>'
        )
    gone = f" {escape(away(one.away))}" if one.away else ""
    return (
        f'<p class="wolf">{said}{gone}</p><details><summary>The '
        f"{words.count(len(one.candidates), 'value')} that were tried</summary>"
        f"{scrolled(_values(one, settings), f'Values tried: {RULES[one.rule].title}')}</details>"
    )


def moved(one: Candidate, settings: Settings) -> str:
    """Gone quiet: so many targets 2 → 3."""
    return ", ".join(
        f"“{full_name(name)}” {told(settings.number(name), name)}\u00a0→\u00a0{told(value, name)}"
        for name, value in one.edits.items()
    )


def _values(one: Tried, settings: Settings) -> str:
    head = (
        "<tr><th>Setting</th>"
        '<th class="num">False ones dropped</th><th class="num">True ones kept</th>'
        '<th class="num">Later</th><th class="num">All its alerts there</th></tr>'
    )
    lines = "".join(_value(each, one, settings) for each in one.candidates)
    return f'<table class="tried">{head}{lines}</table>'


def _value(each: Candidate, one: Tried, settings: Settings) -> str:
    later = "–"
    if each.later:
        days = figure(each.median_days_later)
        later = f"{len(each.later)}, by {days} {'day' if days == '1' else 'days'}"
    name = escape(moved(each, settings))
    told_ = f"<b>{name}</b>" if each is one.best else name
    return (
        f"<tr><td>{told_}</td>"
        f'<td class="num">{each.false_gone} of {each.false}</td>'
        f'<td class="num">{each.true - each.true_gone} of {each.true}</td>'
        f'<td class="num">{later}</td>'
        f'<td class="num">{each.alerts:,} of {one.alerts:,}</td></tr>'
    )
