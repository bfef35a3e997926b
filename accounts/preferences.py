"""What a person may choose about money, days and pages, and good guesses before they have chosen."""

import datetime
import zoneinfo
from dataclasses import dataclass
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.localedata import locale_identifiers
from babel.numbers import get_territory_currencies
from django.core.exceptions import ValidationError
from django.db import models

from accounts.currencies import is_own_code, known_currencies


class Theme(models.TextChoices):
    AUTO = "auto", "As the device says"
    LIGHT = "light", "Light"
    DARK = "dark", "Dark"


class Weekday(models.IntegerChoices):
    MONDAY = 0, "Monday"
    TUESDAY = 1, "Tuesday"
    WEDNESDAY = 2, "Wednesday"
    THURSDAY = 3, "Thursday"
    FRIDAY = 4, "Friday"
    SATURDAY = 5, "Saturday"
    SUNDAY = 6, "Sunday"


class MonthStart(models.TextChoices):
    DAY = "day", "On the same day of each month"
    LAST_WORKING_DAY = "last-working-day", "On the last working day (Mon–Fri)"
    WEEKS = "weeks", "Every one to four weeks"


MOST_WEEKS = 4
"""So that some month begins in each calendar month."""

FIRST_PAYDAY, LAST_PAYDAY = datetime.date(1900, 1, 1), datetime.date(2999, 12, 31)


class YearMonth(models.IntegerChoices):
    JANUARY = 1, "January"
    FEBRUARY = 2, "February"
    MARCH = 3, "March"
    APRIL = 4, "April"
    MAY = 5, "May"
    JUNE = 6, "June"
    JULY = 7, "July"
    AUGUST = 8, "August"
    SEPTEMBER = 9, "September"
    OCTOBER = 10, "October"
    NOVEMBER = 11, "November"
    DECEMBER = 12, "December"


def validate_currency(code: str) -> None:
    if code not in known_currencies():
        raise ValidationError(f"“{code}” is not a currency code. Use the three letters of ISO 4217, such as EUR.")


def validate_currency_or_own(code: str) -> None:
    """Raise ValidationError unless `code` is one of ISO 4217, or built like those of people's own currencies."""
    if not is_own_code(code):
        validate_currency(code)


def validate_locale(identifier: str) -> None:
    if identifier not in known_locales():
        raise ValidationError(f"“{identifier}” is not a locale. Use one such as en_GB or de_AT.")


def validate_time_zone(name: str) -> None:
    if name not in known_time_zones():
        raise ValidationError(f"“{name}” is not a time zone. Use one such as Europe/Vienna.")


def validate_payday(day: datetime.date) -> None:
    if not FIRST_PAYDAY <= day <= LAST_PAYDAY:
        raise ValidationError(f"Choose a day from {FIRST_PAYDAY.year} to {LAST_PAYDAY.year}.")


@cache
def known_locales() -> frozenset[str]:
    return frozenset(locale_identifiers())


@cache
def known_time_zones() -> frozenset[str]:
    """Return the names of all zones, old ones such as Asia/Calcutta included; not the machine's own "localtime"."""
    return frozenset(zoneinfo.available_timezones() - {"localtime", "Factory"})


@cache
def locale_choices() -> list[tuple[str, str]]:
    """Return (identifier, name) of the locales that name a territory, sorted by their English name."""
    locales = [Locale.parse(identifier) for identifier in known_locales() if identifier.count("_") <= 2]
    named = [(str(locale), locale.get_display_name("en") or str(locale)) for locale in locales if locale.territory]
    return sorted(named, key=lambda choice: choice[1])


@cache
def time_zone_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return (part of the world, [(name, place)]) of the zones of a place, and UTC, for a grouped select box."""
    parts: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(name for name in get_global("zone_territories") if is_place(name)):
        part, place = name.split("/", 1)
        parts.setdefault(part, []).append((name, place.replace("_", " ").replace("/", " / ")))
    return [*parts.items(), ("Elsewhere", [("UTC", "UTC")])]


def is_place(zone: str) -> bool:
    """Say whether `zone` is the time of a place on Earth rather than an offset such as Etc/GMT+5."""
    return zone in known_time_zones() and "/" in zone and not zone.startswith("Etc/")


@dataclass(frozen=True)
class Preferences:
    """A first guess at a new person's preferences."""

    home_currency: str
    locale: str
    time_zone: str
    first_day_of_week: int


def guess_preferences(*, languages: list[str], time_zone: str, default_currency: str) -> Preferences:
    """Guess preferences from what a browser tells.

    `languages`: BCP 47 tags, the preferred first, as in Accept-Language without weights. `time_zone`: an IANA name or
    anything, which is then ignored. The place is taken from the time zone first: a German speaker in Zurich pays in
    francs and writes numbers as the Swiss do.
    """
    zone = current_zone_name(time_zone)
    territory = get_global("zone_territories").get(zone, "")
    locale = _closest_locale(languages, territory)
    country = territory or locale.territory or ""
    currencies = get_territory_currencies(country, non_tender=False)
    return Preferences(
        home_currency=currencies[0] if currencies else default_currency,
        locale=str(locale),
        time_zone=zone or _only_zone_of(country) or "UTC",
        first_day_of_week=locale.first_week_day,
    )


def current_zone_name(time_zone: str) -> str:
    """Return today's name of a place's zone, Asia/Kolkata for the Asia/Calcutta of browsers; "" for anything else."""
    zone = get_global("zone_aliases").get(time_zone, time_zone)
    return zone if is_place(zone) and zone in get_global("zone_territories") else ""


def _only_zone_of(territory: str) -> str:
    zones = [zone for zone, where in get_global("zone_territories").items() if where == territory]
    return zones[0] if len(zones) == 1 and is_place(zones[0]) else ""


def _closest_locale(languages: list[str], territory: str) -> Locale:
    """Return the known locale that fits the first usable language, spoken in `territory` where that is written so."""
    for tag in languages:
        parsed = _parse_locale(tag)
        if parsed is None:
            continue
        there = f"{parsed.language}_{territory}"
        return Locale.parse(there) if there in known_locales() else parsed
    return Locale.parse(f"en_{territory}" if f"en_{territory}" in known_locales() else "en_IE")


def _parse_locale(tag: str) -> Locale | None:
    """Return the locale of a BCP 47 tag, its likely territory added where it names none; None for nonsense."""
    try:
        locale = Locale.parse(tag, sep="-", resolve_likely_subtags=True)
    except (UnknownLocaleError, ValueError):
        return None
    if locale.territory is None:
        likely = get_global("likely_subtags").get(locale.language, "").split("_")
        identifier = f"{locale.language}_{likely[-1]}"
        return Locale.parse(identifier) if identifier in known_locales() else None
    return locale if str(locale) in known_locales() else None
