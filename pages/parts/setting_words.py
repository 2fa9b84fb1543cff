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
    "quiet_hours.full": "Full marks up to (share)",
    "quiet_hours.zero": "Nothing left from (share)",
    "technical_questions.full": "Full marks up to (a week)",
    "technical_questions.zero": "Nothing left from (a week)",
    "informal_contact.every": "Small talk every (business days)",
    "demo_attendance.decision_maker": "The decision-maker there (score)",
    "demo_attendance.other": "Somebody else there (score)",
    "demo_attendance.recording": "Only a recording sent (score)",
    "demo_attendance.none": "Nobody there (score)",
    "slip.moved_once": "Up to a date moved once in time, a slip counts (share)",
    "slip.moved_again": "Up to a date moved more often (share)",
    "slip.warning_relief": "An early warning takes off (share)",
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
    "bands.coverage_least": "No band with less known than (share)",
    "trend.points": "Slope over (points)",
    "trend.drop": "Falling or rising from a change of",
    "trend.confidence": "Confidence of the slope",
    "drift.k": "Drift: slack (standard deviations)",
    "drift.h": "Drift: signals above (standard deviations)",
    "drift.least_sd": "Drift: least standard deviation",
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
    "alerts.coverage_least": "Health fell: known at least (share)",
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


def told(value: Value | None) -> str:
    """A value in words: 0.25; `as the rest` where a segment or client has none of its own."""
    return "as the rest" if value is None else value if isinstance(value, str) else shown(value)


def difference(found: Difference) -> str:
    """`Weight of Demos 0.15 → 0.3`, and whose, if it is not everybody's."""
    scope = f", {found.scope}" if found.scope else ""
    return f"{full_name(found.name)}{scope}: {told(found.before)} → {told(found.after)}"


def refusal(found: SettingRefused) -> str:
    """What was wrong with a value, and what is allowed, by the names on screen."""
    value = shown(found.value) if isinstance(found.value, int | float) else f"“{found.value}”"
    allowed = found.allowed
    for name in SETTINGS:
        allowed = allowed.replace(name, f"“{full_name(name)}”") if name in allowed else allowed
    return f"{full_name(found.name)} = {value} is not possible; allowed: {allowed}."
