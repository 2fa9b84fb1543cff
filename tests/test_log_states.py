"""Every log as a source: its state, its latest day, what it switches on and what it lacks."""

from __future__ import annotations

from datetime import date

import pytest

from health.check import check
from health.log_states import ABSENT, PARTLY, UNUSABLE, USED, Late, LogState, late_logs, log_states
from health.logs.contract import LOGS
from health.logs.reading import read_folder
from health.settings import Settings
from health.signals import SIGNALS
from pages.parts import logs_table
from pages.parts.download import as_csv
from pages.parts.logs_set_aside import COLUMNS, lines
from tests.conftest import ROOT, FolderOf

TODAY = date(2026, 11, 25)
CONTACTS = "client,at,direction\nAcme,2026-11-02,out\nAcme,2027-01-02,out\nNobody,2026-11-03,out\n"


@pytest.fixture
def found(folder_of: FolderOf) -> dict[str, LogState]:
    """A folder in which one thing of each kind is wrong."""
    folder = folder_of(
        contacts=CONTACTS,
        demos="client,planned_for,held_on\nAcme,2026-12-20,\nAcme,2026-11-10,2026-11-10\n",
        spend="no,such\n1,2\n",
    )
    return {each.log: each for each in log_states(read_folder(folder), TODAY)}


def test_all_logs_are_there_in_the_order_of_the_contract() -> None:
    found = log_states(read_folder(ROOT / "data" / "sample"), TODAY)
    assert [each.log for each in found] == list(LOGS)
    assert {label for each in found for label in each.on} == {one.label for one in SIGNALS.values()}
    assert all(each.used == each.read - each.set_aside - each.duplicates for each in found)


def test_each_log_has_its_state(found: dict[str, LogState]) -> None:
    states = {log: each.state for log, each in found.items()}
    assert states["clients"] == states["demos"] == USED
    assert states["contacts"] == PARTLY
    assert states["spend"] == UNUSABLE
    assert states["risks"] == ABSENT
    assert "client" in found["spend"].problem


def test_the_latest_day_is_neither_a_plan_nor_ahead(found: dict[str, LogState]) -> None:
    assert found["contacts"].latest == date(2026, 11, 2)
    assert found["demos"].latest == date(2026, 11, 10)
    assert found["clients"].latest is None
    assert found["risks"].latest is None


def test_a_signal_without_its_column_is_off_and_says_which(found: dict[str, LogState]) -> None:
    assert found["demos"].on == ("Last shown", "Planned and held")
    assert found["demos"].off == (("Decision-maker there", ("attendance",)),)
    assert (found["risks"].on, found["risks"].off) == ((), ())


def test_a_log_that_begins_long_after_its_clients_is_told(folder_of: FolderOf) -> None:
    logs = read_folder(
        folder_of(
            clients="client,started_on\nAcme,2026-01-05\nBolt,\nCole,2026-09-08\nDune,\n",
            contacts="client,at,direction\nBolt,2026-02-02,out\nAcme,2026-11-02,out\n",
            demos="client,held_on\nAcme,2026-11-03\nDune,2026-11-10\n",
            outcomes="client,on,outcome\nAcme,2026-11-03,renewed\n",  # no signal is made of it
            risks="client,risk,raised_on\n",
        )
    )
    # Acme by its start, Bolt by its first contact; Cole began 56 days before, Dune is new.
    assert late_logs(logs) == {"demos": Late(date(2026, 11, 3), 2)}
    by_log = {each.log: each for each in log_states(logs, TODAY)}
    told = logs_table.table([by_log["demos"], by_log["contacts"]], TODAY).replace("\xa0", " ")
    said = "2 clients began before: the time before counts as silence"
    assert told.count(f"begins 3 Nov 2026; {said}") == 1
    assert f"demos: begins 2026-11-03; {said}" in check(logs, Settings.default())[0]


def test_a_log_that_begins_with_its_clients_is_not_called_late(folder_of: FolderOf) -> None:
    clients = "client,started_on\nAcme,2026-09-08\nBolt,\n"
    demos = "client,held_on\nAcme,2026-11-03\nBolt,2026-11-03\n"
    assert late_logs(read_folder(folder_of(clients=clients, demos=demos))) == {}


# On the page -----------------------------------------------------------------------------------


def state_of(log: str = "contacts", state: str = USED, **other: object) -> LogState:
    """The state of a log with a few things different."""
    given = {"about": "x", "latest": TODAY, "read": 5, "used": 5, "set_aside": 0, "duplicates": 0}
    more = {"on": ("Rating",), "off": (), "problem": ""}
    return LogState(log=log, state=state, **{**given, **more, **other})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("some", "said"),
    [
        ([state_of()], "Every row of every log is used"),
        ([state_of(), state_of(state=ABSENT)], "Every row is used, of one of the 2 logs"),
        ([state_of(state=PARTLY, set_aside=1)], "One row of one log was set aside"),
        (
            [state_of(state=PARTLY, set_aside=13), state_of(state=PARTLY, set_aside=1)],
            "14 rows of two logs were set aside",
        ),
        (
            [state_of("spend", UNUSABLE), state_of("risks", UNUSABLE), state_of(state=PARTLY)],
            "spend.csv and risks.csv can not be used",
        ),
    ],
)
def test_the_headline_says_what_to_mend_first(some: list[LogState], said: str) -> None:
    assert logs_table.headline(some) == said


def test_the_table_says_state_age_and_what_is_off_and_escapes_it() -> None:
    old = state_of(latest=date(2026, 10, 1), off=(("Rating", ("<b>",)),))
    told = logs_table.table([old, state_of(state=UNUSABLE, problem="<script>")], TODAY)
    assert '<div class="small amber">55 days ago</div>' in told
    assert "Rating is off, for want of &lt;b&gt;" in told
    assert "<script>" not in told
    quiet = logs_table.table([state_of(latest=date(2026, 10, 1), on=())], TODAY)
    assert '<div class="small soft">55 days ago</div>' in quiet


def test_it_is_said_how_times_are_read(folder_of: FolderOf) -> None:
    told = logs_table.beside(read_folder(folder_of(contacts=CONTACTS)))
    assert "else UTC; hours where none are agreed: 09:00 to 18:00" in told


def test_what_is_set_aside_is_saved_as_text_that_no_spreadsheet_runs(folder_of: FolderOf) -> None:
    logs = read_folder(folder_of(contacts="client,at,direction\n=cmd(),2026-11-02,out\n"))
    text = as_csv([COLUMNS, *lines(logs.set_aside)]).decode("utf-8-sig")
    assert text.splitlines()[0] == "file,row,column,value,reason"
    assert "contacts.csv,2,client,'=cmd()," in text
