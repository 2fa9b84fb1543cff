"""Mended rows put beside the logs, each in the place of the row that was set aside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from health.errors import UploadRefused
from health.uploads.mended import FOLDER, Mended, content_of, kept
from health.uploads.storing import Stored, written
from health.values.saving import alone


def store_mended(
    folder: Path, rows: Mapping[str, Iterable[Mended]], at: datetime | None = None
) -> list[Stored]:
    """Add mended rows, by log, to those that are kept; the last one of a place counts.

    Raises UnreadableFile where what is kept is damaged, UploadRefused where it can't be written;
    the logs before that one are stored then.
    """
    done = []
    for log, found in rows.items():
        with _whole(folder):  # two who mend at once lose nothing
            every = kept(folder, log) | {row.place: row for row in found}
            content = content_of(every.values())
            done.append(written(folder, f"{log}.csv", content, replace=True, at=at, inside=FOLDER))
    return done


@contextmanager
def _whole(folder: Path) -> Iterator[None]:
    try:
        with alone(folder):
            yield
    except OSError as error:
        raise UploadRefused(FOLDER, f"can't be written ({error.strerror})") from error
