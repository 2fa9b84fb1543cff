"""A snapshot as a report again, so that its files are those that a lead would send."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from health.report.blocks import Block


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
