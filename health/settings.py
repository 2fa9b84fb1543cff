"""Settings: every weight, target and threshold of the model, as one table and one TOML file.

A settings file holds only what differs from the defaults below. Its tables are the groups of the
table (`[weights.demos]`, `[bands]` ...); `[segment."Retainer".bands]` and
`[client."Acme".agreements]` hold what differs for a segment or a client.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import numpy as np
import numpy.typing as npt

from health.errors import SettingRefused
from health.logs.contract import folded


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

    @property
    def allowed(self) -> str:
        """What the setting may be, in words."""
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
            if isinstance(value, str):
                fits = _is_zone(value) if self.unit == "IANA time zone" else _is_clock(value)
                if fits:
                    return value
        elif isinstance(value, int | float) and not isinstance(value, bool):
            fits = self.least <= value <= self.most and (not self.whole or value == int(value))
            if fits:
                return float(value)
        raise SettingRefused(self.name, value, self.allowed, where)


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
            ("contacts_per_week", 2, "contacts a week", "agreed where the log leaves it blank"),
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
        Setting("drift.warm_up", 8, "weeks", "before the CUSUM begins", 3, 520, True, False),
    )
}


@dataclass(frozen=True)
class Settings:
    """The portfolio's values, and what differs for segments and clients (by folded name)."""

    values: Mapping[str, float | str]
    segments: Mapping[str, Mapping[str, float | str]] = field(default_factory=dict)
    clients: Mapping[str, Mapping[str, float | str]] = field(default_factory=dict)

    @classmethod
    def default(cls) -> Settings:
        """The documented defaults."""
        return cls(
            {name: setting.checked(setting.default, "") for name, setting in SETTINGS.items()}
        )

    @classmethod
    def read(cls, path: Path) -> Settings:
        """Defaults overlaid with a TOML file; SettingRefused for anything that is not allowed."""
        try:
            tables = tomllib.loads(path.read_text("utf-8-sig"))
        except OSError as error:
            raise SettingRefused("settings file", str(path), "a file that can be read") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingRefused("settings file", str(path), f"TOML ({error})") from error
        return cls.from_tables(tables, path.name)

    @classmethod
    def from_tables(cls, tables: Mapping[str, Any], where: str = "settings") -> Settings:
        """Defaults overlaid with parsed TOML tables."""
        rest = dict(tables)
        scopes: dict[str, dict[str, dict[str, float | str]]] = {}
        for scope in ("segment", "client"):
            named = rest.pop(scope, {})
            if not isinstance(named, Mapping):
                raise SettingRefused(scope, named, f'tables such as [{scope}."Name".bands]', where)
            found = scopes[scope] = {}
            for name, table in named.items():
                if folded(name) in found:
                    raise SettingRefused(f"{scope}.{name}", name, "one table a name", where)
                own = _table(table, f"{scope}.{name}", where)
                found[folded(name)] = _flat(own, where, f'{scope} "{name}"')
        values = {**cls.default().values, **_flat(rest, where, "")}
        settings = cls(values, scopes["segment"], scopes["client"])
        settings._refuse_contradictions(where)
        return settings

    def number(self, name: str) -> float:
        """A setting that is the same for all clients."""
        return float(self.values[name])

    def whole(self, name: str) -> int:
        """A whole number that is the same for all clients."""
        return int(self.number(name))

    def text(self, name: str) -> str:
        """A setting that is a word."""
        return str(self.values[name])

    def for_client(self, name: str, client: str, segment: str) -> float:
        """A setting for one client: its own, else its segment's, else the portfolio's."""
        own = self.clients.get(folded(client), {})
        shared = self.segments.get(folded(segment), {})
        return float(own.get(name, shared.get(name, self.values[name])))

    def column(
        self, name: str, clients: Iterable[str], segments: Iterable[str]
    ) -> npt.NDArray[np.float64]:
        """`for_client` of all clients, (C,)."""
        owners = list(clients)
        same = not any(name in own for own in (*self.segments.values(), *self.clients.values()))
        if same:
            return np.full(len(owners), self.number(name))
        pairs = zip(owners, segments, strict=True)
        return np.array([self.for_client(name, client, segment) for client, segment in pairs])

    @property
    def version(self) -> str:
        """A short fingerprint: the same settings have the same one, wherever they were read."""
        content = json.dumps([self.values, self.segments, self.clients], sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:12]

    def _refuse_contradictions(self, where: str) -> None:
        """Pairs that must stand in order, in the portfolio's values and under every override."""
        scopes: list[tuple[str, Mapping[str, float | str]]] = [(where, {})]
        scopes += [(f'{where}, segment "{name}"', own) for name, own in self.segments.items()]
        scopes += [
            (f'{where}, client "{name}"', {**shared, **own})
            for name, own in self.clients.items()
            for shared in ({}, *self.segments.values())
        ]
        for place, scope in scopes:
            values = {**self.values, **scope}
            for low, high, strict in (
                ("bands.red", "bands.red_stays", False),
                ("bands.green_stays", "bands.green", False),
                ("bands.red_stays", "bands.green_stays", False),
                ("quiet_hours.full", "quiet_hours.zero", True),
                ("technical_questions.full", "technical_questions.zero", True),
                ("slip.zero_least", "slip.zero_most", False),
                ("quiet_hours.prior_outside", "quiet_hours.prior_count", False),
                ("agreements.works_from", "agreements.works_to", True),
            ):
                a, b = values[low], values[high]
                if a > b or (strict and a == b):  # type: ignore[operator]
                    sign = "below" if strict else "at most"
                    raise SettingRefused(low, a, f"{sign} {high}, which is {b!r}", place)
            for group in ("dimensions", *DIMENSIONS):
                names = [name for name in SETTINGS if name.startswith(f"weights.{group}.")]
                if not any(float(values[name]) > 0 for name in names):
                    raise SettingRefused(
                        f"weights.{group}", 0, "at least one weight above 0", where
                    )


DIMENSIONS: tuple[str, ...] = tuple(
    name.removeprefix("weights.dimensions.")
    for name in SETTINGS
    if name.startswith("weights.dimensions.")
)


def _table(value: object, name: str, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise SettingRefused(name, value, "a table", where)
    return value


def _flat(
    tables: Mapping[str, Any], where: str, scope: str, prefix: str = ""
) -> dict[str, float | str]:
    """Nested tables as dotted names, each value checked; `scope` names a segment or client."""
    here = f"{where}, {scope}" if scope else where
    found: dict[str, float | str] = {}
    for key, value in tables.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            found.update(_flat(value, where, scope, f"{name}."))
            continue
        setting = SETTINGS.get(name)
        if setting is None:
            raise SettingRefused(name, value, _nearest(name), here)
        if scope and not setting.per_client:
            raise SettingRefused(name, value, "set for the whole portfolio only", here)
        found[name] = setting.checked(value, here)
    return found


def _nearest(name: str) -> str:
    import difflib

    close = difflib.get_close_matches(name, SETTINGS, 3, 0.5)
    return "no setting has this name" + (f"; near: {', '.join(close)}" if close else "")


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
