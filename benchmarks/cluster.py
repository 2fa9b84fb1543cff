"""Scoring on 1 and 2 workers: strong scaling on one portfolio, weak scaling on a half of it."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from health.calendars import day_number
from health.cluster.listing import listed
from health.cluster.running import scored
from health.cluster.shuffle import bytes_of, lines_of
from health.cluster.workers import connected
from health.logs.contract import LOGS
from health.settings import Settings

_PART = 64 << 20  # bytes
Figures = dict[str, float]


def run_job(folder: Path, workers: int) -> Figures:
    """Seconds and memory of one run, from the moment at which the workers are there."""
    with (
        tempfile.TemporaryDirectory(prefix="health-cluster-") as work,
        connected(f"local:{workers}", lambda _: None) as cluster,
    ):
        cluster.checked(work)
        before = cluster.everywhere(time.process_time)
        own, begun = time.process_time(), time.monotonic()
        place, today = str(folder), day_number(date.today())
        found = scored(
            place, listed(place), Settings.default(), cluster, work, None, today, 0, False
        )
        wall, own = time.monotonic() - begun, time.process_time() - own
        after = cluster.everywhere(time.process_time)
        spent = [after[worker] - before[worker] for worker in after]
        peak = max(usage.ru_maxrss for usage in cluster.everywhere(_usage).values())
        return {
            "wall": wall,
            "workers": sum(spent),
            "busiest": max(spent),
            "driver": own,
            "peak_mb": peak / 1024,
            "rows": found.read,
            "work_mb": sum(file.stat().st_size for file in Path(work).iterdir()) / 1e6,
        }


def _usage() -> resource.struct_rusage:
    return resource.getrusage(resource.RUSAGE_SELF)


def in_parts(folder: Path, to: Path, every: int) -> None:
    """The rows of every n-th client of a portfolio, what is large in parts of 64 MB."""
    names = pa_csv.read_csv(folder / "clients.csv")["client"]
    chosen = names.take(pa.array(range(0, len(names), every)))
    for log in LOGS:
        path = folder / f"{log}.csv"
        if not path.exists():
            continue
        texts = pa_csv.ConvertOptions(
            column_types={name: pa.string() for name in _header(path)}, strings_can_be_null=True
        )
        (to / log).mkdir(parents=True)
        options = pa_csv.ReadOptions(block_size=_PART)
        with pa_csv.open_csv(path, options, convert_options=texts) as reader:
            for number, batch in enumerate(reader):
                table = pa.Table.from_batches([batch])
                if every > 1:
                    table = table.filter(pc.is_in(table["client"], chosen))
                header = f"{','.join(table.column_names)}\n".encode()
                part = to / log / f"part-{number}.csv"
                part.write_bytes(header + bytes_of(lines_of(table)))


def _header(path: Path) -> list[str]:
    with path.open(encoding="utf-8") as file:
        return file.readline().rstrip("\r\n").split(",")


def measure(folder: Path, rounds: int) -> None:
    """Print what 1 and 2 workers need for all of it, and 1 for half of it; and the ratios."""
    with tempfile.TemporaryDirectory(prefix="health-scaling-") as name:
        whole, half = Path(name) / "whole", Path(name) / "half"
        in_parts(folder, whole, 1)
        in_parts(folder, half, 2)
        jobs = {"half, 1 worker": (half, 1), "whole, 1 worker": (whole, 1)}
        jobs["whole, 2 workers"] = (whole, 2)
        found: dict[str, list[Figures]] = {job: [] for job in jobs}
        print(f"load before: {os.getloadavg()[0]:.1f}")
        for _ in range(rounds):
            for job, (place, workers) in jobs.items():
                found[job].append(_process(place, workers))
        print(f"load after: {os.getloadavg()[0]:.1f}\n")
    _told(found)


def _process(folder: Path, workers: int) -> Figures:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "cluster-job", str(folder), str(workers)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(done.stderr)
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    return figures


def _told(found: dict[str, list[Figures]]) -> None:
    middle: dict[str, Any] = {
        job: {name: median(each[name] for each in runs) for name in runs[0]}
        for job, runs in found.items()
    }
    print("| | wall s | workers' cpu s | busiest worker | driver cpu s | peak of a worker, MB |")
    print("|---|---:|---:|---:|---:|---:|")
    for job, one in middle.items():
        cells = [f"{one[name]:.1f}" for name in ("wall", "workers", "busiest", "driver")]
        print(f"| {job} | {' | '.join(cells)} | {one['peak_mb']:.0f} |")
    half, one, two = middle.values()
    print(f"\nrows {one['rows']:,.0f}, work directory {one['work_mb']:.0f} MB")
    alone = one["busiest"] + one["driver"]
    print(f"strong scaling, wall: {one['wall'] / two['wall']:.2f} of 2")
    print(f"strong scaling, cpu of the longest way: {alone / (two['busiest'] + two['driver']):.2f}")
    print(f"weak scaling, wall: {half['wall'] / two['wall']:.2f} of 1")
    longest = (half["busiest"] + half["driver"]) / (two["busiest"] + two["driver"])
    print(f"weak scaling, cpu of the longest way: {longest:.2f}")
