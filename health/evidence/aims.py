"""The aim of a signal in words, with what was agreed and what the settings say put in."""

from __future__ import annotations

from health.evidence.case import Case
from health.evidence.words import every, figure, many
from health.logs.contract import AGREEMENTS
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


def aim(case: Case, signal: str) -> str:
    """What full score takes, e.g. 'every 3 business days'; 'nothing agreed' where that is so."""
    if signal in AGREEMENT and not case.agreed(AGREEMENT[signal]):
        return "nothing agreed"
    if signal in RHYTHM and not case.number(RHYTHM[signal]):
        return "nothing expected"
    told = _by_settings(case).get(signal)
    return told or SIGNALS[signal].aim.format_map(
        {name: figure(case.agreed(name)) for name in AGREEMENTS}
    )


def _by_settings(case: Case) -> dict[str, str]:
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


def _days(case: Case, setting: str) -> str:
    return many(case.whole(setting), "business day")
