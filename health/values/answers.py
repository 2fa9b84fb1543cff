"""What people confirmed about the files of a logs folder: its `answers.toml`.

[clients]                                # names, in any source, and whom they mean
"DOH" = "Department of Health"

[sources."jira.csv"]
ignored = ["Internal"]                   # names that are no clients

[sources."jira.csv".deadlines.due_on]    # a log and a column of it
order = "day first"                      # of dates; or "month first", "year first"
swapped = false                          # whether a spreadsheet swapped them
decimal = ","                            # or "."
scale = [1, 5]                           # the worst and the best rating
words = { billing = "other" }            # what cells mean
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from health.errors import AnswerRefused, HealthError
from health.logs.contract import LOGS, folded
from health.logs.rows import RECORDED
from health.plain_files import content_of, toml_key, toml_of
from health.tables.answers import Scale
from health.tables.dates import DAY_FIRST, MONTH_FIRST, YEAR_FIRST
from health.values.found import NOTHING, Said

FILE = "answers.toml"
MOST_BYTES = 4 << 20


@dataclass(frozen=True)
class Source:
    """What is known of one source: names that are no clients, and what was said of columns.

    The keys of `columns` are `log.column`.
    """

    ignored: frozenset[str] = frozenset()
    columns: Mapping[str, Said] = field(default_factory=dict)

    def ignores(self, name: str) -> bool:
        """Whether a name is known to be no client, whatever its case."""
        return folded(name) in self._ignored

    @cached_property
    def _ignored(self) -> frozenset[str]:
        return frozenset(map(folded, self.ignored))


@dataclass(frozen=True)
class Answers:
    """What people confirmed: `aliases` (a name, the client it means), and by source."""

    aliases: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)

    def of(self, source: str) -> Source:
        """What is known of one source."""
        return self.sources.get(source, Source())

    def said(self, source: str, log: str, column: str) -> Said:
        """What a person said of one column of a source."""
        return self.of(source).columns.get(f"{log}.{column}", NOTHING)

    def with_alias(self, name: str, client: str) -> Answers:
        """The same with a name that means a client."""
        return replace(self, aliases={**self.aliases, name: client})

    def with_ignored(self, source: str, names: Iterable[str]) -> Answers:
        """The same with names of a source that are no clients."""
        own = self.of(source)
        return self.with_source(source, replace(own, ignored=own.ignored | frozenset(names)))

    def with_said(self, source: str, log: str, column: str, said: Said) -> Answers:
        """The same with what was said of a column, in the place of what was said before."""
        own = self.of(source)
        columns = {**own.columns, f"{log}.{column}": said}
        return self.with_source(source, replace(own, columns=_known(columns)))

    def with_source(self, source: str, own: Source) -> Answers:
        """The same with what is known of a source in the place of what was known before."""
        return replace(self, sources={**self.sources, source: own})


def load(path: Path) -> Answers:
    """The answers of a file; none where there is no file.

    Raises AnswerRefused, which names the file, the key, the value and what is allowed.
    """
    return parsed(text_of(path), path.name)


def text_of(path: Path) -> str:
    """The text of the file, "" where there is none."""
    try:
        content = content_of(path, MOST_BYTES)
        if len(content) > MOST_BYTES:
            raise HealthError(f"{path.name}: is larger than {MOST_BYTES >> 20} MB")
        return content.decode("utf-8-sig")
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise HealthError(f"{path.name}: can't be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise HealthError(f"{path.name}: is no UTF-8 text (byte {error.start})") from error


def parsed(text: str, where: str = FILE) -> Answers:
    """The answers that a text in TOML holds."""
    try:
        content = toml_of(text)
    except ValueError as error:
        raise HealthError(f"{where}: is no TOML ({error})") from error
    check = _Check(where)
    for key, value in content.items():
        if key not in ("clients", "sources"):
            raise check.refusal(key, value, "[clients] or [sources.NAME]")
    aliases = check.table("clients", content.get("clients", {}))
    for name, client in aliases.items():
        check.text(f"clients.{toml_key(name)}", client)
    sources = {
        name: _source(check, f"sources.{toml_key(name)}", value)
        for name, value in check.table("sources", content.get("sources", {})).items()
    }
    return Answers(aliases, {name: own for name, own in sources.items() if own != Source()})


@dataclass(frozen=True)
class _Check:
    """What is asked of the values of a file."""

    where: str

    def refusal(self, key: str, value: object, allowed: str) -> AnswerRefused:
        return AnswerRefused(self.where, key, value, allowed)

    def table(self, key: str, value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self.refusal(key, value, f"a table: [{key}]")
        return value

    def text(self, key: str, value: object) -> str:
        if not isinstance(value, str) or not value.strip():
            raise self.refusal(key, value, "a text that is not blank, in quotes")
        return value

    def one_of(self, key: str, value: object, words: tuple[str, ...]) -> str:
        if value not in words:
            raise self.refusal(key, value, " or ".join(f'"{word}"' for word in words))
        return str(value)


def _source(check: _Check, key: str, value: Any) -> Source:
    ignored: frozenset[str] = frozenset()
    columns = {}
    for name, own in check.table(key, value).items():
        here = f"{key}.{toml_key(name)}"
        if name == "ignored":
            if not isinstance(own, list):
                raise check.refusal(here, own, 'a list of names: ["Internal"]')
            ignored = frozenset(check.text(here, each) for each in own)
        elif name not in LOGS:
            raise check.refusal(here, own, f"ignored, or a log: {', '.join(LOGS)}")
        else:
            allowed = [*LOGS[name].by_name, RECORDED.name]
            for column, said in check.table(here, own).items():
                if column not in allowed:
                    raise check.refusal(f"{here}.{toml_key(column)}", said, ", ".join(allowed))
                columns[f"{name}.{column}"] = _said(check, f"{here}.{column}", said)
    return Source(ignored, _known(columns))


def _known(columns: Mapping[str, Said]) -> dict[str, Said]:
    """The columns of which something was said."""
    return {key: said for key, said in columns.items() if said != NOTHING}


def _said(check: _Check, key: str, value: Any) -> Said:
    said = NOTHING
    for name, own in check.table(key, value).items():
        here = f"{key}.{toml_key(name)}"
        if name == "order":
            said = replace(
                said, order=check.one_of(here, own, (DAY_FIRST, MONTH_FIRST, YEAR_FIRST))
            )
        elif name == "decimal":
            said = replace(said, decimal=check.one_of(here, own, (".", ",")))
        elif name == "swapped":
            if not isinstance(own, bool):
                raise check.refusal(here, own, "true or false")
            said = replace(said, swapped=own)
        elif name == "scale":
            said = replace(said, scale=_scale(check, here, own))
        elif name == "words":
            words = check.table(here, own)
            for word, meaning in words.items():
                if not isinstance(meaning, str):
                    raise check.refusal(f"{here}.{toml_key(word)}", meaning, "a text in quotes")
            said = replace(said, words=words)
        else:
            raise check.refusal(here, own, "order, decimal, swapped, scale or words")
    return said


def _scale(check: _Check, key: str, value: Any) -> Scale:
    pair = value if isinstance(value, list) else []
    numbers = [each for each in pair if type(each) in (int, float) and abs(each) < 1e6]
    if len(pair) != 2 or len(numbers) != 2 or numbers[0] == numbers[1]:
        raise check.refusal(key, value, "two different numbers, the worst and the best: [1, 5]")
    return Scale(float(numbers[0]), float(numbers[1]))
