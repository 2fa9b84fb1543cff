"""A snapshot as a page that reports are written down from: a guest's files look as a lead's do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from health.report.blocks import Block
from health.report.shown import Shown
from health.words import MINUS, figure, on_day, whole

_FEW = 0.05  # points that are none when rounded


def shown_of(one: Mapping[str, Any]) -> Shown:
    """One client of a snapshot, of either kind."""
    return _scored(one) if "dimensions" in one else _told(one)


def blocks_of(section: Mapping[str, Any]) -> tuple[Block, ...]:
    """What stands in a section of a snapshot."""
    return tuple(
        Block(
            block["heading"],
            tuple(block["head"]),
            tuple(map(tuple, block["cells"])),
            tuple((name, words) for name, words in block["points"]),
            tuple(block["text"]),
        )
        for block in section["blocks"]
    )


def _told(one: Mapping[str, Any]) -> Shown:
    return Shown(
        f"Status report: {one['client']}",
        one["client"],
        one["when"],
        one["by"],
        tuple((int(number), words) for number, words in one["glance"]),
        tuple((section["title"], blocks_of(section)) for section in one["sections"]),
        one["note"],
    )


def _scored(one: Mapping[str, Any]) -> Shown:
    health, known = one["health"], one["coverage"]
    trend = f", {one['trend']}" if one["trend_words"] else ""
    glance = [] if health is None else [(round(health), f"of 100: {one['band_words']}{trend}")]
    glance += [] if known is None else [(round(100 * known), "% of the model known")]
    return Shown(
        f"Relationship health: {one['client']}",
        one["client"],
        f"As of {on_day(date.fromisoformat(one['as_of']))}",
        "",
        tuple(glance),
        tuple((_title(each), (_points(each),)) for each in one["dimensions"]),
    )


def _title(dimension: Mapping[str, Any]) -> str:
    score = dimension["score"]
    return f"{dimension['label']} {whole(score, '')}".rstrip()


def _points(dimension: Mapping[str, Any]) -> Block:
    return Block(points=tuple((_name(each), each["sentence"]) for each in dimension["signals"]))


def _name(signal: Mapping[str, Any]) -> str:
    cost = f", {cost_of(signal)}" if cost_of(signal) else ""
    return f"{signal['label']}: {whole(signal['score'], 'not known')}{cost}"


def cost_of(signal: Mapping[str, Any]) -> str:
    """The points of health that a signal of a snapshot costs: −2.5; empty where it costs none."""
    lost = signal["lost"] or 0
    return f"{MINUS}{figure(lost)}" if lost >= _FEW else ""
