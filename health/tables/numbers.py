"""Numbers as people write them, a whole column at a time.

Whether 1,234 is a thousand or one and a bit is decided once for a column, by its values that can
be read in one way only (1,5 and 0,234 and 1.234,5); if none decides, the mark is assumed and said
to be.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

_CURRENCY = (
    r"[€$£¥₹₽₺₩₪฿¢]|zł|kr|Kč|Ft|lei|CHF|Fr\.?|R\$|"
    r"EUR|USD|GBP|JPY|INR|PLN|SEK|NOK|DKK|CZK|HUF|RON|CAD|AUD|NZD|BRL|MXN|ZAR|CNY|RUB|TRY|SGD|HKD"
)
_BODY = r"\d[\d.,'’\s\u00a0\u202f_]*|[.,]\d+"
_NUMBER = re.compile(
    rf"(?P<open>\()?\s*(?P<s1>[-+−–])?\s*(?P<c1>{_CURRENCY})?\s*(?P<s2>[-+−–])?\s*"
    rf"(?P<body>{_BODY})(?P<exp>[eE][-+]?\d{{1,3}})?\s*(?P<many>(?i:k|tsd\.?|mn|mio\.?|mln|mrd\.?|bn|m))?"
    rf"\s*(?P<pct>%|percent|Prozent|pct)?\s*(?P<c2>{_CURRENCY})?\s*(?P<s3>-)?(?P<close>\))?"
)
_RANGE = re.compile(
    r"(.*?\d.*?)\s*(?:–|—|\bto\b|\bbis\b|\.\.\.?|…|(?<=[\d%kKmM€$£])\s*-)\s*(.*\d.*)"
)
_LONGEST = 64  # characters of a number, or of a range
_SPACES = re.compile(r"[\s\u00a0\u202f'’_]")


@dataclass(frozen=True)
class Numbers:
    """A column of numbers: `values`, None for blank and for the places in `unread`.

    `decimal` is the decimal mark that was used ("" where no value has a mark); `assumed`: no value
    decided it. `percent` and `ranges` name the places of such values: 85 % is 85, and the value
    of a range is its middle. `currencies` are those that were met.
    """

    values: list[float | None]
    unread: list[int] = field(default_factory=list)
    decimal: str = ""
    assumed: bool = False
    against: list[int] = field(default_factory=list)
    percent: list[int] = field(default_factory=list)
    ranges: dict[int, tuple[float, float]] = field(default_factory=dict)
    currencies: tuple[str, ...] = ()

    @property
    def ask(self) -> bool:
        """Whether a person should say what the decimal mark is."""
        return self.assumed or bool(self.against)


def numbers(cells: Sequence[str], decimal: str = "", usual: str = ".") -> Numbers:
    """The numbers of a column; `decimal` if a person has said it, `usual` if nothing decides."""
    texts = [cell.strip() for cell in cells]
    mark, assumed, against = _decimal(texts, decimal, usual)
    values: list[float | None] = []
    unread, percent, ranges, currencies = [], [], {}, Counter[str]()
    for place, text in enumerate(texts):
        found = _value(text, mark or usual) if text else None
        values.append(found[0] if found else None)
        if found:
            currencies.update(found[1])
            if found[2]:
                percent.append(place)
        elif text and (pair := _range(text, mark or usual)):
            ranges[place] = pair
            values[-1] = sum(pair) / 2
        elif text:
            unread.append(place)
    return Numbers(values, unread, mark, assumed, against, percent, ranges, tuple(currencies))


def _bodies(text: str) -> list[str]:
    """The digits and marks of the number in a cell, or of the two of a range."""
    if len(text) > _LONGEST:
        return []
    pair = _RANGE.fullmatch(text)
    parts = [text] if pair is None or _NUMBER.fullmatch(text) else pair.groups()
    found = [_NUMBER.fullmatch(part.strip()) for part in parts]
    return [_SPACES.sub("", each["body"]) for each in found if each]


def _decimal(texts: list[str], given: str, usual: str) -> tuple[str, bool, list[int]]:
    """The decimal mark of a column, whether it is only assumed, and what contradicts it."""
    votes: dict[int, str] = {}
    marked = False
    for place, text in enumerate(texts):
        for body in _bodies(text):
            marked = marked or "," in body or "." in body
            if vote := _mark(body):
                votes[place] = vote
    count = Counter(votes.values())
    if given:
        best, assumed = given, False
    elif count:
        best = max(count, key=lambda mark: (count[mark], mark == usual))
        assumed = len(set(count.values())) == 1 and len(count) == 2
    else:
        best, assumed = (usual, True) if marked else ("", False)
    return best, assumed, [place for place, vote in votes.items() if vote != best]


def _mark(body: str) -> str:
    """The decimal mark that a number can only have; "" where it has none or both are possible."""
    dots, commas = body.count("."), body.count(",")
    if dots and commas:
        return "." if body.rfind(".") > body.rfind(",") else ","
    if dots + commas == 0:
        return ""
    mark, other = (".", ",") if dots else (",", ".")
    if dots + commas > 1:  # it divides thousands
        return other if len(body.rpartition(mark)[2]) == 3 else ""
    whole, _, part = body.partition(mark)
    thousands = len(part) == 3 and 1 <= len(whole) <= 3 and whole[0] != "0"
    return "" if thousands else mark


def _value(text: str, decimal: str) -> tuple[float, tuple[str, ...], bool] | None:
    """A number, its currency, whether it is a percentage; None where it is no number."""
    found = _NUMBER.fullmatch(text) if len(text) <= _LONGEST else None
    if not found or bool(found["open"]) != bool(found["close"]):
        return None
    body = _SPACES.sub("", found["body"])
    thousands = "," if decimal == "." else "."
    whole, _, part = body.partition(decimal)
    groups = whole.split(thousands)
    if decimal in part or thousands in part:
        return None
    if len(groups) > 1 and not (
        1 <= len(groups[0]) <= 3
        and groups[0][0] != "0"
        and all(len(g) in (2, 3) for g in groups[1:])
    ):
        return None
    if len(groups) > 1 and len(groups[-1]) != 3:  # Indian groups of two end with one of three
        return None
    value = float("".join(groups) + "." + (part or "0") + (found["exp"] or ""))
    value *= _times(found["many"] or "")
    if not math.isfinite(value):
        return None
    signs = [found[name] for name in ("s1", "s2", "s3") if found[name]]
    if len(signs) > 1:
        return None
    if found["open"] or (signs and signs[0] != "+"):
        value = -value
    currency = tuple(found[name] for name in ("c1", "c2") if found[name])
    return value, currency, bool(found["pct"])


def _times(many: str) -> float:
    """What k, Mio. and the like multiply by."""
    word = many.lower().rstrip(".")
    if word in ("bn", "mrd"):
        return 1e9
    return {"": 1.0, "k": 1e3, "t": 1e3}.get(word[:1], 1e6)


def _range(text: str, decimal: str) -> tuple[float, float] | None:
    """The two ends of a range, the lower first; None where it is none."""
    found = _RANGE.fullmatch(text) if len(text) <= _LONGEST else None
    if not found:
        return None
    ends = [_value(part.strip(), decimal) for part in found.groups()]
    if ends[0] is None or ends[1] is None or ends[0][0] > ends[1][0]:
        return None
    low = ends[0][0]
    many = _NUMBER.fullmatch(found[2].strip())
    if many and many["many"] and not re.search(r"[^\W\d]", found[1]):
        low *= _times(many["many"])  # 10 to 20 k
    return low, ends[1][0]
