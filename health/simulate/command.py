"""`python -m health simulate`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from health.errors import KeyRefused
from health.settings import Settings
from health.simulate.options import MOST_CLIENTS
from health.simulate.running import beforehand, simulated
from health.simulate.told import as_json, in_words, picture
from health.simulate.ways import WAYS
from health.whole import asked_for, folder_there


def run(options: argparse.Namespace, progress: Callable[[str], None]) -> str:
    """Simulate as asked for; the text to print."""
    if not 1 <= options.clients <= MOST_CLIENTS:
        raise KeyRefused("simulate", "--clients", options.clients, f"1 to {MOST_CLIENTS}")
    if not 0 < options.turning < 1:
        raise KeyRefused("simulate", "--turning", options.turning, "a share above 0 and below 1")
    if options.seed < 0:
        raise KeyRefused("simulate", "--seed", options.seed, "0 or more")
    folder_there(options.out, options.picture)
    settings = Settings.read(options.settings) if options.settings else Settings.default()
    ways = tuple(dict.fromkeys(options.way or WAYS))
    print(beforehand(options.clients, ways), file=sys.stderr)
    done = simulated(
        settings,
        options.clients,
        options.seed,
        ways,
        options.turning,
        options.keep,
        progress,
    )
    if options.out:
        with asked_for(options.out) as part:
            part.write_text(as_json(done), encoding="utf-8")
    if options.picture:
        page: str = picture(done).to_html(include_plotlyjs=True, full_html=True)
        with asked_for(options.picture) as part:
            part.write_text(page, encoding="utf-8")
    return in_words(done)
