"""A digest as text: whole, for an e-mail's plain part and for machines; short, for a chat."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from health.digest import words
from health.digest.content import Content
from health.digest.harmless import harmless, literal
from health.words import first_few, listed, on_day, signed

_WIDTH = 76
_SPARE = 80  # letters kept for the count of what does not fit


def as_text(content: Content, base: str) -> str:
    """All of it, in lines of 76 columns; addresses stand whole on lines of their own."""
    lines = [f"Week to {on_day(content.week)}, {words.whose(content)}"]
    lines += _wrapped(words.standing(content))
    if content.fresh.late:
        lines += _wrapped(f"Note: {words.freshness(content)[0]}")
    lines += ["", "NEEDS SOMEONE", *_alerts(content, base)]
    lines += ["", "MOVED THIS WEEK", *_movers(content)]
    lines += ["", "AGREED, AND DUE", *_actions(content)]
    lines += ["", "THE LOGS"]
    lines += [line for told in words.freshness(content) for line in _wrapped(told)]
    lines += ["", "The review of the week:", words.review_link(base, content)]
    return "\n".join(lines) + "\n"


def _wrapped(text: str, indent: str = "", first: str = "") -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=first or indent, subsequent_indent=indent,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def _alerts(content: Content, base: str) -> Iterator[str]:
    if not content.alerts:
        yield "No alert needs you."
    for client, some in words.alerts_by_client(content):
        yield ""
        yield harmless(client, 160)
        yield words.client_link(base, client)
        for group in some:
            after = f" Next: {group.next_step}." if group.next_step else ""
            yield from _wrapped(f"{group.title} ({group.severity}).{after}")
            for one in group.alarms:
                told = f"{'new: ' if one.new else ''}{harmless(one.message)}"
                yield from _wrapped(told, "  ", "- ")
            if group.rest:
                yield f"- {group.rest}"
    if left := words.left_out(content):
        yield ""
        yield from _wrapped(left)
        yield words.alerts_link(base, content)


def _movers(content: Content) -> Iterator[str]:
    if not content.movers:
        yield "No client moved by half a point or more."
    for one in content.movers:
        told = f"{signed(one.change)} {harmless(one.client, 160)}: {harmless(one.causes)}"
        yield from _wrapped(told, "  ", "- ")
    if content.moved:
        yield f"Not told: {content.moved} more that moved less."


def _actions(content: Content) -> Iterator[str]:
    if not content.actions:
        yield "Nothing is due within a week, nothing overdue."
    for one in content.actions:
        told = f"{harmless(one.client, 160)}: {harmless(one.text)} ({words.due(one)})"
        yield from _wrapped(told, "  ", "- ")


def as_short(content: Content, base: str, room: int, marked: bool = False) -> str:
    """What fits into `room` letters of a chat: as many alerts as do, the rest counted.

    `marked`: as Markdown, for what reads everything as such; of ours only the link is any.
    """
    head = [words.standing(content)]
    if content.fresh.late:
        head.append(words.freshness(content)[0])
    tail = [line for line in (_moved(content), _owed(content)) if line]
    link = words.alerts_link(base, content)
    left = room - sum(len(line) + 1 for line in (*head, *tail, link)) - _SPARE
    told: list[str] = []
    for one in (each for each in content.alerts if each.message):
        line = f"• {harmless(one.client, 60)}: {one.title}. {harmless(one.message, 160)}"
        if told and left < len(line):
            break
        told.append(line)
        left -= len(line) + 1
    rest = len(content.alerts) - len(told)
    more = [f"• {rest} more of these"] if rest else []
    lefts = [words.left_out(content)] if words.left_out(content) else []
    lines = [*head, *(told or ["No alert needs you."]), *more, *lefts, *tail]
    if marked:
        return "\n\n".join([*map(literal, lines), f"[Open the alerts]({link})"])
    return "\n".join([*lines, link])


def _moved(content: Content) -> str:
    names = [f"{harmless(each.client, 60)} {signed(each.change)}" for each in content.movers]
    return f"Moved: {first_few(names)}." if names else ""


def _owed(content: Content) -> str:
    overdue = sum(each.overdue for each in content.actions)
    parts = [(overdue, "overdue"), (len(content.actions) - overdue, "due within a week")]
    told = [f"{number} {what}" for number, what in parts if number]
    return f"Actions: {listed(told)}." if told else ""
