"""The table of settings: every weight, target and threshold with its default, unit and help."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

from health.errors import SettingRefused


@dataclass(frozen=True)
class Setting:
    """One line of the table: dotted name, default, unit, help, what is allowed, for whom."""

    name: str
    default: float | str
    unit: str
    help: str
    least: float = 0.0
    most: float = math.inf
    whole: bool = False
    per_client: bool = True
    words: tuple[str, ...] = ()

    @property
    def allowed(self) -> str:
        """What the setting may be, in words."""
        if self.words:
            return " or ".join(f'"{word}"' for word in self.words)
        if self.unit == "IANA time zone":
            return "an IANA time zone such as Europe/Lisbon"
        if self.unit == "HH:MM":
            return "a time of day, HH:MM"
        number = "a whole number" if self.whole else "a number"
        if math.isinf(self.most):
            return f"{number}, {self.least:g} or more ({self.unit})"
        return f"{number} from {self.least:g} to {self.most:g} ({self.unit})"

    def checked(self, value: object, where: str) -> float | str:
        """`value` as the setting's type; SettingRefused otherwise."""
        fits = False
        if isinstance(self.default, str):
            if isinstance(value, str) and self._is_word(value):
                return value
        elif isinstance(value, int | float) and not isinstance(value, bool):
            fits = self.least <= value <= self.most and (not self.whole or value == int(value))
            if fits:
                return float(value)
        raise SettingRefused(self.name, value, self.allowed, where)

    def _is_word(self, text: str) -> bool:
        if self.words:
            return text in self.words
        return _is_zone(text) if self.unit == "IANA time zone" else _is_clock(text)


def _is_zone(text: str) -> bool:
    return text in available_timezones()


def _is_clock(text: str) -> bool:
    return re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d|24:00", text, re.ASCII) is not None


def _group(
    prefix: str, *lines: tuple[str, float | str, str, str], **bounds: Any
) -> tuple[Setting, ...]:
    return tuple(
        Setting(f"{prefix}.{name}", default, unit, about, **bounds)
        for name, default, unit, about in lines
    )


def _window(signal: str, days: int, count: float, mean: float) -> tuple[Setting, ...]:
    """The three settings of a window mean: its length, and the prior it starts from."""
    return (
        Setting(
            f"{signal}.window_days",
            days,
            "days",
            "verdicts count for so long",
            7,
            3650,
            True,
            False,
        ),
        Setting(
            f"{signal}.prior_count", count, "verdicts", "the prior weighs as many verdicts", 0, 1e4
        ),
        Setting(
            f"{signal}.prior_mean", mean, "score", "the prior: what is assumed at first", 0, 100
        ),
    )


def _days(signal: str, days: int) -> Setting:
    return Setting(
        f"{signal}.window_days", days, "days", "rows count for so long", 7, 3650, True, False
    )


SETTINGS: dict[str, Setting] = {
    setting.name: setting
    for setting in (
        *_group(
            "agreements",
            (
                "contacts_per_week",
                2,
                "contacts a week",
                "we talk, whoever begins, at least so often",
            ),
            ("contact_every", 3, "business days", "we reach out at least this often"),
            ("demo_every", 10, "business days", "we show work at least this often"),
            ("report_every", 5, "business days", "a status report at least this often"),
            ("feedback_every", 5, "business days", "we ask for feedback at least this often"),
            ("reply_within", 8, "business hours", "we answer the client within"),
            most=1e4,
        ),
        Setting(
            "agreements.time_zone",
            "UTC",
            "IANA time zone",
            "where the log names none",
            per_client=False,
        ),
        Setting(
            "agreements.date_order",
            "day first",
            "order",
            "03/04 is 3 April, where no date of the column can be read in one way only",
            per_client=False,
            words=("day first", "month first"),
        ),
        Setting(
            "agreements.works_from",
            "09:00",
            "HH:MM",
            "business hours begin, where the log is blank",
            per_client=False,
        ),
        Setting(
            "agreements.works_to",
            "18:00",
            "HH:MM",
            "business hours end, where the log is blank",
            per_client=False,
        ),
        *_group(
            "weights.dimensions",
            ("communication", 0.20, "share", "how often and how well we talk"),
            ("demos", 0.15, "share", "how regularly we show work"),
            ("deadlines", 0.25, "share", "whether deadlines slip and are warned of"),
            ("feedback", 0.20, "share", "what the client says when asked"),
            ("transparency", 0.20, "share", "how open we are"),
            most=1e6,
        ),
        *_group(
            "weights.communication",
            ("contact_freshness", 0.30, "share", ""),
            ("reply_time", 0.30, "share", ""),
            ("contact_coverage", 0.15, "share", ""),
            ("quiet_hours", 0.10, "share", ""),
            ("technical_questions", 0.10, "share", ""),
            ("informal_contact", 0.05, "share", ""),
            most=1e6,
        ),
        *_group(
            "weights.demos",
            ("demo_freshness", 0.60, "share", ""),
            ("demo_attendance", 0.20, "share", ""),
            ("demos_kept", 0.20, "share", ""),
            most=1e6,
        ),
        *_group(
            "weights.deadlines",
            ("promises_kept", 0.60, "share", ""),
            ("overdue_now", 0.20, "share", ""),
            ("agreed_in_writing", 0.20, "share", ""),
            most=1e6,
        ),
        *_group(
            "weights.feedback",
            ("rating", 0.55, "share", ""),
            ("yes_answers", 0.15, "share", ""),
            ("response_rate", 0.15, "share", ""),
            ("feedback_freshness", 0.15, "share", ""),
            most=1e6,
        ),
        *_group(
            "weights.transparency",
            ("reports_on_time", 0.25, "share", ""),
            ("report_completeness", 0.15, "share", ""),
            ("no_surprises", 0.20, "share", ""),
            ("issue_updates", 0.15, "share", ""),
            ("issues_restated", 0.05, "share", ""),
            ("risks_planned", 0.10, "share", ""),
            ("changes_confirmed", 0.10, "share", ""),
            most=1e6,
        ),
        Setting(
            "age.days", 20, "business days", "ages are averaged over the last", 1, 250, True, False
        ),
        Setting("age.grace_share", 0.2, "share", "grace behind a target, as a share of it", 0, 10),
        Setting("age.grace_least", 1, "business days", "grace behind a target, at least", 0, 100),
        Setting(
            "age.zero_at", 3, "x target", "worth nothing at so many targets (and grace)", 1.01, 100
        ),
        _days("reply_time", 56),
        Setting(
            "reply_time.zero_at",
            4,
            "x target",
            "a reply is worth nothing at so many targets",
            1.01,
            100,
        ),
        Setting("contact_coverage.weeks", 8, "weeks", "whole weeks looked at", 1, 520, True, False),
        _days("quiet_hours", 56),
        Setting("quiet_hours.prior_outside", 1, "contacts", "prior: contacts out of hours", 0, 1e4),
        Setting("quiet_hours.prior_count", 10, "contacts", "prior: contacts in all", 0, 1e4),
        Setting("quiet_hours.full", 0.2, "share", "full score up to this share out of hours", 0, 1),
        Setting("quiet_hours.zero", 0.7, "share", "worth nothing from this share on", 0, 1),
        _days("technical_questions", 28),
        Setting("technical_questions.full", 3, "a week", "full score up to so many", 0, 1e4),
        Setting("technical_questions.zero", 9, "a week", "worth nothing from so many on", 0, 1e4),
        Setting(
            "informal_contact.every", 20, "business days", "some small talk this often", 0, 1e4
        ),
        _days("demo_attendance", 56),
        *_group(
            "demo_attendance",
            ("decision_maker", 100, "score", "the decision-maker was there"),
            ("other", 50, "score", "somebody else was there"),
            ("recording", 25, "score", "only a recording was sent"),
            ("none", 0, "score", "nobody was there"),
            most=100,
        ),
        *_window("demos_kept", 56, 0, 0),
        *_window("promises_kept", 84, 2, 70),
        *_group(
            "slip",
            (
                "moved_once",
                0.5,
                "share",
                "of a slip counts up to a date that we moved once in time",
            ),
            ("moved_again", 1.0, "share", "the same, for a date that we moved more often"),
            ("warning_relief", 0.3, "share", "of a slip that an early warning takes off"),
            (
                "warning_share",
                0.2,
                "x length",
                "full relief this long before, as share of the length",
            ),
            ("zero_share", 0.5, "x length", "worth nothing after this share of the length"),
            most=1,
        ),
        *_group(
            "slip",
            ("warning_least", 5, "business days", "full relief at least this long before"),
            ("zero_least", 10, "business days", "not worth nothing before"),
            ("zero_most", 30, "business days", "worth nothing after, at most"),
            least=1,
            most=1e4,
        ),
        *_window("agreed_in_writing", 84, 2, 75),
        Setting(
            "agreed_in_writing.within",
            2,
            "business days",
            "confirmed in writing within",
            0,
            250,
            True,
            False,
        ),
        *_window("rating", 91, 3, 66.67),
        *_window("yes_answers", 91, 3, 75),
        *_window("response_rate", 91, 2, 50),
        Setting(
            "response_rate.within",
            10,
            "business days",
            "an answer is due within",
            0,
            250,
            True,
            False,
        ),
        _days("report_completeness", 56),
        *_group(
            "report_completeness",
            ("yes", 100, "score", "a section that is filled"),
            ("same", 50, "score", "a section copied unchanged"),
            ("no", 0, "score", "a section that is missing"),
            most=100,
        ),
        *_window("no_surprises", 84, 2, 75),
        Setting(
            "no_surprises.warning_least",
            2,
            "business days",
            "a warning counts this long before, at least",
            0,
            250,
        ),
        Setting(
            "no_surprises.warning_share",
            0.1,
            "x length",
            "a warning counts this long before, as share of the length",
            0,
            1,
        ),
        Setting(
            "issue_updates.every", 3, "business days", "word on an open issue this often", 0, 1e4
        ),
        *_window("issues_restated", 56, 0, 0),
        Setting(
            "issues_restated.within",
            1,
            "business days",
            "a complaint is restated within",
            0,
            250,
            True,
            False,
        ),
        Setting(
            "risks_planned.fresh_within",
            10,
            "business days",
            "a risk is looked at within",
            0,
            250,
            True,
            False,
        ),
        *_window("changes_confirmed", 84, 2, 75),
        Setting(
            "health.mean_share",
            0.7,
            "share",
            "of health that is the weighted mean; the rest is the weakest dimension",
            0,
            1,
        ),
        *_group(
            "bands",
            ("green", 75, "health", "green from"),
            ("green_stays", 70, "health", "green stays green from"),
            ("red", 50, "health", "red below"),
            ("red_stays", 55, "health", "red stays red below"),
            ("dimension_floor", 50, "score", "no green with a dimension below"),
            most=100,
        ),
        Setting("bands.coverage_least", 0.6, "share", "no band with less of the model known", 0, 1),
        Setting("trend.points", 8, "points", "the slope is taken over", 3, 52, True, False),
        Setting(
            "trend.drop",
            5,
            "health",
            "falling or rising from this change on, over those points",
            0,
            100,
            False,
            False,
        ),
        Setting(
            "trend.confidence", 0.9, "share", "of the slope's interval", 0.5, 0.999, False, False
        ),
        Setting("drift.k", 0.5, "standard deviations", "slack of the CUSUM", 0, 10, False, False),
        Setting(
            "drift.h", 5, "standard deviations", "the CUSUM signals above", 0.1, 100, False, False
        ),
        Setting(
            "drift.most",
            2,
            "standard deviations",
            "one week counts as no more than",
            0.1,
            100,
            False,
            False,
        ),
        Setting(
            "drift.least_sd",
            5,
            "score",
            "a steadier client is judged as if it varied by so much",
            0.1,
            100,
            False,
            False,
        ),
        Setting(
            "drift.contacts_h",
            3.75,
            "standard deviations",
            "the CUSUM of contacts signals above",
            0.1,
            100,
            False,
            False,
        ),
        Setting(
            "drift.call_weight",
            5,
            "messages",
            "among contacts a call or meeting counts as",
            0,
            100,
            False,
            False,
        ),
        Setting("drift.warm_up", 8, "weeks", "before the CUSUM begins", 3, 520, True, False),
        *_group(
            "alerts",
            ("overdue_after", 1, "business days", "an item open past its date, unwarned"),
            ("stale_after", 10, "business days", "no row of a client in any log"),
            most=250,
            whole=True,
        ),
        *_group(
            "alerts",
            ("unhappy_rating", 5, "of 10", "a rating is unhappy up to"),
            ("unhappy_drop", 3, "of 10", "or so far below what the same person gave so far"),
            most=10,
        ),
        *_group(
            "alerts",
            ("waiting_targets", 2, "x target", "they wait for a reply, or for word on an issue"),
            ("quiet_targets", 2, "x target", "no contact, demo or report"),
            most=1e4,
        ),
        Setting(
            "alerts.waiting_days",
            56,
            "days",
            "a contact is waited for no longer than",
            1,
            36500,
            True,
            False,
        ),
        Setting("alerts.dimension_below", 50, "score", "a dimension is red below", 0, 100),
        Setting(
            "alerts.dimension_days",
            7,
            "days",
            "and becomes an alert when it stays so for",
            0,
            365,
            True,
            False,
        ),
        Setting("alerts.health_drop", 12, "health", "health fell by so much", 0.1, 100),
        Setting("alerts.health_drop_days", 28, "days", "over", 1, 365, True, False),
        Setting("alerts.coverage_least", 0.6, "share", "and so much of the model is known", 0, 1),
        Setting(
            "alerts.settled_days",
            28,
            "days",
            "health is not compared with a client's first so many",
            0,
            3650,
            True,
        ),
        Setting("alerts.moves", 2, "moves", "of one item by us", 1, 250, True),
        Setting("alerts.silent_asks", 3, "asks", "running that nobody answered", 1, 250, True),
        Setting("alerts.overload_contacts", 3, "x agreed", "more contacts from us a week", 0, 1e4),
        Setting("alerts.overload_questions", 9, "a week", "more technical questions", 0, 1e4),
        Setting("alerts.overload_weeks", 2, "weeks", "running", 1, 52, True, False),
        Setting(
            "alerts.clean_days",
            14,
            "days",
            "an alert is resolved when it has not been true for so long",
            1,
            365,
            True,
            False,
        ),
        Setting(
            "alerts.event_days",
            28,
            "days",
            "an alert of something that happened is resolved so long after",
            1,
            365,
            True,
            False,
        ),
        Setting(
            "alerts.snooze_drop",
            10,
            "health",
            "a snooze is broken by so much less",
            0.1,
            100,
            False,
            False,
        ),
        Setting("alerts.digest_most", 5, "alerts", "told to a lead a week", 0, 1000, True, False),
    )
}

DIMENSIONS: tuple[str, ...] = tuple(
    name.removeprefix("weights.dimensions.")
    for name in SETTINGS
    if name.startswith("weights.dimensions.")
)


def as_toml() -> str:
    """The whole table as a commented TOML file: what `data/settings.toml` holds."""
    lines = [
        "# Every weight, target and threshold of the model, at its default.",
        "# A settings file needs only what differs. Overrides for a segment or a client:",
        '#   [segment."Retainer".agreements]      [client."Northwind Freight".bands]',
        "#   demo_every = 5                       coverage_least = 0.5",
        "# An agreement in the clients log goes before these, but for a client's own override.",
    ]
    group = ""
    for name, setting in SETTINGS.items():
        table, _, key = name.rpartition(".")
        if table != group:
            lines += ["", f"[{table}]"]
            group = table
        value = json.dumps(setting.default)
        comment = f"{setting.unit}: {setting.help}" if setting.help else setting.unit
        lines.append(f"{key} = {value}".ljust(34) + f"# {comment}")
    return "\n".join(lines) + "\n"
