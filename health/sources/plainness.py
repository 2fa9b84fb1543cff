"""Which files can be read as they are, which are worth preparing, what to ask about them."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from health.logs.contract import LOGS
from health.logs.files import UnusableFile, read_header
from health.logs.origins import Question
from health.logs.rows import RECORDED, Rows
from health.recipes import by_log_name
from health.recipes.headers import Header
from health.sources.declared import Source
from health.sources.parts import questions_of
from health.values import Answers, canonical, canonical_clients

_MOST_TEXTS = 2000  # different ones of a column, that are looked at
_LONGEST = 1000  # letters; no date, word or name is as long


def is_plain(source: Source, by_value: frozenset[Path]) -> bool:
    """Whether a source is a plain file of a log, as the contract has it, by its name and header."""
    path = source.path
    if path is None or path in by_value or not source.log or source.recipe:
        return False
    if path.suffix.casefold() != ".csv" or (path.exists() and not path.is_file()):
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
    return not more_by_other_names(source.log, header.names)


def more_by_other_names(log: str, names: tuple[str, ...]) -> bool:
    """Whether columns of a log stand in a header by another usual name only."""
    header = Header(names)
    rules = by_log_name(log).feeds[0].columns
    return any(name not in names and header.one_of(rule.columns) for name, rule in rules.items())


def worth_preparing(
    rows: Rows, source: str, clients: list[str], answers: Answers, usual_order: str
) -> bool:
    """Whether a file that was read as it is could say more: it is no plain table, or some of the
    cells that kept rows out can be understood."""
    if rows.problem:
        return True
    columns = {**rows.contract.by_name, RECORDED.name: RECORDED}
    log = rows.contract.name
    for name, texts in _refused(rows).items():
        if name == "client" and log != "clients":
            values = canonical_clients(texts, clients, answers.aliases).values
            if values != texts or any(answers.of(source).ignores(text) for text in texts):
                return True
        elif name in columns:
            said = answers.said(source, log, name)
            if canonical(columns[name], texts, said, usual_order).values != texts:
                return True
    return False


def asked_of(rows: Rows, source: str, clients: list[str], answers: Answers) -> tuple[Question, ...]:
    """What a person should say of a file that is read as it is: whom unknown names mean."""
    texts = _refused(rows).get("client", [])
    if not texts or rows.contract.name == "clients":
        return ()
    near = canonical_clients(texts, clients, answers.aliases).near
    return tuple(questions_of(near, source, rows.contract.name))


def _refused(rows: Rows) -> dict[str, list[str]]:
    """The different texts that kept rows out, by column."""
    texts: dict[str, dict[str, None]] = defaultdict(dict)
    for each in rows.set_aside:
        short = len(each.value) <= _LONGEST and bool(each.value.strip())
        if short and len(texts[each.column]) < _MOST_TEXTS:
            texts[each.column][each.value] = None
    return {name: list(found) for name, found in texts.items()}
