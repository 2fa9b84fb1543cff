"""Model: how the score works, what other settings would change, and the versions there were."""

from __future__ import annotations

from html import escape

import streamlit as st

from health.errors import StoreUnavailable
from health.settings import Settings
from pages.parts import (
    address,
    model_foretold,
    model_form,
    model_manual,
    model_trial,
    page,
    seen,
    trial,
)
from pages.parts import model_look as look
from pages.parts import model_versions as kept
from pages.parts.look import sheet, style_of
from pages.parts.model_keep import keep
from pages.parts.written import away

PARTS = {
    "how": "How the score works",
    "try": "Try other settings",
    "versions": "Versions",
    "foretold": "Did it foretell?",
}


def _part(asked: trial.Trial) -> str:
    """The part of the page that the address asks for; a trial is shown without being asked for."""
    usual = "try" if asked.edits or asked.wrong else "how"
    part = next(iter(address.values("part", PARTS)), usual)
    st.segmented_control(
        "Part of the page", list(PARTS), format_func=PARTS.__getitem__, required=True,
        label_visibility="collapsed", **address.bound("part", part, str),
    )  # fmt: skip
    return part


def _trial(view: page.View, asked: trial.Trial) -> None:
    """What is tried on the left, the fields on the right; on a phone what is found comes first."""
    settings = view.portfolio.settings
    found, form = st.columns([0.64, 0.36], gap="large")
    with found:
        if asked.settings is not None:
            made = asked.settings
            model_trial.outcome(
                view.portfolio, made, view.day, lambda: _keep_or_drop(settings, made)
            )
        elif asked.edits:
            _drop(settings)
        else:
            model_trial.nothing()
    with form:
        model_form.form(settings, asked)


def _keep_or_drop(settings: Settings, made: Settings) -> None:
    if why := seen.not_allowed("settings"):
        sheet(f"<p class='small soft'>{escape(why)} What you try here is seen by nobody else.</p>")
    with st.container(horizontal=True, gap="small"):
        try:
            newest = kept.newest_id(kept.versions_of(seen.store()))
        except StoreUnavailable as error:
            sheet(f"<p class='watch'>It can't be saved now. {escape(str(error))}</p>")
        else:
            keep("Save as a version", settings, made, newest)
        _drop(settings)


def _drop(settings: Settings) -> None:
    st.button("Drop it", key="model-drop", on_click=trial.write, args=(settings, {}))


def main() -> None:
    """Draw the page."""
    view = page.opened()
    style_of("model")
    settings = view.portfolio.settings
    asked = trial.asked(settings)
    page.head(view, model_manual.headline(settings), kept.in_force_html(kept.known(), settings))
    part = _part(asked)
    if asked.wrong:
        look.wrong(asked.wrong)
    if part == "try":
        _trial(view, asked)
    elif part == "versions":
        with away("Versions"):
            kept.versions(seen.store(), settings)
    elif part == "foretold":
        model_foretold.foretold(view.portfolio)
    else:
        model_manual.how_it_works(settings)


main()
