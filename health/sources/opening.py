"""The door: a portfolio's folder, or its sources file, to logs; and the same once more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from health.logs.contract import LOGS, folded
from health.logs.origins import Prepared, SourceState
from health.logs.reader import Progress
from health.logs.reading import read_again, read_files
from health.logs.rows import Logs, Rows
from health.recipes import load
from health.settings import Settings
from health.sources.declared import Source, folder_of, sources_of
from health.sources.given import there
from health.sources.plainness import asked_of, is_plain, worth_preparing
from health.sources.preparing import as_it_is, prepare
from health.sources.watching import key_of
from health.sources.workspace import Workspace
from health.uploads.mended import FOLDER
from health.values.answers import FILE, Answers
from health.values.answers import load as load_answers


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
    given: Sequence[Source] = (),
) -> Logs:
    """All logs of a portfolio: a folder, or its sources file.

    `workspace` is where copies and prepared files are kept; None: a temporary folder. `given` is
    what a store may have for the logs, of which there are copies (`health.sources.given`). Raises
    UnusableLogs where there is no clients log or no other, or where a source was never to be had,
    and other HealthErrors for what is wrong in the files that say how to read.
    """
    settings, workspace = settings or Settings.default(), workspace or Workspace.temporary()
    before = Prepared(workspace=workspace.folder, given=tuple(given))
    plan = _planned(place, settings, before, progress)
    logs = read_files(place, plan.files, plan.strangers, settings, progress, texts)
    return _completed(_located(logs, plan), plan, settings, progress)[0]


def read_logs_again(
    before: Logs, settings: Settings, progress: Progress | None = None
) -> tuple[Logs, int | None]:
    """The portfolio once more, as `read_again` has it: what only grew is read from where it ended;
    `before` itself is given back when nothing changed."""
    plan = _planned(before.folder, settings, before.prepared, progress)
    logs, since = read_again(before, settings, progress, (plan.files, plan.strangers))
    if logs is before and plan.prepared is before.prepared:
        return before, since
    logs, anew = _completed(_located(logs, plan), plan, settings, progress)
    return logs, None if anew else since


def _located(logs: Logs, plan: Plan) -> Logs:
    """The logs, their rows named by the files that people know."""
    origins = plan.prepared.origins
    rows = {log: found.located(origins.get(log)) for log, found in logs.rows.items()}
    return replace(logs, rows=rows, prepared=plan.prepared)


def _completed(
    logs: Logs, plan: Plan, settings: Settings, progress: Progress | None
) -> tuple[Logs, bool]:
    """The logs, with what is to be asked of their plain files; those of which more cells can be
    understood are prepared after all, and read anew (True), until there is none."""
    answers = load_answers(folder_of(logs.folder) / FILE)
    clients, order = list(logs.clients["client"]), settings.text("agreements.date_order")
    poor = {
        Path(state.place)
        for state in plan.prepared.states
        if state.direct and worth_preparing(_own(logs, state), state.name, clients, answers, order)
    } - plan.prepared.by_value
    if not poor:
        return _asked(logs, answers), False
    by_value = plan.prepared.by_value | poor
    known = plan.prepared
    before = Prepared(by_value=by_value, workspace=known.workspace, given=known.given)
    again = _planned(logs.folder, settings, before, progress)
    changed = [log for log in LOGS if again.files.get(log) != plan.files.get(log)]
    only = LOGS if "clients" in changed else changed
    folder, texts = logs.folder, logs.shown
    read = read_files(folder, again.files, again.strangers, settings, progress, texts, only, logs)
    return _completed(_located(read, again), again, settings, progress)[0], True


def _own(logs: Logs, state: SourceState) -> Rows:
    """The rows of a plain file's log, but of those set aside only its own."""
    rows = logs.rows[state.log]
    if rows.origins is None:
        return rows
    return replace(
        rows, set_aside=tuple(each for each in rows.set_aside if each.file == state.name)
    )


def _asked(logs: Logs, answers: Answers) -> Logs:
    """The logs, with what a person should say of the plain files among them."""
    clients = list(logs.clients["client"])
    states = tuple(
        replace(state, questions=asked_of(_own(logs, state), state.name, clients, answers))
        if state.direct
        else state
        for state in logs.prepared.states
    )
    return replace(logs, prepared=replace(logs.prepared, states=states))


def _planned(place: Path, settings: Settings, before: Prepared, progress: Progress | None) -> Plan:
    """What is read as it is, and what is prepared, of all sources of a portfolio."""
    workspace = Workspace(before.workspace) if before.workspace else Workspace.temporary()
    folder = folder_of(place)
    sources = [*sources_of(place), *there(before.given, workspace)]
    recipes = load(folder / "recipes")
    named = {folded(recipe.name) for recipe in recipes}
    mended = {path.stem for path in (folder / FOLDER).glob("*.csv")}
    plain: dict[str, Source] = {}
    others = []
    for source in sources:
        touched = folded(source.name) in named or source.log in mended
        if not touched and source.log not in plain and is_plain(source, before.by_value):
            plain[source.log] = source
        else:
            others.append(source)

    def key(joined: Iterable[str]) -> str:
        """What tells whether it has to be prepared again."""
        looked_at = [plain[log] for log in ("clients", *sorted(joined)) if log in plain and others]
        return key_of(place, sources, [*others, *looked_at], workspace, settings)

    lost = any(not file.exists() for file in before.files.values())  # to who thought them left
    if lost or key(before.joined) != before.key:
        started = key(plain)
        if progress and others:
            progress("preparing what is no plain log")
        made = (
            prepare(place, plain, others, recipes, settings, workspace, before.by_value)
            if others
            else Prepared(states=tuple(map(as_it_is, plain.values())), by_value=before.by_value)
        )
        same = key(plain) == started  # else it may hold less than is there now
        made = replace(made, workspace=workspace.folder, given=before.given)
        before = replace(made, key=key(made.joined) if same else "")
    workspace.using(before.files.values())
    strangers = tuple(name for state in before.states for name in state.strangers)
    return Plan({**_paths(plain), **before.files}, strangers, before)


def _paths(plain: Mapping[str, Source]) -> dict[str, Path]:
    return {log: source.path for log, source in plain.items() if source.path is not None}
