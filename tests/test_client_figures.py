"""The Client page's charts, tables and sentences, on plain data and without a browser."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from health.logs.contract import LOGS
from health.logs.rows import Logs, Rows
from pages.parts import client_deadlines as deadlines
from pages.parts import client_figures as figures
from pages.parts import client_head as head
from pages.parts import client_line as weekly
from pages.parts import client_rows as rows
from pages.parts import client_score as score
from pages.parts import client_talk as talk
from pages.parts import download
from pages.parts.palette import DARK, LIGHT

PLAIN = Logs(Path(), pd.DataFrame(), {log: Rows(contract) for log, contract in LOGS.items()})
HOSTILE = '<script>alert(1)</script> & "$x$" **bold**'
SUNDAY = date(2026, 11, 22)
MARKS = ["day", "kind", "label", "tone"]


def line(healths: list[float], bands: list[str] | None = None, last: date = SUNDAY) -> pd.DataFrame:
    """A weekly line that ends on a Sunday."""
    days = [last - timedelta(weeks=len(healths) - 1 - at) for at in range(len(healths))]
    health = np.array(healths, float)
    return pd.DataFrame(
        {
            "as_of": days,
            "health": health,
            "low": health - 5,
            "high": health + 5,
            "coverage": np.where(np.isnan(health), 0.0, 0.8),
            "band": bands or ["amber"] * len(healths),
        }
    )


def no_marks() -> pd.DataFrame:
    return pd.DataFrame(columns=MARKS)


def strokes(figure: object) -> list[object]:
    """The traces that are the line itself."""
    return [
        trace
        for trace in figure.data  # type: ignore[attr-defined]
        if trace.mode == "lines" and trace.fill is None
    ]


class TestWeeklyLine:
    def test_axis_is_always_0_to_100(self) -> None:
        figure = weekly.weekly_line(line([97, 98, 99]), SUNDAY, no_marks(), (50, 75), LIGHT)
        assert tuple(figure.layout.yaxis.range) == (0, 102)

    def test_areas_stand_at_the_settings_limits(self) -> None:
        figure = weekly.weekly_line(line([60, 60, 60]), SUNDAY, no_marks(), (40, 80), LIGHT)
        areas = {(shape.y0, shape.y1) for shape in figure.layout.shapes if shape.type == "rect"}
        assert areas == {(80, 100), (0, 40)}

    def test_a_week_without_health_is_a_gap(self) -> None:
        shown = line([60, np.nan, 60, 61])
        figure = weekly.weekly_line(shown, SUNDAY, no_marks(), (50, 75), LIGHT)
        (stroke,) = strokes(figure)
        assert list(stroke.y)[1] is None  # type: ignore[attr-defined]
        assert stroke.connectgaps is False  # type: ignore[attr-defined]

    def test_weeks_without_a_band_are_dashed(self) -> None:
        shown = line([60, 61, 62, 63], ["none", "none", "amber", "amber"])
        figure = weekly.weekly_line(shown, SUNDAY, no_marks(), (50, 75), LIGHT)
        by_dash = {stroke.line.dash: list(stroke.y) for stroke in strokes(figure)}  # type: ignore[attr-defined]
        assert by_dash["solid"] == [None, None, 62, 63]
        assert by_dash["4px,3px"] == [60, 61, 62, None]

    def test_what_came_after_the_selected_week_is_fainter(self) -> None:
        selected = SUNDAY - timedelta(weeks=1)
        figure = weekly.weekly_line(line([60, 61, 62]), selected, no_marks(), (50, 75), LIGHT)
        assert sorted(stroke.opacity for stroke in strokes(figure)) == [0.35, 1]  # type: ignore[attr-defined]

    def test_the_selected_week_bears_its_number_and_the_shape_of_its_band(self) -> None:
        figure = weekly.weekly_line(
            line([60, 61, 41.4], ["red"] * 3), SUNDAY, no_marks(), (50, 75), LIGHT
        )
        (chosen,) = [trace for trace in figure.data if trace.mode == "markers+text"]
        assert list(chosen.text) == ["<b>41</b>"]
        assert chosen.marker.symbol == "triangle-up"

    def test_marks_stand_on_the_line_and_none_lies_after_the_week(self) -> None:
        happened = pd.DataFrame(
            [
                (SUNDAY - timedelta(days=10, weeks=1), "demo", "demo", "good"),
                (SUNDAY - timedelta(days=1), "slip", "slip, no word", "bad"),
            ],
            columns=MARKS,
        )
        selected = SUNDAY - timedelta(weeks=1)
        figure = weekly.weekly_line(line([60, 67, 74, 81]), selected, happened, (50, 75), LIGHT)
        placed = [
            trace for trace in figure.data if trace.mode == "markers" and trace.name != "weeks"
        ]
        assert [list(trace.y) for trace in placed] == [[64]]

    def test_names_of_marks_are_few_and_text_of_logs_is_escaped(self) -> None:
        happened = pd.DataFrame(
            [(SUNDAY - timedelta(days=at), "rating", HOSTILE, "bad") for at in range(0, 300, 3)],
            columns=MARKS,
        )
        figure = weekly.weekly_line(line([60.0] * 52), SUNDAY, happened, (50, 75), DARK)
        names = [note.text for note in figure.layout.annotations]
        assert 1 <= len(names) <= weekly.LABELS
        assert all("<script" not in name and "&lt;script" in name for name in names)

    @pytest.mark.parametrize("weeks", [1, 2, 6, 30, 900])
    def test_any_length_of_history_has_ticks(self, weeks: int) -> None:
        figure = weekly.weekly_line(line([60.0] * weeks), SUNDAY, no_marks(), (50, 75), LIGHT)
        assert len(figure.layout.xaxis.ticktext) >= 1
        assert len(figure.data[-1].x) <= weekly.LINE_WEEKS + 1

    @pytest.mark.parametrize("weeks", [-300, 60])
    def test_a_week_without_a_point_shows_the_nearest_part_of_the_line(self, weeks: int) -> None:
        selected = SUNDAY + timedelta(weeks=weeks)
        figure = weekly.weekly_line(line([60.0] * 5), selected, no_marks(), (50, 75), LIGHT)
        assert all(len(stroke.x) == 5 for stroke in strokes(figure))  # type: ignore[attr-defined]

    def test_a_week_long_ago_is_inside_the_picture(self) -> None:
        long_ago = SUNDAY - timedelta(weeks=300)
        figure = weekly.weekly_line(line([60.0] * 400), long_ago, no_marks(), (50, 75), LIGHT)
        first, last = figure.layout.xaxis.range
        assert str(first)[:10] < long_ago.isoformat() < str(last)[:10]


def contact(when: date, hour: float, direction: str, inside: bool | None) -> tuple[object, ...]:
    return (when, hour, direction, HOSTILE, inside)


class TestContactCalendar:
    times = pd.DataFrame(
        [
            contact(date(2026, 11, 18), 14.5, "out", True),
            contact(date(2026, 11, 18), 21.0, "out", False),
            contact(date(2026, 11, 19), 22.0, "in", False),
            contact(date(2026, 11, 19), np.nan, "both", None),
            contact(date(2026, 1, 19), 9.0, "out", True),
        ],
        columns=["date", "hour", "direction", "topic", "in_hours"],
    )

    def test_only_ours_out_of_hours_stand_out(self) -> None:
        figure = figures.contact_calendar(self.times, SUNDAY, (9, 18), LIGHT)
        red = [trace for trace in figure.data if trace.marker.color == LIGHT.red]
        assert [list(trace.y) for trace in red] == [[21.0]]

    def test_a_contact_without_a_time_stands_apart_and_says_so(self) -> None:
        figure = figures.contact_calendar(self.times, SUNDAY, (9, 18), LIGHT)
        (untimed,) = [trace for trace in figure.data if trace.name == "call or meeting"]
        assert untimed.y[0] > 22
        assert "no time" in figure.layout.yaxis.ticktext
        assert "no time noted" in untimed.text[0]

    def test_older_contacts_are_left_out_and_topics_escaped(self) -> None:
        figure = figures.contact_calendar(self.times, SUNDAY, (9, 18), LIGHT)
        texts = [text for trace in figure.data for text in trace.text]
        assert len(texts) == 4
        assert not any("<script" in text for text in texts)

    def test_the_sentence_counts_what_is_shown(self) -> None:
        said = talk.contact_words(self.times[:4], (9.0, 18.5))
        assert "2 from us, 1 from them" in said
        assert "1 of ours outside 9:00 to 18:30" in said
        assert "1 without a time of day" in said


class TestFeedback:
    answers = pd.DataFrame(
        [
            (2, date(2026, 11, 2), date(2026, 11, 3), 4.0, False, HOSTILE, HOSTILE),
            (3, date(2026, 11, 9), date(2026, 11, 9), 9.0, True, None, None),
            (4, date(2026, 11, 16), None, np.nan, None, None, None),
        ],
        columns=["row", "asked_on", "answered_on", "rating", "yes_no", "rater", "comment"],
        dtype=object,
    ).astype({"rating": float})

    def test_ratings_have_the_shape_of_how_they_read_and_silence_is_shown(self) -> None:
        figure = figures.feedback_over_time(self.answers, date(2026, 9, 1), SUNDAY, LIGHT)
        by_symbol = {trace.marker.symbol: list(trace.y) for trace in figure.data}
        assert by_symbol == {"triangle-up": [4.0], "circle": [9.0], "x-thin": [0]}

    def test_comments_are_escaped(self) -> None:
        figure = figures.feedback_over_time(self.answers, date(2026, 9, 1), SUNDAY, LIGHT)
        assert "<script" not in figure.data[0].text[0]

    def test_the_sentence_counts(self) -> None:
        said = talk.feedback_words(self.answers)
        assert said.replace("\u00a0", " ") == (
            "Asked 3 times, answered 2 times. The middle rating is 6.5 of 10, the latest 9. "
            "1 answer of “no”."
        )


class TestBirthdays:
    @pytest.mark.parametrize(
        ("born", "today", "days"),
        [
            ("11-22", SUNDAY, 0),
            (date(1969, 11, 27), SUNDAY, 5),
            ("01-02", date(2026, 12, 30), 3),
            ("02-29", date(2027, 2, 20), 9),
            ("02-29", date(2028, 2, 20), 9),
            ("", SUNDAY, None),
            (None, SUNDAY, None),
            ("soon", SUNDAY, None),
        ],
    )
    def test_days_to_the_next_one(self, born: object, today: date, days: int | None) -> None:
        assert talk.days_to_birthday(born, today) == days


class TestRows:
    @pytest.mark.parametrize(
        "text", ["=1+1", "+49 30 1", "-x", "@home", "\tx", "\rx", "=cmd|' /C calc'!A0"]
    )
    def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(self, text: str) -> None:
        assert download.cell(text) == f"'{text}"

    @pytest.mark.parametrize("value", [-3, -2.5, "-3", "+4.5", "plain", 7])
    def test_numbers_stay_numbers_and_plain_text_stays(self, value: object) -> None:
        assert download.cell(value) == value

    def test_the_csv_names_the_file_and_the_row(self) -> None:
        table = pd.DataFrame(
            {
                "row": [41, 7],
                "at": [datetime(2026, 11, 18, 9, 30), None],
                "urgent": [True, None],
                "gap": [-3.0, np.nan],
                "summary": ["=HYPERLINK(1)", 'say "hi", now'],
            }
        )
        text = download.as_csv(rows.rows_lines(table, "contacts", PLAIN)).decode("utf-8-sig")
        assert list(csv.reader(io.StringIO(text))) == [
            ["file", "row", "at", "urgent", "gap", "summary"],
            ["contacts.csv", "41", "2026-11-18 09:30", "yes", "-3.0", "'=HYPERLINK(1)"],
            ["contacts.csv", "7", "", "", "", 'say "hi", now'],
        ]

    def test_the_table_says_where_leaves_out_blank_columns_and_escapes(self) -> None:
        table = pd.DataFrame({"row": [41], "item": [HOSTILE], "blank": [None], "rows": [[41, 60]]})
        html = rows.rows_html(table, "deadlines", PLAIN)
        assert "deadlines.csv rows 41, 60" in html
        assert "blank" not in html
        assert "<script" not in html

    def test_each_row_may_come_from_another_log(self) -> None:
        table = pd.DataFrame({"row": [41, 3], "log": ["contacts", "reports"], "at": ["a", "b"]})
        html = rows.rows_html(table, "", PLAIN)
        assert "contacts.csv row 41" in html
        assert "reports.csv row 3" in html


class TestLedger:
    table = pd.DataFrame(
        [
            ("demos", "demo_freshness", "Last shown", 0.0, -8.04, 0.0, -8.04),
            ("deadlines", "promises_kept", "Promises kept", -4.0, 0.0, 0.0, -4.0),
            ("feedback", "rating", "Rating", 0.02, -0.03, 0.0, -0.01),
            ("communication", "reply_time", "Replies to them", 1.04, 0.04, 0.0, 1.08),
        ],
        columns=["dimension", "signal", "label", "new", "ageing", "settings", "change"],
    )

    def columns(self) -> list[list[float]]:
        html = score.ledger_html(self.table)
        found = []
        for line_ in html.split("<tr")[2:]:
            cells = [cell.split("</td>")[0].split(">")[-1] for cell in line_.split("<td")[2:]]
            found.append([float(cell.replace("−", "-") or 0) for cell in cells])
        return found

    def test_columns_add_up_to_the_totals_as_they_read(self) -> None:
        *lines, total = self.columns()
        assert [round(sum(part), 1) for part in zip(*lines, strict=True)] == total
        assert total == [round(self.table[name].sum(), 1) for name in ("new", "ageing", "change")]

    def test_settings_have_a_column_only_if_they_moved_something(self) -> None:
        assert "settings" not in score.ledger_html(self.table)
        moved = self.table.assign(settings=[1.0, 0, 0, 0])
        assert "settings" in score.ledger_html(moved)


def bar(**change: object) -> SimpleNamespace:
    """One promise of ours, done in time, but for what is changed."""
    plain = {
        "item": "Data import", "side": "us", "kind": "milestone", "promised_on": date(2026, 9, 1),
        "original": date(2026, 10, 1), "agreed": date(2026, 10, 1), "due": date(2026, 10, 1),
        "done_on": date(2026, 9, 30), "state": "done in time", "slip_days": 0, "client_days": 0,
        "warned_on": None, "rows": [3],
    }  # fmt: skip
    return SimpleNamespace(**{**plain, **change})


class TestDeadlines:
    def test_says_how_late_and_whether_it_was_warned_of(self) -> None:
        late = bar(done_on=None, state="overdue", slip_days=27)
        said = deadlines.outcome(late, SUNDAY).replace("\u00a0", " ")
        assert "27 business days late" in said
        assert "no warning" in said
        warned = bar(
            done_on=date(2026, 10, 8), state="done late", slip_days=5, warned_on=date(2026, 9, 20)
        )
        assert "warned 20 Sep" in deadlines.outcome(warned, SUNDAY)

    def test_says_which_days_the_client_added(self) -> None:
        theirs = bar(due=date(2026, 10, 16), client_days=11)
        assert "11 days added by the client" in deadlines.outcome(theirs, SUNDAY).replace(
            "\u00a0", " "
        )

    def test_overdue_comes_first_then_open_then_the_latest_done(self) -> None:
        some = pd.DataFrame(
            [
                vars(bar(item="old", done_on=date(2026, 1, 5))),
                vars(bar(item="new", done_on=date(2026, 9, 30))),
                vars(bar(item="open", done_on=None, state="open", due=date(2026, 12, 1))),
                vars(bar(item="late", done_on=None, state="overdue")),
            ]
        )
        assert list(deadlines.in_order(some)["item"]) == ["late", "open", "new", "old"]
        assert deadlines.tally(some) == "1 overdue, 1 open and 2 done in time"

    def test_names_are_escaped(self) -> None:
        some = pd.DataFrame([vars(bar(item=HOSTILE, kind=HOSTILE))])
        html = deadlines.bars_html(some, deadlines.scale_of(some, SUNDAY), SUNDAY, HOSTILE)
        assert "<script" not in html

    def test_all_marks_lie_inside_the_picture(self) -> None:
        some = pd.DataFrame(
            [
                vars(bar(promised_on=date(2009, 1, 1))),
                vars(bar(agreed=date(2027, 5, 1), done_on=None, state="overdue")),
            ]
        )
        scale = deadlines.scale_of(some, SUNDAY)
        for when in (date(1990, 1, 1), date(2026, 10, 1), date(2050, 1, 1)):
            assert 0 <= scale.at(when) <= 100
        assert scale.first <= date(2026, 10, 1) <= SUNDAY <= scale.last


def test_below_the_line_it_says_what_grey_and_dashes_mean_or_why_there_is_no_line() -> None:
    known = pd.DataFrame({"health": [60.0, 61.0], "coverage": [1.0, 1.0], "band": ["amber"] * 2})
    assert head.line_told(known) == ""
    partly = known.assign(coverage=0.5, band="none")
    assert head.line_told(partly) == (
        "grey: where health can lie, given what is not known · dashed: too little known for a band"
    )
    assert "1\u00a0week without a number" in head.line_told(partly.assign(health=[60.0, np.nan]))
    assert "In 2\u00a0weeks no health could be worked out" in head.line_told(
        partly.assign(health=np.nan)
    )


def test_the_band_counts_from_the_first_week_of_its_run() -> None:
    shown = line([60, 60, 40, 60, 60], ["red", "amber", "red", "amber", "amber"])
    assert head.band_since(shown, SUNDAY) == SUNDAY - timedelta(weeks=1)
    assert head.band_since(shown, SUNDAY - timedelta(weeks=4)) == SUNDAY - timedelta(weeks=4)
