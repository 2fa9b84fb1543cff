"""Each reader over each damaged file: a table of the mean score by kind of damage."""

from __future__ import annotations

import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from benchmarks.messy.damage import Damaged, damaged
from benchmarks.messy.readers import READERS
from benchmarks.messy.score import score
from benchmarks.messy.sources import SOURCES


def run(every: int = 4, only: tuple[str, ...] = (), worst: int = 0) -> None:
    """Print the tables; `worst` names that many files that the first reader read worst."""
    readers = {name: read for name, read in READERS.items() if not only or name in only}
    for source, make in SOURCES.items():
        files = list(damaged(make(), every))
        print(f"\n## {source}: {len(files)} files\n")
        points = {name: _points(name, files) for name in readers}
        _table(files, points)
        first = next(iter(points))
        poor = sorted(zip(points[first], files, strict=True), key=lambda pair: pair[0])
        for got, file in poor[:worst]:
            print(f"{got:6.3f}  {file.name}")


def _points(name: str, files: list[Damaged]) -> list[float]:
    """The score of one reader on each file."""
    found = []
    begun = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        for place, file in enumerate(files):
            path = Path(folder) / f"{place}.csv"
            path.write_bytes(file.content)
            try:
                read = READERS[name](path)
            except Exception:  # whatever a library raises: the file is not read
                read = None
            found.append(score(file.clean, read))
    took = (time.process_time() - begun) / len(files)
    print(f"{name}: {1000 * took:.1f} ms a file", file=sys.stderr)
    return found


def _table(files: list[Damaged], points: dict[str, list[float]]) -> None:
    kinds: dict[str, list[int]] = defaultdict(list)
    for place, file in enumerate(files):
        kinds[file.kind].append(place)
    wide = max(map(len, kinds)) + 2
    print(f"| {'damage':<{wide}}| files |" + "".join(f" {name:>11} |" for name in points))
    print(f"|{'-' * (wide + 1)}|------:|" + "-" * 0 + "".join("------------:|" for _ in points))

    def line(title: str, number: int | str, means: list[float]) -> None:
        print(f"| {title:<{wide}}| {number:>5} |" + "".join(f" {mean:11.3f} |" for mean in means))

    for kind, places in kinds.items():
        line(
            kind,
            len(places),
            [sum(got[at] for at in places) / len(places) for got in points.values()],
        )
    paper = [at for at, file in enumerate(files) if file.weight]
    line(
        "all kinds of Pollock, simple",
        len(paper),
        [sum(g[a] for a in paper) / len(paper) for g in points.values()],
    )
    weight = [files[at].weight for at in paper]
    line(
        "all kinds of Pollock, weighted", len(paper),
        [
            sum(w * got[at] for w, at in zip(weight, paper, strict=True)) / sum(weight)
            for got in points.values()
        ],
    )  # fmt: skip
