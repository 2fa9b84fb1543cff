"""Who was asked for feedback, what came of it, and what to write to them. Nothing is ever sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from health.links.making import address_of
from health.report.cleaned import one_line
from health.store import Answer, Ask, Link
from health.words import on_day


@dataclass(frozen=True)
class Asking:
    """An ask, its link, and the answers to it, the latest last."""

    ask: Ask
    link: Link
    answers: tuple[Answer, ...]

    def state(self, now: datetime) -> str:
        """`answered`, `back` (taken back), `waiting`, `shut` (no answer, and none can come any
        more) or `standing`."""
        if self.ask.week is None:
            return "standing" if self.link.state(now) == "open" else "shut"
        if self.answers:
            return "answered"
        if self.ask.withdrawn_at is not None:
            return "back"
        return "waiting" if self.link.state(now) == "open" else "shut"


def askings(asks: Sequence[Ask], answers: Sequence[Answer], links: Sequence[Link]) -> list[Asking]:
    """The asks, the newest first; those whose link is not there are left out."""
    by_number = {link.id: link for link in links}
    return [
        Asking(ask, by_number[ask.link], tuple(each for each in answers if each.ask == ask.id))
        for ask in reversed(asks)
        if ask.link in by_number
    ]


def message(ask: Ask, token: str, until: datetime) -> str:
    """What to write to whoever is asked."""
    address = address_of(token, "feedback")
    asked = "how was the week?" if ask.week else "how is it going between us?"
    own = " It is for you alone." if ask.week else ""
    return (
        f"{_hello(ask)}\n\n{asked} A number from 1 to 10, two questions, one line if you like: "
        f"it takes 20 seconds, and needs no sign-in.\n\n{address}\n\n"
        f"The link works until {on_day(until.date())}.{own}\n\nThank you\n{one_line(ask.author)}\n"
    )


def reminder(asking: Asking, by: str) -> str:
    """What to write to whoever has not answered; the link is in the first message, and nowhere
    else."""
    ask = asking.ask
    day = f" on {on_day(ask.asked_on)}" if ask.asked_on else ""
    return (
        f"{_hello(ask)}\n\nI asked you{day} how the week was. If you have 20 seconds: the link in "
        f"that message works until {on_day(asking.link.expires_at.date())}. If something went "
        f"wrong, a line to me is as good.\n\nThank you\n{one_line(by)}\n"
    )


def _hello(ask: Ask) -> str:
    return f"Hello {one_line(ask.rater)}," if ask.rater else "Hello,"
