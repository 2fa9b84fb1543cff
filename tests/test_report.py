"""The weekly status report: drafted from rows, for the client's eyes, in three forms."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from health.__main__ import main
from health.errors import UnreadableReport
from health.portfolio import Portfolio
from health.report import (
    Report,
    as_html,
    as_json,
    as_pdf,
    as_text,
    draft,
    for_lead,
    from_json,
    row_of,
)
from health.report.blocks import Block
from health.report.budget import money
from health.report.pdf import pdf_of
from health.report.shown import Shown
from health.store import open_store
from tests.conftest import FolderOf
from tests.stories import BASE, LENGTH, SCORED, Row, Story, looked_at, stories, write_rows

DAY = date(2026, 11, 20)  # a Friday
LOGS: dict[str, str] = {
    "spend": (
        "client,period_start,category,planned,actual\n"
        "Acme,2026-10-01,Design,1000,900.50\nAcme,2026-10-01,,500,800\n"
        "Acme,2026-11-01,design,1000,\n"
    ),
    "deadlines": (
        "client,item,side,kind,promised_on,due_on,moved_by,done_on\n"
        "Acme,Draft,us,milestone,2026-11-02,2026-11-13,,2026-11-18\n"
        "Acme,Launch,us,,2026-11-02,2026-11-20,,\nAcme,Launch,us,,2026-11-19,2026-12-04,client,\n"
        "Acme,Manual,us,,2026-11-02,2026-11-17,,\n"
        "Acme,Logo,client,content,2026-11-03,2026-11-16,,\n"
        "Acme,Old,us,,2026-10-01,2026-10-09,,2026-10-09\n"
    ),
    "demos": (
        "client,planned_for,held_on,cancelled_on,outcome,notes\n"
        "Acme,2026-11-17,2026-11-17,,changes,They were cross\nAcme,2026-12-01,,,,\n"
    ),
    "issues": (
        "client,issue,at,event,by,note\nAcme,Login fails,2026-11-10 09:00,raised,Rui,Angry again\n"
        "Acme,Login fails,2026-11-12 09:00,workaround,Ana,\n"
        "Acme,Slow,2026-11-05,raised,,\nAcme,Slow,2026-11-19,resolved,,\n"
    ),
    "changes": (
        "client,change,requested_on,estimated_on,estimate_days,estimate_cost,confirmed_on,started_on\n"
        "Acme,Export,2026-11-09,2026-11-11,2.5,1800,,\nAcme,Logo size,2026-11-18,,,,,\n"
        "Acme,Dark mode,2026-11-02,2026-11-03,1,,2026-11-16,\n"
        "Acme,Settled,2026-10-02,2026-10-03,1,,2026-10-05,\n"
    ),
    "risks": (
        "client,risk,raised_on,told_client_on,plan_b,owner,closed_on\n"
        "Acme,Holidays,2026-11-02,2026-11-03,Start earlier,Ana,\n"
        "Acme,Sponsor may leave,2026-11-16,,,,\n"
    ),
    "contacts": (
        "client,at,direction,channel,needs_reply,replied_at,person,summary\n"
        "Acme,2026-11-18 10:00,in,email,,,Rui,Sounded cross\n"
        "Acme,2026-11-17 10:00,out,call,yes,,Eva,No idea what they want\n"
        "Acme,2026-11-17 11:00,in,email,no,,Rui,\nAcme,2026-06-01 11:00,in,email,,,Rui,\n"
    ),
    "feedback": (
        "client,asked_on,answered_on,rating,rater,question,comment\n"
        "Acme,2026-11-06,,,Eva,How was the week?,\nAcme,2026-11-13,,,Eva,How was the week?,\n"
        "Acme,2026-11-10,2026-11-11,3,Rui,All well?,Not really\n"
    ),
    "reports": "client,sent_on,budget\nAcme,2026-11-13,yes\n",
}
EXPECTED = """\
Status report: Acme
As of Fri 20 Nov 2026


BUDGET
------
November 2026:
- design – planned 1,000
- What was spent in this period is not in yet.

October 2026:
- Design – planned 1,000, actual 900.50, left 99.50
- Without a category – planned 500, actual 800, left −300
- Total – planned 1,500, actual 1,700.50, left −200.50
- Without November 2026, whose figures are not all in.


TIMELINE
--------
Delivered since Fri 13 Nov 2026:
- Draft – delivered Wed 18 Nov 2026, agreed for Fri 13 Nov 2026
- Demo – held Tue 17 Nov 2026, changes asked for

Past their date, not done yet:
- Manual – was due Tue 17 Nov 2026

Coming:
- Demo – planned for Tue 1 Dec 2026
- Launch – due Fri 4 Dec 2026

Dates moved since Fri 13 Nov 2026:
- Launch – from Fri 20 Nov 2026 to Fri 4 Dec 2026, agreed
  Thu 19 Nov 2026; the cause was on your side


BLOCKERS
--------
What we need from you:
- Logo – content; was due Mon 16 Nov 2026, agreed Tue 3 Nov 2026

Open faults:
- Login fails – raised Tue 10 Nov 2026; latest word Thu 12 Nov 2026; a
  temporary fix is in place

Faults resolved since Fri 13 Nov 2026:
- Slow – raised Thu 5 Nov 2026, resolved Thu 19 Nov 2026


REQUIREMENTS AND CHANGES
------------------------
To be agreed:
- Export – asked for Mon 9 Nov 2026; estimate 2.5 days, cost 1,800
  (Wed 11 Nov 2026); waits for your confirmation
- Logo size – asked for Wed 18 Nov 2026; not estimated yet; to be
  confirmed after that

Agreed, with news since Fri 13 Nov 2026:
- Dark mode – asked for Mon 2 Nov 2026; estimate 1 day (Tue 3 Nov 2026);
  confirmed Mon 16 Nov 2026


RISKS
-----
Open risks:
- Holidays – plan B: Start earlier; owner: Ana; raised Mon 2 Nov 2026


OPEN QUESTIONS
--------------
You asked us, and wait for our answer:
- Email from Rui – Wed 18 Nov 2026

We asked you, and wait for your answer:
- Call to Eva – Tue 17 Nov 2026
- How was the week? – asked 2 times, last Fri 13 Nov 2026; to Eva
"""


def drafted(folder: Path, client: str = "Acme", day: date = DAY) -> Report:
    """The report of a client of a folder."""
    portfolio = Portfolio.open(folder, as_of=day)
    return draft(portfolio, portfolio.client(client))


def pdf_text(content: bytes) -> str:
    """All words of a PDF, on one line."""
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def section(report: Report, name: str) -> list[str]:
    """What the client reads in a section."""
    return next(list(report.said(each)) for each in report.sections if each.name == name)


def test_six_sections_are_drafted_from_the_rows(folder_of: FolderOf) -> None:
    report = drafted(folder_of(**LOGS))
    assert as_text(report) == EXPECTED
    lead = for_lead(report)
    assert "Risks: held back, as the client was not told: Sponsor may leave" in lead
    assert "Open questions: 1 older ask of theirs left out" in lead
    launch = report.sections[1].parts[3].lines[0]
    assert launch.rows == (("deadlines", 3), ("deadlines", 4))
    faults = report.sections[2].parts[1].lines
    assert [line.aside for line in faults] == ["Angry again"]


def test_what_became_known_later_changes_no_report_of_an_earlier_day(folder_of: FolderOf) -> None:
    later = dict(LOGS)
    later["deadlines"] += "Acme,Launch,us,,2026-11-21,2026-12-24,,2026-11-23\n"
    later["issues"] += "Acme,Login fails,2026-11-21,resolved,,\n"
    later["contacts"] += "Acme,2026-11-21,in,email,,,Zoe,\n"
    later["reports"] += "Acme,2026-11-20,yes\nAcme,2026-11-27,yes\n"
    portfolio = Portfolio.open(folder_of(**later))
    assert portfolio.as_of > 0
    assert as_text(draft(portfolio, 0, DAY)) == EXPECTED


def test_what_no_log_tells_is_said_to_the_lead_and_nothing_is_made_up_for_the_client(
    folder_of: FolderOf,
) -> None:
    contacts = "client,at,direction\nAcme,2026-11-18,in\n"
    report = drafted(folder_of(contacts=contacts, deadlines="client,item,promised_on,due_on\n"))
    assert as_text(report).count("Not part of this report.") == 6
    assert for_lead(report)[0] == "Budget: not known: there is no spend.csv"
    assert "Blockers: not known: deadlines.csv has no column done_on, side" in for_lead(report)
    assert set(list(row_of(report, None).values())[2:]) == {"no"}


def test_amounts_are_short_whatever_they_are() -> None:
    amounts = (7200.0, 0.5, -1234.5, -0.001, 1e15, 1e308, float("inf"))
    told = ["7,200", "0.50", "−1,234.50", "0", "1e+15", "1e+308", "inf"]
    assert [money(amount) for amount in amounts] == told


def test_where_it_is_known_that_there_is_nothing_that_is_said(folder_of: FolderOf) -> None:
    logs = {name: text.splitlines()[0] + "\n" for name, text in LOGS.items()}
    report = drafted(folder_of(**logs))
    assert section(report, "blockers") == [
        "There is nothing that we wait for from you.",
        "No fault is open.",
    ]
    assert section(report, "risks") == ["No risk is open."]
    row = row_of(report, None)
    assert (row["budget"], row["timeline"]) == ("no", "no")
    assert {row[name] for name in ("blockers", "requirements", "risks", "questions")} == {"n/a"}


def test_a_report_comes_back_from_json_as_it_was(folder_of: FolderOf) -> None:
    report = drafted(folder_of(**LOGS)).with_text("risks", "All calm.\n\nReally.")
    report = report.frozen("Ana", datetime(2026, 11, 20, 16, tzinfo=UTC))
    assert from_json(json.loads(json.dumps(as_json(report)))) == report
    with pytest.raises(UnreadableReport, match="format 7"):
        from_json({**as_json(report), "format": 7})
    with pytest.raises(UnreadableReport, match="not kept whole"):
        from_json({"format": 1, "client": "Acme"})


def test_what_the_lead_wrote_stands_in_place_of_the_draft_which_is_kept(
    folder_of: FolderOf,
) -> None:
    report = drafted(folder_of(**LOGS))
    edited = report.with_text("risks", "All calm.\n\nReally.").with_text("budget", " ")
    assert edited.sections == report.sections
    text = as_text(edited)
    assert "RISKS\n-----\nAll calm.\n\nReally.\n" in text
    assert "Holidays" not in text + as_html(edited) + pdf_text(as_pdf(edited))
    assert "BUDGET\n------\nNot part of this report.\n" in text
    assert edited.with_text("risks", None).with_text("budget", None) == report
    with pytest.raises(KeyError):
        report.with_text("gossip", "x")


def test_the_row_of_a_report_says_which_sections_were_filled_and_which_copied(
    folder_of: FolderOf,
) -> None:
    folder = folder_of(**LOGS)
    last = drafted(folder)
    now = draft(Portfolio.open(folder, as_of=DAY), 0, date(2026, 11, 23), since=DAY)
    now = now.with_text("requirements", "Nothing new.").with_text("questions", "")
    assert row_of(now, last, date(2026, 11, 24)) == {
        "client": "Acme", "sent_on": "2026-11-24", "budget": "same", "timeline": "yes",
        "blockers": "yes", "requirements": "yes", "risks": "same", "questions": "no",
    }  # fmt: skip
    assert row_of(now, now.with_text("risks", "x"))["risks"] == "yes"
    typed = now.with_text("risks", "N/A.").with_text("budget", "n/a").with_text("questions", "- –")
    row = row_of(typed, None)
    assert (row["risks"], row["budget"], row["questions"]) == ("n/a", "no", "no")


# Whose eyes it is for


_SECRET = ("summary", "notes", "note", "comment", "by")
_MINE = ("person", "rater", "plan_b", "owner", "question", "channel")


def _told(story: Story, own: str) -> None:
    """Every text of a story marked: with what only we may read, and with whose it is."""
    for rows in story.logs.values():
        for row in rows:
            row |= {name: f"secret {name}" for name in _SECRET}
            row |= {name: f"{own} {name}" for name in _MINE}
            row |= {
                name: f"{own} {row[name]}"
                for name in ("item", "issue", "risk", "change")
                if name in row
            }


def _write(folder: Path, told: dict[str, Story]) -> None:
    facts = {"lead": "secret lead", "segment": "secret segment", "value": 987654}
    write_rows_of(folder, "clients", [{**s.facts, **facts, "client": n} for n, s in told.items()])
    people = [{"client": name, "name": "secret person", "notes": "secret"} for name in told]
    write_rows_of(folder, "people", people)
    for log in SCORED:
        rows = [{**row, "client": n} for n, story in told.items() for row in story.logs[log]]
        write_rows_of(folder, log, rows)


def write_rows_of(folder: Path, log: str, rows: list[Row]) -> None:
    """A log with the columns that it has."""
    from health.logs.contract import LOGS as CONTRACTS

    known = {*CONTRACTS[log].by_name, "id", "recorded_on"}
    write_rows(folder, log, [{k: v for k, v in row.items() if k in known} for row in rows])


@looked_at(8)
@given(stories(), stories(), st.integers(0, LENGTH))
def test_no_score_no_note_and_nothing_of_another_client_is_in_any_form(
    mine: Story, others: Story, day: int
) -> None:
    _told(mine, "mine")
    _told(others, "elsewhere")
    with TemporaryDirectory() as folder:
        _write(Path(folder), {"Acme": mine, "Elsewhere Inc": others})
        portfolio = Portfolio.open(Path(folder), as_of=date.fromordinal(BASE.toordinal() + day))
        report = draft(portfolio, 0)
    assert from_json(json.loads(json.dumps(as_json(report)))) == report
    text, page = as_text(report), as_html(report)
    assert max(map(len, text.splitlines())) <= 72
    pdf = pdf_text(as_pdf(report)) if day % 4 == 0 else ""  # takes the time of all the rest
    for said in (text, page.partition("<body>")[2], pdf):
        found = re.findall(
            r"secret|elsewhere|987.?654|\b(?:scores?|health|bands?|red|amber|green|signals?|alerts?|"
            r"coverage|lead|rating|internal|nan|none|null)\b",
            re.sub("None of|none of", "", said), re.I,
        )  # fmt: skip
        assert found == []


# Hostile texts


HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "\u202egnirts desrever\u202c \u2066isolated\u2069",
    "=HYPERLINK(1) **bold** __under__ [link](http://x)",
    "Zażółć gęślą jaźń Ελληνικά Привет שלום",
    "漢字 😀",
    "x" * 10_000,
    "a" + "\u0301" * 500,
)


class _Tags(HTMLParser):
    """All that a page is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.names |= {name for name, _ in attrs}


def test_hostile_texts_are_shown_as_text_and_harm_no_form(folder_of: FolderOf) -> None:
    dates = {"client": "Acme", "promised_on": "2026-11-02", "due_on": "2026-12-04", "done_on": ""}
    items = [{**dates, "item": text} for text in HOSTILE]
    report = drafted(folder_of(deadlines=items))
    everything = "\n".join([*HOSTILE, "\0\x1b[31mred", "half \ud83d", "one\u2028two\r\nthree"])
    report = report.with_text("risks", everything)
    page, text, content = as_html(report), as_text(report), as_pdf(report)
    tags = _Tags()
    tags.feed(page)
    assert tags.tags.isdisjoint({"script", "img", "a", "link", "iframe", "form", "object"})
    assert tags.names <= {"class", "lang", "charset", "name", "content", "http-equiv", "dir"}
    assert "&lt;script&gt;" in page
    assert "url(" not in page
    assert "@import" not in page
    for said in (page, text, pdf_text(content)):
        assert not re.search(r"[\u202a-\u202e\u2066-\u2069\0\x1b\ud83d]", said)
        assert "\u0301" * 4 not in said
    page.encode()
    assert max(map(len, text.splitlines())) <= 72
    assert "".join(text.split()).count("x" * 10_000) == 1
    words = pdf_text(content)
    assert "Zażółć gęślą jaźń Ελληνικά Привет" in words
    assert "<script>alert(1)</script>" in words
    assert "**bold** __under__ [link](http://x)" in words
    assert "?? ?" in words
    assert for_lead(report, letters=True)[-1].endswith(": 字漢😀")
    assert for_lead(report) == [
        each for each in for_lead(report, letters=True) if "PDF" not in each
    ]


# The command


def test_the_command_writes_each_form_by_its_ending_and_tells_the_lead_beside_it(
    folder_of: FolderOf, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = folder_of(**LOGS)
    common = ["report", str(folder), "acme", "--as-of", "2026-11-20", "--out"]
    assert main([*common, "-"]) == 0
    out, err = capsys.readouterr()
    assert out == EXPECTED
    assert "held back" in err
    starts = {"txt": b"Status report", "html": b"<!doctype html>", "pdf": b"%PDF-"}
    for ending, start in starts.items():
        path = tmp_path / f"report.{ending.upper()}"
        assert main([*common, str(path)]) == 0
        assert path.read_bytes().startswith(start)
    pdf = (tmp_path / "report.PDF").read_bytes()
    assert main([*common, str(tmp_path / "report.PDF")]) == 0
    assert (tmp_path / "report.PDF").read_bytes() == pdf


def test_the_command_goes_on_from_the_last_report_of_the_store_and_tells_when_it_was_sent(
    folder_of: FolderOf,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HEALTH_KEPT", str(tmp_path))
    monkeypatch.setenv("HEALTH_STORE", url := f"sqlite:///{tmp_path / 'store.db'}")
    store = open_store(url)
    kept = store.add_report("Acme", date(2026, 11, 16), {}, "Ana")
    store.send_report(store.freeze_report(kept, "Ana"), date(2026, 11, 18), "Ben", how="link")
    store.close()
    assert (
        main(["report", str(folder_of(**LOGS)), "acme", "--as-of", "2026-11-20", "--out", "-"]) == 0
    )
    out, err = capsys.readouterr()
    assert "Delivered since Mon 16 Nov 2026" in out
    said = "as of Mon 16 Nov 2026, sent Wed 18 Nov 2026 by a link, as Ben noted."
    assert f"The last report from here is {said}" in err


def test_periods_that_are_no_months_are_called_periods(folder_of: FolderOf) -> None:
    spend = "client,period_start,planned,actual\n" + "".join(
        f"Acme,2026-{day},100,90\n" for day in ("10-01", "10-15", "11-01")
    )
    text = as_text(draft(Portfolio.open(folder_of(spend=spend), as_of=DAY), 0))
    assert "Period from Sun 1 Nov 2026:" in text
    assert "3 periods from Thu 1 Oct 2026:" in text


def test_the_row_of_a_report_names_the_client_as_the_logs_do_however_long(
    folder_of: FolderOf,
) -> None:
    name = "Acme and sons " * 20 + "Ltd"
    report = drafted(folder_of(clients=f"client\n{name}\n", contacts="client,at,direction\n"), name)
    assert row_of(report, None)["client"] == name
    assert as_text(report).startswith("Status report: Acme and sons Acme")
    assert name not in " ".join(as_text(report).split())


def test_what_the_command_can_not_do_is_told(
    folder_of: FolderOf, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = folder_of(**LOGS)
    assert main(["report", str(folder), "acne", "--out", "-"]) == 2
    assert "Did you mean Acme?" in capsys.readouterr().err
    assert main(["report", str(folder), "Acme", "--out", str(tmp_path / "no" / "x.pdf")]) == 2
    assert "x.pdf: can't be written (" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["report", str(folder), "Acme", "--out", "x.docx"])
    assert ".html, .pdf, .txt" in capsys.readouterr().err


def test_what_is_said_in_a_section_begins_at_one_place_on_paper() -> None:
    near, far = "due Mon 30 Nov 2026", "delivered Mon 16 Nov 2026, agreed for Tue 6 Oct 2026, late"
    blocks = tuple(Block(points=((f"Item {words[:3]}", words),)) for words in (near, far))
    sections = (("Timeline", blocks), ("Blockers", (Block(points=(("Item", near),)),)))
    page = Shown("Report", "Acme", "As of today", "", (), sections)
    begins: dict[str, list[float]] = {}

    def note(text: str, _: object, matrix: Sequence[float], *__: object) -> None:
        if text.strip():
            begins.setdefault(text.split()[0], []).append(matrix[4])

    PdfReader(io.BytesIO(pdf_of(page, DAY))).pages[0].extract_text(visitor_text=note)
    in_timeline, in_blockers = begins["due"]
    assert begins["delivered"] == [in_timeline]
    assert in_blockers > in_timeline  # there is room where all that is said is short
