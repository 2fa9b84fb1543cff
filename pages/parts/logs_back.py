"""A file of rows that were set aside, mended: which of them can be used now."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from health.uploads.checked import Upload
from health.uploads.coming_back import Back, coming_back
from health.uploads.mended import is_mended
from health.uploads.tables import tables_of
from health.uploads.trial import Ground
from pages.parts import logs_preview, logs_understood, logs_waiting, words
from pages.parts.logs_adding import add_mended
from pages.parts.logs_waiting import Deed, Waiting
from pages.parts.look import sheet
from pages.parts.words import escape


def mended(one: Waiting, upload: Upload, ground: Ground) -> list[Deed]:
    """Draw what came back; what can be done with it. Raises UnreadableFile."""
    key = ("mended", upload.digest, ground.version, repr(ground.answers))
    found: list[tuple[list[Back], list[tuple[int, str]]]] = logs_waiting.remembered(
        key,
        lambda: [
            coming_back(table, ground) for table in tables_of(upload) if is_mended(table.header)
        ],
    )
    backs = [back for several, _ in found for back in several]
    refused = [each for _, several in found for each in several]
    ready = {back.log: back.ready for back in backs if back.ready}
    number = sum(map(len, ready.values()))
    left = refused or any(back.still or back.stale for back in backs)
    tone = "green" if number and not left else "amber" if number else "red"
    logs_understood.head(upload, tone, _summary(backs, refused, number))
    for back in backs:
        if back.still:
            with st.expander(
                f"{words.count(back.still_rows, 'row')} of {back.log} still set aside"
            ):
                sheet(logs_preview.aside(back.still))
    sheet(_untaken(backs, refused))
    if not number:
        return []
    label = f"Add {words.count(number, 'mended row')}"
    return [(label, True, lambda: add_mended(one, ready))]


def _summary(backs: Sequence[Back], refused: Sequence[object], number: int) -> str:
    """What came back, in a sentence."""
    said = [f"Rows that were set aside, mended: {words.count(number, 'row')} can be used now"]
    still = sum(back.still_rows for back in backs)
    stale = sum(len(back.stale) for back in backs)
    if still:
        said.append(f"{still:,} would be set aside again")
    if stale:
        said.append(f"{stale:,} stand for rows that are not set aside any more, or were changed")
    if refused:
        said.append(f"{len(refused):,} can't be placed")
    return f"{'; '.join(said)}."


def _untaken(backs: Sequence[Back], refused: Sequence[tuple[int, str]]) -> str:
    """The rows that stand for nothing, and those that can't be placed: the first of each."""
    lines = [f"Line {line}: {why}" for line, why in refused[:5]]
    stale = [f"{row.file} row {row.row}" for back in backs for row in back.stale]
    if stale:
        more = f" and {len(stale) - 8:,} more" if len(stale) > 8 else ""
        lines.append(
            f"Not taken, because the rows that they stand for are used by now, or say something "
            f"else: {', '.join(stale[:8])}{more}. Save the rows to mend anew."
        )
    return "".join(f'<p class="small soft">{escape(line)}</p>' for line in lines)
