"""`python -m health simulate`."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from health.errors import EntryRefused
from health.settings import Settings
from health.simulate.options import MOST_CLIENTS
from health.simulate.running import simulated
from health.simulate.told import as_json, in_words, picture
from health.simulate.ways import WAYS
from health.whole import write_asked


def run(options: argparse.Namespace, progress: Callable[[str], None]) -> str:
    """Simulate as asked for; the text to print."""
    if not 1 <= options.clients <= MOST_CLIENTS:
        raise EntryRefused("--clients", options.clients, f"1 to {MOST_CLIENTS}")
    if not 0 < options.turning < 1:
        raise EntryRefused("--turning", options.turning, "a share above 0 and below 1")
    if options.seed < 0:
        raise EntryRefused("--seed", options.seed, "0 or more")
    settings = Settings.read(options.settings) if options.settings else Settings.default()
    done = simulated(
        settings,
        options.clients,
        options.seed,
        tuple(dict.fromkeys(options.way or WAYS)),
        options.turning,
        options.keep,
        progress,
    )
    if options.out:
        write_asked(options.out, as_json(done))
    if options.picture:
        page: str = picture(done).to_html(include_plotlyjs=True, full_html=True)
        write_asked(options.picture, page)
    return in_words(done)
