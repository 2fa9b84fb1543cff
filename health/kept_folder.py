"""Where a server keeps what outlives its restarts: the folder that `HEALTH_KEPT` names."""

from __future__ import annotations

import os
from pathlib import Path

USUAL = Path(".health")


def kept_folder() -> Path | None:
    """The folder, made or not; None where the variable is set to nothing: nothing is kept."""
    folder = os.environ.get("HEALTH_KEPT", str(USUAL))
    return Path(folder) if folder else None
