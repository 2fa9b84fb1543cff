"""The same client in many spellings: sure ones join, likely ones are proposed."""

from __future__ import annotations

import pytest

from health.tables.names import folded_name, matches

CLIENTS = [
    "Acme",
    "Müller & Söhne GmbH",
    "Department of Health",
    "Department of Heath Lands",
    "Bolt",
]


@pytest.mark.parametrize(
    "name",
    ["ACME", " acme ", "Acme, Inc.", "Acmé", "The Acme Company", "ACME Ltd",
     "Acme S.r.o.", "acme S. A."],
)  # fmt: skip
def test_case_accents_and_legal_forms_do_not_matter(name: str) -> None:
    assert matches([name], CLIENTS).same == {name: "Acme"}


def test_an_ampersand_is_an_and() -> None:
    assert folded_name("Müller & Söhne GmbH & Co. KG") == folded_name("MULLER AND SOHNE")


@pytest.mark.parametrize(
    ("name", "client"),
    [("Akme", "Acme"), ("Dept. of Health", "Department of Health"), ("DOH", "Department of Health"),
     ("Health, Department of", "Department of Health"),
     ("Mueller und Soehne", "Müller & Söhne GmbH"),
     ("Departement of Health", "Department of Health")],
)  # fmt: skip
def test_a_likely_name_is_proposed_and_not_joined(name: str, client: str) -> None:
    found = matches([name], CLIENTS)
    assert found.same == {}
    assert (found.near[0].name, found.near[0].client) == (name, client)
    assert 75 <= found.near[0].likeness <= 100


def test_a_strange_name_is_unknown() -> None:
    assert matches(["Zeppelin Works", ""], CLIENTS).unknown == ["Zeppelin Works"]


def test_a_confirmed_alias_joins_in_any_spelling() -> None:
    found = matches(["DOH", "doh."], CLIENTS, {"DoH": "Department of Health"})
    assert found.same == {"DOH": "Department of Health", "doh.": "Department of Health"}


def test_a_name_that_folds_to_two_clients_is_asked_about() -> None:
    found = matches(["acme", "Acme Ltd"], ["Acme Ltd", "Acme GmbH"])
    assert found.same == {"Acme Ltd": "Acme Ltd"}
    assert {near.client for near in found.near} == {"Acme Ltd", "Acme GmbH"}


def test_a_name_of_legal_words_alone_is_kept() -> None:
    assert folded_name("Co & Co") == "co"
    assert folded_name("The") == "the"
