"""Logs for a command: spreadsheets are asked first, and what could not be had is told."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from health.logs.reader import Progress
from health.logs.rows import Logs
from health.settings import Settings
from health.sources.asking import Ask, ask_google, refresh
from health.sources.declared import sources_of
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
    workspace = None
    if spreadsheets:
        kept_in = os.environ.get("HEALTH_KEPT", ".health")
        workspace = Workspace(Path(kept_in) / "sources") if kept_in else Workspace.temporary()
        progress("asking Google")
        refresh(spreadsheets, workspace, ask)
    logs = read_logs(place, settings, progress, texts, workspace)
    for state in logs.prepared.states:
        if state.problem and state.read_at is not None:
            then = f"{state.read_at:%Y-%m-%d %H:%M} UTC"
            print(f"{state.name}: as of {then}: {state.problem}", file=sys.stderr)
    return logs
