"""When spreadsheets are asked for, and whose copy is shown meanwhile."""

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from health.errors import UnusableLogs
from health.sources.asking import Asking, refresh
from health.sources.copies import copy_path, stored, told_problem
from health.sources.declared import Source, sources_of
from health.sources.opening import read_logs
from health.sources.workspace import Workspace
from health.tables.found import Table

RATINGS = {"old": "7", "new": "9"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "clients.csv").write_text("client\nAcme\n")
    (tmp_path / "demos.csv").write_text("client,held_on\nAcme,2026-03-04\n")
    declare(tmp_path, "old")
    return tmp_path


def declare(folder: Path, address: str) -> None:
    (folder / "sources.toml").write_text(
        f'[[source]]\nname = "Answers"\nspreadsheet = "{address}"\nkey_file = "k"\n'
    )


def spreadsheets(folder: Path) -> list[Source]:
    return [source for source in sources_of(folder) if source.spreadsheet]


def answers(source: Source) -> Sequence[Table]:
    row = ["Acme", "2026-03-02", "2026-03-03", RATINGS[source.spreadsheet]]
    return [Table(("client", "asked_on", "answered_on", "rating"), [row], [2], name="feedback")]


def test_another_spreadsheet_under_the_same_name_is_asked_at_once_and_never_mistaken(
    folder: Path, tmp_path: Path
) -> None:
    work, asked = Workspace(tmp_path / "work"), []
    refresh(spreadsheets(folder), work, answers)
    assert list(read_logs(folder, workspace=work)["feedback"]["rating"]) == [7]
    declare(folder, "new")
    with pytest.raises(UnusableLogs, match="Answers: it is being asked for the first time"):
        read_logs(folder, workspace=work)

    def ask(source: Source) -> Sequence[Table]:
        asked.append(source.spreadsheet)
        return answers(source)

    told = threading.Event()
    asking = Asking(folder, work, told.set, ask)
    asking.start()
    assert told.wait(10)
    asking.stop()
    assert asked == ["new"]
    assert list(read_logs(folder, workspace=work)["feedback"]["rating"]) == [9]


def test_a_copy_that_is_fresh_is_not_asked_for_again_before_somebody_wants_it(
    folder: Path, tmp_path: Path
) -> None:
    work, told = Workspace(tmp_path / "work"), threading.Event()
    refresh(spreadsheets(folder), work, answers)
    asking = Asking(folder, work, told.set, answers)
    assert asking._those_due() == []
    asking.now()
    assert asking._those_due() == spreadsheets(folder)
    assert asking._those_due() == []


def test_asking_waits_between_two_looks_whatever_the_sources_file_says(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks, looked = [], threading.Event()
    asking = Asking(folder, Workspace(tmp_path / "work"), lambda: None, answers)

    class Wait(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            looks.append(self.is_set())
            looked.set()
            return super().wait(timeout)

    (folder / "sources.toml").write_text("[[source]\n")
    monkeypatch.setattr(asking, "_asked_for", Wait())
    asking.now()
    asking.start()
    assert looked.wait(10)
    asking.stop()
    assert looks[0] is False


def test_asking_goes_on_after_something_went_wrong(folder: Path, tmp_path: Path) -> None:
    told = threading.Semaphore(0)
    went_wrong: list[bool] = []

    def once() -> None:
        told.release()
        if not went_wrong:
            went_wrong.append(True)
            raise RuntimeError

    asking = Asking(folder, Workspace(tmp_path / "work"), once, answers)
    asking.start()
    assert told.acquire(timeout=10)
    asking.now()
    assert told.acquire(timeout=10)
    asking.stop()


def test_a_problem_whose_words_are_no_proper_text_is_told(folder: Path, tmp_path: Path) -> None:
    def ask(source: Source) -> Sequence[Table]:
        raise UnusableLogs("the tab \ud800 is gone")

    work, [source] = Workspace(tmp_path / "work"), spreadsheets(folder)
    refresh([source], work, ask)
    assert told_problem(copy_path(work.copies, source)) == "the tab ? is gone"


def test_a_full_disk_is_told_though_there_is_no_room_for_words(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work, [source] = Workspace(tmp_path / "work"), spreadsheets(folder)
    refresh([source], work, answers)
    copy = copy_path(work.copies, source)
    assert told_problem(copy) == ""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    def no_word(path: Path, *_: object, **__: object) -> None:
        path.touch()
        full()

    with monkeypatch.context() as patched:
        patched.setattr("health.whole.os.fsync", full)
        patched.setattr("health.sources.copies.Path.write_text", no_word)
        refresh([source], work, answers)
    assert "the disk is full" in told_problem(copy)
    assert list(read_logs(folder, workspace=work)["feedback"]["rating"]) == [7]
    refresh([source], work, answers)
    assert told_problem(copy) == ""


@pytest.mark.parametrize(
    "content", ["", "[]", "[" * 100_000, '{"form": 1, "at": "2026-01-01", "tables": ["x"]}']
)
def test_a_damaged_copy_is_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "copy.json").write_text(content)
    assert stored(tmp_path / "copy.json") is None
