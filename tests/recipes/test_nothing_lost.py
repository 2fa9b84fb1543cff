"""Whatever the table and the recipe: each row is a row or left out, and no word is invented."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from health.logs.contract import LOGS
from health.recipes import Recipe, by_log_name, headers, load, mapped, proposed, written
from health.recipes.each import names_of
from health.recipes.parsing import parsed
from health.tables.found import Table

RECIPES = (*load(), *[by_log_name(log) for log in LOGS])


def looked_for(recipe: Recipe) -> list[str]:
    """Names of columns that a recipe looks for."""
    names = {name for group in recipe.known_by for name in group} | set(recipe.begins_with)
    return sorted(names.union(*map(names_of, recipe.feeds)))


def words_of(recipe: Recipe) -> list[str]:
    """Words that its conditions ask for."""
    groups = [group for feed in recipe.feeds for group in feed.only]
    return sorted({word for group in groups for each in group for word in each.words})


CELLS = ["", " ", "Acme", "Bolt; Acme", "2026-01-05", "7", "yes", "a;b;c", "[bug, x]", "Crash é"]


@st.composite
def tables(draw: st.DrawFn) -> tuple[Recipe, Table]:
    recipe = draw(st.sampled_from(RECIPES))
    names = st.sampled_from([*looked_for(recipe), "Other", "", "Why so?"])
    header = draw(st.lists(names, max_size=12))
    cell = st.sampled_from([*CELLS, *words_of(recipe)])
    row = st.lists(cell, min_size=len(header), max_size=len(header))
    rows = draw(st.lists(row, max_size=5))
    return recipe, Table(tuple(header), rows, list(range(2, len(rows) + 2)), draw(cell))


def words(*texts: str) -> set[str]:
    return {word for text in texts for word in re.findall(r"[^\W_]+", text)}


@settings(max_examples=150, deadline=None)
@given(tables(), st.sampled_from([(), ("Acme", "Bolt")]))
def test_every_row_is_a_row_or_left_out_and_no_word_is_invented(
    drawn: tuple[Recipe, Table], clients: tuple[str, ...]
) -> None:
    recipe, table = drawn
    rules = [rule for feed in recipe.feeds for rule in feed.columns.values()]
    own = words(*[text for rule in rules for text in (rule.text, *rule.words.values())])
    found = mapped(table, recipe, clients)
    assert {each.log for each in found} == set(recipe.logs)
    for log in found:
        left = [each.line for each in log.left_out]
        assert len(left) == len(set(left))
        assert set(log.lines) | set(left) == set(table.lines)
        assert not set(log.lines) & set(left)
        assert all(each.reason for each in log.left_out)
        assert len(log.rows) == len(log.lines)
        assert {len(row) for row in log.rows} <= {len(log.columns)}
        assert set(log.sources) <= set(log.columns)
        for line, row in zip(log.lines, log.rows, strict=True):
            told = words(*table.rows[table.lines.index(line)], *headers(table), table.name)
            assert words(*row) <= told | own


@settings(max_examples=60, deadline=None)
@given(tables(), st.sampled_from(sorted(LOGS)))
def test_a_proposal_is_made_for_each_column_and_takes_no_column_twice(
    drawn: tuple[Recipe, Table], log: str
) -> None:
    _, table = drawn
    found = proposed(table, log)
    assert [each.column for each in found] == list(LOGS[log].by_name)
    taken = [each.header for each in found if each.header]
    assert len(taken) == len(set(taken))
    assert not set(taken) - set(headers(table))
    assert all(len(each.examples) <= 3 and 0 <= each.sure <= 1 for each in found)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(str.strip)


@settings(max_examples=60, deadline=None)
@given(TEXTS, TEXTS, st.lists(TEXTS, min_size=1))
def test_any_text_of_a_recipe_is_written_as_it_is(name: str, word: str, names: list[str]) -> None:
    recipe = by_log_name("people")
    (feed,) = recipe.feeds
    rule = type(feed.columns["client"])
    columns = {
        "client": rule(feed.columns["client"].how, tuple(names), words={word: name}, otherwise=""),
        "name": feed.columns["name"],
    }
    changed = Recipe(name, (type(feed)("people", columns, notes=(word,)),), about=word)
    assert parsed(written(changed), "file.toml") == changed
