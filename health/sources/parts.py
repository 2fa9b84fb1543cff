"""What tables of sources say in terms of the logs: the rows of each, and what became of others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from health.logs.origins import Feeds, LeftOutRow, Question, SourceState
from health.recipes import Clients, Mapped, Recipe, by_log_name, mapped
from health.sources.choosing import chosen
from health.sources.fetched import Fetched
from health.tables.found import LeftOut, Table
from health.tables.names import Near
from health.tables.reading import read_tables


@dataclass(frozen=True)
class Choice:
    """A table of a source, and the recipe that it is read by."""

    fetched: Fetched
    table: Table
    recipe: Recipe


@dataclass
class Part:
    """Rows of one log from one table of a source; their cells become canonical on the way."""

    fetched: Fetched
    table: Table
    recipe: Recipe
    mapped: Mapped
    columns: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    told: dict[int, str] = field(default_factory=dict)  # by line: where a row is from, in words

    @property
    def feeds(self) -> bool:
        """Whether it feeds its log; else it only says why no row of the table does."""
        return self.mapped.present or (self.recipe.own and not self.fetched.source.store)

    @property
    def source(self) -> str:
        """The name of the source."""
        return self.fetched.source.name

    @property
    def file(self) -> str:
        """The source, and the table where it has several, as people know it."""
        return shown_place(self.fetched, self.table)

    def column(self, name: str) -> list[str]:
        """The cells of a column of the log."""
        place = self.columns.index(name)
        return [row[place] for row in self.mapped.rows]

    def leave_out(self, which: Callable[[Mapping[str, str]], bool], reason: str) -> None:
        """Take rows out, and count them as left out."""
        found, kept = self.mapped, []
        for line, row in zip(found.lines, found.rows, strict=True):
            if which(dict(zip(self.columns, row, strict=True))):
                found.left_out.append(LeftOut(line, "\t".join(filter(None, row)), reason))
            else:
                kept.append((line, row))
        found.lines[:] = [line for line, _ in kept]
        found.rows[:] = [row for _, row in kept]

    def put(self, name: str, values: Sequence[str]) -> None:
        """Other cells for a column."""
        place = self.columns.index(name)
        for row, value in zip(self.mapped.rows, values, strict=True):
            row[place] = value


def shown_place(fetched: Fetched, table: Table) -> str:
    """A table by its source, and by its own name where the source has several."""
    several = len(fetched.tables) > 1 and table.name
    return f"{fetched.source.name}, {table.name}" if several else fetched.source.name


def choices_of(
    found: Sequence[Fetched], recipes: Sequence[Recipe]
) -> tuple[list[Choice], dict[str, list[str]]]:
    """By which recipe each table is read, and by source its tables that feed no log."""
    choices, strangers = [], defaultdict(list)
    for fetched in found:
        for table in fetched.tables:
            place = shown_place(fetched, table)
            named, recipe = chosen(fetched.source, place, table, recipes)
            if recipe is not None:
                choices.append(Choice(fetched, named, recipe))
            elif table.rows or table.left_out or len(fetched.tables) == 1:
                strangers[fetched.source.name].append(place)
    return choices, strangers


def parts_of(choices: Iterable[Choice], names: Clients) -> list[Part]:
    """The rows that tables have for the logs."""
    parts = []
    for choice in choices:
        made = [
            Part(choice.fetched, choice.table, choice.recipe, each, list(each.columns))
            for each in mapped(choice.table, choice.recipe, names)
        ]
        parts += [part for part in made if part.feeds] or made
    return parts


def questions_of(near: Sequence[Near], source: str, log: str) -> list[Question]:
    """Whom names may mean that are like those of clients: a question a name."""
    by_name = defaultdict(list)
    for each in near:
        by_name[each.name].append((each.client, each.likeness))
    return [
        Question("client", source, log, name, f"{name}: is this {choices[0][0]}?", tuple(choices))
        for name, choices in by_name.items()
    ]


def state_of(fetched: Fetched, parts: Sequence[Part], strangers: Sequence[str]) -> SourceState:
    """What became of a source."""
    source = fetched.source
    left_out = [
        LeftOutRow(shown_place(fetched, table), each.line, each.text, each.reason, each.lines)
        for table in fetched.tables
        for each in table.left_out
    ]
    left_out += [
        LeftOutRow(part.file, each.line, each.text, f"no row of {part.mapped.log}: {each.reason}")
        for part in parts
        for each in part.mapped.left_out
    ]
    notes = [note for table in fetched.tables for note in (*table.notes, *table.doubts)]
    notes += [note for part in parts for note in (*part.mapped.notes, *part.mapped.doubts)]
    notes += [note for part in parts for note in part.notes]
    return SourceState(
        source.name,
        source.kind,
        source.place,
        read_at=fetched.at,
        problem=fetched.problem,
        feeds=tuple(
            Feeds(part.table.name, part.mapped.log, part.recipe.name, len(part.mapped.rows))
            for part in parts
        ),
        notes=tuple(dict.fromkeys(notes)),
        questions=tuple(question for part in parts for question in part.questions),
        left_out=tuple(left_out),
        strangers=tuple(strangers),
    )


def clients_named(parts: Sequence[Part], direct: Path | None) -> list[str]:
    """The names of all clients: those of `parts`, which feed the clients log, and of its file."""
    names = [name for part in parts if "client" in part.columns for name in part.column("client")]
    if direct is not None:
        own = by_log_name("clients")
        tables = [each for table in read_tables(direct) for each in mapped(table, own)]
        for each in tables:
            if "client" in each.columns:
                names += [row[each.columns.index("client")] for row in each.rows]
    return list(dict.fromkeys(name.strip() for name in names if name.strip()))
