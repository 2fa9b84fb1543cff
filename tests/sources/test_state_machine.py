"""Whatever happens to a folder, what is read once more is what is read for the first time."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from health.errors import HealthError
from health.logs.contract import LOGS
from health.logs.rows import Logs
from health.settings import Settings
from health.sources.opening import read_logs, read_logs_again
from health.uploads.mended import FOLDER, Mended, content_of
from health.uploads.to_mend import rows_to_mend
from tests.sources.accounting import faults

SETTINGS = Settings.default()
NAMES = ("Acme Ltd", "ACME", "Akme Ltd", "Zeta", "Nobody Inc", "")
DAYS = ("2026-03-02", "3/4/2026", "25/3/2026", "4.5.2026", "soon", "")
FILES = ("deadlines.csv", "more.csv", "plan.tsv", "Deadlines.txt")
ROWS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from("ABC"), st.sampled_from(DAYS)), max_size=4
)
HEADERS = (
    "client,item,promised_on,due_on",
    "Customer,Milestone,Agreed on,Due date",
    "Body,Thing,Base,Target",
)
RECIPE = """
name = "{name}"
[[feeds]]
log = "deadlines"
[feeds.columns]
client = "Body"
item = "Thing"
promised_on = "Base"
due_on = "Target"
"""


def same(one: Logs, other: Logs) -> None:
    """The logs say the same: rows, what was set aside, what became of each source."""
    assert list(one.clients["client"]) == list(other.clients["client"])
    assert one.strangers == other.strangers
    for log in LOGS:
        rows, others = one[log], other[log]
        assert (rows.present, rows.tracked, rows.read) == (
            others.present, others.tracked, others.read
        )  # fmt: skip
        assert rows.problem == others.problem
        assert sorted(map(str, rows.set_aside)) == sorted(map(str, others.set_aside)), log
        assert sorted(rows.duplicates) == sorted(others.duplicates)
        assert rows.columns.keys() == others.columns.keys()
        for name in rows.columns:
            if name != "key":
                np.testing.assert_array_equal(rows[name], others[name], f"{log}.{name}")
        places = np.arange(len(rows))
        assert rows.texts(places).to_pylist() == others.texts(places).to_pylist()
        assert [rows.line_of(int(row)) for row in rows["row"]] == [
            others.line_of(int(row)) for row in others["row"]
        ]
    assert _told(one) == _told(other)


def _told(logs: Logs) -> list[tuple[object, ...]]:
    """What is said of each source; a file whose cells once had to be understood stays prepared,
    so that whether it is read as it is says nothing."""
    return sorted(
        (state.name, state.place, state.problem, state.questions, state.strangers)
        for state in logs.prepared.states
    )


class Folder(RuleBasedStateMachine):
    """A folder in which files come, change and go."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="machine-"))
        self.logs: Logs | None = None

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    @initialize(rows=ROWS)
    def begin(self, rows: list[tuple[str, str, str]]) -> None:
        (self.folder / "clients.csv").write_text("client\nAcme Ltd\nZeta\n")
        self._write("deadlines.csv", HEADERS[0], rows, "")
        (self.folder / "contacts.csv").write_text("client,at,direction\nZeta,2026-03-02,in\n")
        self.logs = read_logs(self.folder)

    def _write(self, name: str, header: str, rows: list[tuple[str, str, str]], above: str) -> None:
        lines = [header, *(f"{who},{what},2026-01-09,{day}" for who, what, day in rows)]
        text = "\n".join(lines) + "\n"
        tabs = name.endswith(".tsv")
        (self.folder / name).write_text(above + (text.replace(",", "\t") if tabs else text))

    @rule(
        name=st.sampled_from(FILES),
        header=st.sampled_from(HEADERS),
        rows=ROWS,
        above=st.sampled_from(("", "Plan of spring\n\n")),
    )
    def write(self, name: str, header: str, rows: list[tuple[str, str, str]], above: str) -> None:
        self._write(name, header, rows, above)

    @rule(name=st.sampled_from((*FILES, "contacts.csv")))
    def remove(self, name: str) -> None:
        (self.folder / name).unlink(missing_ok=True)

    @rule(
        name=st.sampled_from(("deadlines.csv", "plan.tsv", "clients.csv")),
        who=st.sampled_from(NAMES),
    )
    def grow(self, name: str, who: str) -> None:
        path = self.folder / name
        if path.exists():
            line = f"{who},D,2026-02-09,2026-05-05\n" if name != "clients.csv" else f"{who}\n"
            with path.open("a") as file:
                file.write(line.replace(",", "\t") if name.endswith(".tsv") else line)

    @rule(alias=st.booleans(), order=st.sampled_from(("", "day first", "month first")))
    def answer(self, alias: bool, order: str) -> None:
        text = '[clients]\n"Akme Ltd" = "Acme Ltd"\n' if alias else ""
        if order:
            text += f'[sources."more.csv".deadlines.due_on]\norder = "{order}"\n'
        (self.folder / "answers.toml").write_text(text)

    @rule(name=st.sampled_from(("", *FILES)))
    def save_recipe(self, name: str) -> None:
        (self.folder / "recipes").mkdir(exist_ok=True)
        path = self.folder / "recipes" / "own.toml"
        if name:
            path.write_text(RECIPE.format(name=name))
        else:
            path.unlink(missing_ok=True)

    @rule(
        text=st.sampled_from(
            ("", 'ignore = ["plan*"]', '[[source]]\nfile = "more.csv"\nname = "M"')
        )
    )
    def declare(self, text: str) -> None:
        (self.folder / "sources.toml").write_text(text)

    @rule(clear=st.booleans())
    def mend(self, clear: bool) -> None:
        if self.logs is None:
            return
        try:
            found = rows_to_mend(self.logs, ["deadlines"])
        except HealthError:
            return
        cells = {"client": "Zeta", "item": "M", "promised_on": "2026-01-09", "due_on": "2026-03-03"}
        rows = [
            Mended(each.file, each.row, each.mark, dict.fromkeys(cells, "") if clear else cells)
            for each in found
        ]
        (self.folder / FOLDER).mkdir(exist_ok=True)
        (self.folder / FOLDER / "deadlines.csv").write_bytes(content_of(rows))

    @invariant()
    def what_is_read_once_more_is_what_is_read_first(self) -> None:
        if self.logs is None:
            return
        fresh = _or_error(lambda: read_logs(self.folder))
        before = self.logs
        again = _or_error(lambda: read_logs_again(before, SETTINGS)[0])
        if isinstance(fresh, str) or isinstance(again, str):
            assert fresh == again
            return
        same(again, fresh)
        assert faults(fresh) == []
        assert read_logs_again(again, SETTINGS)[0] is again
        self.logs = again


def _or_error(read: Callable[[], Logs]) -> Logs | str:
    try:
        return read()
    except HealthError as error:
        return f"{type(error).__name__}: {error}"


TestFolder = Folder.TestCase
TestFolder.settings = settings(
    max_examples=8,
    stateful_step_count=10,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
