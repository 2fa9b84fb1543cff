"""Which settings make a rule stricter, and the row of values that is tried of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from health.settings import SETTINGS, Settings


@dataclass(frozen=True)
class Knob:
    """Settings of one rule that are moved together. `steps`: what is added to the values in force,
    ever stricter, one number a setting.
    """

    rule: str
    settings: tuple[str, ...]
    steps: tuple[tuple[float, ...], ...]

    def candidates(self, settings: Settings) -> Iterator[dict[str, float]]:
        """The edits to try, ever stricter, within what each setting may be."""
        now = {name: settings.number(name) for name in self.settings}
        last = now
        for step in self.steps:
            made = {
                name: min(max(round(value + more, 9), SETTINGS[name].least), SETTINGS[name].most)
                for (name, value), more in zip(now.items(), step, strict=True)
            }
            if made != last:
                yield made
            last = made


def _knob(rule: str, names: str, *steps: float | tuple[float, ...]) -> Knob:
    each = tuple(step if isinstance(step, tuple) else (step,) for step in steps)
    return Knob(rule, tuple(f"{_GROUP.get(rule, 'alerts')}.{name}" for name in names.split()), each)


_GROUP = {"drift": "drift"}
_TARGETS = (0.25, 0.5, 1, 1.5, 2, 3)
KNOBS = (
    _knob("overdue_unwarned", "overdue_after", 1, 2, 3, 4, 9),
    _knob("moved_again", "moves", 1, 2),
    _knob("unhappy_answer", "unhappy_rating", -1, -2, -3, -4),
    _knob("unhappy_answer", "unhappy_drop", 1, 2, 3, 4),
    _knob("unhappy_answer", "unhappy_rating unhappy_drop", (-1, 1), (-2, 2), (-3, 3)),
    _knob("silent_feedback", "silent_asks", 1, 2, 3),
    _knob("waiting_client", "waiting_targets", *_TARGETS),
    _knob("gone_quiet", "quiet_targets", *_TARGETS),
    _knob("stale_logs", "stale_after", 2, 5, 10, 20),
    _knob("overload", "overload_contacts overload_questions", (0.5, 2), (1, 3), (2, 6), (3, 9)),
    _knob("overload", "overload_weeks", 1, 2),
    _knob("dimension_red", "dimension_below", -5, -10, -15, -20, -30),
    _knob("dimension_red", "dimension_days", 3, 7, 14, 21),
    _knob("health_drop", "health_drop", 2, 4, 6, 8, 13),
    _knob("drift", "h contacts_h", (0.5, 0.5), (1, 1), (1.5, 1.5), (2, 2), (3, 3)),
)
