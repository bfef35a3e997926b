"""The prices that recurring payments had, what they cost in a year and have cost: read for a page at a time."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from accounts.models import User
from expenses.exchange.rates import RateBook
from expenses.exchange.valuation import value_at_home
from expenses.models import Occurrence, RecurringPayment
from expenses.recurring.choices import Status
from expenses.recurring.due import series_of
from expenses.recurring.prices import NEWS_DAYS, Change, PriceHistory, times_in_year
from expenses.recurring.series import DAY
from expenses.totals import Tally, Total

NEWS_LOOKED_AT = NEWS_DAYS + 400
"""So far back the list looks for the price before a new one: a year and a month more than it points it out."""


@dataclass(frozen=True)
class Paid:
    """What was booked once: `amount` above zero in `currency`, `home_amount` its worth at home, where known."""

    date: datetime.date
    amount: Decimal
    currency: str
    home_amount: Decimal | None


@dataclass(frozen=True)
class Cost:
    """What one recurring payment costs. `yearly` is in its own currency, for the next year; `so_far` in that at home.

    `so_far` counts what was booked, on the pages that say so; the list leaves it out.
    """

    recurring: RecurringPayment
    history: PriceHistory
    times_in_year: int
    yearly_at_home: Decimal | None
    so_far: Total
    first_paid: datetime.date | None
    today: datetime.date

    @property
    def yearly(self) -> Decimal:
        return self.recurring.amount * self.times_in_year

    @property
    def news(self) -> Change | None:
        """Return a rise that is to be pointed out; amounts that vary by nature rise and fall all the time."""
        return None if self.recurring.varies else self.history.news(self.today)


def read_costs(user: User, recurring: Iterable[RecurringPayment], *, today: datetime.date) -> dict[int, Cost]:
    """Return by id what each payment costs, with its prices of the last year or so: two queries for all of them.

    Rates are asked once a currency and year.
    """
    return _costs(user, list(recurring), Q(due_on__gte=today - NEWS_LOOKED_AT * DAY), today)


def read_cost(user: User, recurring: RecurringPayment, *, today: datetime.date) -> Cost:
    """Return what one payment costs, with all the prices that it had, and those that it follows."""
    return _costs(user, [recurring], Q(), today)[recurring.pk]


def _costs(user: User, plans: Sequence[RecurringPayment], which: Q, today: datetime.date) -> dict[int, Cost]:
    lines = _lines(user, plans)
    paid = _paid(user, which & Q(recurring__in=[pk for line in lines.values() for pk in line]))
    book = RateBook(user, today=today)
    rows = {plan.pk: [row for pk in lines[plan.pk] for row in paid.get(pk, ())] for plan in plans}
    return {plan.pk: _cost(plan, rows[plan.pk], user, today, book) for plan in plans}


def _lines(user: User, plans: Iterable[RecurringPayment]) -> dict[int, list[int]]:
    """Return by id the ids of a payment and of all that it follows, one after the other."""
    all_of_them = RecurringPayment.objects.for_user(user).filter(follows__isnull=False).order_by()
    follows: dict[int, int] = dict(all_of_them.values_list("pk", "follows_id"))
    lines: dict[int, list[int]] = {}
    for plan in plans:
        line = lines[plan.pk] = [plan.pk]
        while (before := follows.get(line[-1])) is not None and before not in line:
            line.append(before)
    return lines


def _cost(plan: RecurringPayment, paid: list[Paid], user: User, today: datetime.date, book: RateBook) -> Cost:
    times = times_in_year(series_of(plan), today) if plan.next_on is not None and plan.paused_on is None else 0
    at_home = value_at_home(plan.amount, plan.currency, user, today, book=book)
    valued = [row.home_amount for row in paid if row.home_amount is not None]
    history = PriceHistory.of((row.date, row.amount) for row in paid if row.currency == plan.currency)
    return Cost(
        recurring=plan,
        history=history.then(plan.next_on, plan.amount),
        times_in_year=times,
        yearly_at_home=None if at_home is None else at_home * times,
        so_far=Tally(sum(valued, Decimal(0)), len(paid), len(valued)).total(user.home_currency),
        first_paid=min((row.date for row in paid), default=None),
        today=today,
    )


EXPENSE_COLUMNS = ("expense__date", "expense__amount", "expense__currency", "expense__home_amount")
INCOME_COLUMNS = ("income__date", "income__amount", "income__currency", "income__home_amount")
IS_THERE = Q(expense__isnull=False, expense__deleted_in__isnull=True) | Q(
    income__isnull=False, income__deleted_in__isnull=True
)


def _paid(user: User, which: Q) -> Mapping[int, list[Paid]]:
    """Return by recurring payment what was booked and is still there; moving money costs nothing and is left out."""
    rows = Occurrence.objects.for_user(user).filter(which, IS_THERE, status=Status.BOOKED).order_by()
    found: dict[int, list[Paid]] = defaultdict(list)
    for pk, is_income, *values in rows.values_list("recurring_id", "income_id", *EXPENSE_COLUMNS, *INCOME_COLUMNS):
        half = len(EXPENSE_COLUMNS)
        found[pk].append(Paid(*(values[half:] if is_income else values[:half])))
    return found
