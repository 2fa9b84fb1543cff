"""Whatever somebody puts into a folder: nobody waits for ever, and it is said what is wrong."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from health.check import check
from health.errors import HealthError
from health.plain_files import toml_of
from health.settings import Settings
from health.sources.opening import read_logs

DEADLINES = "client,item,promised_on,due_on\nAcme,Beta,2026-03-01,2026-04-03\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "clients.csv").write_text("client\nAcme\n")
    (tmp_path / "deadlines.csv").write_text(DEADLINES)
    for name in ("recipes", "mended"):
        (tmp_path / name).mkdir()
    return tmp_path


def declared(line: str) -> Callable[[Path], None]:
    return lambda folder: _write(folder / "sources.toml", f"[[source]]\n{line}\n")


def _write(path: Path, text: str) -> None:
    path.write_text(text)


def _declared_pipe(folder: Path) -> None:
    os.mkfifo(folder / "contacts.csv")
    declared('file = "contacts.csv"')(folder)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (_declared_pipe, "a pipe or a device"),
        (declared('file = "/dev/zero"\nlog = "contacts"'), "a pipe or a device"),
        (lambda folder: os.mkfifo(folder / "answers.toml"), "a pipe or a device"),
        (lambda folder: os.mkfifo(folder / "recipes" / "a.toml"), "a file that can be read"),
        (lambda folder: os.mkfifo(folder / "mended" / "deadlines.csv"), "can't be read"),
        (declared('file = "a\\u0000b"\nlog = "contacts"'), "a text in quotes"),
        (declared('file = "/**"'), "a name with *"),
        (declared('file = ""'), "not blank"),
        (declared('file = "none-*.csv"'), "none-*.csv: can't be read"),
        (lambda folder: _write(folder / "sources.toml", "a." * 400_000 + "a = 1"), "40 parts"),
        (lambda folder: _write(folder / "answers.toml", "clients = " + "{a=" * 9999), "too deep"),
    ],
)  # fmt: skip
def test_what_can_not_be_read_is_refused_at_once_and_told(
    folder: Path, spoil: Callable[[Path], None], told: str
) -> None:
    spoil(folder)
    with pytest.raises(HealthError) as refused:
        read_logs(folder)
    assert told in str(refused.value)


def test_names_with_dots_in_quotes_are_no_deep_keys() -> None:
    text = '[clients]\n"a.b.c d.e.f" = "' + "x. " * 30 + '"\n'
    assert toml_of(text)["clients"]["a.b.c d.e.f"].startswith("x. x.")


def test_pipes_links_and_folders_named_like_a_log_are_passed_over(folder: Path) -> None:
    os.mkfifo(folder / "contacts.csv")
    (folder / "demos.csv").mkdir()
    (folder / "feedback.csv").symlink_to("feedback.csv")
    (folder / "round").symlink_to(".")
    logs = read_logs(folder)
    assert [log for log, rows in logs.rows.items() if rows.present] == ["clients", "deadlines"]


def test_names_of_files_can_not_write_the_report(folder: Path) -> None:
    more = DEADLINES.replace("Beta", "Gamma")
    (folder / "a\nNothing was set aside.\u202e.csv").write_text(more)
    with open(os.fsencode(folder) + b"/pl\xffn.csv", "w") as file:
        file.write(more.replace("Gamma", "Delta"))
    (folder / "Deadlines.CSV").write_text(more.replace("Gamma", "Epsilon"))
    logs = read_logs(folder)
    assert len(logs["deadlines"]) == 4
    text, _ = check(logs, Settings.default())
    assert "a?Nothing was set aside.?.csv" in text
    assert "pl?n.csv" in text


def test_a_huge_cell_is_shown_by_its_beginning(folder: Path) -> None:
    cell = "x" * 3_000_000
    (folder / "contacts.csv").write_text(f"client,at,direction\nAcme,2026-03-01,{cell}\n")
    logs = read_logs(folder)
    assert logs["contacts"].set_aside[0].value == cell
    assert len(check(logs, Settings.default())[0]) < 5000
