"""The inbox of alerts in a browser: from a sentence to its rows, and what a click makes of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from health.portfolio import Portfolio
from health.store import open_store
from tests.browser.test_accessible import violations
from tests.browser.test_monday import button, field, said, writes_as
from tests.conftest import ROOT

View = Callable[..., Any]


def count(viewer: Any, state: str) -> int:
    """How many alerts are in a state, as its choice says."""
    told = str(viewer.page.locator("[data-testid=stRadio]").inner_text())
    found = re.search(rf"{state} ([0-9,]+)", told)
    assert found, told
    return int(found[1].replace(",", ""))


def choose(viewer: Any, state: str) -> None:
    """Look at the alerts of a state."""
    viewer.page.get_by_text(re.compile(f"^{state} [0-9,]+$")).click()
    viewer.settle()


def cry_wolf(store: Path) -> None:
    """Mark an alert of each of eight clients as false, in the store of a server of the sample."""
    portfolio = Portfolio.open(ROOT / "data" / "sample")
    listed = portfolio.alert_list(None, None)
    some = listed[listed["rule"] == "gone_quiet"].drop_duplicates("client").head(8)
    named = portfolio.found_alerts.named(some).to_dict("records")
    which = [(row["client"], row["rule"], row["subject"], row["since"]) for row in named]
    with closing(open_store(f"sqlite:///{store}")) as kept:
        kept.mark_alerts(which, "false_alarm", "Mira Okafor")


def test_an_alert_is_read_to_its_rows_handled_and_found_again(
    view: View, unwritten: str, tmp_path: Path
) -> None:
    viewer = view("/alerts?rule=gone_quiet&lead=Mira+Okafor", address=unwritten)
    page = viewer.page
    firing = count(viewer, "Firing")
    assert re.match(r"\d+ alerts need someone, \d+ of them high", viewer.headline)
    text = "The last demo was held on Wed 19 Aug, 67 business days ago; agreed is every 10"
    assert text in said(viewer)
    assert page.get_by_text("Acknowledge", exact=True).count() < firing  # some are true no more
    button(viewer, "Show it").click()
    page.get_by_text("That was so until").first.wait_for()
    assert "cooling=" in viewer.query
    line = page.locator("[class*=st-key-alert-]").filter(has_text=text)

    # Its row is a click away, and the address says so.
    line.get_by_role("button", name="1 row").click()
    line.get_by_text(re.compile(r"demos\.csv row \d+")).wait_for()
    viewer.settle()
    assert "alert=" in viewer.query

    # Nothing is stored before somebody says who writes, nor a snooze without a reason.
    line.get_by_role("button", name="Acknowledge").click()
    page.get_by_text("say who is writing").wait_for()
    name = line.get_by_role("combobox", name="Who is writing?")
    name.fill("Mira Okafor")
    name.press("Enter")
    name.wait_for(state="detached")
    line.get_by_role("button", name="More …").click()
    field(viewer, "Why").wait_for()
    # What Streamlit draws in a filter that is set is small: that is not of our making.
    assert [each for each in violations(page) if not each.startswith("target-size")] == []
    button(viewer, "Snooze").click()
    page.get_by_text("snoozed until").wait_for()
    assert "Not saved: 1 alert of Halden Freight" in said(viewer).replace("\u00a0", " ")
    field(viewer, "Why").fill("They move offices until then")
    button(viewer, "Snooze").click()
    page.get_by_text("Saved at").wait_for()
    viewer.settle()
    assert (count(viewer, "Firing"), count(viewer, "Snoozed")) == (firing - 1, 1)
    assert text not in said(viewer)

    choose(viewer, "Snoozed")
    assert "state=snoozed" in viewer.query
    assert "“They move offices until then”" in said(viewer)
    line.get_by_role("button", name="Wake").click()
    page.get_by_text("Nothing is snoozed").wait_for()

    choose(viewer, "Firing")
    line.get_by_role("button", name="More …").click()
    who = page.get_by_role("combobox", name="Who takes it")
    who.fill("Jonas Lindqvist")
    who.press("Enter")
    button(viewer, "Assign").click()
    line.get_by_text("Given to Jonas Lindqvist").wait_for()
    line.get_by_role("button", name="More …").click()
    button(viewer, "True alarm").click()
    page.get_by_text("1 of 1").wait_for()
    line.get_by_role("button", name="Acknowledge").click()
    viewer.until(lambda: count(viewer, "Acknowledged") == 1)

    # Another who opens the address sees the same; a week earlier nothing was marked, and none can.
    choose(viewer, "Acknowledged")
    other = view("/alerts?" + viewer.query, address=unwritten)
    assert "Acknowledged, given to Jonas Lindqvist and marked as a true alarm" in said(other)
    # A rule that cries wolf is named, with the value that would have helped; a click tries it.
    cry_wolf(tmp_path / "store.db")
    other.open("/alerts")
    helps = other.page.get_by_role("link", name="Try it on the Model page")
    helps.wait_for()
    assert "Gone quiet cries wolf" in said(other)
    other.page.locator("summary").click()
    assert violations(other.page) == []
    helps.click()
    other.page.get_by_text("Alerts, over the whole history").wait_for()
    other.settle()
    assert re.match(r"set=alerts.quiet_targets%3A[3-5]", other.query)

    earlier = view("/alerts?week=2026-11-15", address=unwritten)
    assert count(earlier, "Acknowledged") == 0
    assert earlier.page.get_by_role("button", name="Acknowledge").count() == 0
    for each in (viewer, other, earlier):
        each.complaints = [told for told in each.complaints if "404 (Not Found)" not in told]
        each.all_is_well()


def test_a_group_is_marked_at_once_on_a_phone_and_each_alert_by_itself(view: View) -> None:
    viewer = view("/alerts", width=390, height=844)
    page = viewer.page
    text = "Glenys Hartigan has waited 36 business days"
    group = page.locator("[class*=st-key-group-]").first  # the client with the most that are high
    before = count(viewer, "Acknowledged")
    writes_as(viewer, "Priya Raghavan")
    group.get_by_role("button", name="Show 9").click()
    one = group.locator("[class*=st-key-alert-]").filter(has_text=text)
    one.get_by_role("button", name="1 row").click()
    one.get_by_text(re.compile(r"contacts\.csv row \d+")).wait_for()
    wide = viewer.page.evaluate(
        "() => [...document.querySelectorAll('*')].filter(each => each.scrollWidth > 391"
        " && each instanceof HTMLElement).map(each => each.className)"
    )
    assert wide == []
    assert violations(page) == []
    link = viewer.query
    one.get_by_role("button", name="Acknowledge").click()
    group.get_by_role("button", name="Acknowledge 8").click()
    page.get_by_text("alerts of Bluegum Regional Council acknowledged").wait_for()
    viewer.until(lambda: count(viewer, "Acknowledged") == before + 9)
    choose(viewer, "Acknowledged")
    button(viewer, "Take back 9").click()
    page.get_by_text("alerts of Bluegum Regional Council taken back").wait_for()

    # The address leads a colleague to the rows, which stand in view.
    other = view(f"/alerts?{link}")
    place = other.page.get_by_text(re.compile(r"contacts\.csv row \d+"))
    other.until(lambda: 0 < (place.bounding_box() or {"y": 0})["y"] < 800)
    lines = page.locator("[class*=st-key-line-]")
    choose(viewer, "Firing")
    shown = lines.count()
    page.get_by_role("button", name=re.compile(r"^Show \d+ more$")).click()
    viewer.until(lambda: lines.count() > shown)
