"""The Compare page's words, table, lines and file, without a browser."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from health.compare import Sides, sides
from health.portfolio import Portfolio
from health.signals import SIGNALS
from pages.parts import compare_lines as drawn
from pages.parts import compare_table as heat
from pages.parts import compare_words as words
from pages.parts.compare_choice import Choice
from pages.parts.palette import DARK, LIGHT, Colours

FolderOf = Callable[..., Path]
HOSTILE = '<script>alert(1)</script> & "x"'


@pytest.fixture(scope="module")
def sample() -> Portfolio:
    return Portfolio.open(Path(__file__).parent.parent / "data" / "sample")


@pytest.fixture(autouse=True)
def no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """A link of a table outside of a page: only the name and the signal."""
    monkeypatch.setattr(
        "pages.parts.address.client_href", lambda name, **more: f"client?{name}{more}"
    )


def named(portfolio: Portfolio, *names: str, day: date | None = None) -> tuple[Choice, Sides]:
    codes = tuple(portfolio.client(name) for name in names)
    return Choice("clients", names, codes, codes), sides(portfolio, codes, day)


def said(portfolio: Portfolio, *names: str) -> str:
    choice, found = named(portfolio, *names)
    return words.finding(choice, found, found).replace("\u00a0", " ")


class TestFinding:
    def test_of_two_it_says_by_how_much_and_in_what(self, sample: Portfolio) -> None:
        told = said(sample, "Halden Freight", "Ostrava Rail Services")
        assert re.fullmatch(
            r"Halden Freight is \d+ points below Ostrava Rail Services, "
            r"mainly in Demos: last shown 0 against \d+",
            told,
        )
        back = said(sample, "Ostrava Rail Services", "Halden Freight")
        assert back.startswith("Ostrava Rail Services is ")
        assert " above Halden Freight, mainly in Demos: last shown 100 against 0" in back

    def test_of_several_it_names_the_lowest_and_the_highest_that_can_be_judged(
        self, sample: Portfolio
    ) -> None:
        told = said(sample, "Folio & Finch", "Kestrel Mutual", "Halden Freight", "Saltwick Marine")
        assert told.startswith("Halden Freight is ")
        assert "below Saltwick Marine" in told

    def test_a_client_and_itself_stand_level(self, sample: Portfolio) -> None:
        choice, found = named(sample, "Kestrel Mutual", "Kestrel Mutual")
        assert "stand level" in words.finding(choice, found, found)
        assert "differ in nothing that shows" in words.finding(choice, found, found)

    def test_one_alone_asks_for_another(self, sample: Portfolio) -> None:
        assert said(sample, "Kestrel Mutual") == "Choose a client to compare Kestrel Mutual with"

    def test_a_segment_names_whom_is_furthest_from_the_others(self, sample: Portfolio) -> None:
        scores = sample.scores()
        mine = scores[scores["segment"] == "retainer"]
        codes = tuple(int(code) for code in mine["code"])
        found = sides(sample, codes)
        told = words.finding(Choice("segment", ("retainer",), codes, codes), found, found)
        away = (mine["health"] - mine["health"].mean()).abs()
        assert told.startswith(mine["client"].iloc[int(away.to_numpy().argmax())])
        assert "the others of retainer" in told

    def test_of_whom_too_little_is_known_is_warned(self, sample: Portfolio) -> None:
        choice, found = named(sample, "Kestrel Mutual", "Folio & Finch")
        assert "Too little is known to judge Folio & Finch (45" in words.caution(choice, found)
        choice, found = named(sample, "Kestrel Mutual", "Saltwick Marine")
        assert words.caution(choice, found) == ""

    def test_nothing_known_of_anybody_is_said(self, folder_of: FolderOf) -> None:
        portfolio = Portfolio.open(
            folder_of(
                clients="client,started_on\nAcme,2026-01-05\nBolt,2026-01-05\n",
                expectations="client,expectation\nAcme,more\n",
            ),
            as_of=date(2026, 3, 1),
        )
        told = said(portfolio, "Acme", "Bolt")
        assert told == "Too little is known of these clients to compare them"
        choice, found = named(portfolio, "Acme", "Bolt")
        html = heat.table_html(heat.columns(portfolio, choice, found, found))
        assert "chip unknown" in html
        assert not re.search(r"chip (red|amber|green|best)", html)
        assert drawn.lines(portfolio, [0, 1], [0, 1], 3, LIGHT).data


class TestTable:
    def test_each_cell_of_a_signal_leads_to_its_rows(self, sample: Portfolio) -> None:
        choice, found = named(sample, "Halden Freight", "Kestrel Mutual")
        html = heat.table_html(heat.columns(sample, choice, found, found))
        assert len(re.findall(r"client\?Kestrel Mutual\{&#x27;signal", html)) == len(SIGNALS)

    def test_what_is_not_known_has_no_colour(self, sample: Portfolio) -> None:
        choice, found = named(sample, "Folio & Finch", "Kestrel Mutual")
        line = heat.table_html(heat.columns(sample, choice, found, found)).split(">Demos</th>")[1]
        first, second = line.split("</td>")[:2]
        assert 'class="chip unknown" title="not known"' in first
        assert "gap" not in first
        assert '<span class="gap"></span>' in second

    def test_a_segment_stands_beside_its_average(self, sample: Portfolio) -> None:
        scores = sample.scores()
        codes = [int(code) for code in scores.loc[scores["segment"] == "project", "code"]]
        everyone, found = sides(sample, codes), sides(sample, codes[:2])
        choice = Choice("segment", ("project",), tuple(codes[:2]), tuple(codes))
        table = heat.columns(sample, choice, found, everyone)
        assert table.sizes[0][0] == scores.loc[scores["code"] == codes[0], "value"].item()
        assert table.mean is not None
        assert table.mean.health == pytest.approx(np.nanmean(everyone.health))
        assert f"Average of {len(codes)}" in heat.table_html(table)
        gap = table.gaps[0]
        assert gap is not None
        others = np.delete(everyone.health, 0)
        assert gap.total == pytest.approx(everyone.health[0] - np.nanmean(others))

    def test_names_are_escaped(self, folder_of: FolderOf) -> None:
        clients = [{"client": HOSTILE, "started_on": "2026-01-05"}]
        contacts = [{"client": HOSTILE, "at": "2026-02-02", "direction": "out"}]
        portfolio = Portfolio.open(folder_of(clients=clients, contacts=contacts))
        choice, found = named(portfolio, HOSTILE)
        assert "<script" not in heat.table_html(heat.columns(portfolio, choice, found, found))
        figure = drawn.lines(portfolio, [0], [0], 2, LIGHT)
        assert all("<script" not in str(each.text) for each in figure.data)
        assert all("<script" not in each.text for each in figure.layout.annotations)

    def test_the_file_adds_up_and_leaves_blank_what_is_not_compared(
        self, sample: Portfolio
    ) -> None:
        choice, found = named(sample, "Halden Freight", "Folio & Finch")
        head, *rows = heat.lines(heat.columns(sample, choice, found, found))
        place = head.index("Folio & Finch: points against Halden Freight")
        of = {str(row[1]): float(row[place]) for row in rows}
        parts = [of[name] for name in SIGNALS if not np.isnan(of[name])]
        rest = of["known, or weighed, otherwise"]
        assert sum(parts) + rest == pytest.approx(of["health"], abs=0.15)
        assert np.isnan(of["demos"])


class TestLines:
    @pytest.mark.parametrize("of", [LIGHT, DARK], ids=["light", "dark"])
    def test_every_line_has_its_name_its_colour_and_its_dash(
        self, sample: Portfolio, of: Colours
    ) -> None:
        codes = list(range(8))
        point = len(sample.history.days) - 1
        figure = drawn.lines(sample, codes, codes, point, of)
        strokes = [trace for trace in figure.data if trace.mode == "lines"]
        assert len({(trace.line.color, trace.line.dash) for trace in strokes}) == 8
        shown = [note.font.color for note in figure.layout.annotations]
        there = [code for code in codes if sample.history.exists[code, point - 52 :].any()]
        assert shown == [of.lines[code] for code in there]

    @given(some.lists(some.floats(0, 100), min_size=1, max_size=8))
    def test_no_name_covers_another_or_leaves_the_picture(self, ends: list[float]) -> None:
        heights = drawn._apart(ends)
        room = drawn._ROOM / (drawn.HEIGHT - 32) * 103
        order = sorted(range(len(ends)), key=lambda at: ends[at])
        placed = [heights[at] for at in order]
        assert all(b - a >= room - 1e-6 for a, b in itertools.pairwise(placed))
        assert placed[0] >= -1e-6
        assert placed[-1] <= 103

    def test_where_there_is_room_a_name_stands_at_its_line(self) -> None:
        assert drawn._apart([20.0, 80.0, 50.0]) == [20.0, 80.0, 50.0]
