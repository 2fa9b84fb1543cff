"""Model: how the score works, what other settings would change, and the versions there were."""

from __future__ import annotations

from html import escape

import streamlit as st

from pages.parts import address, model_form, model_manual, model_trial, page, trial
from pages.parts import model_look as look
from pages.parts.look import sheet

PARTS = {"how": "How the score works", "try": "Try other settings"}

view = page.opened()
look.style()
portfolio, settings = view.portfolio, view.portfolio.settings
asked = trial.asked(settings)
part = next(iter(address.values("part", PARTS)), "try" if asked.edits or asked.wrong else "how")

with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
    with st.container(width="content"):
        sheet(f"<h1>{escape(model_manual.headline(settings))}</h1>")
    page.stepper(view)
st.segmented_control(
    "Part of the page", list(PARTS), format_func=PARTS.__getitem__, required=True,
    label_visibility="collapsed", **address.bound("part", part, str),
)  # fmt: skip
if asked.wrong:
    look.wrong(asked.wrong)
if part == "try":
    found, form = st.columns([0.64, 0.36], gap="large")  # on a phone what is found comes first
    with found:
        if asked.settings is not None:
            model_trial.outcome(portfolio, asked.settings, view.day)
        elif not asked.edits:
            model_trial.nothing()
    with form:
        model_form.form(settings, asked)
else:
    model_manual.how_it_works(settings)
