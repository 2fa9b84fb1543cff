"""Processor seconds, wall seconds and peak memory of a piece of work in this process."""

import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Meter:
    """Measures whole pieces of work, named; `facts` is what else a job has to say."""

    laps: dict[str, dict[str, float]] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)

    @contextmanager
    def lap(self, name: str) -> Iterator[None]:
        """Measure the block, all threads of the process together.

        `cpu` is user + system seconds, `user` the part of it that is steadier on a shared machine
        (new memory pages cost system time, and that varies most); `peak` is how far the block
        raised the process's highest resident size, in bytes.
        """
        peak, before, wall = peak_bytes(), usage(), time.perf_counter()
        yield
        wall, after = time.perf_counter() - wall, usage()
        user = after.ru_utime - before.ru_utime
        self.laps[name] = {
            "cpu": user + after.ru_stime - before.ru_stime,
            "user": user,
            "wall": wall,
            "peak": peak_bytes() - peak,
        }


def usage() -> resource.struct_rusage:
    """What this process has used so far."""
    return resource.getrusage(resource.RUSAGE_SELF)


def peak_bytes() -> int:
    """The highest resident size of this process so far.

    Where there is a /proc, from there: `ru_maxrss` of a child starts at its parent's.
    """
    if not Path("/proc/self/status").exists():
        return usage().ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return resident_bytes("self", "VmHWM")


def resident_bytes(process: int | str, field: str) -> int:
    """The resident size of a process, by its number: now for VmRSS, at its highest for VmHWM.

    Only where there is a /proc.
    """
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    line = next(line for line in status.splitlines() if line.startswith(field))
    return int(line.split()[1]) * 1024
