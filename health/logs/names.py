"""Leads and segments: names that differ only in case or spaces are one, as it is first written."""

from __future__ import annotations

import pandas as pd

from health.logs.contract import folded


def name_key(name: str) -> str:
    """A name as it is compared: folded, with one space where there are several."""
    return " ".join(folded(name).split())


def first_written(names: pd.Series) -> pd.Series:
    """Each name as the first that is the same is written, spaces trimmed; missing stays missing."""
    found: dict[str, str] = {}
    for name in names.dropna().unique():
        found.setdefault(name_key(str(name)), " ".join(str(name).split()))
    return names.map(lambda name: found[name_key(str(name))], na_action="ignore")
