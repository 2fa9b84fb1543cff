"""What would become of a file if it were added: found out in a folder of its own, by adding it.

The trial reads with what the logs are read with, so that it tells what will be, not what could be.
"""

from __future__ import annotations

import csv
import logging
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from health.errors import HealthError
from health.logs.contract import LOGS
from health.logs.origins import LeftOutRow, Question, SourceState
from health.logs.rows import Logs, Rows, SetAside
from health.recipes import Recipe, written
from health.settings import Settings
from health.sources.opening import read_logs
from health.sources.workspace import Workspace
from health.uploads.checked import Upload
from health.uploads.saved_recipes import file_of
from health.values import Answers
from health.values import written as answers_written

_LOG = logging.getLogger(__name__)
FIRST = 5  # rows that are shown
ASIDE = 500  # of those that would be set aside
_HEADERS = {log: ",".join(contract.required) for log, contract in LOGS.items()}


@dataclass(frozen=True)
class Ground:
    """What files are tried against: the folder, its settings and answers, the logs as they are now.

    `logs` None: none can be read yet. `also` are other files that wait, for the clients they name.
    `version` tells these logs from others.
    """

    folder: Path
    settings: Settings
    answers: Answers
    logs: Logs | None = None
    also: tuple[Upload, ...] = ()
    version: str = ""


@dataclass(frozen=True)
class Fed:
    """What a file would give one log: `first` rows as understood (place in the file, cells), and
    those that would be set aside. `headers` is what the file calls each of the columns."""

    log: str
    recipe: str
    columns: tuple[str, ...]
    headers: Mapping[str, str]
    first: tuple[tuple[int, tuple[str, ...]], ...]
    read: int
    used: int
    twice: int
    aside_rows: int
    aside: tuple[SetAside, ...]
    problem: str = ""


@dataclass(frozen=True)
class Tried:
    """What was understood of a file. `problem` says why nothing was."""

    feeds: tuple[Fed, ...] = ()
    notes: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    left_out: tuple[LeftOutRow, ...] = ()
    strangers: tuple[str, ...] = ()
    problem: str = ""


def tried(
    upload: Upload, ground: Ground, recipes: Sequence[Recipe] = (), most: int = ASIDE
) -> Tried:
    """What would become of a file. `recipes` are those that are to be saved for it; so many reasons
    for which rows would be set aside are listed at `most`."""
    found = _once(upload, ground, recipes, most, clients=True)
    if any(each.log == "clients" for each in found.feeds):
        return _once(
            upload, ground, recipes, most, clients=False
        )  # what it says itself, and no more
    return found


def _once(
    upload: Upload, ground: Ground, recipes: Sequence[Recipe], most: int, clients: bool
) -> Tried:
    try:
        with _trial(upload, ground, recipes, clients) as (folder, workspace):
            return _read(upload, ground, most, folder, workspace)
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        return Tried(problem=f"It can't be tried now ({why}): make room on the server's disk.")
    except Exception as error:  # whatever a file holds, the page of who dropped it stays
        _LOG.exception("a file that was dropped could not be tried")
        told = f"It can't be understood ({type(error).__name__}); the server's log has the details."
        return Tried(problem=told)


def _read(upload: Upload, ground: Ground, most: int, folder: Path, workspace: Path) -> Tried:
    try:
        logs = read_logs(folder, ground.settings, workspace=Workspace(workspace))
    except HealthError as error:
        told = str(error).replace(f"{folder}/", "").replace(str(folder), "the folder")
        return Tried(problem=told)
    state = next((each for each in logs.prepared.states if each.name == upload.name), None)
    return _of(upload.name, logs, state, most)


@contextmanager
def _trial(
    upload: Upload, ground: Ground, recipes: Sequence[Recipe], clients: bool
) -> Iterator[tuple[Path, Path]]:
    """A folder with the file, the clients, and what was said of how to read; and a workspace."""
    made = Path(tempfile.mkdtemp(prefix="health-trial-"))
    try:
        folder = made / "logs"
        folder.mkdir()
        for log in ("outcomes", "spend"):  # a portfolio needs a log beside its clients
            (folder / f"{log}.csv").write_text(f"{_HEADERS[log]}\n")
        for each in (*(ground.also if clients else ()), upload):
            (folder / each.name).write_bytes(each.content)
        if clients and not (folder / "clients.csv").exists() and ground.logs is not None:
            path = ground.logs["clients"].path
            if path is not None:
                shutil.copyfile(path, folder / "clients.csv")
        with suppress(FileNotFoundError):
            shutil.copytree(ground.folder / "recipes", folder / "recipes")
        (folder / "recipes").mkdir(exist_ok=True)
        for recipe in recipes:
            (folder / "recipes" / file_of(folder, recipe)).write_text(written(recipe), "utf-8")
        (folder / "answers.toml").write_text(answers_written(ground.answers), "utf-8")
        yield folder, made / "kept"
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _of(name: str, logs: Logs, state: SourceState | None, most: int) -> Tried:
    if state is None:
        return Tried(strangers=(name,))
    if state.problem and not state.feeds:
        return Tried(problem=state.problem, notes=state.notes)
    recipes = {each.log: each.recipe for each in state.feeds}
    if state.direct:
        recipes = {Path(name).stem.casefold(): ""}
    return Tried(
        tuple(_fed(log, recipe, logs[log], most) for log, recipe in recipes.items()),
        state.notes,
        state.questions,
        state.left_out,
        state.strangers,
    )


def _fed(log: str, recipe: str, rows: Rows, most: int) -> Fed:
    columns, first = _first(rows)
    headers = rows.origins.headers if rows.origins else {}
    return Fed(
        log, recipe, columns, headers, tuple(first), rows.read, len(rows), len(rows.duplicates),
        rows.set_aside_rows, rows.set_aside[:most], rows.problem,
    )  # fmt: skip


def _first(rows: Rows) -> tuple[tuple[str, ...], Sequence[tuple[int, tuple[str, ...]]]]:
    """The first rows as they are read, and the place of each in its file."""
    if rows.path is None:
        return (), ()
    with rows.path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        lines = [tuple(line) for line in islice(csv.reader(file), FIRST + 1)]
    if not lines:
        return (), ()
    places = range(2, len(lines) + 1)
    if rows.origins is not None:
        places_in_file = [rows.origins.of(place)[1] for place in places]
        return lines[0], list(zip(places_in_file, lines[1:], strict=True))
    return lines[0], list(zip(places, lines[1:], strict=True))
