"""What an amount is worth in another currency on a day, and at home above all."""

import datetime
from decimal import Decimal

from accounts.models import User
from expenses.exchange.rates import RateBook


def value_at_home(
    amount: Decimal, currency: str, owner: User, day: datetime.date, *, book: RateBook | None = None
) -> Decimal | None:
    """Return `amount` in the home currency of `owner` at the rate of `day`, or None where no rate is known.

    Whoever values many amounts makes one `book` for all of them.
    """
    return value_in(amount, currency, owner.home_currency, owner, day, book=book)


def value_in(
    amount: Decimal, currency: str, other: str, owner: User, day: datetime.date, *, book: RateBook | None = None
) -> Decimal | None:
    """Return `amount` in `other` at the rate that counts for `owner` on `day`, or None where no rate is known."""
    if currency == other:
        return amount
    return (book or RateBook(owner)).value(amount, currency, other, day)
