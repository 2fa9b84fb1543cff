"""Where bars and lines are put: never outside of their picture, gaps where nothing is known."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pages.guest.bars import bars_of
from pages.guest.lines import line_of, spark
from pages.guest.views import cleaned

TODAY = date(2026, 11, 20)
days = st.integers(-4000, 4000).map(lambda number: (TODAY + timedelta(days=number)).isoformat())


def item(**given: str) -> dict[str, str]:
    """One agreed date of a snapshot."""
    usual = {
        "name": "Import", "side": "ours", "state": "open", "promised": "2026-11-02",
        "original": "2026-11-30", "due": "2026-11-30", "done": "", "words": "due Mon 30 Nov",
    }  # fmt: skip
    return usual | given


@given(st.lists(st.tuples(days, days, days, days | st.just("")), min_size=1, max_size=5))
@settings(max_examples=60)
def test_bars_stay_inside_whatever_the_dates(found: list[tuple[str, str, str, str]]) -> None:
    names = ("promised", "original", "due", "done")
    items = [item(**dict(zip(names, each, strict=True))) for each in found]
    bars = bars_of({"day": TODAY.isoformat(), "items": items})
    assert bars is not None
    assert 0 < bars.today < 100
    for bar in bars.bars:
        assert 0 <= bar.mark <= 100
        assert all(x >= 0 and width > 0 and x + width <= 100.01 for _, x, width in bar.spans)


def test_a_late_item_reaches_from_its_date_to_the_day_itself() -> None:
    late = item(promised="2026-10-01", original="2026-10-20", due="2026-11-02", state="late")
    bars = bars_of({"day": TODAY.isoformat(), "items": [late]})
    assert bars is not None
    (bar,) = bars.bars
    assert [look for look, _, _ in bar.spans] == ["plan", "moved", "over"]
    _, start, width = bar.spans[-1]
    assert (start, round(start + width, 2)) == (bar.mark, bars.today)
    assert bars.told.endswith("1 past their date")
    assert bars_of({"day": TODAY.isoformat(), "items": []}) is None


def test_a_line_has_a_gap_where_no_score_is_known() -> None:
    healths = [80.0, 70.0, None, 60.0, None, 40.0, 30.0]
    points: list[dict[str, Any]] = [
        {"day": (TODAY + timedelta(weeks=week)).isoformat(), "health": health}
        for week, health in enumerate(healths)
    ]
    line = line_of({"line": points, "limits": {"green": 75.0, "red": 50.0}})
    assert line.pieces == ("0.00,20.00 16.67,30.00", "83.33,60.00 100.00,70.00")
    assert line.dots == ((50.0, 40.0),)
    assert (line.last, line.limits) == ((100.0, 70.0), ((25.0, "75"), (50.0, "50")))
    assert "80 at first, 30 at the least" in line.told
    assert spark([None, None]) == ()
    none = [{"day": "2026-11-20", "health": None}]
    assert line_of({"line": none, "limits": {}}).told.endswith("not known")


def test_no_text_turns_its_line_or_holds_a_control() -> None:
    assert cleaned({"a": ["x\u202ey\0\nz", 1.5, None]}) == {"a": ["xy z", 1.5, None]}
