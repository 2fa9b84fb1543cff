"""The Compare page in a browser: choosing, the address, from a cell to its rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

View = Callable[..., Any]


def add(viewer: Any, name: str) -> None:
    """Choose one more client by typing."""
    box = viewer.page.locator(".st-key-address-with input")
    box.click()
    box.fill(name[:6].lower())
    viewer.page.get_by_role("option", name=name).click()


def columns(viewer: Any) -> list[str]:
    """Who stands side by side."""
    return [str(each) for each in viewer.page.locator(".heat .who a").all_inner_texts()]


def shown(viewer: Any) -> str:
    """All that the page says."""
    return str(viewer.page.locator("[data-testid=stMain]").inner_text())


def numbers(viewer: Any, row: str) -> list[float]:
    """The points of a row of the table, those of the base left out."""
    line = viewer.page.locator(".heat tr", has=viewer.page.get_by_role("rowheader", name=row))
    texts = line.first.locator(".gap").all_inner_texts()
    return [float(text.replace("−", "-") or 0) for text in texts if text != "base"]


def all_is_well(viewer: Any) -> None:
    """Nothing failed. Streamlit looks for its server under the page's own path first, in vain."""
    viewer.complaints = [said for said in viewer.complaints if "404 (Not Found)" not in said]
    viewer.all_is_well()


def test_three_are_chosen_the_address_keeps_them_and_a_cell_leads_to_its_rows(view: View) -> None:
    viewer = view("/compare?with=Halden+Freight&week=2026-11-15")
    viewer.until(lambda: "Choose a client to compare Halden Freight with" in viewer.headline)
    for name in ("Ostrava Rail Services", "Kestrel Mutual"):
        add(viewer, name)
        viewer.until(lambda name=name: name in columns(viewer))
    three = ["Halden Freight", "Ostrava Rail Services", "Kestrel Mutual"]
    viewer.until(lambda: columns(viewer) == three)
    assert parse_qs(viewer.query) == {"with": three, "week": ["2026-11-15"]}
    said = viewer.headline
    assert said.startswith("Halden Freight is ")
    assert "points below Ostrava Rail Services, mainly in Demos: " in said

    signals = [name for name in viewer.page.locator(".heat tr").all() if name.locator("a").count()]
    assert len(signals) == 24  # the names on top, and the signals
    dimensions = ("Talk", "Demos", "Dates", "Feedback", "Openness", "Known, or weighed, otherwise")
    parts = [numbers(viewer, name) for name in dimensions]
    for place, total in enumerate(numbers(viewer, "Health")):
        assert sum(part[place] for part in parts) == pytest.approx(total, abs=0.36)  # rounding

    viewer.page.reload()
    viewer.settle()
    viewer.until(lambda: columns(viewer) == three)
    assert viewer.headline == said

    viewer.page.get_by_title("Halden Freight, Last shown: 0 of 100. Click for its rows.").click()
    viewer.page.get_by_text("demos.csv row").first.wait_for()
    asked = parse_qs(viewer.query)
    assert asked == {
        "client": ["Halden Freight"],
        "signal": ["demo_freshness"],
        "week": ["2026-11-15"],
    }
    all_is_well(viewer)


def test_a_client_is_compared_with_its_like_and_that_leads_on_to_its_segment(view: View) -> None:
    viewer = view("/client?client=Halden+Freight")
    viewer.page.get_by_role("link", name="Compare with its like").click()
    viewer.until(lambda: " below its like, mainly in Demos" in viewer.headline)
    viewer.until(lambda: columns(viewer)[:1] == ["Halden Freight"])
    assert 3 <= len(columns(viewer)) <= 5
    assert parse_qs(viewer.query) == {"like": ["Halden Freight"]}
    assert "of project nearest in value and age" in shown(viewer)
    viewer.page.get_by_text("A segment", exact=True).click()
    viewer.until(lambda: "the others of project" in viewer.headline)
    viewer.settle()
    assert parse_qs(viewer.query) == {"by": ["segment"], "group": ["project"]}
    assert "8 most in need" in shown(viewer)
    viewer.page.get_by_text("Clients", exact=True).click()
    viewer.until(lambda: viewer.headline == "Choose two clients")  # nobody is chosen unasked
    viewer.settle()
    viewer.page.go_back()
    viewer.until(lambda: "the others of project" in viewer.headline)
    viewer.settle()
    viewer.page.go_back()
    viewer.until(lambda: " below its like" in viewer.headline)
    all_is_well(viewer)


def test_clients_that_a_filter_leaves_on_the_review_are_compared(view: View) -> None:
    viewer = view("/?band=red&week=2026-11-15")
    viewer.page.get_by_role("link", name="Compare these").click()
    viewer.until(lambda: len(columns(viewer)) >= 2)
    asked = parse_qs(viewer.query)
    assert asked["with"] == columns(viewer)
    assert asked["week"] == ["2026-11-15"]
    assert asked["band"] == ["red"]  # so that the way back leads to the same list
    viewer.page.get_by_role("link", name="Client", exact=True).click()
    viewer.page.wait_for_url("**/client?**")
    viewer.settle()
    viewer.page.get_by_role("link", name="Compare", exact=True).click()
    viewer.until(lambda: columns(viewer) == asked["with"])  # the menu remembers
    all_is_well(viewer)


def test_the_table_is_saved_as_it_adds_up(view: View) -> None:
    viewer = view("/compare?with=Halden+Freight&with=Folio+%26+Finch")
    with viewer.page.expect_download() as waited:
        viewer.page.get_by_role("button", name="Download this table as CSV").click()
    text = Path(waited.value.path()).read_text("utf-8-sig")
    head, *rows = list(csv.reader(io.StringIO(text)))
    points = head.index("Folio & Finch: points against Halden Freight")
    of = {name: float(row[points] or 0) for row in rows for name in [row[1]]}
    signals = [float(row[points] or 0) for row in rows if row[0] == "signal"]
    rest = of["known, or weighed, otherwise"]
    assert sum(signals) + rest == pytest.approx(of["health"], abs=0.2)
    assert next(row for row in rows if row[1] == "demos")[points] == ""  # not known, not 0


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("with=Haldn+Freigth&with=Kestrel+Mutual", "Did you mean Halden Freight?"),
        ("with=%3Cb%3E&with=Kestrel+Mutual", "There is no client “<b>” in clients.csv."),
        ("with=Sonnfeld+Solar&with=Kestrel+Mutual", "it ended on 28 Aug 2026."),
        ("like=Nobody", "There is no client “Nobody” in clients.csv."),
        ("group=nowhere", "There are: project, public sector and retainer."),
        ("by=clients", "Two to eight fit side by side."),
        ("like=Halden+Freight&week=2024-11-24", "Halden Freight has no score in the week"),
        ("with=Kaveri+Looms&with=kaveri+looms", "Choose a client to compare Kaveri Looms with"),
        (
            "with=" + "&with=".join(
                ("Kaveri+Looms", "Tamarack+Outdoor+Co-op", "Kestrel+Mutual", "Banco+Mirante",
                 "Folio+%26+Finch", "Saltwick+Marine", "Halden+Freight", "Northmoor+Water",
                 "Ostrava+Rail+Services")
            ),
            "left out: Ostrava Rail Services.",
        ),
    ],
    ids=["misspelt", "hostile", "left", "nobody", "no segment", "none", "before", "twice", "nine"],
)  # fmt: skip
def test_what_cannot_be_compared_is_said(view: View, asked: str, said: str) -> None:
    viewer = view(f"/compare?{asked}")
    viewer.until(lambda: said in shown(viewer).replace("\u00a0", " "))
    assert len(columns(viewer)) <= 8
    all_is_well(viewer)


def test_nothing_is_wider_than_a_phone(view: View) -> None:
    viewer = view("/compare?group=retainer", width=390, height=844)
    main = "document.querySelector('[data-testid=stMain]')"
    assert viewer.page.evaluate(f"() => {main}.scrollWidth <= {main}.clientWidth")
