import datetime
import uuid
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError

from accounts.models import User
from expenses.fields import DayField, LinesField, read_amount
from expenses.models import Expense
from expenses.money import decimal_mark, format_number
from expenses.refunds.following import is_larger
from expenses.refunds.refunding import RefundEntry, left_to_refund
from expenses.validators import NOTES_MAX_LENGTH, validate_amount, validate_date, validate_lines

OWN_DAY, WITH_ORIGINAL = "own", "original"


class RefundForm(forms.Form):
    """What came back of `original`, and when it counts. More than is left needs a tick."""

    amount = forms.CharField(
        label="What came back", max_length=200, error_messages={"required": "Enter what came back, such as 12.50."}
    )
    date = DayField(validators=[validate_date], error_messages={"required": "Choose a day."})
    counts = forms.ChoiceField(
        label="It counts",
        widget=forms.RadioSelect,
        choices=[(OWN_DAY, "On its own day"), (WITH_ORIGINAL, "On the day of the expense, which it makes cheaper")],
        error_messages={"required": "Choose when it counts."},
    )
    notes = LinesField(required=False, max_length=NOTES_MAX_LENGTH, validators=[validate_lines])
    is_meant = forms.BooleanField(required=False, label="More came back than was paid")
    submission_id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, original: Expense, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.original = user, original
        self.is_larger = bool(self.is_bound and self.data.get("is_meant"))
        self.fields["amount"].widget.attrs.update(inputmode="decimal", autocomplete="off")
        self.fields["amount"].help_text = f"In {original.currency}, as it was paid."
        self.fields["notes"].widget.attrs["rows"] = 2
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_amount(self) -> Decimal:
        currency, mark = self.original.currency, decimal_mark(self.user.locale)
        amount = read_amount(self.cleaned_data["amount"], currency=currency, mark=mark)
        validate_amount(amount, currency)
        return amount

    def take_error(self, error: ValidationError) -> None:
        """Show what the ledger refused beside its field, and ask where it can be confirmed."""
        self.is_larger = is_larger(error)
        self.add_error(None, error)

    @property
    def entry(self) -> RefundEntry:
        """Return what a valid form says."""
        said = self.cleaned_data
        return RefundEntry(
            amount=said["amount"],
            date=said["date"],
            counts_with_original=said["counts"] == WITH_ORIGINAL,
            notes=said["notes"],
            is_confirmed_larger=said["is_meant"],
        )


def new_initial(original: Expense, user: User, today: datetime.date) -> dict[str, Any]:
    """Return what the form starts with: all that is left, today, or the day of an expense that is still to come."""
    left = max(left_to_refund(original), Decimal(0))
    return {
        "amount": format_number(left, original.currency, user.locale) if left else "",
        "date": max(today, original.date),
        "counts": OWN_DAY,
        "submission_id": uuid.uuid4(),
    }
