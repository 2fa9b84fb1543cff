"""Where the table is in its records: what stands above it, its header, its rows, what is below.

A row is left out only for a reason that is said: it is blank, stands above the header, repeats it,
adds the others up, or is a remark below them. Everything else is a row, mended if it is ragged.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from health.tables.mending import Mended, Profile, mended, simply, unshifted
from health.tables.records import Records

_TOP = 60  # rows above the header that are looked through
_TAIL = 40
_HEADERS = 4  # rows that a header may have
_MENDED = 3000  # rows that are mended with care; further ones are padded
_TABLES = 20
_FULL = 0.6  # share of its cells that a header row has filled
TOTAL = re.compile(
    r"((grand|sub|over\s?all)[\s-]?)?(total(e|en|es|s)?|sums?|summe|gesamt(summe)?|somme|suma|"
    r"totaal|som|soma|yhteensä|summa|i alt|итого|合计|合計)\s*:?",
    re.I,
)
REMARK = re.compile(
    r"\W*(source|note|notes|remark|footnote|quelle|anmerkung|hinweis|fuente|nota|notas|bron|"
    r"generated|exported|created|printed|report|data as of|last updated?|stand|page \d|copyright|"
    r"end of|disclaimer|legend|rows?:|records?:|\d+ (rows|records|items))\b"
    r"|[*©†#]|-{2,}|={2,}",
    re.I,
)


RULE = re.compile(r"[\s:+|=-]*")


@dataclass
class Found:
    """One table: its records by what they are, as places in `Records`."""

    header: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    left_out: list[tuple[int, str]] = field(default_factory=list)
    mended: list[tuple[int, str]] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    headed: bool = True


def is_blank(cells: list[str]) -> bool:
    """Whether no cell holds anything."""
    return not any(cells) or not any(cell.strip() for cell in cells)


def _filled(cells: list[str]) -> int:
    return sum(1 for cell in cells if cell.strip())


def tables_of(records: Records) -> list[Found]:
    """The tables that stand one under the other; nearly always one."""
    places = [place for place, cells in enumerate(records.cells) if not is_blank(cells)]
    if not places:
        return []
    starts = [0, *_starts(records, places), len(places)]
    return [_Layout(records, places[start:end]).found() for start, end in pairwise(starts)]


def _starts(records: Records, places: list[int]) -> Iterator[int]:
    """Where in `places` a further table begins: rows of another width under a header of their own,
    or, behind a blank row, a header of other names."""
    cells = records.cells
    begun = checked = 0
    for at in range(2, len(places) - 1):
        here, before = places[at], places[at - 1]
        gap = here - before > 1
        width = len(cells[here])
        changed = width != len(cells[before])
        if width < 2 or not (changed or gap) or checked > 50 * _TABLES:
            continue
        if at - begun < 2 or _filled(cells[here]) < max(2, _FULL * width):
            continue
        follow = places[at + 1 : at + 4]
        if any(len(cells[each]) != width for each in follow) or here in records.odd:
            continue
        checked += 1
        usual = _usual([len(cells[each]) for each in places[begun:at][:500]])
        if usual == 1 or (usual == width and not gap):
            continue
        below = [cells[each] for each in places[at + 1 :][:200] if len(cells[each]) == width]
        profile = Profile(below, width)
        if (usual != width and len(follow) < 2 + (not gap)) or not _is_header(cells[here], profile):
            continue
        if usual == width and not Profile(
            [cells[each] for each in places[begun + 1 : at][-200:] if len(cells[each]) == width],
            width,
        ).is_unlike(cells[here]):
            continue
        if cells[here] == cells[places[begun]]:
            continue  # the same header again: its rows go on
        begun = at
        yield at


def _usual(widths: list[int]) -> int:
    """The number of cells that most rows have, of those with more than one."""
    several = Counter(width for width in widths if width > 1)
    return max(several.items(), key=lambda pair: (pair[1], pair[0]))[0] if several else 1


def _is_header(cells: list[str], profile: Profile) -> bool:
    """Whether a row names the columns of the rows below it."""
    return profile.is_unlike(cells)


class _Layout:
    """One table's records, sorted into what they are."""

    def __init__(self, records: Records, places: list[int]) -> None:
        self.records, self.places = records, places
        self.cells = records.cells
        self.width = _usual([len(self.cells[place]) for place in places])
        dialect = records.signs.dialect
        self.signs = (records.signs.delimiter, dialect.quote, dialect.spaced)
        sound = [
            self.cells[place]
            for place in places
            if len(self.cells[place]) == self.width and place not in records.odd
        ]
        above = min(_HEADERS, len(sound) // (2 if len(sound) > 4 else 3))  # may be header rows
        self.profile = Profile(sound[above:], self.width)
        self.out = Found()

    def found(self) -> Found:
        """The table."""
        out = self.out
        top = self._top()
        header, body = self._header(top)
        end = self._end(body)
        named = self._names(header)
        out.header = [self.places[at] for at in header]
        first = self.cells[self.places[header[0]]] if header else None
        again = self.width > 1 and self._repeats(body, end, first)
        left = _MENDED
        for at in range(body, end):
            place = self.places[at]
            cells = self.cells[place]
            aside = self._aside(cells, first if again and at > body else None)
            if aside:
                out.left_out.append((place, aside))
                continue
            if len(cells) != self.width or place in self.records.odd:
                way = self._mended(place) if left > 0 else simply(cells, self.width, self.signs[0])
                left -= 1
                if way.what and way.cells != cells:
                    out.mended.append((place, way.what))
                cells = way.cells
            elif not (cells[0] and cells[-1]) and (moved := unshifted(cells, self.profile)):
                out.mended.append((place, moved.what))
                cells = moved.cells
            out.rows.append(cells)
            out.places.append(place)
        self._squared(named)
        out.left_out.sort()
        return out

    def _aside(self, cells: list[str], header: list[str] | None) -> str:
        """Why a row among the others is none; "" if it is."""
        if cells == header:
            return "the header again"
        if self.width > 1 and len(cells) == 1 and cells[0].startswith("#"):
            return "a comment"
        drawn = any("---" in cell or "===" in cell for cell in cells)
        return "a drawn line" if drawn and all(map(RULE.fullmatch, cells)) else ""

    def _repeats(self, body: int, end: int, header: list[str] | None) -> bool:
        """Whether the header comes again, on further pages: now and then only."""
        if header is None:
            return False
        number = sum(self.cells[place] == header for place in self.places[body:end])
        return 0 < number <= max(1, (end - body) // 4)

    def _mended(self, place: int) -> Mended:
        return mended(self.records.raw(place), self.cells[place], self.profile, self.signs)

    def _top(self) -> int:
        """Where the first full row is: the header, or a row if there is none."""
        if self.width == 1:
            return 0
        least = max(2, _FULL * self.width)
        full = [
            at for at, place in enumerate(self.places[:_TOP]) if _filled(self.cells[place]) >= least
        ]
        if not full:
            return 0
        top = full[0]
        if top and not self.profile.is_unlike(self.cells[self.places[top]]):
            above = self.cells[self.places[top - 1]]
            adjacent = self.places[top] - self.places[top - 1] == 1
            if adjacent and _filled(above) >= 2 and self.profile.is_unlike(above):
                return top - 1  # a header with few names
            if self._respelt(self.places[top - 1]) is not None:
                return top - 1  # a header written with another separator
            if not self._typed_mismatch(top) and not self._is_apart(top):
                return 0  # rows without a header: sparse ones first
        return top

    def _is_apart(self, top: int) -> bool:
        """Whether a blank row, or the want of any separator, sets off what stands above."""
        gap = self.places[top] - self.places[top - 1] > 1
        return gap or all(len(self.cells[place]) == 1 for place in self.places[:top])

    def _typed_mismatch(self, at: int) -> bool:
        return not any(self.profile.typed) or self.profile.is_unlike(self.cells[self.places[at]])

    def _respelt(self, place: int) -> list[str] | None:
        """A header row that was written with another separator than the rows."""
        if len(self.cells[place]) > 1 or self.width < 3:
            return None
        raw = self.records.raw(place)
        for other in ",;\t| ":
            if other != self.signs[0] and raw.count(other) == self.width - 1:
                names = [name.strip('"') for name in raw.split(other)]
                if all(names) and any(self.profile.typed) and self.profile.is_unlike(names):
                    return names
        return None

    def _header(self, top: int) -> tuple[list[int], int]:
        """Places of the header's rows, and of the first row behind it."""
        cells = [self.cells[place] for place in self.places]
        header = [top]
        self.out.headed = self._has_names(cells[top]) or top > 0
        if not self.out.headed:
            header = []
        elif self.width > 1:
            while header[0] > 0 and self._groups(header[0] - 1):
                header.insert(0, header[0] - 1)
            at = top + 1
            while at < min(top + _HEADERS, len(cells) - 1) and self._continues(at, cells[top]):
                header.append(at)
                at += 1
            if at < len(cells) and cells[at] == cells[top]:
                header = header[: header.index(top) + 1]  # rows that are alike are no header
        begin = header[0] if header else top
        for at in range(begin):
            self.out.left_out.append((self.places[at], "above the header"))
        return header, (header[-1] + 1 if header else top)

    def _has_names(self, cells: list[str]) -> bool:
        """Whether a row is a header: in no column of numbers or dates does it hold one."""
        if not self.profile.number or len(self.places) < 2:
            return True
        told = [
            (place, cells[place])
            for place, typed in enumerate(self.profile.typed)
            if typed and place < len(cells) and cells[place].strip()
        ]
        if not told or not all(self.profile.knows(place, cell) for place, cell in told):
            return True
        years = [int(cell) for _, cell in told if re.fullmatch(r"(19|20)\d\d", cell.strip())]
        return len(years) == len(told) > 1 and len(set(years)) == len(years)

    def _groups(self, at: int) -> bool:
        """Whether a row directly above the header names groups of columns."""
        cells = self.cells[self.places[at]]
        adjacent = self.places[at + 1] - self.places[at] == 1
        names = [place for place, cell in enumerate(cells) if cell.strip()]
        apart = len(names) > 1 and any(b - a > 1 for a, b in pairwise(names))
        wordy = all(not any(letter.isdigit() for letter in cells[place]) for place in names)
        reaches = len(cells) == self.width and bool(names) and names[-1] >= self.width // 2
        return adjacent and apart and wordy and reaches

    def _continues(self, at: int, first: list[str]) -> bool:
        """Whether a row goes on with the header: its first row again, or words above numbers."""
        cells = self.cells[self.places[at]]
        if self.places[at] - self.places[at - 1] != 1 or len(cells) != self.width:
            return False
        if cells == first:
            return True
        typed = [
            place
            for place, is_typed in enumerate(self.profile.typed)
            if is_typed and cells[place].strip()
        ]
        enough = len(typed) >= 2 and len(typed) >= 0.5 * sum(self.profile.typed)
        return enough and self.profile.number > 2 and self.profile.is_unlike(cells)

    def _names(self, header: list[int]) -> list[str]:
        """The header's names, those of several rows joined."""
        rows = []
        for at in header:
            place = self.places[at]
            cells = self.cells[place]
            respelt = self._respelt(place)
            if respelt is not None:
                cells = respelt
                self.out.mended.append((place, "the header has a separator of its own"))
            elif len(cells) == self.width + 1 and "" in cells and self.width > 1:
                cells = cells.copy()
                cells.remove("")
                self.out.mended.append((place, "one empty name too many in the header"))
            rows.append(cells)
        if len(rows) > 1:
            last = max(range(len(rows)), key=lambda at: _filled(rows[at]))
            rows = [_spread(row) if at < last else row for at, row in enumerate(rows)]
            width = max(map(len, rows))
            rows = [row + [""] * (width - len(row)) for row in rows]
            return [" ".join(filter(None, names)) for names in zip(*rows, strict=True)]
        return rows[0] if rows else []

    def _end(self, body: int) -> int:
        """Where the rows end: totals and remarks stand below."""
        end = self._above(len(self.places), body, self._is_remark, "a remark below the rows")
        end = self._above(end, body, self._is_total, "a total")
        return self._above(end, body, self._is_remark, "a remark below the rows")

    def _above(self, end: int, body: int, test: Callable[[int], bool], reason: str) -> int:
        start = end
        while start > max(body + 1, end - _TAIL) and test(start - 1):
            start -= 1
        for at in range(start, end):
            self.out.left_out.append((self.places[at], reason))
        return start

    def _is_remark(self, at: int) -> bool:
        """Whether a last row is no row: one text, set apart or worded as a remark."""
        cells = self.cells[self.places[at]]
        if self.width == 1 or _filled(cells) != 1 or not cells[0].strip():
            return False
        if self.width == 2 and len(cells) > 1:
            return False
        first = at
        while first > 0 and _filled(self.cells[self.places[first - 1]]) == 1:
            first -= 1
        apart = first > 0 and self.places[first] - self.places[first - 1] > 1
        unlike = (
            self.profile.number > 4
            and self.profile.typed[0]
            and not self.profile.knows(0, cells[0])
        )
        return apart or unlike or REMARK.match(cells[0]) is not None

    def _is_total(self, at: int) -> bool:
        """Whether a last row adds the others up: it says so, and has gaps that rows have not."""
        cells = self.cells[self.places[at]]
        names = [cell.strip() for cell in cells[:3] if cell.strip()]
        if self.width < 2 or not names or not TOTAL.fullmatch(names[0]):
            return False
        others = [cell for cell in cells if cell.strip()][1:]
        numbers = all(any(letter.isdigit() for letter in cell) for cell in others)
        gap = self.places[at] - self.places[at - 1] > 1
        return numbers and (_filled(cells) < self.width or gap or self._adds_up(at, cells))

    def _adds_up(self, at: int, cells: list[str]) -> bool:
        """Whether a column's cell is the sum of those above."""
        for place, cell in enumerate(cells):
            try:
                total = float(cell)
                above = [
                    float(self.cells[each][place]) for each in self.places[max(1, at - 5000) : at]
                ]
            except (ValueError, IndexError):
                continue
            if len(above) > 1 and total and abs(sum(above) - total) < 1e-6 * abs(total) + 0.006:
                return True
        return False

    def _squared(self, names: list[str]) -> None:
        """Header and rows made equally wide."""
        out = self.out
        width = max(map(len, out.rows), default=0)
        if not out.headed:
            if width > self.width:
                out.rows = [row + [""] * (width - len(row)) for row in out.rows]
            return
        if 1 < len(names) == self.width - 1 == width - 1 and all(not row[-1] for row in out.rows):
            out.rows = [row[:-1] for row in out.rows]  # every row ends with a separator
            width -= 1
        if len(names) < self.width and width >= self.width > 1:
            counted = all(row[0].strip().isdigit() for row in out.rows[:50])
            missing = [""] * (self.width - len(names))
            names = [*missing, *names] if counted and len(missing) == 1 else [*names, *missing]
            out.doubts.append(
                f"the header has {self.width - len(missing)} names for {self.width} columns: "
                "look whether each name stands over its own column"
            )
        width = max(width, len(names))
        while width == len(names) > 1 and not names[-1].strip():
            if any(row[-1].strip() for row in out.rows if len(row) == width):
                break
            names, width = names[:-1], width - 1  # nothing at all stands in it
            out.rows = [row[:width] for row in out.rows]
        names = names + [""] * (width - len(names))
        if any(len(row) < width for row in out.rows):
            out.rows = [row + [""] * (width - len(row)) for row in out.rows]
        blank = 0
        while blank < width - 1 and not names[blank].strip():
            if any(row[blank].strip() for row in out.rows):
                break
            blank += 1
        out.names = names[blank:]
        if blank:
            out.rows = [row[blank:] for row in out.rows]


def _spread(cells: list[str]) -> list[str]:
    """Names of groups, each over all of its columns."""
    spread, last = [], ""
    for cell in cells:
        last = cell if cell.strip() else last
        spread.append(last)
    return spread
