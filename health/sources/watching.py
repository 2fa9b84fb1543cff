"""What tells that a source changed, without reading it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from health.errors import HealthError
from health.settings import Settings
from health.sources.copies import copy_path, problem_path
from health.sources.declared import Source, declaration_of, folder_of, sources_of
from health.sources.workspace import Workspace
from health.uploads.mended import FOLDER as MENDED
from health.values.answers import FILE

Stamp = tuple[str, int, int, int]


def stamps(paths: Iterable[Path]) -> list[Stamp]:
    """Of each file its size, time and number; nothing but its name where it can't be had."""
    found = []
    for path in paths:
        try:
            stat = path.stat()
        except OSError:
            found.append((str(path), -1, -1, -1))
        else:
            found.append((str(path), stat.st_size, stat.st_mtime_ns, stat.st_ino))
    return found


def files_of_sources(
    place: Path, sources: Sequence[Source], workspace: Workspace | None
) -> list[Path]:
    """All files that what sources say depends on: their own, or their copies, and those that say
    how they are to be read."""
    folder = folder_of(place)
    paths = [source.path for source in sources if source.path is not None]
    if workspace is not None:
        for source in sources:
            if source.spreadsheet or source.store:
                copy = copy_path(workspace.copies, source)
                paths += [copy, problem_path(copy)]
    recipes = sorted((folder / "recipes").glob("*.toml"))
    return [
        *paths,
        *recipes,
        declaration_of(place),
        folder / FILE,
        *sorted((folder / MENDED).glob("*.csv")),
    ]


def key_of(
    place: Path,
    sources: Sequence[Source],
    looked_at: Sequence[Source],
    workspace: Workspace,
    settings: Settings,
) -> str:
    """A name for which sources there are, for the content of those that are looked at, and for the
    way in which they are read."""
    said = [(s.name, s.log, s.recipe, s.tabs) for s in sources]
    found = stamps(files_of_sources(place, looked_at, workspace))
    content = repr((said, found, settings.text("agreements.date_order")))
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


def watched(place: Path, workspace: Workspace | None, given: Sequence[Source] = ()) -> list[Stamp]:
    """The stamps of all that a portfolio depends on; of its folder where that can't be told.

    `given` is what a store may have for it.
    """
    try:
        sources = [*sources_of(place), *given]
    except HealthError:
        return stamps([place, declaration_of(place)])
    return stamps(files_of_sources(place, sources, workspace))
