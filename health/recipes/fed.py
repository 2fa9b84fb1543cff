"""One feed applied to a table: which rows it takes, and what it makes of their cells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from health.logs.contract import LOGS, column_name, folded
from health.recipes.conditions import passing
from health.recipes.each import View, viewed
from health.recipes.headers import Header
from health.recipes.naming import Clients, Names
from health.recipes.recipe import EXTRA, Feed, How, Recipe, Rule
from health.tables.found import Table, shown
from health.words import many


@dataclass(frozen=True)
class Fed:
    """Rows of a log, the table's row that each is from; rows that made none, and why."""

    at: list[int] = field(default_factory=list)
    columns: dict[str, list[str]] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    left_out: dict[int, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


def fed(table: Table, names: Sequence[str], recipe: Recipe, feed: Feed, clients: Clients) -> Fed:
    """The rows that a feed makes of a table."""
    header = Header(names)
    found = Fed(notes=list(feed.notes))
    sources = {
        name: places
        for name, rule in feed.columns.items()
        if (places := _places(rule, header)) or _needs_none(rule, table)
    }
    at = passing(table, header, feed.only, found.left_out)
    for name in LOGS[feed.log].required:
        if name not in sources:
            wanted = " or ".join(map(repr, feed.columns[name].columns[:4]))
            why = f"no column of the table is called {wanted}, for {name}"
            found.left_out.update(dict.fromkeys(at, why))
            found.columns.update({each: [] for each in sources})
            return found
    view = viewed(table, header, recipe, feed, at, found.left_out)
    for name, rule in feed.columns.items():
        if rule.how is How.NAMED_IN and clients:
            view = _naming(view, name, sources[name], Names(clients), found.left_out)
    found.at.extend(view.at)
    partly = sorted(found.left_out.keys() & set(view.at))
    if partly:
        first = f"line {table.lines[partly[0]]} {found.left_out[partly[0]]}"
        found.doubts.append(f"of {many(len(partly), 'row')} not every piece is used: {first}")
    for name, places in sources.items():
        rule = feed.columns[name]
        found.columns[name] = view.named.get(name) or _texts(rule, places, view, header)
        if places:
            between = " / " if rule.how in (How.FIRST, How.NAMED_IN) else " + "
            found.sources[name] = between.join(dict.fromkeys(names[place] for place in places))
            found.doubts.extend(_doubts(name, rule, places[0], header, table))
            if recipe.own and column_name(names[places[0]]) != name:
                found.notes.append(f"{names[places[0]]!r} is read as {name}")
    if feed.rest:
        _rest(found, view, header, {place for places in sources.values() for place in places})
    return found


def _places(rule: Rule, header: Header) -> list[int]:
    """The columns of the table that a rule reads."""
    if rule.how is How.COLUMN:
        return header.one_of(rule.columns)[:1]
    return [place for name in rule.columns for place in header.all(name)]


def _needs_none(rule: Rule, table: Table) -> bool:
    named = rule.sheet_name and bool(table.name)
    return rule.how in (How.FIXED, How.HEADER, How.CELL) or named


def _texts(rule: Rule, places: list[int], view: View, header: Header) -> list[str]:
    """What a rule makes of each row."""
    texts = _joined(rule, places, view)
    if rule.of:
        texts = [_part(rule, text) for text in texts]
    if rule.id_time:
        texts = list(map(_time_of_id, texts))
    if rule.words or rule.otherwise is not None:
        texts = _translated(rule.words, rule.otherwise, texts)
    if rule.apart_by:
        texts = _apart(texts, view, header.all(rule.apart_by))
    if rule.sheet_name and view.table.name:
        texts = [text if text.strip() else view.table.name for text in texts]
    return texts


def _joined(rule: Rule, places: list[int], view: View) -> list[str]:
    if rule.how is How.FIXED:
        return [rule.text] * len(view.at)
    if rule.how in (How.HEADER, How.CELL):
        return view.titles() if rule.how is How.HEADER else view.pieces()
    columns = [view.cells(place) for place in places]
    if not columns:
        return [""] * len(view.at)
    if len(columns) == 1:
        return columns[0]
    if rule.how is How.JOIN:
        return [rule.text.join(filter(str.strip, cells)) for cells in zip(*columns, strict=True)]
    return [next(filter(str.strip, cells), "") for cells in zip(*columns, strict=True)]


def _part(rule: Rule, text: str) -> str:
    """A piece of a cell; a cell without that many pieces stays whole, for a person to see."""
    parts = text.split(rule.between, rule.of - 1)
    return parts[rule.part - 1].strip() if len(parts) == rule.of else text


def _time_of_id(text: str) -> str:
    """When a Trello id was made, in UTC; other texts stay."""
    if not re.fullmatch(r"[0-9a-f]{24}", text.strip()):
        return text
    return f"{datetime.fromtimestamp(int(text.strip()[:8], 16), UTC):%Y-%m-%d %H:%M:%SZ}"


def _translated(words: Mapping[str, str], otherwise: str | None, texts: list[str]) -> list[str]:
    meant = {folded(word): text for word, text in words.items()}
    once = {}
    for text in set(texts):
        other = otherwise if otherwise is not None and text.strip() else text
        once[text] = meant.get(folded(text), other)
    return [once[text] for text in texts]


def _apart(texts: list[str], view: View, places: list[int]) -> list[str]:
    """Texts that are the same in rows of different things, with what tells these apart."""
    if not places:
        return texts
    others = view.cells(places[0])
    things: dict[str, set[str]] = {}
    for text, other in zip(texts, others, strict=True):
        things.setdefault(folded(text), set()).add(other)
    return [
        f"{text} ({other})" if text.strip() and len(things[folded(text)]) > 1 else text
        for text, other in zip(texts, others, strict=True)
    ]


def _naming(
    view: View, column: str, places: list[int], names: Names, left_out: dict[int, str]
) -> View:
    """The rows in which exactly one client is named, with the name in place of the text."""
    columns = [view.cells(place) for place in places]
    kept, found = [], []
    once: dict[tuple[str, ...], dict[str, str]] = {}  # an event that repeats is looked at once
    for row, cells in enumerate(zip(*columns, strict=True)):
        if cells not in once:
            once[cells] = names.within(cells)
        named, text = once[cells], next(filter(str.strip, cells), "")
        if len(named) == 1:
            kept.append(row)
            found.append(next(iter(named.values())))
        elif named:
            left_out[view.at[row]] = f"names more than one client: {', '.join(named.values())}"
        else:
            left_out[view.at[row]] = f"names no client: {shown(text)!r}"
    return view.kept(kept, column, found)


def _doubts(name: str, rule: Rule, taken: int, header: Header, table: Table) -> list[str]:
    """Other columns that could have been meant."""
    if rule.how is not How.COLUMN:
        return []
    others = [place for each in rule.columns for place in header.all(each) if place != taken]
    return [
        f"{header.names[place]!r} could be {name} too: {header.names[taken]!r} is taken"
        for place in dict.fromkeys(others)
        if any(row[place].strip() for row in table.rows)
    ]


def _rest(found: Fed, view: View, header: Header, used: set[int]) -> None:
    """The table's other columns, so that rows which differ in them are not taken for the same."""
    taken = {*found.columns, *EXTRA}
    for place, title in enumerate(header.names):
        if place in used:
            continue
        base = name = column_name(title)
        count = 1
        while name in taken:
            count += 1
            name = f"{base}_{count}"
        taken.add(name)
        found.columns[name] = view.cells(place)
        found.sources[name] = title
