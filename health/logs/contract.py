"""The 13 logs and their columns: the one list that reading, checking and the README follow."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What a cell may hold. The value is the wording for 'what is allowed' in a message."""

    TEXT = "any text"
    STATED = "any text: what counts is whether it is there"
    NAME = "a name (case and outer spaces do not matter)"
    DATE = "a date from 1900 to 2199, YYYY-MM-DD"
    PLAN = "a date from 1900 to 2199 (it may lie ahead), YYYY-MM-DD"
    MOMENT = "a date or a time, YYYY-MM-DD or YYYY-MM-DD HH:MM[:SS] with or without an offset"
    NUMBER = "a number"
    COUNT = "0 for none, or a number from 0.01 to 10,000"
    RATING = "a number from 1 to 10"
    YES_NO = "yes or no"
    CHOICE = "one of the words listed"
    CLOCK = "a time of day, HH:MM"
    ZONE = "an IANA time zone such as Europe/Lisbon"
    COUNTRY = "an ISO 3166 country such as PT, or a part of one such as DE-BY"
    BIRTHDAY = "MM-DD or a date"


@dataclass(frozen=True)
class Column:
    """One column: its name, what its cells hold, whether a row is useless without it."""

    name: str
    kind: Kind = Kind.TEXT
    required: bool = False
    words: tuple[str, ...] = ()

    @property
    def allowed(self) -> str:
        """What a cell may hold, in words."""
        return "one of: " + ", ".join(self.words) if self.words else self.kind.value


@dataclass(frozen=True)
class Contract:
    """One log: its columns, the dates that say since when a row is there, what it is for.

    `appears` names the columns of which the earliest date is the first day on which a row is known.
    """

    name: str
    columns: tuple[Column, ...]
    appears: tuple[str, ...]
    about: str

    @property
    def by_name(self) -> dict[str, Column]:
        """Columns by name."""
        return {column.name: column for column in self.columns}

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the columns without which no row can be used."""
        return tuple(column.name for column in self.columns if column.required)


def _columns(words: str, *special: Column) -> tuple[Column, ...]:
    """Columns from `name:KIND` words, `*` for required; `special` ones take their place."""
    own = {column.name: column for column in special}
    made = []
    for word in words.split():
        name, _, kind = word.partition(":")
        required = name.endswith("*")
        name = name.rstrip("*")
        made.append(own.get(name) or Column(name, Kind[kind or "TEXT"], required))
    return tuple(made)


def _choice(name: str, words: str, required: bool = False) -> Column:
    return Column(name, Kind.CHOICE, required, tuple(words.split()))


SECTIONS = ("budget", "timeline", "blockers", "requirements", "risks", "questions")
AGREEMENTS = (
    "contacts_per_week",
    "contact_every",
    "demo_every",
    "report_every",
    "feedback_every",
    "reply_within",
)

LOGS: dict[str, Contract] = {
    log.name: log
    for log in (
        Contract(
            "clients",
            _columns(
                "client*:NAME lead segment value:NUMBER started_on:PLAN ended_on:PLAN "
                "time_zone:ZONE country:COUNTRY works_from:CLOCK works_to:CLOCK "
                "contacts_per_week:COUNT contact_every:COUNT demo_every:COUNT "
                "report_every:COUNT feedback_every:COUNT reply_within:COUNT backup "
                "kickoff_on:PLAN kickoff_confirmed_on:PLAN renewal_on:PLAN"
            ),
            (),
            "who the clients are and what was agreed with each",
        ),
        Contract(
            "contacts",
            _columns(
                "client*:NAME at*:MOMENT direction channel topic urgent:YES_NO "
                "needs_reply:YES_NO replied_at:MOMENT person summary",
                _choice("direction", "out in both", required=True),
                _choice("topic", "status technical casual planning support other"),
            ),
            ("at",),
            "mails, calls, meetings: when, from whom to whom, about what, when answered",
        ),
        Contract(
            "demos",
            _columns(
                "client*:NAME planned_for:PLAN held_on:DATE cancelled_on:DATE attendance "
                "outcome notes",
                _choice("attendance", "decision-maker other recording none"),
                _choice("outcome", "accepted changes rejected"),
            ),
            ("planned_for", "held_on", "cancelled_on"),
            "work shown to the client: planned, held, cancelled, who was there",
        ),
        Contract(
            "deadlines",
            _columns(
                "client*:NAME item*:NAME side kind promised_on*:DATE due_on*:PLAN "
                "confirmed_on:DATE moved_by warned_on:DATE done_on:DATE",
                _choice("side", "us client"),
                _choice("moved_by", "us client"),
            ),
            ("promised_on",),
            "promises of either side; a moved deadline is a further row of the same item",
        ),
        Contract(
            "feedback",
            _columns(
                "client*:NAME asked_on:DATE answered_on:DATE rating:RATING yes_no:YES_NO "
                "rater:NAME question comment"
            ),
            ("asked_on", "answered_on"),
            "what the client was asked and what it answered",
        ),
        Contract(
            "reports",
            _columns(
                "client*:NAME sent_on*:DATE " + " ".join(SECTIONS),
                *(_choice(section, "yes same no n/a") for section in SECTIONS),
            ),
            ("sent_on",),
            "status reports sent, and which of the six sections were filled",
        ),
        Contract(
            "issues",
            _columns(
                "client*:NAME issue*:NAME at*:MOMENT event by note",
                _choice("event", "raised restated update workaround resolved", required=True),
            ),
            ("at",),
            "complaints and faults, an event a row: raised, restated, updated, resolved",
        ),
        Contract(
            "risks",
            _columns(
                "client*:NAME risk*:NAME raised_on*:DATE told_client_on:DATE plan_b:STATED "
                "owner:STATED updated_on:DATE closed_on:DATE"
            ),
            ("raised_on",),
            "risks foreseen, whether the client was told, the plan B and its owner",
        ),
        Contract(
            "changes",
            _columns(
                "client*:NAME change*:NAME requested_on*:DATE estimated_on:DATE "
                "estimate_days:NUMBER estimate_cost:NUMBER confirmed_on:DATE started_on:DATE"
            ),
            ("requested_on",),
            "work added later: asked for, estimated, confirmed, started",
        ),
        Contract(
            "spend",
            _columns("client*:NAME period_start*:DATE category planned:NUMBER actual:NUMBER"),
            ("period_start",),
            "budget by category, planned and actual",
        ),
        Contract(
            "expectations",
            _columns(
                "client*:NAME expectation*:NAME kind asked_on:DATE met_on:DATE exceeded:YES_NO",
                _choice("kind", "formal informal next-cooperation"),
            ),
            ("asked_on", "met_on"),
            "what the client hopes for beyond the contract, and whether it was met",
        ),
        Contract(
            "people",
            _columns("client*:NAME name*:NAME role birthday:BIRTHDAY interests notes"),
            (),
            "the people at the client, their roles and birthdays",
        ),
        Contract(
            "outcomes",
            _columns(
                "client*:NAME on*:DATE outcome",
                _choice(
                    "outcome",
                    "renewed expanded referred escalated reduced churned",
                    required=True,
                ),
            ),
            ("on",),
            "what became of the account: renewed, expanded, reduced, churned",
        ),
    )
}


def folded(text: str) -> str:
    """A name as it is compared: trimmed and case-folded."""
    return text.strip().casefold()


def column_name(header: str) -> str:
    """A header as it is compared: lower case, no accents, spaces and dashes as underscores."""
    plain = unicodedata.normalize("NFKD", header.strip().casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return "_".join(plain.replace("-", " ").replace("_", " ").split())
