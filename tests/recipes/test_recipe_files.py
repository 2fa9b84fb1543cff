"""A recipe file is read as it is meant, refused with its place if it is wrong, and written back."""

from __future__ import annotations

from pathlib import Path

import pytest

from health.errors import RecipeError
from health.logs.contract import LOGS, column_name
from health.recipes import load, recognised, written
from health.recipes.aliases import aliases_of
from health.recipes.headers import Header
from health.recipes.parsing import parsed

BUGS = """
name = "Bugs"
about = "what our tracker writes"
known_by = ["Ticket", ["Opened", "Opened at"]]

[[feeds]]
log = "issues"
only = [{ column = "Kind", is = ["bug", "fault"], why = "only bugs are told to clients" }]

[feeds.columns]
client = ["Client", "Customer"]
issue = { join = ["Ticket", "Title"], with = ": " }
at = "Opened"
event = { column = "State", words = { "Done \\"x\\"" = "resolved" }, otherwise = "raised" }
note = { column = "Note", part = 2, of = 2, between = ";" }
"""


def test_it_writes_a_recipe_that_reads_as_the_same() -> None:
    recipe = parsed(BUGS, "bugs.toml")
    assert parsed(written(recipe), "again.toml") == recipe


@pytest.mark.parametrize("recipe", load(), ids=lambda recipe: recipe.name)
def test_the_shipped_recipes_are_written_and_read_too(recipe: object) -> None:
    assert parsed(written(recipe), "again.toml") == recipe  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ('log = "issues"', 'log = "bugs"', r"feeds\[0\].log = 'bugs' .*one of: clients, contacts"),
        ("issue = {", "isue = {", r"columns.isue = .*a column of issues: client, issue"),
        ('at = "Opened"', "", r"columns = .*at among them: issues requires it"),
        ('at = "Opened"', "at = 3", r"columns.at = 3 .*the name of a column"),
        ("otherwise =", "else =", r"event.else = .*these keys here: .*otherwise"),
        ("part = 2, of", "part = 3, of", r"note.part = 3 .*a place from 1"),
        ("is = [", "equals = [", r"only\[0\] = .*one of is, is_not, has, mentions, filled"),
        ('name = "Bugs"', "", "name = '' .*name of the tool"),
        ('"Ticket", [', '" ", [', r"known_by\[0\] = ' ' .*not blank"),
        ("[[feeds]]", "[[feeds]", "the file = .*allowed: TOML"),
    ],
)
def test_a_mistake_is_refused_with_file_key_value_and_what_is_allowed(
    was: str, now: str, said: str
) -> None:
    assert was in BUGS
    with pytest.raises(RecipeError, match=r"^bugs.toml: .*" + said):
        parsed(BUGS.replace(was, now, 1), "bugs.toml")


def test_a_recipe_of_the_folder_replaces_the_shipped_one_of_its_name(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(BUGS.replace('"Bugs"', '"jira"'), "utf-8")
    recipes = load(tmp_path)
    assert recipes[0].about == "what our tracker writes"
    assert [each.name for each in recipes if each.name.casefold() == "jira"] == ["jira"]


def test_two_recipes_of_one_name_are_refused(tmp_path: Path) -> None:
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(BUGS, "utf-8")
    with pytest.raises(RecipeError, match=r"b.toml: name = 'Bugs' .*no other file has"):
        load(tmp_path)


def test_a_header_is_known_by_all_that_the_recipe_asks_for() -> None:
    recipe = parsed(BUGS, "bugs.toml")
    assert recognised(["opened-AT", "TICKET", "x"], [recipe]) is recipe
    assert recognised(["Ticket", "x"], [recipe]) is None


def test_a_star_stands_for_any_letters_but_for_a_header_that_has_one() -> None:
    header = Header(["Rating *", "Rating x", "Why so?", "Field (a) [b]"])
    assert header.all("rating *") == [0]
    assert header.all("rating*") == [0, 1]
    assert header.all("*?") == [2]
    assert header.all("field*[*]") == [3]
    assert header.all("why*why*") == []


@pytest.mark.parametrize("log", LOGS)
def test_no_two_columns_of_a_log_share_a_name(log: str) -> None:
    names = [
        column_name(name)
        for column in LOGS[log].by_name
        for name in (column, *aliases_of(log, column))
    ]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("header", "log"),
    [
        (["Client", "Item", "Promised on", "Due", "Done on"], "deadlines"),
        (["customer", "At", "Direction", "Channel", "Note"], "contacts"),
        (["client", "name", "role", "birthday"], "people"),
        (["Client", "Name", "Notes", "Qty", "Price", "VAT", "Sum"], None),
        (["Account", "Title", "Date", "Event"], None),
        (["client", "notes"], None),
        (["Client", "Date", "Hours", "Task", "Notes"], None),
        (["Name", "Country", "Owner", "Industry"], None),
        (["Customer", "Asked on", "Score", "Comments"], "feedback"),
        (["client", "planned_for", "held_on", "attendance"], "demos"),
        (["Milestone", "Planned date", "Actual date", "Status"], "Milestones"),
        (
            [
                "Client",
                "Milestone",
                "Promised on",
                "Planned date",
                "Actual date",
                "Side",
                "Warned on",
            ],
            "deadlines",
        ),
    ],
)
def test_a_log_in_its_own_form_is_known_where_that_says_most(
    header: list[str], log: str | None
) -> None:
    found = recognised(header, load())
    assert (found and found.name) == log
