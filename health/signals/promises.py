"""Deadline items over time: what was promised, moved, warned of, done, as known on any day.

An item is all rows of one client and item name. Whenever more of it becomes known a new version of
it begins; over a version everything is fixed, but for the days that pass while it is open.
Definitions: `scoring.md` 2, Loss.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from health.basis import Basis
from health.calendars import NEVER, Days, Ints
from health.logs.rows import Rows
from health.measures import Flags, Scores, numbered, paired, versions

Places = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Promises:
    """Versions of the items of side `us`, (V,), and the rows that count in each, (M,):
    their version, place in the file, days of promise and confirmation.

    `begin`, `end`: the days over which the version is what is known; `original` P, `length` L in
    business days, `due` R (P and the client's own delays), `agreed` A, `stands` the due date of the
    latest row, `moves` by us, `warned` and `done` days (NEVER if not). `item` is the code of its
    name. Versions are ordered by client, item and `begin`.
    """

    client: Ints
    item: Ints
    begin: Days
    end: Days
    original: Days
    length: Ints
    due: Days
    agreed: Days
    stands: Days
    moves: Ints
    warned: Days
    done: Days
    row_version: Places
    row: Ints  # its place in the file
    promised: Days
    confirmed: Days

    def relief(self, basis: Basis) -> Scores:
        """c of every version: how much of the warning's relief was earned, 0..1."""
        least, share = (
            basis.number(f"slip.{name}")[self.client] for name in ("warning_least", "warning_share")
        )
        early = basis.calendars.between(self.client, self.warned, self.due)
        earned = np.clip(early / np.maximum(least, share * self.length), 0, 1)
        return np.where(self.warned < NEVER, earned, 0.0)

    def loss(self, basis: Basis, version: Places, day: Days) -> Scores:
        """Loss (0..100) of versions (n,) were they done on the days (n,)."""
        number = {
            name: basis.number(f"slip.{name}")
            for name in (
                "moved_once",
                "moved_again",
                "warning_relief",
                "zero_least",
                "zero_share",
                "zero_most",
            )
        }
        calendars, client = basis.calendars, self.client[version]
        until, due, agreed = (
            calendars.count(client, each) for each in (day, self.due[version], self.agreed[version])
        )
        moves = self.moves[version]
        counted = np.where(
            moves == 1, number["moved_once"][client], number["moved_again"][client] * (moves > 1)
        )
        slip = counted * np.maximum(np.minimum(until, agreed) - due, 0)
        slip = slip + np.maximum(until - np.maximum(agreed, due), 0)
        worst = np.minimum(
            number["zero_most"][client],
            np.maximum(
                number["zero_least"][client], number["zero_share"][client] * self.length[version]
            ),
        )
        softened = 1 - number["warning_relief"][client] * self.relief(basis)[version]
        lost: Scores = 100 * np.minimum(1, softened * slip / worst)
        return lost


def promises(basis: Basis, settled: bool = False) -> Promises:
    """Versions of the items of side `us` that can matter at a point; with `settled`, of all."""
    rows, calendars = basis.logs["deadlines"], basis.calendars
    if not settled:
        rows = rows.only(_unsettled(basis))
    # Rows of one item in their order: agreed, then due, then ours before the client's.
    who = rows["moved_by"] == 1
    key = _item_keys(rows)
    due = calendars.on_or_after(rows["client"], rows["due_on"])
    order = np.lexsort((rows["side"] == 1, who, due, rows["promised_on"], key))
    item = numbered(key[order])
    items = int(item[-1]) + 1 if len(item) else 0
    client, known = rows["client"][order], rows["known"][order]
    promised, due, moved_by = rows["promised_on"][order], due[order], rows["moved_by"][order]
    warned, done, side = rows["warned_on"][order], rows["done_on"][order], rows["side"][order]
    warned_known, done_known = (
        np.where(d < NEVER, np.maximum(d, known), NEVER) for d in (warned, done)
    )

    owner, begin, end = versions(
        np.tile(item, 3), np.concatenate([known, warned_known, done_known]), items
    )
    version, row = paired(owner, item, items)
    seen = known[row] <= begin[version]
    version, row = version[seen], row[seen]
    at = begin[version]
    done_of = _least(version, np.where(done_known[row] <= at, done[row], NEVER), len(owner))
    is_first = np.concatenate([[True], version[1:] != version[:-1]]) if len(version) else seen[:0]
    # What was agreed after it was done counts nowhere; the promise itself always does.
    keep = (promised[row] <= done_of[version]) | is_first
    version, row, is_first, at = version[keep], row[keep], is_first[keep], at[keep]
    warned_of = _least(version, np.where(warned_known[row] <= at, warned[row], NEVER), len(owner))

    first = np.flatnonzero(is_first)
    first_row = row[first]
    due_of, by = due[row], moved_by[row]
    before = np.concatenate([[0], due_of[:-1]]) if len(row) else due_of
    furthest = _running_most(version, due_of)
    furthest_before = np.concatenate([[0], furthest[:-1]]) if len(row) else due_of
    later = ~is_first
    theirs = later & (by == 1)
    each = client[row]
    delay = (
        np.maximum(calendars.between(each, np.where(theirs, furthest_before, 0), due_of), 0)
        * theirs
    )
    delays = np.bincount(version, delay, len(owner)).astype(np.int64)
    moves = np.bincount(version, later & (by != 1), len(owner)).astype(np.int64)
    in_time = is_first | (promised[row] <= before)
    latest = (
        np.maximum.reduceat(np.where(in_time, np.arange(len(row)), -1), first)
        if len(row)
        else first
    )

    of = client[first_row]
    original = due[first_row]
    length = calendars.between(of, promised[first_row], original)
    owned = np.where(side[row] >= 0, np.arange(len(row)), len(row))
    named = np.minimum.reduceat(owned, first) if len(row) else first
    ours = np.append(side[row], -1)[named] != 1
    kept = np.flatnonzero(ours)
    place = np.full(len(owner), -1, np.intp)
    place[kept] = np.arange(len(kept))
    rows_kept = np.flatnonzero(ours[version])
    last = np.concatenate([first[1:], [len(row)]]) - 1 if len(row) else first
    return Promises(
        of[kept],
        rows["item"][order][first_row][kept],
        begin[kept],
        end[kept],
        original[kept],
        length[kept],
        calendars.after(of, original, delays)[kept],
        due_of[latest][kept],
        due_of[last][kept],
        moves[kept],
        warned_of[kept],
        done_of[kept],
        place[version[rows_kept]],
        rows["row"][order][row[rows_kept]],
        promised[row[rows_kept]],
        rows["confirmed_on"][order][row[rows_kept]],
    )


def _unsettled(basis: Basis) -> Places | None:
    """Rows of the items that can still matter at a point; None for all.

    An item is settled when all of it was known and done, and has left every window, before the
    first point. Of each client one settled item of side `us` stays: that it had one counts.
    """
    rows, points = basis.logs["deadlines"], basis.points
    first, known_first = int(points.days[0]), int(points.known[0])
    signals = ("promises_kept", "no_surprises", "agreed_in_writing")
    window = max(basis.settings.whole(f"{signal}.window_days") for signal in signals)
    within = basis.settings.whole("agreed_in_writing.within")
    old = first - window - 60 - 3 * within  # days off move a due date and a limit on
    if not len(rows) or int(rows["promised_on"].min()) >= old:
        return None
    item, found = pd.factorize(_item_keys(rows))
    groups = len(found)
    recent = (rows["promised_on"] >= old) | (rows["due_on"] >= old) | (rows["known"] > known_first)
    done = np.zeros(groups, bool)
    done[item[rows["done_on"] <= known_first]] = True
    keep = ~done
    keep[item[recent]] = True
    theirs = np.zeros(groups, bool)
    theirs[item[rows["side"] == 1]] = True
    keep |= theirs
    one = np.full(len(basis.logs.clients), -1)
    np.maximum.at(one, rows["client"], np.where(keep[item], -1, item))
    keep[one[one >= 0]] = True
    return np.flatnonzero(keep[item])


def _item_keys(rows: Rows) -> Ints:
    """A number for each row's client and item."""
    width = int(rows["item"].max(initial=0)) + 1
    keys: Ints = rows["client"].astype(np.int64) * width + rows["item"]
    return keys


def _least(group: Places, values: Days, groups: int) -> Days:
    """The least value of each group; NEVER for none."""
    found = np.full(groups, NEVER, np.int32)
    np.minimum.at(found, group, values)
    return found


def _running_most(group: Places, values: Days) -> Days:
    """The greatest value so far within each group; groups are in rising order."""
    wide = np.int64(1) << 32
    return (np.maximum.accumulate(group.astype(np.int64) * wide + values) % wide).astype(np.int32)


def warned_in_time(basis: Basis, found: Promises) -> Flags:
    """Whether each version was warned of max(2, 10 % of L) business days before R."""
    least, share = (
        basis.number(f"no_surprises.{name}")[found.client]
        for name in ("warning_least", "warning_share")
    )
    wanted = np.maximum(least, np.ceil(np.round(share * found.length, 9)))
    early = basis.calendars.between(found.client, found.warned, found.due)
    return np.asarray((found.warned < NEVER) & (early >= wanted))
