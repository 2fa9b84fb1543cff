"""A recipe from TOML; whatever is not allowed is refused with its file, key, value and what is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from health.errors import RecipeError
from health.logs.contract import LOGS
from health.plain_files import toml_of
from health.recipes.keys import NAMES, Keys
from health.recipes.recipe import Asks, Condition, Feed, ForEach, How, Recipe, Rule, columns_of

OTHERS = ("ratings", "yes or no", "text")
_RULE = (
    "the name of a column, a list of names of which the table has one, or a table with one of "
    + ", ".join(how.value for how in How)
)


def parsed(text: str, file: str) -> Recipe:
    """The recipe that a TOML text is; RecipeError for what is not allowed."""
    try:
        table = toml_of(text)
    except ValueError as error:
        raise RecipeError(file, "the file", str(error), "TOML") from error
    keys = Keys(table, "", file)
    name, shared = keys.text("name"), keys.take("columns", dict, {}, "a table of columns")
    if not name.strip():
        raise keys.refuse("name", name, "the name of the tool, or of the file")
    recipe = Recipe(
        name,
        about=keys.text("about"),
        known_by=keys.groups("known_by"),
        begins_with=keys.names("begins_with"),
        notes=keys.names("notes", "a list of sentences"),
        own=keys.flag("own"),
        feeds=tuple(
            _feed(each, shared) for each in keys.tables("feeds", "[[feeds]] tables, one at least")
        ),
    )
    keys.done()
    if not recipe.feeds:
        raise RecipeError(file, "feeds", [], "[[feeds]] tables, one at least")
    return recipe


def _feed(keys: Keys, shared: Mapping[str, object]) -> Feed:
    log = keys.text("log")
    if log not in LOGS:
        raise keys.refuse("log", log, "one of: " + ", ".join(LOGS))
    feed = Feed(
        log,
        _rules(keys, log, shared),
        _only(keys),
        _for_each(keys),
        keys.names("notes", "a list of sentences"),
        keys.flag("rest"),
    )
    keys.done()
    return feed


def _rules(keys: Keys, log: str, shared: Mapping[str, object]) -> dict[str, Rule]:
    """The rules of a feed's columns, and those shared by all feeds; all required ones are there."""
    table = {**shared, **keys.take("columns", dict, {}, "a table of columns")}
    for name, value in table.items():
        if name not in columns_of(log):
            allowed = f"a column of {log}: {', '.join(columns_of(log))}"
            raise keys.refuse(f"columns.{name}", value, allowed)
    for name in LOGS[log].required:
        if name not in table:
            raise keys.refuse("columns", sorted(table), f"{name} among them: {log} requires it")
    return {
        name: _rule(value, keys.place(f"columns.{name}"), keys.file)
        for name, value in table.items()
    }


def _rule(value: object, key: str, file: str) -> Rule:
    if isinstance(value, str | list):
        value = {"column": value}
    keys = Keys(value, key, file, _RULE)
    given = [how for how in How if how.value in keys]
    if len(given) != 1:
        raise RecipeError(file, key, value, _RULE)
    how = given[0]
    rule = _READERS.get(how, _of_columns)(keys, how)
    keys.done()
    return rule


def _of_columns(keys: Keys, how: How) -> Rule:
    names = keys.names(how.value)
    if not names:
        raise keys.refuse(how.value, [], NAMES)
    words = keys.take("words", dict, {}, 'a table of words, such as { "Done" = "resolved" }')
    for word, meant in words.items():
        if not isinstance(meant, str):
            raise keys.refuse(f"words.{word}", meant, "some text in quotation marks")
    given = "otherwise" in keys
    other = keys.text("otherwise")
    of, between = keys.take("of", int, 0, "a number"), keys.text("between")
    part = keys.take("part", int, 0, "a number")
    if (of or part or between) and not (1 <= part <= max(of, 1) <= 99 and between):
        raise keys.refuse(
            "part", part, "a place from 1, with `of` how many parts and what is `between` them"
        )
    return Rule(
        how,
        names,
        keys.text("with", " ") if how is How.JOIN else "",
        words,
        other if given else None,
        part,
        of,
        between,
        keys.text("apart_by"),
        keys.flag("sheet_name"),
        keys.flag("id_time"),
    )


def _fixed(keys: Keys, how: How) -> Rule:
    return Rule(how, text=keys.text(how.value))


def _current(keys: Keys, how: How) -> Rule:
    if not keys.flag(how.value):
        raise keys.refuse(how.value, False, "true")
    return Rule(how)


def _named_in(keys: Keys, how: How) -> Rule:
    return Rule(how, keys.names(how.value))


_READERS: dict[How, Callable[[Keys, How], Rule]] = {
    How.FIXED: _fixed,
    How.CELL: _current,
    How.HEADER: _current,
    How.NAMED_IN: _named_in,
}


def _only(keys: Keys) -> tuple[tuple[Condition, ...], ...]:
    """The conditions: in each entry one, or a list of which one is enough."""
    allowed = "conditions, each with a column and what it asks, or lists of such"
    groups = []
    for at, entry in enumerate(keys.take("only", list, [], allowed)):
        group = entry if isinstance(entry, list) and entry else [entry]
        place = keys.place(f"only[{at}]")
        groups.append(tuple(_condition(Keys(each, place, keys.file, allowed)) for each in group))
    return tuple(groups)


def _condition(keys: Keys) -> Condition:
    columns = keys.names("column")
    given = [asks for asks in Asks if asks.value in keys]
    if len(given) != 1 or not columns:
        allowed = "a `column` and one of " + ", ".join(asks.value for asks in Asks)
        raise RecipeError(keys.file, keys.key, [asks.value for asks in given], allowed)
    asks, filled = given[0], True
    words: tuple[str, ...] = ()
    if asks is Asks.FILLED:
        filled = keys.take(asks.value, bool, True, "true or false")
    else:
        words = keys.names(asks.value, "a word, or a list of words")
    found = Condition(columns, asks, words, filled, keys.text("why"))
    keys.done()
    return found


def _for_each(keys: Keys) -> ForEach | None:
    if "for_each" not in keys:
        keys.take("for_each", dict, {}, "a table")
        return None
    allowed = "a table with `column` (and what stands `between` pieces), or `others`"
    inner = Keys(keys.take("for_each", dict, {}, allowed), keys.place("for_each"), keys.file)
    found = ForEach(inner.names("column"), inner.text("between"), inner.text("others"))
    inner.done()
    if bool(found.columns) == bool(found.others) or (found.others and found.between):
        raise keys.refuse("for_each", found.columns or found.others, allowed)
    if found.others and found.others not in OTHERS:
        raise inner.refuse("others", found.others, "one of: " + ", ".join(OTHERS))
    return found
