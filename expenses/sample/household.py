"""A year of a believable household, the same for the same day and currency. No database, no clock."""

import datetime
import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from accounts.currencies import currency_digits
from expenses.sample import holiday
from expenses.sample.habits import BILLS, EVENTS, HABITS, INCOMES, Bill

# What a euro's worth of shopping costs, roughly: amounts should look right, no more.
PRICE_LEVELS = {
    "AED": 4, "ARS": 1200, "AUD": 1.7, "BGN": 1.9, "BRL": 5, "CAD": 1.5, "CHF": 1.3, "CLP": 900, "CNY": 7, "COP": 3500,
    "CZK": 24, "DKK": 8, "EGP": 30, "GBP": 0.9, "HUF": 370, "IDR": 9000, "ILS": 4.2, "INR": 45, "ISK": 170, "JPY": 150,
    "KRW": 1300, "KWD": 0.3, "MXN": 17, "MYR": 3, "NGN": 700, "NOK": 12, "NZD": 1.8, "PHP": 40, "PKR": 130, "PLN": 3.8,
    "RON": 4.2, "RSD": 90, "SAR": 4, "SEK": 11, "SGD": 1.5, "THB": 25, "TRY": 25, "TWD": 28, "UAH": 25, "USD": 1.1,
    "VND": 14000, "ZAR": 13,
}  # fmt: skip
UNREAL_WITH_CENTS = 20
"""From this price level on nobody pays fractions, and most prices end in a nought."""


@dataclass(frozen=True)
class SampleRecord:
    """One expense or income. A negative expense is a refund; `category` is a path as in "Food:Groceries"."""

    date: datetime.date
    amount: Decimal
    currency: str
    description: str
    category: str
    tags: tuple[str, ...] = ()
    notes: str = ""


def household_year(today: datetime.date, currency: str) -> list[SampleRecord]:
    """Return a year of expenses up to `today`, oldest first, in `currency` and, on a holiday, in another one."""
    days = days_until(today)
    away = holiday.first_day(days[0], today)
    return [expense for day in days for expense in _expenses_of(day, currency, away)]


def household_income(today: datetime.date, currency: str) -> list[SampleRecord]:
    """Return what came in during the same year, oldest first, in `currency`."""
    return [
        SampleRecord(day, price(one.amount, currency), currency, one.description, one.category, one.tags)
        for day in days_until(today)
        for one in INCOMES
        if one.day == day.day and day.month in one.months
    ]


def is_leap_day(date: datetime.date) -> bool:
    return (date.month, date.day) == (2, 29)


def days_until(today: datetime.date) -> list[datetime.date]:
    """Return the days of a year up to `today`."""
    year_ago = today.replace(year=today.year - 1, day=min(today.day, 28) if is_leap_day(today) else today.day)
    start = year_ago + datetime.timedelta(days=1)
    return [start + datetime.timedelta(days=ahead) for ahead in range((today - start).days + 1)]


def _expenses_of(day: datetime.date, currency: str, away: datetime.date) -> Iterator[SampleRecord]:
    """Yield what the household spends on `day`. The dice are thrown anew each day, so that a day stays as it is."""
    dice = random.Random(day.toordinal())  # noqa: S311  no secret: the same day shall bring the same shopping
    yield from _bills(day, currency, dice)
    yield from _events(day, currency)
    yield from _bookings(day, currency, away)
    if away <= day < away + datetime.timedelta(days=holiday.DAYS):
        yield from _holiday(day, currency, dice)
    else:
        yield from _habits(day, currency, dice)


def _bills(day: datetime.date, currency: str, dice: random.Random) -> Iterator[SampleRecord]:
    for bill in BILLS:
        if bill.day == day.day and day.month in bill.months:
            amount = price(_bill_amount(bill, day.month, dice), currency)
            yield SampleRecord(day, amount, currency, bill.description, bill.category, bill.tags)


def _bill_amount(bill: Bill, month: int, dice: random.Random) -> float:
    season = bill.season[month - 1] if bill.season else 1
    return bill.amount * season * (1 + dice.uniform(-bill.wobble, bill.wobble))


def _habits(day: datetime.date, currency: str, dice: random.Random) -> Iterator[SampleRecord]:
    for habit in HABITS:
        if day.weekday() in habit.weekdays and dice.random() < habit.per_week / len(habit.weekdays):
            amount = price(dice.triangular(habit.low, habit.high, habit.low + (habit.high - habit.low) / 3), currency)
            yield SampleRecord(day, amount, currency, dice.choice(habit.descriptions), habit.category, habit.tags)


def _events(day: datetime.date, currency: str) -> Iterator[SampleRecord]:
    for event in EVENTS:
        if (event.month, event.day) == (day.month, day.day):
            amount = price(event.amount, currency)
            yield SampleRecord(day, amount, currency, event.description, event.category, event.tags, event.notes)


def _bookings(day: datetime.date, currency: str, away: datetime.date) -> Iterator[SampleRecord]:
    place = holiday.choose_place(currency).name
    bookings = {
        away - datetime.timedelta(days=75): ("Travel:Getting there", f"Flights to {place}, three people", 412.70),
        away - datetime.timedelta(days=68): ("Travel:Lodging", f"Holiday flat, {place}, {holiday.DAYS} nights", 864.00),
        away: ("Transport:Parking", "Airport car park", 69.00),
    }
    if day in bookings:
        category, description, amount = bookings[day]
        yield SampleRecord(day, price(amount, currency), currency, description, category, (holiday.TAG,))


def _holiday(day: datetime.date, home_currency: str, dice: random.Random) -> Iterator[SampleRecord]:
    place = holiday.choose_place(home_currency)
    for category, description, amount in holiday.payments_of_day(place, dice):
        paid = _round(Decimal(str(amount)), place.currency, 1)
        yield SampleRecord(day, paid, place.currency, description, category, (holiday.TAG,))


def price(euros: float, currency: str) -> Decimal:
    """Return what costs so many euros as a price in `currency`: 12.34 is 12.34 in EUR, 1850 in JPY."""
    level = PRICE_LEVELS.get(currency, 1)
    return _round(Decimal(str(euros)) * Decimal(str(level)), currency, level)


def _round(amount: Decimal, currency: str, level: float) -> Decimal:
    """Return `amount` in steps that are paid in `currency`; never nothing."""
    digits = currency_digits(currency)
    step = Decimal(1).scaleb(-digits)
    if level >= UNREAL_WITH_CENTS:
        step = Decimal(100) if level >= 50 * UNREAL_WITH_CENTS else Decimal(10) if digits == 0 else Decimal(1)
    steps = (amount / step).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return (steps or Decimal(1)) * step
