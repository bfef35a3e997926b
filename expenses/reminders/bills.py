"""Tells of bills that are due soon, and of those whose day has passed without their being booked."""

import datetime
from collections.abc import Sequence

from babel.dates import format_date
from django.db.models import Min

from accounts.models import User
from accounts.notifications.telling import days_ahead_of, days_ahead_of_each, notify, said
from expenses.money import format_money
from expenses.recurring.choices import Kind
from expenses.recurring.models import RecurringPayment
from expenses.recurring.upcoming import Upcoming, today_of, upcoming

KIND = "bill"
OVERDUE_DAYS = 60
"""What has been open for longer is no news."""


def with_bills(people: Sequence[User]) -> set[int]:
    """Return who of `people` has a bill that is near enough to be told of, or past its day, in two queries."""
    days_ahead = days_ahead_of_each(people)
    bills = RecurringPayment.objects.filter(owner__in=people, kind=Kind.EXPENSE, next_on__isnull=False)
    next_on = dict(bills.order_by().values_list("owner_id").annotate(Min("next_on")))
    last = {one.pk: today_of(one) + datetime.timedelta(days=days_ahead[one.pk]) for one in people}
    return {owner_id for owner_id, day in next_on.items() if day <= last[owner_id]}


def tell_of_bills(user: User, *, today: datetime.date) -> int:
    """Tell of each bill once when it comes near and once when its day has passed; return how many were new."""
    oldest = today - datetime.timedelta(days=OVERDUE_DAYS)
    found = upcoming(user, until=today + datetime.timedelta(days=days_ahead_of(user)), today=today)
    bills = [one for one in found if one.kind == Kind.EXPENSE and one.due >= oldest]
    known = said(user, KIND, [_key(one) for one in bills])
    return sum(_tell(one, user, today) for one in bills if _key(one) not in known)


def _tell(one: Upcoming, user: User, today: datetime.date) -> bool:
    day = format_date(one.due, "full", locale=user.locale)
    amount = format_money(one.amount, one.currency, user.locale)
    told = notify(
        user,
        kind=KIND,
        key=_key(one),
        title=f"{one.recurring.description} {_when(one, today)}",
        body=f"{amount} on {day}. {_what_to_do(one)}",
        url=one.recurring.get_absolute_url(),
    )
    return told is not None


def _when(one: Upcoming, today: datetime.date) -> str:
    days = (one.due - today).days
    if one.is_overdue:
        return "is overdue"
    return {0: "is due today", 1: "is due tomorrow"}.get(days, f"is due in {days} days")


def _what_to_do(one: Upcoming) -> str:
    if one.recurring.books_itself:
        return "It is booked by itself on its day."
    return "Book it once it is paid, or skip it."


def _key(one: Upcoming) -> str:
    """Return what tells an occurrence apart: the payment and the day of its rule, before and after it has passed."""
    return f"{'overdue' if one.is_overdue else 'due'}:{one.recurring.pk}:{one.due_on.isoformat()}"
