"""The Review page in a browser: what it says, where a click leads, what its address holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

View = Callable[..., Any]
ROW = 32  # pixels, of the table


def click_row(viewer: Any, row: int, x: int = 80) -> None:
    """Click a row of the table, 0 the first."""
    grid = viewer.page.locator(".st-key-clients [data-testid=stDataFrame]")
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    viewer.page.mouse.click(box["x"] + x, box["y"] + ROW * (row + 1.5))
    viewer.page.wait_for_url("**/client?**")
    viewer.settle()


def first_client(viewer: Any) -> str:
    """The client on top of the table."""
    cell = viewer.page.locator(".st-key-clients [data-testid=glide-cell-0-0]")
    return str(cell.text_content())


def rows(viewer: Any) -> int:
    """How many rows the table has."""
    grid = viewer.page.locator(".st-key-clients table[role=grid]")
    return int(grid.get_attribute("aria-rowcount")) - 1


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_it_says_who_needs_us_and_lists_all_clients(view: View, width: int, dark: bool) -> None:
    viewer = view("/", width=width, dark=dark)
    assert "need you this week" in viewer.headline
    assert rows(viewer) == 23
    assert viewer.page.get_by_text("Sonnfeld Solar (ended on 28 Aug 2026)").count() == 1
    viewer.all_is_well()


def test_nothing_is_wider_than_a_phone(view: View) -> None:
    viewer = view("/", width=390, height=844)
    wide = viewer.page.evaluate(
        "() => [...document.querySelectorAll('*')].filter(each => each.scrollWidth > 391"
        " && each instanceof HTMLElement"
        " && !each.closest('[data-testid=stDataFrame]')).map(each => each.className)"
    )
    assert wide == []  # the table scrolls by itself


def test_a_step_to_an_earlier_week_changes_address_and_content(view: View) -> None:
    viewer = view("/")
    now = viewer.page.locator(".st-key-changes").inner_text()
    for shown in ("15 Nov", "8 Nov"):
        viewer.page.get_by_role("button", name="‹").click()
        viewer.page.get_by_role("button", name=f"Week to Sun {shown} 2026").wait_for()
    viewer.settle()
    assert viewer.query == "week=2026-11-08"
    assert "that week" in viewer.headline
    assert viewer.page.locator(".st-key-changes").inner_text() != now
    viewer.page.go_back()
    viewer.page.get_by_role("button", name="Week to Sun 15 Nov 2026").wait_for()
    assert viewer.query == "week=2026-11-15"
    viewer.all_is_well()


def test_the_step_back_to_the_latest_week_leaves_no_week_in_the_address(view: View) -> None:
    viewer = view("/?week=2026-11-15")
    viewer.page.get_by_role("button", name="›").click()
    viewer.page.get_by_role("button", name="Week to Sun 22 Nov 2026").wait_for()
    viewer.until(lambda: "this week" in viewer.headline)
    assert viewer.query == ""


def test_a_reload_of_an_address_shows_the_same(view: View) -> None:
    viewer = view("/?week=2026-09-06&band=red&band=amber")
    said, number = viewer.headline, rows(viewer)
    assert 0 < number < 22
    viewer.page.reload()
    viewer.settle()
    assert (viewer.headline, rows(viewer)) == (said, number)
    assert viewer.query == "week=2026-09-06&band=red&band=amber"


def test_a_filter_is_in_the_address_and_keeps_only_its_clients(view: View) -> None:
    viewer = view("/")
    everyone = rows(viewer)
    viewer.page.locator(".st-key-address-lead input").click()
    viewer.page.get_by_role("option", name="Mira Okafor").click()
    viewer.until(lambda: 0 < rows(viewer) < everyone)
    assert parse_qs(viewer.query) == {"lead": ["Mira Okafor"]}
    viewer.all_is_well()


def test_a_filter_draws_only_what_it_changes(view: View) -> None:
    viewer = view("/")
    ended: list[int] = []

    def frame(content: bytes | str) -> None:
        told = ForwardMsg.FromString(content) if isinstance(content, bytes) else ForwardMsg()
        if told.WhichOneof("type") == "script_finished":
            ended.append(told.script_finished)

    viewer.page.on("websocket", lambda socket: socket.on("framereceived", frame))
    viewer.page.reload()
    viewer.settle()
    assert ForwardMsg.FINISHED_SUCCESSFULLY in ended
    ended.clear()
    everyone = rows(viewer)
    viewer.page.locator(".st-key-address-lead input").click()
    viewer.page.get_by_role("option", name="Mira Okafor").click()
    viewer.until(lambda: 0 < rows(viewer) < everyone)
    viewer.settle()
    assert ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY in ended
    assert ForwardMsg.FINISHED_SUCCESSFULLY not in ended  # no run of the whole page
    line = viewer.page.locator(".st-key-changes a").first
    viewer.page.keyboard.press("Escape")
    assert "lead=Mira" in line.get_attribute("href")  # the links know of it all the same
    viewer.page.get_by_role("link", name="Client", exact=True).click()
    viewer.page.wait_for_url("**/client?**")
    assert parse_qs(viewer.query)["lead"] == ["Mira Okafor"]


def test_a_filter_that_nobody_matches_says_so(view: View) -> None:
    viewer = view("/?find=nobody+has+this+name")
    assert viewer.page.get_by_text("No client matches these filters").count() == 1
    viewer.all_is_well()


@pytest.mark.parametrize("x", [80, 260], ids=["name", "band"])
def test_a_click_on_a_client_opens_it_in_the_same_week(view: View, x: int) -> None:
    viewer = view("/?week=2026-10-11&lead=Mira+Okafor")
    name = first_client(viewer)
    click_row(viewer, 0, x)
    asked = parse_qs(viewer.query)
    assert asked["client"] == [name]
    assert asked["week"] == ["2026-10-11"]
    viewer.until(lambda: name in viewer.headline)
    viewer.page.go_back()
    viewer.page.locator(".st-key-clients").wait_for()
    viewer.until(lambda: 0 < rows(viewer) < 23)
    assert parse_qs(viewer.query)["lead"] == ["Mira Okafor"]
    viewer.all_is_well()


def test_a_line_of_what_changed_opens_its_client(view: View) -> None:
    viewer = view("/?week=2026-10-11")
    line = viewer.page.locator(".st-key-changes a").first
    name = line.locator("strong").inner_text()
    line.click()
    viewer.page.wait_for_url("**/client?**")
    assert parse_qs(viewer.query) == {"week": ["2026-10-11"], "client": [name]}


def test_a_point_of_the_chart_opens_its_client(view: View) -> None:
    viewer = view("/")
    viewer.page.locator(".st-key-chart .scatterlayer .point").last.click(force=True)
    viewer.page.wait_for_url("**/client?**")
    assert parse_qs(viewer.query)["client"][0]


def test_the_menu_keeps_the_week(view: View) -> None:
    viewer = view("/?week=2026-10-11")
    viewer.page.get_by_role("link", name="Client", exact=True).click()
    viewer.page.wait_for_url("**/client?**")
    viewer.settle()
    viewer.page.get_by_role("link", name="Review", exact=True).click()
    viewer.page.locator(".st-key-clients").wait_for()
    assert viewer.query == "week=2026-10-11"


def test_the_rows_set_aside_are_one_click_away(view: View) -> None:
    viewer = view("/")
    viewer.page.get_by_role("button", name="rows set aside").click()
    viewer.settle()
    popover = viewer.page.locator("[data-testid=stPopoverBody]")
    popover.get_by_role("button", name="Download them as CSV").wait_for()
    with viewer.page.expect_download() as download:
        popover.get_by_role("button", name="Download them as CSV").click()
    text = download.value.path().read_text("utf-8-sig")
    assert text.splitlines()[0] == "file,row,column,value,reason"
    assert len(text.splitlines()) == 4
    viewer.all_is_well()
