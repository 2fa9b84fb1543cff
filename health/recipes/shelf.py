"""The recipes that there are: those that come with the program, and those of a folder."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from health.errors import RecipeError
from health.logs.contract import folded
from health.plain_files import content_of
from health.recipes.each import places_named
from health.recipes.headers import Header
from health.recipes.own_form import plainly
from health.recipes.parsing import parsed
from health.recipes.recipe import Recipe

SHIPPED = Path(__file__).parent / "shipped"
_MOST_BYTES = 1 << 20


def load(folder: Path | None = None) -> tuple[Recipe, ...]:
    """The recipes of a folder (`*.toml`), then the shipped ones whose names none of these has.

    RecipeError if one can't be read, says what is not allowed, or two of the folder share a name.
    """
    own: dict[str, Recipe] = {}
    for path in sorted(folder.glob("*.toml")) if folder is not None and folder.is_dir() else ():
        recipe = parsed(_text(path), path.name)
        if folded(recipe.name) in own:
            raise RecipeError(path.name, "name", recipe.name, "a name that no other file has")
        own[folded(recipe.name)] = recipe
    return (*own.values(), *[each for each in shipped() if folded(each.name) not in own])


@cache
def shipped() -> tuple[Recipe, ...]:
    """The recipes that come with the program."""
    return tuple(parsed(_text(path), path.name) for path in sorted(SHIPPED.glob("*.toml")))


def _text(path: Path) -> str:
    try:
        content = content_of(path, _MOST_BYTES)
        if len(content) > _MOST_BYTES:
            raise RecipeError(path.name, "the file", "", "a recipe of at most 1 MB")
        return content.decode("utf-8-sig")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise RecipeError(path.name, "the file", reason, "a file that can be read") from error
    except UnicodeDecodeError as error:
        raise RecipeError(path.name, "the file", str(error), "TOML in UTF-8") from error


def fits(header: Header, recipe: Recipe) -> bool:
    """Whether a table with this header is what a recipe is for."""
    if not recipe.known_by and not recipe.begins_with:
        return False
    begins = not recipe.begins_with or header.begins_with(recipe.begins_with)
    return begins and all(header.one_of(names) for names in recipe.known_by)


def recognised(header: Sequence[str], recipes: Sequence[Recipe]) -> Recipe | None:
    """The recipe whose header this is: of several the one that asks for most, then the first.

    A log whose own form the header plainly has comes before one that makes less of it. None for a
    table that nobody knows.
    """
    names = Header(header)
    known = [recipe for recipe in recipes if fits(names, recipe)]
    best = max(known, key=lambda recipe: len(recipe.known_by), default=None)
    own = plainly(names)
    if best is None or (own is not None and len(used(names, own)) > len(used(names, best))):
        return own
    return best


def used(header: Header, recipe: Recipe) -> set[int]:
    """Places of the columns that a recipe makes something of."""
    if any(feed.for_each and feed.for_each.others for feed in recipe.feeds):
        return set(range(len(header.names)))
    return places_named(header, recipe)
