"""Who may change the logs: the one place that says so."""

from __future__ import annotations

from pathlib import Path

from health.sources.declared import folder_of
from health.uploads.storing import SAMPLE, refusal
from pages.parts import seen


def may_change_logs() -> str:
    """Why this viewer may not add files or answers, and what to do; empty who may."""
    return seen.not_allowed("logs") or refusal(folder())


def may_try() -> bool:
    """Whether this viewer may drop files to see what is understood of them: also on the sample, to
    which nobody may add."""
    return seen.may("logs") and (not may_change_logs() or folder().resolve() == SAMPLE)


def folder() -> Path:
    """The folder of the logs."""
    return folder_of(seen.server("logs").folder)
