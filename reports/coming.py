"""What comes next: bills, income and transfers of the next days, and what still waits to be booked."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from accounts.models import User
from expenses.periods import Calendar
from expenses.recurring.choices import Kind
from expenses.recurring.upcoming import Upcoming, upcoming
from expenses.totals import Tally, Total

DAYS_AHEAD = 14
SHOWN = 6


@dataclass(frozen=True)
class ComingLine:
    """One payment to come, or one that is due and not booked. `in_days` is below nought for what is overdue."""

    payment: Upcoming
    in_days: int

    @property
    def waits(self) -> bool:
        """Say whether it is to be booked by the person, today or since some days."""
        return self.in_days < 0 or (self.in_days == 0 and not self.payment.recurring.books_itself)


@dataclass(frozen=True)
class Coming:
    """What comes up to and with the day `until`. `to_pay` is the sum of the bills among it, in the home currency."""

    lines: tuple[ComingLine, ...]
    until: datetime.date
    currency: str

    @property
    def shown(self) -> tuple[ComingLine, ...]:
        return self.lines[:SHOWN]

    @property
    def more(self) -> int:
        return len(self.lines) - len(self.shown)

    @property
    def waiting(self) -> int:
        return sum(line.waits for line in self.lines)

    @property
    def to_pay(self) -> Total:
        bills = [line.payment.home_amount for line in self.lines if line.payment.kind == Kind.EXPENSE]
        valued = [amount for amount in bills if amount is not None]
        return Tally(sum(valued, Decimal(0)), len(bills), len(valued)).total(self.currency)


def read_coming(user: User, *, today: datetime.date) -> Coming | None:
    """Return what comes before the next payday, in two weeks at least; None where nothing does.

    It costs one query for whoever has nothing planned in these days, two for others.
    """
    until = max(today + datetime.timedelta(days=DAYS_AHEAD), Calendar.of(user).month_of(today).last_day)
    lines = tuple(ComingLine(one, (one.due - today).days) for one in upcoming(user, until=until, today=today))
    return Coming(lines, until, user.home_currency) if lines else None
