"""What a trial would change: who changes band, how ranks move, the portfolio over time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from health import background, replay
from health.background import Work
from health.portfolio import Portfolio
from health.replay import Replay
from health.settings import Settings
from pages.parts import address, clicked, model_alerts, palette, words
from pages.parts.figures import dots, figure, months, stroke
from pages.parts.figures import note as words_at
from pages.parts.look import band_html, heading, note, sheet
from pages.parts.palette import BANDS, Colours
from pages.parts.picture import chart
from pages.parts.version_marks import version_marks, with_versions
from pages.parts.words import DIMENSION_WORDS, escape

_AT_ONCE = 0.4  # seconds in which a small portfolio is done: no need to say that it is being done
_AT_THE_END = {"xref": "paper", "xanchor": "left"}
_CAUSES = 3  # dimensions named as what moves a client; the table has all
_MOST = 12  # clients that change band in the list; the table below has all


def outcome(portfolio: Portfolio, settings: Settings, day: date, kept: Callable[[], None]) -> None:
    """What the trial would change, or how far the replay is; looks again by itself.

    kept: draws the buttons that keep or drop it, once it is known what it changes.
    """
    work = _work(portfolio, settings)
    if work.result is not None:
        _told(work.result, day, kept)
        model_alerts.alerts(portfolio, settings)
        heading("All clients, in the order of need that would be")
        _all(work.result.table(day))
    elif work.problem:
        note("bad", "The trial can't be replayed", work.problem)
        st.button(
            "Try again", on_click=background.current().forget,
            args=(replay.key_of(portfolio, settings),),
        )  # fmt: skip
    else:
        _waiting(portfolio, settings)


def nothing() -> None:
    """What the page is for, while nothing is tried."""
    note(
        "none",
        "Nothing is tried yet",
        "Change a weight or a target and press “Try it”: the whole history is replayed with it, "
        "and what would change is shown here. Nobody else sees another score until it is saved.",
    )


def _work(portfolio: Portfolio, settings: Settings) -> Work[Replay]:
    found = replay.asked(portfolio, settings)
    if found.done:
        return found
    return background.current().wait(replay.key_of(portfolio, settings), _AT_ONCE) or found


@st.fragment(run_every=0.7)
def _waiting(portfolio: Portfolio, settings: Settings) -> None:
    work = replay.asked(portfolio, settings)
    if work.done:
        st.rerun()
    weeks = words.count(len(portfolio.history.days), "week")
    clients = words.count(len(portfolio.history.clients), "client")
    note(
        "none",
        f"Replaying {weeks} of {clients}",
        f"Now: {work.doing}. A few seconds; the fields stay as they are.",
    )


def _told(made: Replay, day: date, kept: Callable[[], None]) -> None:
    table = made.table(day)
    changed = table[table["band"] != table["band_then"]]
    sheet(f"<h2>{escape(sentence(table))}</h2>")
    sheet(_figures(table))
    kept()
    if len(changed):
        sheet(_changed(changed))
    heading("Clients by band, week by week", "solid: under the trial; dotted: as it is")
    of, shares = palette.colours(), made.shares()
    begun = version_marks(shares["day"].min(), shares["day"].max(), True)
    drawn = with_versions(shares_figure(shares, of), begun, of, above=True)
    chart(
        drawn, "trial-shares", ("bands under a trial", day),
        "Clients at risk, to watch and healthy, week by week, as it is and under the trial",
    )  # fmt: skip


def sentence(table: pd.DataFrame) -> str:
    """What the trial does to the week, in one sentence."""
    if table.empty:
        return "No client has a score in this week"
    bands, ranks, past = (
        int(each.sum())
        for each in (
            table["band"] != table["band_then"],
            table["rank"] != table["rank_then"],
            table["weeks_other"] > 0,
        )
    )
    said = f"{_clients(bands)} {'changes' if bands < 2 else 'change'} band"
    said += f", {_clients(ranks).lower()} {'moves' if ranks < 2 else 'move'} in rank"
    return f"{said}; {_clients(past).lower()} had weeks in another band"


def _clients(number: int) -> str:
    noun = "client" if number in (0, 1) else "clients"
    return f"{words.number_word(number).capitalize()} {noun}"


def _figures(table: pd.DataFrame) -> str:
    parts = []
    for name, band in BANDS.items():
        now, then = (int((table[column] == name).sum()) for column in ("band", "band_then"))
        if now or then:
            shown = f"{now} → {then}" if now != then else f"{now}"
            parts.append(
                f'<span><span class="fig {name}">{band.mark} {shown}</span>'
                f"<span>{band.word}</span></span>"
            )
    return f'<div class="figures">{"".join(parts)}</div>'


def _changed(changed: pd.DataFrame) -> str:
    rows = "".join(_row(row) for row in changed.head(_MOST).itertuples())
    more = len(changed) - _MOST
    rest = f'<p class="small soft">And {more:,} more, in the table below.</p>' if more > 0 else ""
    return (
        '<table class="trial"><thead><tr><th>Client</th><th>Band now, and then</th>'
        '<th class="num">Health</th>'
        '<th class="wide">Because of, in points of health</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>{rest}"
    )


def _row(row: object) -> str:
    found = row._asdict()  # type: ignore[attr-defined]
    arrow = '<span class="arrow">→</span>'
    return (
        f"<tr><td><b>{escape(found['client'])}</b></td>"
        f"<td>{band_html(found['band'])} {arrow} {band_html(found['band_then'])}</td>"
        f"<td class='num'>{words.whole(found['health'])} {arrow} "
        f"{words.whole(found['health_then'])}</td>"
        f"<td class='wide soft'>{escape(causes(found))}</td></tr>"
    )


def causes(row: dict[str, float]) -> str:
    """What the dimensions do to health, the largest first: `Demos −6.1, Talk +1.2, others −0.3`."""
    moved = {name: row[name] for name in DIMENSION_WORDS if abs(row[name]) >= 0.05}
    order = sorted(moved, key=lambda name: -abs(moved[name]))
    told = [f"{DIMENSION_WORDS[name]} {words.signed(moved[name], 1)}" for name in order[:_CAUSES]]
    rest = sum(moved[name] for name in order[_CAUSES:])
    if abs(rest) >= 0.05:
        told.append(f"others {words.signed(rest, 1)}")
    return ", ".join(told) or "none: health is the same, the limits of the bands are others"


def _all(table: pd.DataFrame) -> None:
    """Every client; a click on a name opens it as it is."""
    shown = pd.DataFrame(
        {
            "Client": table["client"],
            "Band now": table["band"].map(lambda band: str(BANDS[band])),
            "Band then": table["band_then"].map(lambda band: str(BANDS[band])),
            "Now": table["health"],
            "Then": table["health_then"],
            "Change": table["change"],
            "Rank": table["rank"],
            "Rank then": table["rank_then"],
            "Other weeks": table["weeks_other"],
            **{word: table[name] for name, word in DIMENSION_WORDS.items()},
        }
    )
    st.dataframe(
        shown, hide_index=True, row_height=32, placeholder="–", key="trial-clients",
        height="content" if len(shown) <= 30 else 620, column_config=_columns(),
        alt="Every client's band, health and rank as they are and as they would be",
    )  # fmt: skip
    at = clicked.row(st.session_state.get("trial-named"), None, len(shown))
    if at is not None:
        address.open_client(str(shown["Client"].iloc[at]))


def _columns() -> dict[str, Any]:
    number = st.column_config.NumberColumn
    text = st.column_config.TextColumn
    return {
        "Client": st.column_config.ButtonColumn(
            width=168, pinned=True, type="tertiary", alignment="left", key="trial-named",
        ),
        "Band now": text(width=106), "Band then": text(width=106),
        "Now": number(width=46, format="%.0f", help="Health as it is"),
        "Then": number(width=46, format="%.0f", help="Health under the trial"),
        "Change": number(width=60, format="%+.1f"),
        "Rank": number(width=46, help="Place in the order of need, as it is"),
        "Rank then": number(width=68, help="Place in the order of need under the trial"),
        "Other weeks": number(
            width=84, help="Weeks up to this one in which the band would have been another"
        ),
        **{
            word: number(width=66, format="%+.1f", help=f"What {word} does to health")
            for word in DIMENSION_WORDS.values()
        },
    }  # fmt: skip


def shares_figure(shares: pd.DataFrame, of: Colours) -> go.Figure:
    """How many clients show each band, week by week: solid under the trial, dotted as it is.

    shares: `day`, `band`, `now`, `then`, a row a band and point.
    """
    bands = {name: shares[shares["band"] == name] for name in BANDS}
    bands = {name: some for name, some in bands.items() if some[["now", "then"]].any(axis=None)}
    traces, ends = [], []
    for name, some in bands.items():
        line = {"color": of.of(name), "shape": "hv"}
        for column, dash, width in (("now", "2px,3px", 1.5), ("then", "solid", 2)):
            label = f"{name} {column}"
            own = {**line, "dash": dash, "width": width}
            traces.append(stroke(some["day"], some[column], own, name=label))
        last = some.iloc[-1]
        if last["then"]:
            ends.append(words_at(BANDS[name].mark, 1, last["then"], of.of(name), **_AT_THE_END))
    days = shares["day"].drop_duplicates()
    first, last = days.iloc[0], days.iloc[-1]
    told = [_week_told(when, bands, place) for place, when in enumerate(days)]
    most = shares[["now", "then"]].max(axis=1).groupby(shares["day"]).max().reindex(days)
    traces.append(dots(days, most, told, {"size": 9, "color": "rgba(0,0,0,0)"}, name="weeks"))
    return figure(
        of, traces, 220, margin={"l": 30, "r": 24, "t": 20, "b": 24}, annotations=ends,
        hovermode="x", xaxis={"range": [first, last], **months(first, last)},
        yaxis={"rangemode": "tozero", "tickformat": "d"},
    )  # fmt: skip


def _week_told(when: date, bands: dict[str, pd.DataFrame], place: int) -> str:
    lines = [words.week(when)]
    for name, some in bands.items():
        now, then = some["now"].iloc[place], some["then"].iloc[place]
        lines.append(f"{BANDS[name]}: {now}" + (f" → {then}" if now != then else ""))
    return "<br>".join(lines)
