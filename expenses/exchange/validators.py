"""What a rate may say, in the words of its form."""

import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError

from expenses.validators import validate_date

SMALLEST_RATE = Decimal("0.0000000001")
LARGEST_RATE = Decimal(9999999999)
MOST_FIGURES = 14
"""What SQLite's floating numbers keep to the last figure."""


def validate_rate(rate: Decimal) -> None:
    """Raise ValidationError unless `rate` is above 0 and can be kept to its last figure."""
    if not rate.is_finite() or not SMALLEST_RATE <= rate <= LARGEST_RATE:
        raise ValidationError("Enter a rate above 0 and below 10,000,000,000, with at most 10 decimals.")
    if len(rate.normalize().as_tuple().digits) > MOST_FIGURES:
        raise ValidationError(f"Enter a rate with at most {MOST_FIGURES} figures.")


def validate_rate_date(date: datetime.date) -> None:
    """Raise ValidationError unless records can have this day too."""
    validate_date(date)
