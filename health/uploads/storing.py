"""Putting a file into the folder of the logs: whole or not at all, and nothing is ever lost."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from health.errors import UploadRefused
from health.uploads.checked import Upload

_PART = ".upload-"
REPLACED = "replaced"  # the folder of what was there before, inside that of the logs
SAMPLE = Path(__file__).resolve().parent.parent.parent / "data" / "sample"
_WHY = {
    errno.ENOSPC: "the disk is full: make room, then add it again",
    errno.EDQUOT: "no more room is allowed on the disk: make room, then add it again",
    errno.EACCES: "the server may not write into the folder of the logs: give it the right to",
    errno.EPERM: "the server may not write into the folder of the logs: give it the right to",
    errno.EROFS: "the folder of the logs can only be read: it is on a disk without writing",
    errno.ENOENT: "the folder of the logs is gone: make it again",
    errno.ENAMETOOLONG: "its name is too long for the disk: give it a shorter one",
}


class AlreadyThere(UploadRefused):
    """A file of that name stands in the folder, with other content: replace it, or rename."""


@dataclass(frozen=True)
class Stored:
    """Where a file was stored; `replaced` is where the one before it is kept, if there was one."""

    path: Path
    replaced: Path | None = None


def refusal(folder: Path) -> str:
    """Why nothing can be stored in a folder, and what to do; empty where something can."""
    if folder.resolve() == SAMPLE:
        return (
            "This is the sample portfolio, which stays as it is. Start with a folder of your own: "
            "HEALTH_LOGS=path/to/folder .venv/bin/streamlit run dashboard.py"
        )
    if not folder.is_dir():
        return "The folder of the logs (HEALTH_LOGS) is not there: make it, and files can be added."
    if not os.access(folder, os.W_OK | os.X_OK):
        return "The server may not write into the folder of the logs: give it the right to."
    return ""


def there(folder: Path, name: str) -> Path | None:
    """The file of that name, in whatever case: a disk may know but one of them."""
    with suppress(OSError):
        alike = [path for path in folder.iterdir() if path.name.casefold() == name.casefold()]
        return next((path for path in alike if path.name == name), next(iter(alike), None))
    return None


def stored(
    folder: Path, upload: Upload, replace: bool = False, at: datetime | None = None
) -> Stored:
    """The file, stored. It appears whole, under its name, or not at all.

    AlreadyThere where one of that name is there, unless it is to be replaced; then the old one is
    kept as `replaced/<name>.<time>`. UploadRefused where it can't be written, with the reason.
    """
    return written(folder, upload.name, upload.content, replace, at)


def written(
    folder: Path,
    name: str,
    content: bytes,
    replace: bool = False,
    at: datetime | None = None,
    inside: str = "",
) -> Stored:
    """Any content under a name in the folder, or in one `inside` it, in the way of `stored`."""
    why = refusal(folder)
    if why:
        raise UploadRefused(name, f"is not stored. {why}")
    logs, folder = folder, folder / inside
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise UploadRefused(name, f"is not stored: {_told(error)}") from error
    old = there(folder, name)
    if old is not None and (not replace or not old.is_file()):
        raise AlreadyThere(name, "is there already: say that it shall be replaced, or rename it")
    part = None
    try:
        part = _part(folder, content)
        kept = _kept(logs, old, inside, at or datetime.now(UTC)) if old is not None else None
        target = old or folder / name
        if old is None:
            _appear(part, target)
        else:
            os.replace(part, target)
        _sync(folder)
    except OSError as error:
        if isinstance(error, FileExistsError):
            raise AlreadyThere(name, "was stored by somebody else just now: look at it") from error
        raise UploadRefused(name, f"is not stored: {_told(error)}") from error
    finally:
        if part is not None:
            part.unlink(missing_ok=True)
    return Stored(target, kept)


def _part(folder: Path, content: bytes) -> Path:
    """All of the content, safe on the disk, under a name that nothing reads."""
    for left in folder.glob(f"{_PART}*.part"):  # by a server that was killed
        with suppress(OSError):
            if left.stat().st_mtime < time.time() - 3600:
                left.unlink()
    handle, name = tempfile.mkstemp(dir=folder, prefix=_PART, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _appear(part: Path, target: Path) -> None:
    """Give the file its name, unless another took it meanwhile."""
    if not _linked(part, target):
        os.replace(part, target)


def _kept(folder: Path, old: Path, inside: str, at: datetime) -> Path:
    """What is replaced, under its name and the time, beside the logs; it stays in place, too."""
    beside = folder / REPLACED
    beside.mkdir(exist_ok=True)
    base = f"{inside and inside + '-'}{old.name}.{at:%Y-%m-%dT%H-%M-%SZ}"
    for number in range(1, 1000):
        kept = beside / (base if number == 1 else f"{base}.{number}")
        try:
            _copied(old, kept)
        except FileExistsError:
            continue
        _sync(beside)
        return kept
    raise OSError(errno.EEXIST, "too many were replaced in one second")


def _copied(old: Path, kept: Path) -> None:
    """Give the file another name besides, or that name to a copy of it."""
    if _linked(old, kept):
        return
    try:
        shutil.copyfile(old, kept)
        with kept.open("rb") as file:
            os.fsync(file.fileno())
    except OSError:
        kept.unlink(missing_ok=True)
        raise


def _linked(path: Path, also: Path) -> bool:
    """Whether the disk could give a file another name. FileExistsError where that is taken."""
    try:
        os.link(path, also)
    except FileExistsError:
        raise
    except OSError:
        if also.exists():
            raise FileExistsError(str(also)) from None
        return False
    return True


def _sync(folder: Path) -> None:
    """Make the names of a folder outlive a loss of power, where the system can."""
    with suppress(OSError, AttributeError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _told(error: OSError) -> str:
    return _WHY.get(error.errno or 0, f"{(error.strerror or 'the disk failed').lower()}")
