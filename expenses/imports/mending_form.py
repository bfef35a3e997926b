from decimal import Decimal
from typing import Any

from django import forms

from accounts.models import User
from expenses.fields import AmountField, DayField, LineField
from expenses.money import decimal_mark
from expenses.validators import validate_amount, validate_line


class WrongRowForm(forms.Form):
    """A row of a statement that could not be read, as the person puts it right."""

    date = DayField(error_messages={"required": "Enter the day, such as 2026-03-31."})
    amount = AmountField(
        max_length=40,
        help_text="Money out has a minus.",
        error_messages={"required": "Enter the amount, such as -12.50."},
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    description = LineField(
        max_length=255, validators=[validate_line], error_messages={"required": "Enter a description, such as Lunch."}
    )

    def __init__(self, *args: Any, currency: str, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["amount"]
        field.currency, field.mark = currency, decimal_mark(user.locale)  # type: ignore[attr-defined]
        field.label = f"Amount in {currency}"

    def clean_amount(self) -> Decimal:
        amount: Decimal = self.cleaned_data["amount"]
        validate_amount(amount, self.fields["amount"].currency)  # type: ignore[attr-defined]
        return amount
