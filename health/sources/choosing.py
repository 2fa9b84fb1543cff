"""What is made of a table: the recipe that it is read by, and which of its names are meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from health.errors import SourcesRefused
from health.recipes import Recipe, by_log_name, mapped, recognised
from health.sources.declared import Source, log_of_name
from health.tables.found import Table

_FEW = 200  # rows that tell what a recipe makes of a table


def chosen(
    source: Source, place: str, table: Table, recipes: Sequence[Recipe]
) -> tuple[Table, Recipe | None]:
    """The table, and the recipe that the source names; else the one saved for it (or for `place`,
    the table in it); that of the log which the table, or the source, has the name of; the one
    whose header it is. None for a stranger.

    Where groups stand above the names of columns, the names alone are taken if more comes of that.
    """
    recipe = _recipe(source, place, table, recipes)
    if not table.lowest or table.lowest == table.header:
        return table, recipe
    bare = replace(table, header=table.lowest, lowest=())
    other = _recipe(source, place, bare, recipes)
    if _columns(bare, other) > _columns(table, recipe):
        return bare, other
    return table, recipe


def _recipe(source: Source, place: str, table: Table, recipes: Sequence[Recipe]) -> Recipe | None:
    by_name = {recipe.name.casefold(): recipe for recipe in recipes}
    if source.recipe:
        if source.recipe.casefold() not in by_name:
            allowed = f"one of the recipes: {', '.join(sorted(by_name))}"
            raise SourcesRefused(source.name, "recipe", source.recipe, allowed)
        return by_name[source.recipe.casefold()]
    for name in (place, source.name):
        if name.casefold() in by_name:
            return by_name[name.casefold()]
    log = log_of_name(table.name) or source.log
    own = by_log_name(log) if log else None
    if own is not None and _columns(table, own):
        return own
    return recognised(table.header, recipes) or own


def _columns(table: Table, recipe: Recipe | None) -> int:
    """How many columns of logs come of a table; 0 where it feeds none."""
    if recipe is None:
        return 0
    few = replace(table, rows=table.rows[:_FEW], lines=table.lines[:_FEW])
    return sum(len(each.sources) for each in mapped(few, recipe) if each.present)
