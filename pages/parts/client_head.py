"""The top of the Client page: how a client stands, in a few sentences."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from pages.parts.client_facts import Subject, facts_of, line_of
from pages.parts.figures import each
from pages.parts.look import sheet
from pages.parts.palette import BANDS
from pages.parts.words import (
    DIMENSION_WORDS,
    count,
    day,
    escape,
    money,
    percent,
    signed,
    whole,
)


def headline(subject: Subject, row: pd.Series) -> None:
    """Name, band and health; then one sentence each on how sure that is, and on who and what."""
    band = str(row["band"])
    change = row["change_1w"]
    moved = f'<span class="soft" style="font-size:15px;font-weight:400">{_moved(change)}</span>'
    sheet(
        f'<h1>{escape(subject.name)} <span class="{band}" style="white-space:nowrap">'
        f"{BANDS[band].mark} {whole(row['health'])}</span> {moved}</h1>"
        f'<p>{escape(standing(subject, row))}</p><p class="soft">{_who(subject)}</p>'
    )


def line_told(line: pd.DataFrame) -> str:
    """What the weekly line can't show, or shows by its looks; empty where all is known.

    line: the weeks with their `health`, `coverage` and `band`.
    """
    if line["health"].isna().all():
        return (
            f"In {count(len(line), 'week')} no health could be worked out: the logs tell nothing "
            "of this client that the model looks at. The page Logs says which log would."
        )
    told = []
    if (line["coverage"] < 0.9995).any():
        told.append("grey: where health can lie, given what is not known")
    if (line["band"] == "none").any():
        told.append("dashed: too little known for a band")
    lacking = int(line["health"].isna().sum())
    if lacking:
        told.append(f"{count(lacking, 'week')} without a number, for nothing was known")
    return " · ".join(told)


def _moved(change: float) -> str:
    if np.isnan(change):
        return "no score a week before"
    return "as last week" if round(change) == 0 else f"{signed(change)} on last week"


def standing(subject: Subject, row: pd.Series) -> str:
    """Since when in this band, where health can lie, how much is known, where it is heading."""
    band, words = str(row["band"]), BANDS[str(row["band"])].word
    since = band_since(line_of(subject), subject.day)
    first = since == line_of(subject)["as_of"].iloc[0]
    start = f"{words.capitalize()} since {'the beginning' if first else day(since)}."
    trend = {"falling": " Falling over eight weeks.", "rising": " Rising over eight weeks."}
    if np.isnan(row["health"]):
        known = "Nothing that the model looks at is known."
    elif row["coverage"] > 0.9995:
        known = "All of the model is known."
    else:
        known = (
            f"{percent(row['coverage'])} of the model is known: with the rest it could be anywhere "
            f"between {whole(row['low'])} and {whole(row['high'])}."
        )
    if band == "none":
        known += " That is too little to call it healthy or not."
    causes = _causes(subject, row["change_1w"])
    return f"{start} {known}{trend.get(str(row['trend']), '')}{causes}"


def _causes(subject: Subject, change: float) -> str:
    """What moved it most since last week, where that is worth a sentence."""
    table = facts_of(subject).ledger
    large = table[table["change"].abs() >= 0.5].head(2)
    if np.isnan(change) or abs(change) < 1 or large.empty:
        return ""
    causes = [
        f"{DIMENSION_WORDS[one.dimension].lower()}, {one.label[:1].lower()}{one.label[1:]} "
        f"{signed(one.change, 1)}"
        for one in each(large)
    ]
    return f" Most of this week's change: {'; '.join(causes)}."


def band_since(line: pd.DataFrame, when: date) -> date:
    """The first week of the run of weeks up to `when` that show the same band."""
    past = line[line["as_of"] <= when]
    other = np.flatnonzero((past["band"] != past["band"].iloc[-1]).to_numpy())
    first: date = past["as_of"].iloc[int(other[-1]) + 1 if len(other) else 0]
    return first


def _who(subject: Subject) -> str:
    """Lead, deputy, renewal, value."""
    facts = subject.portfolio.facts(subject.client)
    lead = str(facts["lead"] or "").strip()
    deputy = str(facts["backup"] or "").strip()
    parts = [f"Lead {lead}" if lead else "No lead named"]
    parts.append(f"deputy {deputy}" if deputy else "deputy not named")
    text = f"{', '.join(parts)}."
    renewal, value = facts["renewal_on"], facts["value"]
    terms = []
    if renewal is not None:
        terms.append(f"Renewal {_when(renewal, subject.day)}")
    if not pd.isna(value):
        terms.append(f"{money(float(value))} a year")
    if terms:
        text += f" {', '.join(terms)}."
    if facts["ended_on"] is not None:
        text += f" Ends on {day(facts['ended_on'])}."
    return escape(text)


def _when(then: date, now: date) -> str:
    """A date, and how far off where that is near."""
    days = (then - now).days
    if days < 0:
        return f"was due {day(then)}"
    if days <= 120:
        return f"{day(then)}, in {count(max(1, round(days / 7)), 'week')}"
    return day(then)
