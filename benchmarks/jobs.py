"""The jobs: each is run in a process of its own and measures itself after its imports.

A job is a function of the folder that imports and prepares what is not to be counted, and returns
the work: a function of the meter.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import product
from benchmarks.meter import Meter
from benchmarks.period import period

Work = Callable[[Meter], None]
LOOP_CLIENTS, LOOP_WEEKS = 5, 10


def files(folder: Path) -> list[Path]:
    """The logs of the folder."""
    return sorted(folder.glob("*.csv"))


def arrow(folder: Path) -> Work:
    """pyarrow.csv parses all files with its default options."""
    import pyarrow.csv

    def work(meter: Meter) -> None:
        tables = [pyarrow.csv.read_csv(path) for path in files(folder)]
        meter.facts["nbytes"] = sum(table.nbytes for table in tables)

    return work


def pandas(folder: Path) -> Work:
    """pandas parses all files with its default options."""
    import pandas as pd

    def work(meter: Meter) -> None:
        frames = [pd.read_csv(path) for path in files(folder)]
        meter.facts["rows"] = sum(map(len, frames))

    return work


def duckdb(folder: Path) -> Work:
    """DuckDB reads what it needs and computes the six signals."""
    from benchmarks import duck

    def work(meter: Meter) -> None:
        with duck.sources(folder) as files:
            meter.facts["points"] = len(duck.six(files))

    return work


def duckdb_read_before(folder: Path) -> Work:
    """DuckDB computes the six signals from tables in memory."""
    from benchmarks import duck

    tables = duck.sources(folder, "table")

    def work(meter: Meter) -> None:
        meter.facts["points"] = len(duck.six(tables))

    return work


def polars(folder: Path) -> Work:
    """Polars reads what it needs and computes the six signals."""
    from benchmarks import lazy

    def work(meter: Meter) -> None:
        meter.facts["points"] = len(lazy.six(folder, lazy.sources(folder)))

    return work


def polars_read_before(folder: Path) -> Work:
    """Polars computes the six signals from frames in memory."""
    from benchmarks import lazy

    frames = lazy.loaded(folder)

    def work(meter: Meter) -> None:
        meter.facts["points"] = len(lazy.six(folder, frames))

    return work


def loop(folder: Path) -> Work:
    """The analyst's loops over a slice, reading not counted."""
    from benchmarks import loop

    clients, logs = loop.read(folder)
    slice_ = clients.sample(LOOP_CLIENTS, random_state=1)
    weeks = period(folder)[1]

    def work(meter: Meter) -> None:
        with meter.lap("plain"):
            points = list(loop.plain(slice_, logs, LOOP_WEEKS))
        with meter.lap("client's rows"):
            own = {client: logs.of(client) for client in slice_["client"]}
        with meter.lap("client's weeks"):
            client: Any
            for client in slice_.itertuples():
                for sunday in loop.sundays(LOOP_WEEKS):
                    loop.six(client, own[client.client], sunday)
        meter.facts["plain"] = meter.laps["plain"]["cpu"] / len(points)
        meter.facts["by_client"] = meter.laps["client's rows"][
            "cpu"
        ] / LOOP_CLIENTS / weeks + meter.laps["client's weeks"]["cpu"] / len(points)

    return work


JOBS: dict[str, Callable[[Path], Work]] = {
    "arrow": arrow,
    "pandas": pandas,
    "duckdb": duckdb,
    "polars": polars,
    "duckdb-read-before": duckdb_read_before,
    "polars-read-before": polars_read_before,
    "product": product.everything,
    "product-six": product.six,
    "product-signals": product.each_signal,
    "product-day": product.one_more_day,
    "loop": loop,
}


def run_job(name: str, folder: Path) -> str:
    """Run one job in this process; its figures as one line of JSON."""
    meter = Meter()
    try:
        work = JOBS[name](folder)
    except product.NotAvailable as reason:
        return json.dumps({"job": name, "not available": str(reason)})
    with meter.lap("all"):
        work(meter)
    whole = meter.laps.pop("all")
    return json.dumps({"job": name, **whole, "laps": meter.laps, **meter.facts})
