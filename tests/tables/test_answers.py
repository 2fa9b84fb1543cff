"""Yes and no in many languages; ratings of many scales."""

from __future__ import annotations

import pytest

from health.tables.answers import ONE_TO_FIVE, ONE_TO_TEN, PERCENT, Scale, answers, ratings


def test_yes_and_no_in_the_usual_spellings() -> None:
    yes = [
        "Yes",
        "y",
        "TRUE",
        "1",
        "x",
        "✓",
        "Ja",
        "Oui",
        "Sí",
        "sim",
        "tak",
        "Да",
        "Kyllä",
        "はい",
    ]
    no = ["No", "n", "FALSE", "0", "✗", "Nein", "non", "Não", "nie", "Нет", "nej", "Hayır", "Όχι"]
    assert answers(yes).values == [True] * len(yes)
    assert answers(no).values == [False] * len(no)


def test_other_words_are_neither() -> None:
    found = answers(["maybe", "", " ", "2", "yes!"])
    assert found.values == [None, None, None, None, True]
    assert found.unread == [0, 3]


@pytest.mark.parametrize(
    ("text", "rating"),
    [("8/10", 8), ("5/5", 10), ("1 out of 5", 1), ("3 von 5", 5.5), ("100%", 10), ("0 %", 1),
     ("★★★★★", 10), ("★★★☆☆", 5.5), ("⭐⭐⭐⭐", 7.75), ("4 stars", 7.75), ("4,5 Sterne", 8.875)],
)  # fmt: skip
def test_a_rating_that_says_its_scale(text: str, rating: float) -> None:
    assert ratings([text]).values == [rating]
    assert not ratings([text]).assumed


def test_bare_numbers_have_the_scale_of_their_column() -> None:
    assert ratings(["7", "10", ""]).values == [7, 10, None]
    assert ratings(["85", "40"]).scale == PERCENT
    assert ratings(["9", "0"]).scale == Scale(0, 10)
    assert ratings(["9", "10"]).assumed is False


def test_small_numbers_may_be_of_five_or_of_ten() -> None:
    found = ratings(["3", "5"])
    assert (found.scale, found.assumed) == (ONE_TO_TEN, True)
    said = ratings(["3", "5"], ONE_TO_FIVE)
    assert (said.values, said.assumed) == ([5.5, 10], False)


def test_a_scale_may_run_down() -> None:
    assert ratings(["1", "6"], Scale(6, 1)).values == [10, 1]


def test_what_is_on_no_scale_stays_unread() -> None:
    found = ratings(["11/10", "good", "120%", "5/1"])
    assert (found.values, found.unread) == ([None] * 4, [0, 1, 2, 3])
