"""A chart on a page, and the two buttons under it that save it as a picture."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from html import escape
from typing import Any, Literal

import plotly.graph_objects as go
import streamlit as st

from pages.parts.download import file_name

# A chart is read, not operated: no zoom by accident. Its one button is pressed by our own, below.
_CONFIG = {
    "displayModeBar": True, "modeBarButtons": [["toImage"]], "displayNotifier": False,
    "scrollZoom": False, "doubleClick": False, "showTips": False,
}  # fmt: skip


def chart(
    figure: go.Figure,
    key: str,
    name: tuple[str, date],
    alt: str,
    clicked: Callable[[], None] | Literal["rerun", "ignore"] = "ignore",
    told: str = "",
) -> Any:
    """Show a chart; what it returns is the selection where `clicked` asks for one.

    name: what the picture shows and of which week, for its file. alt: what the chart shows, for
    those who can't see it. told: what its looks mean, below it.
    """
    with st.container(key=f"figure-{key}", gap=None):
        found = st.plotly_chart(
            figure, theme=None, config=_CONFIG, key=key, alt=alt,
            on_select=clicked, selection_mode="points",
        )  # fmt: skip
        st.html(_below(file_name(*name), alt, told))
    return found


def _below(file: str, alt: str, told: str) -> str:
    buttons = "".join(
        f'<button type="button" data-picture="{kind}" data-file="{escape(file)}" '
        f'aria-label="{escape(f"Save as {kind.upper()}: {alt}")}">{kind.upper()}</button>'
        for kind in ("png", "svg")
    )
    said = f'<span class="told">{escape(told)}</span>' if told else ""
    return f'<div class="sheet picture">{said}<span class="save">save as {buttons}</span></div>'


def scripts() -> None:
    """Send the few lines of script that a page needs; once a run, at its end."""
    st.html('<script type="module" src="page.js"></script>', unsafe_allow_javascript=True)
