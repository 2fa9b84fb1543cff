"""A server of its own for a measurement."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def served(
    script: Path, place: Path, surroundings: Mapping[str, str] | None = None, port: int = 0
) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A server of a script, run in a folder, and its address; on a free port unless told."""
    from tests.conftest import free_port, wait_for

    port = port or free_port()
    told = {**os.environ, "PYTHONPATH": str(ROOT), **(surroundings or {})}
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.headless", "true"]
    options = ["--server.port", str(port), "--server.address", "127.0.0.1"]
    server = subprocess.Popen(
        command + options,
        cwd=place,
        env=told,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address, server)
        yield server, address
    finally:
        server.terminate()
        server.wait(30)
