"""How simulated clients behave, and the ways in which a relationship gets worse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

# Rates a week, gaps in business days, all else shares of 0 to 1 unless it says so. They are those
# of an account that is served as agreed: two contacts a week, a demo each ten business days, a
# report and a question each five.
USUAL: Mapping[str, float] = {
    "calls": 0.93,  # weekly calls that take place
    "out": 2.0,  # our messages a week
    "coming": 1.4,  # their messages a week
    "replied": 0.99,  # of them
    "reply_hours": 2.6,  # business hours, the median
    "late": 0.03,  # our messages sent out of their hours
    "demos": 0.96,  # rounds of the agreed rhythm for which a demo is planned
    "demo_kept": 0.95,  # planned demos held on their day
    "decides": 0.65,  # demos with a decision-maker
    "item_gap": 8.0,  # from one deadline of ours to the next
    "slip": 0.14,  # of them
    "slip_days": 4.0,  # business days, the mean
    "warned": 0.75,  # slips that we warn of
    "moved": 0.4,  # warned slips for which a new date is agreed
    "written": 0.92,  # dates confirmed within two business days
    "asked": 0.95,  # rounds of the agreed rhythm in which we ask
    "answered": 0.8,  # asks
    "mood": 8.2,  # the mean rating
    "yes": 0.94,  # answers to yes or no
    "reported": 0.95,  # rounds of the agreed rhythm with a status report
    "filled": 0.92,  # sections of a report
    "copied": 0.4,  # of the others
    "issue_gap": 15.0,
    "updated": 0.5,  # business days on which an open issue has a word
    "fix_days": 5.0,  # business days, the mean
    "restated": 0.85,
    "change_gap": 24.0,
    "agreed": 0.92,  # changes estimated and confirmed before their start
}
SPREAD = 0.9  # standard deviation of one rater's ratings
CLIENTS_DIFFER = {"out": 0.25, "coming": 0.25, "mood": 0.06}  # of their own level, relative


@dataclass(frozen=True)
class Way:
    """One way of getting worse: what becomes of the behaviour, and which alerts belong to it.

    `factors` are of what is usual, `values` stand in its place. An alert has found it if its rule
    is among `rules` (and, after a colon, its subject), or is one on scores that speaks of health or
    of one of `dimensions`, or of contacts where that is among them.
    """

    about: str
    factors: Mapping[str, float] = field(default_factory=dict)
    values: Mapping[str, float] = field(default_factory=dict)
    dimensions: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


_TALK = ("gone_quiet:contact", "stale_logs")
WAYS: dict[str, Way] = {
    "quiet": Way(
        "no contact any more, in either direction",
        {"calls": 0.0, "out": 0.0, "coming": 0.0},
        dimensions=("communication", "contacts"),
        rules=_TALK,
    ),
    "fade": Way(
        "half of the contacts",
        {"calls": 0.5, "out": 0.5, "coming": 0.5},
        dimensions=("communication", "contacts"),
        rules=_TALK,
    ),
    "demos": Way(
        "no demos any more", {"demos": 0.0}, dimensions=("demos",), rules=("gone_quiet:demo",)
    ),
    "slips": Way(
        "most deadlines slip, without a warning",
        values={"slip": 0.7, "slip_days": 8.0, "warned": 0.0, "moved": 0.0},
        dimensions=("deadlines", "transparency"),
        rules=("overdue_unwarned", "moved_again"),
    ),
    "ratings": Way(
        "ratings fall by three, a yes in two is a no",
        values={"mood": 5.2, "yes": 0.5},
        dimensions=("feedback",),
        rules=("unhappy_answer",),
    ),
    "copies": Way(
        "reports are copies of the last one",
        values={"filled": 0.05, "copied": 1.0},
        dimensions=("transparency",),
    ),
}
WAYS["all"] = Way(
    "all of these together, half of the contacts left",
    {"calls": 0.5, "out": 0.5, "coming": 0.5, "demos": 0.0},
    {name: value for way in WAYS.values() for name, value in way.values.items()},
    tuple(dict.fromkeys(name for way in WAYS.values() for name in way.dimensions)),
    tuple(dict.fromkeys(name for way in WAYS.values() for name in way.rules)),
)
