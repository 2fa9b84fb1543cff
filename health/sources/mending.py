"""Rows that were set aside and came back mended: put in their places, and found for mending."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from health.logs.rows import Logs
from health.recipes import load
from health.sources.declared import folder_of, sources_of
from health.sources.fetched import fetch_all
from health.sources.given_parts import given_parts
from health.sources.parts import Part, choices_of, parts_of
from health.sources.workspace import Workspace
from health.tables.found import LeftOut
from health.uploads.mended import Mended, mark, stand_in
from health.uploads.mended import Place as MendedPlace
from health.values.answers import FILE
from health.values.answers import load as load_answers

Place = tuple[str, str, int]  # a log, a file, and the row in it
Own = tuple[tuple[str, ...], tuple[str, ...], str]  # the header of a row, its cells, and their mark


def which_of(lines: list[int]) -> Iterator[int]:
    """Of each row of a part, the how manyth it is of those made of the same line."""
    seen: Counter[int] = Counter()
    for line in lines:
        seen[line] += 1
        yield seen[line]


def mend(parts: Sequence[Part], mended_of: Callable[[str], Mapping[MendedPlace, Mended]]) -> None:
    """Put mended rows (`mended_of` a log) in the place of those whose text was mended; take out
    cleared ones."""
    for log in dict.fromkeys(part.mapped.log for part in parts):
        if mended := mended_of(log):
            for part in parts:
                if part.mapped.log == log:
                    _mend(part, mended)


def _mend(part: Part, mended: Mapping[MendedPlace, Mended]) -> None:
    found = part.mapped
    lines, rows, number, used = [], [], 0, set()
    for line, row, which in zip(found.lines, found.rows, list(which_of(found.lines)), strict=True):
        one = stand_in(mended, part.file, row, which)
        if one is not None:
            number += 1
            used.add(one.place)
        if one is not None and one.cleared:
            text = "\t".join(filter(None, row))
            found.left_out.append(LeftOut(line, text, "somebody said that it is no row"))
            continue
        lines.append(line)
        rows.append([one.cells.get(name, "") for name in part.columns] if one else row)
    found.lines[:], found.rows[:] = lines, rows
    if number:
        part.notes.append(f"{number} {'row was' if number == 1 else 'rows were'} mended")
    stale = sum(one.file == part.file for place, one in mended.items() if place not in used)
    if stale:
        what = "row counts" if stale == 1 else "rows count"
        part.notes.append(
            f"{stale} mended {what} for nothing: the text that was mended is not there any more"
        )


def cells_of(logs: Logs, wanted: Collection[Place]) -> dict[Place, list[Own]]:
    """The cells that rows have in their sources, as the recipe has them, before their values are
    understood; several where several rows of the log are made of one line.

    The sources are read once more, so it takes as long; what is not there any more is left out.
    """
    folder, workspace = folder_of(logs.folder), logs.prepared.workspace
    files = {file for _, file, _ in wanted}
    every = [*sources_of(logs.folder), *logs.prepared.given]
    sources = [s for s in every if any(f.startswith(s.name) for f in files)]
    fetched = fetch_all(sources, Workspace(workspace).copies if workspace else None)
    answers, names = load_answers(folder / FILE), list(logs.clients["client"])
    clients = {**{name: name for name in names}, **answers.aliases}
    of_files = [each for each in fetched if not each.source.store]
    parts = parts_of(choices_of(of_files, load(folder / "recipes"))[0], clients)
    found: dict[Place, list[Own]] = {}
    for part in [*parts, *given_parts(fetched, answers, names)]:
        log, lines = part.mapped.log, part.mapped.lines
        for line, row, which in zip(lines, part.mapped.rows, which_of(lines), strict=True):
            if (place := (log, part.file, line)) in wanted:
                own = (tuple(part.columns), tuple(row), mark(row, which))
                found.setdefault(place, []).append(own)
    return found
