"""What settings are called on screen: the part of the form they stand in, their names, values."""

from __future__ import annotations

from functools import cache

from health.errors import SettingRefused
from health.replay import OF_READING
from health.settings import SETTINGS
from health.settings.edits import Difference, Value, shown
from health.signals import SIGNALS
from pages.parts.words import DIMENSION_WORDS

_SHARED = {"slip": "promises_kept"}  # told once, under the first signal that reads them
_BANDS, _AGES, _TREND = "bands", "age", "trend drift"
PARTS = {  # the parts of the form, in its order
    "dimensions": "The five dimensions",
    **DIMENSION_WORDS,
    _BANDS: "Bands",
    _AGES: "Ages: last contact, demo, report, ask",
    _TREND: "Trend and drift",
    "alerts": "Alerts",
}


@cache
def blocks(part: str) -> dict[str, tuple[str, ...]]:
    """The settings of a part of the form, under small headings of their own."""
    if part == "dimensions":
        return {"": (*_names("weights.dimensions"), "health.mean_share")}
    if part in DIMENSION_WORDS:
        return {
            one.label: (one.weight_name, *_of_signal(one.name))
            for one in SIGNALS.values()
            if one.dimension == part
        }
    return {"": tuple(name for group in part.split() for name in _names(group))}


def _of_signal(signal: str) -> list[str]:
    groups = {name.partition(".")[0]: name for name in SIGNALS[signal].settings}
    aside = {_AGES} | {group for group in groups if _SHARED.get(group, signal) != signal}
    return [name for name in SIGNALS[signal].settings if name.partition(".")[0] not in aside]


def _names(group: str) -> tuple[str, ...]:
    return tuple(name for name in SETTINGS if name.rpartition(".")[0] == group)


def can_be_tried(name: str) -> bool:
    """Whether the form has the setting: those that the logs are read with are told in the file."""
    return name in SETTINGS and name not in OF_READING


_BY_ENDING = {
    "window_days": "Counts for (days)",
    "prior_count": "Starts from so many assumed verdicts",
    "prior_mean": "The assumed verdict (score)",
}
_WORDS = {
    "agreements.contacts_per_week": "Contacts a week, of either side",
    "agreements.contact_every": "We reach out every (business days)",
    "agreements.demo_every": "We show work every (business days)",
    "agreements.report_every": "We report every (business days)",
    "agreements.feedback_every": "We ask for feedback every (business days)",
    "agreements.reply_within": "We answer within (business hours)",
    "health.mean_share": "Share of the weighted mean; the rest is the weakest",
    "age.days": "Averaged over the last (business days)",
    "age.grace_share": "Grace: a share of the target",
    "age.grace_least": "Grace: at least (business days)",
    "age.zero_at": "Nothing left at (× target, and grace)",
    "reply_time.zero_at": "Nothing left at (× target)",
    "contact_coverage.weeks": "Looks at (whole weeks)",
    "quiet_hours.prior_outside": "Starts from: out of hours (contacts)",
    "quiet_hours.prior_count": "Starts from: in all (contacts)",
    "quiet_hours.full": "Full marks up to",
    "quiet_hours.zero": "Nothing left from",
    "technical_questions.full": "Full marks up to (a week)",
    "technical_questions.zero": "Nothing left from (a week)",
    "informal_contact.every": "Small talk every (business days)",
    "demo_attendance.decision_maker": "The decision-maker there (score)",
    "demo_attendance.other": "Somebody else there (score)",
    "demo_attendance.recording": "Only a recording sent (score)",
    "demo_attendance.none": "Nobody there (score)",
    "slip.moved_once": "Up to a date moved once in time, a slip counts",
    "slip.moved_again": "Up to a date moved more often",
    "slip.warning_relief": "An early warning takes off",
    "slip.warning_share": "Early: this share of the item's length",
    "slip.warning_least": "Early: at least (business days)",
    "slip.zero_share": "Nothing left after this share of the length",
    "slip.zero_least": "Nothing left: not before (business days)",
    "slip.zero_most": "Nothing left: at the latest (business days)",
    "agreed_in_writing.within": "Confirmed within (business days)",
    "response_rate.within": "Answered within (business days)",
    "report_completeness.yes": "A section filled in (score)",
    "report_completeness.same": "A section copied (score)",
    "report_completeness.no": "A section missing (score)",
    "no_surprises.warning_least": "Warned in time: at least (business days)",
    "no_surprises.warning_share": "Warned in time: this share of the length",
    "issue_updates.every": "Word every (business days)",
    "issues_restated.within": "Restated within (business days)",
    "risks_planned.fresh_within": "Looked at within (business days)",
    "bands.green_stays": "Stays green down to",
    "bands.red_stays": "Stays red below",
    "bands.coverage_least": "No band with less known than",
    "trend.points": "Slope over (points)",
    "trend.drop": "Falling or rising from a change of",
    "trend.confidence": "Confidence of the slope",
    "drift.k": "Drift: slack (standard deviations)",
    "drift.h": "Drift: signals above (standard deviations)",
    "drift.most": "Drift: one week counts at most (standard deviations)",
    "drift.least_sd": "Drift: least standard deviation",
    "drift.contacts_h": "Drift: of contacts signals above (standard deviations)",
    "drift.call_weight": "Drift: a call counts as (messages)",
    "drift.warm_up": "Drift: begins after (weeks)",
    "alerts.overdue_after": "Overdue, unwarned: after (business days)",
    "alerts.stale_after": "No row in any log: after (business days)",
    "alerts.unhappy_rating": "An unhappy rating: up to (of 10)",
    "alerts.unhappy_drop": "A rating so far below the usual (of 10)",
    "alerts.waiting_targets": "They wait for: so many targets",
    "alerts.quiet_targets": "Gone quiet: so many targets",
    "alerts.dimension_below": "A dimension is red below",
    "alerts.dimension_days": "A red dimension alerts after (days)",
    "alerts.health_drop": "Health fell by (points)",
    "alerts.health_drop_days": "Health fell: over (days)",
    "alerts.coverage_least": "Health fell: known at least",
    "alerts.settled_days": "Health fell: not in the first (days)",
    "alerts.moves": "Moved again: an item so often",
    "alerts.silent_asks": "Silent feedback: asks running",
    "alerts.overload_contacts": "Overload: contacts (× agreed)",
    "alerts.overload_questions": "Overload: technical questions (a week)",
    "alerts.overload_weeks": "Overload: weeks running",
    "alerts.clean_days": "Resolved after so many clean days",
    "alerts.event_days": "Resolved, what happened once: after (days)",
}


def named(name: str) -> str:
    """A setting's name within its block: `Weight`, `Counts for (days)`."""
    if name.startswith("weights.dimensions."):
        return DIMENSION_WORDS[name.rpartition(".")[2]]
    if name.startswith("weights."):
        return "Weight"
    about = SETTINGS[name].help
    ending = _BY_ENDING.get(name.rpartition(".")[2])
    return _WORDS.get(name) or ending or f"{about[:1].upper()}{about[1:]}"


def label(name: str) -> str:
    """The same with the unit in which its field takes it: `Weight (%)`."""
    return f"{named(name)} (%)" if in_percent(name) else named(name)


def in_percent(name: str) -> bool:
    """Whether a setting is a share, which people read and type as per cent: 0.4 is 40 %."""
    return name in SETTINGS and SETTINGS[name].unit == "share"


def typed(name: str, value: float) -> float:
    """A value as its field shows it: 40 of a share of 0.4."""
    return round(100 * value, 8) if in_percent(name) else value


def meant(name: str, number: float) -> float:
    """The value that a number in its field means; `typed` the other way round."""
    return round(number / 100, 10) if in_percent(name) else number


def allowed(name: str) -> str:
    """What a setting may be, in words and in the unit of its field."""
    if not in_percent(name):
        return SETTINGS[name].allowed
    least, most = (typed(name, each) for each in (SETTINGS[name].least, SETTINGS[name].most))
    return f"from {least:g} to {most:,.10g}\u00a0%"


def full_name(name: str) -> str:
    """A setting's name where nothing around says what it belongs to."""
    if name not in SETTINGS:
        return name
    group, _, last = name.rpartition(".")
    if name.startswith("weights."):
        return f"Weight of {DIMENSION_WORDS.get(last) or SIGNALS[last].label}"
    text = named(name)
    label = (
        SIGNALS[group].label if group in SIGNALS else {_AGES: "Ages", "slip": "Slips"}.get(group)
    )
    return f"{label}: {text[:1].lower()}{text[1:]}" if label else text


def told(value: Value | None, name: str = "") -> str:
    """A value of a setting in words: 25 %; `as the rest` where there is none of one's own."""
    if value is None or isinstance(value, str):
        return "as the rest" if value is None else value
    return shown(typed(name, value)) + ("\u00a0%" if in_percent(name) else "")


def difference(found: Difference) -> str:
    """`Weight of Demos 15 % → 30 %`, and whose, if it is not everybody's."""
    scope = f", {found.scope}" if found.scope else ""
    return (
        f"{full_name(found.name)}{scope}: {told(found.before, found.name)} → "
        f"{told(found.after, found.name)}"
    )


def refusal(found: SettingRefused) -> str:
    """What was wrong with a value, and what is allowed, by the names on screen."""
    value = f"“{found.value}”"
    if isinstance(found.value, int | float):
        value = told(float(found.value), found.name)
    setting = SETTINGS.get(found.name)
    may_be = found.allowed
    if setting is not None and may_be == setting.allowed:
        may_be = allowed(found.name)
    for name in SETTINGS:
        may_be = may_be.replace(name, f"“{full_name(name)}”") if name in may_be else may_be
    return f"{full_name(found.name)} = {value} is not possible; allowed: {may_be}."
