"""A link as its maker is told of it: why it shows nothing, and who looked when."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from health.access import Rule, Rules
from health.links.telling import Told, by_day, links_told, why_dark
from health.portfolio import Portfolio
from health.store import Link, View
from health.store.records import RESTORED
from tests.conftest import FolderOf

NOW = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
DAY = timedelta(days=1)


def link(**changed: Any) -> Link:
    """A link on Acme that is open."""
    given: dict[str, Any] = {
        "id": 1, "author": "Ana", "created_at": NOW - DAY, "clients": ("Acme",), "kind": "client",
        "whom": "", "as_of": None, "expires_at": NOW + 9 * DAY, "has_password": False,
        "paused_by": None, "paused_at": None, "revoked_by": None, "revoked_at": None, "version": 1,
    }  # fmt: skip
    return Link(**(given | changed))


def why(**changed: Any) -> str:
    """Why a link shows nothing now."""
    (told,) = links_told([link(**changed)], NOW)
    return why_dark(told, NOW)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, ""),
        (
            {"paused_by": "Ben", "paused_at": NOW},
            "Paused by Ben on Sun 22 Nov 2026, 10:30 UTC. Until it is resumed,",
        ),
        ({"paused_by": RESTORED, "paused_at": NOW}, "It came back with a backup, and may"),
        (
            {"revoked_by": "Ben", "revoked_at": NOW, "paused_at": NOW, "expires_at": NOW},
            "Revoked by Ben on Sun 22 Nov 2026, 10:30 UTC. It stays shut for ever",
        ),
        ({"expires_at": NOW}, "It ended on Sun 22 Nov 2026, 10:30 UTC. Make another"),
        ({"created_at": NOW + DAY}, "The server's clock stands before the making of it (Mon 23"),
        ({"last_viewed_at": NOW + 10 * DAY}, "The server's clock went back"),
    ],
)  # fmt: skip
def test_its_maker_reads_why_it_is_shut(changed: dict[str, Any], said: str) -> None:
    assert why(**changed).startswith(said)
    assert bool(why(**changed)) == bool(said)


def test_its_maker_reads_of_whom_an_open_one_shows_nothing(folder_of: FolderOf) -> None:
    clients = "client,started_on,ended_on\nAcme,2026-09-01,\nBolt,2026-01-05,2026-06-30\n"
    demos = "client,held_on\nAcme,2026-10-01\nBolt,2026-02-02\n"
    portfolio = Portfolio.open(folder_of(clients=clients, demos=demos), as_of=date(2026, 11, 22))

    def told(*names: str, **changed: Any) -> Told:
        return links_told([link(clients=names, **changed)], NOW, portfolio=portfolio)[0]

    early = told("Acme", as_of=date(2020, 1, 5))
    assert (early.gone, early.unknown) == ((), ("Acme",))
    assert why_dark(told("Acme"), NOW) == ""
    assert why_dark(told("Acme", "Bolt", as_of=date(2026, 6, 1)), NOW) == (
        "It shows nothing of Acme: before its start, or after its end, on Mon 1 Jun 2026."
    )
    assert why_dark(told("BOLT"), NOW) == (
        "It is open, and shows nothing of BOLT: before its start, or after its end, now."
    )
    assert why_dark(told("Zoo", "Bolt", "Acme"), NOW) == (
        "It shows nothing of Zoo: clients.csv names no client so now. "
        "It shows nothing of Bolt: before its start, or after its end, now."
    )
    assert why_dark(told("Zoo", kind="feedback"), NOW) == (
        "It is open, and what is answered counts for nobody: clients.csv names no client so now."
    )
    report = told("Zoo", report=3, as_of=date(2026, 11, 20))
    assert why_dark(report, NOW).startswith("It shows the report as it was frozen, all the same: ")
    paused = told("Zoo", paused_by="Ben", paused_at=NOW)
    assert why_dark(paused, NOW).startswith("Paused by Ben")


RULES = Rules(
    (
        Rule("lead", own=True, addresses=frozenset({"mira@agency.example"})),
        Rule("lead", groups=frozenset({"heads"})),
        Rule("viewer", domains=frozenset({"agency.example"})),
    ),
    {"mira@agency.example": ("Mira",)},
)


@pytest.mark.parametrize(
    ("maker", "said"),
    [
        (None, ""),
        (["mira@agency.example"], "Ana, who made it, does not see Bolt and Zoo any more."),
        (["mira@agency.example", "heads"], ""),
        (["ana@agency.example", "heads"], ""),
        (["ana@agency.example", "others"], "Ana, who made it, may make no links any more."),
        (["ana@gone.example"], "Ana, who made it, is let in no more."),
    ],
)
def test_a_link_whose_maker_may_not_show_it_any_more_is_shut_and_its_maker_is_told_why(
    folder_of: FolderOf, maker: list[str] | None, said: str
) -> None:
    clients = "client,lead\nAcme,Mira\nBolt,Tom\n"
    logs = Portfolio.open(
        folder_of(clients=clients, demos="client,held_on\nAcme,2026-11-02\n")
    ).logs
    made = link(clients=("Acme", "Bolt", "Zoo"), maker=maker and json.dumps(maker))
    (told,) = links_told([made], NOW, logs, rules=RULES)
    assert (told.barred, told.state) == (said, "barred" if said else "open")
    assert why_dark(told, NOW).startswith(said)
    assert links_told([made], NOW, logs)[0].state == "open"  # nobody has to sign in


def test_uses_are_told_by_day_and_hour() -> None:
    def view(hour: datetime, what: str, times: int) -> View:
        return View(hour, what, times, hour)

    days = by_day(
        [view(NOW.replace(minute=0), "page", 2), view(NOW.replace(minute=0), "export", 1),
         view(NOW.replace(hour=23, minute=0), "page", 1), view(NOW + 2 * DAY, "page", 4)]
    )  # fmt: skip
    assert [each.day.day for each in days] == [24, 22]
    assert days[1].what == {"page": 3, "export": 1}
    assert days[1].hours == {10: 3, 23: 1}
