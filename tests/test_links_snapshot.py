"""What a guest gets is of the grant's clients only, and of the kind `client` no score."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from health.evidence.case import forget_cases
from health.links.opening import Grant
from health.links.snapshot import GONE, NOTHING, snapshot
from health.portfolio import Portfolio
from health.settings import DIMENSIONS
from health.signals import SIGNALS
from tests.conftest import ROOT, FolderOf
from tests.stories import LAST, Story, looked_at, stories, write_logs, write_rows

SECRET = "Zebedee"
PRIVATE = {  # what no guest sees, even of its own client
    "contacts": ("summary",), "feedback": ("comment",), "demos": ("notes",),
    "issues": ("note", "by"),
}  # fmt: skip
UNTIL = datetime(2030, 1, 1, tzinfo=UTC)


def grant(*clients: str, kind: str = "client", day: date | None = None) -> Grant:
    """A grant of some clients."""
    return Grant(clients, kind, day, "page", UNTIL, "")


def told(stories_of: Mapping[str, Story], asked: Grant) -> str:
    """The snapshot's JSON, of a portfolio of some clients."""
    with TemporaryDirectory() as folder:
        write_logs(Path(folder), stories_of)
        about = [{"client": name, "name": SECRET, "notes": SECRET} for name in stories_of]
        write_rows(Path(folder), "people", about)
        found = snapshot(Portfolio.open(Path(folder), as_of=LAST), asked)
    forget_cases()
    return json.dumps(found, allow_nan=False)


def marked(story: Story, name: str, texts: Mapping[str, tuple[str, ...]]) -> Story:
    """The story with a name in some columns of its rows, and in what is agreed."""
    found = story.copied()
    for log, columns in texts.items():
        for row in found.logs[log]:
            row.update(dict.fromkeys(columns, name))
    found.facts |= {"lead": name, "segment": name, "backup": name}
    return found


def leaves(found: Any) -> Iterator[Any]:
    """All values of JSON."""
    if isinstance(found, dict | list):
        for each in found.values() if isinstance(found, dict) else found:
            yield from leaves(each)
    else:
        yield found


def keys(found: Any) -> Iterator[str]:
    """All names of JSON."""
    if isinstance(found, dict):
        yield from found
    if isinstance(found, dict | list):
        for each in found.values() if isinstance(found, dict) else found:
            yield from keys(each)


@given(own=stories(), other=stories(), day=st.none() | st.integers(0, 110), data=st.data())
@settings(looked_at(8), phases=(Phase.generate,))  # to make a failure small takes minutes
def test_nothing_of_another_client_is_in_a_snapshot_or_changes_it(
    own: Story, other: Story, day: int | None, data: st.DataObject
) -> None:
    kind = data.draw(st.sampled_from(["inside", "client"]))
    seen = None if day is None else LAST - timedelta(days=day)
    own = marked(own, SECRET, PRIVATE)
    texts = PRIVATE | {"deadlines": ("item",), "issues": ("issue",), "risks": ("risk", "plan_b")}
    theirs = marked(other, f"{SECRET} of Bolt", texts)
    asked = grant("acme", kind=kind, day=seen)
    alone = told({"Acme": own, "Bolt": Story({})}, asked)
    assert told({f"{SECRET} Bolt": theirs, "Acme": own}, asked) == alone
    assert SECRET not in alone
    assert "Bolt" not in alone


CLIENT_KEYS = {
    "format", "kind", "about", "clients", "without", "client", "why", "as_of", "when", "sections",
    "blocks", "heading", "head", "cells", "points", "text", "dates", "day", "items", "more", "name",
    "title", "side", "state", "promised", "original", "due", "done", "words", "glance",
    "note", "by",
}  # fmt: skip
WORDS = ("health", "score", "band", "healthy", "at risk", "coverage", "weight", "rank", "points")


@pytest.fixture(scope="module")
def sample() -> Portfolio:
    return Portfolio.open(ROOT / "data" / "sample")


def test_a_client_reads_six_sections_and_never_a_score(sample: Portfolio) -> None:
    names = list(sample.logs.clients["client"])
    for name in names[::4]:
        found = json.loads(json.dumps(snapshot(sample, grant(name)), allow_nan=False))
        (one,) = found["clients"]
        assert [each["title"] for each in one["sections"]][:2] == ["Budget", "Timeline"]
        assert set(keys(found)) <= CLIENT_KEYS
        assert all(isinstance(each, str) for each in leaves(found["clients"]))
        said = " ".join(leaves(one["sections"])).casefold()
        signals = [one.label for one in SIGNALS.values()]
        assert not [word for word in (*WORDS, *signals) if f" {word.casefold()} " in f" {said} "]
        assert not [other for other in names if other != name and other.casefold() in said]


def test_somebody_inside_reads_scores_with_every_reason(sample: Portfolio) -> None:
    day = sample.days[-5]
    found = snapshot(sample, grant("northmoor water", "Kestrel Mutual", kind="inside", day=day))
    json.dumps(found, allow_nan=False)
    for one in found["clients"]:
        scores = sample.scores(day).set_index("client").loc[one["client"]]
        assert one["as_of"] == one["line"][-1]["day"] == day.isoformat()
        assert one["health"] == one["line"][-1]["health"] == round(scores["health"], 4)
        assert one["low"] <= one["health"] <= one["high"]
        assert (one["band"], len(one["line"])) == (scores["band"], 26)
        assert [each["dimension"] for each in one["dimensions"]] == list(DIMENSIONS)
        signals = [each for dimension in one["dimensions"] for each in dimension["signals"]]
        assert [each["signal"] for each in signals] == list(SIGNALS)
        assert all(each["sentence"] and each["text"] for each in signals)
        assert sum(each["points"] or 0 for each in signals) == pytest.approx(
            one["health"], abs=0.01
        )


def test_of_a_client_that_is_gone_or_not_there_on_the_day_nothing_is_shown(
    folder_of: FolderOf,
) -> None:
    folder = folder_of(
        clients=[{"client": "Acme", "started_on": "2026-03-02"},
                 {"client": "Bolt", "started_on": "2026-06-01"},
                 {"client": "Carl", "started_on": "2026-03-02", "ended_on": "2026-05-01"}],
        contacts=[{"client": "Acme", "at": "2026-09-01", "direction": "out"}],
    )  # fmt: skip
    portfolio = Portfolio.open(folder)
    for kind in ("inside", "client"):
        asked = grant("Acme", "Bolt", "Carl", "Dora", kind=kind)
        for day, there in (
            (None, ["Acme", "Bolt"]), (date(2026, 4, 5), ["Acme", "Carl"]),
            (date(2025, 1, 1), []), (date(2030, 1, 1), ["Acme", "Bolt"]),
        ):  # fmt: skip
            found = snapshot(portfolio, replace(asked, day=day))
            assert [one["client"] for one in found["clients"]] == there
            assert all(one["as_of"] <= "2026-09-01" for one in found["clients"])
            why = {one["client"]: one["why"] for one in found["without"]}
            assert why.pop("Dora") == GONE
            assert set(why.values()) == {NOTHING}


def test_what_is_wrong_with_a_file_as_a_whole_is_not_told_to_a_guest(folder_of: FolderOf) -> None:
    folder = folder_of(
        contacts=[{"client": "Acme", "at": "2026-09-01", "direction": "out"}],
        demos="who,wann\nBolt,secret things\n",
    )
    portfolio = Portfolio.open(folder)
    assert portfolio.logs["demos"].problem
    found = json.dumps(snapshot(portfolio, grant("Acme", kind="inside")))
    assert "its log can't be read just now" in found
    assert not [word for word in ("wann", "secret", str(folder)) if word in found]
