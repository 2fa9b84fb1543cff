"""Where the recipe of a source is kept, once somebody has mapped its columns."""

from __future__ import annotations

from pathlib import Path

from health.logs.contract import folded
from health.plain_files import content_of, toml_of
from health.recipes import Recipe
from health.uploads.names import LONGEST

FOLDER = "recipes"
_MOST_BYTES = 1 << 20


def file_of(folder: Path, recipe: Recipe) -> str:
    """The name of a recipe's file in the folder `recipes` of the logs: of the one that bears its
    name already, whatever it is called, for no two may."""
    for path in sorted((folder / FOLDER).glob("*.toml")):
        if folded(_name(path)) == folded(recipe.name):
            return path.name
    letters = "".join(one if one.isalnum() or one in " ,._-" else "_" for one in recipe.name)
    stem = letters.strip(" .")
    while len(f"{stem}.toml".encode()) > LONGEST:
        stem = stem[:-1]
    return f"{stem}.toml"


def _name(path: Path) -> str:
    try:
        return str(toml_of(content_of(path, _MOST_BYTES).decode("utf-8-sig")).get("name", ""))
    except (OSError, ValueError):
        return ""  # whoever reads the recipes says what is wrong
