"""What is beside the proxy: units that systemd takes, a backup that can be restored."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import time
from datetime import date
from fnmatch import fnmatch
from pathlib import Path

import pytest

from health.store import open_store
from tests.conftest import ROOT

DEPLOY = ROOT / ".deploy"
UNITS = sorted(path.name for path in DEPLOY.glob("*.service")) + sorted(
    path.name for path in DEPLOY.glob("*.timer")
)
README = (ROOT / "README.md").read_text("utf-8")


@pytest.fixture(scope="module")
def units(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The units, with the program where it is here."""
    folder = tmp_path_factory.mktemp("units")
    for name in UNITS:
        text = (DEPLOY / name).read_text("utf-8")
        text = text.replace("/opt/health/.venv/bin/python", sys.executable)
        (folder / name).write_text(text.replace("/opt/health", str(ROOT)), "utf-8")
    return folder


def test_systemd_takes_every_unit(units: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze is installed")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(str(units / name) for name in UNITS)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    ours = [line for line in done.stderr.splitlines() if "health" in line]
    assert not ours, done.stderr
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", [name for name in UNITS if name.endswith(".service")])
def test_a_service_is_shut_in(units: Path, name: str) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze is installed")
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=25", str(units / name)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-600:] + done.stderr


def test_the_readme_names_every_file_and_each_names_its_place() -> None:
    section = README.partition("\n## Deploy\n")[2].partition("\n## ")[0]
    told = re.findall(r"[\w*.-]+", section)
    for path in DEPLOY.iterdir():
        assert any(fnmatch(path.name, each) for each in told if len(each) > 5), path.name
    for name in UNITS:
        assert f"/etc/systemd/system/{name}" in (DEPLOY / name).read_text("utf-8")


def test_every_variable_of_the_environment_file_is_one_that_is_read() -> None:
    told = re.findall(r"^([A-Z_]+)=", (DEPLOY / "health.env").read_text("utf-8"), re.M)
    known = set(re.findall(r"^\| `(HEALTH_[A-Z]+)` \|", README, re.M))
    assert {name for name in told if name.startswith("HEALTH_")} <= known
    assert "HEALTH_STORE" in told


def test_a_backup_holds_the_store_and_the_logs_and_old_ones_go(tmp_path: Path) -> None:
    logs, kept = tmp_path / "logs", tmp_path / "backups"
    logs.mkdir()
    kept.mkdir()
    (logs / "clients.csv").write_text("client\nAcme\n", "utf-8")
    for name, days in (("store-2026-01-01.zip", 40), ("store-2026-02-01.zip", 10), ("mine", 90)):
        (kept / name).write_text("of then", "utf-8")
        os.utime(kept / name, (time.time() - 86_400 * days,) * 2)
    url = f"sqlite:///{tmp_path / 'store.db'}"
    store = open_store(url)
    store.add_note("Acme", date(2026, 11, 22), "remember", "Ana")
    program = tmp_path / "program"
    (program / ".venv" / "bin").mkdir(parents=True)
    python = program / ".venv" / "bin" / "python"
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n', "utf-8")
    python.chmod(0o755)
    surroundings = {**os.environ, "HEALTH_STORE": url, "HEALTH_LOGS": str(logs)}
    surroundings["PYTHONPATH"] = str(ROOT)
    for _ in range(2):  # a second time on the same day is no harm
        subprocess.run(
            [DEPLOY / "backup", kept], cwd=program, env=surroundings, check=True, timeout=60
        )
    assert not (kept / "store-2026-01-01.zip").exists()
    assert (kept / "store-2026-02-01.zip").exists()
    assert (kept / "mine").exists()
    made = kept / f"store-{date.today()}.zip"
    packed = kept / f"logs-{date.today()}.tar.gz"
    assert made.stat().st_mode & 0o077 == packed.stat().st_mode & 0o077 == 0
    with tarfile.open(packed) as archive:
        assert "logs/clients.csv" in archive.getnames()
    store.close()
    again = f"sqlite:///{tmp_path / 'again.db'}"
    subprocess.run(
        [sys.executable, "-m", "health", "restore", str(made)], cwd=ROOT, check=True, timeout=60,
        env={**os.environ, "HEALTH_STORE": again}, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    restored = open_store(again)
    assert [note.text for note in restored.notes("Acme")] == ["remember"]
    restored.close()
