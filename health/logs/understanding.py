"""What the cells of a log mean: typed columns of the rows that can be used; others set aside."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from health.calendars import DAY_US, HOUR_US, NEVER, local_moments
from health.logs.cells import Cells
from health.logs.cells import clock as clock_us
from health.logs.contract import Column, Kind, folded
from health.logs.files import Piece
from health.logs.gathering import (
    FREE,
    OTHERS,
    Gathered,
    blank_cells,
    first_days,
    is_free,
    known_days,
    row_keys,
    wider,
)
from health.logs.plain import PlainPiece
from health.logs.rows import RECORDED, Array, SetAside
from health.settings import Settings


class Clients:
    """The clients that logs may name, and what holds for those that say nothing of their own."""

    def __init__(self, settings: Settings) -> None:
        self.zone = settings.text("agreements.time_zone")
        self.hours = (
            clock_us(settings.text("agreements.works_from")),
            clock_us(settings.text("agreements.works_to")),
        )
        self.table = pd.DataFrame()
        self.codes: dict[str, int] = {}
        self.refused: set[str] = set()  # clients whose own row was set aside

    def use(self, table: pd.DataFrame, refused: Iterable[str]) -> None:
        """Take the clients as they were read, and the names of those that were set aside."""
        self.table, self.refused = table, set(refused)
        self.codes = {key: code for code, key in enumerate(table["key"])}

    def keys_at(self, codes: npt.NDArray[np.int32] | None) -> Callable[[int], str]:
        """The key of the client at a place of a column; blank where it names none."""
        keys = list(self.codes)
        return lambda at: "" if codes is None or codes[at] < 0 else keys[codes[at]]


def understand(piece: Piece | PlainPiece, gathered: Gathered, clients: Clients) -> None:
    """Typed columns of a piece's rows that can be used; the others set aside."""
    contract, numbers = gathered.contract, piece.rows
    known = {column.name: column for column in (*contract.columns, RECORDED)}
    here = [known[name] for name in piece.names if name in known]
    columns: dict[str, Array] = {"row": numbers}
    for column in here:
        if column.kind is Kind.NAME:
            code = _coder(column, gathered, clients)
            columns[column.name] = piece.named(column.name, code)
    blank = piece.blank(columns["client"] == -1)
    bad = np.zeros(len(numbers), bool)
    named = clients.keys_at(columns["client"] if contract.name != "clients" else None)
    for row, text, reason in piece.ragged:
        gathered.aside.append(SetAside(contract.name, row, "", text, reason))

    def refuse(wrong: npt.NDArray[np.bool_], column: str, reason: str) -> None:
        if not wrong.any():
            return
        wrong = wrong & ~blank
        bad[wrong] = True
        for at in np.flatnonzero(wrong):
            value = piece.text(column, int(at)) if column in piece.names else ""
            place, whose = int(numbers[at]), named(int(at))
            aside = SetAside(contract.name, place, column, value, reason, client=whose)
            gathered.aside.append(aside)

    cells_of: dict[str, Cells] = {}
    for column in here:
        if column.kind is Kind.NAME:
            _refuse_names(column, columns[column.name], refuse)
            continue
        if column.kind in FREE:
            filled = column.required or column.kind is Kind.STATED
            if filled:
                there = piece.filled(column.name)
                columns[f"{column.name}.filled"] = there
                if column.required:
                    refuse(~there, column.name, "required, and blank")
            continue
        cells = piece.cells(column)
        cells_of[column.name] = cells
        columns[column.name] = cells.values
        if cells.bad is not None:
            refuse(cells.bad, column.name, f"can't be read; allowed: {column.allowed}")
        if column.required:
            empty = blank_cells(cells) if cells.bad is None else blank_cells(cells) & ~cells.bad
            refuse(empty, column.name, f"required, and blank; allowed: {column.allowed}")
    for column in here:
        if column.kind in (Kind.DATE, Kind.PLAN, Kind.MOMENT):
            _localise(column, cells_of[column.name], columns, clients)
    if contract.name == "feedback" and "rating" in columns:
        answered = columns.get("answered_on", np.full(len(bad), NEVER))
        undated = ~np.isnan(columns["rating"]) & (answered >= NEVER)
        refuse(undated & ~bad, "rating", "a rating needs its date in answered_on")
    first = first_days(contract, columns, len(bad))
    if contract.name in ("demos", "feedback"):
        wanted = " or ".join(contract.appears)
        refuse((first >= NEVER) & ~bad, contract.appears[0], f"no date at all: fill {wanted}")
    columns["first"] = first
    columns["known"] = known_days(first, columns)
    for column in here:
        if column.kind in (Kind.DATE, Kind.PLAN, Kind.MOMENT):
            days = columns.get(f"{column.name}.day", columns[column.name])
            gathered.span = wider(gathered.span, days)
    columns["key"] = row_keys(columns, piece.names, known)
    columns = {name: part for name, part in columns.items() if not name.endswith(".again")}
    columns[OTHERS] = piece.others([name for name in piece.names if is_free(name, known)])
    if contract.name == "clients":
        lost = np.flatnonzero(bad)
        clients.refused |= {folded(piece.text("client", int(at))) for at in lost}
    gathered.add(columns, piece.table, ~(bad | blank))
    gathered.read += len(numbers) - int(blank.sum()) + len(piece.ragged)
    gathered.last_row = piece.last_row


def _refuse_names(
    column: Column, found: npt.NDArray[np.int32], refuse: Callable[..., None]
) -> None:
    """Set the rows aside that lack a name, or name a client that is none."""
    if int(found.min(initial=0)) >= 0:
        return
    if column.required:
        refuse(found == -1, column.name, "required, and blank")
    refuse(found == -2, column.name, "no such client in clients.csv: add it, or mend the name")
    refuse(found == -3, column.name, "its own row in clients.csv was set aside: mend that one")


def _coder(column: Column, gathered: Gathered, clients: Clients) -> Callable[[str], int]:
    """The code of a name: -1 blank, -2 no client, -3 a client that was set aside."""
    if column.name == "client" and gathered.contract.name != "clients":
        codes = {"": -1, **dict.fromkeys(clients.refused, -3), **clients.codes}
        return lambda text: codes.get(folded(text), -2)
    keys = gathered.names.setdefault(column.name, {})

    def code(text: str) -> int:
        key = folded(text)
        return keys.setdefault(key, len(keys)) if key else -1

    return code


def _localise(column: Column, cells: Cells, columns: dict[str, Array], clients: Clients) -> None:
    """Moments on the wall clock of the client; a date stands at the start of its hours."""
    us = cells.values
    if us.dtype == np.int32:
        return
    client = columns["client"]
    there = us < int(NEVER) * DAY_US
    offset = np.broadcast_to(cells.offset, us.shape) & there & (client >= 0)
    if offset.any() and len(clients.table):
        zones = clients.table["time_zone"].to_numpy().astype(str)[np.maximum(client, 0)]
    elif offset.any():
        own = columns.get("time_zone", np.full(len(us), "")).astype(str)
        zones = np.where(own == "", clients.zone, own)
    if offset.any():
        us, again = us.copy(), np.zeros(len(us), bool)
        for zone in np.unique(zones[offset]):
            here = offset & (zones == zone)
            local = local_moments(us[here], zone)
            for shift in (HOUR_US, HOUR_US // 2):  # the hour that a clock change repeats
                again[here] |= local_moments(us[here] - shift, zone) == local
            us[here] = local
        if again.any():
            columns[f"{column.name}.again"] = again
    day = (us // DAY_US).astype(np.int32) if cells.days is None else cells.days
    if column.kind is not Kind.MOMENT:
        columns[column.name] = day
        return
    timed = np.broadcast_to(cells.timed, us.shape) & there
    if (column.required and not timed.all()) or not timed[there].all():
        opens = clients.table["works_from"].to_numpy()[np.maximum(client, 0)]
        us = np.where(there & ~timed, us + opens, us)
    columns[column.name] = us
    columns[f"{column.name}.day"] = day
    if column.required:
        columns[f"{column.name}.timed"] = timed
