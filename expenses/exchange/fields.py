"""Form fields of rates."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.currencies import known_currencies
from accounts.models import User
from expenses.exchange.choices import codes_of, grouped_choices
from expenses.exchange.validators import validate_rate
from expenses.money import AmountError, parse_number


class CurrencyField(forms.ChoiceField):
    """A currency. Today's and the person's own are offered, and every one that there ever was is understood."""

    default_error_messages = {"invalid_choice": "“%(value)s” is not a currency. Choose one from the list."}
    offered: frozenset[str] = frozenset()

    def offer(self, user: User, *first: str) -> None:
        """Offer the currencies of `user`, `first` before the others."""
        choices = grouped_choices(user, first)
        self.choices = choices
        self.offered = codes_of(choices)

    def to_python(self, value: Any) -> str:
        return super().to_python(value).strip().upper()

    def valid_value(self, value: Any) -> bool:
        return value in known_currencies() or value in self.offered


class RateField(forms.CharField):
    """A rate, written as the person's locale does. Cleans to a Decimal."""

    mark = "."

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return read_rate(text, self.mark) if text else None


def read_rate(text: str, mark: str) -> Decimal:
    """Return the rate that `text` says; raise ValidationError with a sentence for the person."""
    try:
        rate = parse_number(text, mark)
    except AmountError:
        raise ValidationError(f"“{text[:20]}” is not a rate. Enter one such as 1{mark}0845.") from None
    validate_rate(rate)
    return rate
