"""The Client page in a browser: from the score down to the rows, and what its address holds."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote

import pytest

View = Callable[..., Any]
SCRIPT = "<script>alert(1)</script>"
MARKDOWN = "**bold** $x^2$ :red[x] [a](http://a.b) `c`"
FORMULA = '=HYPERLINK("http://a.b")'


@pytest.fixture(scope="session")
def hostile(serve: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """A dashboard of a portfolio whose every name and note would do harm if it were not text."""
    folder = tmp_path_factory.mktemp("hostile")
    names = [SCRIPT, MARKDOWN, "'\"><img src=x onerror=alert(2)>"]
    _write(
        folder / "clients.csv",
        "client lead started_on backup",
        [[name, name, "2026-09-01", MARKDOWN] for name in names],
    )
    _write(
        folder / "contacts.csv",
        "client at direction topic person summary",
        [
            [name, f"2026-11-{day:02}", "out", "status", SCRIPT, FORMULA]
            for name in names
            for day in (3, 5, 10)
        ],
    )
    _write(
        folder / "deadlines.csv",
        "client item kind promised_on due_on done_on",
        [
            [name, f"{SCRIPT} {place}", MARKDOWN, "2026-10-01", f"2026-10-{place}", ""]
            for name in names
            for place in (20, 27)
        ],
    )
    _write(
        folder / "feedback.csv",
        "client asked_on answered_on rating rater comment",
        [[name, "2026-10-01", "2026-10-02", "3", SCRIPT, MARKDOWN] for name in names],
    )
    _write(
        folder / "people.csv",
        "client name role birthday notes",
        [[name, SCRIPT, MARKDOWN, "11-30", SCRIPT] for name in names],
    )
    return serve(folder)


def _write(path: Path, columns: str, rows: list[list[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([columns.split(), *rows])


def client(name: str, **more: str) -> str:
    """The address of a client's page."""
    rest = "".join(f"&{key}={value}" for key, value in more.items())
    return f"/client?client={quote(name)}{rest}"


def shown(viewer: Any) -> str:
    """All that the page says."""
    return str(viewer.page.locator("[data-testid=stMain]").inner_text())


def rows_button(viewer: Any, signal: str) -> Any:
    """The button that opens the rows of a signal."""
    return viewer.page.locator(f".st-key-open-{signal} button")


def all_is_well(viewer: Any) -> None:
    """Nothing failed. Streamlit looks for its server under the page's own path first, in vain."""
    viewer.complaints = [said for said in viewer.complaints if "404 (Not Found)" not in said]
    viewer.all_is_well()


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
@pytest.mark.parametrize("name", ["Halden Freight", "Fundação Rio Verde de Saúde Comunitária"])
def test_it_says_how_the_client_stands_and_why(
    view: View, name: str, width: int, dark: bool
) -> None:
    viewer = view(client(name), width=width, dark=dark)
    assert viewer.headline.startswith(name)
    said = shown(viewer)
    for part in ("Since last week", "What we owe them", "Practices", "Deadlines", "Contacts"):
        assert part in said
    for dimension in ("Talk", "Demos", "Dates", "Feedback", "Openness"):
        assert dimension in said
    viewer.until(lambda: viewer.page.locator(".js-plotly-plot").count() == 3)
    all_is_well(viewer)


def test_nothing_is_wider_than_a_phone(view: View) -> None:
    viewer = view(client("Northmoor Water", signal="promises_kept"), width=390, height=844)
    main = "document.querySelector('[data-testid=stMain]')"
    assert viewer.page.evaluate(f"() => {main}.scrollWidth <= {main}.clientWidth")


def test_a_number_leads_to_its_rows_in_two_clicks(view: View) -> None:
    viewer = view("/client?client=northmoor+water")
    assert "deadlines.csv row" not in shown(viewer)
    rows_button(viewer, "promises_kept").click()
    viewer.page.get_by_text("deadlines.csv row").first.wait_for()
    assert parse_qs(viewer.query)["signal"] == ["promises_kept"]
    assert "Do we deliver" in shown(viewer)
    rows_button(viewer, "promises_kept").click()
    viewer.until(lambda: "signal" not in viewer.query)
    viewer.until(lambda: "deadlines.csv row" not in shown(viewer))
    all_is_well(viewer)


def test_a_link_to_rows_shows_the_same_to_a_colleague(view: View) -> None:
    address = client("Northmoor Water", week="2026-10-04", signal="rating", practices="kept")
    viewer = view(address)
    first = shown(viewer)
    assert "feedback.csv row" in first
    viewer.page.reload()
    viewer.settle()
    viewer.until(lambda: shown(viewer) == first)
    assert parse_qs(viewer.query)["signal"] == ["rating"]
    all_is_well(viewer)


def test_a_practice_leads_to_its_rows(view: View) -> None:
    viewer = view(client("Northmoor Water"))
    viewer.page.locator(".st-key-open-practice-commitments_met button").click()
    viewer.page.get_by_text("deadlines.csv row").first.wait_for()
    assert parse_qs(viewer.query)["practice"] == ["commitments_met"]


def test_a_step_to_an_earlier_week_changes_address_and_content(view: View) -> None:
    viewer = view(client("Halden Freight"))
    now = viewer.headline
    viewer.page.get_by_role("button", name="‹").click()
    viewer.page.get_by_role("button", name="Week to Sun 15 Nov 2026").wait_for()
    viewer.settle()
    assert parse_qs(viewer.query)["week"] == ["2026-11-15"]
    assert parse_qs(viewer.query)["client"] == ["Halden Freight"]
    viewer.page.goto(f"{viewer.address}{client('Halden Freight', week='2026-03-01')}")
    viewer.settle()
    assert viewer.headline != now
    assert "Healthy since" in shown(viewer)
    all_is_well(viewer)


def test_a_click_on_the_line_opens_that_week(view: View) -> None:
    viewer = view(client("Halden Freight"))
    point = viewer.page.locator(".js-plotly-plot").first.locator(".points path").nth(20)
    point.wait_for()
    viewer.page.wait_for_timeout(500)
    box = point.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    viewer.page.mouse.move(x - 4, y - 4)
    viewer.page.mouse.move(x, y)
    viewer.page.wait_for_timeout(300)
    viewer.page.mouse.click(x, y)
    viewer.until(lambda: "week" in parse_qs(viewer.query))
    viewer.until(lambda: "Healthy since" in shown(viewer))
    all_is_well(viewer)


def test_another_client_is_chosen_by_typing_and_back_returns(view: View) -> None:
    viewer = view(client("Halden Freight", signal="rating"))
    box = viewer.page.get_by_role("combobox").first
    viewer.until(lambda: (box.bounding_box() or {"y": 0})["y"] < 0)  # the rows are in view
    viewer.page.mouse.wheel(0, -9000)
    viewer.until(lambda: (box.bounding_box() or {"y": -1})["y"] > 0)  # and stay away
    viewer.settle()
    box.click()
    box.fill("kaveri")
    viewer.page.get_by_role("option", name="Kaveri Looms").click()
    viewer.until(lambda: viewer.headline.startswith("Kaveri Looms"))
    assert parse_qs(viewer.query) == {"client": ["Kaveri Looms"], "signal": ["rating"]}
    viewer.page.go_back()
    viewer.until(lambda: viewer.headline.startswith("Halden Freight"))
    all_is_well(viewer)


def test_without_a_client_it_opens_on_the_one_most_in_need(view: View) -> None:
    assert view("/client").headline.startswith("Halden Freight ▲")


def test_an_unknown_client_is_named_with_those_that_are_near(view: View) -> None:
    viewer = view(client("Haldn Freigth <b>"))
    assert viewer.headline == "There is no client “Haldn Freigth <b>” in clients.csv."
    viewer.page.locator("a", has_text="Halden Freight").click()
    viewer.until(lambda: viewer.headline.startswith("Halden Freight"))
    viewer.open(client("nobody at all"))
    viewer.page.get_by_role("link", name="Back to the review").click()
    viewer.until(lambda: "week" in viewer.headline)
    all_is_well(viewer)


def test_a_client_that_has_left_says_so_and_offers_its_last_week(view: View) -> None:
    viewer = view(client("Sonnfeld Solar"))
    assert viewer.headline == "Sonnfeld Solar"
    assert "No score in the week to Sun 22 Nov 2026" in shown(viewer)
    assert "ended on 28 Aug 2026" in shown(viewer)
    viewer.page.get_by_role("button", name="Show its last week, to 30 Aug 2026").click()
    viewer.until(lambda: "At risk since" in shown(viewer))
    assert parse_qs(viewer.query)["week"] == ["2026-08-30"]
    all_is_well(viewer)


def test_a_client_that_has_not_started_offers_its_first_week(view: View) -> None:
    viewer = view(client("Atelier Noord", week="2026-03-01"))
    assert "starts on 15 Oct 2026" in shown(viewer)
    viewer.page.get_by_role("button", name="Show its first week, to 18 Oct 2026").click()
    viewer.until(lambda: "Too little data" in shown(viewer))
    all_is_well(viewer)


@pytest.mark.parametrize("name", [SCRIPT, MARKDOWN, "'\"><img src=x onerror=alert(2)>"])
def test_names_and_notes_show_as_text_whatever_they_are(
    view: View, hostile: str, name: str
) -> None:
    viewer = view(client(name, signal="contact_freshness", practices="kept"), address=hostile)
    assert viewer.headline.startswith(name)
    said = shown(viewer)
    assert f"{SCRIPT} 20" in said
    assert f"“{MARKDOWN}”" in said
    assert FORMULA in said
    page = viewer.page
    assert page.locator(".katex, .stMarkdown strong, .sheet img, .sheet script").count() == 0
    assert page.locator(".sheet a[href*='a.b'], .stButton a").count() == 0
    all_is_well(viewer)


def test_downloaded_rows_are_no_formulas(view: View, hostile: str) -> None:
    viewer = view(client(SCRIPT, signal="contact_freshness"), address=hostile)
    with viewer.page.expect_download() as waited:
        viewer.page.get_by_role("button", name="rows as CSV").click()
    text = Path(waited.value.path()).read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["file"] for row in rows} == {"contacts.csv"}
    assert {row["summary"] for row in rows} == {f"'{FORMULA}"}
    assert all(row["row"].isdigit() for row in rows)


def test_what_no_log_tells_is_said_to_be_not_known(view: View, hostile: str) -> None:
    said = shown(view(client(MARKDOWN), address=hostile))
    assert "not known: there is no demos.csv" in said
    assert "deputy **bold**" in said
