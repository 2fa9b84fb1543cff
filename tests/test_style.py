"""Format, lint, types and the direction of imports stand behind the same command as the tests."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize(
    "command",
    [["ruff", "format", "--check", "."], ["ruff", "check", "."], ["mypy"]],
    ids=["format", "lint", "types"],
)
def test_the_code_passes(command: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


# Each layer may import those before it, and itself.
LAYERS = (
    {"health.errors"},
    {
        "health.kept_folder",
        "health.whole",
        "health.memory",
        "health.plain_files",
        "health.shelf",
        "health.turns",
        "health.words",
    },
    {"health.background", "health.secret", "health.tables"},
    {"health.logs.contract", "health.logs.names", "health.sheets"},
    {"health.recipes"},
    {"health.calendars"},
    {"health.settings", "health.served_at"},
    {"health.access"},
    {"health.logs", "health.store", "health.drafts"},
    {"health.uploads.mended"},  # how rows come back, which reading has to know
    {"health.measures", "health.trend", "health.values"},
    {"health.sources"},
    {"health.basis"},
    {"health.signals", "health.in_force"},
    {"health.manual"},
    {"health.score"},
    {"health.history", "health.log_states"},
    {"health.ledger", "health.drift"},
    {"health.alerts"},
    {"health.portfolio", "health.known", "health.check"},
    {"health.evidence", "health.kept", "health.replay", "health.review"},
    {"health.compare", "health.peers"},
    {"health.happenings", "health.practices", "health.report"},
    {"health.explain", "health.live"},
    {
        "health.backtest",
        "health.uploads",
        "health.links",
        "health.pulse",
        "health.digest",
        "health.seen",
        "health.simulate",
        "health.cluster",
    },
    {"health.quality"},
    {"health.__main__"},
)


def _layer(module: str) -> int:
    fits = [
        (len(name), place)
        for place, names in enumerate(LAYERS)
        for name in names
        if module == name or module.startswith(f"{name}.")
    ]
    assert fits, f"{module} is in no layer"
    return max(fits)[1]


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
    return found


@pytest.mark.parametrize(
    "path", sorted((ROOT / "health").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_arrows_run_one_way(path: Path) -> None:
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    if module == "health":
        return
    for imported in _imports(path):
        assert not imported.startswith(("streamlit", "pages", "dashboard")), (module, imported)
        if imported.startswith("health.") and imported.split(".")[1] != module.split(".")[1]:
            assert _layer(imported) < _layer(module), f"{module} imports {imported}"


# What draws pages for guests may know: no portfolio and no store, but what the one door hands out.
GUEST = (
    "health.errors",
    "health.links",
    "health.report",
    "health.served_at",
    "health.shelf",
    "health.tables",
    "health.words",
)


def test_pages_for_guests_never_hold_the_portfolio_or_the_store() -> None:
    found = sorted((ROOT / "pages" / "guest").rglob("*.py"))
    assert found
    for path in found:
        for imported in _imports(path):
            ours = imported.split(".")[0] in ("health", "pages", "dashboard")
            fits = imported.startswith((*GUEST, "pages.guest", "pages.parts.palette"))
            assert fits or not ours, (path.name, imported)
            assert not imported.startswith(("streamlit", "sqlalchemy", "pandas")), path.name
            assert imported not in ("health.links.snapshot", "health.links.listing"), path.name
