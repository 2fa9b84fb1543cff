"""What every chart and every file share, without a browser."""

from __future__ import annotations

from datetime import date

import plotly.io
import pytest
from hypothesis import given
from hypothesis import strategies as some

from pages.parts import download, figures
from pages.parts.palette import DARK, LIGHT, Colours


@pytest.mark.parametrize("of", [LIGHT, DARK], ids=["light", "dark"])
def test_a_theme_is_one_template_that_plotly_knows_by_name(of: Colours) -> None:
    made = figures.figure(of, [], 200, yaxis={"range": [0, 100]})
    known = plotly.io.templates[figures.template(of)]
    assert made.layout.template == known
    assert known.layout.paper_bgcolor == of.paper  # a picture is readable on any ground
    assert (made.layout.height, tuple(made.layout.yaxis.range)) == (200, (0, 100))


def test_points_say_their_words_and_a_silent_one_says_nothing() -> None:
    assert figures.dots([1], [2], ["so"], {}).hovertemplate == "%{text}<extra></extra>"
    assert figures.dots([1], [2], ["so"], {}, hoverinfo="skip").hovertemplate is None
    assert figures.stroke([1], [None], {}).hoverinfo == "skip"


@given(some.dates(date(1990, 1, 1), date(2090, 1, 1)), some.integers(1, 9000), some.integers(3, 9))
def test_any_stretch_of_days_has_few_ticks_inside_it(first: date, days: int, most: int) -> None:
    last = date.fromordinal(first.toordinal() + days)
    axis = figures.months(first, last, most)
    assert len(axis["tickvals"]) == len(axis["ticktext"]) <= max(most, 7) + 1
    assert all(first <= tick <= last for tick in axis["tickvals"])


@pytest.mark.parametrize(
    ("what", "name"),
    [
        ("Halden Freight health", "halden-freight-health-2026-11-22"),
        ("../../etc/passwd", "etc-passwd-2026-11-22"),
        ("Fundação: Rio\\Verde?", "fundação-rio-verde-2026-11-22"),
        ("x" * 500, f"{'x' * 60}-2026-11-22"),
        ("***", "2026-11-22"),
    ],
)
def test_a_file_is_named_for_what_is_shown_and_the_week(what: str, name: str) -> None:
    assert download.file_name(what, date(2026, 11, 22)) == name


@given(some.lists(some.one_of(some.text(max_size=12), some.floats(), some.none()), max_size=6))
def test_no_cell_of_text_begins_a_formula(line: list[object]) -> None:
    for value in line:
        cell = download.cell(value)
        if isinstance(cell, str) and cell.lstrip()[:1] in set("=+-@＝＋－＠"):
            float(cell)  # only a number may begin like one
