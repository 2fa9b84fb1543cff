"""A real scheduler and real workers: killed ones, other versions, nobody there, the command."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch

import pytest
from distributed import Client, LocalCluster

from health.__main__ import main
from health.cluster.listing import listed
from health.cluster.running import scored
from health.cluster.workers import OnDask, connected
from health.errors import HealthError
from health.history import score_history
from health.logs.reading import read_folder
from health.portfolio import default_as_of
from health.settings import Settings
from tests.cluster.parted import TODAY, cut_up
from tests.conftest import ROOT, FolderOf, free_port
from tests.literal.portfolios import write_portfolio

DEFAULTS = Settings.default()
Captured = pytest.CaptureFixture[str]


@pytest.fixture(scope="module", autouse=True)
def plain_main() -> Iterator[None]:
    """Workers begin by running this process's own script again: tests of pages put theirs there."""
    with patch.dict(sys.modules, {"__main__": ModuleType("__main__")}):
        yield


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """The address of a scheduler with two workers, which are started again when they die."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=50,
    ) as cluster:  # fmt: skip
        yield cluster.scheduler_address


class Killing(OnDask):
    """Workers of which one is killed whenever something has been started, before it is done."""

    def __init__(self, workers: OnDask, at: str) -> None:
        super().__init__(workers._client, workers._progress)
        self.at, self.killed = at, 0

    def results(self, started: Sequence[Any], doing: str) -> list[Any]:
        if doing == self.at:
            pids = self._client.run(os.getpid)
            self.killed = next(iter(pids.values()))
            os.kill(self.killed, signal.SIGKILL)
        return super().results(started, doing)


@pytest.mark.parametrize("at", ["cutting by client", "scoring partitions"])
def test_a_killed_worker_costs_time_and_no_result(scheduler: str, tmp_path: Path, at: str) -> None:
    folder, place, work = (tmp_path / name for name in ("folder", "place", "work"))
    for each in (folder, place, work):
        each.mkdir()
    write_portfolio(folder, 4, 12)
    cut_up(folder, place, 3, ("contacts",))
    logs = read_folder(folder, DEFAULTS, texts=False)
    one = score_history(logs, DEFAULTS, default_as_of(logs, None))
    with connected(scheduler, lambda _: None) as workers:
        workers.checked(str(work))
        killing = Killing(workers, at)
        found = scored(
            str(place), listed(str(place)), DEFAULTS, killing, str(work), None, TODAY, 6, True
        )
        workers._client.wait_for_workers(2, timeout=30)
        assert killing.killed not in workers._client.run(os.getpid).values()
    assert found.history.table().equals(one.table())
    assert found.aside_rows == logs.set_aside_count > 0


def test_workers_that_are_not_as_here_get_no_work(
    scheduler: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with connected(scheduler, lambda _: None) as workers:
        monkeypatch.setattr("health.cluster.workers.reaches", _not_here)
        with pytest.raises(HealthError, match=r"does not reach the work directory .*: not here"):
            workers.checked(str(tmp_path))
        monkeypatch.setattr("health.cluster.workers.version", lambda name: "0.1")
        with pytest.raises(HealthError, match=r"numpy [0-9.]+ instead of 0\.1.*install the same"):
            workers.checked(str(tmp_path))


def _not_here(address: str, mark: str) -> str:
    return "not here"


def test_the_command_scores_on_a_scheduler_as_it_does_alone(
    scheduler: str, folder_of: FolderOf, tmp_path: Path, capsys: Captured
) -> None:
    contacts = (
        "client,at,direction\nAcme,2026-10-05,out\nBolt,2026-10-07,in\nNobody,2026-10-07,in\n"
    )
    folder = folder_of(clients="client,ended_on\nAcme,\nBolt,2026-01-01\n", contacts=contacts)
    out = [str(tmp_path / name) for name in ("one.csv", "many.csv", "aside.csv")]
    assert main(["score", str(folder), "--out", out[0]]) == 0
    alone = capsys.readouterr().err
    assert main(
        ["score", f"file://{folder}", "--cluster", scheduler, "--out", out[1], "--work",
         str(tmp_path), "--set-aside", out[2]]
    ) == 0  # fmt: skip
    told = capsys.readouterr().err
    assert Path(out[0]).read_bytes() == Path(out[1]).read_bytes()
    assert Path(out[2]).read_text().splitlines()[1].startswith("contacts,contacts.csv,4,client,")
    assert "1 row was set aside:\n  contacts.csv row 4, client = 'Nobody'" in told
    assert alone.splitlines()[-1] == told.splitlines()[-1] == "Bolt has no row: ended on 2026-01-01"
    assert not list(tmp_path.glob("health-*"))  # nothing is left in the work directory


def test_workers_of_this_machine_are_started_and_ended(folder_of: FolderOf, tmp_path: Path) -> None:
    folder = folder_of(contacts="client,at,direction\nAcme,2026-10-05,out\n")
    command = ["score", str(folder), "--cluster", "local:1", "--out", "-"]
    done = subprocess.run(
        [sys.executable, "-m", "health", *command], cwd=ROOT, capture_output=True, text=True,
        check=False, env={**os.environ, "TMPDIR": str(tmp_path)}, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("client,as_of,health")
    assert "Acme,2026-10-05" in done.stdout
    assert done.stderr == "Bolt has no row: no row in any log yet, and no started_on\n"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--cluster", "nowhere"], "is no cluster; give local:2"),
        (["--cluster", "local:0"], "is no cluster; give local:2"),
        (["--cluster", "local:1", "--partitions", "0"], "no number from 1 to 4096"),
        (["--work", "/tmp"], "need --cluster"),
        (["--cluster", "tls://127.0.0.1:1"], "tls://127.0.0.1:1: no Dask scheduler answers there"),
    ],
)
def test_what_cannot_be_asked_for_is_refused(
    folder_of: FolderOf, capsys: Captured, options: list[str], said: str
) -> None:
    folder = folder_of(contacts="client,at,direction\nAcme,2026-10-05,out\n")
    with pytest.raises(SystemExit, match="2"):
        sys.exit(main(["score", str(folder), "--out", "-", *options]))
    err = capsys.readouterr().err
    assert said in err
    assert "Traceback" not in err


def test_nobody_at_an_address_is_told_soon(
    folder_of: FolderOf, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("health.cluster.workers._PATIENCE", 1)
    folder = folder_of(contacts="client,at,direction\nAcme,2026-10-05,out\n")
    begun = time.monotonic()
    address = f"tcp://127.0.0.1:{free_port()}"
    assert main(["score", str(folder), "--cluster", address, "--out", "-"]) == 2
    assert f"{address}: no Dask scheduler answers there" in capsys.readouterr().err
    assert time.monotonic() - begun < 30


def test_nobody_left_to_work_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("health.cluster.workers._PATIENCE", 1)
    monkeypatch.setattr("health.cluster.workers._LOOK", 0.1)
    monkeypatch.setattr("health.cluster.workers._GONE", 0.3)
    with LocalCluster(
        n_workers=0, processes=False, dashboard_address="127.0.0.1:0", protocol="tcp://",
        silence_logs=50,
    ) as cluster:  # fmt: skip
        with (
            pytest.raises(HealthError, match="the scheduler has no worker; start some"),
            connected(cluster.scheduler_address, lambda _: None),
        ):
            pass
        with Client(cluster) as client:
            workers = OnDask(client, lambda _: None)
            with pytest.raises(HealthError, match="no worker was left"):
                workers.results([workers.start(os.getpid)], "asking")
