"""The parts of the Review page that need no browser: words, labels, what is downloaded."""

from __future__ import annotations

import csv
import io
import re
import shutil
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from health.logs.rows import SetAside
from health.portfolio import Portfolio
from pages.parts import clicked, words
from pages.parts.freshness import as_csv
from pages.parts.labels import _box, _covers, _meets, placed
from pages.parts.look import plain
from pages.parts.palette import DARK, LIGHT
from pages.parts.review_changes import movers, needs
from pages.parts.review_chart import chart
from pages.parts.review_words import as_of_html, headline, subline, unplaced_html
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def sample() -> Portfolio:
    return Portfolio.open(Path(__file__).parent.parent / "data" / "sample")


@pytest.mark.parametrize(
    ("value", "said"),
    [(-13.6, "−14"), (4.5, "+4"), (0.4, "0"), (-0.4, "0"), (float("nan"), "–"), (None, "–")],
)
def test_a_change_has_its_sign_and_nothing_else_has(value: float | None, said: str) -> None:
    assert words.signed(value) == said


@pytest.mark.parametrize(
    ("amount", "said"),
    [(1_900_000, "1.9 m"), (640_000, "640 k"), (999_600, "1 m"), (85, "85"), (0, "0"), (None, "–")],
)
def test_money_is_told_in_few_figures(amount: float | None, said: str) -> None:
    assert words.money(amount).replace("\u00a0", " ") == said


@given(some.dates())
def test_every_day_has_a_sunday(day: date) -> None:
    assert words.sunday(day).weekday() == 6
    assert words.sunday(day) >= min(day, date(9999, 12, 20))


@pytest.mark.parametrize("cell", ["=1+1", "+49 30 1", "-5", "@x", "\t=1", " =HYPERLINK(1)"])
def test_no_cell_of_the_download_is_a_formula(cell: str) -> None:
    text = as_csv([SetAside("contacts", 7, "summary", cell, "can't be read")]).decode("utf-8-sig")
    line = list(csv.reader(io.StringIO(text)))[1]
    assert line == ["contacts.csv", "7", "summary", f"'{cell}", "can't be read"]


@given(some.text(max_size=30))
def test_plain_text_keeps_every_letter_and_leaves_nothing_for_markdown(text: str) -> None:
    said = plain(text)
    assert re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", said) == text
    assert not re.search(r"(?<!\\)(\\\\)*[*_`\[<:$&]", said)


@given(
    some.lists(
        some.tuples(
            some.floats(0, 380), some.floats(0, 244), some.floats(8, 24), some.text(max_size=40)
        ),
        max_size=30,
    )
)
def test_no_label_covers_a_point_another_label_or_the_edge(
    points: list[tuple[float, float, float, str]],
) -> None:
    x, y, size = (np.array([point[at] for point in points], float) for at in range(3))
    names = [(at, point[3]) for at, point in enumerate(points)]
    found = placed(names, x, y, size, 380)
    boxes = [_box(label, x[label.at], y[label.at]) for label in found]
    for place, (label, box) in enumerate(zip(found, boxes, strict=True)):
        assert box[0] >= 0
        assert box[1] <= 380
        assert not _meets(box, boxes[:place])
        assert not _covers(box, label.at, x, y, size)


def test_the_headline_counts_the_clients_at_risk(sample: Portfolio) -> None:
    for day in sample.days[::13]:
        scores = sample.scores(day)
        red = int((scores["band"] == "red").sum())
        said = headline(scores, latest=True)
        needy = f"{words.number_word(red).capitalize()} client"
        assert said.startswith(needy) == (red > 0 or said.startswith("No client is at risk")), said
        assert str(len(scores)) in subline(sample, scores, day, latest=False) or not len(scores)


def test_what_changed_adds_up_to_the_change(sample: Portfolio) -> None:
    day = sample.days[-2]
    for (client, change, causes), row in zip(
        movers(sample, sample.version, day), sample.movers(day).to_dict("records"), strict=True
    ):
        assert (client, change) == (row["client"], row["change"])
        if "weakest part" in causes:
            continue
        told = [part.rpartition("(")[2] for part in causes.split(")")[:-1]]
        points = sum(int(each.replace("−", "-")) for each in told if each.lstrip("+−").isdigit())
        assert abs(points - change) <= 0.5 * (len(told) + 1)


def test_every_client_at_risk_is_told_with_what_costs_it_most(sample: Portfolio) -> None:
    day = sample.days[-1]
    scores = sample.scores(day).set_index("client")
    found = needs(sample, sample.version, day)
    assert [each[0] for each in found] == list(scores[scores["band"] == "red"].index)
    for client, health, why, step in found:
        assert health == scores.loc[client, "health"]
        costs = sample.signal_scores(sample.client(client), day)
        assert words.signed(-costs["lost"].max()) in why
        assert step
    assert found[0][0] == "Halden Freight"
    assert "last demo 67 business days ago" in found[0][2]


@pytest.mark.parametrize("of", [LIGHT, DARK])
def test_every_client_with_a_slope_is_in_the_chart_once(sample: Portfolio, of: object) -> None:
    scores = sample.scores()
    scores["slope"] = sample.history.slope[scores["code"], -1]
    shown = [name for trace in chart(scores, of).data for name in trace.customdata]  # type: ignore[arg-type]
    assert sorted(shown) == sorted(scores.loc[scores["slope"].notna(), "client"])


def test_a_chart_of_nobody_is_empty(sample: Portfolio) -> None:
    scores = sample.scores().iloc[:0]
    scores["slope"] = scores["health"]
    assert not [name for trace in chart(scores, LIGHT).data for name in trace.customdata]


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "As of today, Thu 12 Nov."),
        (1, "As of yesterday, Thu 12 Nov."),
        (6, "As of Thu 12 Nov, 6\u00a0days ago."),
        (13, "<b class='watch'>As of Thu 12 Nov, 13\u00a0days ago: no log has a later row.</b>"),
    ],
)
def test_how_old_the_logs_are_is_said_and_stands_out_from_a_week_on(days: int, said: str) -> None:
    known = date(2026, 11, 12)
    assert as_of_html(known, known + timedelta(days=days)) == said


def test_whom_the_chart_leaves_out_is_told_with_the_reason_of_each(tmp_path: Path) -> None:
    for log in ("clients", "issues"):
        shutil.copy(ROOT / "data" / "sample" / f"{log}.csv", tmp_path)
    portfolio = Portfolio.open(tmp_path)
    point = len(portfolio.history.days) - 1
    scores = portfolio.scores()
    scores["slope"] = portfolio.history.slope[scores["code"], point]
    said = unplaced_html(portfolio, scores, point)
    assert "known for less than eight weeks: Atelier Noord" in said
    assert "too little known for a number this week: Folio &amp; Finch and Lake Orrin" in said
    assert "Kestrel" not in said


@pytest.mark.parametrize(
    "forged",
    [None, 7, "x", {}, {"selection": 3}, {"selection": {"points": {}, "cells": [[]]}},
     {"selection": {"points": [{}], "cells": [["0", 1]]}}, {"row": "0"}, {"row": -1}, {"row": 9},
     {"selection": {"points": [{"x": ["2026"]}], "cells": [[True]]}}],
)  # fmt: skip
def test_what_no_chart_or_table_of_ours_sends_is_no_click(forged: object) -> None:
    assert clicked.point(forged, "x") == ""
    assert clicked.row(forged, forged, 9) is None


def test_what_was_clicked_is_found() -> None:
    assert clicked.point({"selection": {"points": [{"x": "2026-11-15"}]}}, "x") == "2026-11-15"
    assert clicked.row({"row": 3}, None, 9) == 3
    assert clicked.row(None, {"selection": {"cells": [[4, "Health"]]}}, 9) == 4
