"""What a table says in terms of our logs, by a recipe.

Cells stay the file's own text, but where the recipe translates words, joins or cuts cells. Every
row of the table is, for each log, in its rows or left out with a reason.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from health.logs.contract import LOGS
from health.recipes.fed import Fed, fed
from health.recipes.headers import headers
from health.recipes.naming import Clients
from health.recipes.recipe import Recipe, columns_of
from health.tables.found import LeftOut, Table


@dataclass(frozen=True)
class Mapped:
    """Rows of one log, each as wide as `columns`; `lines` are those of the table.

    `sources` says of each column that is read from the table the header of where it is from.
    `notes` say what was understood and assumed, `doubts` what a person should look at.
    `present`: whether the log is there by this table, which can be so without a row.
    """

    log: str
    columns: tuple[str, ...]
    sources: dict[str, str]
    rows: list[list[str]]
    lines: list[int]
    left_out: list[LeftOut]
    notes: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    present: bool = True


def mapped(table: Table, recipe: Recipe, clients: Clients = ()) -> list[Mapped]:
    """The table's rows for each log that the recipe feeds.

    `clients`: their names, or names (confirmed ones too) to the client that each means, for rules
    that look for one within a text (`named_in`).
    """
    names = headers(table)
    by_log: dict[str, list[Fed]] = defaultdict(list)
    for feed in recipe.feeds:
        by_log[feed.log].append(fed(table, names, recipe, feed, clients))
    texts: dict[int, str] = {}
    return [_merged(table, recipe, log, parts, texts) for log, parts in by_log.items()]


def _merged(
    table: Table, recipe: Recipe, log: str, parts: list[Fed], texts: dict[int, str]
) -> Mapped:
    """The feeds of one log as one, in the order of the table's rows."""
    there = dict.fromkeys(name for part in parts for name in part.columns)
    known = [name for name in columns_of(log) if name in there]
    columns = (*known, *[name for name in there if name not in known])
    rows = []
    for order, part in enumerate(parts):
        cells = [part.columns.get(name) or [""] * len(part.at) for name in columns]
        rows += [
            (at, order, list(row))
            for at, row in zip(part.at, zip(*cells, strict=True), strict=True)
        ]
    rows.sort(key=lambda row: row[:2])
    taken = {at for at, _, _ in rows}
    left_out = []
    for at, line in enumerate(table.lines):
        if at not in taken:
            why = "; ".join(dict.fromkeys(part.left_out[at] for part in parts))
            text = texts.setdefault(at, "\t".join(filter(None, table.rows[at])))
            left_out.append(LeftOut(line, text, why))
    return Mapped(
        log,
        columns,
        _sources(parts),
        [row for _, _, row in rows],
        [table.lines[at] for at, _, _ in rows],
        left_out,
        list(dict.fromkeys([*recipe.notes, *[each for part in parts for each in part.notes]])),
        list(dict.fromkeys(each for part in parts for each in part.doubts)),
        (recipe.own and set(LOGS[log].required) <= there.keys()) or bool(rows),
    )


def _sources(parts: list[Fed]) -> dict[str, str]:
    """The headers that each column is from, in the order of the feeds."""
    found: dict[str, list[str]] = defaultdict(list)
    for part in parts:
        for name, text in part.sources.items():
            found[name].append(text)
    return {name: " / ".join(dict.fromkeys(texts)) for name, texts in found.items()}
