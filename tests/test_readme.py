"""The README says what the code does: its tables are the code's own, its commands real."""

import re
from dataclasses import fields
from pathlib import Path

from health.access import load as load_access
from health.access.provider import PROVIDER
from health.alerts import RULES
from health.alerts.manual import alerts_table
from health.logs.contract import LOGS
from health.manual import logs_table, signals_table
from health.recipes import How, Recipe, Rule, load
from health.recipes.parsing import OTHERS, parsed
from health.recipes.recipe import Asks
from health.settings import SETTINGS, as_toml
from health.sheets import spreadsheet_id
from health.signals import SIGNALS
from health.sources.declared import sources_of

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def _made(name: str) -> str:
    found = re.search(
        rf"<!-- made by `python -m health manual`: {name} -->\n(.*?)\n<!-- end -->", README, re.S
    )
    assert found, name
    return found[1]


def test_the_table_of_logs_is_that_of_the_contract() -> None:
    assert _made("logs") == logs_table()
    assert all(f"`{log}`" in README for log in LOGS)


def test_the_table_of_signals_is_made_from_their_manuals() -> None:
    assert _made("signals") == signals_table()
    assert len(SIGNALS) == 23


def test_the_table_of_alerts_is_made_from_the_rules() -> None:
    assert _made("alerts") == alerts_table()
    assert len(RULES) == 11


def test_the_settings_file_holds_every_default() -> None:
    assert (ROOT / "data" / "settings.toml").read_text("utf-8") == as_toml()
    assert all(f"{name.rpartition('.')[2]} = " in as_toml() for name in SETTINGS)


def test_the_test_command_is_the_one_that_ci_runs() -> None:
    steps = re.search(r"## Test it\n\n```sh\n(.*?)\n```", README, re.S)
    assert steps
    run = (ROOT / ".ci" / "run").read_text("utf-8").replace(" -q --no-compile", "")
    for step in steps[1].split(" && "):
        assert step in run


def test_figures_in_the_prose_are_the_defaults() -> None:
    values = {name: setting.default for name, setting in SETTINGS.items()}
    assert f"= {float(values['health.mean_share']):.0%}".replace("%", " %") in README
    for name in ("bands.green", "bands.green_stays", "bands.red", "bands.red_stays"):
        assert f"{values[name]:g}" in README
    assert f"below {float(values['bands.coverage_least']):.0%}".replace("%", " %") in README
    assert f"last {values['age.days']:g} business days" in README


def test_every_variable_and_command_is_named() -> None:
    paths = [path for folder in ("health", "pages") for path in (ROOT / folder).rglob("*.py")]
    code = "".join(path.read_text("utf-8") for path in paths)
    variables = set(re.findall(r"HEALTH_[A-Z]+", code))
    assert variables == set(re.findall(r"^\| `(HEALTH_[A-Z]+)` \|", README, re.M))
    commands = re.findall(r'command\(\s*"([a-z]+)"', code)
    assert "restore" in commands
    assert all(f"-m health {command}" in README for command in commands)


def test_the_recipes_and_their_language_are_those_that_there_are() -> None:
    section = README.partition("## What can be read")[2].partition("\n## ")[0]
    for recipe in load():
        assert recipe.name in section
    words = [each.value for each in (*How, *Asks)] + [f'"{kind}"' for kind in OTHERS]
    words += [each.name for kind in (Rule, Recipe) for each in fields(kind)]
    unsaid = {"how", "text", "columns", "feeds", "about", "own"}
    assert [word for word in words if word not in unsaid and word not in section] == []
    example = re.search(r"<!-- recipe -->\n```toml\n(.*?)```", section, re.S)
    assert example
    assert parsed(example[1], "README.md").logs == ("issues",)


def test_the_spreadsheet_that_is_declared_there_is_a_source(tmp_path: Path) -> None:
    block = re.search(r"```toml\n(\[\[source\]\]\n.*?)```", README, re.S)
    assert block
    (tmp_path / "sources.toml").write_text(block[1], "utf-8")
    (source,) = sources_of(tmp_path)
    assert (source.tabs, source.every_seconds) == (("clients", "contacts"), 900)
    assert spreadsheet_id(source.spreadsheet)


def test_everything_of_the_core_is_said_where_it_is() -> None:
    told = README.partition("## Where things are")[2]
    core = {
        f"{path.name}/" if path.is_dir() else path.name
        for path in (ROOT / "health").iterdir()
        if path.name not in ("__init__.py", "__pycache__")
    }
    table = told.partition("In `health/`:\n\n")[2].partition("\n\n")[0]  # a blank line would end it
    assert core == set(re.findall(r"`(\w+(?:/|\.py))`", table))


def test_the_access_file_is_one_and_every_key_of_its_provider_is_told(tmp_path: Path) -> None:
    block = re.search(r"<!-- access -->\n```toml\n(.*?)```", README, re.S)
    assert block
    (tmp_path / "access.toml").write_text(block[1], "utf-8")
    access = load_access(tmp_path / "access.toml")
    assert [rule.role for rule in access.rules.rules] == ["admin", "lead", "viewer"]
    assert [key for key in PROVIDER if key not in block[1] and f"`{key}`" not in README] == []
