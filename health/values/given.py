"""The answers that were given, one by one: what each says, and the answers without it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from health.values.answers import Answers
from health.values.found import Said


@dataclass(frozen=True)
class Given:
    """One answer: `about` what (a name, a column of a source, a cell of it), what it `says`.

    `source` is "" for a name, which means the same client in all; `log` and `column` are "" for
    names; `word` is the name, or the cell; None where it is how a whole column is meant.
    """

    says: str
    source: str = ""
    log: str = ""
    column: str = ""
    word: str | None = None

    @property
    def about(self) -> str:
        """What was asked about, in words."""
        place = ", ".join(part for part in (self.source, self.log, self.column) if part)
        name = f"“{self.word}”" if self.word is not None else ""
        return ": ".join(part for part in (place, name) if part)


def answered(answers: Answers) -> list[Given]:
    """Every answer, names first, then by source."""
    found = [Given(f"means {client}", word=name) for name, client in answers.aliases.items()]
    for source, own in answers.sources.items():
        found += [Given("is no client", source, word=name) for name in sorted(own.ignored)]
        for key, said in own.columns.items():
            log, _, column = key.partition(".")
            if whole := "; ".join(_of_column(said)):
                found.append(Given(whole, source, log, column))
            found += [
                Given(f"means {meaning or 'nothing'}", source, log, column, word)
                for word, meaning in said.words.items()
            ]
    return found


def without(answers: Answers, one: Given) -> Answers:
    """The answers without one of them, so that it is asked again."""
    if not one.source:
        aliases = {name: to for name, to in answers.aliases.items() if name != one.word}
        return replace(answers, aliases=aliases)
    if one.column:
        said = answers.said(one.source, one.log, one.column)
        words = {word: to for word, to in said.words.items() if word != one.word}
        left = replace(said, words=words) if one.word is not None else Said(words=said.words)
        return answers.with_said(one.source, one.log, one.column, left)
    own = answers.of(one.source)
    return answers.with_source(one.source, replace(own, ignored=own.ignored - {one.word}))


def _of_column(said: Said) -> Iterator[str]:
    """How all cells of a column are meant."""
    if said.order:
        yield f"dates are {said.order}"
    if said.swapped is not None:
        yield f"day and month {'were' if said.swapped else 'were not'} swapped by a spreadsheet"
    if said.decimal:
        yield f"decimals follow a {'comma' if said.decimal == ',' else 'point'}"
    if said.scale is not None:
        yield f"ratings go from {said.scale.worst:g} (worst) to {said.scale.best:g} (best)"
