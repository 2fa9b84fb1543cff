"""What a guest can save: PDF, HTML, a table, a picture; each made of the snapshot alone."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from health.links.report import shown_of
from health.report.pdf import Paper, pdf_of
from health.shelf import Shelf
from health.tables.formulas import defused
from pages.guest import look
from pages.guest.paper import draw_dates, draw_line
from pages.guest.views import cleaned, view_of

Snapshot = dict[str, Any]
_NO_END = datetime.max.replace(tzinfo=UTC)  # a file does not end
_SHELF = Shelf(8_000_000)  # a PDF takes 60 kB


def pdf(told: Snapshot) -> bytes:
    """One client on A4, with its picture."""
    view = view_of(told, _NO_END)
    one, bars, line = view["told"]["clients"][0], view["bars"], view["line"]

    def picture(paper: Paper) -> None:
        if bars is not None:
            draw_dates(paper, bars)
        if line is not None:
            draw_line(paper, line)

    return pdf_of(shown_of(one), date.fromisoformat(one["as_of"]), told["about"], picture)


def html(told: Snapshot) -> bytes:
    """One client as a file that needs nothing else."""
    given = {**view_of(told, _NO_END), "handle": "", "several": False, "frozen": True}
    return look.html(told["kind"], given).encode()


def picture(told: Snapshot) -> bytes:
    """The picture of one client: its dates, or its line."""
    return look.picture({**view_of(told, _NO_END)}).encode()


def table(told: Snapshot) -> bytes:
    """All clients of a link as CSV, of which no spreadsheet takes a cell for a formula."""
    out = io.StringIO()
    lines = _inside if told["kind"] == "inside" else _for_client
    csv.writer(out).writerows([_cell(each) for each in line] for line in lines(cleaned(told)))
    return out.getvalue().encode("utf-8-sig")


FILES: dict[str, tuple[Callable[[Snapshot], bytes], str, str]] = {
    "report.pdf": (pdf, "export", "application/pdf"),
    "report.html": (html, "export", "text/html; charset=utf-8"),
    "table.csv": (table, "export", "text/csv; charset=utf-8"),
    "picture.svg": (picture, "picture", "image/svg+xml"),
}


def made(name: str, told: Snapshot) -> bytes:
    """A file, made once for the same content; one at a time, whoever asks."""
    key = name + sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
    return _SHELF.get(key, lambda: FILES[name][0](told))


def has(name: str, told: Snapshot) -> bool:
    """Whether there is something to save: no picture is made of a report, whose words are all
    of it, or where no date was agreed."""
    drawn = ("dimensions" in one or one["dates"]["items"] for one in told["clients"])
    return bool(told["clients"]) and (name != "picture.svg" or all(drawn))


def disposition(name: str, told: Snapshot) -> str:
    """How a file is named where it is saved: northmoor-water-2026-11-20.pdf."""
    names = [one["client"] for one in told["clients"]]
    whose = names[0] if len(names) == 1 else "clients"
    days = {one["as_of"] for one in told["clients"]}
    words = "".join(letter if letter.isalnum() else " " for letter in whose.casefold()).split()
    stem = "-".join([*words, max(days)])[-80:]
    plain = "".join(letter for letter in stem if letter.isascii()).strip("-")
    ending = name.rpartition(".")[2]
    how = "inline" if ending == "svg" else "attachment"
    return f"{how}; filename=\"{plain}.{ending}\"; filename*=UTF-8''{quote(f'{stem}.{ending}')}"


def _inside(told: Snapshot) -> Iterator[tuple[Any, ...]]:
    yield (
        "client", "as_of", "dimension", "signal", "found", "aim", "score", "points", "lost",
        "reason",
    )  # fmt: skip
    for one in told["clients"]:
        head = one["client"], one["as_of"]
        yield *head, "", "Health", one["band_words"], "", one["health"], one["health"], "", ""
        for dimension in one["dimensions"]:
            for each in dimension["signals"]:
                found = (each[name] for name in ("text", "aim", "score", "points", "lost"))
                yield *head, dimension["label"], each["label"], *found, each["sentence"]


def _for_client(told: Snapshot) -> Iterator[tuple[Any, ...]]:
    yield "client", "as_of", "section", "part", "name", "column", "text"
    for one in told["clients"]:
        head = one["client"], one["as_of"]
        for section in one["sections"]:
            for block in section["blocks"]:
                for line in _lines(block):
                    yield *head, section["title"], block["heading"], *line
        for item in one["dates"]["items"]:
            for name in ("promised", "original", "due", "done"):
                if item[name]:
                    yield *head, "Dates", item["side"], item["name"], name, item[name]


def _lines(block: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for name, *cells in block["cells"]:
        yield from ((name, head, cell) for head, cell in zip(block["head"][1:], cells, strict=True))
    for name, words in block["points"]:
        yield name, "", words
    for text in block["text"]:
        yield "", "", text


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return defused(value)
    return "" if value is None else value
