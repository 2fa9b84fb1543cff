"""The aim of a signal in words, with what was agreed and what the settings say put in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from health.evidence.words import every, figure, many
from health.logs.contract import AGREEMENTS
from health.settings import Settings
from health.signals import SIGNALS

AGREEMENT = {
    "contact_freshness": "contact_every",
    "reply_time": "reply_within",
    "contact_coverage": "contacts_per_week",
    "demo_freshness": "demo_every",
    "feedback_freshness": "feedback_every",
    "reports_on_time": "report_every",
}
RHYTHM = {"informal_contact": "informal_contact.every", "issue_updates": "issue_updates.every"}


class Agreed(Protocol):
    """Whose aims are told: what was agreed with it, and the settings that hold for it."""

    def agreed(self, name: str) -> float:
        """An agreement."""

    def number(self, setting: str) -> float:
        """A setting."""

    def whole(self, setting: str) -> int:
        """A setting that is a whole number."""


@dataclass(frozen=True)
class Usual:
    """A client with which nothing else was agreed, in no segment of its own: the settings alone."""

    settings: Settings

    def agreed(self, name: str) -> float:
        """What the settings assume."""
        return self.settings.number(f"agreements.{name}")

    def number(self, setting: str) -> float:
        """The portfolio's value."""
        return self.settings.number(setting)

    def whole(self, setting: str) -> int:
        """The portfolio's value."""
        return self.settings.whole(setting)


def aim(case: Agreed, signal: str) -> str:
    """What full score takes, e.g. 'every 3 business days'; 'nothing agreed' where that is so."""
    if signal in AGREEMENT and not case.agreed(AGREEMENT[signal]):
        return "nothing agreed"
    if signal in RHYTHM and not case.number(RHYTHM[signal]):
        return "nothing expected"
    told = _by_settings(case).get(signal)
    return told or SIGNALS[signal].aim.format_map(
        {name: figure(case.agreed(name)) for name in AGREEMENTS}
    )


def _by_settings(case: Agreed) -> dict[str, str]:
    """Aims that hold a setting, or a number that has a singular."""
    number = case.number
    own = {
        name: every(case.agreed(agreement))
        for name, agreement in AGREEMENT.items()
        if agreement.endswith("_every")
    }
    hours = many(case.agreed("reply_within"), "business hour")
    warned = many(number("no_surprises.warning_least"), "business day")
    return own | {
        "reply_time": f"within {hours}",
        "quiet_hours": f"at most {figure(100 * number('quiet_hours.full'))} %",
        "technical_questions": f"at most {figure(number('technical_questions.full'))} a week",
        "informal_contact": every(number("informal_contact.every")),
        "agreed_in_writing": f"every date, within {_days(case, 'agreed_in_writing.within')}",
        "response_rate": f"every ask answered within {_days(case, 'response_rate.within')}",
        "no_surprises": f"done in time, or warned of at least {warned} before",
        "issue_updates": f"{every(number('issue_updates.every'))} until resolved",
        "issues_restated": f"within {_days(case, 'issues_restated.within')}",
        "risks_planned": "told, with plan B and owner, looked at within "
        + _days(case, "risks_planned.fresh_within"),
    }


def _days(case: Agreed, setting: str) -> str:
    return many(case.whole(setting), "business day")


def nothing_left(case: Agreed, signal: str) -> str:
    """Where nothing is left of the score, in words; empty where no single figure says it."""
    target = (
        case.agreed(AGREEMENT[signal])
        if signal in AGREEMENT
        else case.number(RHYTHM[signal])
        if signal in RHYTHM
        else 0.0
    )
    number = case.number
    if signal == "reply_time":
        return f"after {many(number('reply_time.zero_at') * target, 'business hour')}"
    if signal == "contact_coverage":
        return "none in the week"
    if target:
        grace = max(number("age.grace_least"), number("age.grace_share") * target)
        return f"{many(number('age.zero_at') * target + grace, 'business day')} without"
    least, most = (figure(number(f"slip.zero_{end}")) for end in ("least", "most"))
    share = figure(100 * number("slip.zero_share"))
    slip = f"{share} % of its length late, {least} to {most} business days"
    return {
        "quiet_hours": f"{figure(100 * number('quiet_hours.zero'))} %",
        "technical_questions": f"{figure(number('technical_questions.zero'))} a week",
        "promises_kept": slip,
        "overdue_now": slip,
    }.get(signal, "")
