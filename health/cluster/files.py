"""Files behind any address that fsspec understands: a folder, file://, memory://, s3:// ..."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import fsspec

from health.errors import HealthError, UnreadableFile

_START = 1 << 16  # bytes: what the reader looks at for a header
_SECRET = re.compile(r"(?<=://)[^/@]*@")


def shown(address: str) -> str:
    """An address as it may be told: without a user's name and password, and what is asked of it."""
    return _SECRET.sub("", address).split("?", 1)[0]


def opened(address: str) -> tuple[Any, str]:
    """The file system behind an address, and the path in it."""
    try:
        system, path = fsspec.core.url_to_fs(address)
    except (ImportError, ValueError, OSError) as error:
        told = str(error).replace(address, shown(address))
        raise HealthError(
            f"{shown(address)}: no such kind of address can be read: {told}"
        ) from error
    return system, path.rstrip("/") or path


def local_path(address: str) -> Path | None:
    """The path of an address on this machine; None for any other."""
    system, path = opened(address)
    return Path(path) if "file" in _kinds(system) else None


def _kinds(system: Any) -> tuple[str, ...]:
    return (system.protocol,) if isinstance(system.protocol, str) else tuple(system.protocol)


def whole_address(address: str) -> str:
    """An address that means the same in every process: a path of this machine in full."""
    here = local_path(address)
    return str(here.absolute()) if here is not None else address


def scratch() -> str | None:
    """Where a worker keeps files of its own, which go when it does; None in any other process."""
    dask = sys.modules.get("distributed")
    try:
        return str(dask.get_worker().local_directory) if dask is not None else None
    except ValueError:
        return None


def joined(address: str, name: str) -> str:
    """The address of a file below another one."""
    return f"{address.rstrip('/')}/{name}"


@contextmanager
def on_disk(address: str, name: str, start_only: bool = False) -> Iterator[Path]:
    """A file on a disk of this machine: itself, or a copy; `start_only`: of its first bytes.

    `name` is how people know the file. UnreadableFile where it can't be had.
    """
    here = local_path(address)
    if here is not None:
        yield here
        return
    system, path = opened(address)
    with tempfile.TemporaryDirectory(prefix="health-", dir=scratch()) as folder:
        copy = Path(folder) / "part"
        try:
            if start_only:
                copy.write_bytes(system.cat_file(path, 0, _START))
            else:
                system.get_file(path, str(copy))
        except (OSError, ValueError) as error:
            raise unreadable(name, error) from error
        yield copy


def unreadable(name: str, error: Exception) -> UnreadableFile:
    """What is told of a file that could not be opened or read."""
    why = getattr(error, "strerror", None) or type(error).__name__
    return UnreadableFile(name, f"the file can't be read ({why}); nothing was scored")
