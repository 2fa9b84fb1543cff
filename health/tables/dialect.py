"""What separates and what quotes the cells of a text, told from its first lines.

Every separator that occurs is tried with Python's `csv` reader, and scored by how even the rows
come out and how many cells then look like a number, a date, a word (the idea of van den Burg et
al., "Wrangling messy CSV files by detecting row and type patterns", 2019, whose CleverCSV is what
this was measured against). Only the start of the text is looked at, so that the time has a bound.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from health.tables.plainness import plainness, typed_share

csv.field_size_limit(2**31 - 1)  # a cell may be as long as it likes
_LOOK = 1 << 16
_LINES = 300
_LONG = 4000  # a line is looked at so far
ALIGNED = "  "  # columns that are lined up with spaces
_STAND_IN = "\ue0ff"
COMMON = ",;\t|"
_RARE = ":^~ \x1f\x01\u00a6\u00a7\u00ac#*"
_PAIRS = (
    *(ALIGNED, "|~|", "~|~", "<|>", "|@|", "||", "::", "\t\t", ";;", "~~", "^^", "##", "@@", "&&"),
    "\\t",  # the two characters, written by mistake
)
_WEIGHT = {**dict.fromkeys(COMMON, 1.0), " ": 0.7, ":": 0.7, "#": 0.6, "*": 0.6}
NAMES = {
    ",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe", " ": "space", ":": "colon",
    "": "none (one column)", "\x1f": "unit separator", "\x01": "SOH", "  ": "two or more spaces",
}  # fmt: skip


@dataclass(frozen=True)
class Dialect:
    """How rows are written: `width` is the usual number of cells, `certainty` 0-1.

    `backslash`: a quotation mark within a cell has a backslash before it. `spaced`: a space stands
    behind every separator and belongs to it.
    """

    delimiter: str
    quote: str = '"'
    backslash: bool = False
    spaced: bool = False
    width: int = 1
    certainty: float = 1.0

    def __str__(self) -> str:
        name = NAMES.get(self.delimiter, repr(self.delimiter))
        told = f"separator {name}{' and a space' if self.spaced else ''}"
        if self.quote != '"':
            told += f", quotes {self.quote}"
        return told + (", quotes escaped by a backslash" if self.backslash else "")


def dialect_of(text: str, delimiter: str = "") -> Dialect:
    """The dialect that makes the most even table of a text's start; `delimiter` if it is known."""
    lines = list(_sample(text))
    if not lines:
        return Dialect(delimiter)
    candidates = [delimiter] if delimiter else _candidates(lines)
    tried = [found for found in (_tried(lines, each) for each in candidates) if found]
    best = max(tried, key=lambda each: each.certainty, default=Dialect(delimiter))
    if not delimiter and best.certainty < 0.12 and not _everywhere(lines, best.delimiter):
        best = Dialect("", certainty=1 - best.certainty)
    best = replace(best, quote=_quote(lines, best.delimiter))
    best = replace(best, spaced=_spaced(lines, best))
    return replace(best, backslash=_backslash(text, best))


def _everywhere(lines: list[str], delimiter: str) -> bool:
    """Whether a common separator stands in nearly every line, and not as in sentences."""
    if delimiter not in COMMON or len(lines) < 3:
        return False
    with_it = sum(delimiter in line for line in lines)
    prose = sum(line.count(delimiter + " ") for line in lines)
    return with_it >= 0.9 * len(lines) and prose < 0.2 * sum(
        map(str.count, lines, [delimiter] * len(lines))
    )


def _sample(text: str) -> Iterator[str]:
    """The first lines that are not blank, cut to a bound."""
    start = text[:_LOOK]
    lines = re.split(r"\r\n|\n|\r", start)
    if len(text) > _LOOK and len(lines) > 1:
        lines.pop()  # cut in the middle
    number = 0
    for line in lines:
        if line.strip():
            yield line[:_LONG]
            number += 1
            if number == _LINES:
                return


def _candidates(lines: list[str]) -> list[str]:
    """Separators that occur; a character that stands in one of several characters only is none."""
    joined = re.sub(r'"[^"\n]*"', '""', "\n".join(lines))
    pairs = [pair for pair in _PAIRS if pair in joined]
    within = {
        sign
        for pair in pairs
        for sign in pair
        if joined.count(sign) == joined.count(pair) * pair.count(sign)
    }
    pairs = [p for p in pairs if len(set(p)) > 1 or p[0] in within or p == ALIGNED]
    within.discard(" ")
    return [sign for sign in COMMON + _RARE if sign in joined and sign not in within] + pairs


def _tried(lines: list[str], delimiter: str) -> Dialect | None:
    rows = list(split_lines(lines, delimiter))
    filled = [row for row in rows if any(row)]
    widths = Counter(len(row) for row in filled if len(row) > 1)
    if not widths:
        return None
    width, number = max(widths.items(), key=lambda pair: (pair[1] * (1 - 1 / pair[0]), pair[0]))
    even = number / len(filled)
    if even < 0.6 and width > 2 and _run(filled, width) >= 3:
        even = 0.6  # a table under a long preamble
    cells = [cell for row in filled if len(row) == width for cell in row]
    plain = sum(map(plainness, cells[:6000])) / min(len(cells), 6000)
    if delimiter == ALIGNED and not (even > 0.9 and len(filled) > 2):
        return None
    if delimiter == " " and not (even > 0.5 and width > 2 and typed_share(cells) > 0.2):
        return None  # words
    weight = _WEIGHT.get(delimiter, 0.8 if len(delimiter) == 1 else 1.05)
    score = even**2 * (1 - 1 / width) * plain * weight
    return Dialect(delimiter, width=width, certainty=min(score, 1.0))


def signed(text: str, delimiter: str, sign: str) -> str:
    """The text with one character for a separator of several; of spaces any two or more are one."""
    if delimiter == ALIGNED:
        return re.sub(r"(?<=\S) {2,}(?=\S)", sign, text)
    return text.replace(delimiter, sign) if delimiter else text


def split_lines(lines: Iterable[str], delimiter: str, quote: str = '"') -> Iterator[list[str]]:
    """Lines split by Python's reader; a separator of several characters is one for the while."""
    if len(delimiter) != 1:
        lines = [signed(line, delimiter, _STAND_IN) for line in lines]
        delimiter = _STAND_IN
    reader = csv.reader((line + "\n" for line in lines), delimiter=delimiter, quotechar=quote)
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            continue


def _run(rows: list[list[str]], width: int) -> int:
    longest = now = 0
    for row in rows:
        now = now + 1 if len(row) == width else 0
        longest = max(longest, now)
    return longest


def _quote(lines: list[str], delimiter: str) -> str:
    """The character that encloses cells: the double quote, unless another does so more often."""
    between = re.escape(delimiter) if delimiter else r"$^"
    number = {}
    for quote in "\"'`":
        whole = rf"(?:^|{between}) ?{quote}[^\n]*?{quote} ?(?={between}|$)"
        opened = rf"(?:^|{between}) ?{quote}"
        found = sum(len(re.findall(whole, line)) for line in lines if quote in line)
        opens = sum(len(re.findall(opened, line)) for line in lines if quote in line)
        number[quote] = found if found >= 0.8 * opens else 0
    other = max("'`", key=lambda quote: number[quote])
    enough = number[other] >= 2 or (number[other] and len(lines) < 3)
    return other if enough and number[other] > number['"'] else '"'


def _spaced(lines: list[str], dialect: Dialect) -> bool:
    """Whether a space stands behind every separator of the sample."""
    delimiter = dialect.delimiter
    if not delimiter or delimiter.isspace():
        return False
    behind = before = 0
    for line in lines:
        outside = re.sub(rf"{dialect.quote}[^{dialect.quote}]*{dialect.quote}", '""', line)
        before += outside.count(delimiter)
        behind += outside.count(delimiter + " ")
    rows = [row for row in split_lines(lines, delimiter, dialect.quote) if len(row) > 1]
    return behind > 1 and behind >= 0.97 * before and len(rows) > 1


def _backslash(text: str, dialect: Dialect) -> bool:
    """Whether quotation marks are escaped by a backslash: fewer lines are broken if they are."""
    mark = "\\" + dialect.quote
    at = text.find(mark)
    if at < 0:
        return False
    begin = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
    lines = [line for line in re.split(r"\r\n|\n|\r", text[begin : begin + _LOOK]) if mark in line]
    lines = [line for line in lines[:_LINES] if len(line) <= _LOOK // 2]
    if not lines:
        return False
    doubled = sum(_broken(line, dialect, None) for line in lines)
    escaped = sum(_broken(line, dialect, "\\") for line in lines)
    return escaped < doubled


def _broken(line: str, dialect: Dialect, escape: str | None) -> bool:
    """Whether a line is no whole row as it stands."""
    delimiter = dialect.delimiter or _STAND_IN
    if len(delimiter) > 1:
        line, delimiter = signed(line, delimiter, _STAND_IN), _STAND_IN
    try:
        row = next(
            csv.reader(
                [line],
                delimiter=delimiter,
                quotechar=dialect.quote,
                escapechar=escape,
                doublequote=escape is None,
                skipinitialspace=dialect.spaced,
                strict=True,
            )
        )
    except (csv.Error, StopIteration):
        return True
    return len(row) != dialect.width
