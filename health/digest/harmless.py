"""Texts of the logs and of people, fit for a message: words on one line, that nothing makes a link,
a mention or a mark of.

Mail and chat programs make links of whatever looks like an address, and call people by an @. A word
joiner, which is not seen, keeps such a word from looking like one to them.
"""

from __future__ import annotations

import re

from health.report.cleaned import one_line

_JOINER = "\u2060"
_BREAKS = re.compile(
    r"(?<=[@#＠])(?=\S)"  # @everyone, a@b.c, <@&1>, #general
    r"|(?<=:)(?=[/\\])|(?<=[^\W\d]:)(?=\w)"  # https://, mailto:x
    r"|(?<=\w[.．。｡])(?=[^\W\d])"  # www.example.org
)


_MARKS = re.compile(r"([\\`*_{}\[\]()<>#+\-!|~&=])")


def literal(text: str) -> str:
    """A text as Markdown that shows it letter by letter."""
    return _MARKS.sub(r"\\\1", text)


def harmless(text: str, most: int = 600) -> str:
    """A text as it may stand in any message, cut where it is longer than `most` letters."""
    line = one_line(text[: 4 * most])
    if len(line) > most:
        line = line[: most - 1].rstrip() + "…"
    return _BREAKS.sub(_JOINER, line)
