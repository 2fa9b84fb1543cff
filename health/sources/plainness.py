"""Which files can be read as they are, and which are worth preparing."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from health.logs.contract import LOGS
from health.logs.files import UnusableFile, read_header
from health.logs.rows import RECORDED, Logs, Rows
from health.recipes import Header, by_log_name
from health.settings import Settings
from health.sources.declared import Source
from health.values import NOTHING, canonical, canonical_clients

_MOST_TEXTS = 2000  # of a column, that are looked at
_MOST_BYTES = 32 << 20  # of a file that is prepared only so that names can be proposed


def is_plain(source: Source, by_value: frozenset[Path]) -> bool:
    """Whether a source is a plain file of a log, as the contract has it, by its name and header."""
    path = source.path
    if path is None or path in by_value or not source.log or source.recipe:
        return False
    if path.suffix.casefold() != ".csv":
        return False
    try:
        header = read_header(path)
    except OSError:
        return True  # whoever reads it says what is wrong
    except UnusableFile:
        return False
    contract = LOGS[source.log]
    if not all(name in header.names for name in contract.required):
        return False
    return not _more_by_other_names(source.log, header.names)


def _more_by_other_names(log: str, names: tuple[str, ...]) -> bool:
    """Whether columns of a log stand in a header by another usual name only."""
    header = Header(names)
    rules = by_log_name(log).feeds[0].columns
    return any(
        name not in names and header.one_of(rule.columns) for name, rule in rules.items()
    )


def worth_preparing(rows: Rows, logs: Logs, settings: Settings) -> bool:
    """Whether a file that was read as it is could say more: it is no plain table, or cells that
    kept rows out can be understood, or a client of that name may be meant."""
    if rows.problem:
        return True
    texts: dict[str, list[str]] = defaultdict(list)
    for each in rows.set_aside:
        if each.value.strip() and len(texts[each.column]) < _MOST_TEXTS:
            texts[each.column].append(each.value)
    columns = {**rows.contract.by_name, RECORDED.name: RECORDED}
    order = settings.text("agreements.date_order")
    for name, values in texts.items():
        if name == "client":
            if rows.contract.name == "clients":
                continue
            found = canonical_clients(values, list(logs.clients["client"]), {})
            small = rows.fingerprint is not None and rows.fingerprint.size <= _MOST_BYTES
            if found.values != values or (found.near and small):
                return True
        elif name in columns and canonical(columns[name], values, NOTHING, order).values != values:
            return True
    return False
