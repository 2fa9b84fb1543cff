"""A link on a frozen report shows the words that it was closed with, whatever the logs say."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from pypdf import PdfReader

from health.access import Person
from health.errors import Conflict, EntryRefused
from health.links import door
from health.links.making import make_link
from health.links.opening import CLOSED, Grant, opened
from health.links.snapshot import snapshot
from health.links.telling import kind_words, links_told
from health.portfolio import Portfolio
from health.report import as_json, draft
from health.seen.store import store_of
from health.store import StatusReport
from pages.guest import files
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
    assert "Prepared by <bdi>Ana</bdi>" in page
    assert "Asset register" not in page  # a row that the lead left out, in no picture either
    assert "older ask" not in page
    pdf = guest.get("report.pdf")
    assert pdf.content.startswith(b"%PDF-")
    for name in ("report.html", "table.csv", "picture.svg"):
        assert "Asset register" not in guest.get(name).text
    assert guest.get(params={"client": "Halden Freight"}).status_code == 404


def test_who_has_a_link_on_a_report_that_was_mended_is_told_once_that_is_out(house: House) -> None:
    portfolio = Portfolio.open(ROOT / "data" / "sample")
    report = draft(portfolio, portfolio.client(CLIENT), date(2026, 11, 13))
    kept = house.store.add_report(CLIENT, report.day, as_json(report), "Ana")
    first = house.store.freeze_report(kept, "Ana")
    guest = Guest(house.server, house.link(report=first).token)
    again = house.store.open_report_again(first, "Ben")
    second = house.store.change_report(replace(again, edited={"risks": "Mended."}), "Ben")
    second = house.store.freeze_report(second, "Ben")
    assert "version 1" not in guest.open().text
    with pytest.raises(Conflict, match="Another was frozen in place of this report by Ben"):
        house.link(report=first)
    made = house.link(report=second)
    assert kind_words(made.link).endswith("the status report of Fri 13 Nov 2026, version 2")
    later = Guest(house.server, made.token).open().text
    assert ("version 2" in later, "Mended." in later) == (True, True)
    told = guest.open().text
    assert "version 1" in told
    assert "Version 2 of this report was prepared on" in told
    assert "Mended." not in told


def test_a_live_page_goes_on_from_the_last_report_and_says_when_that_was_sent(
    house: House, frozen: StatusReport
) -> None:
    frozen = house.store.send_report(frozen, frozen.day + timedelta(days=4), "Ana", how="link")
    day = frozen.day + timedelta(days=9)
    portfolio = Portfolio.open(ROOT / "data" / "sample")
    until = datetime(2030, 1, 1, tzinfo=UTC)
    one = partial(snapshot, portfolio, Grant((CLIENT,), "client", None, "page", until, ""))
    assert one()["clients"][0]["note"] == (note := "Last status report: sent Fri 13 Nov 2026.")
    assert note in PdfReader(io.BytesIO(files.pdf(one()))).pages[0].extract_text()
    (live,) = one(replace(frozen, day=date(2026, 11, 11), sent_on=date(2026, 11, 13)))["clients"]
    assert live["note"] == "Last status report: sent Fri 13 Nov 2026, as of Wed 11 Nov 2026."
    assert "Delivered since Wed 11 Nov 2026" in str(live["sections"])
    assert house.store.last_sent_report(CLIENT, day, known_on=frozen.day) is None


def test_a_link_is_shut_for_all_that_it_shows_once_its_maker_may_not_show_it(
    house: House, frozen: StatusReport
) -> None:
    for address, status in (("ann@agency.example", 200), ("ann@gone.example", 404)):
        theirs = store_of(house.store, Person("Ann", address, "admin"), None)
        for report in (None, frozen):
            made = make_link(theirs, house.logs, [CLIENT], "", datetime.now(UTC), report=report)
            guest = Guest(house.server, made.token)
            assert guest.open().status_code == status
            for what in ("report.pdf", "report.html", "table.csv"):
                assert guest.get(what).status_code == status
        form = make_link(theirs, house.logs, [CLIENT], "", datetime.now(UTC), kind="feedback")
        asked = Guest(house.server, form.token)
        asked.open()
        assert asked.get("feedback").status_code == status


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
