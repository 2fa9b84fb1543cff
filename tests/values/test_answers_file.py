"""answers.toml: clear about what is wrong in it, and nobody's entry is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from health.errors import AnswerRefused, AnswersChanged, HealthError
from health.tables.answers import Scale
from health.tables.dates import DAY_FIRST, MONTH_FIRST
from health.values.answers import FILE, Answers, load, parsed
from health.values.found import NOTHING, Said
from health.values.given import answered, without
from health.values.saving import save, written

FULL = """\
# Confirmed in the meeting of 3 May.
[clients]
DOH = "Department of Health"  # asked Ann

[sources."exports/jira.csv"]
ignored = ["Internal", "Test"]

[sources."exports/jira.csv".deadlines.due_on]
order = "month first"
swapped = false
words = { TBD = "" }

[sources."exports/jira.csv".feedback.rating]
scale = [1, 5]

[sources."exports/jira.csv".spend.planned]
decimal = ","
"""


def test_every_kind_of_answer_is_read() -> None:
    found = parsed(FULL)
    assert found.aliases == {"DOH": "Department of Health"}
    source = found.of("exports/jira.csv")
    assert (source.ignores("INTERNAL "), source.ignores("Acme")) == (True, False)
    due = found.said("exports/jira.csv", "deadlines", "due_on")
    assert due == Said(order=MONTH_FIRST, swapped=False, words={"TBD": ""})
    assert found.said("exports/jira.csv", "feedback", "rating").scale == Scale(1, 5)
    assert found.said("exports/jira.csv", "spend", "planned").decimal == ","
    assert found.said("other.csv", "spend", "planned") == NOTHING


@pytest.mark.parametrize(
    ("text", "key", "allowed"),
    [
        ("[client]\nx = 1", "client", "[clients] or [sources.NAME]"),
        ("[clients]\nx = 1", "clients.x", "a text"),
        ("clients = 3", "clients", "a table"),
        ('[sources."a b".deadline]\n', 'sources."a b".deadline', "deadlines"),
        ("[sources.a.deadlines.due]\n", "sources.a.deadlines.due", "due_on"),
        ('[sources.a]\nignored = "x"', "sources.a.ignored", "a list"),
        ('[sources.a.deadlines.due_on]\norder = "dmy"', "sources.a.deadlines.due_on.order",
         '"day first" or "month first" or "year first"'),
        ('[sources.a.deadlines.due_on]\norder = ["day first"]',
         "sources.a.deadlines.due_on.order", '"day first"'),
        ("[sources.a.feedback.rating]\nscale = [5, 5]", "sources.a.feedback.rating.scale",
         "two different numbers"),
        ("[sources.a.feedback.rating]\nscale = [true, 5]", "sources.a.feedback.rating.scale",
         "two different numbers"),
        ("[sources.a.feedback.rating]\nscal = 5", "sources.a.feedback.rating.scal", "scale"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_what_is_allowed(text: str, key: str, allowed: str) -> None:
    with pytest.raises(AnswerRefused) as refused:
        parsed(text)
    assert refused.value.key == key
    assert allowed in refused.value.allowed
    assert str(refused.value).startswith(f"answers.toml: {key} = ")


def test_a_file_that_is_no_toml_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.write_bytes(b"[clients\n\xff")
    with pytest.raises(HealthError, match="no UTF-8"):
        load(path)
    path.write_text("[clients\n")
    with pytest.raises(HealthError, match="no TOML"):
        save(path, Answers(), Answers({"a": "b"}))
    assert path.read_text() == "[clients\n"


def test_what_is_saved_is_read_again_and_comments_stay(tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.write_text(FULL)
    before = load(path)
    after = (
        before.with_alias("D.o.E", 'Department "E"')
        .with_ignored("b", ["x"])
        .with_ignored("exports/jira.csv", ["Sandbox"])
        .with_said("b", "spend", "planned", Said(decimal="."))
        .with_said("exports/jira.csv", "deadlines", "due_on", Said(order=DAY_FIRST))
    )
    assert save(path, before, after) == after == load(path)
    text = path.read_text()
    assert text.startswith("# Confirmed in the meeting of 3 May.\n")
    assert 'DOH = "Department of Health"  # asked Ann' in text
    assert [each.name for each in tmp_path.iterdir()] == [FILE]


def test_a_new_file_is_made(tmp_path: Path) -> None:
    after = Answers().with_said("a", "feedback", "rating", Said(scale=Scale(1, 5)))
    assert load(tmp_path / FILE) == Answers()
    assert save(tmp_path / FILE, Answers(), after) == after
    assert parsed(written(after)) == after


def test_two_who_save_different_answers_keep_both(tmp_path: Path) -> None:
    path = tmp_path / FILE

    def one(number: int) -> None:
        before = Answers()
        save(path, before, before.with_alias(f"name {number}", "Acme"))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(24)))
    assert len(load(path).aliases) == 24


def test_another_answer_to_the_same_question_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / FILE
    before = Answers()
    save(path, before, before.with_alias("DOE", "Department of Energy"))
    with pytest.raises(AnswersChanged, match="somebody else answered meanwhile"):
        save(path, before, before.with_alias("DOE", "Department of Education"))
    assert load(path).aliases == {"DOE": "Department of Energy"}
    save(path, before, before.with_alias("DOE", "Department of Energy"))  # the same is no conflict


def test_an_answer_can_be_taken_back(tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.write_text(FULL)
    before = load(path)
    after = Answers({}, {name: own for name, own in before.sources.items() if name == "none"})
    assert save(path, before, after) == after
    with pytest.raises(AnswersChanged, match="was taken out"):
        save(path, before, before.with_alias("DOH", "Department of Housing"))


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(HealthError, match="can't be written"):
        save(tmp_path / "no" / FILE, Answers(), Answers({"a": "b"}))


NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(str.strip)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(NAMES, NAMES, max_size=4), NAMES, st.sets(NAMES, max_size=3), NAMES)
def test_any_names_are_read_as_they_were_written(
    aliases: dict[str, str], source: str, ignored: set[str], word: str
) -> None:
    said = Said(order=DAY_FIRST, scale=Scale(0.5, 5), words={word: ""})
    made = (
        Answers(aliases).with_ignored(source, ignored).with_said(source, "demos", "held_on", said)
    )
    assert parsed(written(made)) == made
    assert parsed(written(made, FULL)) == made


def test_each_answer_is_told_and_can_be_taken_out_alone(tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.write_text(FULL)
    told = {one.about: one for one in answered(load(path))}
    assert {about: one.says for about, one in told.items()} == {
        "“DOH”": "means Department of Health",
        "exports/jira.csv: “Internal”": "is no client",
        "exports/jira.csv: “Test”": "is no client",
        "exports/jira.csv, deadlines, due_on": (
            "dates are month first; day and month were not swapped by a spreadsheet"
        ),
        "exports/jira.csv, deadlines, due_on: “TBD”": "means nothing",
        "exports/jira.csv, feedback, rating": "ratings go from 1 (worst) to 5 (best)",
        "exports/jira.csv, spend, planned": "decimals follow a comma",
    }
    for taken, (about, one) in enumerate(reversed(told.items()), 1):
        there = load(path)
        after = answered(save(path, there, without(there, one)))
        assert about not in [each.about for each in after]
        assert len(after) == len(told) - taken
    assert path.read_text().startswith("# Confirmed in the meeting of 3 May.")


def test_an_answer_that_somebody_changed_meanwhile_is_not_taken_out(tmp_path: Path) -> None:
    path = tmp_path / FILE
    before = save(path, Answers(), Answers().with_alias("DOH", "Acme"))
    other = save(path, before, before.with_alias("DOH", "Bravo"))
    with pytest.raises(AnswersChanged):
        save(path, before, without(before, answered(before)[0]))
    assert load(path) == other
