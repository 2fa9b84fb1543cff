"""A real PostgreSQL server that the tests start and end themselves."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests.conftest import free_port

PASSWORD = "s3cr3t-w0rd"
_FAST = {  # a test's data need not outlive the machine
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "16MB",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "restart_after_crash": "off",
}


def binaries() -> Path | None:
    """The folder that holds `initdb` and `postgres`: of the newest version that is installed."""
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: path.parts[-3].zfill(4)
    )
    found = [str(installed[-1])] if installed else []
    found += [path for path in [shutil.which("postgres")] if path]
    return Path(found[0]).resolve().parent if found else None


def _unprivileged() -> dict[str, Any]:
    """Whom a superuser runs the server as, for it refuses to run as one."""
    if not hasattr(os, "geteuid") or os.geteuid():
        return {}
    import pwd  # Unix only, as superusers that the server refuses are

    for name in ("postgres", "nobody"):
        try:
            who = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}
    raise RuntimeError("no user postgres or nobody to run the server as")


class Server:
    """A server of its own folder, at 127.0.0.1, with a password; it can end and come back."""

    def __init__(self, home: Path) -> None:
        programs = binaries()
        assert programs is not None
        self.programs, self.home, self.port = programs, home, free_port()
        self._as = _unprivileged()
        secret, self._log = home / "password", home / "log"
        secret.write_text(PASSWORD)
        self._log.touch()
        for path in (home, secret, self._log):
            if self._as:
                os.chown(path, self._as["user"], self._as["group"])
        made = ["initdb", "-D", str(home / "data"), "-U", "tester", "-E", "UTF8", "-N"]
        made += ["--locale=C", "-A", "scram-sha-256", f"--pwfile={secret}"]
        made[0] = str(programs / made[0])
        subprocess.run(made, check=True, capture_output=True, cwd="/", **self._as)
        self.start()

    @property
    def url(self) -> str:
        """Its first database."""
        return f"postgresql://tester:{PASSWORD}@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start, and wait until it answers."""
        options = [word for name, value in _FAST.items() for word in ("-c", f"{name}={value}")]
        options += ["-h", "127.0.0.1", "-p", str(self.port), "-k", str(self.home)]
        command = [str(self.programs / "postgres"), "-D", str(self.home / "data"), *options]
        with self._log.open("ab") as out:
            self._process = subprocess.Popen(command, stdout=out, stderr=out, cwd="/", **self._as)
        for _ in range(400):
            if self._process.poll() is not None:
                break
            try:
                psycopg.connect(self.url, connect_timeout=2).close()
            except psycopg.OperationalError:
                try:
                    self._process.wait(0.05)
                except subprocess.TimeoutExpired:
                    continue
            else:
                return
        raise RuntimeError(f"PostgreSQL did not come up: {self._log.read_text()}")

    def end(self, how: signal.Signals = signal.SIGINT) -> None:
        """End: SIGINT breaks off what is under way, SIGQUIT is as if the power went."""
        self._process.send_signal(how)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@contextmanager
def running() -> Iterator[Server]:
    """A server, ended and removed at the end."""
    home = Path(tempfile.mkdtemp(prefix="pg"))
    try:
        server = Server(home)
        try:
            yield server
        finally:
            server.end()
    finally:
        shutil.rmtree(home, ignore_errors=True)
