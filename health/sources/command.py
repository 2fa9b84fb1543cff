"""Logs for a command: spreadsheets are asked first, and what could not be had is told."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack, closing
from pathlib import Path

from health.kept_folder import USUAL, kept_folder
from health.logs.reader import Progress
from health.logs.rows import Logs
from health.settings import Settings
from health.sources.asking import Ask, ask_google, refresh
from health.sources.declared import GIVEN, Source, sources_of
from health.sources.given import Giving
from health.sources.opening import read_logs
from health.sources.workspace import Workspace


def read_for_command(
    place: Path,
    settings: Settings,
    progress: Progress,
    texts: bool = True,
    ask: Ask = ask_google,
) -> Logs:
    """The logs of a folder or a sources file, as of now; where a spreadsheet can't be had, its last
    good copy (in HEALTH_KEPT, where a server keeps its own), with a line on standard error."""
    spreadsheets = [source for source in sources_of(place) if source.spreadsheet]
    folder = kept_folder()
    workspace = Workspace(folder / "sources") if folder else Workspace.temporary()
    if spreadsheets:
        progress("asking Google")
        refresh(spreadsheets, workspace, ask)
    given = _given(workspace) if _is_store(folder or USUAL) else ()
    own = workspace if spreadsheets or given else None
    logs = read_logs(place, settings, progress, texts, own, given)
    for state in logs.prepared.states:
        if state.problem and (state.read_at is not None or state.name in GIVEN.values()):
            then = f"as of {state.read_at:%Y-%m-%d %H:%M} UTC" if state.read_at else "left out"
            print(f"{state.name}: {then}: {state.problem}", file=sys.stderr)
    return logs


def may_have_store() -> bool:
    """Whether a command on one machine would ask a store for rows."""
    return _is_store(kept_folder() or USUAL)


def _is_store(folder: Path) -> bool:
    """Whether there may be a store: one is named, or its file is there. None is made here."""
    stated = os.environ.get("HEALTH_STORE", "").strip()
    if stated and not stated.startswith("sqlite:"):
        return True
    file = stated.partition("///")[2].partition("?")[0] or folder / "store.db"
    return Path(file).exists()


def _given(workspace: Workspace) -> tuple[Source, ...]:
    """What the store may have for the logs, as of now, or as it was had the last time."""
    from health.store import open_store  # what scores files only need not load a database

    with ExitStack() as opened:
        giving = Giving(lambda: opened.enter_context(closing(open_store())), workspace)
        giving.look()
    return giving.sources
