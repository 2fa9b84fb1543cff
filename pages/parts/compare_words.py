"""The finding of a comparison in words, and how far it can be trusted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from health.compare import Difference, Sides, difference, strongest
from health.signals import SIGNALS
from pages.parts.compare_choice import Choice
from pages.parts.words import DIMENSION_WORDS, count, listed, percent, whole

_DIMENSIONS = list(DIMENSION_WORDS.values())
_LABELS = [one.label for one in SIGNALS.values()]
_SMALL = 0.5  # points that would read as none


def finding(choice: Choice, found: Sides, everyone: Sides) -> str:
    """The strongest difference in one sentence."""
    known = [at for at in range(len(found.health)) if not np.isnan(found.health[at])]
    if choice.by == "segment":
        return _of_segment(choice.asked[0], everyone)
    if len(known) < 2:
        return _nobody(choice, found, known)
    if choice.by == "like":
        if 0 not in known:
            return f"Too little is known of {found.names[0]} to compare it"
        return _told(found, 0, range(1, len(found.names)), "its like")
    judged = [at for at in known if found.bands[at] != "none"]
    able = judged if len(judged) > 1 else known
    low, high = (pick(able, key=lambda at: (found.health[at], -at)) for pick in (min, max))
    first, other = (able[0], able[1]) if len(able) == 2 or low == high else (low, high)
    return _told(found, first, [other], found.names[other])


def _nobody(choice: Choice, found: Sides, known: list[int]) -> str:
    if choice.by == "like":
        return f"{found.names[0]} can be compared with nobody this week"
    if len(known) == 1:
        return f"Choose a client to compare {found.names[known[0]]} with"
    return "Too little is known of these clients to compare them"


def _of_segment(name: str, everyone: Sides) -> str:
    """Who of a segment is furthest from the others."""
    health = everyone.health
    known = ~np.isnan(health)
    if len(health) == 1:
        return f"{everyone.names[0]} is the only client of {name} this week"
    if known.sum() < 2:
        return f"Too little is known of {name} to compare it"
    # Furthest from the average is furthest from that of the others.
    furthest = int(np.nanargmax(np.abs(health - np.nanmean(health))))
    places = range(len(everyone.names))
    return _told(everyone, furthest, places, f"the others of {name}")


def _told(found: Sides, one: int, others: Sequence[int], against: str) -> str:
    """One client against others: by how much, and mainly in what."""
    gap = difference(found, one, others)
    rest = [at for at in others if at != one]
    name, points = found.names[one], round(abs(gap.total))
    average = " on average" if len(rest) > 1 else ""
    if not points:
        verb = f"{name} and {against} stand level" if len(rest) == 1 else f"{name} is as {against}"
        return f"{verb}: {whole(found.health[one])} of 100{_leads(found, gap, one, against)}"
    way = "below" if gap.total < 0 else "above"
    told = f"{name} is {count(points, 'point')} {way} {against}"
    most = strongest(gap)
    if most is None:
        return f"{told}, by what is known of only one of them"
    dimension, signal = most
    theirs = float(np.nanmean(found.signals[signal, rest]))
    label = _LABELS[signal]
    return (
        f"{told}, mainly in {_DIMENSIONS[dimension]}: {label[0].lower()}{label[1:]} "
        f"{whole(found.signals[signal, one])} against {whole(theirs)}{average}"
    )


def _leads(found: Sides, gap: Difference, one: int, against: str) -> str:
    """Of two that stand level: in what each is ahead, where that is anything."""
    parts = np.nan_to_num(gap.dimensions)
    ahead, behind = int(parts.argmax()), int(parts.argmin())
    said = [
        f"{name} is ahead in {_DIMENSIONS[at]}"
        for name, at, points in (
            (found.names[one], ahead, parts[ahead]),
            (against, behind, -parts[behind]),
        )
        if points >= _SMALL
    ]
    return f"; {listed(said)}" if said else ", and differ in nothing that shows"


def caution(choice: Choice, found: Sides) -> str:
    """Of whom too little is known, and how much of a difference is only that."""
    dark = [at for at in range(len(found.names)) if found.bands[at] == "none"]
    told = []
    if dark:
        names = [f"{found.names[at]} ({percent(found.coverage[at])})" for at in dark]
        told.append(f"Too little is known to judge {listed(names)}: compare with care.")
    if choice.by == "segment" or len(found.names) < 2:
        return " ".join(told)
    gaps = [(at, difference(found, at, [0])) for at in range(1, len(found.names))]
    uneven = [found.names[at] for at, gap in gaps if abs(gap.rest) >= 1 and at not in dark]
    if uneven and 0 not in dark:
        which = "each difference"
        if len(uneven) < len(gaps):
            which = f"the difference to {listed(uneven)}"
        told.append(f"Part of {which} is only in what is known: see the table's last line.")
    return " ".join(told)
