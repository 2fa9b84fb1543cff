"""A portfolio cut to some clients is the one of a folder in which only their rows are left."""

from __future__ import annotations

import csv
import shutil
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from health.calendars import day_date
from health.logs.contract import LOGS, folded
from health.logs.copies import with_copies
from health.portfolio import Portfolio
from health.replay import history_under
from health.seen.portfolio import Cuts, portfolio_of
from health.settings import Settings
from tests.conftest import ROOT
from tests.seen.everything import differing, everything
from tests.stories import LAST, Story, looked_at, stories, write_logs

SAMPLE = ROOT / "data" / "sample"
MESS = {  # more to set aside, and rows given twice: of some clients, and of nobody
    "contacts": "Halden Freight,2026-31-12,out\nNobody,2026-11-02,out\nKestrel Mutual,2026-11-02\n",
    "issues": "Kestrel Mutual,Same issue,2026-10-01,raised\n" * 2
    + "Northmoor Water,Same issue,2026-10-01,raised\n" * 3
    + ",No client,2026-10-01,raised\n",
}


def cut(folder: Path, keys: set[str], into: Path) -> Path:
    """The folder with blank lines in the place of rows of others: each row keeps its number."""
    into.mkdir(exist_ok=True)
    for log in LOGS:
        path = folder / f"{log}.csv"
        if path.exists():
            header, *lines = path.read_text("utf-8").split("\n")
            kept = [line if _owner(line, header.split(",")) in keys else "" for line in lines]
            (into / path.name).write_text("\n".join([header, *kept]), "utf-8")
    return into


def _owner(line: str, header: list[str]) -> str:
    """Whose row it is; nobody's where it is no whole row."""
    (cells,) = csv.reader([line]) if line else [[]]
    return folded(cells[header.index("client")]) if len(cells) == len(header) else ""


@pytest.fixture(scope="module")
def messy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("messy") / "logs"
    shutil.copytree(SAMPLE, folder)
    for log, text in MESS.items():
        with (folder / f"{log}.csv").open("a", encoding="utf-8") as file:
            names = (folder / f"{log}.csv").read_text("utf-8").split("\n")[0].split(",")
            first = {"contacts": ["client", "at", "direction"]}.get(
                log, ["client", "issue", "at", "event"]
            )
            for line in text.splitlines():
                cells = dict(zip(first, line.split(","), strict=False))
                short = len(cells) < len(first)
                row = [cells.get(name, "") for name in names]
                file.write(",".join(row[:2] if short else row) + "\n")
    return folder


OWN = '[client."Kestrel Mutual".bands]\nred = 30\n'
OTHERS = '[client."Northmoor Water".agreements]\ndemo_every = 3\n'


@pytest.mark.parametrize(
    ("names", "copied"),
    [(("Kestrel Mutual", "Halden Freight"), True), (("Ostrava Rail Services",), False)],
    ids=["two clients, rows from copies on disk", "one, rows from the logs"],
)
def test_it_is_the_portfolio_of_a_folder_cut_to_them(
    messy: Path, tmp_path: Path, names: tuple[str, ...], copied: bool
) -> None:
    whole = Portfolio.open(messy, Settings.parsed(OWN + OTHERS))
    _ = whole.found_alerts
    if copied:
        whole = whole.with_logs(with_copies(whole.logs, tmp_path / "rows"))
    keys = {folded(name) for name in names}
    settings = Settings.parsed(OWN) if "Kestrel Mutual" in names else Settings.default()
    folder = cut(messy, keys, tmp_path / "cut")
    wanted = Portfolio.open(folder, settings, as_of=day_date(whole.as_of))
    found = portfolio_of(whole, keys)
    assert differing(found, wanted) == []
    assert set(found.logs.clients["client"]) == set(names)
    others = set(whole.logs.clients["client"]) - set(names)
    told = repr(everything(found))
    assert not [name for name in others if name in told]


@looked_at(8)
@given(st.lists(stories(), min_size=2, max_size=3), st.data())
def test_whatever_happened_with_the_others(told: list[Story], data: st.DataObject) -> None:
    every = dict(zip(("Acme", "Bolt", "Ceres"), told, strict=False))
    chosen = data.draw(st.sets(st.sampled_from(sorted(every)), min_size=1))
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "logs"
        folder.mkdir()
        write_logs(folder, every)
        keys = {folded(name) for name in chosen}
        whole = Portfolio.open(folder, as_of=LAST)
        if data.draw(st.booleans()):
            _ = whole.found_alerts
        wanted = Portfolio.open(cut(folder, keys, Path(place) / "cut"), as_of=LAST)
        assert differing(portfolio_of(whole, keys), wanted) == []


def test_other_hours_are_tried_on_the_same_clients() -> None:
    keys = frozenset({"kestrel mutual", "halden freight"})
    hours = Settings.parsed('[agreements]\nworks_from = "06:00"\nworks_to = "15:00"\n')
    mine = portfolio_of(Portfolio.open(SAMPLE), keys)
    history, logs = history_under(mine, hours)  # the logs are read anew for it
    wanted = portfolio_of(Portfolio.open(SAMPLE, hours), keys)
    assert (history.clients, logs.cut) == (mine.history.clients, keys)
    assert np.array_equal(history.signals, wanted.history.signals, equal_nan=True)


def test_what_is_kept_under_its_version_is_not_that_of_others() -> None:
    whole = Portfolio.open(SAMPLE)
    versions = {
        portfolio_of(whole, keys).version
        for keys in (["kestrel mutual"], ["halden freight"], ["kestrel mutual", "halden freight"])
    }
    assert len(versions | {whole.version}) == 4
    assert portfolio_of(whole, ["kestrel mutual"]).version in versions


def test_each_set_of_clients_is_cut_once_and_let_go_with_its_portfolio() -> None:
    whole, cuts = Portfolio.open(SAMPLE), Cuts(most=2)
    one, other, third = (frozenset({name}) for name in ("kestrel mutual", "halden freight", "x"))
    first = cuts.of(whole, one)
    assert cuts.of(whole, one) is first
    for keys in (other, third, one):  # only two are kept
        again = cuts.of(whole, keys)
    assert again is not first
    newer = Portfolio.of(whole.logs, whole.settings)
    assert cuts.of(newer, one).history is not again.history
    assert not len(cuts.of(newer, third).logs.clients)


def test_a_damaged_copy_found_by_one_is_made_anew_for_all(tmp_path: Path) -> None:
    whole = Portfolio.open(SAMPLE)
    whole = whole.with_logs(with_copies(whole.logs, tmp_path))
    mine = portfolio_of(whole, ["kestrel mutual"]).logs["contacts"]
    rows = np.arange(len(mine))  # more than are read from the log, line by line
    wanted, copy = mine.texts(rows).to_pydict(), whole.logs["contacts"].copy
    assert copy is not None
    for part in copy.parts:
        part.path.write_bytes(b"\0" * part.path.stat().st_size)
    assert mine.texts(rows).to_pydict() == wanted
    assert copy.damaged
