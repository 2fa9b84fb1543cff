"""The table of clients, most in need first: what is asked of it, and how it looks."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st

from health.happenings import next_date
from health.portfolio import Portfolio
from pages.parts import clicked, download, palette, words
from pages.parts.look import sheet
from pages.parts.palette import BANDS, Colours

# pandas styles cell by cell, a fifth of a millisecond a row: a page stays quick up to here.
STYLED_ROWS = 250
_CHANGES = {"1 week": "change_1w", "4 weeks": "change_4w"}
_COLUMN = st.column_config
_FIGURES = (
    "health", "low", "high", "coverage", *_CHANGES.values(), "slope", *words.DIMENSION_WORDS,
)  # fmt: skip
_SAID = ("alerts", "trend", "lead", "segment", "value")
# The next date is looked up client by client, 10 ms each: only for so many as one can read.
_DATED_ROWS = 60


def table(scores: pd.DataFrame, dates: dict[int, str], of: Colours) -> str | None:
    """Draw the table; the client whose row was clicked."""
    shown = _cells(scores, dates)
    tinted = len(shown) <= STYLED_ROWS
    data: Any = _styled(shown, scores, of) if tinted else shown
    found = st.dataframe(
        data, hide_index=True, column_config=_columns(shown, tinted, of), row_height=32,
        height="content" if len(shown) <= 40 else 760, placeholder="–", key="clients",
        on_select="rerun", selection_mode="single-cell",
        alt="Clients, most in need first: band, health, changes, dimensions, lead and next date",
    )  # fmt: skip
    if not tinted:
        few = f"Tints show for up to {STYLED_ROWS} clients: filter to see them."
        sheet(f'<p class="small soft">{few}</p>')
    at = clicked.row(st.session_state.get("client-named"), found, len(shown))
    return None if at is None else str(shown["Client"].iloc[at])


def _cells(scores: pd.DataFrame, dates: dict[int, str]) -> pd.DataFrame:
    leads = scores["lead"].fillna("")
    spread = (scores["high"] - scores["low"]).round() >= 1
    return pd.DataFrame(
        {
            "Client": scores["client"],
            "Health": scores["health"],
            "Band": scores["band"].map(lambda band: str(BANDS[band])),
            "Likely": [
                f"{low:.0f}–{high:.0f}" if wide else ""
                for low, high, wide in zip(scores["low"], scores["high"], spread, strict=True)
            ],
            "26 weeks": [_line(line) for line in scores["line"]],
            **{word: scores[name] for word, name in _CHANGES.items()},
            **{word: scores[name] for name, word in words.DIMENSION_WORDS.items()},
            "Alerts": scores["alerts"],
            "Known": scores["coverage"] * 100,
            **({"Lead": leads} if leads.any() else {}),
            **({"Next": [dates[code] for code in scores["code"]]} if dates else {}),
        }
    ).reset_index(drop=True)


def _line(line: list[float | None]) -> npt.NDArray[np.int8]:
    """A line as whole numbers: it is 90 px wide, and sent for every client."""
    return np.rint([at for at in line if at is not None]).astype(np.int8)


def next_dates(portfolio: Portfolio, scores: pd.DataFrame, day: date) -> dict[int, str]:
    """The next plan of each client: `24 Nov · demo`. Empty where there are too many clients."""
    if len(scores) > _DATED_ROWS:
        return {}
    return _next_dates(
        portfolio, portfolio.version, tuple(int(code) for code in scores["code"]), day
    )


@st.cache_data(max_entries=200, show_spinner=False)
def _next_dates(
    _portfolio: Portfolio, version: str, clients: tuple[int, ...], day: date
) -> dict[int, str]:
    found = {client: next_date(_portfolio, client, day) for client in clients}
    return {client: _dated(*plan, day) if plan else "" for client, plan in found.items()}


def _dated(what: str, when: date, day: date) -> str:
    told = words.short_day(when) if abs((when - day).days) < 300 else words.day(when)
    return f"{told} · {what}"


def saved(scores: pd.DataFrame, day: date) -> None:
    """A button that saves the table, as it was filtered and with what has no room on screen."""
    file = download.file_name("clients", day)
    download.button(
        "Download this table as CSV", lambda: download.frame_lines(_exact(scores)), file, "clients"
    )


def _exact(scores: pd.DataFrame) -> pd.DataFrame:
    """The figures behind the table, to two decimals; missing is missing."""
    return scores[["client", "as_of", "band", *_FIGURES, *_SAID]].round(2)


def _styled(shown: pd.DataFrame, scores: pd.DataFrame, of: Colours) -> Any:
    """Quiet tints under the dimensions, colour for band and change, signs with a real minus."""
    looks = pd.DataFrame("", shown.index, shown.columns)
    looks["Client"] = f"color:{of.ink};font-weight:600"
    looks["Band"] = [f"color:{of.of(band)}" for band in scores["band"]]
    for word in {"Likely", "Known", "Next"} & set(shown.columns):
        looks[word] = f"color:{of.soft}"
    for word in _CHANGES:
        looks[word] = [f"color:{_tone(change, of)}" for change in shown[word]]
    for word in words.DIMENSION_WORDS.values():
        looks[word] = [f"background-color:{palette.score_tint(score, of)}" for score in shown[word]]
    styler = shown.style.apply(lambda _: looks, axis=None)
    told: dict[Any, Any] = dict.fromkeys(("Health", *words.DIMENSION_WORDS.values()), words.whole)
    told |= {**dict.fromkeys(_CHANGES, words.signed), "Known": "{:.0f} %"}
    styler.format(told, na_rep="–")
    return styler.set_uuid("clients")


def _tone(change: float, of: Colours) -> str:
    if words.missing(change) or round(change) == 0:
        return of.soft
    return of.green if change > 0 else of.red


def _columns(shown: pd.DataFrame, styled: bool, of: Colours) -> dict[str, Any]:
    """Widths that let the first eleven columns stand beside each other at 1280 px."""
    sign = None if styled else "%+.0f"
    whole = None if styled else "%.0f"
    number = _COLUMN.NumberColumn
    return {
        # A button, because a pinned text is drawn pale: the name is what the eye looks for.
        "Client": _COLUMN.ButtonColumn(
            width=184, pinned=True, type="tertiary", alignment="left", key="client-named",
        ),
        "Health": number(width=56, format=whole, help="0 to 100"),
        "Band": _COLUMN.TextColumn(width=112),
        "Likely": _COLUMN.TextColumn(
            width=58, help="Between which figures health lies, whatever the missing data would say"
        ),
        "26 weeks": _COLUMN.LineChartColumn(
            width=72, y_min=0, y_max=100, color=of.accent,
            help="Health since then, or since the client's first week",
        ),
        "1 week": number(width=56, format=sign, help="Change of health since a week ago"),
        "4 weeks": number(width=62, format=sign, help="Change of health over four weeks"),
        **{
            word: number(width=56 if len(word) < 6 else 71, format=whole)
            for word in words.DIMENSION_WORDS.values()
        },
        "Alerts": number(
            width=56, format=None if styled else "%.0f", help="How many alerts fire"
        ),
        "Known": number(
            width=58, format=None if styled else "%.0f %%",
            help="How much of the model the logs could fill; below 60 % a client has no band",
        ),
        "Lead": _COLUMN.TextColumn(width=118),
        "Next": _COLUMN.TextColumn(width=220),
    }  # fmt: skip
