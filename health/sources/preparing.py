"""Sources that are no plain logs, made into such: the files, their origins, each one's state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from health.errors import UnusableLogs
from health.logs.origins import Origins, Prepared, SourceState
from health.recipes import Recipe
from health.settings import Settings
from health.sources.cells import make_canonical
from health.sources.declared import Source, folder_of
from health.sources.fetched import Fetched, fetch_all
from health.sources.given_parts import given_parts
from health.sources.joining import fits, write
from health.sources.mending import mend
from health.sources.parts import Part, choices_of, clients_named, parts_of, state_of
from health.sources.workspace import Workspace
from health.uploads.mended import kept
from health.values.answers import FILE, load


def prepare(
    place: Path,
    plain: Mapping[str, Source],
    others: Sequence[Source],
    recipes: Sequence[Recipe],
    settings: Settings,
    workspace: Workspace,
    by_value: frozenset[Path],
) -> Prepared:
    """The logs that `others` feed; `plain` are those that a plain file has, by log.

    A log that both feed is joined. UnusableLogs where a source that somebody declared was never to
    be had: a score without it would be another, and nobody would know.
    """
    answers = load(folder_of(place) / FILE)
    found = fetch_all(others, workspace.copies)
    choices, strangers = choices_of([each for each in found if not each.source.store], recipes)
    mended = partial(kept, folder_of(place))
    own = plain.get("clients")
    naming = parts_of((each for each in choices if "clients" in each.recipe.logs), ())
    naming = _of(naming, "clients")
    mend(naming, mended)
    clients = clients_named(naming, own.path if own else None)
    names = {**{name: name for name in clients}, **answers.aliases}
    parts = parts_of(choices, names)
    given = given_parts(found, answers, clients)
    parts += given
    silent = [part for part in parts if not part.feeds]
    parts = [part for part in parts if part.feeds]
    unfit = [
        plain[log] for log in _logs(parts) if log in plain and not fits(_of(parts, log), plain[log])
    ]
    if unfit:
        more = fetch_all(unfit, workspace.copies)
        found, parts = [*found, *more], [*parts, *parts_of(choices_of(more, recipes)[0], names)]
    mend(parts, mended)
    for table in {id(part.table): part.table for part in parts if part not in given}.values():
        of_table = [part for part in parts if part.table is table]
        make_canonical(of_table, answers, settings.text("agreements.date_order"), clients)
    as_they_are = {log: s for log, s in plain.items() if s not in unfit}
    fed = [log for log in _logs(parts) if _is_there(_of(parts, log)) or log in as_they_are]
    origins: dict[str, Origins] = {}

    def fill(folder: Path) -> None:
        for log in fed:
            origins[log] = write(log, _of(parts, log), as_they_are.get(log), folder)

    made = workspace.filled(fill) if fed else None
    states = [as_it_is(source) for source in as_they_are.values()]
    told = [*parts, *silent]
    states += [state_of(each, _from(told, each), strangers[each.source.name]) for each in found]
    files = {log: made.path / f"{log}.csv" for log in fed} if made else {}
    return Prepared(
        files={**_as_found(found, fed, as_they_are), **files},
        origins={log: replace(each, held=made) for log, each in origins.items()},
        states=tuple(states),
        joined=frozenset(log for log in fed if log in plain),
        by_value=by_value,
    )


def as_it_is(source: Source) -> SourceState:
    """The state of a plain log."""
    return SourceState(source.name, source.kind, str(source.path), direct=True, log=source.log)


def _logs(parts: Sequence[Part]) -> list[str]:
    return list(dict.fromkeys(part.mapped.log for part in parts))


def _of(parts: Sequence[Part], log: str) -> list[Part]:
    return [part for part in parts if part.mapped.log == log]


def _from(parts: Sequence[Part], fetched: Fetched) -> list[Part]:
    return [part for part in parts if part.fetched is fetched]


def _is_there(parts: Sequence[Part]) -> bool:
    return any(part.mapped.present for part in parts)


def _as_found(
    found: Sequence[Fetched], fed: Sequence[str], plain: Mapping[str, Source]
) -> dict[str, Path]:
    """Files of logs that could not be prepared: whoever reads them says what is wrong with them.

    UnusableLogs where others would stand for a file that could not be had.
    """
    paths = {}
    for fetched in found:
        source = fetched.source
        if source.store:  # what it has not given yet, or can't give just now, is told
            continue
        usable = bool(fetched.tables)
        if not usable and (not source.own or source.log in fed):
            named = fetched.problem.startswith(source.name)
            raise UnusableLogs(fetched.problem if named else f"{source.name}: {fetched.problem}")
        if source.path is not None and source.log and source.log not in (*fed, *plain):
            paths[source.log] = source.path
    return paths
