"""What a server takes, minute by minute, and whether that is flat."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import requests
from scipy import stats

from benchmarks.meter import resident_bytes

FLAT = 0.05  # of the median: what a figure may have grown by over the time measured, at most


@dataclass(frozen=True)
class Figures:
    """At a moment, in seconds since the beginning."""

    seconds: float
    memory_mb: float
    files: int
    threads: int
    sessions: int
    disk_mb: float
    errors: int


def taken(process: int, address: str, kept: Path, begun: float) -> Figures:
    """The figures of a server as they are now."""
    status = Path(f"/proc/{process}/status").read_text()
    threads = re.search(r"Threads:\s+(\d+)", status)
    told = requests.get(f"{address}/_stcore/metrics", timeout=30).text
    sessions = re.search(r"^active_sessions\S*\s+([\d.]+)", told, re.MULTILINE)
    disk = sum(_size(path) for path in kept.rglob("*") if path.suffix != ".log")
    log = "".join(path.read_text(errors="replace") for path in kept.glob("*.log"))
    return Figures(
        time.monotonic() - begun,
        resident_bytes(process, "VmRSS") / 1e6,
        len(os.listdir(f"/proc/{process}/fd")),
        int(threads[1]) if threads else -1,
        int(float(sessions[1])) if sessions else -1,
        disk / 1e6,
        len(re.findall(r"Traceback|\bERROR\b|\bCRITICAL\b", log)),
    )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def heading() -> str:
    """The names of the columns of `line`."""
    return "".join(f"{each.name:>11}" for each in fields(Figures))


def line(figures: Figures) -> str:
    """The figures in a line."""
    return "".join(f"{each:11.1f}" if isinstance(each, float) else f"{each:11d}"
                   for each in astuple(figures))  # fmt: skip


def judged(found: Sequence[Figures], warm_up: float) -> bool:
    """Print the slope of each figure after the warm-up, by Theil and Sen, with its interval.

    Whether all are flat: the interval holds no growth, or at most `FLAT` of the median in all.
    """
    later = [each for each in found if each.seconds >= warm_up]
    if len(later) < 8:
        print("too short for slopes: at least eight looks after the warm-up")
        return True
    over = later[-1].seconds - later[0].seconds
    print(f"{len(later)} looks over {over / 60:.1f} minutes, after {warm_up / 60:.1f} of warm-up")
    print(f"{'':12}{'median':>9}{'a minute':>10}{'95 % interval':>22}")
    flat = True
    for name in ("memory_mb", "files", "threads", "sessions", "disk_mb", "errors"):
        values = [float(getattr(each, name)) for each in later]
        slope, _, low, high = stats.theilslopes(values, [each.seconds / 60 for each in later], 0.95)
        median = sorted(values)[len(values) // 2]
        grew = low > 0 and high * over / 60 > FLAT * max(median, 1.0)
        flat &= not grew
        words = "GROWS" if grew else "flat"
        print(f"{name:12}{median:9.1f}{slope:10.2f}{f'{low:.2f} to {high:.2f}':>22}  {words}")
    return flat
