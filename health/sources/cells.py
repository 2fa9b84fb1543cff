"""The cells of sources as the contract has them, where they can be understood.

Those that can't be stay as the source has them, so that whoever reads the rows sets them aside,
with the reason and the original text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from health.logs.contract import LOGS, Kind, column_name, folded
from health.logs.origins import Question
from health.logs.rows import RECORDED
from health.sources.parts import Part, questions_of
from health.values import Answers, Canonical, canonical_clients, canonical_table

_DATES = (Kind.DATE, Kind.PLAN, Kind.MOMENT)
_NAMES_TOLD = 5
_FEW = 20  # rows that tell whether a column is one of the table as it is


def make_canonical(
    parts: Sequence[Part], answers: Answers, usual_order: str, clients: Sequence[str]
) -> None:
    """Make the cells of one table's parts those of the contract where they can be understood.

    What a cell of the table decides, of whatever log it is, or of none, is decided for all.
    """
    texts, besides, owners = {}, {}, {}
    for part in parts:
        log = part.mapped.log
        known = {**LOGS[log].by_name, RECORDED.name: RECORDED}
        if log != "clients" and "client" in part.columns:
            name_clients(part, answers, clients)
        for name in part.columns:
            if name not in known or (name == "client" and log != "clients"):
                continue
            key = f"{log}.{name}"
            owners[key], texts[key] = part, part.column(name)
            if known[name].kind in _DATES:
                besides[key] = _of_other_rows(part, name)
    said = answers.of(parts[0].source).columns if parts else {}
    for key, canonical in canonical_table(texts, said, usual_order, besides).items():
        _put(owners[key], key.partition(".")[2], canonical)


def _put(part: Part, name: str, canonical: Canonical) -> None:
    """The cells of a column as they are meant, and what is to be said and asked of them."""
    log, shown = part.mapped.log, part.mapped.sources.get(name, name)
    if _is_no_such(part, name, canonical):
        part.notes.append(f"{shown}: not read as {name}: most of it can't be that")
        part.columns[part.columns.index(name)] = column_name(shown)
        return
    part.put(name, canonical.values)
    part.notes += [f"{shown}: {note}" for note in canonical.notes]
    if canonical.ask:
        asked = Question("column", part.source, log, name, canonical.ask)
        part.questions.append(replace(asked, answers=canonical.choices))


def _of_other_rows(part: Part, name: str) -> list[str]:
    """What a column of the table holds in rows of which the log has none; nothing where the log's
    column is none of the table as it is."""
    table, found = part.table, part.mapped
    header = found.sources.get(name, "")
    if table.header.count(header) != 1 or len(found.rows) >= len(table.rows):
        return []
    at, own = table.header.index(header), set(found.lines)
    cells = {line: row[at] for line, row in zip(table.lines, table.rows, strict=True)}
    few = zip(found.lines[:_FEW], part.column(name)[:_FEW], strict=True)
    if own and not any(cells.get(line) == cell for line, cell in few):
        return []
    return [cell for line, cell in cells.items() if line not in own]


def _is_no_such(part: Part, name: str, canonical: Canonical) -> bool:
    """Whether a column that was taken for one of the contract, by another name than its own, holds
    something else: rows are not set aside for the sake of a guess."""
    header = column_name(part.mapped.sources.get(name, name))
    if not part.recipe.own or header == name or name in LOGS[part.mapped.log].required:
        return False
    filled = sum(bool(text.strip()) for text in canonical.values)
    return header not in part.columns and 2 * len(canonical.unread) > filled


def name_clients(part: Part, answers: Answers, clients: Sequence[str]) -> None:
    """Give clients the names of the clients log, where it is sure which is meant."""
    known = answers.of(part.source)
    if known.ignored:
        part.leave_out(lambda cells: known.ignores(cells["client"]), "known to be no client")
    texts = part.column("client")
    values, near, _ = canonical_clients(texts, clients, answers.aliases)
    part.notes += _taken_for(texts, values)
    part.put("client", values)
    part.questions += questions_of(near, part.source, part.mapped.log)


def _taken_for(texts: Sequence[str], values: Sequence[str]) -> list[str]:
    """Which names were taken for which clients though they are written otherwise."""
    pairs = dict(zip(texts, values, strict=True))
    found = [(text, name) for text, name in pairs.items() if folded(text) != folded(name)]
    told = [f"{text.strip()!r} is read as {name}" for text, name in found[:_NAMES_TOLD]]
    more = len(found) - len(told)
    return [*told, f"{more} more names are read as those of clients"] if more else told
