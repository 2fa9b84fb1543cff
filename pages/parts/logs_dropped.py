"""The files that were dropped: each with what was understood of it and the button that adds it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from health.errors import HealthError
from health.settings import Settings
from health.tables.found import Table
from health.uploads.checked import Upload
from health.uploads.mended import is_mended
from health.uploads.tables import beginnings
from health.uploads.trial import Ground
from health.values import Answers
from health.values.answers import FILE, load
from pages.parts import logs_adding, logs_back, logs_gate, logs_understood, logs_waiting, seen
from pages.parts.logs_waiting import Deed, Waiting
from pages.parts.look import note, plain


def files() -> None:
    """All files that wait, and one button for all that can be added as they are."""
    ground = _ground()
    ready = [one for one in logs_waiting.files() if _file(one, ground)]
    if logs_gate.may_change_logs():
        return
    if len(ready) > 1:
        st.button(
            f"Add all {len(ready)} to the logs", type="primary", key="add-all",
            on_click=logs_adding.add, args=(ready,),
        )  # fmt: skip


def _file(one: Waiting, ground: Ground) -> bool:
    """One file; whether it can be added as it is, without a further yes."""
    with st.container(key=f"dropped-{one.number}", gap="xsmall"):
        if one.upload is None:
            note("bad", one.refused, "Nothing of it was taken.")
            _buttons(one, [])
            return False
        return _taken(one, one.upload, ground)


def _taken(one: Waiting, upload: Upload, ground: Ground) -> bool:
    ground = replace(ground, answers=logs_waiting.joined(ground.answers, one.said))
    try:
        with st.spinner(f"Reading {plain(upload.name[:80])}"):
            tables = _tables(upload)
        if any(is_mended(table.header) for table in tables.values()):
            _buttons(one, logs_back.mended(one, upload, ground))
            return False
    except HealthError as error:
        note("bad", str(error), "It is not added.")
        _buttons(one, [])
        return False
    ground = replace(ground, also=_naming(one))
    deeds, ready = logs_understood.file(one, upload, tables, ground)
    _buttons(one, deeds)
    return ready


def _tables(upload: Upload) -> dict[str, Table]:
    found: dict[str, Table] = logs_waiting.remembered(
        ("tables", upload.digest, upload.name), lambda: beginnings(upload)
    )
    return found


def _naming(one: Waiting) -> tuple[Upload, ...]:
    """The other files that wait and name clients."""
    others = [each.upload for each in logs_waiting.files() if each is not one and each.upload]
    return tuple(each for each in others if each.name.casefold().startswith("clients."))


def _buttons(one: Waiting, deeds: Sequence[Deed]) -> None:
    if logs_gate.may_change_logs():
        deeds = []
    with st.container(horizontal=True, gap="small"):
        for number, (label, main, deed) in enumerate(deeds):
            st.button(
                label, key=f"add-{one.number}-{number}", on_click=deed,
                type="primary" if main else "secondary",
            )  # fmt: skip
        st.button(
            "Leave it out" if deeds else "Close", key=f"leave-{one.number}", type="tertiary",
            on_click=logs_waiting.drop, args=(one.number,),
        )  # fmt: skip


def _ground() -> Ground:
    """What files are tried against, before anything was said of them here."""
    portfolio, folder = seen.now().portfolio, logs_gate.folder()
    settings = portfolio.settings if portfolio else Settings.default()
    try:
        answers = load(folder / FILE)
    except HealthError:
        answers = Answers()  # why it can't be read is told where it is: when something is added
    logs, version = (portfolio.logs, portfolio.version) if portfolio else (None, "")
    return Ground(folder, settings, answers, logs, version=version)
