"""The options of `score` that are for clusters."""

from __future__ import annotations

import argparse

CLUSTER_HELP = (
    "score on a Dask cluster: its scheduler (tcp://host:8786, tls://...), or local:N for N workers "
    "started here; LOGS may be any address of fsspec then (README, On a cluster)"
)


def add_options(made: argparse.ArgumentParser) -> None:
    """What `score` takes besides."""
    group = made.add_argument_group("on a cluster")
    group.add_argument("--cluster", type=_address, metavar="ADDRESS", help=CLUSTER_HELP)
    group.add_argument(
        "--work", default="", metavar="ADDRESS",
        help="a folder, or another address of fsspec, that all workers reach, for the time of the "
        "run (default: a temporary folder of this machine)",
    )  # fmt: skip
    group.add_argument(
        "--partitions", type=_number, default=0, metavar="N",
        help="into how many parts the clients are divided, about (default: 64 MB of rows in each)",
    )  # fmt: skip
    group.add_argument(
        "--set-aside", default="", metavar="FILE",
        help="write every row that was set aside or repeated to this CSV",
    )  # fmt: skip


def _address(text: str) -> str:
    kind, _, rest = text.partition(":")
    if kind == "local" and rest.isdecimal() and 1 <= int(rest) <= 512:
        return text
    if kind in ("tcp", "tls", "ws", "wss") and rest.startswith("//") and len(rest) > 2:
        return text
    raise argparse.ArgumentTypeError(
        f"{text!r} is no cluster; give local:2, or a scheduler such as tcp://10.0.0.5:8786"
    )


def _number(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 4096:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 to 4096")
    return int(text)
