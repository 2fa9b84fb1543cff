"""What stricter rules would have done takes a replay: a page asks `asked`, which has it done beside
the pages, once for all who see the same clients and marks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

from health import background
from health.alerts import RULES
from health.alerts.marked import Verdict
from health.background import Work
from health.portfolio import Portfolio
from health.quality.tried import Tried, tried

Progress = Callable[[str], None]


def tried_rules(
    portfolio: Portfolio,
    verdicts: Sequence[Verdict],
    rules: Sequence[str],
    progress: Progress | None = None,
) -> tuple[Tried, ...]:
    """What stricter values would have done to the marked alerts of some rules."""

    def told(rule: str) -> Progress:
        return lambda doing: (progress or _silent)(f"{RULES[rule].title}: {doing}")

    return tuple(tried(portfolio, verdicts, rule, told(rule)) for rule in rules)


def asked(
    portfolio: Portfolio, verdicts: Sequence[Verdict], rules: Sequence[str]
) -> Work[tuple[Tried, ...]]:
    """The same as far as it is there; begun in the background if it was not. At once."""
    return background.current().ask(
        key_of(portfolio, verdicts, rules),
        lambda tell: tried_rules(portfolio, verdicts, rules, tell),
    )


def key_of(
    portfolio: Portfolio, verdicts: Sequence[Verdict], rules: Sequence[str]
) -> tuple[str, str, str]:
    """What it depends on: the portfolio, the rules, and the marks on their alerts."""
    said = sorted(repr(each) for each in verdicts if each.rule in rules)
    content = "\n".join((*rules, *said)).encode(errors="replace")
    return "quality", portfolio.version, hashlib.sha256(content).hexdigest()[:16]


def _silent(_: str) -> None:
    """Tell nobody."""
