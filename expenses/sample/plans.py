"""Where the sample household has its money, and what it plans: savings, bills to come, budgets and a goal. Pure."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from expenses.sample.habits import BILLS, EVERY_MONTH, INCOMES, Bill, Regular
from expenses.sample.household import days_until, price

OPENING_OF_ACCOUNT, OPENING_OF_SAVINGS = 1850, 1500
SAVED_A_MONTH, DAY_OF_SAVING = 500, 2
STANDING_ORDER = "Standing order, savings"
SAVED_FOR, TARGET = "New kitchen", 11000
BUDGETS = (("Food", 900), ("Transport", 260), ("Free time", 120), ("Clothes", 90), ("Family", 220))
"""What may be spent a month in a category and all below it, in euros."""


@dataclass(frozen=True)
class SampleSaving:
    """Money that goes from the account to the savings, positive, in the home currency."""

    date: datetime.date
    amount: Decimal


@dataclass(frozen=True)
class SamplePlan:
    """A bill or an income that comes again from `starts_on` on, by a rule of iCalendar. `category` is a path.

    Where the amount differs from time to time, it lies within `least` and `most`.
    """

    description: str
    is_income: bool
    amount: Decimal
    rule: str
    starts_on: datetime.date
    category: str
    least: Decimal | None = None
    most: Decimal | None = None


def household_savings(today: datetime.date, currency: str) -> list[SampleSaving]:
    """Return what was saved in the year up to `today`, oldest first."""
    amount = price(SAVED_A_MONTH, currency)
    return [SampleSaving(day, amount) for day in days_until(today) if day.day == DAY_OF_SAVING]


def household_plans(today: datetime.date, currency: str) -> list[SamplePlan]:
    """Return the bills and incomes that come every month, each from its first day in the year up to `today` on."""
    return [*_bills(today, currency), *_incomes(today, currency)]


def _bills(today: datetime.date, currency: str) -> Iterator[SamplePlan]:
    for bill in BILLS:
        if bill.months == EVERY_MONTH:
            rule, first = _every_month(bill, today)
            least, most = _range(bill, currency)
            amount = price(bill.amount, currency)
            yield SamplePlan(bill.description, False, amount, rule, first, bill.category, least, most)


def _range(bill: Bill, currency: str) -> tuple[Decimal, Decimal] | tuple[None, None]:
    if not bill.wobble:
        return None, None
    least, most = (min(bill.season), max(bill.season)) if bill.season else (1, 1)
    return price(bill.amount * least * (1 - bill.wobble), currency), price(
        bill.amount * most * (1 + bill.wobble), currency
    )


def _incomes(today: datetime.date, currency: str) -> Iterator[SamplePlan]:
    for one in INCOMES:
        if one.months == EVERY_MONTH:
            rule, first = _every_month(one, today)
            yield SamplePlan(one.description, True, price(one.amount, currency), rule, first, one.category)


def _every_month(what: Bill | Regular, today: datetime.date) -> tuple[str, datetime.date]:
    return monthly(what.day), first_day(what.day, today)


def monthly(day: int) -> str:
    return f"FREQ=MONTHLY;BYMONTHDAY={day}"


def first_day(day: int, today: datetime.date) -> datetime.date:
    return next(one for one in days_until(today) if one.day == day)


def day_of_kitchen(today: datetime.date) -> datetime.date:
    """Return by when the household wants to have saved enough: the first of July in half a year or more."""
    soonest = today + datetime.timedelta(days=180)
    return datetime.date(soonest.year + (soonest.month > 6), 7, 1)
