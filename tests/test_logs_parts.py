"""What the Logs page asks and says, without a browser."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from health.logs.origins import Feeds, Question, SourceState
from health.logs.rows import SetAside
from health.uploads.trial import Fed, Tried
from health.values import Answers, Said
from pages.parts.logs_preview import aside, rows, summary, tone
from pages.parts.logs_questions import Asked, of_words, standing, whom
from pages.parts.logs_sources import how, table
from pages.parts.logs_waiting import joined
from pages.parts.look import spoken
from tests.conftest import FolderOf

BAD = "<script>x</script>"
NEAR = Question("client", "a.csv", "contacts", "Acmee", "Acmee: is this Acme?", (("Acme", 96.0),))


def set_aside(column: str, value: str, row: int = 2) -> SetAside:
    return SetAside("contacts", row, column, value, "can't be read", "a.csv")


def test_words_of_a_column_that_has_its_own_are_asked_about() -> None:
    found = [set_aside("Way", "Inbound"), set_aside("Way", "Inbound", 3), set_aside("At", "soon")]
    [one] = of_words("a.csv", found, {"direction": "Way"})
    assert (one.kind, one.about, one.text) == ("word", "direction", "Inbound")
    many = [set_aside("direction", f"word {number}") for number in range(13)]
    assert of_words("a.csv", many, {}) == []  # free text is no word


def test_a_question_stands_while_it_is_open_or_answered_here() -> None:
    every: dict[tuple[str, ...], Asked] = {}
    assert len(standing(every, [NEAR], Answers())) == 1
    assert standing(every, [], Answers()) == []  # another answer settled it
    assert len(standing(every, [], Answers().with_alias("Acmee", "Acme"))) == 1


def test_whom_a_name_means_is_said_for_all_sources_and_can_be_taken_back() -> None:
    one = Asked(NEAR, ["a.csv", "b.csv"])
    none = whom(Answers(), one, "", no_client=True)
    assert none.of("b.csv").ignores("acmee")
    acme = whom(none, one, "Acme")
    assert acme.aliases == {"Acmee": "Acme"}
    assert not acme.of("a.csv").ignores("Acmee")
    assert whom(acme, one, "").aliases == {}


def test_what_was_said_of_a_file_joins_what_is_kept() -> None:
    kept = Answers().with_said("a.csv", "demos", "held_on", Said(order="day first"))
    said = Answers().with_alias("x", "Acme").with_ignored("a.csv", ["y"])
    both = joined(kept, said)
    assert both.said("a.csv", "demos", "held_on").order == "day first"
    assert both.of("a.csv").ignores("y")
    assert both.aliases == {"x": "Acme"}


def test_whatever_a_file_holds_is_shown_as_text() -> None:
    bad = (SetAside("contacts", 2, BAD, BAD, BAD, BAD),)
    fed = Fed("contacts", BAD, (BAD,), {BAD: f"{BAD}2"}, ((2, (BAD,)),), 1, 0, 0, 1, bad)
    assert "<script" not in rows(fed) + aside(bad)
    state = SourceState(BAD, "file", "", problem=BAD, feeds=(Feeds(BAD, "demos", BAD, 1),),
                        notes=(BAD,), strangers=(BAD,))  # fmt: skip
    assert spoken("[x](http://y) *z* a_b `c`") == "x http //y z a_b c"
    assert "<script" not in table_of(state)


def table_of(state: SourceState, now: datetime | None = None) -> str:
    class NoLogs:
        set_aside: tuple[SetAside, ...] = ()

    return table([state], NoLogs(), now or datetime.now(UTC))  # type: ignore[arg-type]


def test_a_source_says_how_it_is_and_how_old() -> None:
    now = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
    fed = (Feeds("", "demos", "Jira", 3),)
    copy = SourceState("s", "Google spreadsheet", "", read_at=now - timedelta(hours=5),
                       problem="403: share it", feeds=fed)  # fmt: skip
    shown = table_of(copy, now).replace("\xa0", " ")
    assert "◆ a copy" in shown
    assert "07:00 UTC, 5 hours ago" in shown
    assert "403: share it" in shown
    assert "▲ can't be read" in table_of(SourceState("s", "file", "", problem="gone"))
    assert "○ not known" in table_of(SourceState("s", "file", "", strangers=("s",)))
    assert "demos 3 (as Jira)" in table_of(SourceState("s", "file", "", feeds=fed))


def test_notes_that_are_not_shown_are_counted_and_told_on_demand() -> None:
    notes = ("encoding utf-8", *(f"note {number}" for number in range(6)))
    state = SourceState("s", "file", "", feeds=(Feeds("", "demos", "Jira", 3),), notes=notes)
    shown = table_of(state)
    assert "note 3; and 2 more, under “How they were read”" in shown
    assert "note 4" not in shown
    assert "; ".join(notes) in how([state])
    assert "more, under" not in table_of(replace(state, notes=notes[:5]))


def test_the_summary_counts_every_row(folder_of: FolderOf) -> None:
    fed = Fed("demos", "Jira", (), {}, (), 5, 3, 1, 1, ())
    found = Tried((fed,))
    assert summary(found).replace("\xa0", " ") == (
        "5 rows of demos (as Jira): 1 would be set aside, 1 duplicate counted once."
    )
    assert tone(found) == "amber"
    assert tone(Tried(problem="damaged")) == "red"
    assert "say below which log" in summary(Tried())
