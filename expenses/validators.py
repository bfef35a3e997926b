"""What an expense may say, in the words of its form; the same bounds stand as constraints in the database."""

import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.currencies import currency_digits

MAX_AMOUNT = Decimal("99999999999.9999")
FIRST_DATE = datetime.date(1900, 1, 1)
DAYS_AHEAD = 366
NOTES_MAX_LENGTH = 10_000


def validate_amount(amount: Decimal, currency: str) -> None:
    """Raise ValidationError unless `amount` can stand in the ledger with the decimals that `currency` has."""
    if not amount.is_finite() or abs(amount) > MAX_AMOUNT:
        raise ValidationError("This amount is too large. The largest is 99,999,999,999.9999.")
    if amount == 0:
        raise ValidationError("Enter an amount other than 0. A refund is a negative amount.")
    digits = currency_digits(currency)
    if amount != round(amount, digits):
        raise ValidationError(f"{currency} has {digits or 'no'} decimals. Enter an amount with no more.")


def validate_date(date: datetime.date, today: datetime.date | None = None) -> None:
    """Raise ValidationError unless `date` lies between 1900 and a year ahead of `today` (the person's, by default)."""
    today = today or timezone.localdate()
    if date < FIRST_DATE:
        raise ValidationError("Enter a date from 1900 on.")
    if date > today + datetime.timedelta(days=DAYS_AHEAD):
        raise ValidationError("Enter a date at most a year ahead.")
