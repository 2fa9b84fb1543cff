"""Whatever happens to a source, the last good state stays on screen, and is said to be old."""

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from health.errors import HealthError
from health.live import Live, State
from health.portfolio import Portfolio
from health.sources.asking import refresh
from health.sources.copies import copy_path, stored, told_problem
from health.sources.declared import Source, sources_of
from health.sources.workspace import Workspace
from health.tables.found import Table
from health.tables.reading import read_tables
from tests.sheets.google import Fault, Google

CLIENTS = "client\nAcme\n"
CONTACTS = "client;at;direction\nAcme;2.3.2026 10:00;out\nAcme;25.3.2026 10:00;out\n"
MORE = "Acme;26.3.2026 10:00;out\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a log that has to be prepared, and a plain one."""
    made = tmp_path / "logs"
    made.mkdir()
    (made / "clients.csv").write_text(CLIENTS)
    (made / "contacts.csv").write_text(CONTACTS)
    (made / "demos.csv").write_text("client,held_on\nAcme,2026-03-04\n")
    return made


def checked(live: Live) -> State:
    live._retry_at = 0.0
    live.check()
    return live.now()


def contacts(state: State) -> int:
    assert state.portfolio is not None
    return len(state.portfolio.logs["contacts"])


@pytest.mark.parametrize("name", ["contacts.csv", "demos.csv"])
def test_a_file_that_vanishes_leaves_what_was_until_it_is_back_or_given_up(
    folder: Path, tmp_path: Path, name: str
) -> None:
    live = Live(folder, kept_in=tmp_path / "kept")
    assert contacts(checked(live)) == 2
    (folder / name).rename(tmp_path / name)
    state = checked(live)
    assert f"{name} is not there any more" in state.problem
    assert contacts(state) == 2
    (tmp_path / name).rename(folder / name)
    assert checked(live).problem == ""
    for _ in range(2):  # what came back is missed again
        content = (folder / name).read_bytes()
        (folder / name).unlink()
        assert f"{name} is not there any more" in checked(live).problem
        live.give_up([name])
        state = checked(live)
        assert state.problem == ""
        assert state.portfolio is not None
        assert not state.portfolio.logs[name.removesuffix(".csv")].present
        (folder / name).write_bytes(content)
        assert contacts(checked(live)) == 2


def test_a_file_that_vanishes_while_the_logs_are_read_is_missed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = Live(folder, kept_in=tmp_path / "kept")
    assert contacts(checked(live)) == 2
    scored = live._scored

    def vanishing() -> Portfolio:
        (folder / "demos.csv").unlink(missing_ok=True)
        return scored()

    monkeypatch.setattr(live, "_scored", vanishing)
    (folder / "contacts.csv").write_text(CONTACTS + MORE)
    state = checked(live)
    assert "demos.csv is not there any more" in state.problem
    assert contacts(state) == 2


def test_a_log_that_becomes_unusable_leaves_what_was(folder: Path, tmp_path: Path) -> None:
    live = Live(folder, kept_in=tmp_path / "kept")
    good = checked(live).portfolio
    (folder / "demos.csv").write_text("who,when\nAcme,2026-03-04\n")
    state = checked(live)
    assert "demos" in state.problem
    assert state.portfolio is good
    (folder / "demos.csv").write_text("client,held_on\nAcme,2026-03-05\n")
    assert checked(live).problem == ""


def test_a_file_that_is_being_written_is_read_when_it_rests(folder: Path, tmp_path: Path) -> None:
    live = Live(folder, kept_in=tmp_path / "kept", settle_seconds=5.0)
    assert contacts(checked(live)) == 2
    path = folder / "contacts.csv"
    path.write_text(CONTACTS + MORE[:12])
    assert contacts(checked(live)) == 2
    path.write_text(CONTACTS + MORE)
    for each in folder.iterdir():
        os.utime(each, (1_700_000_000, 1_700_000_000))
    assert contacts(checked(live)) == 3


def test_a_file_that_is_replaced_while_it_is_read_is_read_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = read_tables
    replaced: list[Path] = []

    def replacing(path: Path) -> object:
        tables = read(path)
        if not replaced:
            replaced.append(path)
            (folder / "new").write_text(CONTACTS + MORE)
            (folder / "new").replace(path)
        return tables

    monkeypatch.setattr("health.sources.fetched.read_tables", replacing)
    assert contacts(checked(Live(folder, kept_in=tmp_path / "kept"))) == 3
    assert replaced


def test_a_full_disk_leaves_what_was_and_says_so(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = Live(folder, kept_in=tmp_path / "kept")
    assert contacts(checked(live)) == 2

    def full(*_: object, **__: object) -> str:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("health.sources.workspace.tempfile.mkdtemp", full)
        (folder / "contacts.csv").write_text(CONTACTS + MORE)
        state = checked(live)
        assert "No space left on device" in state.problem
        assert contacts(state) == 2
    state = checked(live)
    assert (state.problem, contacts(state)) == ("", 3)


@pytest.fixture
def google() -> Iterator[Google]:
    with Google() as running:
        yield running


def test_a_spreadsheet_that_can_not_be_had_is_shown_as_it_was_and_comes_back(
    folder: Path, tmp_path: Path, google: Google, monkeypatch: pytest.MonkeyPatch
) -> None:
    google.stand_in(monkeypatch)
    rows: list[list[str | int]] = [
        ["client", "asked_on", "answered_on", "rating"],
        ["Acme", "2026-03-02", "2026-03-03", 7],
    ]
    address = google.add({"feedback": rows})
    google.key_file(folder)
    key = next(folder.glob("*.json")).name
    (folder / "sources.toml").write_text(
        f'[[source]]\nname = "Answers"\nspreadsheet = "{address}"\nkey_file = "{key}"\n'
    )
    live = Live(folder, kept_in=tmp_path / "kept")
    spreadsheets = [source for source in sources_of(folder) if source.spreadsheet]
    refresh(spreadsheets, live.workspace)
    state = checked(live)
    assert state.portfolio is not None
    assert len(state.portfolio.logs["feedback"]) == 1
    google.faults += [Fault(status=503, body={"error": {"code": 503}}) for _ in range(20)]
    refresh(spreadsheets, live.workspace)
    again = Live(folder, kept_in=tmp_path / "kept")  # after a restart, too
    for each in (live, again):
        state = checked(each)
        assert state.portfolio is not None
        assert len(state.portfolio.logs["feedback"]) == 1
        [source] = [s for s in state.portfolio.logs.prepared.states if s.name == "Answers"]
        assert source.problem
        assert source.read_at is not None
    google.faults.clear()
    google.book(address).tabs = {"feedback": [*rows, ["Acme", "2026-03-09", "2026-03-10", 8]]}
    refresh(spreadsheets, live.workspace)
    state = checked(live)
    assert state.portfolio is not None
    assert len(state.portfolio.logs["feedback"]) == 2
    assert not any(source.problem for source in state.portfolio.logs.prepared.states)


def test_a_process_killed_while_it_keeps_a_copy_leaves_the_one_before(
    folder: Path, tmp_path: Path
) -> None:
    work = Workspace(tmp_path / "work")
    code = textwrap.dedent(
        """
        import sys, time
        from datetime import UTC, datetime
        from pathlib import Path
        from health.sources.copies import store
        from health.tables.found import Table
        path, number = Path(sys.argv[1]), 0
        while True:
            number += 1
            rows = [[str(number)] * 3] * 3000
            store(path, [Table(("a", "b", "c"), rows, [1] * 3000)], datetime.now(UTC))
            print(number, flush=True)
        """
    )
    path = work.copies / "x.json"
    for _ in range(3):
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        for _ in range(3):
            assert process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        found = stored(path)
        assert found is not None
        [table], _ = found
        assert len({cell for row in table.rows for cell in row}) == 1
        assert len(table.rows) == 3000


def test_what_goes_wrong_with_one_source_stops_no_other(tmp_path: Path, folder: Path) -> None:
    (folder / "sources.toml").write_text(
        '[[source]]\nname = "one"\nspreadsheet = "x"\nkey_file = "k"\n'
        '[[source]]\nname = "two"\nspreadsheet = "y"\nkey_file = "k"\n'
    )

    def ask(source: Source) -> list[Table]:
        if source.name == "one":
            raise HealthError("gone")
        return [Table(("a",), [["1"]], [2])]

    work = Workspace(tmp_path / "work")
    sources = [source for source in sources_of(folder) if source.spreadsheet]
    refresh(sources, work, ask)
    one, two = (copy_path(work.copies, source) for source in sources)
    assert (stored(one), told_problem(one)) == (None, "gone")
    assert stored(two) is not None
