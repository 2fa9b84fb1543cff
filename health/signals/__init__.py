"""The 23 signals, in the order of the model; `SIGNALS` maps their names to them."""

from health.signals import communication, deadlines, demos, feedback, manual, transparency
from health.signals.manual import Signal

_ORDER = (communication, demos, deadlines, feedback, transparency)
SIGNALS: dict[str, Signal] = {
    name: found
    for module in _ORDER
    for name, found in manual.SIGNALS.items()
    if found.scored.__module__ == module.__name__
}

__all__ = ["SIGNALS", "Signal"]
