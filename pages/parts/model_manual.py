"""How the score works, with the settings in force: from the manuals of the signals."""

from __future__ import annotations

from health.evidence.aims import Usual, aim, nothing_left
from health.settings import DIMENSIONS, SETTINGS, Settings
from health.signals import SIGNALS, Signal
from pages.parts.look import band_html, heading, sheet
from pages.parts.words import DIMENSION_WORDS, escape, listed, percent


def shares(settings: Settings, group: str) -> dict[str, float]:
    """The weights of a group (`dimensions`, or one of them), scaled to add up to 1."""
    prefix = f"weights.{group}."
    found = {
        name.removeprefix(prefix): settings.number(name)
        for name in SETTINGS
        if name.startswith(prefix)
    }
    total = sum(found.values())
    return {name: weight / total for name, weight in found.items()}


def headline(settings: Settings) -> str:
    """What weighs most, in one sentence."""
    weights = shares(settings, "dimensions")
    most = max(weights.values())
    heaviest = [DIMENSION_WORDS[name] for name, share in weights.items() if share > most - 1e-9]
    if len(heaviest) == len(weights):
        return "All five dimensions weigh the same"
    verb = "weighs" if len(heaviest) == 1 and not heaviest[0].endswith("s") else "weigh"
    rest = 1 - settings.number("health.mean_share")
    end = ", and the weakest one counts extra" if rest > 0 else ""
    return f"{listed(heaviest)} {verb} most{end}"


def how_it_works(settings: Settings) -> None:
    """From the rows to a band, then every signal with its target."""
    heading("What the colours mean")
    sheet(_scale(settings) + _bands(settings))
    heading("How health is made")
    sheet(_health(settings))
    for dimension in DIMENSIONS:
        sheet(_dimension(settings, dimension))
    sheet(
        '<p class="small soft">Targets are those that the settings assume; an agreement in the '
        "clients log goes before them, client by client. A signal without rows, or whose log is "
        "not there, is left out: it counts as not known, never as nought.</p>"
    )


def _scale(settings: Settings) -> str:
    """Health from 0 to 100 with the limits of the bands, as one bar."""
    red, red_stays, green_stays, green = (
        settings.number(f"bands.{name}") for name in ("red", "red_stays", "green_stays", "green")
    )
    zones = (
        ("red", 0, red), ("red part", red, red_stays), ("amber", red_stays, green_stays),
        ("green part", green_stays, green), ("green", green, 100),
    )  # fmt: skip
    bar = "".join(
        f'<i class="{tone}" style="left:{low:g}%;width:{high - low:g}%"></i>'
        for tone, low, high in zones
        if high > low
    )
    ticks = "".join(
        f'<span style="left:{at:g}%">{at:g}</span>'
        for at in sorted({0.0, red, red_stays, green_stays, green, 100.0})
    )
    said = f"Health from 0 to 100: red below {red:g}, green from {green:g}"
    return (
        f'<div class="scale" role="img" aria-label="{said}"><div>{bar}</div>'
        f'<div class="ticks" aria-hidden="true">{ticks}</div></div>'
    )


def _bands(settings: Settings) -> str:
    red, red_stays, green_stays, green, floor = (
        settings.number(f"bands.{name}")
        for name in ("red", "red_stays", "green_stays", "green", "dimension_floor")
    )
    least = percent(settings.number("bands.coverage_least"))
    lines = {
        "green": f"health of {green:g} or more, and no dimension below {floor:g}"
        + (f"; once healthy, down to {green_stays:g}" if green_stays < green else ""),
        "amber": "neither healthy nor at risk: something slips, and there is time to mend it",
        "red": f"health below {red:g}"
        + (f"; once at risk, until it is back at {red_stays:g}" if red_stays > red else ""),
        "none": f"less than {least} of the model is known, so it is called neither",
    }
    told = "".join(
        f"<tr><td>{band_html(band)}</td><td>{escape(text)}</td></tr>"
        for band, text in lines.items()
    )
    return (
        f'<table class="bands"><tbody>{told}</tbody></table>'
        '<p class="soft">A worse band shows at once. A better one shows on the second Sunday '
        "running, so that one good week calls nobody healthy.</p>"
    )


def _health(settings: Settings) -> str:
    part = settings.number("health.mean_share")
    weights = shares(settings, "dimensions")
    said = (
        f"Every signal is scored from 0 to 100 against its target; a dimension is the weighted "
        f"mean of its signals. Health is {percent(part)} the weighted mean of the dimensions"
    )
    if part < 1:
        said += f" and {percent(1 - part)} the weakest of them: one that fails can not hide"
    named = ", ".join(
        f"{DIMENSION_WORDS[name]} {percent(share)}" for name, share in weights.items()
    )
    return f"<p>{escape(said)}.</p><p class='soft'>The mean: {escape(named)}.</p>"


def _dimension(settings: Settings, dimension: str) -> str:
    """A dimension's heading and the table of its signals."""
    share = shares(settings, "dimensions")[dimension]
    inner = shares(settings, dimension)
    setting = SETTINGS[f"weights.dimensions.{dimension}"]
    rows = "".join(
        _row(one, inner[one.name], settings)
        for one in SIGNALS.values()
        if one.dimension == dimension
    )
    return (
        f'<table class="manual"><caption><b>{DIMENSION_WORDS[dimension]}</b> '
        f'<span class="soft">{percent(share)} of the mean: {escape(setting.help)}</span></caption>'
        "<thead><tr><th>Signal</th><th>Full marks</th><th class='wide'>Nothing left</th>"
        "<th class='num'>Weight</th><th class='wide'>Read from</th>"
        f"<th class='wide'>When it is low</th></tr></thead><tbody>{rows}</tbody></table>"
    )


def _row(one: Signal, share: float, settings: Settings) -> str:
    usual = Usual(settings)
    left = nothing_left(usual, one.name)
    tone = "" if share else ' class="soft"'
    return (
        f"<tr{tone}><td>{escape(one.label)}"
        f'<div class="small soft">{escape(one.question)}</div></td>'
        f"<td>{escape(aim(usual, one.name))}</td><td class='wide soft'>{escape(left)}</td>"
        f"<td class='num'>{percent(share)}</td><td class='wide soft'>{escape(one.source)}</td>"
        f"<td class='wide soft'>{escape(one.next_step)}</td></tr>"
    )
