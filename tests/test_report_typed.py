"""A report's sections as text that people edit: made of blocks, and blocks made of it again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from health.portfolio import Portfolio
from health.report import as_html, as_pdf, as_text, draft
from health.report.blocks import Block, as_typed, blocks_of, columns_of_figures
from health.report.content import Line, Report
from health.report.editing import differing, typed_of, with_held, with_typed
from health.report.shown import shown
from health.store import StatusReport
from tests.conftest import FolderOf
from tests.stories import BASE, LENGTH, Story, looked_at, stories
from tests.test_report import DAY, LOGS, drafted, write_rows_of

TYPED = """\
So far so good: we are on time.
Next week:
- Launch – on Tuesday
- A walk through the manual
Then we rest.

Costs:
Category | Planned | Left
Design | 1,000 | 20
Build |  | 7
- All of it is in.

Thank you!
"""


def test_points_tables_and_headings_are_seen_in_what_somebody_typed() -> None:
    assert blocks_of(TYPED) == (
        Block(text=("So far so good: we are on time.",)),
        Block("Next week", points=(("Launch", "on Tuesday"), ("", "A walk through the manual"))),
        Block(text=("Then we rest.",)),
        Block(
            "Costs",
            ("Category", "Planned", "Left"),
            (("Design", "1,000", "20"), ("Build", "", "7")),
            (("", "All of it is in."),),
        ),
        Block(text=("Thank you!",)),
    )


def test_amounts_of_a_table_are_set_to_the_right_and_words_to_the_left(
    folder_of: FolderOf,
) -> None:
    (table,) = blocks_of("What | Who | Days\nVPN | you | 2.5\nData | us | not known")
    assert columns_of_figures(table) == (False, False, True)
    report = drafted(folder_of(**LOGS)).with_text("risks", as_typed([table]))
    html = as_html(report)
    assert '<td class="words">you</td><td>2.5</td>' in html
    assert '<tr class="total"><th scope="row"><bdi>Total</bdi></th>' in html
    assert as_pdf(report).startswith(b"%PDF-")


@pytest.mark.parametrize("text", ["a | b", "Note:", "-", "- ", "a |\nb", ":\n:\n", "x:\n\n- y"])
def test_what_is_no_list_and_no_table_stays_the_text_that_it_is(text: str) -> None:
    found = blocks_of(text)
    assert "".join(as_typed(found).split()) == "".join(text.split())
    assert all(not block.cells for block in found)


def test_blank_text_is_no_block() -> None:
    assert blocks_of(" \n\n\t\0") == ()


_PIECES = st.sampled_from(
    ["- ", "• ", "* ", " – ", " | ", "|", ":", "\n", "\n\n", "a", "Bc", "7", " ", "\u202e"]
)


@looked_at(200)
@given(st.lists(_PIECES, max_size=40))
def test_no_word_that_somebody_typed_is_lost_or_moved(pieces: list[str]) -> None:
    typed = "".join(pieces)
    told = as_typed(blocks_of(typed))
    assert [each for each in told if each.isalnum()] == [each for each in typed if each.isalnum()]
    assert as_typed(blocks_of(told)) == told  # and saving it once more changes nothing


def _six(report: Report) -> Iterator[Report]:
    """A report with each section as it would be typed, one after the other."""
    for section in report.sections:
        text = typed_of(report, section)
        assert with_typed(report, section, text + " \n") == report
        if text:
            yield report.with_text(section.name, text)


@looked_at(10)
@given(stories(), st.integers(0, LENGTH))
def test_a_draft_that_is_taken_over_as_text_reads_as_the_draft_did(story: Story, day: int) -> None:
    with TemporaryDirectory() as folder:
        write_rows_of(Path(folder), "clients", [{**story.facts, "client": "Acme"}])
        for log, rows in story.logs.items():
            write_rows_of(Path(folder), log, [{**row, "client": "Acme"} for row in rows])
        portfolio = Portfolio.open(Path(folder), as_of=date.fromordinal(BASE.toordinal() + day))
        report = draft(portfolio, 0)
    for typed in _six(report):
        assert as_text(typed) == as_text(report)


def test_a_table_that_is_taken_over_stays_a_table_in_all_forms(folder_of: FolderOf) -> None:
    report = drafted(folder_of(**LOGS))
    for typed in _six(report):
        assert as_html(typed) == as_html(report)
    budget = report.with_text("budget", typed_of(report, report.sections[0]))
    assert as_pdf(budget) == as_pdf(report)


def test_what_was_held_back_is_put_below_what_stands_there(folder_of: FolderOf) -> None:
    report = drafted(folder_of(**LOGS))
    risks = report.sections[4]
    text = with_held(typed_of(report, risks), risks.parts[0].held[0])
    assert text.splitlines()[-1].startswith("- Sponsor may leave – no plan B yet; no owner yet")
    assert with_held("", Line("", "Only this")) == "- Only this"
    assert "Sponsor may leave" in as_text(with_typed(report, risks, text))


def test_figures_on_top_count_what_is_told_below_whoever_wrote_it(folder_of: FolderOf) -> None:
    report = drafted(folder_of(**LOGS))
    assert shown(report).glance == (
        (2, "delivered"), (1, "past its date"), (2, "coming"), (1, "needed from you"),
        (1, "open fault"),
    )  # fmt: skip
    mine = report.with_text("timeline", "All went well.\n\nComing:\n- A\n- B\n- C")
    assert shown(mine).glance[0] == (3, "coming")


def test_the_sections_that_new_rows_change_are_named(folder_of: FolderOf) -> None:
    old = drafted(folder_of(**LOGS))
    more = {**LOGS, "risks": LOGS["risks"] + "Acme,Flood,2026-11-19,2026-11-19,,,\n"}
    assert differing(old, drafted(folder_of(**more))) == ["risks"]
    assert differing(old, old) == []


def test_a_report_goes_on_where_the_last_one_that_was_sent_ended(folder_of: FolderOf) -> None:
    at = datetime(2026, 11, 13, 9, tzinfo=UTC)
    last = StatusReport(
        id=1, client="Acme", day=date(2026, 11, 11), drafted="{}", edited={}, author="A",
        changed_by="A", frozen_by="A", sent_on=date(2026, 11, 13), version=4, created_at=at,
        changed_at=at, frozen_at=at,
    )  # fmt: skip
    portfolio = Portfolio.open(folder_of(**LOGS), as_of=DAY)
    assert draft(portfolio, 0, last=last).since == last.day  # the row of the log is its own
    older = replace(last, sent_on=date(2026, 11, 12))
    assert draft(portfolio, 0, last=older).since == date(2026, 11, 13)  # another was sent after it
