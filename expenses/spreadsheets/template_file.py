"""An example of what can be imported, to start from."""

import datetime
from decimal import Decimal

from accounts.currencies import currency_digits
from accounts.models import User
from expenses.spreadsheets.columns import COLUMNS
from expenses.spreadsheets.export import csv_lines

EXAMPLES = (
    ("Weekly groceries", "42.5", "Food:Groceries", "home", ""),
    ("Returned shoes (a refund is negative)", "-60", "Shopping", "", "Delete these examples before you import."),
)


def template_csv(user: User, today: datetime.date) -> bytes:
    """Return a CSV file with our columns and two examples in the person's home currency."""
    digits = currency_digits(user.home_currency)
    rows = [
        ["", today.isoformat(), description, f"{Decimal(amount):.{digits}f}", user.home_currency, *texts, "", ""]
        for description, amount, *texts in EXAMPLES
    ]
    return csv_lines([COLUMNS, *rows], mark="\ufeff")
