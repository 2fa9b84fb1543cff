"""The run: all jobs in turn, several rounds, then one table and the goals."""

import json
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Figures = dict[str, Any]
Rounds = dict[str, list[Figures]]
TITLES = {
    "arrow": "pyarrow.csv parses all files",
    "pandas": "pandas parses all files",
    "duckdb": "DuckDB: read, six signals",
    "polars": "Polars: read, six signals",
    "duckdb-read-before": "DuckDB: six signals, read before",
    "polars-read-before": "Polars: six signals, read before",
    "product": "product: read, everything",
    "product-six": "product: read four logs, six signals",
    "product-signals": "product: each signal, read before",
    "product-day": "product: one more day",
    "loop": "analyst's loop, a slice",
}


def run(folder: Path, runs: int, only: list[str], log: Path | None) -> None:
    """Measure the jobs one after another, `runs` times over, and print what was found."""
    warm(folder)
    rounds: Rounds = {job: [] for job in only or TITLES}
    for number in range(runs):
        for job, found in rounds.items():
            print(f"\rround {number + 1} of {runs}: {job:20}", end="", file=sys.stderr, flush=True)
            found.append(child(job, folder))
    print("\r" + " " * 50 + "\r", end="", file=sys.stderr)
    if log:
        log.write_text(json.dumps(rounds, indent=1), encoding="utf-8")
    print(table(rounds))


def warm(folder: Path) -> None:
    """Bring the files into the page cache, so that no job pays for the disk."""
    for path in folder.glob("*.csv"):
        with path.open("rb") as file:
            while file.read(1 << 22):
                pass


def child(job: str, folder: Path) -> Figures:
    """One job in a process of its own."""
    command = [sys.executable, "-m", "benchmarks", "job", job, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["no message"]
        return {"job": job, "not available": f"exit {done.returncode}: {said[-1]}"}
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    return figures


def table(rounds: Rounds) -> str:
    """The figures of all jobs and of their parts, and the ratios with their goals."""
    lines = [f"{'':42}{'cpu s':>8}{'range':>16}{'user s':>8}{'wall s':>8}{'peak MB':>9}"]
    for job, found in rounds.items():
        lines += rows(job, found)
    return "\n".join([*lines, "", *ratios(rounds)])


def rows(job: str, found: list[Figures]) -> Iterable[str]:
    """A job and its parts, or why there is nothing."""
    for figures in found:
        if "not available" in figures:
            yield f"{TITLES[job]:42}not available: {figures['not available']}"
            return
    yield row(TITLES[job], found)
    for lap in found[0]["laps"]:
        yield row(f"    {lap}", [figures["laps"][lap] for figures in found])


def row(title: str, found: list[Figures]) -> str:
    """Medians over the rounds, and the range of the processor seconds."""
    cpu = sorted(figures["cpu"] for figures in found)
    middle = {
        key: statistics.median(figures[key] for figures in found)
        for key in ("cpu", "user", "wall", "peak")
    }
    span = f"{cpu[0]:.3f}-{cpu[-1]:.3f}"
    return (
        f"{title:42}{middle['cpu']:8.3f}{span:>16}{middle['user']:8.3f}{middle['wall']:8.3f}"
        f"{middle['peak'] / 1e6:9.0f}"
    )


Figure = Callable[[Rounds, int], float]


@dataclass(frozen=True)
class Ratio:
    """A ratio of two figures, each from one round; `limit` is its goal, if it has one."""

    says: str
    limit: str
    over: Figure
    under: Figure

    def line(self, rounds: Rounds, runs: int) -> str:
        """The ratio of the medians, and the range of the rounds' own ratios."""
        try:
            over, under = (
                [figure(rounds, i) for i in range(runs)] for figure in (self.over, self.under)
            )
        except KeyError:
            return f"{self.says:58}{self.limit:10}not available"
        ratio = statistics.median(over) / statistics.median(under)
        each = sorted(a / b for a, b in zip(over, under, strict=True))
        return (
            f"{self.says:58}{self.limit:8}{ratio:9.3g}  {self.verdict(ratio):8}"
            f"({each[0]:.3g} to {each[-1]:.3g})"
        )

    def verdict(self, ratio: float) -> str:
        """Whether the ratio meets its goal; blank if it has none."""
        if not self.limit:
            return ""
        sign, number = self.limit.split()
        good = ratio >= float(number) if sign == ">=" else ratio <= float(number)
        return "met" if good else "NOT MET"


def of(job: str, key: str = "cpu", lap: str = "") -> Figure:
    """A figure of a job, or of one of its laps, in a round."""

    def figure(rounds: Rounds, number: int) -> float:
        figures = rounds[job][number]
        return float((figures["laps"][lap] if lap else figures)[key])

    return figure


def of_point(job: str, lap: str = "") -> Figure:
    """Processor seconds of the job for each client-week."""

    def figure(rounds: Rounds, number: int) -> float:
        return of(job, lap=lap)(rounds, number) / of("duckdb", "points")(rounds, number)

    return figure


RATIOS = (
    Ratio("everything / pyarrow parsing", "<= 3", of("product"), of("arrow")),
    Ratio("  user seconds alone", "", of("product", "user"), of("arrow", "user")),
    Ratio("everything / DuckDB's six", "<= 1", of("product"), of("duckdb")),
    Ratio("  user seconds alone", "", of("product", "user"), of("duckdb", "user")),
    Ratio("DuckDB's six / product's six", ">= 2.5", of("duckdb"), of("product-six")),
    Ratio("  user seconds alone", "", of("duckdb", "user"), of("product-six", "user")),
    Ratio("  read before in both", "", of("duckdb-read-before"), of("product-six", lap="score")),
    Ratio("Polars' six / product's six", ">= 2.25", of("polars"), of("product-six")),
    Ratio("  user seconds alone", "", of("polars", "user"), of("product-six", "user")),
    Ratio("  read before in both", "", of("polars-read-before"), of("product-six", lap="score")),
    Ratio(
        "loop / product's six, a client-week, read before in both",
        ">= 1000",
        of("loop", "plain"),
        of_point("product-six", "score"),
    ),
    Ratio("  the product's reading counted", "", of("loop", "plain"), of_point("product-six")),
    Ratio(
        "  the loop over each client's own rows",
        "",
        of("loop", "by_client"),
        of_point("product-six", "score"),
    ),
    Ratio(
        "peak memory of everything / bytes of the Arrow tables",
        "<= 2.5",
        of("product", "peak"),
        of("arrow", "nbytes"),
    ),
    Ratio("one more day / everything", "<= 0.1", of("product-day"), of("product")),
    Ratio("  user seconds alone", "", of("product-day", "user"), of("product", "user")),
)


def ratios(rounds: Rounds) -> Iterable[str]:
    """All ratios, one a line, under a heading."""
    yield f"{'ratios of median cpu seconds, and the range of the rounds':58}{'goal':8}{'found':>9}"
    runs = min(map(len, rounds.values()))
    for ratio in RATIOS:
        yield ratio.line(rounds, runs)
