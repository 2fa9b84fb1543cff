"""One file that was dropped: what was understood of it, what is asked, how to map its columns."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from health.tables.found import Table
from health.uploads.checked import Upload, already_there
from health.uploads.storing import there
from health.uploads.trial import Ground, Tried, tried
from health.values import Answers
from pages.parts import logs_mapping, logs_preview, logs_waiting, words
from pages.parts.logs_adding import add
from pages.parts.logs_questions import of_words, questions, standing
from pages.parts.logs_waiting import Deed, Waiting
from pages.parts.look import plain, sheet
from pages.parts.palette import BANDS
from pages.parts.words import escape


def file(
    one: Waiting, upload: Upload, tables: Mapping[str, Table], ground: Ground
) -> tuple[list[Deed], bool]:
    """Draw it; what can be done with it, and whether it can be added without a further yes."""
    with st.spinner(f"Reading {plain(upload.name[:80])}"):
        found = _found(one, upload, ground)
    head(upload, logs_preview.tone(found), logs_preview.summary(found), logs_preview.notes(found))
    if found.strangers and not any(name in tables for name in found.strangers) and tables:
        tables = {found.strangers[0]: next(iter(tables.values()))}  # a long text, looked into less
    unknown = [name for name in tables if name in found.strangers or name in one.recipes]
    _mapping(one, {name: tables[name] for name in unknown})
    for fed in found.feeds:
        sheet(logs_preview.rows(fed))
    unknown_words = [
        each for fed in found.feeds for each in of_words(upload.name, fed.aside, fed.headers)
    ]
    asked = standing(one.asked, [*found.questions, *unknown_words], one.said)
    questions(asked, one.said, f"of-{one.number}", one.say)
    for fed in found.feeds:
        if fed.aside:
            label = f"{words.count(fed.aside_rows, 'row')} of {fed.log} would be set aside"
            with st.expander(label):
                sheet(logs_preview.aside(fed.aside))
    if found.left_out:
        lines = sum(each.lines for each in found.left_out)
        with st.expander(f"{words.count(lines, 'line')} left out"):
            sheet(logs_preview.left_out(found.left_out))
    known = {name: table for name, table in tables.items() if name not in unknown}
    if known and st.toggle("Map the columns by hand", key=f"by-hand-{one.number}"):
        _mapping(one, known)
    return _deeds(one, upload, found, ground)


def head(upload: Upload, tone: str, summary: str, notes: str = "") -> None:
    """A file's name and size, and what was understood of it."""
    size = len(upload.content) / 1024
    told = f"{size / 1024:.1f} MB" if size > 1000 else f"{max(size, 1):.0f} KB"
    told += f", dropped as {upload.given[:80]}" if upload.renamed else ""
    sheet(
        f'<h2><span class="{tone}" aria-hidden="true">{BANDS[tone].mark}</span> '
        f'{escape(upload.name)} <span class="soft small">{escape(told)}</span></h2>'
        f"<p>{escape(summary)}</p>{notes}"
    )


def _found(one: Waiting, upload: Upload, ground: Ground) -> Tried:
    """What was understood, given what was said of it so far; found out once."""
    recipes = tuple(one.recipes.values())
    key = (
        upload.digest, upload.name, repr(ground.answers), repr(recipes),
        tuple(each.digest for each in ground.also), ground.version,
    )  # fmt: skip
    found: Tried = logs_waiting.remembered(key, lambda: tried(upload, ground, recipes))
    return found


def _mapping(one: Waiting, tables: Mapping[str, Table]) -> None:
    """How columns become those of a log: asked where nobody knows, or somebody knows better.

    What is said here is tried in the next run, so that what stands above shows it.
    """
    for name, table in tables.items():
        recipe = logs_mapping.mapping(logs_mapping.Place(name, f"map-{one.number}-{name}"), table)
        if recipe == one.recipes.get(name):
            continue
        if recipe is not None:
            one.recipes[name] = recipe
        else:
            del one.recipes[name]
        st.rerun()


def _deeds(one: Waiting, upload: Upload, found: Tried, ground: Ground) -> tuple[list[Deed], bool]:
    """What adding it would do to what is there."""
    same = already_there(ground.folder, upload)
    if same:
        said = (one.recipes or one.said != Answers()) and same == upload.name
        more = "what was said of it here can be kept" if said else "nothing to add"
        sheet(f"<p class='soft'>It is in the logs already, as {escape(same)}: {more}.</p>")
        return ([("Keep what was said", True, lambda: add([one]))] if said else []), False
    known = bool(found.feeds) and not found.problem
    old = there(ground.folder, upload.name)
    if old is not None:
        sheet(
            f'<p class="amber">A file called {escape(old.name)} is there, with other content. It '
            "is kept in the folder “replaced” when this one takes its place.</p>"
        )
        return [("Replace it", known, lambda: add([one]))], False
    label = "Add to the logs" if known else "Add it as it is"
    return [(label, known, lambda: add([one]))], known
