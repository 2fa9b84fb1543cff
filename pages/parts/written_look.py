"""The smallest pieces of HTML of what people wrote."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape

import pandas as pd
import streamlit as st

from pages.parts import palette, words
from pages.parts.look import heading


@contextmanager
def part(title: str, beside: str = "") -> Iterator[None]:
    """A small heading and what stands close under it."""
    with st.container(gap="xxsmall"):
        heading(title, beside)
        yield


def how_far_html(done: int, of: int) -> str:
    """4 of 24 reviewed, with a bar."""
    share = 100 * done / of if of else 0
    return (
        f'<div class="how-far"><span>{done:,} of {of:,} reviewed</span>'
        f'<div class="bar"><i style="width:{share:.1f}%"></i></div></div>'
    )


def cells_html(row: pd.Series) -> str:
    """The five dimensions as quiet tinted cells."""
    of = palette.colours()
    cells = [
        f'<span style="background:{palette.score_tint(row[name], of)}">{escape(word)}'
        f"<b>{words.whole(row[name])}</b></span>"
        for name, word in words.DIMENSION_WORDS.items()
    ]
    return f'<div class="cells">{"".join(cells)}</div>'
