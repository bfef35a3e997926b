from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

from accounts.currencies import currency_digits
from accounts.models import User
from expenses.categories.tree import CategoryTree
from expenses.fields import CategoryField, DayField, LineField, read_amount
from expenses.forms.seen import SeenField
from expenses.models import FEWEST_MONTHS, MOST_MONTHS, Expense
from expenses.money import decimal_mark, format_number
from expenses.splits.recounting import Part
from expenses.splits.sharing import share_evenly
from expenses.splits.splitting import FEWEST_PARTS, MOST_PARTS
from expenses.validators import validate_date

SPARE_ROWS = 2


class PartForm(forms.Form):
    """A row of a split: what goes to one category. A row that says nothing is left out."""

    category = CategoryField(required=False)
    amount = forms.CharField(required=False, max_length=200)
    note = LineField(required=False, max_length=255)

    def __init__(self, *args: Any, owner: User, currency: str, choices: list[tuple[Any, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner, self.currency = owner, currency
        self.fields["category"].choices = choices  # type: ignore[attr-defined]
        self.fields["category"].widget.attrs["class"] = "form-select"
        attributes = {"class": "form-control amount", "inputmode": "decimal", "autocomplete": "off"}
        self.fields["amount"].widget.attrs.update(attributes, **{"data-part-amount": ""})
        self.fields["note"].widget.attrs.update({"class": "form-control", "autocomplete": "off", "placeholder": "Note"})

    @property
    def is_named(self) -> bool:
        """Say whether the row is for something, whatever its amount."""
        said = self.cleaned_data
        return bool(said.get("category") or said.get("note") or said.get("amount"))

    def clean_amount(self) -> Decimal | None:
        text = self.cleaned_data["amount"]
        return read_amount(text, currency=self.currency, mark=decimal_mark(self.owner.locale)) if text else None

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if self.is_named and said.get("amount") is None and "amount" not in self.errors:
            self.add_error("amount", "Enter an amount, or share evenly.")
        return said

    @property
    def part(self) -> Part:
        said = self.cleaned_data
        return Part(said["category"], said["amount"], said["note"])


PartFormSet: Any = forms.formset_factory(
    PartForm, extra=SPARE_ROWS, min_num=FEWEST_PARTS, max_num=MOST_PARTS, absolute_max=MOST_PARTS
)


class SplitForm(forms.Form):
    seen = SeenField()


class Split:
    """The rows of the page on which `expense` is split, as they were `typed` or as they are."""

    def __init__(
        self, expense: Expense, tree: CategoryTree, parts: Sequence[Part], typed: MultiValueDict | None = None
    ) -> None:
        self.expense, self.owner = expense, expense.owner
        kept = [part.category_id for part in parts]
        choices = [("", "No category"), *tree.choices(keep=expense.category_id)]
        offered = {value for value, _ in choices}
        choices += [(pk, tree.path(pk)) for pk in dict.fromkeys(kept) if pk and pk not in offered]
        arguments = {"owner": self.owner, "currency": expense.currency, "choices": choices}
        initial = [self._initial(part) for part in parts] or [{"category": expense.category_id or ""}]
        self.rows = PartFormSet(typed, initial=initial, prefix="part", form_kwargs=arguments)
        self.form = SplitForm(typed, initial={"seen": expense.updated_at.isoformat()})

    def _initial(self, part: Part) -> dict[str, Any]:
        amount = format_number(part.amount, self.expense.currency, self.owner.locale)
        return {"category": part.category_id or "", "amount": amount, "note": part.note}

    @property
    def is_valid(self) -> bool:
        """Read every row, so that each says what is wrong with it."""
        return all([self.form.is_valid(), self.rows.is_valid()])

    @property
    def parts(self) -> list[Part]:
        """Return what the rows of a valid split say."""
        return [row.part for row in self.rows if row.is_named]

    @property
    def left(self) -> Decimal:
        """Return what no row has yet, as far as the rows can be read."""
        if not self.rows.is_bound:
            said = [row.initial.get("amount") for row in self.rows]
            return Decimal(0) if any(said) else self.expense.amount
        self.rows.is_valid()
        amounts = [row.cleaned_data.get("amount") for row in self.rows if hasattr(row, "cleaned_data")]
        return self.expense.amount - sum((amount for amount in amounts if amount is not None), Decimal(0))

    def shared_evenly(self, typed: MultiValueDict) -> MultiValueDict:
        """Return what was `typed` with the amounts shared evenly among the rows that are for something."""
        self.rows.is_valid()
        named = [row for row in self.rows if row.is_named] or list(self.rows)[:FEWEST_PARTS]
        if not named:
            return self.with_more_rows(typed)
        amounts = share_evenly(self.expense.amount, len(named), currency_digits(self.expense.currency))
        for row, amount in zip(named, amounts, strict=True):
            typed[row.add_prefix("amount")] = format_number(amount, self.expense.currency, self.owner.locale)
        return typed

    def with_more_rows(self, typed: MultiValueDict) -> MultiValueDict:
        typed["part-TOTAL_FORMS"] = str(min(len(self.rows.forms) + SPARE_ROWS, MOST_PARTS))
        return typed

    @property
    def errors(self) -> list[str]:
        """Return what is wrong with the split as a whole, in sentences."""
        return [str(error) for error in [*self.form.non_field_errors(), *self.rows.non_form_errors()]]


class SpreadForm(forms.Form):
    """Over how many months, and from when."""

    months = forms.IntegerField(
        min_value=FEWEST_MONTHS,
        max_value=MOST_MONTHS,
        label="Over how many months",
        error_messages={
            "invalid": "Enter a number of months, such as 12.",
            "required": "Enter a number of months, such as 12.",
            "min_value": f"Spread it over {FEWEST_MONTHS} to {MOST_MONTHS} months.",
            "max_value": f"Spread it over {FEWEST_MONTHS} to {MOST_MONTHS} months.",
        },
    )
    first_day = DayField(
        label="The first part counts on",
        validators=[validate_date],
        error_messages={"required": "Choose the day on which the first part counts."},
    )
    seen = SeenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False


def add_whole_error(split: Split, error: ValidationError) -> None:
    """Say beside the whole split what is wrong with it."""
    split.form.add_error(None, error.messages)
