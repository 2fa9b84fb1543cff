"""The rows that the store has for logs, as parts of them: no recipe, no guess at their cells."""

from __future__ import annotations

from collections.abc import Sequence

from health.logs.contract import folded
from health.recipes import Mapped, by_log_name
from health.sources.cells import name_clients
from health.sources.fetched import Fetched
from health.sources.given import PLACE
from health.sources.parts import Part
from health.tables.found import LeftOut, Table
from health.values import Answers

ELSEWHERE = "of a client that is not in these logs"


def given_parts(found: Sequence[Fetched], answers: Answers, clients: Sequence[str]) -> list[Part]:
    """The rows of clients that are there; those of others are counted, what they say is not."""
    return [
        _part(fetched, table, answers, clients)
        for fetched in found
        if fetched.source.store
        for table in fetched.tables
    ]


def _part(fetched: Fetched, table: Table, answers: Answers, clients: Sequence[str]) -> Part:
    log, place = fetched.source.log, table.header.index(PLACE)
    names = tuple(name for name in table.header if name != PLACE)
    rows = [[*row[:place], *row[place + 1 :]] for row in table.rows]
    there = Mapped(log, names, {}, rows, list(table.lines), [])
    told = {line: row[place] for line, row in zip(table.lines, table.rows, strict=True)}
    part = Part(fetched, table, by_log_name(log), there, list(names), told=told)
    name_clients(part, answers, clients)
    known = set(map(folded, clients))
    keep = [folded(name) in known for name in part.column("client")]
    there.left_out[:] = [
        LeftOut(line, told[line], ELSEWHERE)
        for line, own in zip(there.lines, keep, strict=True)
        if not own
    ]
    kept = [(line, row) for line, row, own in zip(there.lines, rows, keep, strict=True) if own]
    shown = Mapped(
        log, names, {}, [row for _, row in kept], [line for line, _ in kept], there.left_out,
        present=bool(kept),
    )  # fmt: skip
    part.mapped = shown
    return part
