"""Countries and time zones by their usual names."""

from __future__ import annotations

import re
from functools import lru_cache
from zoneinfo import available_timezones

from holidays.registry import COUNTRIES

from health.tables.months import unaccented

# What a country is called elsewhere than in the list of the library that knows its holidays.
_CALLED = {
    "AT": "österreich, autriche", "AU": "australien", "BE": "belgië, belgique, belgien",
    "BR": "brasil, brasilien, brésil", "CA": "kanada", "CH": "schweiz, suisse, svizzera",
    "CZ": "czech republic, česko, česká republika, tschechien", "CN": "peoples republic of china",
    "CI": "ivory coast, côte d'ivoire", "CD": "democratic republic of the congo",
    "DE": "deutschland, allemagne, alemania, brd", "DK": "danmark, dänemark",
    "ES": "españa, spanien, espagne", "FI": "suomi, finnland", "FR": "frankreich, francia",
    "GB": "u.k., great britain, britain, großbritannien, royaume-uni, "
          "united kingdom of great britain and northern ireland",
    "GB-ENG": "england", "GB-SCT": "scotland", "GB-WLS": "wales", "GB-NIR": "northern ireland",
    "GR": "ελλάδα, griechenland, hellas", "HR": "hrvatska, kroatien",
    "HU": "magyarország, ungarn", "IE": "republic of ireland, éire, irland",
    "IT": "italia, italien",
    "JP": "日本, nippon", "KR": "korea, republic of korea, 대한민국, 한국",
    "KP": "democratic peoples republic of korea", "LT": "lietuva", "LV": "latvija", "EE": "eesti",
    "LU": "luxemburg", "MX": "méxico, mexiko", "NL": "nederland, niederlande, the netherlands, "
          "holland, pays-bas", "NO": "norge, norwegen", "PL": "polska, polen", "PT": "portugal",
    "RO": "românia, rumänien", "RU": "russian federation, россия, russland",
    "SE": "sverige, schweden",
    "SI": "slovenija", "SK": "slovensko, slowakei, slovak republic",
    "TR": "turkey, türkiye, türkei",
    "TW": "taiwan", "UA": "україна, ukraina", "VN": "viet nam",
    "US": "u.s., u.s.a., united states of america, the united states, estados unidos, états-unis",
    "MK": "macedonia", "AE": "uae, u.a.e.", "SZ": "swaziland", "CV": "cape verde",
    "MM": "burma", "TL": "east timor", "MD": "republic of moldova", "SY": "syrian arab republic",
}  # fmt: skip
# Windows' and spoken names of zones that have one city in each country.
_ZONES = {
    "eastern time": "America/New_York", "central time": "America/Chicago",
    "mountain time": "America/Denver", "pacific time": "America/Los_Angeles",
    "central european time": "CET", "eastern european time": "EET",
    "western european time": "WET", "gmt standard time": "Europe/London",
    "w europe standard time": "Europe/Berlin", "romance standard time": "Europe/Paris",
    "central europe standard time": "Europe/Budapest",
    "central european standard time": "Europe/Warsaw", "eastern standard time": "America/New_York",
    "central standard time": "America/Chicago", "mountain standard time": "America/Denver",
    "pacific standard time": "America/Los_Angeles", "tokyo standard time": "Asia/Tokyo",
    "india standard time": "Asia/Kolkata", "aus eastern standard time": "Australia/Sydney",
    "coordinated universal time": "UTC",
}  # fmt: skip
_OFFSET = re.compile(r"(?:utc|gmt) ?([+-−]) ?(\d{1,2})(?::?00)?", re.I | re.ASCII)
_LEAD = re.compile(r"\((?:utc|gmt)[^)]*\)\s*", re.I)


def country(text: str) -> str:
    """The ISO 3166 code of a country's name; "" where it is none, or one of several."""
    return _countries().get(_letters(text), "")


def zone(text: str) -> str:
    """The IANA zone of a city, of a usual name or of whole hours from UTC; "" where unsure."""
    if found := _OFFSET.fullmatch(text.strip()):
        sign = "-" if found[1] == "+" else "+"  # Etc/GMT-1 is east of Greenwich
        hours = int(found[2])
        return f"Etc/GMT{sign}{hours}" if hours else "UTC"
    name = _LEAD.sub("", text)
    plain = re.sub(r"\s*\([^)]*\)$", "", re.sub(r"[._]", " ", unaccented(name))).strip()
    plain = re.sub(r"\s*/\s*", "/", re.sub(r"\s+", " ", plain))
    return _ZONES.get(plain) or _cities().get(plain, "")


def _letters(text: str) -> str:
    """A name as it is compared: letters alone, without accents and case."""
    return re.sub(r"[\W_]", "", unaccented(text.replace("&", "and")))


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    """Codes by the letters of names: those of the library, and those of other languages."""
    found = {_letters(name): names[1] for name, names in COUNTRIES.items()}
    found |= {_letters(names[0]): names[1] for names in COUNTRIES.values()}
    called = {_letters(each): code for code, line in _CALLED.items() for each in line.split(", ")}
    return found | called


@lru_cache(maxsize=1)
def _cities() -> dict[str, str]:
    """Zones by name with spaces, and by city where no other zone has that city."""
    zones = sorted(available_timezones())
    found = {unaccented(name).replace("_", " "): name for name in zones}
    cities: dict[str, set[str]] = {}
    for name in zones:
        if "/" in name and not name.startswith(("Etc/", "SystemV/")):
            cities.setdefault(unaccented(name.rpartition("/")[2]).replace("_", " "), set()).add(
                name
            )
    return {city: names.pop() for city, names in cities.items() if len(names) == 1} | found
