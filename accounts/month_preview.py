"""When the months and the year of a person begin and end, told in their locale before they choose it."""

import datetime
from dataclasses import dataclass

from babel.dates import format_interval, format_skeleton

from accounts.models import User
from accounts.month_rules import MonthRule


@dataclass(frozen=True)
class PreviewedMonth:
    """`name` is "" where months go by their days, such as "25 Oct – 24 Nov 2026"."""

    name: str
    days: str
    is_current: bool


@dataclass(frozen=True)
class MonthPreview:
    """The month before, the one of today and the next; and the days of this year."""

    months: list[PreviewedMonth]
    year_days: str

    @property
    def has_names(self) -> bool:
        return bool(self.months[0].name)


def preview_months(person: User, today: datetime.date) -> MonthPreview:
    rule, locale = person.month_rule, person.locale
    now = rule.place(today)
    months = [
        PreviewedMonth(
            _name(rule, place, locale), _days(rule.start(place), rule.start(place + 1), locale), place == now
        )
        for place in (now - 1, now, now + 1)
    ]
    return MonthPreview(months, _days(*_year(rule, person.year_start_month, today), locale))


def _name(rule: MonthRule, place: int, locale: str) -> str:
    named = rule.named(place)
    return format_skeleton("yMMMM", named, locale=locale) if named else ""


def _days(start: datetime.date, end: datetime.date, locale: str) -> str:
    return format_interval(start, end - datetime.timedelta(days=1), "yMMMd", locale=locale)


def _year(rule: MonthRule, month: int, today: datetime.date) -> tuple[datetime.date, datetime.date]:
    """Return the first day of the year of `today`, and of the next."""
    starts = [rule.start(rule.first_place(today.year + ahead, month)) for ahead in (-1, 0, 1, 2)]
    following = next(place for place, start in enumerate(starts) if start > today)
    return starts[following - 1], starts[following]
