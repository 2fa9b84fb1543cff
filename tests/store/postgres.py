"""A real PostgreSQL server that the tests start and end themselves."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import free_port

_FAST = {  # a test's data need not outlive the machine
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "16MB",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


def binaries() -> Path | None:
    """The folder that holds `initdb` and `postgres`: of the newest version that is installed."""
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: path.parts[-3].zfill(4)
    )
    found = [str(installed[-1])] if installed else []
    found += [path for path in [shutil.which("postgres")] if path]
    return Path(found[0]).resolve().parent if found else None


def _unprivileged() -> pwd.struct_passwd | None:
    """Whom a superuser runs the server as, for it refuses to run as one."""
    if os.geteuid():
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("no user postgres or nobody to run the server as")


@contextmanager
def running(folder: Path | None = None) -> Iterator[str]:
    """A server; the URL of its first database, at 127.0.0.1, with a password."""
    programs = binaries()
    assert programs is not None
    who = _unprivileged()
    home = Path(tempfile.mkdtemp(prefix="pg", dir=folder))
    data, secret = home / "data", home / "password"
    secret.write_text("s3cr3t-w0rd")
    log = home / "log"
    log.touch()
    for path in (home, secret, log):
        if who:
            os.chown(path, who.pw_uid, who.pw_gid)
    as_user = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []} if who else {}
    port = free_port()
    command = [str(programs / "initdb"), "-D", str(data), "-U", "tester", "-E", "UTF8", "-N"]
    command += ["--locale=C", "-A", "scram-sha-256", f"--pwfile={secret}"]
    subprocess.run(command, check=True, capture_output=True, cwd="/", **as_user)  # type: ignore[call-overload]
    options = [word for name, value in _FAST.items() for word in ("-c", f"{name}={value}")]
    options += ["-h", "127.0.0.1", "-p", str(port), "-k", str(home)]
    with log.open("wb") as out:
        server = subprocess.Popen(  # type: ignore[call-overload]
            [str(programs / "postgres"), "-D", str(data), *options],
            stdout=out, stderr=out, cwd="/", **as_user,
        )  # fmt: skip
    try:
        _wait(programs, port, server, log)
        yield f"postgresql://tester:s3cr3t-w0rd@127.0.0.1:{port}/postgres"
    finally:
        server.terminate()  # ends what is under way, then itself
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
        shutil.rmtree(home, ignore_errors=True)


def _wait(programs: Path, port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    import psycopg

    for _ in range(400):
        if server.poll() is not None:
            raise RuntimeError(f"PostgreSQL ended by itself: {log.read_text()}")
        try:
            psycopg.connect(
                host="127.0.0.1", port=port, user="tester", password="s3cr3t-w0rd",
                dbname="postgres", connect_timeout=2,
            ).close()  # fmt: skip
        except psycopg.OperationalError:
            server_up = False
        else:
            server_up = True
        if server_up:
            return
        try:
            server.wait(0.05)
        except subprocess.TimeoutExpired:
            continue
    raise RuntimeError("PostgreSQL did not come up")
