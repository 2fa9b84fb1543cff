"""Rows that were set aside and came back mended: put in their places, and found for mending."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from health.logs.rows import Logs
from health.recipes import load
from health.sources.declared import folder_of, sources_of
from health.sources.fetched import fetch_all
from health.sources.parts import Part, parts_of
from health.tables.found import LeftOut
from health.uploads.mended import ToMend, kept, mark, stand_in
from health.values.answers import FILE
from health.values.answers import load as load_answers


def which_of(lines: list[int]) -> Iterator[int]:
    """Of each row of a part, the how manyth it is of those made of the same line."""
    seen: Counter[int] = Counter()
    for line in lines:
        seen[line] += 1
        yield seen[line]


def mend(part: Part, folder: Path) -> None:
    """Put mended rows in the place of those whose text was mended; take out cleared ones."""
    found = part.mapped
    mended = kept(folder, found.log)
    if not mended:
        return
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


def rows_to_mend(logs: Logs) -> list[ToMend]:
    """The rows that were set aside, with the cells that their sources have for the log.

    The sources are read once more, so it takes as long; what is not there any more is left out.
    """
    place, workspace = logs.folder, logs.prepared.workspace
    wanted = {(each.log, each.where, each.row) for each in logs.set_aside if each.row}
    reasons: dict[tuple[str, str, int], list[str]] = defaultdict(list)
    for each in logs.set_aside:
        told = f"{each.column} = {each.value!r}: {each.reason}" if each.column else each.reason
        reasons[each.log, each.where, each.row].append(told)
    recipes = load(folder_of(place) / "recipes")
    names = {where for _, where, _ in wanted}
    sources = [s for s in sources_of(place) if any(n.startswith(s.name) for n in names)]
    found = fetch_all(sources, workspace / "copies" if workspace else None)
    answers = load_answers(folder_of(place) / FILE)
    clients = {**{name: name for name in logs.clients["client"]}, **answers.aliases}
    to_mend = []
    for part in parts_of(found, recipes, clients)[0]:
        log, lines = part.mapped.log, part.mapped.lines
        for line, row, which in zip(lines, part.mapped.rows, which_of(lines), strict=True):
            key = (log, part.file, line)
            if key in wanted:
                reason = "; ".join(reasons[key])
                header, cells = tuple(part.columns), tuple(row)
                to_mend.append(
                    ToMend(log, part.file, line, reason, header, cells, mark(cells, which))
                )
    return to_mend
