"""The door: a portfolio's folder, or its sources file, to logs; and the same once more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from health.logs.contract import LOGS, folded
from health.logs.origins import Prepared
from health.logs.reading import Progress, read_again, read_files
from health.logs.rows import Logs
from health.recipes import load
from health.settings import Settings
from health.sources.declared import Source, folder_of, sources_of
from health.sources.plainness import is_plain, worth_preparing
from health.sources.preparing import as_it_is, prepare
from health.sources.watching import key_of
from health.sources.workspace import Workspace


@dataclass(frozen=True)
class Plan:
    """The file that each log is read from, the names of what feeds none, and what was prepared."""

    files: Mapping[str, Path]
    strangers: tuple[str, ...]
    prepared: Prepared


def read_logs(
    place: Path,
    settings: Settings | None = None,
    progress: Progress | None = None,
    texts: bool = True,
    workspace: Workspace | None = None,
) -> Logs:
    """All logs of a portfolio: a folder, or its sources file.

    `workspace` is where copies and prepared files are kept; None: a temporary folder. Raises
    UnusableLogs where there is no clients log or no other, or where a source was never to be had,
    and other HealthErrors for what is wrong in the files that say how to read.
    """
    settings, workspace = settings or Settings.default(), workspace or Workspace.temporary()
    plan = _planned(place, settings, Prepared(workspace=workspace.folder), progress)
    logs = read_files(place, plan.files, plan.strangers, settings, progress, texts)
    return _mended(_located(logs, plan), plan, settings, progress)


def read_logs_again(
    before: Logs, settings: Settings, progress: Progress | None = None
) -> tuple[Logs, int | None]:
    """The portfolio once more, as `read_again` has it: what only grew is read from where it ended;
    `before` itself is given back when nothing changed."""
    plan = _planned(before.folder, settings, before.prepared, progress)
    logs, since = read_again(before, settings, progress, (plan.files, plan.strangers))
    if logs is before and plan.prepared is before.prepared:
        return before, since
    logs = _located(logs, plan)
    mended = _mended(logs, plan, settings, progress)
    return mended, since if mended is logs else None


def _located(logs: Logs, plan: Plan) -> Logs:
    """The logs, their rows named by the files that people know."""
    origins = plan.prepared.origins
    rows = {log: found.located(origins.get(log)) for log, found in logs.rows.items()}
    return replace(logs, rows=rows, prepared=plan.prepared)


def _mended(logs: Logs, plan: Plan, settings: Settings, progress: Progress | None) -> Logs:
    """The logs; plain files of which more cells can be understood are prepared after all."""
    poor = [
        log
        for log in plan.files
        if log not in plan.prepared.files and worth_preparing(logs.rows[log], logs, settings)
    ]
    if not poor:
        return logs
    by_value = plan.prepared.by_value | {plan.files[log] for log in poor}
    before = Prepared(by_value=by_value, workspace=plan.prepared.workspace)
    again = _planned(logs.folder, settings, before, progress)
    changed = [log for log in LOGS if again.files.get(log) != plan.files.get(log)]
    only = LOGS if "clients" in changed else changed
    folder, texts = logs.folder, logs.shown
    read = read_files(folder, again.files, again.strangers, settings, progress, texts, only, logs)
    return _located(read, again)


def _planned(
    place: Path, settings: Settings, before: Prepared, progress: Progress | None
) -> Plan:
    """What is read as it is, and what is prepared, of all sources of a portfolio."""
    workspace = Workspace(before.workspace) if before.workspace else Workspace.temporary()
    sources, recipes = sources_of(place), load(folder_of(place) / "recipes")
    named = {folded(recipe.name) for recipe in recipes}
    plain: dict[str, Source] = {}
    others = []
    for source in sources:
        saved = folded(source.name) in named
        if not saved and source.log not in plain and is_plain(source, before.by_value):
            plain[source.log] = source
        else:
            others.append(source)
    if not others:
        return _plain_only(plain, before)
    looked_at = [*others, *(s for log, s in plain.items() if log in ("clients", *before.joined))]
    key = key_of(place, looked_at, workspace, settings)
    if key != before.key:
        if progress:
            progress("preparing what is no plain log")
        before = prepare(place, plain, others, recipes, settings, workspace, before.by_value)
        before = replace(before, key=key, workspace=workspace.folder)
    workspace.using(before.files.values())
    strangers = tuple(name for state in before.states for name in state.strangers)
    return Plan({**_paths(plain), **before.files}, strangers, before)


def _plain_only(plain: Mapping[str, Source], before: Prepared) -> Plan:
    states = tuple(as_it_is(source) for source in plain.values())
    if before.key or before.states != states:
        before = replace(Prepared(states=states), by_value=before.by_value, workspace=before.workspace)
    return Plan(_paths(plain), (), before)


def _paths(plain: Mapping[str, Source]) -> dict[str, Path]:
    return {log: source.path for log, source in plain.items() if source.path is not None}
