"""A link on a frozen report shows the words that it was closed with, whatever the logs say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from health.errors import EntryRefused
from health.links import door
from health.links.making import make_link
from health.links.opening import CLOSED, Grant, opened
from health.links.telling import kind_words, links_told
from health.portfolio import Portfolio
from health.report import as_json, draft
from health.store import StatusReport
from tests.conftest import ROOT
from tests.guest.conftest import CLIENT, Guest, House

MINE = "- <i>All</i> is calm – we rest"


@pytest.fixture(scope="module")
def frozen(house: House) -> StatusReport:
    """A report of which the timeline stands in a lead's words."""
    portfolio = Portfolio.open(ROOT / "data" / "sample")
    report = draft(portfolio, portfolio.client(CLIENT))
    kept = house.store.add_report(CLIENT, report.day, as_json(report), "Ana")
    with pytest.raises(EntryRefused, match="frozen, to be linked"):
        house.link(report=kept)
    kept = house.store.change_report(replace(kept, edited={"timeline": MINE}), "Ana")
    return house.store.freeze_report(kept, "Ana")


def test_page_and_files_hold_the_leads_words_and_not_the_rows(
    house: House, frozen: StatusReport
) -> None:
    guest = Guest(house.server, house.link(report=frozen).token)
    page = guest.open().text
    assert "&lt;i&gt;All&lt;/i&gt; is calm" in page
    assert f"As of {frozen.day:%a} {frozen.day.day}" in page.replace("\u00a0", " ")
    assert "prepared by Ana" in page
    assert "Asset register" not in page  # a row that the lead left out, in no picture either
    assert "older ask" not in page
    pdf = guest.get("report.pdf")
    assert pdf.content.startswith(b"%PDF-")
    for name in ("report.html", "table.csv", "picture.svg"):
        assert "Asset register" not in guest.get(name).text
    assert guest.get(params={"client": "Halden Freight"}).status_code == 404


def test_a_report_that_is_not_there_any_more_is_closed_and_never_drafted_anew(
    house: House, frozen: StatusReport
) -> None:
    now = datetime.now(UTC)
    for broken in (
        replace(frozen, id=frozen.id + 99),
        replace(frozen, client="Halden Freight"),
        replace(frozen, day=frozen.day - timedelta(days=1)),
    ):
        made = make_link(house.store, house.logs, [], "Ana", now, report=broken)
        assert opened(house.store, made.token, "", now, "192.0.2.1", "page") is CLOSED


def test_it_needs_no_logs_and_is_told_as_the_report_that_it_is(
    house: House, frozen: StatusReport
) -> None:
    with pytest.raises(EntryRefused, match="client, for a link on a status report"):
        house.link(kind="inside", report=frozen)
    link = house.link(report=frozen)
    now = datetime.now(UTC)
    found = opened(house.store, link.token, "", now, "192.0.2.1", "page")
    assert isinstance(found, Grant)
    told = door.shown(found)  # this process has read no logs
    assert told is not None
    assert [one["client"] for one in told["clients"]] == [CLIENT]
    (only,) = links_told([link.link], now, house.logs)
    assert (only.gone, only.unknown) == ((), ())
    assert kind_words(link.link) == "for the client, the status report of Fri 20 Nov 2026"
