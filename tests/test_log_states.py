"""Every log as a source: its state, its latest day, what it switches on and what it lacks."""

from __future__ import annotations

from datetime import date

import pytest

from health.log_states import ABSENT, PARTLY, UNUSABLE, USED, Source, sources
from health.logs.contract import LOGS
from health.logs.reading import read_folder
from health.signals import SIGNALS
from pages.parts import logs_table
from pages.parts.download import as_csv
from pages.parts.logs_set_aside import COLUMNS, lines
from tests.conftest import ROOT, FolderOf

TODAY = date(2026, 11, 25)
CONTACTS = "client,at,direction\nAcme,2026-11-02,out\nAcme,2027-01-02,out\nNobody,2026-11-03,out\n"


@pytest.fixture
def found(folder_of: FolderOf) -> dict[str, Source]:
    """A folder in which one thing of each kind is wrong."""
    folder = folder_of(
        contacts=CONTACTS,
        demos="client,planned_for,held_on\nAcme,2026-12-20,\nAcme,2026-11-10,2026-11-10\n",
        spend="no,such\n1,2\n",
    )
    return {each.log: each for each in sources(read_folder(folder), TODAY)}


def test_all_logs_are_there_in_the_order_of_the_contract() -> None:
    found = sources(read_folder(ROOT / "data" / "sample"), TODAY)
    assert [each.log for each in found] == list(LOGS)
    assert {label for each in found for label in each.on} == {one.label for one in SIGNALS.values()}
    assert all(each.used == each.read - each.set_aside - each.duplicates for each in found)


def test_each_log_has_its_state(found: dict[str, Source]) -> None:
    states = {log: each.state for log, each in found.items()}
    assert states["clients"] == states["demos"] == USED
    assert states["contacts"] == PARTLY
    assert states["spend"] == UNUSABLE
    assert states["risks"] == ABSENT
    assert "client" in found["spend"].problem


def test_the_latest_day_is_neither_a_plan_nor_ahead(found: dict[str, Source]) -> None:
    assert found["contacts"].latest == date(2026, 11, 2)
    assert found["demos"].latest == date(2026, 11, 10)
    assert found["clients"].latest is None
    assert found["risks"].latest is None


def test_a_signal_without_its_column_is_off_and_says_which(found: dict[str, Source]) -> None:
    assert found["demos"].on == ("Last shown", "Planned and held")
    assert found["demos"].off == (("Decision-maker there", ("attendance",)),)
    assert (found["risks"].on, found["risks"].off) == ((), ())


# On the page -----------------------------------------------------------------------------------


def source(log: str = "contacts", state: str = USED, **other: object) -> Source:
    """A source with a few things different."""
    given = {"about": "x", "latest": TODAY, "read": 5, "used": 5, "set_aside": 0, "duplicates": 0}
    more = {"on": ("Rating",), "off": (), "problem": ""}
    return Source(log=log, state=state, **{**given, **more, **other})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("some", "said"),
    [
        ([source()], "Every row of every log is used"),
        ([source(), source(state=ABSENT)], "Every row is used, of one of the 2 logs"),
        ([source(state=PARTLY, set_aside=1)], "One row of one log was set aside"),
        (
            [source(state=PARTLY, set_aside=13), source(state=PARTLY, set_aside=1)],
            "14 rows of two logs were set aside",
        ),
        (
            [source("spend", UNUSABLE), source("risks", UNUSABLE), source(state=PARTLY)],
            "spend.csv and risks.csv can not be used",
        ),
    ],
)
def test_the_headline_says_what_to_mend_first(some: list[Source], said: str) -> None:
    assert logs_table.headline(some) == said


def test_the_table_says_state_age_and_what_is_off_and_escapes_it() -> None:
    old = source(latest=date(2026, 10, 1), off=(("Rating", ("<b>",)),))
    told = logs_table.table([old, source(state=UNUSABLE, problem="<script>")], TODAY)
    assert '<div class="small amber">55 days ago</div>' in told
    assert "Rating is off, for want of &lt;b&gt;" in told
    assert "<script>" not in told
    quiet = logs_table.table([source(latest=date(2026, 10, 1), on=())], TODAY)
    assert '<div class="small soft">55 days ago</div>' in quiet


def test_a_file_that_no_log_has_the_name_of_is_told(folder_of: FolderOf) -> None:
    folder = folder_of(contacts=CONTACTS, **{"conta<b>cts": "x\n"})
    told = logs_table.beside(read_folder(folder))
    assert "conta&lt;b&gt;cts.csv" in told
    assert "09:00 to 18:00" in told


def test_what_is_set_aside_is_saved_as_text_that_no_spreadsheet_runs(folder_of: FolderOf) -> None:
    logs = read_folder(folder_of(contacts="client,at,direction\n=cmd(),2026-11-02,out\n"))
    text = as_csv([COLUMNS, *lines(logs.set_aside)]).decode("utf-8-sig")
    assert text.splitlines()[0] == "file,row,column,value,reason"
    assert "contacts.csv,2,client,'=cmd()," in text
