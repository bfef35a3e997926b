import datetime
import uuid
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from accounts.currencies import currency_choices, known_currencies
from accounts.models import User
from expenses.categories.paths import split_path
from expenses.categories.tree import CategoryTree, path_key
from expenses.entry import Entry
from expenses.fields import CategoryField, DayField, LineField, LinesField, TagNamesField, read_amount
from expenses.forms.seen import SeenField
from expenses.models import Expense, Tag
from expenses.money import decimal_mark, format_number
from expenses.validators import NOTES_MAX_LENGTH, validate_amount, validate_date, validate_line, validate_lines

WIDGET_ATTRIBUTES = {
    "amount": {"inputmode": "decimal", "autocomplete": "off", "class": "field-amount", "enterkeyhint": "next"},
    "description": {"autocomplete": "off"},
    "tags": {"autocomplete": "off", "autocapitalize": "none"},
    "new_category": {"autocomplete": "off"},
    "notes": {"rows": 3},
}


class CurrencyField(forms.ChoiceField):
    """A currency. Today's are offered, and every one that there ever was is understood."""

    default_error_messages = {"invalid_choice": "“%(value)s” is not a currency. Choose one from the list."}

    def to_python(self, value: Any) -> str:
        return super().to_python(value).strip().upper()

    def valid_value(self, value: Any) -> bool:
        return value in known_currencies()


class ExpenseForm(forms.Form):
    """One expense, new or changed. Its choices are those of `user`, who owns the ledger."""

    currency = CurrencyField(error_messages={"required": "Choose a currency."})
    amount = forms.CharField(
        max_length=200,
        error_messages={"required": "Enter an amount, such as 12.50 or 12.50+3."},
        help_text="Sums work too: 12.50+3. A refund is negative.",
    )
    description = LineField(
        max_length=255, validators=[validate_line], error_messages={"required": "Say what it was for, such as Lunch."}
    )
    date = DayField(validators=[validate_date], error_messages={"required": "Choose a day."})
    category = CategoryField(required=False)
    new_category = LineField(
        required=False, max_length=400, label="New category", help_text="Food: Sushi makes Sushi below Food."
    )
    tags = TagNamesField(required=False, max_length=1_100, help_text="With commas between them.")
    notes = LinesField(required=False, max_length=NOTES_MAX_LENGTH, validators=[validate_lines])
    submission_id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    seen = SeenField()

    def __init__(self, *args: Any, user: User, tree: CategoryTree, keep: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.tree = user, tree
        self.fields["category"].offer(tree, keep=keep)  # type: ignore[attr-defined]
        self.fields["currency"].choices = self._currencies()  # type: ignore[attr-defined]
        for name, attributes in WIDGET_ATTRIBUTES.items():
            self.fields[name].widget.attrs.update(attributes)
        self.fields["amount"].widget.attrs["autofocus"] = not self.is_bound
        self.helper = FormHelper()
        self.helper.form_tag = False

    def _currencies(self) -> list[tuple[str, Any]]:
        """Return the choices, the person's own first: at home, and the one of this form."""
        names = dict(currency_choices())
        initial = str(self.initial.get("currency") or "")
        own = [code for code in dict.fromkeys([self.user.home_currency, initial]) if code]
        return [("Yours", [(code, names.get(code, code)) for code in own]), ("All", currency_choices())]

    def clean_amount(self) -> Decimal:
        currency = self.cleaned_data.get("currency") or self.user.home_currency
        amount = read_amount(self.cleaned_data["amount"], currency=currency, mark=decimal_mark(self.user.locale))
        validate_amount(amount, currency)
        return amount

    def clean_new_category(self) -> str:
        path = self.cleaned_data["new_category"]
        if path and path_key(path) not in self.tree.ids_by_path:
            split_path(path)
        return path

    @property
    def tag_names(self) -> list[str]:
        """Return the names of the person's tags, for completion."""
        return list(Tag.objects.for_user(self.user).order_by("name").values_list("name", flat=True))

    @property
    def entry(self) -> Entry:
        """Return what a valid form says."""
        said = self.cleaned_data
        names = ("date", "amount", "currency", "description", "new_category", "tags", "notes")
        return Entry(category_id=said["category"], **{name: said[name] for name in names})


def initial_of(expense: Expense, user: User) -> dict[str, Any]:
    """Return what the form says of an expense that was loaded `with_tags`."""
    return {
        "date": expense.date,
        "amount": format_number(expense.amount, expense.currency, user.locale),
        "currency": expense.currency,
        "description": expense.description,
        "category": expense.category_id or "",
        "tags": ", ".join(link.tag.name for link in expense.tag_links),  # type: ignore[attr-defined]
        "notes": expense.notes,
        "seen": expense.updated_at.isoformat(),
    }


def new_initial(user: User, today: datetime.date) -> dict[str, Any]:
    """Return what the form of a new expense starts with: today, in the currency used last."""
    last = Expense.objects.for_user(user).order_by("-id").values_list("currency", flat=True).first()
    return {"date": today, "currency": last or user.home_currency, "submission_id": uuid.uuid4()}


def differences(expense: Expense, form: ExpenseForm) -> list[tuple[str, str, str]]:
    """Return (label, what is saved, what the form says) for each field in which they differ."""
    saved = initial_of(expense, form.user)
    typed = {**form.cleaned_data, "amount": format_number(form.entry.amount, form.entry.currency, form.user.locale)}
    typed["tags"] = ", ".join(sorted(form.entry.tags))
    for values in (saved, typed):
        values["category"] = form.tree.path(int(values["category"])) if values["category"] else "No category"
    typed["category"] = form.entry.new_category or typed["category"]
    shown = ("amount", "currency", "description", "date", "category", "tags", "notes")
    return [
        (str(form[name].label), str(saved[name]), str(typed[name]))
        for name in shown
        if str(saved[name]) != str(typed[name])
    ]
