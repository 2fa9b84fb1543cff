"""Portfolios of contacts alone, with clients that leave: quieter before they do, or not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

FIRST = np.datetime64("2024-01-01")  # a Monday


def write_portfolio(folder: Path, clients: int, weeks: int, fades: bool, seed: int) -> None:
    """Clients, contacts, outcomes; who leaves does so on any day, and fades for weeks if told."""
    luck = np.random.default_rng(seed)
    days = 7 * weeks
    leaves = np.where(luck.random(clients) < 0.7, luck.integers(120, days, clients), 10 * days)
    day = np.arange(days)
    usual = luck.uniform(0.3, 0.8, clients)[:, None]
    left = np.clip((leaves[:, None] - day - 20) / 120, 0.1, 1) if fades else 1.0
    there = (luck.random((clients, days)) < usual * left) & (day < leaves[:, None])
    client, at = np.nonzero(there)
    names = np.array([f"Client {n:03d}" for n in range(clients)])
    gone = leaves < days
    ended = np.where(gone, (FIRST + np.minimum(leaves, days)).astype(str), "")
    frames: dict[str, dict[str, Any]] = {
        "clients": {"client": names, "started_on": str(FIRST), "ended_on": ended},
        "contacts": {
            "client": names[client],
            "at": (FIRST + at).astype(str),
            "direction": np.where(luck.random(len(at)) < 0.5, "in", "out"),
        },
        "outcomes": {"client": names[gone], "on": ended[gone], "outcome": "churned"},
    }
    for log, columns in frames.items():
        pd.DataFrame(columns).to_csv(folder / f"{log}.csv", index=False)
