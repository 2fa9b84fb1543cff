"""Who may enter, by what a provider says of them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from health.access import Person, Refused, Rule, Rules, person_of

RULES = Rules(
    rules=(
        Rule("viewer", domains=frozenset({"agency.example"})),
        Rule("lead", own=True, groups=frozenset({"delivery"})),
        Rule("lead", addresses=frozenset({"head@agency.example"})),
        Rule("admin", addresses=frozenset({"ann@agency.example"})),
    ),
    names={"mira@agency.example": ("Mira Okafor", "M. Okafor")},
)


def claims(address: object, *groups: str, **others: Any) -> dict[str, Any]:
    return {"email": address, "email_verified": True, "exp": 100, "groups": list(groups)} | others


def entered(found: Person | Refused) -> Person:
    assert isinstance(found, Person), found
    return found


@pytest.mark.parametrize(
    ("address", "groups", "role", "sees_all"),
    [
        ("zoe@agency.example", (), "viewer", True),
        ("zoe@agency.example", ("delivery",), "lead", False),
        ("guest@other.example", ("delivery",), "lead", False),
        ("head@agency.example", ("delivery",), "lead", True),
        ("Ann@Agency.EXAMPLE", ("delivery",), "admin", True),
    ],
)
def test_the_strongest_rule_that_fits_holds(
    address: str, groups: tuple[str, ...], role: str, sees_all: bool
) -> None:
    who = entered(person_of(claims(address, *groups), RULES, 99))
    assert (who.role, who.sees_all, who.address) == (role, sees_all, address.lower())


def test_a_lead_is_found_by_each_name_of_theirs_and_by_the_address() -> None:
    mira = entered(person_of(claims("mira@agency.example", "delivery"), RULES, 0))
    assert mira.name == "Mira Okafor"
    assert mira.seen_of(["M. Okafor", "mira okafor", "MIRA@agency.example", "Jonas"]) == [
        True, True, True, False,
    ]  # fmt: skip


def test_a_name_that_the_provider_tells_gives_no_right_and_no_name() -> None:
    posing = claims("zoe@agency.example", "delivery", name="Mira Okafor", nickname="Mira Okafor")
    zoe = entered(person_of(posing, RULES, 0))
    assert zoe.name == "zoe@agency.example"
    assert not zoe.sees("Mira Okafor")


@pytest.mark.parametrize(
    "address",
    [
        "x@other.example", "x@agency.example.other.example", "x@sub.agency.example",
        "agency.example",
        "x@@agency.example", "x@other.example@agency.example", "@agency.example", "x@",
        "x y@agency.example", "x@agency.example\n", "ann@agency.example\0", None, 7,
        ["ann@agency.example"], {"a": 1}, "x@a\u0261ency.example", "x" * 300 + "@agency.example",
        " ann@agency.example", "\u212aim@agency.example\u202e",
    ],
)  # fmt: skip
def test_no_other_address_passes_as_one_of_the_domain(address: object) -> None:
    assert isinstance(person_of(claims(address), RULES, 0), Refused)


def test_a_letter_that_only_looks_like_one_of_an_address_is_another() -> None:
    kim = Rules((Rule("admin", addresses=frozenset({"kim@agency.example"})),))
    assert isinstance(person_of(claims("\u212aim@agency.example"), kim, 0), Refused)
    assert entered(person_of(claims("KIM@agency.example"), kim, 0)).role == "admin"


@pytest.mark.parametrize("verified", [False, None, "true", "True", 1, "yes", [True]])
def test_an_address_counts_only_if_the_provider_verified_it(verified: object) -> None:
    said = claims("ann@agency.example", email_verified=verified)
    found = person_of(said, RULES, 0)
    assert isinstance(found, Refused)
    assert "vouch" in found.why
    trusting = Rules(RULES.rules, unverified="IT sets them and nobody else")
    assert entered(person_of(said, trusting, 0)).role == "admin"


@pytest.mark.parametrize(
    ("exp", "again"),
    [(98, True), (98.5, True), (None, False), ("200", False), (True, False),
     (float("nan"), False), (float("inf"), False), ([200], False)],
)  # fmt: skip
def test_a_sign_in_without_an_end_or_past_it_is_none(exp: object, again: bool) -> None:
    found = person_of(claims("ann@agency.example", exp=exp), RULES, 98.5)
    assert isinstance(found, Refused)
    assert found.again is again


@pytest.mark.parametrize("groups", [None, 3, {"delivery": 1}, ["Delivery"], [["delivery"]], "ops"])
def test_a_claim_that_lists_no_groups_is_no_group(groups: object) -> None:
    said = claims("guest@other.example") | {"groups": groups}
    assert isinstance(person_of(said, RULES, 0), Refused)


def test_groups_may_stand_in_another_claim_or_be_one_text() -> None:
    rules = Rules(RULES.rules, groups_claim="roles")
    said = claims("guest@other.example", roles="delivery")
    assert entered(person_of(said, rules, 0)).role == "lead"
    assert isinstance(person_of(claims("guest@other.example", "delivery"), rules, 0), Refused)


_CLAIMED = [
    None, True, False, 0, 5, float("nan"), "", "true", "delivery", [], ["delivery"],
    {"delivery": 1},    "x@agency.example", "x@other.example", "agency.example",
    ["x@agency.example"],
]  # fmt: skip


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(
        st.sampled_from(["email", "email_verified", "exp", "groups", "name", "sub"]),
        st.sampled_from(_CLAIMED),
    )
)
def test_whatever_is_claimed_nobody_enters_unfitting(said: dict[str, Any]) -> None:
    found = person_of(said, RULES, 0)
    if isinstance(found, Person):
        assert said["email_verified"] is True
        assert said["exp"] > 0
        assert found.address.endswith("@agency.example") or "delivery" in said["groups"]
