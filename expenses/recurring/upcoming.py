"""What will be paid, comes in or is moved until some day, and what is overdue."""

import datetime
import zoneinfo
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from accounts.models import User
from expenses.exchange.rates import RateBook
from expenses.exchange.valuation import value_at_home
from expenses.recurring.choices import Kind
from expenses.recurring.due import open_until, rows_by_day
from expenses.recurring.models import RecurringPayment
from expenses.wallets.models import Wallet


@dataclass(frozen=True)
class Upcoming:
    """One occurrence that is not booked yet: due on `due`, of the rule's day `due_on`, by which it is told apart.

    `amount` is above nought, in `currency`; `home_amount` its worth at home at today's rate, None where no rate is
    known. `kind` says whether it goes, comes, or moves between wallets. What is booked by itself today is not overdue.
    """

    recurring: RecurringPayment
    due_on: datetime.date
    due: datetime.date
    amount: Decimal
    currency: str
    home_amount: Decimal | None
    kind: Kind
    wallet: Wallet | None
    is_overdue: bool


def today_of(user: User) -> datetime.date:
    """Return the day that it is where the person is."""
    return timezone.localdate(timezone=zoneinfo.ZoneInfo(user.time_zone))


def upcoming(user: User, *, until: datetime.date, today: datetime.date | None = None) -> list[Upcoming]:
    """Return all that is open of `user` up to and with the day `until`, in the order of days.

    It costs two queries, and one more for each other currency and year.
    """
    today = today or today_of(user)
    plans = RecurringPayment.objects.for_user(user).filter(next_on__lte=until)
    running = list(plans.select_related("wallet", "to_wallet", "category").order_by("pk"))
    rows, book = rows_by_day(running, user), RateBook(user, today=today)
    found = [due for one in running for due in open_until(one, rows[one.pk], until)]
    found.sort(key=lambda due: (due.date, due.recurring.pk, due.due_on))
    return [
        Upcoming(
            recurring=due.recurring,
            due_on=due.due_on,
            due=due.date,
            amount=due.amount,
            currency=due.recurring.currency,
            home_amount=value_at_home(due.amount, due.recurring.currency, user, today, book=book),
            kind=Kind(due.recurring.kind),
            wallet=due.recurring.wallet,
            is_overdue=due.date < today,
        )
        for due in found
    ]
