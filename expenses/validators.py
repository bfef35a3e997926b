"""What an expense may say, in the words of its form; the same bounds stand as constraints in the database."""

import datetime
import unicodedata
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.currencies import currency_digits
from expenses.names import is_blank

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


def validate_line(text: str) -> None:
    """Raise ValidationError unless `text` is one line of which something can be seen."""
    if is_blank(text):
        raise ValidationError("Enter a description, such as Lunch.")
    _refuse_control_characters(text, allowed="")


def validate_lines(text: str) -> None:
    """Raise ValidationError where `text` holds a control character other than line breaks and tabs."""
    _refuse_control_characters(text, allowed="\n\r\t")


def _refuse_control_characters(text: str, *, allowed: str) -> None:
    for letter in text:
        if unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") and letter not in allowed:
            raise ValidationError(
                "This text holds a control character (U+%(code)s). Type it anew.", params={"code": f"{ord(letter):04X}"}
            )
