"""What a guest saves: of the snapshot alone, harmless where it is opened, frozen with its link."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from health.evidence.case import forget_cases
from health.links.opening import Grant
from health.links.snapshot import snapshot
from health.portfolio import Portfolio
from pages.guest import files, look
from pages.guest.views import view_of
from tests.conftest import FolderOf, Log

UNTIL = datetime(2030, 1, 1, tzinfo=UTC)
HOSTILE = (
    "<script>alert(1)</script>", "=HYPERLINK(\"http://evil\",\"x\")", "\u202edetrever", "+1+1",
    "[a](javascript:alert(1))", "{{ told }}", "@SUM(A1)", "😀 & \"quotes\" 'too'", "&lt;b&gt;",
    "-- x" + "ab" * 2000,
)  # fmt: skip


class _Tags(HTMLParser):
    """All tags and attributes of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def told(folder: Path, kind: str, day: date | None = None, *clients: str) -> dict[str, object]:
    """The snapshot of a folder for a link."""
    asked = Grant(clients or ("Acme",), kind, day, "page", UNTIL, "")
    found = snapshot(Portfolio.open(folder), asked)
    forget_cases()
    return found


def everything(found: dict[str, object]) -> dict[str, bytes]:
    """The page and all files of a snapshot."""
    given = {**view_of(found, UNTIL), "handle": "0" * 16, "several": False, "frozen": True}
    page = {"page": look.html(str(found["kind"]), given).encode()}
    return page | {
        name: make(found) for name, (make, _, _) in files.FILES.items() if files.has(name, found)
    }


def logs(*items: str) -> dict[str, Log]:
    """Logs in which every text that a client or lead may write is one of some items."""
    text = dict(enumerate(items))
    return {
        "clients": [{"client": "Acme", "started_on": "2026-03-02"}],
        "deadlines": [
            {"client": "Acme", "item": f"{each} {place}", "kind": each, "side": side,
             "promised_on": "2026-08-03", "due_on": due, "done_on": ""}
            for place, each in text.items()
            for side, due in (("us", "2026-09-01"), ("client", "2026-09-20"))
        ],
        "spend": [
            {"client": "Acme", "period_start": "2026-08-01", "category": each, "planned": 1000,
             "actual": 1500}
            for each in items
        ],
        "issues": [
            {"client": "Acme", "issue": each, "at": "2026-08-03", "event": "raised",
             "by": each, "note": each}
            for each in items
        ],
        "risks": [
            {"client": "Acme", "risk": each, "raised_on": "2026-08-03", "plan_b": each,
             "told_client_on": "2026-08-04", "owner": each}
            for each in items
        ],
        "contacts": [
            {"client": "Acme", "at": "2026-08-20", "direction": "in", "needs_reply": "yes",
             "person": each, "summary": each}
            for each in items
        ],
    }  # fmt: skip


def rows_of(found: dict[str, Log], name: str) -> list[Mapping[str, object]]:
    """The rows of one of some logs."""
    rows = found[name]
    assert not isinstance(rows, str | bytes)
    return list(rows)


def shifted(row: Mapping[str, object], days: int) -> dict[str, object]:
    """A row that happened later."""
    return {
        name: (date.fromisoformat(value) + timedelta(days=days)).isoformat()
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value)
        else value
        for name, value in row.items()
    }


@pytest.mark.parametrize("kind", ["client", "inside"])
def test_what_others_wrote_is_text_in_every_file(folder_of: FolderOf, kind: str) -> None:
    made = everything(told(folder_of(**logs(*HOSTILE)), kind))
    for name in ("page", "report.html"):
        page = made[name].decode()
        found = _Tags(page)
        assert not found.tags & {"script", "img", "iframe", "object", "embed", "b "}
        assert not {name for name in found.attributes if name.startswith("on")}
        assert not found.attributes & {"style", "src", "srcdoc", "formaction"}
        assert "\u202e" not in page
        if kind == "client":
            assert "&lt;script&gt;alert(1)" in page
            assert "{{ told }}" in page
    rows = list(csv.reader(io.StringIO(made["table.csv"].decode("utf-8-sig"))))
    assert len({len(row) for row in rows}) == 1
    assert not [cell for row in rows for cell in row if re.match(r"\s*[=+@\t\r-](?![\d.]+$)", cell)]
    picture = ElementTree.fromstring(made["picture.svg"].decode())
    assert {each.tag.rpartition("}")[2] for each in picture.iter()} <= {
        "svg", "style", "rect", "text", "tspan", "line", "circle", "polyline",
    }  # fmt: skip
    pdf = PdfReader(io.BytesIO(made["report.pdf"]))
    first = pdf.pages[0].extract_text()
    assert "Acme" in first
    assert ("due Sun 20 Sep" if kind == "client" else "75") in first
    for word in ("as first agreed", "moved", "past its date", "done", "due") * (kind == "client"):
        assert word in first  # what the looks of the dates mean
        assert f">{word}</text>" in made["picture.svg"].decode()
    assert "/JavaScript" not in str(pdf.trailer)
    assert "/AA" not in str(pdf.trailer["/Root"])


def test_a_frozen_link_knows_nothing_that_came_later_on_page_files_and_picture(
    folder_of: FolderOf,
) -> None:
    before, late = logs("Import", "Login"), "Zebedee"
    ping = {"client": "Acme", "at": "2026-09-27", "direction": "out"}  # the logs reach the day
    before["contacts"] = [*rows_of(before, "contacts"), ping]
    after = {name: rows_of(before, name) for name in before}
    for name in after.keys() - {"clients"}:
        after[name] += [shifted(row, 61) for row in rows_of(logs(late), name)]
    after["deadlines"] += [  # what was open on the day was moved since
        {**row, "promised_on": "2026-10-05", "due_on": "2026-11-30"}
        for row in rows_of(before, "deadlines")
    ]
    day = date(2026, 9, 27)
    for kind in ("client", "inside"):
        old = everything(told(folder_of(**before), kind, day))
        new = everything(told(folder_of(**after), kind, day))
        assert old == new
        assert late.encode() not in b"".join(new.values())
        live = everything(told(folder_of(**after), kind))
        assert late.encode() in live["page"] + live["table.csv"]


def test_a_file_is_made_once_however_many_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    content = {"kind": "client", "clients": [{"client": "Zoë & Søn", "as_of": "2026-11-20"}]}

    def make(found: dict[str, object]) -> bytes:
        asked.append(str(found["kind"]))
        return b"made"

    monkeypatch.setitem(files.FILES, "table.csv", (make, "export", "text/csv"))
    assert [files.made("table.csv", content) for _ in range(5)] == [b"made"] * 5
    assert asked == ["client"]
    name = files.disposition("table.csv", content)
    assert 'filename="zo-sn-2026-11-20.csv"' in name
    assert name.endswith("filename*=UTF-8''zo%C3%AB-s%C3%B8n-2026-11-20.csv")


def test_of_a_client_that_is_gone_the_page_says_so_and_nothing_is_saved(
    folder_of: FolderOf,
) -> None:
    folder = folder_of(**logs("Import"))
    for kind in ("client", "inside"):
        found = told(folder, kind, None, "Nobody <b>")
        page = everything(found)
        assert set(page) == {"page"}
        assert b"Nobody &lt;b&gt;" in page["page"]
        assert b"There is no client of this name any more." in page["page"]


def test_no_picture_is_offered_where_no_date_was_agreed(folder_of: FolderOf) -> None:
    bare = {name: log for name, log in logs("Import").items() if name != "deadlines"}
    made = everything(told(folder_of(**bare), "client"))
    assert "picture.svg" not in made
    assert b"picture.svg" not in made["page"]
    assert b"report.pdf" in made["page"]
