"""The rows that a feed looks at: one for each row of the table, or for each filled cell of some."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from health.recipes.headers import Header
from health.recipes.recipe import Feed, ForEach, Recipe
from health.tables.answers import answers, ratings
from health.tables.found import Table

_MOST_PIECES = 1000  # that a row may become
_UNREAD = 0.1  # of a column's filled cells, at most


@dataclass(frozen=True)
class View:
    """Rows of a table by their places; `own` columns have texts of their own instead of cells.

    `title` and `piece`: the header and the text of the cell that a row is from, with `for_each`;
    `named`: the name that was found in a row, by the log's column.
    """

    table: Table
    at: list[int]
    own: Mapping[int, list[str]] = field(default_factory=dict)
    title: list[str] = field(default_factory=list)
    piece: list[str] = field(default_factory=list)
    named: Mapping[str, list[str]] = field(default_factory=dict)

    def cells(self, place: int) -> list[str]:
        """The text of a column, one a row."""
        if place in self.own:
            return self.own[place]
        rows = self.table.rows
        return [rows[at][place] for at in self.at]

    def pieces(self) -> list[str]:
        """The cell, or the piece of it, that each row is from."""
        return self.piece or [""] * len(self.at)

    def titles(self) -> list[str]:
        """The header of the column that each row is from."""
        return self.title or [""] * len(self.at)

    def kept(self, rows: list[int], column: str, named: list[str]) -> View:
        """Some of the rows, with the name that was found in each."""

        def some(texts: list[str]) -> list[str]:
            return [texts[row] for row in rows] if texts else []

        return View(
            self.table,
            [self.at[row] for row in rows],
            {place: some(texts) for place, texts in self.own.items()},
            some(self.title),
            some(self.piece),
            {**{name: some(texts) for name, texts in self.named.items()}, column: named},
        )


def viewed(
    table: Table,
    header: Header,
    recipe: Recipe,
    feed: Feed,
    at: list[int],
    left_out: dict[int, str],
) -> View:
    """What a feed makes rows of; rows of the table that yield none go to `left_out`."""
    each = feed.for_each
    if each is None:
        return View(table, at)
    places = _others(table, header, recipe, each.others) if each.others else []
    places = places or header.one_of(each.columns)
    rows: list[int] = []
    pieces: list[str] = []
    titles: list[str] = []
    for row in at:
        found = [
            (piece, header.names[place])
            for place in places
            for piece in _pieces(table.rows[row][place], each)
        ]
        if not found:
            named = each.columns[0] if each.columns else f"{each.others} that no rule names"
            left_out[row] = f"no cell is filled of the columns {named!r}"
        elif len(found) > _MOST_PIECES:
            left_out[row] = f"it would be {len(found):,} rows; {_MOST_PIECES:,} at most"
        else:
            rows += [row] * len(found)
            pieces += [piece for piece, _ in found]
            titles += [title for _, title in found]
    return View(table, rows, dict.fromkeys(places, pieces), titles, pieces)


def _pieces(cell: str, each: ForEach) -> list[str]:
    if not each.between:
        return [cell] if cell.strip() else []
    pieces = map(str.strip, cell.split(each.between))
    return list(dict.fromkeys(filter(None, pieces)))


def _others(table: Table, header: Header, recipe: Recipe, kind: str) -> list[int]:
    """The columns that no rule of the recipe names and that hold what is asked for."""
    named = places_named(header, recipe)
    return [
        place
        for place in range(len(header.names))
        if place not in named and _kind([row[place] for row in table.rows]) == kind
    ]


def names_of(feed: Feed) -> list[str]:
    """All names of columns that a feed uses."""
    names = [name for rule in feed.columns.values() for name in (*rule.columns, rule.apart_by)]
    names += [name for group in feed.only for each in group for name in each.columns]
    return [name for name in names if name] + list(feed.for_each.columns if feed.for_each else ())


def places_named(header: Header, recipe: Recipe) -> set[int]:
    """Places of the columns that the rules and conditions of a recipe name."""
    names = {name for feed in recipe.feeds for name in names_of(feed)}
    return {place for name in names for place in header.all(name)}


def _kind(cells: list[str]) -> str:
    """What a column holds: `ratings`, `yes or no`, or `text`."""
    filled = [cell for cell in cells if cell.strip()]
    most = _UNREAD * len(filled)
    digits = {cell.strip() for cell in filled if cell.strip().isdecimal()}
    if digits != {"0", "1"} and filled and len(ratings(filled).unread) <= most:
        return "ratings"
    return "yes or no" if filled and len(answers(filled).unread) <= most else "text"
