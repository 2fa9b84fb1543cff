"""Charts and tables leave the page as files: really downloaded, under the security policy."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

View = Callable[..., Any]


def downloaded(viewer: Any, button: Any) -> tuple[str, bytes]:
    """Press a button with the keyboard; the name and the content of the file that comes."""
    button.focus()
    with viewer.page.expect_download() as waited:
        viewer.page.keyboard.press("Enter")
    return waited.value.suggested_filename, Path(waited.value.path()).read_bytes()


def test_a_chart_is_saved_as_png_and_as_svg(view: View) -> None:
    viewer = view("/?week=2026-11-15")
    viewer.page.locator(".st-key-figure-chart .js-plotly-plot").wait_for()
    for kind, begins in (("PNG", b"\x89PNG\r\n"), ("SVG", b"<svg ")):
        button = viewer.page.locator(".st-key-figure-chart").get_by_role(
            "button", name=f"Save as {kind}"
        )
        name, content = downloaded(viewer, button)
        assert name == f"clients-health-and-trend-2026-11-15.{kind.lower()}"
        assert content.startswith(begins)
        assert len(content) > 5000
    assert "Halden Freight" in content.decode()  # the SVG holds the words of the chart
    viewer.all_is_well()


def test_the_table_is_saved_as_it_was_filtered(view: View) -> None:
    viewer = view("/?band=red&week=2026-11-15")
    button = viewer.page.get_by_role("button", name="Download this table as CSV")
    name, content = downloaded(viewer, button)
    assert name == "clients-2026-11-15.csv"
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert {row["band"] for row in rows} == {"red"}
    assert {"client", "health", "deadlines", "change_1w", "slope", "lead"} <= set(rows[0])
    viewer.all_is_well()
