"""What keeps undo from taking away a currency, or its code, that something is counted in."""

from typing import Any

from django.core.exceptions import ValidationError

from expenses.exchange.keeping import CODE_FIXED, is_in_use
from expenses.exchange.models import OwnCurrency


def is_counted_in(row: Any) -> bool:
    """Say whether `row` is a currency that records, wallets or rates are in: none of them names it by a key."""
    return isinstance(row, OwnCurrency) and is_in_use(row.code, row.owner)


def check_code_stays(row: Any, before: dict[str, Any]) -> None:
    """Raise ValidationError where a currency would get back a code that other records than its own are in."""
    if before.get("code", getattr(row, "code", None)) != getattr(row, "code", None) and is_counted_in(row):
        raise ValidationError(CODE_FIXED.format(code=row.code))
