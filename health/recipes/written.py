"""A recipe as TOML, so that a page can keep one and a person can read it and go on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from health.plain_files import toml_key, toml_text
from health.recipes.recipe import Asks, Condition, Feed, How, Recipe, Rule


def written(recipe: Recipe) -> str:
    """The TOML that is read as this recipe."""
    lines = [f"name = {_value(recipe.name)}"]
    lines += _given(about=recipe.about, known_by=recipe.known_by, begins_with=recipe.begins_with)
    lines += _given(notes=list(recipe.notes), own=recipe.own)
    for feed in recipe.feeds:
        lines += ["", "[[feeds]]", f"log = {_value(feed.log)}"]
        lines += _given(only=list(map(_group, feed.only)), for_each=_for_each(feed))
        lines += _given(notes=list(feed.notes), rest=feed.rest)
        lines += ["", "[feeds.columns]"]
        lines += [f"{name} = {_value(_rule(rule))}" for name, rule in feed.columns.items()]
    return "\n".join(lines) + "\n"


def _given(**keys: object) -> list[str]:
    """Lines of the keys that are not empty."""
    return [f"{key} = {_value(value)}" for key, value in keys.items() if value]


def _rule(rule: Rule) -> object:
    if rule.how is How.FIXED:
        return {"fixed": rule.text}
    if rule.how in (How.HEADER, How.CELL):
        return {rule.how.value: True}
    found: dict[str, object] = {rule.how.value: _names(rule.columns, rule.how is How.COLUMN)}
    if rule.how is How.JOIN:
        found["with"] = rule.text
    if rule.words:
        found["words"] = rule.words
    if rule.otherwise is not None:
        found["otherwise"] = rule.otherwise
    if rule.of:
        found |= {"part": rule.part, "of": rule.of, "between": rule.between}
    if rule.apart_by:
        found["apart_by"] = rule.apart_by
    found |= {key: True for key in ("sheet_name", "id_time") if getattr(rule, key)}
    return found["column"] if list(found) == ["column"] else found


def _group(group: tuple[Condition, ...]) -> object:
    conditions = [_condition(each) for each in group]
    return conditions[0] if len(conditions) == 1 else conditions


def _condition(condition: Condition) -> dict[str, object]:
    found: dict[str, object] = {"column": _names(condition.columns)}
    filled = condition.asks is Asks.FILLED
    found[condition.asks.value] = condition.filled if filled else list(condition.words)
    return found | ({"why": condition.why} if condition.why else {})


def _for_each(feed: Feed) -> dict[str, object]:
    each = feed.for_each
    if each is None:
        return {}
    if each.others:
        return {"others": each.others}
    found: dict[str, object] = {"column": _names(each.columns)}
    return found | ({"between": each.between} if each.between else {})


def _names(names: tuple[str, ...], single: bool = True) -> object:
    return names[0] if single and len(names) == 1 else list(names)


def _value(value: object) -> str:
    """A value of TOML on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Mapping):
        inner = ", ".join(
            f"{toml_key(_proper(key))} = {_value(each)}" for key, each in value.items()
        )
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, Iterable) and not isinstance(value, str):
        return "[" + ", ".join(map(_value, value)) + "]"
    return toml_text(_proper(str(value)))


def _proper(text: str) -> str:
    """A text without lone surrogates, which no file in UTF-8 has."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
