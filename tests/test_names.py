"""One rule for names of leads and segments, whoever asks."""

from __future__ import annotations

import pandas as pd

from health.logs.names import first_written, name_key


def test_names_that_differ_in_case_or_spaces_are_one_as_first_written() -> None:
    names = pd.Series([" Ana  Reis", "ANA REIS", None, "Straße", "STRASSE", "ana reis "])
    assert first_written(names).tolist()[:2] == ["Ana Reis", "Ana Reis"]
    assert first_written(names).fillna("-").tolist()[2:] == ["-", "Straße", "Straße", "Ana Reis"]
    assert name_key(" ANA   Reis") == name_key("Ana Reis")
    assert name_key("Ana Rei s") != name_key("Ana Reis")
    assert first_written(pd.Series([None, None])).isna().all()
