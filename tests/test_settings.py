"""Settings: what is allowed, what a refusal says, and whom an override touches."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from health.errors import SettingRefused
from health.portfolio import Portfolio
from health.settings import DIMENSIONS, SETTINGS, Setting, Settings, as_toml
from health.signals import SIGNALS

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "data" / "sample"
DAY = date(2026, 3, 1)

# What the document on scoring states, by its sections.
DOCUMENTED = """
[agreements]
contacts_per_week = 2
contact_every = 3
demo_every = 10
report_every = 5
feedback_every = 5
reply_within = 8
time_zone = "UTC"
works_from = "09:00"
works_to = "18:00"
[weights]
dimensions = {communication = 0.2, demos = 0.15, deadlines = 0.25, feedback = 0.2, \
transparency = 0.2}
communication = {contact_freshness = 0.3, reply_time = 0.3, contact_coverage = 0.15, \
quiet_hours = 0.1, technical_questions = 0.1, informal_contact = 0.05}
demos = {demo_freshness = 0.6, demo_attendance = 0.2, demos_kept = 0.2}
deadlines = {promises_kept = 0.6, overdue_now = 0.2, agreed_in_writing = 0.2}
feedback = {rating = 0.55, yes_answers = 0.15, response_rate = 0.15, feedback_freshness = 0.15}
transparency = {reports_on_time = 0.25, report_completeness = 0.15, no_surprises = 0.2, \
issue_updates = 0.15, issues_restated = 0.05, risks_planned = 0.1, changes_confirmed = 0.1}
[age]
days = 20
grace_share = 0.2
grace_least = 1
zero_at = 3
[reply_time]
window_days = 56
zero_at = 4
[contact_coverage]
weeks = 8
[quiet_hours]
window_days = 56
prior_outside = 1
prior_count = 10
full = 0.2
zero = 0.7
[technical_questions]
window_days = 28
full = 3
zero = 9
[informal_contact]
every = 20
[demo_attendance]
window_days = 56
decision_maker = 100
other = 50
recording = 25
none = 0
[demos_kept]
window_days = 56
prior_count = 0
[promises_kept]
window_days = 84
prior_count = 2
prior_mean = 70
[slip]
moved_once = 0.5
moved_again = 1
warning_relief = 0.3
warning_share = 0.2
warning_least = 5
zero_share = 0.5
zero_least = 10
zero_most = 30
[agreed_in_writing]
window_days = 84
prior_count = 2
prior_mean = 75
within = 2
[rating]
window_days = 91
prior_count = 3
prior_mean = 66.67
[yes_answers]
window_days = 91
prior_count = 3
prior_mean = 75
[response_rate]
window_days = 91
prior_count = 2
prior_mean = 50
within = 10
[report_completeness]
window_days = 56
yes = 100
same = 50
no = 0
[no_surprises]
window_days = 84
prior_count = 2
prior_mean = 75
warning_least = 2
warning_share = 0.1
[issue_updates]
every = 3
[issues_restated]
window_days = 56
prior_count = 0
within = 1
[risks_planned]
fresh_within = 10
[changes_confirmed]
window_days = 84
prior_count = 2
prior_mean = 75
[health]
mean_share = 0.7
[bands]
green = 75
green_stays = 70
red = 50
red_stays = 55
dimension_floor = 50
coverage_least = 0.6
[trend]
points = 8
drop = 5
confidence = 0.9
[drift]
k = 0.5
h = 5
warm_up = 8
[alerts]
overdue_after = 1
stale_after = 10
unhappy_rating = 5
unhappy_drop = 3
waiting_targets = 2
waiting_days = 56
quiet_targets = 2
dimension_below = 50
dimension_days = 7
health_drop = 12
health_drop_days = 28
coverage_least = 0.6
moves = 2
silent_asks = 3
overload_contacts = 3
overload_questions = 9
overload_weeks = 2
clean_days = 14
event_days = 28
snooze_drop = 10
digest_most = 5
"""


def flat(tables: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested tables by dotted names."""
    found: dict[str, Any] = {}
    for key, value in tables.items():
        inner = isinstance(value, Mapping)
        found |= flat(value, f"{prefix}{key}.") if inner else {f"{prefix}{key}": value}
    return found


def of(toml: str) -> Settings:
    """Settings from the text of a file."""
    return Settings.from_tables(tomllib.loads(toml), "mine.toml")


def refusal(toml: str) -> str:
    """What is said of settings that are not allowed."""
    with pytest.raises(SettingRefused) as refused:
        of(toml)
    return str(refused.value)


# The table and its file


def test_the_defaults_are_those_of_the_document() -> None:
    defaults = Settings.default().values
    for name, value in flat(tomllib.loads(DOCUMENTED)).items():
        assert defaults[name] == value, name


def test_every_setting_has_a_default_that_is_allowed_a_unit_and_a_line_of_help() -> None:
    for setting in SETTINGS.values():
        assert setting.checked(setting.default, "") == setting.default
        assert setting.unit
        assert setting.help or setting.name.startswith("weights.")
        assert setting.help == setting.help.strip().rstrip(".")


def test_weights_are_there_for_each_dimension_and_signal_and_sum_to_one() -> None:
    assert set(DIMENSIONS) == {signal.dimension for signal in SIGNALS.values()}
    for group in ("dimensions", *DIMENSIONS):
        names = [name for name in SETTINGS if name.startswith(f"weights.{group}.")]
        assert math.isclose(sum(float(SETTINGS[name].default) for name in names), 1)
        if group != "dimensions":
            inner = {name.rpartition(".")[2] for name in names}
            assert inner == {n for n, s in SIGNALS.items() if s.dimension == group}


def test_the_printed_file_is_the_committed_one_and_gives_the_defaults() -> None:
    printed = (ROOT / "data" / "settings.toml").read_text("utf-8")
    assert printed == as_toml()
    assert of(printed) == Settings.default()
    assert list(flat(tomllib.loads(printed))) == list(SETTINGS)


def test_every_line_of_the_printed_file_says_unit_and_meaning() -> None:
    lines = [line for line in as_toml().splitlines() if " = " in line and line[0] != "#"]
    assert len(lines) == len(SETTINGS)
    for line, setting in zip(lines, SETTINGS.values(), strict=True):
        assert line.startswith(f"{setting.name.rpartition('.')[2]} = ")
        assert f"# {setting.unit}" in line
        assert setting.help in line


@pytest.mark.parametrize(
    "content", ["", "# nothing\n", "\ufeff[bands]\n", "[segment.R]\n[client.A]"]
)
def test_a_file_needs_only_what_differs(tmp_path: Path, content: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(content, "utf-8")
    assert Settings.read(path).values == Settings.default().values


def test_the_version_tells_settings_apart_and_nothing_else() -> None:
    same = [Settings.default(), of(""), of(as_toml()), of("[bands]\ngreen = 75.0")]
    other = [
        of("[bands]\ngreen = 76"),
        of('[client."A".bands]\ngreen = 76'),
        of('[client."B".bands]\ngreen = 76'),
        of('[segment."A".bands]\ngreen = 76'),
        of("[bands]\nred = 49"),
    ]
    assert len({settings.version for settings in same}) == 1
    assert len({settings.version for settings in (*other, same[0])}) == 6


# Refusals


def beyond(setting: Setting) -> list[object]:
    """Values that no setting of this kind may have."""
    found: list[object] = [True, False, [1], {"a": 1}, date(2026, 1, 1), float("nan"), None]
    if isinstance(setting.default, str):
        return [*found, "", "5", 5, 5.5, "noon"]
    found += ["5", "", str(setting.default), math.inf, -math.inf, 10**400, setting.least - 1]
    if not math.isinf(setting.most):
        found += [setting.most + 1, setting.most * 1.01]
    return found + [float(setting.default) + 0.5] * setting.whole


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=lambda setting: setting.name)
def test_a_value_that_is_not_allowed_is_refused_with_name_value_allowed_and_place(
    setting: Setting,
) -> None:
    for value in beyond(setting):
        with pytest.raises(SettingRefused) as refused:
            setting.checked(value, "mine.toml")
        assert (refused.value.name, refused.value.where) == (setting.name, "mine.toml")
        said = str(refused.value)
        assert said.startswith(f"mine.toml: {setting.name} = {value!r} is refused; allowed: ")
        assert said.endswith(setting.allowed)


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=lambda setting: setting.name)
def test_the_ends_of_what_is_allowed_are_allowed(setting: Setting) -> None:
    if isinstance(setting.default, str):
        return
    assert math.isfinite(setting.most)
    for value in (setting.least, setting.most):
        number = int(value) if setting.whole else value
        assert setting.checked(number, "") == value


@pytest.mark.parametrize(
    ("toml", "name", "value", "allowed"),
    [
        ("[bands]\ngreen = true", "bands.green", "True", "a number from 0 to 100"),
        ('[bands]\ngreen = "75"', "bands.green", "'75'", "a number from 0 to 100"),
        ("[bands]\ngreen = inf", "bands.green", "inf", "a number from 0 to 100"),
        ("[bands]\ngreen = nan", "bands.green", "nan", "a number from 0 to 100"),
        ("[bands]\ngreen = [1]", "bands.green", "[1]", "a number from 0 to 100"),
        ("[trend]\npoints = 8.5", "trend.points", "8.5", "a whole number from 3 to 52"),
        ("[trend]\npoints = inf", "trend.points", "inf", "a whole number from 3 to 52"),
        ('[agreements]\ntime_zone = "Mars"', "agreements.time_zone", "'Mars'", "IANA time zone"),
        ("[agreements]\ntime_zone = 5", "agreements.time_zone", "5", "IANA time zone"),
        ('[agreements]\nworks_from = "9:00"', "agreements.works_from", "'9:00'", "HH:MM"),
        ('[agreements]\nworks_to = "T1900"', "agreements.works_to", "'T1900'", "HH:MM"),
        ("[agreements]\nworks_to = 18", "agreements.works_to", "18", "HH:MM"),
        ("segment = 5", "segment", "5", '[segment."Name".bands]'),
        ("client = [1]", "client", "[1]", '[client."Name".bands]'),
        ('[client]\n"A" = 5', "client.A", "5", "a table"),
        ("[[client]]\nx = 1", "client", "[{'x': 1}]", '[client."Name".bands]'),
    ],
)
def test_a_wrong_type_is_refused(toml: str, name: str, value: str, allowed: str) -> None:
    said = refusal(toml)
    assert said.startswith(f"mine.toml: {name} = {value} is refused; allowed: ")
    assert allowed in said


@pytest.mark.parametrize(
    ("toml", "name", "near"),
    [
        ("[bands]\ngren = 75", "bands.gren", "bands.green"),
        ("[Bands]\ngreen = 75", "Bands.green", "bands.green"),
        ("[weights.demo]\ndemos_kept = 1", "weights.demo.demos_kept", "weights.demos.demos_kept"),
        ("bands = 5", "bands", "bands.green"),
        ("[bands.green]\nx = 1", "bands.green.x", "bands.green"),
        ("[[bands]]\ngreen = 1", "bands", "bands.green"),
        ("contact_every = 5", "contact_every", "agreements.contact_every"),
    ],
)
def test_an_unknown_name_is_refused_with_those_near_to_it(toml: str, name: str, near: str) -> None:
    said = refusal(toml)
    assert said.startswith(f"mine.toml: {name} = ")
    assert "no setting has this name" in said
    assert near in said.partition("near: ")[2].split(", ")


def test_a_name_that_is_near_to_none_is_refused_too() -> None:
    assert refusal("[zzz]\nqqq = 1").endswith("allowed: no setting has this name")


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("[bands]\nred = 56", "bands.red = 56.0 is refused; allowed: at most bands.red_stays"),
        (
            "[bands]\ngreen = 69",
            "bands.green_stays = 70.0 is refused; allowed: at most bands.green",
        ),
        ("[bands]\ngreen_stays = 54", "at most bands.green_stays, which is 54.0"),
        ("[quiet_hours]\nzero = 0.2", "quiet_hours.full = 0.2 is refused; allowed: below"),
        ("[technical_questions]\nfull = 9", "below technical_questions.zero, which is 9.0"),
        ("[slip]\nzero_least = 31", "slip.zero_least = 31.0 is refused; allowed: at most"),
        ("[quiet_hours]\nprior_outside = 11", "at most quiet_hours.prior_count, which is 10.0"),
        ('[agreements]\nworks_from = "18:00"', "below agreements.works_to, which is '18:00'"),
    ],
)
def test_settings_that_contradict_each_other_are_refused(toml: str, said: str) -> None:
    assert said in refusal(toml)


@pytest.mark.parametrize("group", ["dimensions", *DIMENSIONS])
def test_weights_that_are_all_nought_are_refused(group: str) -> None:
    names = [name for name in SETTINGS if name.startswith(f"weights.{group}.")]
    nought = [f"{name.rpartition('.')[2]} = 0" for name in names]
    assert f"weights.{group}" in refusal("\n".join([f"[weights.{group}]", *nought]))
    assert "at least one weight above 0" in refusal("\n".join([f"[weights.{group}]", *nought]))
    assert of("\n".join([f"[weights.{group}]", *nought[1:]])).number(names[1]) == 0


@pytest.mark.parametrize("scope", ["segment", "client"])
@pytest.mark.parametrize(
    "toml",
    [
        "[{}.bands]\ngreen = 101",
        "[{}.bands]\ngren = 75",
        "[{}.bands]\nred = 90",
        "[{}.trend]\npoints = 9",
        '[{}.agreements]\ntime_zone = "UTC"',
        "[{}]\nlead = 'x'",
        "[{}.weights.demos]\ndemo_freshness = 0\ndemo_attendance = 0\ndemos_kept = 0",
    ],
)
def test_a_refusal_in_an_override_says_whose(scope: str, toml: str) -> None:
    said = refusal(toml.format(f'{scope}."acme"'))
    assert said.startswith(f'mine.toml, {scope} "acme": ')


def test_what_is_one_for_the_whole_portfolio_can_not_be_overridden() -> None:
    shared = {name for name, setting in SETTINGS.items() if not setting.per_client}
    assert {"trend.points", "age.days", "agreements.time_zone", "alerts.snooze_drop"} <= shared
    for name in shared:
        table, _, key = name.rpartition(".")
        default = SETTINGS[name].default
        value = f'"{default}"' if isinstance(default, str) else default
        said = refusal(f'[client."A".{table}]\n{key} = {value}')
        assert "set for the whole portfolio only" in said


def test_a_segment_and_a_client_that_contradict_each_other_together_are_refused() -> None:
    segment = '[segment."R".bands]\nred = 54\n'
    assert of(segment).segments["r"]["bands.red"] == 54
    said = refusal(segment + '[client."A".bands]\nred_stays = 53')
    assert "bands.red = 54.0" in said
    assert "53.0" in said


def test_two_tables_of_one_name_are_refused() -> None:
    said = refusal('[client."Acme".bands]\ngreen = 80\n[client." ACME".bands]\nred = 40')
    assert "client. ACME" in said
    assert "one table a name" in said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[bands\n", "TOML"),
        (b"a = 1\na = 2\n", "TOML"),
        (b"[bands]\ngreen = \n", "line 2"),
        (b"\xff\xfe", "TOML"),
        (None, "a file that can be read"),
    ],
)
def test_a_file_that_is_no_toml_is_refused_with_its_name(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    path = tmp_path / "mine.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SettingRefused) as refused:
        Settings.read(path)
    assert "mine.toml" in str(refused.value)
    assert said in str(refused.value)


# Overrides


def test_a_client_goes_before_its_segment_and_a_segment_before_the_portfolio() -> None:
    settings = of(
        '[bands]\ngreen = 80\n[segment." Retainer".bands]\ngreen = 85\nred = 40\n'
        '[client."ACME".bands]\ngreen = 90\n'
    )
    clients, segments = ["acme ", "Acme", "Bolt", "Bolt"], ["retainer", "", "RETAINER ", "project"]
    assert settings.column("bands.green", clients, segments).tolist() == [90, 90, 85, 80]
    assert settings.column("bands.red", clients, segments).tolist() == [40, 50, 40, 50]
    assert settings.column("bands.red_stays", clients, segments).tolist() == [55] * 4


@pytest.fixture(scope="module")
def plain() -> Portfolio:
    return Portfolio.open(SAMPLE, as_of=DAY)


STRICT = """
[{0}.weights.demos]
demo_attendance = 3
[{0}.agreements]
demo_every = 1
[{0}.bands]
green = 99
green_stays = 98
[{0}.rating]
prior_mean = 0
"""


@pytest.mark.parametrize(
    ("scope", "chosen"),
    [
        ('segment."Public Sector"', lambda row: row["segment"] == "public sector"),
        ('client."saltwick marine"', lambda row: row["client"] == "Saltwick Marine"),
    ],
)
def test_an_override_changes_those_it_names_and_no_other(
    plain: Portfolio, scope: str, chosen: Any
) -> None:
    changed = Portfolio.open(SAMPLE, of(STRICT.format(scope)), DAY)
    mine = plain.logs.clients.apply(chosen, axis=1).to_numpy(bool)
    assert 0 < mine.sum() < len(mine)
    before, after = plain.history, changed.history
    same = np.isclose(before.scores.health, after.scores.health, 0, 0, True).all(axis=1)
    assert (same == ~mine).all()
    assert np.array_equal(before.signals[:, ~mine], after.signals[:, ~mine], equal_nan=True)
    assert np.array_equal(before.band[~mine], after.band[~mine])
    moved = [
        name
        for place, name in enumerate(SIGNALS)
        if not np.array_equal(before.signals[place], after.signals[place], equal_nan=True)
    ]
    # What the log of clients says of demos goes before a segment's agreement.
    assert moved == (["rating"] if scope.startswith("segment") else ["demo_freshness", "rating"])
    assert not (after.band[mine] == 0).any()


def test_an_agreement_is_the_clients_override_else_its_row_else_its_segments_else_the_default(
    tmp_path: Path,
) -> None:
    (tmp_path / "clients.csv").write_text(
        "client,segment,demo_every\nAcme,R,7\nBolt,R,7\nCaro,R,\nDora,,\nEmil,,0\n"
    )
    rows = "".join(f"{name},2026-01-05\n" for name in ("Acme", "Bolt", "Caro", "Dora", "Emil"))
    (tmp_path / "demos.csv").write_text("client,held_on\n" + rows)
    settings = of(
        '[agreements]\ndemo_every = 4\n[segment."R".agreements]\ndemo_every = 5\n'
        '[client."Acme".agreements]\ndemo_every = 6\n'
    )
    portfolio = Portfolio.open(tmp_path, settings, DAY)
    assert [portfolio.facts(code)["demo_every"] for code in range(5)] == [6, 7, 5, 4, 0]
    freshness = portfolio.scores().set_index("client")["demo_freshness"]
    assert np.isnan(freshness["Emil"])


@pytest.mark.parametrize(
    "toml",
    [
        "[health]\nmean_share = 1",
        "[health]\nmean_share = 0",
        "[age]\ngrace_share = 0\ngrace_least = 0",
        "[quiet_hours]\nprior_outside = 0\nprior_count = 0",
        "[rating]\nprior_count = 0",
        "[slip]\nzero_share = 0\nzero_least = 1\nzero_most = 1\nwarning_least = 1",
        "[weights.dimensions]\ncommunication = 0\ndeadlines = 0\nfeedback = 0\ntransparency = 0",
        "[weights.deadlines]\npromises_kept = 0\noverdue_now = 1e6",
        "[bands]\ngreen = 0\ngreen_stays = 0\nred = 0\nred_stays = 0",
    ],
)
def test_settings_at_their_ends_still_give_scores_in_range(toml: str) -> None:
    history = Portfolio.open(SAMPLE, of(toml), date(2025, 6, 1)).history
    scores = history.scores
    for values in (history.signals, scores.dimensions, scores.health, scores.low, scores.high):
        known = values[~np.isnan(values)]
        assert len(known)
        assert known.min() >= 0
        assert known.max() <= 100 + 1e-9
    known = ~np.isnan(scores.health)
    assert (scores.low[known] <= scores.health[known] + 1e-9).all()
    assert (scores.health[known] <= scores.high[known] + 1e-9).all()
