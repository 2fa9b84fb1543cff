"""What a template is given: a snapshot in words, and cleaned of signs that would turn its lines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from health.links.report import blocks_of, cost_of
from health.report.cleaned import one_line
from health.report.content import TITLES
from health.report.html import blocks_html
from health.words import many, on_day, signed, whole
from pages.guest.bars import bars_of
from pages.guest.lines import line_of, spark

# Below the dates what is done and waited for comes first; a report keeps the order it was sent in.
_ORDER = {TITLES["timeline"]: -2, TITLES["blockers"]: -1}


def view_of(told: dict[str, Any], until: datetime) -> dict[str, Any]:
    """One client's page, or the list of several, as its template wants it."""
    told = cleaned(told)
    given: dict[str, Any] = {
        "told": told,
        "until": on_day(until.date()),
        "bars": None,
        "line": None,
    }
    for one in told["clients"]:
        if "sections" in one:
            given["bars"] = bars_of(one["dates"])
            one["day"] = on_day(date.fromisoformat(one["as_of"]))
            if given["bars"]:
                one["sections"].sort(key=lambda section: _ORDER.get(section["title"], 0))
            for section in one["sections"]:
                section["html"] = Markup(blocks_html(blocks_of(section)))
        elif "dimensions" in one:
            given["line"] = line_of(one)
            _word(one)
        elif "health" in one:
            _word_line(one)
    return given


def cleaned(found: Any) -> Any:
    """The same JSON with every text on one line, without controls and marks of direction."""
    if isinstance(found, str):
        return one_line(found)
    if isinstance(found, Mapping):
        return {name: cleaned(each) for name, each in found.items()}
    return [cleaned(each) for each in found] if isinstance(found, list) else found


def _word(one: dict[str, Any]) -> None:
    one["score"] = whole(one["health"])
    one["sentence"] = _sentence(one)
    for dimension in one["dimensions"]:
        dimension["shown"] = whole(dimension["score"])
        dimension["tint"] = _tint(dimension["score"])
        lost = dimension["lost"]
        dimension["words"] = "" if lost is None else f"{many(lost, 'point')} lost"
        for signal in dimension["signals"]:
            signal["shown"] = whole(signal["score"])
            signal["tint"] = _tint(signal["score"])
            signal["lost_words"] = cost_of(signal)


def _word_line(one: dict[str, Any]) -> None:
    one["score"] = whole(one["health"])
    one["spark"] = spark(one["line"])
    one["week"], one["month"] = signed(one["change_1w"]), signed(one["change_4w"])
    one["when"] = on_day(date.fromisoformat(one["as_of"]))


def _sentence(one: Mapping[str, Any]) -> str:
    band = one["band_words"]
    parts = [f"As of {on_day(date.fromisoformat(one['as_of']))}: {band}"]
    if one["health"] is not None and one["high"] - one["low"] >= 1:
        parts.append(f"likely between {one['low']:.0f} and {one['high']:.0f}")
    if one["coverage"] is not None:
        known = "all" if one["coverage"] >= 0.995 else f"{100 * one['coverage']:.0f} %"
        parts.append(f"{known} of the model is known")
    if one["change_1w"] is not None:
        parts.append(f"{signed(one['change_1w'])} on a week before")
    return f"{'; '.join(parts)}. {one['trend_words']}".strip()


def _tint(value: float | None) -> str:
    """The class of a score's quiet tint, as on the pages of the team."""
    if value is None:
        return "unknown"
    return "low" if value < 50 else "middle" if value < 70 else "high" if value < 85 else "top"
