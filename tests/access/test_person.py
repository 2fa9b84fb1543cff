"""What a person sees and may do, by their role."""

from __future__ import annotations

import pytest

from health.access import DEEDS, Person, Role, local


@pytest.mark.parametrize(
    ("role", "own", "allowed"),
    [
        ("viewer", None, set()),
        ("viewer", frozenset({"mira okafor"}), set()),
        ("lead", None, {"write", "close"}),
        ("lead", frozenset({"mira okafor"}), {"write"}),
        ("admin", None, set(DEEDS)),
    ],
)
def test_what_a_role_may_do(role: Role, own: frozenset[str] | None, allowed: set[str]) -> None:
    who = Person("Mira", "mira@agency.example", role, own)
    assert {deed for deed in DEEDS if who.may(deed)} == allowed


def test_a_lead_sees_the_clients_of_their_name_and_no_others() -> None:
    mira = Person("Mira", "mira@agency.example", "lead", frozenset({"mira okafor"}))
    leads = ["Mira Okafor", " MIRA  OKAFOR ", "Mira", "Jonas Lind", "", None, float("nan")]
    assert mira.seen_of(leads) == [True, True, False, False, False, False, False]
    assert Person("Ann", "ann@agency.example", "viewer").seen_of(leads) == [True] * 7


def test_a_lead_of_nobody_sees_nothing() -> None:
    assert (
        Person("N", "n@agency.example", "lead", frozenset()).seen_of(["", None, "N"]) == [False] * 3
    )


def test_whoever_sits_at_the_machine_may_do_everything_and_did_not_sign_in() -> None:
    who = local("Mira")
    assert (who.name, who.address, who.signed_in, who.sees_all) == ("Mira", "", False, True)
    assert all(who.may(deed) for deed in DEEDS)
