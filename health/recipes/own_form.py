"""A log in its own form, whatever the spelling of its headers; and when a table plainly is one."""

from __future__ import annotations

from functools import cache

from health.logs.contract import LOGS
from health.recipes.aliases import aliases_of
from health.recipes.headers import Header
from health.recipes.recipe import EXTRA, Feed, How, Recipe, Rule

_LEAST = 3  # columns of a log that tell it
_MANY, _NEARLY = 5, 0.8  # columns by other usual names alone, and the share of a header


@cache
def by_log_name(log: str) -> Recipe:
    """The recipe of a table that is a log: by its columns' names, then by other usual ones."""
    columns = {
        name: Rule(How.COLUMN, (name, *aliases_of(log, name)))
        for name in (*LOGS[log].by_name, *EXTRA)
    }
    return Recipe(log, (Feed(log, columns, rest=True),), LOGS[log].about, own=True)


def plainly(header: Header) -> Recipe | None:
    """The one log whose form a header has.

    That is: all columns without which no row can be used, and no other log has as many. Half of
    these (but for the client's, which all logs have) stand there by their own names, and three
    columns at least, and half of the header, by those or other usual ones; or five at least, and
    nearly all of the header, by usual ones.
    """
    scores = {log: score for log in LOGS if (score := _known(header, log))}
    best = [log for log, score in scores.items() if score == max(scores.values())]
    return by_log_name(best[0]) if len(best) == 1 else None


def _known(header: Header, log: str) -> int:
    """How many columns of a log the header has; 0 where that does not tell the log."""
    contract = LOGS[log]
    own = {name for name in contract.by_name if header.all(name)}
    known = {name for name in contract.by_name if header.one_of((name, *aliases_of(log, name)))}
    needed, dates = set(contract.required), set(contract.appears)
    any_date = bool(dates) and not needed & dates  # a row needs one of them, whichever it is
    if not needed <= known or (any_date and not known & dates):
        return 0
    if len(known) >= _MANY and len(known) >= _NEARLY * len(header.names):
        return len(known)
    if any_date and not own & dates:
        return 0
    telling = needed - {"client"} or (set() if any_date else needed)
    enough = len(known) >= _LEAST and 2 * len(known) >= len(header.names)
    return len(known) if enough and 2 * len(telling & own) >= len(telling) else 0
