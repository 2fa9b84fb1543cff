"""What can be concluded, in words that say no more than the intervals do."""

from __future__ import annotations

from health.backtest.judged import FITTED, HEALTH, Backtest, Beside, Scored
from health.backtest.needed import EACH_SIDE, IN_ALL, Needed
from health.backtest.resampled import Figure
from health.words import listed, many

NOTHING = "Nothing here is predictable from these logs"


def verdict(made: Backtest) -> str:
    """The opening sentence."""
    if not made.needed.enough:
        return f"No conclusion can be drawn: {_too_few(made.needed)}."
    told = made.of(FITTED)
    if told is None:
        return "No conclusion can be drawn: nothing could be learned from the earlier weeks."
    if told.auc.above(0.5):
        return f"{_foretells(told)}, and it is {_beside(made.hardest(FITTED))}."
    found = f"{NOTHING}: the risk fitted to the earlier weeks tells no more than chance would in "
    found += f"the later ones ({_auc(told.auc)})"
    if told.auc.below(0.5):
        found = f"{NOTHING}: what the earlier weeks teach is wrong in the later ones "
        found += f"({_auc(told.auc)})"
    others = [each for each in made.scored if each is not told and each.auc.above(0.5)]
    if not others:
        return f"{found}, nor does any other score."
    also = listed([f"{each.name} ({_auc(each.auc)})" for each in others])
    return (
        f"{found}. Off chance {'is' if len(others) == 1 else 'are'} only {also}: of several scores "
        "that are tried one is so now and then, so take it as a hint, not as proof."
    )


def more_words(made: Backtest) -> list[str]:
    """What else the intervals say: of health as shown, and of what is missing."""
    if made.late is None:
        return []
    if not made.needed.enough:
        return [*_missing(made.needed), "The figures below are shown as such; they prove nothing."]
    health, told = made.of(HEALTH), made.of(FITTED)
    if told is None or not told.auc.above(0.5):
        return []  # all is said
    if health is None:
        return ["Health as shown can't be judged: no week has one."]
    if health.auc.above(0.5):
        return [f"{_foretells(health)}, and it is {_beside(made.hardest(HEALTH))}."]
    return [f"Health as shown tells no more than chance would ({_auc(health.auc)})."]


def _too_few(needed: Needed) -> str:
    if needed.in_all < IN_ALL:
        had = many(needed.in_all, "client")
        return f"{had} had a bad outcome that weeks can be held against, and {IN_ALL} are needed"
    return (
        f"of {needed.in_all} clients with a bad outcome {needed.early} are in the earlier weeks, "
        f"from which is learned, and {needed.late} in the later, on which is judged; "
        f"{EACH_SIDE} are needed in each"
    )


def _missing(needed: Needed) -> list[str]:
    found = f"Missing: {many(needed.more, 'more client')} with a bad outcome"
    if needed.weeks is None:
        return [f"{found}; there was none to tell from how long that takes."]
    clients = f"{needed.times:g} times as many clients over the same time"
    return [
        f"{found}: at the rate so far, about {many(needed.weeks, 'more week')} of these clients, "
        f"or {clients}."
    ]


def _foretells(scored: Scored) -> str:
    what = "Health as shown"
    if scored.name == FITTED:
        what = "The risk fitted to the earlier weeks"
    return f"{what} foretells bad outcomes in later weeks better than chance ({_auc(scored.auc)})"


def _beside(hardest: Beside | None) -> str:
    if hardest is None:
        return "beside no plain baseline, for no log has one"
    gap = f"AUC {_signed(hardest.gap)} on the same weeks"
    name = f"“{hardest.baseline}”"
    if hardest.gap.above(0):
        return f"better than every plain baseline, of which {name} comes nearest ({gap})"
    if hardest.gap.below(0):
        return f"worse than the plain baseline {name} ({gap})"
    return f"no better than the plain baseline {name} ({gap}: 0 is within the interval)"


def _auc(figure: Figure) -> str:
    if figure.low != figure.low:
        return f"AUC {figure.value:.2f}, no interval"
    low, high = (_near(each, 0.5) for each in (figure.low, figure.high))
    return f"AUC {figure.value:.2f}, 90 % interval {low} to {high}"


def _signed(figure: Figure) -> str:
    low, high = (_near(each, 0.0, "+") for each in (figure.low, figure.high))
    return f"{figure.value:+.2f}, {low} to {high}"


def _near(end: float, limit: float, sign: str = "") -> str:
    """An end of an interval: so exact that one sees on which side of a limit it is."""
    near = f"{end:{sign}.2f}" == f"{limit:{sign}.2f}" and end != limit
    return f"{end:{sign}.{4 if near else 2}f}"
