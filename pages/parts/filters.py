"""The filters of the table of clients; each is in the address."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.parts import address
from pages.parts.palette import BANDS

_NOBODY = "nobody"


def filtered(scores: pd.DataFrame, *fragments: str) -> pd.DataFrame:
    """The filters above the table, and the rows that they leave. Each filter is in the address.

    A filter that changes runs the fragments that are named, and not the rest of the page.
    """
    shown = scores
    with st.container(horizontal=True, gap="small", key="filters"):
        for name, plural in (("lead", "leads"), ("segment", "segments")):
            column = scores[name].fillna("").replace("", _NOBODY)
            if (column != _NOBODY).any():
                options = sorted(
                    column.unique(), key=lambda each: (each == _NOBODY, each.casefold())
                )
                chosen = _chosen(name, options, f"All {plural}", fragments)
                shown = shown[column[shown.index].isin(chosen)] if chosen else shown
        bands = [str(BANDS[band]) for band in BANDS]
        keys = list(BANDS)
        chosen = _chosen("band", keys, "All bands", fragments, dict(zip(keys, bands, strict=True)))
        shown = shown[shown["band"].isin(chosen)] if chosen else shown
        find = st.text_input(
            "Find a client", placeholder="Find a client", label_visibility="collapsed",
            width="stretch", **address.bound("find", address.value("find"), str, fragments),
        )  # fmt: skip
    if find:
        shown = shown[shown["client"].str.casefold().str.contains(find.casefold(), regex=False)]
    return shown


def _chosen(
    name: str,
    options: list[str],
    everyone: str,
    fragments: tuple[str, ...],
    shown: dict[str, str] | None = None,
) -> list[str]:
    asked = address.values(name, options)
    chosen = st.multiselect(
        name.capitalize(), options, placeholder=everyone, label_visibility="collapsed",
        width="stretch", format_func=lambda each: (shown or {}).get(each, each),
        **address.bound(name, asked, list, fragments),
    )  # fmt: skip
    return list(chosen)
